import fc from 'fast-check';
import { APPEAL_MACHINE } from '../../src/appeals/appeal.rules';
import { JUDGMENT_MACHINE } from '../../src/appeals/judgment.rules';
import { CLAIM_MACHINE } from '../../src/claims/claim.rules';
import { TRANSFER_MACHINE } from '../../src/recovery/transfer.rules';
import { REFUND_REQUEST_MACHINE } from '../../src/refunds/refund-request.rules';
import { REFUND_MACHINE } from '../../src/refunds/refund.rules';
import { WRITE_OFF_MACHINE } from '../../src/refunds/write-off.rules';
import { RulesOffice } from './rules-office';
import { anyLife, beginWith, type Reached } from './whole-file.command';
import { WholeFileModel } from './whole-file.model';
import { BEGINNINGS } from './whole-file.beginnings';
import { ANY_STEP_OR_DRAFT } from './whole-file.lives';
import { livesToPlay } from './whole-file.runs';
import { STEP_VERBS } from './whole-file.steps';

/** R13. More by command: `WHOLE_FILE_RUNS=100000 npx jest --testPathPatterns whole-file-rules`. */
const LIVES = livesToPlay(10_000);

/** What of the other machines belongs to these lives. */
const OF_OTHERS = [
  ...['reversed', 'standing'].map((state) => `booking ${state}`),
  ...['waiting', 'settled'].map((state) => `taking ${state}`),
  ...['standing', 'mistaken'].map((state) => `check ${state}`),
  ...['draft', 'submitted', 'cancelled', 'signed', 'notified', 'withdrawn', 'annulled'].map(
    (state) => `decision ${state}`,
  ),
  ...['announced', 'held', 'released-to-debtor', 'released-to-state', 'moved-to-payment', 'returned-by-cdc'].map((state) => `deposit ${state}`), // prettier-ignore
];

describe('the whole file, on the rules and a ledger in memory (R13)', () => {
  const reached: Reached = { states: new Set(), results: new Set() };

  it(`never leaves the model in ${LIVES.numRuns} lives, with I1-I5 after each step`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...BEGINNINGS),
        anyLife(reached, 40, { isCrowded: false, steps: ANY_STEP_OR_DRAFT }),
        async (beginning, life) => {
          const [model, real] = [WholeFileModel.start(), new RulesOffice()];
          await beginWith(beginning, model, real, reached);
          await fc.asyncModelRun(() => ({ model, real }), life);
        },
      ),
      { ...LIVES, endOnFailure: false },
    );
  });

  it('has taken every step and has seen every step refused', () => {
    const never = new Set([
      'settle-refund refused',
      'return-refund refused',
      'place-hold refused',
      'take-back refused',
      'draft-decision refused',
    ]);
    const wanted = STEP_VERBS.flatMap((verb) => [`${verb} done`, `${verb} refused`]).filter((each) => !never.has(each));
    expect(wanted.filter((each) => !reached.results.has(each))).toEqual([]);
  });

  it('has been in every state that these steps lead to', () => {
    const whole = { appeal: APPEAL_MACHINE, judgment: JUDGMENT_MACHINE, refund: REFUND_MACHINE, request: REFUND_REQUEST_MACHINE, 'write-off': WRITE_OFF_MACHINE, batch: TRANSFER_MACHINE, claim: CLAIM_MACHINE }; // prettier-ignore
    const wanted = Object.entries(whole).flatMap(([thing, { transitions }]) => Object.keys(transitions).map((state) => `${thing} ${state}`)); // prettier-ignore
    expect([...reached.states].sort()).toEqual([...wanted, ...OF_OTHERS].sort());
  });
});
