import fc from 'fast-check';
import { addDays } from '../kernel/legal-calendar';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import type { UserId } from '../kernel/ids';
import { decideConfirmation, decideEffect, decideRejection, isLawOfTheFacts } from './change.rules';
import type { Change, Proposal, Version } from './change.types';

const TODAY = legalDate('2026-11-22');
const TOMORROW = legalDate('2026-11-23');

const version = (validFrom: string, validTo: string | null = null, value = 20_000): Version => ({
  id: `version of ${validFrom}`,
  code: 'fine-amount-cents',
  payload: { value },
  validFrom: legalDate(validFrom),
  validTo: validTo === null ? null : legalDate(validTo),
  source: 'D2',
  change: null,
});
const proposal = (more: Partial<Proposal> = {}): Proposal => ({
  kind: 'number',
  code: 'fine-amount-cents',
  operation: 'replace',
  payload: { value: 25_000 },
  effectiveOn: legalDate('2027-07-01'),
  lastDay: null,
  source: 'a later law',
  replacesId: 'version of 2016-07-24',
  beneficiaryId: null,
  ...more,
});
const effect = (asked: Proposal, versions = [version('2016-07-24')], affectedFiles = 0) =>
  decideEffect(asked, { versions, today: TODAY, affectedFiles });
const codes = (verdict: ReturnType<typeof effect>): readonly string[] =>
  verdict.ok ? [] : verdict.refusals.map(({ code }) => code);

describe('the effect of a change', () => {
  it('trap 27: ends the version in force the day before, and adds the next', () => {
    const before = version('2016-07-24');
    expect(effect(proposal(), [before])).toEqual({
      ok: true,
      value: {
        ends: { version: before, lastDay: '2027-06-30' },
        adds: { validFrom: '2027-07-01', validTo: null },
      },
    });
  });

  it('trap 27: leaves a version alone that is over before', () => {
    const over = version('2016-07-24', '2027-05-31');
    expect(effect(proposal(), [over])).toMatchObject({ ok: true, value: { ends: undefined } });
  });

  it('an end adds nothing', () => {
    const verdict = effect(proposal({ kind: 'crossing-point', operation: 'end' }));
    expect(verdict).toMatchObject({ ok: true, value: { adds: undefined, ends: { lastDay: '2027-06-30' } } });
  });

  it.each<[string, Proposal, Version[], number, string]>([
    [
      'would alter recorded facts',
      proposal({ effectiveOn: TODAY }),
      [version('2016-07-24')],
      3,
      'change-alters-recorded-facts',
    ],
    ['begins before the last version', proposal(), [version('2027-08-01')], 0, 'change-before-version'],
    ['begins on the day of the last version', proposal(), [version('2027-07-01')], 0, 'change-before-version'],
    [
      'is over before it begins',
      proposal({ operation: 'add', lastDay: legalDate('2027-06-30') }),
      [],
      0,
      'change-last-day-before',
    ],
    [
      'changes nothing',
      proposal({ payload: { value: 20_000 } }),
      [version('2016-07-24')],
      0,
      'change-without-difference',
    ],
    ['adds a code that is there', proposal({ operation: 'add' }), [version('2016-07-24')], 0, 'change-code-taken'],
    [
      'ends what is over',
      proposal({ operation: 'end' }),
      [version('2016-07-24', '2020-01-01')],
      0,
      'change-nothing-to-end',
    ],
    [
      'moves a margin behind those who count with it',
      proposal({ code: 'appeal-margin-days', effectiveOn: TODAY }),
      [version('2016-07-24')],
      0,
      'change-not-ahead',
    ],
  ])('trap 27: is refused when it %s', (_when, asked, versions, affected, code) => {
    expect(codes(effect(asked, versions, affected))).toEqual([code]);
  });

  it('trap 2, D2: the amount goes by the day of the facts, also back in time where nothing is recorded', () => {
    expect(isLawOfTheFacts('number', 'fine-amount-cents')).toBe(true);
    expect(isLawOfTheFacts('number', 'small-rest-cents')).toBe(false);
    expect(codes(effect(proposal({ effectiveOn: legalDate('2026-01-01') })))).toEqual([]);
  });

  it('R2.2, trap 23: power begins today at the earliest, and ends tomorrow at the earliest', () => {
    const power = {
      kind: 'delegation',
      payload: { userId: 'u' as UserId, userName: 'x', article: '41', grade: 'adviser' },
    } as const;
    expect(codes(effect(proposal({ ...power, operation: 'add', effectiveOn: TODAY }), []))).toEqual([]);
    expect(codes(effect(proposal({ ...power, operation: 'add', effectiveOn: addDays(TODAY, -1) }), []))).toEqual([
      'change-not-ahead',
    ]);
    expect(codes(effect(proposal({ ...power, operation: 'end', effectiveOn: TODAY })))).toEqual(['change-not-ahead']);
    expect(codes(effect(proposal({ ...power, operation: 'end', effectiveOn: TOMORROW })))).toEqual([]);
  });

  it('trap 27: whatever is accepted, versions never overlap and no day before the change has another one (property)', () => {
    const day = fc.integer({ min: 0, max: 400 }).map((days) => addDays(legalDate('2026-06-01'), days));
    fc.assert(
      fc.property(
        fc.uniqueArray(day, { minLength: 1, maxLength: 4 }),
        day,
        fc.option(fc.nat(50)),
        (starts, effectiveOn, length) => {
          const begins = starts.toSorted();
          const versions = begins.map((start, index) => {
            const next = begins[index + 1];
            return version(start, next === undefined ? null : addDays(next, -1));
          });
          const verdict = effect(
            proposal({ effectiveOn, lastDay: length === null ? null : addDays(effectiveOn, length) }),
            versions,
          );
          if (!verdict.ok) return;
          const after = apply(versions, verdict.value);
          const days = Array.from({ length: 480 }, (_, index) => addDays(legalDate('2026-05-01'), index));
          for (const on of days) {
            expect(inForce(after, on).length).toBeLessThanOrEqual(1);
            if (on < effectiveOn) expect(inForce(after, on)).toEqual(inForce(versions, on));
          }
        },
      ),
    );
  });
});

type Validity = Pick<Version, 'id' | 'validFrom' | 'validTo'>;

function apply(versions: readonly Version[], { ends, adds }: { ends?: unknown; adds?: unknown }): Validity[] {
  const ended = ends as { version: Version; lastDay: LegalDate } | undefined;
  const kept = versions.map((each) => (each.id === ended?.version.id ? { ...each, validTo: ended.lastDay } : each));
  return adds ? [...kept, { id: 'new', ...(adds as Pick<Version, 'validFrom' | 'validTo'>) }] : kept;
}

function inForce(versions: readonly Validity[], on: LegalDate): string[] {
  return versions.filter((each) => each.validFrom <= on && (each.validTo ?? '9999-12-31') >= on).map(({ id }) => id);
}

describe('who confirms', () => {
  const [one, other, third] = ['one', 'other', 'third'] as UserId[];
  const change = (more: Partial<Change> = {}) => ({
    state: 'proposed' as const,
    proposedBy: one!,
    beneficiaryId: null,
    replacesId: 'version of 2016-07-24',
    ...more,
  });
  const versions = [version('2016-07-24')];
  const refused = (outcome: ReturnType<typeof decideConfirmation>): string =>
    outcome.ok ? 'accepted' : outcome.refusal.code;

  it('another person than who proposed it', () => {
    expect(refused(decideConfirmation(change(), other!, versions))).toBe('accepted');
    expect(refused(decideConfirmation(change(), one!, versions))).toBe('change-confirmer-proposed');
  });

  it('R2.2: never whom it gives power', () => {
    expect(refused(decideConfirmation(change({ beneficiaryId: third! }), third!, versions))).toBe(
      'change-confirmer-benefits',
    );
  });

  it('once, and only while nothing came between', () => {
    expect(refused(decideConfirmation(change({ state: 'confirmed' }), other!, versions))).toBe(
      'change-already-decided',
    );
    expect(refused(decideConfirmation(change(), other!, [...versions, version('2027-01-01')]))).toBe(
      'change-basis-changed',
    );
    expect(decideRejection({ state: 'rejected' }).ok).toBe(false);
    expect(decideRejection({ state: 'proposed' }).ok).toBe(true);
  });
});
