import { AppealsService } from '../../src/appeals/appeals.service';
import type { RecordAppeal, RecordJudgment } from '../../src/appeals/appeals.commands';
import { JudgmentsService, type JudgmentConfirmed, type JudgmentResult } from '../../src/appeals/judgments.service';
import type { AppealId, DecisionId, MovementId, RefundId, StatementId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { Undoing } from '../../src/payments/undoing.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import { RefundOrders } from '../../src/refunds/refund-orders.service';
import { RefundsService } from '../../src/refunds/refunds.service';
import { StatementsService } from '../../src/statements/statements.service';
import type { UserActor } from './actors';
import { credit, debit, StatementChain, statementDraft } from './coda-builder';
import { DepositGround } from './deposit-desk';
import { TODAY } from './fine-desk';

const LODGED = '2026-12-01';
/** The first judgment is final, and everything after it happens. */
export const FINAL = '2027-02-01';

/** A movement, as far as a test looks at it. */
export interface BankLineSeen {
  readonly id: MovementId;
  readonly state: string;
  readonly reason: string | null;
  readonly version: number;
}

/** Fines before the courts, with a bank account that pays and is paid. */
export class CourtDesk {
  private constructor(
    readonly ground: DepositGround,
    readonly agent: UserActor,
    readonly signatory: UserActor,
    readonly deputy: UserActor,
    private readonly chain: StatementChain,
  ) {}

  static async open(): Promise<CourtDesk> {
    const ground = await DepositGround.open();
    const { desk: people } = ground;
    const [agent, signatory] = [await people.actor('agent.border'), await people.actor('signatory.border')];
    const chain = new StatementChain(statementDraft({ openingCents: cents(0) }));
    const desk = new CourtDesk(ground, agent, signatory, await people.actor('deputy.border'), chain);
    const first = await desk.receive([]);
    const opening = { version: 1, openingCents: 0 };
    await desk.get(StatementsService).confirmOpening(await people.actor('cashier'), first, opening);
    return desk;
  }

  get<T>(service: abstract new (...parameters: never[]) => T): T {
    return this.ground.desk.app.app.get<T>(service);
  }

  private async receive(movements: Parameters<StatementChain['next']>[0]): Promise<StatementId> {
    const file = { fileName: 'statement.cod', bytes: this.chain.next(movements, legalDate(TODAY)) };
    const cashier = await this.ground.desk.actor('cashier');
    return (await this.get(StatementsService).receive(cashier, file)).statements[0]!.statementId;
  }

  private async match(statementId: StatementId): Promise<void> {
    await this.get(StatementMatching).run({ statementId }, systemActor('match-statement'));
  }

  async pay(number: string, amountCents = 20_000, endToEndId = ''): Promise<void> {
    const paid = { communication: `AMENDE ${number}`, amountCents: cents(amountCents), endToEndId };
    await this.match(await this.receive([credit(paid)]));
  }

  /** The bank takes the payment of this reference back, and the machine does what is certain; answers both movements as they are. */
  async takenBack(endToEndId: string, amountCents = 20_000): Promise<readonly BankLineSeen[]> {
    const back = { transactionCode: '00149000', rTransaction: 'return', reasonCode: 'AC04' } as const;
    const statementId = await this.receive([debit({ ...back, endToEndId, amountCents: cents(amountCents) })]);
    await this.match(statementId);
    await this.get(Undoing).run({ statementId }, systemActor('undo-movements'));
    return this.lines(endToEndId);
  }

  /** The movements of a reference, the payment first. */
  lines(endToEndId: string): Promise<BankLineSeen[]> {
    return this.ground.desk.rows(
      `SELECT id, state, reason->>'code' AS reason, version FROM movement WHERE end_to_end_id = $1 ORDER BY direction`,
      [endToEndId],
    );
  }

  /** A fine with an appeal on it, on the day on which its judgment is final. */
  async appealed(paidCents = 0): Promise<{ readonly decisionId: DecisionId; readonly appealId: AppealId }> {
    this.ground.desk.goTo(TODAY);
    const { decisionId, number } = await this.ground.fine();
    if (paidCents > 0) await this.pay(number, paidCents);
    return { decisionId, appealId: await this.lodged(decisionId) };
  }

  async lodged(decisionId: DecisionId, changes: Partial<RecordAppeal> = {}): Promise<AppealId> {
    this.ground.desk.goTo(FINAL);
    const said = { lodgedOn: LODGED, learnedOn: LODGED, courtCode: 'brussels-french', appellant: 'person' } as const;
    const command = { decisions: [{ decisionId }], ...said, ...changes };
    return (await this.get(AppealsService).record(this.agent, command)).appealId;
  }

  async versionOf(appealId: AppealId): Promise<number> {
    const [row] = await this.ground.desk.rows<{ version: number }>('SELECT version FROM appeal WHERE id = $1', [appealId]); // prettier-ignore
    return row!.version;
  }

  async judged(
    { appealId, decisionId }: { readonly appealId: AppealId; readonly decisionId: DecisionId },
    changes: Partial<RecordJudgment> = {},
  ): Promise<JudgmentResult> {
    const version = await this.versionOf(appealId);
    const outcome = changes.outcome ?? 'annulled';
    const isUpheld = outcome === 'annulled' || outcome === 'reduced' || outcome === 'partly';
    const given = {
      stage: 'first-instance',
      judgedOn: '2026-12-20',
      reference: 'Jugement 26/1234/A',
      outcome,
    } as const;
    const final = { finalOn: FINAL, finalEvidence: 'Certificat de non-opposition du greffe' };
    const command = {
      version,
      decisionId,
      isAdmissible: true,
      isWellFounded: isUpheld,
      ...given,
      ...final,
      ...changes,
    };
    return this.get(JudgmentsService).record(this.agent, appealId, command);
  }

  async confirmed({ judgmentId, version }: JudgmentResult): Promise<JudgmentConfirmed> {
    return this.get(JudgmentsService).confirm(this.signatory, judgmentId, { version });
  }

  /** A remedy against a judgment in effect, and what the later stage said, on a day of its own. */
  async later(
    file: { readonly appealId: AppealId; readonly decisionId: DecisionId },
    first: JudgmentResult,
    changes: Partial<RecordJudgment>,
    on = '2027-06-01',
  ): Promise<JudgmentResult> {
    this.ground.desk.goTo(on);
    const version = await this.versionOf(file.appealId);
    await this.get(JudgmentsService).contest(this.agent, first.judgmentId, { version, reason: 'Pourvoi en cassation' });
    const given = { stage: 'cassation', judgedOn: on, reference: 'C.27.0001.F', finalOn: on } as const;
    return this.judged(file, { ...given, ...changes });
  }

  refundsOf(decisionId: DecisionId): Promise<{ id: RefundId; state: string; amountCents: number; version: number }[]> {
    return this.ground.desk.rows(
      `SELECT id, state, amount_cents::int AS "amountCents", version FROM refund WHERE decision_id = $1 ORDER BY proposed_at, id`,
      [decisionId],
    );
  }

  async stateOf(decisionId: DecisionId): Promise<string> {
    const [row] = await this.ground.desk.rows<{ state: string }>('SELECT state FROM decision WHERE id = $1', [decisionId]); // prettier-ignore
    return row!.state;
  }

  /** Prepared, approved and ordered by hand, since the account has no IBAN. */
  async ordered(decisionId: DecisionId): Promise<RefundId> {
    const [refund] = (await this.refundsOf(decisionId)).filter(({ state }) => state === 'proposed');
    const { id, version } = refund!;
    const [cashier, treasurer] = [await this.ground.desk.actor('cashier'), await this.ground.desk.actor('treasurer')];
    const account = { accountNumber: '000123456', bankIdentification: 'EXAMPLEBANK', country: 'US' };
    const choice = { version, payee: 'payer', name: 'Exemple Payeuse', reason: 'She paid.', ...account };
    const prepared = await this.get(RefundsService).choosePayee(cashier, id, choice);
    const approved = await this.get(RefundsService).approve(treasurer, id, { version: prepared.version });
    await this.get(RefundOrders).order(treasurer, id, { version: approved.version });
    return id;
  }

  /** The debit of its order stands on a statement. */
  async paidOut(decisionId: DecisionId): Promise<RefundId> {
    const id = await this.ordered(decisionId);
    const [order] = await this.ground.desk.rows<{ reference: string; cents: number }>(
      `SELECT end_to_end_id AS reference, amount_cents::int AS cents FROM refund_order WHERE refund_id = $1`,
      [id],
    );
    const { reference: communication, cents: amount } = order!;
    await this.match(await this.receive([debit({ communication, endToEndId: communication, amountCents: cents(amount) })])); // prettier-ignore
    return id;
  }
}
