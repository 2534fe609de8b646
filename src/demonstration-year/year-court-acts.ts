import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import { ConfirmJudgment, RecordAppeal, RecordJudgment } from '../appeals/appeals.commands';
import { AppealsService } from '../appeals/appeals.service';
import { JudgmentsService } from '../appeals/judgments.service';
import { DepositDesk } from '../deposits/deposit-desk.service';
import { DepositReleases } from '../deposits/deposit-releases.service';
import { AnnounceDeposit, ConfirmRelease, HoldDeposit } from '../deposits/deposits.commands';
import { DepositsService } from '../deposits/deposits.service';
import { parseCommand } from '../platform/http/fields';
import type { Performers } from './year-acts';
import { fineOf } from './year-case-acts';
import { inHand, type YearFile, type YearOffice } from './year-office';

type CourtAct = 'announce-deposit' | 'hold-deposit' | 'confirm-release' | 'appeal' | 'judge' | 'confirm-judgment'; // prettier-ignore

const FINE_CENTS = 20_000;

/** The judgment as the registry sends it: FPS Finance is given no claim that rests on a judgment without it. */
function judgmentOnPaper(reference: string): Promise<Buffer> {
  const paper = new PDFDocument({ size: 'A4' });
  paper.text(`${reference} (démonstration)`).end();
  return buffer(paper);
}

/** Deposits with the Caisse, appeals and judgments. */
export class YearCourtActs {
  readonly performers: Performers<CourtAct> = {
    'announce-deposit': async (file, step) => {
      const { familyName, givenNames, birthDate } = file.story.person;
      const payer = {
        payerFamilyName: familyName,
        payerGivenNames: givenNames,
        payerBirthDate: birthDate,
        payerIsDebtor: true,
      };
      const reason = 'Un recours est envisagé (démonstration).';
      const command = parseCommand(AnnounceDeposit, {
        ...payer,
        amountCents: FINE_CENTS,
        announcedOn: step.on,
        reason,
      });
      const { decisionId } = fineOf(file, step);
      const agent = await this.office.actor('agent.border');
      file.depositId = (await this.office.get(DepositsService).announce(agent, decisionId, command)).depositId;
      return { amountCents: FINE_CENTS };
    },
    'hold-deposit': async (file, { on, reference }) => {
      const { id, version } = await this.deposit(file);
      const advice = { version, source: 'advice', datedOn: on, heldCents: FINE_CENTS, cdcReference: reference };
      const cashier = await this.office.actor('cashier');
      await this.office.get(DepositsService).hold(cashier, id, parseCommand(HoldDeposit, advice));
      return { amountCents: FINE_CENTS, reference };
    },
    'confirm-release': async (file) => {
      const { id, version } = await this.deposit(file);
      const treasurer = await this.office.actor('treasurer');
      const command = parseCommand(ConfirmRelease, { version });
      await this.office.get(DepositReleases).confirm(treasurer, id, command);
      return { amountCents: FINE_CENTS };
    },
    appeal: async (file, step) => {
      const { decisionId } = fineOf(file, step);
      const said = { lodgedOn: step.lodgedOn, learnedOn: step.on, courtCode: 'brussels-french', appellant: 'person' };
      const docketNumber = `27/${file.story.code}/DEMO`;
      const command = parseCommand(RecordAppeal, { ...said, docketNumber, decisions: [{ decisionId }] });
      const done = await this.office.get(AppealsService).record(await this.office.actor('agent.border'), command);
      file.appeal = { id: done.appealId, version: done.version };
      return { lodgedOn: step.lodgedOn };
    },
    judge: async (file, step) => {
      const { id, version } = inHand(file.appeal, 'appeal');
      const { judgedOn, finalOn, outcome, isAdmissible } = step;
      const reference = `Jugement 27/${file.story.code}/DEMO`;
      const finality = { finalOn, finalEvidence: 'Attestation du greffe (démonstration).' };
      const said = {
        stage: 'first-instance',
        judgedOn,
        reference,
        isAdmissible,
        isWellFounded: outcome === 'annulled',
        outcome,
      };
      const { decisionId } = fineOf(file, step);
      const command = parseCommand(RecordJudgment, { version, decisionId, ...said, ...finality });
      const agent = await this.office.actor('agent.border');
      const sent = {
        name: `${file.story.code}.pdf`,
        mediaType: 'application/pdf',
        bytes: await judgmentOnPaper(reference),
      };
      const done = await this.office.get(JudgmentsService).record(agent, id, command, { file: sent, title: reference });
      file.appeal = { id, version: done.version };
      file.judgmentId = done.judgmentId;
      return { judgedOn, finalOn };
    },
    'confirm-judgment': async (file) => {
      const { id, version } = inHand(file.appeal, 'appeal');
      const judgmentId = inHand(file.judgmentId, 'judgment');
      const signatory = await this.office.actor('signatory.border');
      const command = parseCommand(ConfirmJudgment, { version });
      const done = await this.office.get(JudgmentsService).confirm(signatory, judgmentId, command);
      file.appeal = { id, version: done.version };
      return {};
    },
  };

  constructor(private readonly office: YearOffice) {}

  private async deposit(
    file: YearFile,
  ): Promise<{ readonly id: NonNullable<YearFile['depositId']>; readonly version: number }> {
    const id = inHand(file.depositId, 'deposit');
    const { deposit } = await this.office.get(DepositDesk).read(await this.office.actor('agent.border'), id);
    return { id, version: deposit.version };
  }
}
