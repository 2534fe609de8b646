import { paymentCorpus } from '../../test/support/payment-corpus';
import { FineIndex } from './fine-index.rules';
import { matchMovement } from './matching.rules';

describe('corpora of our own, with noise that the tests before do not have', () => {
  it.each([11, 23, 42])(
    'seed %i: nobody’s fine is paid with another’s money, and 99 %% of what is sure is booked',
    (seed) => {
      const { fines, payments } = paymentCorpus(seed, 3_000);
      const index = new FineIndex(fines);
      const wrong: string[] = [];
      const missed: string[] = [];
      let sure = 0;
      for (const { noise, movement, expected } of payments) {
        const outcome = matchMovement(movement, index);
        if (expected.kind === 'book') sure += 1;
        const story = `${noise}: ${movement.communication.text} → ${outcome.outcome} ${outcome.reason.code}`;
        if (
          outcome.outcome === 'booked' &&
          (expected.kind === 'never' || outcome.shares.some(({ decisionId }) => decisionId !== expected.decisionId))
        )
          wrong.push(story);
        if (outcome.outcome !== 'booked' && expected.kind === 'book') missed.push(story);
      }
      expect(wrong).toEqual([]);
      expect(sure).toBeGreaterThan(500);
      expect({ missed: missed.slice(0, 20), share: missed.length / sure < 0.01 }).toEqual({
        missed: missed.slice(0, 20),
        share: true,
      });
    },
  );
});
