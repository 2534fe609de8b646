import { AppealsService } from '../../src/appeals/appeals.service';
import type { RecordJudgment } from '../../src/appeals/appeals.commands';
import { JudgmentsService, type JudgmentConfirmed } from '../../src/appeals/judgments.service';
import type { DecisionId, NotificationAttemptId, PersonId } from '../../src/kernel/ids';
import { NotificationRegister, type RegisterResult } from '../../src/notifications/register.service';
import type { RegisterVerb } from '../../src/notifications/register-change.rules';
import { RecoveryDesk } from '../../src/recovery/recovery-desk.service';
import { Transfers } from '../../src/recovery/transfers.service';
import type { UserActor } from '../support/actors';
import { ClaimDesk } from '../support/claim-desk';
import { TODAY } from '../support/fine-desk';
import { carrierOf, FIRM, LiableSteps } from '../support/liable-steps';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

jest.setTimeout(60_000);

/** Handed over on 20 November 2026, the month ends on 21 December and the margin on 20 January. Handed over on 1 March 2027: 1 April and 1 May. */
const [LODGED, FINAL, TOLD_LATER] = ['2026-12-01', '2027-02-01', '2027-03-01'];

describe('the way to FPS Finance, by who was told and what the court said to whom', () => {
  let desk: ClaimDesk;
  let agent: UserActor;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    agent = await desk.desk.actor('agent.border');
  }, 60_000);
  beforeEach(() => desk.desk.goTo(TODAY));
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  const register = (): NotificationRegister => desk.desk.app.app.get(NotificationRegister);
  const unmet = async (id: DecisionId): Promise<string[]> =>
    (await desk.desk.app.app.get(RecoveryDesk).read(desk.preparer, id)).eligibility.lines
      .filter(({ isMet }) => !isMet)
      .map(({ check, code }) => `${check} ${code}`);
  const versionOf = async (id: DecisionId): Promise<number> =>
    (await desk.desk.rows<{ version: number }>('SELECT version FROM decision WHERE id = $1', [id]))[0]!.version;
  const preparedEarly = (id: DecisionId): Promise<string[]> =>
    refusalsOf(desk.desk.app.app.get(Transfers).prepareEarly(desk.preparer, id, 'She leaves the country for good.'));

  async function tell(id: DecisionId, addresseeId: PersonId, handedOverOn: string): Promise<void> {
    const command = { version: await versionOf(id), handedOverOn, receipt: 'signed', addresseeId } as const;
    await desk.desk.notifications.handOver(agent, id, command);
  }

  /** A fine of a passenger with a carrier beside her; only she was told. */
  async function twoDebtors(): Promise<{ readonly decisionId: DecisionId; readonly carrier: PersonId }> {
    const steps = new LiableSteps(desk.desk, agent);
    const [carrier, person] = [await desk.desk.person(FIRM), await desk.desk.person()];
    const { decisionId } = await steps.signed(await steps.enter(person, { liableParties: [carrierOf(carrier)] }));
    await tell(decisionId, person, TODAY);
    return { decisionId, carrier };
  }

  async function judged(id: DecisionId, changes: Partial<RecordJudgment> = {}): Promise<JudgmentConfirmed> {
    desk.desk.goTo(FINAL);
    const said = { lodgedOn: LODGED, learnedOn: LODGED, courtCode: 'brussels-french', appellant: 'person' } as const;
    const lodged = await desk.desk.app.app
      .get(AppealsService)
      .record(agent, { decisions: [{ decisionId: id }], ...said });
    const judgments = desk.desk.app.app.get(JudgmentsService);
    const { judgmentId, version } = await judgments.record(agent, lodged.appealId, {
      version: 1,
      decisionId: id,
      stage: 'first-instance',
      judgedOn: '2026-12-20',
      reference: 'Jugement 26/1234/A',
      isAdmissible: true,
      isWellFounded: false,
      outcome: 'confirmed',
      finalOn: FINAL,
      finalEvidence: 'Certificat de non-opposition du greffe',
      ...changes,
    });
    return judgments.confirm(await desk.desk.actor('signatory.border'), judgmentId, { version });
  }

  describe('a judgment on the appeal of one of two who must pay (D21, R4.5)', () => {
    it('D9: leaves the month of the other, who was told late or never; with one debtor it is the last word', async () => {
      const { decisionId, carrier } = await twoDebtors();
      await judged(decisionId);
      expect(await unmet(decisionId)).toEqual(['window deposit-addressee-untold', 'act judgment']);
      desk.desk.goTo(TOLD_LATER);
      await tell(decisionId, carrier, TOLD_LATER);
      desk.desk.goTo('2027-05-01');
      expect(await unmet(decisionId)).toEqual(['window deposit-window-open', 'act judgment']);
      desk.desk.goTo('2027-05-02');
      expect(await unmet(decisionId)).toEqual(['act judgment']);
      desk.desk.goTo(TODAY);
      const { decisionId: alone } = await desk.fine();
      await judged(alone, { judgedOn: '2026-12-10' });
      expect(await unmet(alone)).toEqual(['act judgment']);
    });

    it('trap 13: takes effect, and does not send the deposit to the State before the other’s month is over', async () => {
      const { decisionId, carrier } = await twoDebtors();
      const { depositId, version } = await desk.ground.held(decisionId);
      expect((await judged(decisionId)).releaseIds).toEqual([]);
      const judgment = { ground: 'judgment', groundOn: '2026-12-20', finalOn: FINAL, reference: '26/1234/A' } as const;
      const propose = (): Promise<string[]> => refusalsOf(desk.ground.proposed(depositId, version, judgment));
      expect(await propose()).toEqual([': deposit-addressee-untold']);
      desk.desk.goTo(TOLD_LATER);
      await tell(decisionId, carrier, TOLD_LATER);
      desk.desk.goTo('2027-05-02');
      expect(await propose()).toEqual([]);
      const treasurer = await desk.desk.actor('treasurer');
      expect(await desk.ground.releases.confirm(treasurer, depositId, { version })).toMatchObject({
        toStateCents: 20_000,
      });
    });

    it('R4.4: gives the deposit back at once where the fine is annulled, whoever was told', async () => {
      const { decisionId } = await twoDebtors();
      await desk.ground.held(decisionId);
      const { releaseIds } = await judged(decisionId, { outcome: 'annulled', isWellFounded: true });
      expect(releaseIds).toHaveLength(1);
    });
  });

  it('D9, R7.3: an appeal in time that is struck out keeps the fine here no longer, and the decision is what is sent', async () => {
    const { decisionId } = await desk.fine();
    await judged(decisionId, { outcome: 'struck-out', isAdmissible: false });
    const { eligibility } = await desk.desk.app.app.get(RecoveryDesk).read(desk.preparer, decisionId);
    expect(eligibility).toMatchObject({ isReady: true, payload: 'decision' });
  });

  describe('what the register says', () => {
    const act = async (id: DecisionId, verb: RegisterVerb): Promise<RegisterResult> => register().act(agent, id, verb);
    const posted = async (
      itemNumber: string,
    ): Promise<{ decisionId: DecisionId; attemptId: NotificationAttemptId }> => {
      const { decisionId, version } = await desk.ground.fine(false);
      const command = { version, channel: 'registered', sentOn: TODAY, itemNumber } as const;
      const { attemptId } = await act(decisionId, { verb: 'send', command });
      return { decisionId, attemptId: attemptId! };
    };

    it('trap 11, 4A point 11: told anew with its remedies clause, the month runs and the fine becomes ready', async () => {
      const { decisionId, personId } = await desk.fine();
      const missing = { remedies: 'missing', reason: 'La page deux manque à la copie remise.' } as const;
      await act(decisionId, { verb: 'state-remedies', command: { version: await versionOf(decisionId), ...missing } });
      expect(await unmet(decisionId)).toEqual(['remedies unmet', 'window deposit-window-not-started']);
      expect(await preparedEarly(decisionId)).toEqual(['reason: recovery-early-not-possible']);
      desk.desk.goTo(LODGED);
      const command = { version: 0, channel: 'registered', sentOn: LODGED, itemNumber: 'RR anew' } as const;
      await desk.within(
        decisionId,
        (tx) => register().sendAnew(tx, decisionId, { addresseeId: personId, statesRemedies: true }, command),
        agent,
      );
      expect(await unmet(decisionId)).toEqual(['window deposit-window-open']);
      desk.desk.goTo('2027-06-01');
      expect(await unmet(decisionId)).toEqual([]);
    });

    it.each(['unknown', 'moved', 'mistaken'] as const)(
      'D9, D27: nobody is told by what went wrong (%s): not early either, and an early claim comes back',
      async (kind) => {
        const { decisionId, attemptId } = await posted(`RP ${kind}`);
        const other = await posted(`RQ ${kind}`);
        const transfers = desk.desk.app.app.get(Transfers);
        const { transferId } = await transfers.prepareEarly(desk.preparer, decisionId, 'She leaves for good.');
        await transfers.approve(await desk.desk.actor('signatory.border'), transferId, 1);
        desk.desk.goTo('2026-11-30');
        const command = { version: await versionOf(decisionId), kind, happenedOn: '2026-11-27', note: 'Remise à une homonyme.' } as const; // prettier-ignore
        await act(decisionId, { verb: 'record', attemptId, command });
        expect(
          await desk.desk.rows('SELECT state, recall_cause FROM claim WHERE decision_id = $1', [decisionId]),
        ).toEqual([{ state: 'recall-asked', recall_cause: 'other' }]);
        expect(await unmet(decisionId)).toEqual([
          'notified untold',
          'window deposit-window-not-started',
          'not-offered unmet',
        ]);
        await act(other.decisionId, {
          verb: 'record',
          attemptId: other.attemptId,
          command: { ...command, version: await versionOf(other.decisionId) },
        });
        expect(await preparedEarly(other.decisionId)).toEqual(['reason: recovery-early-not-possible']);
      },
    );
  });
});
