import fc from 'fast-check';
import { DatabaseOffice } from '../whole-file/database-office';
import { WholeFileGrounds } from '../whole-file/whole-file-ground';
import { anyLife, beginWith, type Reached } from '../whole-file/whole-file.command';
import { WholeFileModel } from '../whole-file/whole-file.model';
import { BEGINNINGS } from '../whole-file/whole-file.beginnings';
import { livesToPlay } from '../whole-file/whole-file.runs';
import { SHARED_VERBS } from '../whole-file/whole-file.steps';

/** R13. More by command: `WHOLE_FILE_RUNS=2000 npx jest --testPathPatterns integration/whole-file`. */
const LIVES = livesToPlay(200);

jest.setTimeout(3_600_000);

describe('the whole file, on PostgreSQL (R13)', () => {
  const grounds = new WholeFileGrounds();
  const reached: Reached = { states: new Set(), results: new Set() };
  afterAll(() => grounds.close());

  it.each(BEGINNINGS.map((beginning, at) => [at, beginning] as const))(
    'can begin where %i begins',
    async (_at, beginning) => {
      await beginWith(beginning, WholeFileModel.start(), await DatabaseOffice.begin(await grounds.next()), reached);
    },
  );

  it(`never leaves the model in ${LIVES.numRuns} lives with two people at once, with I1-I5 after each step`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...BEGINNINGS),
        anyLife(reached, 7, { isCrowded: true }),
        async (beginning, life) => {
          const [model, real] = [WholeFileModel.start(), await DatabaseOffice.begin(await grounds.next())];
          await beginWith(beginning, model, real, reached);
          await fc.asyncModelRun(() => ({ model, real }), life);
        },
      ),
      LIVES,
    );
  });

  it('has taken every step, and of two at once both, one, and none', () => {
    const wanted = [...SHARED_VERBS.map((verb) => `${verb} done`), 'both done', 'done and refused', 'done and stale', 'refused and refused']; // prettier-ignore
    expect(wanted.filter((each) => !reached.results.has(each))).toEqual([]);
  });
});
