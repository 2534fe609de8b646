import fc from 'fast-check';
import type { UserId } from '../kernel/ids';
import { addDays } from '../kernel/legal-calendar';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { appealWindow, type AppealWindow } from '../notifications/appeal-window.rules';
import {
  checkDecider,
  decideRelease,
  noAppealFinal,
  splitOf,
  wholeOf,
  type NoAppealFacts,
  type ReleaseFacts,
  type ReleaseTerms,
} from './deposit-release.rules';
import { DEPOSIT_MACHINE, DEPOSIT_STATES, holdOf, type DepositStanding } from './deposit.rules';

const window = (mode: AppealWindow['mode'], date: string): AppealWindow => {
  const outcome = appealWindow({ mode, date: legalDate(date) });
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
};
const codeOf = (outcome: { ok: true } | { ok: false; refusal: { code: string } }): string =>
  outcome.ok ? 'accepted' : outcome.refusal.code;

/** Posted on 31 December 2026: the later reading ends on 8 February 2027, one working day after the ordinary one. */
const POSTED = window('post', '2026-12-31');
const given: NoAppealFacts = {
  windows: [POSTED],
  untoldCount: 0,
  debtorCount: 1,
  marginDays: 30,
  registryCheckedOn: undefined,
  appealLodgedOn: undefined,
  today: legalDate('2027-03-11'),
};

describe('no appeal in time (D7)', () => {
  it('D6, D19: is final after the margin behind the later last day, never on its last day', () => {
    expect(POSTED.adverseLastDay).toBe('2027-02-08');
    expect(noAppealFinal(given)).toMatchObject({ ok: true, value: { by: 'margin' } });
    expect(codeOf(noAppealFinal({ ...given, today: legalDate('2027-03-10') }))).toBe('deposit-window-open');
  });

  it('D20: is final sooner by a look at the registry after that day, never by one before it or to come', () => {
    const today = legalDate('2027-02-10');
    const asked = (on: string): string => codeOf(noAppealFinal({ ...given, today, registryCheckedOn: legalDate(on) }));
    expect(asked('2027-02-09')).toBe('accepted');
    expect(asked('2027-02-08')).toBe('deposit-registry-check-early');
    expect(asked('2027-02-11')).toBe('deposit-day-in-future');
  });

  it('D21: waits for the latest window, and for everybody who must be told', () => {
    expect(codeOf(noAppealFinal({ ...given, windows: [POSTED, window('hand', '2027-02-01')] }))).toBe(
      'deposit-window-open',
    );
    expect(codeOf(noAppealFinal({ ...given, untoldCount: 1 }))).toBe('deposit-addressee-untold');
    expect(codeOf(noAppealFinal({ ...given, windows: [] }))).toBe('deposit-window-not-started');
  });

  it('trap 13: is never final while an appeal could be lodged, in every mode, on every day', () => {
    const day = fc.integer({ min: 0, max: 3_000 }).map((days) => addDays(legalDate('2020-01-01'), days));
    const mode = fc.constantFrom('hand', 'post', 'registered-ar');
    const facts = fc.record({ mode, day, after: fc.integer({ min: 0, max: 120 }), margin: fc.integer({ min: 0, max: 60 }), asked: fc.option(fc.integer({ min: 0, max: 120 })) }); // prettier-ignore
    fc.assert(
      fc.property(facts, ({ mode: way, day: date, after, margin, asked }) => {
        const one = window(way, date);
        const today = addDays(date, after);
        const registryCheckedOn = asked === null ? undefined : addDays(date, asked);
        const outcome = noAppealFinal({ ...given, windows: [one], marginDays: margin, registryCheckedOn, today });
        if (outcome.ok) expect(today > one.adverseLastDay).toBe(true);
      }),
    );
  });
});

describe('a release', () => {
  const terms: ReleaseTerms = {
    kind: 'to-state',
    ground: 'no-appeal',
    groundOn: undefined,
    finalOn: undefined,
    registryCheckedOn: undefined,
    reference: '',
  };
  const facts: ReleaseFacts = {
    ...given,
    state: 'held',
    decisionState: 'notified',
    heldCents: cents(20_000),
    owedCents: cents(20_000),
  };

  it('D4: is of what is held only, on a ground of its own', () => {
    for (const state of DEPOSIT_STATES)
      expect(codeOf(decideRelease(terms, { ...facts, state }))).toBe(
        state === 'held' ? 'accepted' : 'illegal-transition',
      );
    expect(codeOf(decideRelease({ ...terms, ground: 'agreement' }, facts))).toBe('deposit-ground-kind');
    expect(codeOf(decideRelease({ ...terms, kind: 'to-debtor', ground: 'withdrawal' }, facts))).toBe(
      'deposit-decision-stands',
    );
    const today = facts.today;
    expect(codeOf(decideRelease({ ...terms, kind: 'to-payment', ground: 'debtor-request' }, facts))).toBe('required');
    const request = { ...terms, kind: 'to-payment', ground: 'debtor-request' } as const;
    expect(codeOf(decideRelease({ ...request, groundOn: addDays(today, 1) }, facts))).toBe('deposit-day-in-future');
    expect(codeOf(decideRelease({ ...request, groundOn: today }, facts))).toBe('accepted');
  });

  it('R4.7: by a judgment needs its day, its reference and that it is final', () => {
    const judgment = { ...terms, ground: 'judgment', groundOn: legalDate('2027-02-01'), reference: '27/1/A' } as const;
    expect(codeOf(decideRelease(judgment, facts))).toBe('required');
    expect(codeOf(decideRelease({ ...judgment, finalOn: legalDate('2027-01-31') }, facts))).toBe(
      'deposit-judgment-order',
    );
    expect(codeOf(decideRelease({ ...judgment, finalOn: addDays(facts.today, 1) }, facts))).toBe(
      'deposit-judgment-not-final',
    );
    expect(codeOf(decideRelease({ ...judgment, finalOn: facts.today }, facts))).toBe('accepted');
    expect(codeOf(decideRelease({ ...judgment, finalOn: facts.today, reference: '' }, facts))).toBe('required');
  });

  it('D21, R4.5: a judgment on one’s appeal sends it to the State only once the months of the others are over', () => {
    const finalOn = legalDate('2027-02-02');
    const judgment = { ...terms, ground: 'judgment', groundOn: finalOn, finalOn, reference: '27/1/A' } as const;
    const two = { ...facts, debtorCount: 2, appealLodgedOn: legalDate('2027-01-05') };
    expect(codeOf(decideRelease(judgment, two))).toBe('accepted');
    expect(codeOf(decideRelease(judgment, { ...two, untoldCount: 1 }))).toBe('deposit-addressee-untold');
    const early = { ...two, today: legalDate('2027-03-10') };
    expect(codeOf(decideRelease(judgment, early))).toBe('deposit-window-open');
    expect(codeOf(decideRelease(judgment, { ...early, debtorCount: 1 }))).toBe('accepted');
    expect(codeOf(decideRelease({ ...judgment, kind: 'to-debtor' }, { ...two, untoldCount: 1 }))).toBe('accepted');
  });

  it('R5.4: splits without losing a cent, and settles no more than is owed', () => {
    const amount = fc.integer({ min: 1, max: 100_000 }).map((value) => cents(value));
    const owed = fc.integer({ min: 0, max: 100_000 }).map((value) => cents(value));
    fc.assert(
      fc.property(fc.constantFrom('to-debtor', 'to-state', 'to-payment'), amount, owed, (kind, held, debt) => {
        const split = splitOf(kind, held, debt);
        if (!split.ok) {
          expect([kind === 'to-debtor', debt]).toEqual([false, 0]);
          return;
        }
        expect(wholeOf(split.value)).toBe(held);
        expect(split.value.toStateCents).toBeLessThanOrEqual(debt);
        if (kind === 'to-debtor') expect(split.value.toStateCents).toBe(0);
      }),
    );
  });

  it('is decided by another person than its proposer', () => {
    const [one, other] = ['one', 'other'] as unknown as [UserId, UserId];
    expect(codeOf(checkDecider({ proposedBy: one }, one))).toBe('deposit-release-own-proposal');
    expect(codeOf(checkDecider({ proposedBy: one }, other))).toBe('accepted');
    expect(codeOf(checkDecider(undefined, other))).toBe('deposit-release-not-proposed');
  });
});

describe('a hold (D8)', () => {
  it('trap 12: lasts while money lies at the Caisse, whatever the day, and while it is announced until it lapses', () => {
    const today = legalDate('2030-01-01');
    const standing = (state: DepositStanding['state'], lapsesOn = '2026-12-20'): DepositStanding => ({
      decisionId: 'd' as DepositStanding['decisionId'],
      state,
      announcedOn: legalDate('2026-11-20'),
      lapsesOn: legalDate(lapsesOn),
      receivedOn: undefined,
      heldOn: undefined,
    });
    expect(DEPOSIT_STATES.filter((state) => holdOf(standing(state), today) !== undefined)).toEqual([
      'received',
      'held',
    ]);
    const awaited = DEPOSIT_STATES.filter((state) => holdOf(standing(state, '2030-01-01'), today) !== undefined);
    expect(awaited).toEqual(['announced', 'letter-issued', 'received', 'held']);
  });

  it('ends with every state that ends the deposit', () => {
    const finals = DEPOSIT_STATES.filter((state) => Object.keys(DEPOSIT_MACHINE.transitions[state]).length === 0);
    expect(finals).toEqual([
      'released-to-debtor',
      'released-to-state',
      'moved-to-payment',
      'returned-by-cdc',
      'cancelled',
    ]);
  });
});
