import type { RecordJudgment } from '../../src/appeals/appeals.commands';
import { AppealDesk } from '../../src/appeals/appeal-desk.service';
import { appealPage } from '../../src/appeals/appeal-page.view';
import { JudgmentsService, type JudgmentResult } from '../../src/appeals/judgments.service';
import type { AppealId, DecisionId } from '../../src/kernel/ids';
import { actingUser } from '../../src/platform/database/transactions';
import { RecoveryDesk } from '../../src/recovery/recovery-desk.service';
import { CourtDesk, FINAL } from '../support/court-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';

jest.setTimeout(60_000);

interface File {
  readonly decisionId: DecisionId;
  readonly appealId: AppealId;
}

const STRUCK_OUT = { outcome: 'struck-out', isAdmissible: false, isWellFounded: false } as const;
const INADMISSIBLE = { outcome: 'confirmed', isAdmissible: false, isWellFounded: false } as const;
const OPPOSITION = { stage: 'opposition', reference: 'J2', judgedOn: '2027-01-20' } as const;

describe('a remedy that is struck out or not admissible leaves the judgment that it contested (R4.6)', () => {
  let court: CourtDesk;

  beforeAll(async () => {
    court = await CourtDesk.open();
  }, 60_000);
  beforeEach(() => court.ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => court.ground.desk);
  afterAll(() => court.ground.desk.close());

  const contested = async (file: File, changes: Partial<RecordJudgment> = {}): Promise<JudgmentResult> => {
    const said = { stage: 'first-instance', judgedOn: '2026-12-20', reference: 'J1', outcome: 'annulled' } as const;
    const command = { decisionId: file.decisionId, isAdmissible: true, isWellFounded: true, ...said, ...changes };
    const first = await court
      .get(JudgmentsService)
      .record(court.agent, file.appealId, { version: await court.versionOf(file.appealId), ...command });
    const { judgmentId, version } = first;
    return court.get(JudgmentsService).contest(court.agent, judgmentId, { version, reason: 'Opposition' });
  };
  const statesOf = async ({ appealId, decisionId }: File): Promise<readonly unknown[]> => {
    const { lines, judgments } = await court.get(AppealDesk).find(court.agent, appealId);
    const refunds = (await court.refundsOf(decisionId)).map(({ state }) => state);
    const owed = await court.ground.owed(decisionId);
    return [lines[0]!.state, ...judgments.map(({ state }) => state), await court.stateOf(decisionId), owed, ...refunds];
  };
  const effectsOf = async ({ appealId }: File, { judgmentId }: JudgmentResult): Promise<readonly string[]> => {
    const sheet = await court.get(AppealDesk).sheet(court.agent, appealId);
    const shown = appealPage(sheet, actingUser(court.agent), {}).judgments.find(({ id }) => id === judgmentId);
    return shown!.effects.map((effect) => ('key' in effect ? effect.key.replace('appeals.effect.', '') : ''));
  };

  it.each([STRUCK_OUT, INADMISSIBLE])(
    'an annulment in effect stays, and so does its refund: $outcome',
    async (said) => {
      const file = await court.appealed(20_000);
      const first = await court.confirmed(await court.judged(file));
      const second = await court.later(file, first, said);
      expect(await effectsOf(file, second)).toEqual(['remedyFailed', 'holdEnds']);
      const own = court.get(JudgmentsService).confirm(court.agent, second.judgmentId, { version: second.version });
      expect(await refusalsOf(own)).toEqual([': judgment-own-record']);
      expect(await court.confirmed(second)).toMatchObject({ restoredCents: 0, cancelledCents: 0, refundIds: [] });
      expect(await statesOf(file)).toEqual(['final', 'confirmed', 'noted', 'annulled', 0, 'proposed']);
    },
  );

  it.each([STRUCK_OUT, INADMISSIBLE])('an annulment without effect yet stands as recorded: $outcome', async (said) => {
    const file = await court.appealed(20_000);
    const first = await contested(file);
    const second = await court.judged(file, { ...OPPOSITION, ...said });
    expect(await effectsOf(file, second)).toEqual(['remedyFailed', 'judgmentResumed']);
    await court.confirmed(second);
    expect(await statesOf(file)).toEqual(['judged', 'recorded', 'noted', 'notified', 0]);
    court.ground.desk.goTo('2027-06-01');
    const { eligibility } = await court.get(RecoveryDesk).read(court.agent, file.decisionId);
    expect(eligibility.lines.filter(({ isMet }) => !isMet).map(({ check }) => check)).toContain('no-appeal');
    const final = { version: await court.versionOf(file.appealId), finalOn: FINAL, finalEvidence: 'Certificat' };
    await court.confirmed(await court.get(JudgmentsService).becomeFinal(court.agent, first.judgmentId, final));
    expect(await statesOf(file)).toEqual(['final', 'confirmed', 'noted', 'annulled', 0, 'proposed']);
  });

  it('it can be contested again afterwards, and what then decides replaces it', async () => {
    const file = await court.appealed(20_000);
    const first = await court.confirmed(await court.judged(file));
    await court.confirmed(await court.later(file, first, STRUCK_OUT));
    const on = '2027-09-01';
    const third = await court.later(file, first, { outcome: 'confirmed', judgedOn: on, finalOn: on }, on);
    await court.confirmed(third);
    expect(await statesOf(file)).toEqual(['final', 'replaced', 'noted', 'confirmed', 'notified', 0, 'cancelled']);
  });

  it('without a judgment before it, or after one that quashed, the case is over and the decision stands', async () => {
    const file = await court.appealed();
    await court.confirmed(await court.judged(file, STRUCK_OUT));
    expect(await statesOf(file)).toEqual(['final', 'confirmed', 'notified', 20_000]);
    const other = await court.appealed();
    const first = await court.confirmed(await court.judged(other));
    await court.confirmed(await court.later(other, first, { outcome: 'quashed' }));
    const said = { stage: 'appeal', judgedOn: '2027-06-02', finalOn: '2027-06-02', ...STRUCK_OUT } as const;
    court.ground.desk.goTo('2027-06-02');
    await court.confirmed(await court.judged(other, said));
    expect(await statesOf(other)).toEqual(['final', 'replaced', 'replaced', 'confirmed', 'notified', 20_000]);
  });

  it('two who confirm at once do it once, and no hand notes a judgment that decided something', async () => {
    const file = await court.appealed();
    await contested(file);
    const { judgmentId, version } = await court.judged(file, { ...OPPOSITION, ...STRUCK_OUT });
    const both = await Promise.allSettled(
      [court.signatory, court.deputy].map((by) => court.get(JudgmentsService).confirm(by, judgmentId, { version })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await statesOf(file)).toEqual(['judged', 'recorded', 'noted', 'notified', 20_000]);
    const other = await court.judged(await court.appealed());
    const { ownerUrl } = court.ground.desk.app.database;
    const byHand = `UPDATE judgment SET state = 'noted', decided_by = '${court.signatory.id}', decided_at = now() WHERE id = '${other.judgmentId}'`;
    await expect(runSql(ownerUrl, byHand)).rejects.toMatchObject({ constraint: 'ck_judgment_remedy_failed' });
  });
});
