import type { RecordJudgment } from '../../src/appeals/appeals.commands';
import { AppealDesk } from '../../src/appeals/appeal-desk.service';
import { appealPage } from '../../src/appeals/appeal-page.view';
import { AppealsService } from '../../src/appeals/appeals.service';
import { JudgmentsService, type JudgmentResult } from '../../src/appeals/judgments.service';
import { DepositForfeits } from '../../src/deposits/deposit-forfeits.service';
import type { AppealId, DecisionId } from '../../src/kernel/ids';
import { actingUser } from '../../src/platform/database/transactions';
import { RecoveryDesk } from '../../src/recovery/recovery-desk.service';
import { CourtDesk } from '../support/court-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';

jest.setTimeout(60_000);

const GIVEN_UP_ON = '2027-01-25';

interface File {
  readonly decisionId: DecisionId;
  readonly appealId: AppealId;
}

describe('a remedy against a judgment that is given up (R4.6)', () => {
  let court: CourtDesk;

  beforeAll(async () => {
    court = await CourtDesk.open();
  }, 60_000);
  beforeEach(() => court.ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => court.ground.desk);
  afterAll(() => court.ground.desk.close());

  const judged = async (file: File, changes: Partial<RecordJudgment> = {}): Promise<JudgmentResult> => {
    const said = { stage: 'first-instance', judgedOn: '2026-12-20', reference: 'J1', outcome: 'annulled' } as const;
    const command = { decisionId: file.decisionId, isAdmissible: true, isWellFounded: true, ...said, ...changes };
    const version = await court.versionOf(file.appealId);
    return court.get(JudgmentsService).record(court.agent, file.appealId, { version, ...command });
  };
  const contest = async ({ appealId }: File, { judgmentId }: JudgmentResult): Promise<JudgmentResult> =>
    court
      .get(JudgmentsService)
      .contest(court.agent, judgmentId, { version: await court.versionOf(appealId), reason: 'Opposition' });
  const givenUp = async ({ appealId, decisionId }: File): Promise<{ version: number }> => {
    const said = { decisionId, withdrawnOn: GIVEN_UP_ON, reason: 'Désistement' };
    return court
      .get(AppealsService)
      .withdraw(court.agent, appealId, { version: await court.versionOf(appealId), ...said });
  };
  const becomeFinal = async ({ appealId }: File, { judgmentId }: JudgmentResult): Promise<JudgmentResult> => {
    const final = { finalOn: '2027-02-01', finalEvidence: 'Certificat' };
    return court
      .get(JudgmentsService)
      .becomeFinal(court.agent, judgmentId, { version: await court.versionOf(appealId), ...final });
  };
  const statesOf = async ({ appealId, decisionId }: File): Promise<readonly unknown[]> => {
    const { lines, judgments } = await court.get(AppealDesk).find(court.agent, appealId);
    return [lines[0]!.state, ...judgments.map(({ state }) => state), await court.stateOf(decisionId)];
  };

  it('an annulment that is not final yet stands again as it was recorded, and takes effect as any other', async () => {
    const file = await court.appealed(20_000);
    const first = await judged(file);
    await contest(file, first);
    expect(await statesOf(file)).toEqual(['pending', 'contested', 'notified']);
    await givenUp(file);
    expect(await statesOf(file)).toEqual(['judged', 'recorded', 'notified']);
    court.ground.desk.goTo('2027-06-01');
    const { eligibility } = await court.get(RecoveryDesk).read(court.agent, file.decisionId);
    expect(eligibility.lines.filter(({ isMet }) => !isMet).map(({ check }) => check)).toContain('no-appeal');
    await court.confirmed(await becomeFinal(file, first));
    expect(await statesOf(file)).toEqual(['final', 'confirmed', 'annulled']);
    expect(await court.refundsOf(file.decisionId)).toMatchObject([{ state: 'proposed', amountCents: 20_000 }]);
    const told = await court.ground.desk.rows(
      `SELECT type, detail->>'judgmentId' AS "judgmentId" FROM event_log WHERE subject_id = $1 AND type IN ('appeal.withdrawn', 'appeal.remedy-withdrawn', 'judgment.resumed')`,
      [file.appealId],
    );
    expect(told).toEqual([{ type: 'judgment.resumed', judgmentId: first.judgmentId }]);
  });

  it('one that was final and only proposed is recorded again: its finality is said anew', async () => {
    const file = await court.appealed();
    const first = await judged(file);
    await contest(file, await becomeFinal(file, first));
    const { version } = await givenUp(file);
    const confirm = court.get(JudgmentsService).confirm(court.signatory, first.judgmentId, { version });
    expect(await refusalsOf(confirm)).toEqual([': illegal-transition']);
    const { judgments } = await court.get(AppealDesk).find(court.agent, file.appealId);
    expect(judgments).toMatchObject([{ state: 'recorded', finalOn: null, finalEvidence: '', finalisedBy: undefined }]);
    await court.confirmed(await becomeFinal(file, first));
    expect(await statesOf(file)).toEqual(['final', 'confirmed', 'annulled']);
  });

  it('R4.5, D7: nothing of a deposit falls to the State meanwhile', async () => {
    const { decisionId } = await court.ground.fine();
    await court.ground.held(decisionId);
    const file = { decisionId, appealId: await court.lodged(decisionId) };
    await contest(file, await judged(file));
    await givenUp(file);
    court.ground.desk.goTo('2027-06-01');
    await court.get(DepositForfeits).run();
    const releases = `SELECT 1 FROM deposit_release r JOIN deposit t ON t.id = r.deposit_id WHERE t.decision_id = $1`;
    expect(await court.ground.desk.rows(releases, [decisionId])).toEqual([]);
  });

  it('of several judgments the last one that nobody refused stands again', async () => {
    const file = await court.appealed();
    const first = await judged(file);
    await contest(file, first);
    const later = { stage: 'opposition', judgedOn: '2027-01-10', reference: 'J2' } as const;
    const second = await judged(file, { ...later, outcome: 'confirmed', isWellFounded: false });
    await contest(file, second);
    await givenUp(file);
    expect(await statesOf(file)).toEqual(['judged', 'contested', 'recorded', 'notified']);
    const refused = { version: await court.versionOf(file.appealId), reason: 'Recorded wrongly.' };
    await court.get(JudgmentsService).refuse(court.signatory, second.judgmentId, refused);
    await givenUp(file);
    expect(await statesOf(file)).toEqual(['judged', 'recorded', 'refused', 'notified']);
  });

  it('the page says what is given up: the appeal, or the remedy and what stands then', async () => {
    const file = await court.appealed();
    const offered = async (): Promise<unknown[]> => {
      const sheet = await court.get(AppealDesk).sheet(court.agent, file.appealId);
      const { lines } = appealPage(sheet, actingUser(court.agent), {});
      const { givesUp, actions } = lines[0]!;
      return [givesUp, actions.find(({ action }) => action === 'withdraw')?.called];
    };
    expect(await offered()).toEqual(['withdraw', undefined]);
    const first = await judged(file);
    await contest(file, first);
    expect(await offered()).toEqual(['resume', 'end-remedy']);
    await givenUp(file);
    expect(await offered()).toEqual(['withdraw', undefined]);
    await court.confirmed(await becomeFinal(file, first));
    await contest(file, first);
    expect(await offered()).toEqual(['end-remedy', 'end-remedy']);
  });

  it('two at once: one of them; and no hand lets a judgment stand again but with its remedy', async () => {
    const file = await court.appealed();
    const first = await judged(file);
    await contest(file, first);
    const version = await court.versionOf(file.appealId);
    const said = { version, decisionId: file.decisionId, withdrawnOn: GIVEN_UP_ON, reason: 'Désistement' };
    const both = await Promise.allSettled(
      [court.agent, court.signatory].map((by) => court.get(AppealsService).withdraw(by, file.appealId, said)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await statesOf(file)).toEqual(['judged', 'recorded', 'notified']);
    await contest(file, first);
    const { ownerUrl } = court.ground.desk.app.database;
    const byHand = `UPDATE judgment SET state = 'recorded', judged_on = '2027-01-02' WHERE id = '${first.judgmentId}'`;
    await expect(runSql(ownerUrl, byHand)).rejects.toMatchObject({ constraint: 'ck_judgment_history' });
  });
});
