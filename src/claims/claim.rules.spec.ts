import fc from 'fast-check';
import type { LegalDate } from '../kernel/legal-date';
import { cents, ZERO_CENTS } from '../kernel/money';
import { nextState } from '../kernel/state-machine';
import {
  bookableOf,
  CLAIM_MACHINE,
  decideOffer,
  decideRecall,
  stands,
  type ClaimState,
  type ClaimVerb,
} from './claim.rules';

const TODAY = '2026-11-20' as LegalDate;
const STATES = Object.keys(CLAIM_MACHINE.transitions) as ClaimState[];
const VERBS = [...new Set(STATES.flatMap((state) => Object.keys(CLAIM_MACHINE.transitions[state])))] as ClaimVerb[];

describe('what is offered to FPS Finance (R7.3)', () => {
  const owed = { payload: 'decision', outstandingCents: cents(20_000) } as const;

  it('R7.9: is what is owed, and never nothing', () => {
    expect(decideOffer(owed, TODAY)).toEqual({ ok: true, value: 20_000 });
    expect(decideOffer({ ...owed, outstandingCents: ZERO_CENTS }, TODAY)).toMatchObject({
      refusal: { code: 'claim-nothing-owed' },
    });
  });

  it.each([undefined, '2026-11-21' as LegalDate])('trap 17: is no judgment that is not res judicata: %s', (day) => {
    expect(decideOffer({ ...owed, payload: 'judgment', judgmentFinalOn: day }, TODAY)).toMatchObject({
      refusal: { code: 'claim-judgment-not-final' },
    });
  });

  it('R7.3: is the judgment from the day on which it is final', () => {
    expect(decideOffer({ ...owed, payload: 'judgment', judgmentFinalOn: TODAY }, TODAY).ok).toBe(true);
  });
});

describe('a claim at FPS Finance', () => {
  it('never goes backwards, in whatever order its events come', () => {
    const rank: Readonly<Record<ClaimState, number>> = {
      offered: 0,
      acknowledged: 1,
      'in-recovery': 2,
      'recall-asked': 3,
      'recall-refused': 3,
      rejected: 4,
      recalled: 4,
      closed: 4,
    };
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...VERBS), { maxLength: 30 }), (verbs) => {
        let state: ClaimState = CLAIM_MACHINE.initial;
        for (const verb of verbs) {
          const next = nextState(CLAIM_MACHINE, state, verb);
          if (!next.ok) continue;
          expect(rank[next.value]).toBeGreaterThanOrEqual(rank[state]);
          state = next.value;
        }
      }),
    );
  });

  it.each(STATES)('trap 17: is recalled while it stands, and only then: %s', (state) => {
    expect(decideRecall(state).ok).toBe(stands(state));
  });

  it('I2: of what was collected never books more than is owed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 100_000 }), (collected, owed) => {
        const bookedCents = bookableOf(cents(collected), cents(owed));
        expect(bookedCents).toBe(Math.min(collected, owed));
      }),
    );
  });
});
