import fc from 'fast-check';
import type { UserId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { nextState, unreachableStates } from '../kernel/state-machine';
import { changesRest, checkJudge, consequencesOf, decideFinality, decideJudgment, earlierJudged, JUDGMENT_MACHINE, moneyAfterUndoing, type JudgmentGiven } from './judgment.rules'; // prettier-ignore

const codeOf = (outcome: { ok: true } | { ok: false; refusal: { code: string } }): string =>
  outcome.ok ? 'accepted' : outcome.refusal.code;
const money = (owed: number, paid: number, held = 0): Parameters<typeof consequencesOf>[1] => ({
  owedCents: cents(owed),
  paidCents: cents(paid),
  paidElsewhereCents: cents(0),
  collectedCents: cents(0),
  heldCents: cents(held),
});

describe('a judgment (R4.4)', () => {
  const given: JudgmentGiven = {
    stage: 'first-instance',
    outcome: 'annulled',
    isAdmissible: true,
    isWellFounded: true,
    reducedToCents: undefined,
    judgedOn: legalDate('2026-12-10'),
  };
  const facts = {
    lodgedOn: legalDate('2026-11-30'),
    amountCents: cents(20_000),
    earlier: {},
    orderReason: '',
    today: legalDate('2026-12-20'),
  };
  const judged = (change: Partial<JudgmentGiven>): string => codeOf(decideJudgment({ ...given, ...change }, facts));

  it('R4.4: takes nothing off a fine unless it is admissible and well-founded', () => {
    expect(judged({})).toBe('accepted');
    expect(judged({ isAdmissible: false })).toBe('judgment-contradicts');
    expect(judged({ isWellFounded: false })).toBe('judgment-contradicts');
    expect(judged({ isAdmissible: false, isWellFounded: false, outcome: 'confirmed' })).toBe('accepted');
    expect(judged({ isWellFounded: false, outcome: 'struck-out' })).toBe('accepted');
  });

  it('R4.8: leaves an amount below the fine where it reduces, and none otherwise', () => {
    expect(judged({ outcome: 'reduced' })).toBe('judgment-amount-missing');
    expect(judged({ outcome: 'reduced', reducedToCents: cents(20_000) })).toBe('judgment-amount-range');
    expect(judged({ outcome: 'partly', reducedToCents: cents(0) })).toBe('judgment-amount-range');
    expect(judged({ outcome: 'partly', reducedToCents: cents(1) })).toBe('accepted');
    expect(judged({ reducedToCents: cents(100) })).toBe('judgment-amount-unexpected');
  });

  it('R4.3: is given after the appeal and not tomorrow', () => {
    expect(judged({ judgedOn: legalDate('2026-11-29') })).toBe('judgment-before-appeal');
    expect(judged({ judgedOn: legalDate('2026-12-21') })).toBe('judgment-day-in-future');
  });

  it('R4.6: is given on the day of the judgment that it follows or later; a refused one was never given', () => {
    const judgments = [
      { state: 'confirmed', judgedOn: legalDate('2026-12-11') },
      { state: 'contested', judgedOn: legalDate('2026-12-05') },
      { state: 'refused', judgedOn: legalDate('2026-12-19') },
    ] as const;
    const earlier = earlierJudged(judgments);
    const next = (judgedOn: string, orderReason = ''): ReturnType<typeof decideJudgment> =>
      decideJudgment(
        { ...given, stage: 'cassation', judgedOn: legalDate(judgedOn) },
        { ...facts, earlier, orderReason },
      );
    expect(next('2026-12-04', 'Typed wrongly.')).toMatchObject({
      refusal: { code: 'judgment-before-earlier', field: 'judgedOn', params: { previousOn: '2026-12-05' } },
    });
    expect(next('2026-12-10')).toMatchObject({
      refusal: { code: 'judgment-before-effective', field: 'orderReason', params: { inEffectOn: '2026-12-11' } },
    });
    expect(codeOf(next('2026-12-10', 'The other day was typed wrongly.'))).toBe('accepted');
    expect([next('2026-12-11'), next('2026-12-20')].map(codeOf)).toEqual(['accepted', 'accepted']);
    expect(earlierJudged([])).toEqual({});
  });

  it('trap 17, R4.7: has no effect before it is res judicata, with the evidence', () => {
    const final = (finalOn: string, evidence = 'Certificat'): string =>
      codeOf(decideFinality({ finalOn: legalDate(finalOn), evidence }, given.judgedOn, facts.today));
    expect(final('2026-12-20')).toBe('accepted');
    expect(final('2026-12-21')).toBe('judgment-not-final');
    expect(final('2026-12-09')).toBe('judgment-final-order');
    expect(final('2026-12-20', '')).toBe('required');
    expect(nextState(JUDGMENT_MACHINE, 'recorded', 'confirm').ok).toBe(false);
    expect(unreachableStates(JUDGMENT_MACHINE)).toEqual([]);
  });

  it('R4.4: is confirmed by none of those who worked on it', () => {
    const [one, two, three] = ['1', '2', '3'] as unknown as [UserId, UserId, UserId];
    const hands = { recordedBy: one, finalisedBy: two };
    expect([one, two, three].map((user) => codeOf(checkJudge(hands, user)))).toEqual([
      'judgment-own-record',
      'judgment-own-record',
      'accepted',
    ]);
  });
});

describe('what follows from a judgment', () => {
  const annulled = { outcome: 'annulled', reducedToCents: undefined } as const;
  const reduced = (to: number): { outcome: 'reduced'; reducedToCents: ReturnType<typeof cents> } => ({
    outcome: 'reduced',
    reducedToCents: cents(to),
  });

  it('R4.4: annulled: the claim falls, what was paid goes back, the deposit to the debtor', () => {
    expect(consequencesOf(annulled, money(15_000, 5_000, 10_000))).toEqual({
      keptCents: 0,
      cancelledCents: 20_000,
      owedBackCents: 5_000,
      takenBackCents: 0,
      owedAfterCents: 0,
      deposit: 'to-debtor',
      heldCents: 10_000,
      isAnnulled: true,
    });
  });

  it('R4.8: reduced: only the difference falls, and what was paid above it goes back', () => {
    expect(consequencesOf(reduced(12_000), money(0, 20_000))).toMatchObject({ cancelledCents: 8_000, owedBackCents: 8_000, owedAfterCents: 0 }); // prettier-ignore
    expect(consequencesOf(reduced(12_000), money(20_000, 0))).toMatchObject({ cancelledCents: 8_000, owedBackCents: 0, owedAfterCents: 12_000 }); // prettier-ignore
    expect(consequencesOf(reduced(12_000), { ...money(15_000, 0), paidElsewhereCents: cents(5_000) })).toMatchObject({ owedAfterCents: 7_000 }); // prettier-ignore
  });

  it('R4.8, R7.9: what FPS Finance collected above the rest is given back by it; what an earlier administration was paid stays there', () => {
    const elsewhere = (collected: number, before = 0) => ({ collectedCents: cents(collected), paidElsewhereCents: cents(collected + before) }); // prettier-ignore
    const left = (owed: number, paid: number, collected: number, before = 0): object =>
      consequencesOf(reduced(12_000), { ...money(owed, paid), ...elsewhere(collected, before) });
    expect(left(0, 0, 20_000)).toMatchObject({ takenBackCents: 8_000, cancelledCents: 8_000, owedBackCents: 0 });
    expect(left(5_000, 0, 15_000)).toMatchObject({ takenBackCents: 3_000, cancelledCents: 8_000, owedAfterCents: 0 });
    expect(left(0, 5_000, 15_000)).toMatchObject({
      takenBackCents: 3_000,
      cancelledCents: 8_000,
      owedBackCents: 5_000,
    });
    expect(left(0, 10_000, 10_000)).toMatchObject({ takenBackCents: 0, cancelledCents: 8_000, owedBackCents: 8_000 });
    expect(left(0, 0, 5_000, 15_000)).toMatchObject({ takenBackCents: 5_000, cancelledCents: 5_000, owedBackCents: 0 });
    expect(consequencesOf(annulled, { ...money(0, 0), ...elsewhere(20_000) })).toMatchObject({ takenBackCents: 20_000, cancelledCents: 20_000 }); // prettier-ignore
  });

  it('R4.5: confirmed: nothing falls, and the deposit is the State’s', () => {
    const confirmed = { outcome: 'confirmed', reducedToCents: undefined } as const;
    expect(consequencesOf(confirmed, money(20_000, 0, 20_000))).toMatchObject({ cancelledCents: 0, owedBackCents: 0, deposit: 'to-state' }); // prettier-ignore
    expect(consequencesOf(confirmed, money(0, 20_000, 20_000)).deposit).toBe('to-debtor');
  });

  it('R4.8: never cancels more than the claim, never owes back more than was paid, and the books agree', () => {
    const amount = fc.integer({ min: 0, max: 40_000 });
    const given = fc.oneof(fc.constant(annulled), fc.integer({ min: 1, max: 20_000 }).map(reduced));
    fc.assert(
      fc.property(given, amount, amount, (judgment, owed, paid) => {
        const { cancelledCents, owedBackCents, owedAfterCents, keptCents } = consequencesOf(
          judgment,
          money(owed, paid),
        );
        expect(cancelledCents).toBeGreaterThanOrEqual(0);
        expect(cancelledCents).toBeLessThanOrEqual(owed + paid);
        expect(owedBackCents).toBeLessThanOrEqual(paid);
        expect(owedAfterCents).toBe(owed + owedBackCents - cancelledCents);
        expect(keptCents + cancelledCents).toBe(owed + paid);
      }),
    );
  });
});

describe('a judgment that replaces another (R4.6)', () => {
  it('R4.6: only a later stage quashes, and what another court hears again takes nothing off and leaves the deposit where it is', () => {
    const given = {
      outcome: 'quashed',
      isAdmissible: true,
      isWellFounded: true,
      reducedToCents: undefined,
      judgedOn: legalDate('2027-01-05'),
    } as const;
    const facts = {
      lodgedOn: legalDate('2026-12-01'),
      amountCents: cents(20_000),
      earlier: {},
      orderReason: '',
      today: legalDate('2027-02-01'),
    };
    expect(codeOf(decideJudgment({ ...given, stage: 'first-instance' }, facts))).toBe('judgment-quashed-first');
    expect(codeOf(decideJudgment({ ...given, stage: 'cassation' }, facts))).toBe('accepted');
    const done = consequencesOf({ outcome: 'quashed', reducedToCents: undefined }, money(20_000, 0, 20_000));
    expect([done.cancelledCents, done.deposit]).toEqual([0, 'none']);
  });

  it.each([
    ['annulled', undefined, 'annulled', undefined, false],
    ['annulled', undefined, 'reduced', 12_000, true],
    ['reduced', 12_000, 'partly', 12_000, false],
    ['reduced', 12_000, 'confirmed', undefined, true],
    ['confirmed', undefined, 'struck-out', undefined, false],
    ['confirmed', undefined, 'quashed', undefined, false],
  ] as const)('R4.6: %s %p, then %s %p: something else is left: %p', (one, left, other, right, expected) => {
    const of = (outcome: typeof one | typeof other, rest: number | undefined): Parameters<typeof changesRest>[0] => ({
      outcome,
      reducedToCents: rest === undefined ? undefined : cents(rest),
    });
    expect(changesRest(of(other, right), of(one, left))).toBe(expected);
  });

  it('R4.6: undoing what a judgment did, with refunds unpaid or paid, leaves what the fine would owe had there been none (property)', () => {
    const amounts = fc.tuple(
      fc.nat(20_000),
      fc.integer({ min: 1, max: 19_999 }),
      fc.boolean(),
      fc.constantFrom('annulled', 'reduced'),
    );
    fc.assert(
      fc.property(amounts, ([paid, rest, isPaidOut, outcome]) => {
        const before = money(20_000 - paid, paid);
        const reducedToCents = outcome === 'reduced' ? cents(rest) : undefined;
        const { cancelledCents, owedBackCents, owedAfterCents } = consequencesOf({ outcome, reducedToCents }, before);
        const after = money(owedAfterCents, paid - owedBackCents);
        const stoppedCents = isPaidOut ? cents(0) : owedBackCents;
        const undone = { restoredCents: cancelledCents, stoppedCents, goneCents: cents(owedBackCents - stoppedCents) };
        const again = moneyAfterUndoing(after, undone);
        expect(again.owedCents + again.paidCents).toBe(20_000);
        expect(again.owedCents).toBe(before.owedCents + undone.goneCents);
      }),
    );
  });
});
