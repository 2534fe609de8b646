import fc from 'fast-check';
import { party, fine } from '../../test/support/matching-builder';
import { trapCorpus, type TrapPayment } from '../../test/support/trap-corpus';
import { FineIndex } from './fine-index.rules';
import type { MatchOutcome } from './match-outcome.types';
import { MATCHING_POLICY } from './matching-policy.rules';
import { matchMovement } from './matching.rules';

const SIZE = 900;
const corpora = new Map(
  [3, 17, 71, 1_009, 65_537, 999_983].map((seed) => {
    const { fines, payments } = trapCorpus(seed, SIZE);
    return [seed, { fines, payments, index: new FineIndex(fines) }] as const;
  }),
);
const booked = (outcome: MatchOutcome): string[] =>
  outcome.outcome === 'booked' ? outcome.shares.map(({ decisionId }) => decisionId) : [];
const story = ({ noise, movement, truth }: TrapPayment, { outcome, reason }: MatchOutcome): string =>
  `${noise}: ${movement.communication.text} (${truth.kind}) → ${outcome} ${reason.code}`;

/** Booked without need of a person, or beside the truth. */
function isWrong({ truth }: TrapPayment, outcome: MatchOutcome): boolean {
  const did = booked(outcome);
  if (did.length === 0) return false;
  if (truth.kind === 'never' || truth.kind === 'propose') return true;
  return [...did].sort().join() !== [...truth.fines].sort().join();
}

describe('corpora full of traps (trap 25)', () => {
  it.each([...corpora.keys()])(
    'seed %i: none wrong, 99 %% of what is sure booked, the right fine listed and first',
    (seed) => {
      const { payments, index } = corpora.get(seed)!;
      const wrong: string[] = [];
      const missed: string[] = [];
      const unlisted: string[] = [];
      const count = { sure: 0, open: 0, first: 0 };
      for (const payment of payments) {
        const outcome = matchMovement(payment.movement, index);
        const { truth } = payment;
        if (isWrong(payment, outcome)) wrong.push(story(payment, outcome));
        if (truth.kind === 'auto' || truth.kind === 'part' || truth.kind === 'split') {
          count.sure += 1;
          if (booked(outcome).length === 0) missed.push(story(payment, outcome));
        }
        if (truth.kind !== 'propose') continue;
        const listed = outcome.outcome === 'proposed' ? outcome.candidates.map(({ decisionId }) => decisionId) : [];
        count.open += 1;
        if (!truth.fines.slice(0, 20).every((id) => listed.includes(id)) && listed.length < 20)
          unlisted.push(story(payment, outcome));
        if (listed[0] !== undefined && truth.fines.includes(listed[0])) count.first += 1;
      }
      expect(wrong).toEqual([]);
      expect(count.sure).toBeGreaterThan(200);
      expect(count.open).toBeGreaterThan(150);
      expect({ missed: missed.slice(0, 10), isFew: missed.length <= count.sure / 100 }).toEqual({ missed: missed.slice(0, 10), isFew: true }); // prettier-ignore
      expect({ unlisted: unlisted.slice(0, 10), isFew: unlisted.length <= count.open / 20 }).toEqual({ unlisted: unlisted.slice(0, 10), isFew: true }); // prettier-ignore
      expect(count.first / count.open).toBeGreaterThanOrEqual(0.9);
    },
  );

  const anyPayment = fc
    .constantFrom(...corpora.keys())
    .chain((seed) => fc.nat(corpora.get(seed)!.payments.length - 1).map((at) => ({ ...corpora.get(seed)!, at })));

  it('property: the order of the fines changes nothing', () => {
    const turned = new Map([...corpora].map(([seed, { fines }]) => [seed, new FineIndex([...fines].reverse())]));
    for (const [seed, { payments, index }] of corpora)
      for (const { movement } of payments.slice(0, 60))
        expect(matchMovement(movement, turned.get(seed)!)).toEqual(matchMovement(movement, index));
  });

  it('property: a fine of somebody who has nothing to do with it never changes a booking', () => {
    const stranger = fine(900_001, [party('Zzyzx', 'Qwerty', '1911-11-11')]);
    for (const { fines, payments, index } of corpora.values()) {
      const more = new FineIndex([stranger, ...fines]);
      for (const { movement } of payments.slice(0, 60))
        expect(matchMovement(movement, more)).toEqual(matchMovement(movement, index));
    }
  });

  it('property: a namesake born the same day never makes a booking on anybody else', () => {
    fc.assert(
      fc.property(anyPayment, ({ fines, payments, index, at }) => {
        const { movement } = payments[at]!;
        const before = booked(matchMovement(movement, index));
        const [target] = fines.filter(({ decisionId }) => decisionId === before[0]);
        if (!target) return;
        const [who] = target.parties;
        const namesake = fine(900_002, [{ ...who!, personId: 'namesake' as never }]);
        const after = booked(matchMovement(movement, new FineIndex([...fines, namesake])));
        expect(after.length === 0 || after.join() === before.join()).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('property: a higher threshold books a part of what a lower one books, and the same', () => {
    for (const { payments, index } of corpora.values())
      for (const { movement } of payments.slice(0, 80)) {
        const steps = [90, 95, 98, 100].map((thresholdPercent) =>
          matchMovement(movement, index, { ...MATCHING_POLICY, thresholdPercent }),
        );
        for (const [at, higher] of steps.entries()) {
          const lower = steps[at - 1];
          if (higher.outcome === 'booked' && lower) expect(lower).toEqual(higher);
          if (higher.outcome === 'booked') expect(higher.confidence).toBeGreaterThanOrEqual([90, 95, 98, 100][at]!);
        }
      }
  });
});
