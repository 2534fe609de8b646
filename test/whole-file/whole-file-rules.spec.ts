import fc from 'fast-check';
import { RulesOffice } from './rules-office';
import { anyLife, beginWith, type Reached } from './whole-file.command';
import { WholeFileModel } from './whole-file.model';
import { BEGINNINGS, STEP_VERBS } from './whole-file.steps';

/** R13. More by command: `WHOLE_FILE_RUNS=100000 npx jest --testPathPatterns whole-file-rules`. */
const RUNS = Number(process.env['WHOLE_FILE_RUNS'] ?? 10_000);

describe('the whole file, on the rules and a ledger in memory (R13)', () => {
  const reached: Reached = { states: new Set(), results: new Set() };

  it(`never leaves the model in ${RUNS} lives, with I1-I5 after each step`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...BEGINNINGS), anyLife(reached, 40), async (beginning, life) => {
        const [model, real] = [WholeFileModel.start(), new RulesOffice()];
        await beginWith(beginning, model, real, reached);
        await fc.asyncModelRun(() => ({ model, real }), life);
      }),
      { numRuns: RUNS, endOnFailure: false },
    );
  });

  it('has taken every step and has seen every step refused', () => {
    const never = new Set(['settle-refund refused', 'return-refund refused']);
    const wanted = STEP_VERBS.flatMap((verb) => [`${verb} done`, `${verb} refused`]).filter((each) => !never.has(each));
    expect(wanted.filter((each) => !reached.results.has(each))).toEqual([]);
  });

  it('has been in every state that these steps lead to', () => {
    expect([...reached.states].sort()).toEqual([
      'booking reversed',
      'booking standing',
      'decision notified',
      'decision signed',
      'decision withdrawn',
      'deposit announced',
      'deposit held',
      'deposit moved-to-payment',
      'deposit released-to-debtor',
      'deposit returned-by-cdc',
      'refund approved',
      'refund cancelled',
      'refund ordered',
      'refund paid',
      'refund prepared',
      'refund proposed',
      'refund returned',
      'write-off approved',
      'write-off proposed',
    ]);
  });
});
