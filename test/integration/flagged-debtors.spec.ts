import type { DecisionId } from '../../src/kernel/ids';
import { PersonFlagsService } from '../../src/liability/person-flags.service';
import { RecoveryDesk } from '../../src/recovery/recovery-desk.service';
import { WorkService } from '../../src/reports/work.service';
import type { UserActor } from '../support/actors';
import { ClaimDesk } from '../support/claim-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';

/** The month and its margin are over. */
const READY = '2027-01-21';

describe('D34: a flag about whoever must pay', () => {
  let desk: ClaimDesk;
  let files: RecoveryDesk;
  let agent: UserActor;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    files = desk.desk.app.app.get(RecoveryDesk);
    agent = await desk.desk.actor('agent.border');
  }, 60_000);
  beforeEach(() => desk.desk.goTo(TODAY));
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  const unmet = async (id: DecisionId): Promise<string[]> =>
    (await files.read(agent, id)).eligibility.lines
      .filter(({ isMet }) => !isMet)
      .map(({ check, code }) => `${check} ${code}`);
  /** What the list of work says of the flag of this file. */
  const onDesk = async (id: DecisionId): Promise<(string | undefined)[]> =>
    (await desk.desk.app.app.get(WorkService).list(agent, 'own')).groups
      .flatMap(({ items }) => items)
      .filter((item) => item.kind === 'file-flagged' && item.id === id)
      .map(({ note }) => note);

  it.each(['death', 'insolvency', 'guardian'] as const)(
    'keeps a fine here that was ready, and puts its file on a desk until it is lifted: %s',
    async (kind) => {
      const { decisionId } = await desk.fine();
      desk.desk.goTo(READY);
      expect(await unmet(decisionId)).toEqual([]);
      const [flag] = await desk.ground.flagged(decisionId, kind);
      expect(await unmet(decisionId)).toEqual(['no-flag flag']);
      expect(await onDesk(decisionId)).toEqual([kind]);
      const lifting = { reason: 'Somebody else of this name.' };
      await desk.desk.app.app.get(PersonFlagsService).lift(agent, flag!.personId, flag!.flagId, lifting);
      expect(await unmet(decisionId)).toEqual([]);
      expect(await onDesk(decisionId)).toEqual([]);
    },
  );

  it.each(['death', 'insolvency', 'guardian'] as const)(
    'calls back at night a claim that stands with FPS Finance, once: %s',
    async (kind) => {
      const fine = await desk.fine();
      const claimId = await desk.offer(fine);
      await files.run();
      expect(await desk.story(claimId)).toEqual(['offered']);
      await desk.ground.flagged(fine.decisionId, kind);
      await files.run();
      await files.run();
      expect(await desk.story(claimId)).toEqual(['offered', 'recall-asked']);
      const claims = await desk.desk.rows('SELECT state, recall_cause FROM claim WHERE id = $1', [claimId]);
      expect(claims).toEqual([{ state: 'recall-asked', recall_cause: 'hold' }]);
      expect(await onDesk(fine.decisionId)).toEqual([kind]);
    },
  );
});
