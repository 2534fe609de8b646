import { ClaimsRepository as ClaimRows } from '../../src/claims/claims.repository';
import { ClaimsService, type OfferedFine } from '../../src/claims/claims.service';
import { CaseAccess } from '../../src/audit/case-access.service';
import { CaseHandsRepository } from '../../src/audit/case-hands.repository';
import { DEMONSTRATION_DEPARTMENTS } from '../../src/access/demonstration-users';
import { DepositReleasesRepository } from '../../src/deposits/deposit-releases.repository';
import { FallenDepositsRepository } from '../../src/deposits/fallen-deposits.repository';
import { FallenDeposits } from '../../src/deposits/fallen-deposits.service';
import { newId, type DecisionId, type MovementId, type RefundId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { LedgerRepository } from '../../src/ledger/ledger.repository';
import { LedgerService } from '../../src/ledger/ledger.service';
import { ParametersRepository } from '../../src/parameters/parameters.repository';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { ParametersService } from '../../src/parameters/parameters.service';
import { BankReports } from '../../src/refunds/bank-reports.service';
import { ClaimsRepository } from '../../src/refunds/claims.repository';
import { OrderRejection } from '../../src/refunds/order-rejection.service';
import { RefundBatchesRepository } from '../../src/refunds/refund-batches.repository';
import { RefundBatches } from '../../src/refunds/refund-batches.service';
import type { RefundResult } from '../../src/refunds/refund-events';
import { RefundOrdersRepository } from '../../src/refunds/refund-orders.repository';
import { RefundPapersRepository } from '../../src/refunds/refund-papers.repository';
import { RefundOrders } from '../../src/refunds/refund-orders.service';
import { RefundProposalsRepository } from '../../src/refunds/refund-proposals.repository';
import { CountedRefunds } from '../../src/refunds/counted-refunds.service';
import { FallenClaims } from '../../src/refunds/fallen-claims.service';
import { RefundProposals } from '../../src/refunds/refund-proposals.service';
import { RefundRequestsRepository } from '../../src/refunds/refund-requests.repository';
import { RefundRequestsService } from '../../src/refunds/refund-requests.service';
import { RefundSettlement } from '../../src/refunds/refund-settlement.service';
import type { RefundCause } from '../../src/refunds/refund.rules';
import { ChoosePayee } from '../../src/refunds/refunds.commands';
import { RefundsRepository } from '../../src/refunds/refunds.repository';
import { RefundsService } from '../../src/refunds/refunds.service';
import { SettlementReversals } from '../../src/refunds/settlement-reversal.service';
import { SettlementReversalsRepository } from '../../src/refunds/settlement-reversals.repository';
import { StoppedRefundsRepository } from '../../src/refunds/stopped-refunds.repository';
import { StoppedRefunds } from '../../src/refunds/stopped-refunds.service';
import { WriteOffsRepository } from '../../src/refunds/write-offs.repository';
import { WriteOffsService } from '../../src/refunds/write-offs.service';
import type { UserActor } from './actors';
import { credit } from './coda-builder';
import { openBooks, openMoneyDesk, type MoneyDesk } from './money-desk';
import { PaymentSteps } from './payment-steps';

/** A payee that validates: an account of a fictitious person. */
export const PAYEE = {
  payee: 'payer',
  name: 'Exemple Payeuse',
  reason: 'She paid out of her own account.',
  iban: 'BE68 5390 0754 7034',
} as const;

/** Everything of refunds on a desk of money, with its people. */
export class RefundDesk {
  readonly cashier: UserActor;
  readonly treasurer: UserActor;
  readonly refunds: RefundsService;
  readonly orders: RefundOrders;
  readonly settlement: RefundSettlement;
  readonly reversals: SettlementReversals;
  readonly batches: RefundBatches;
  readonly reports: BankReports;
  readonly requests: RefundRequestsService;
  readonly writeOffs: WriteOffsService;
  readonly proposals = new RefundProposals(new RefundProposalsRepository());
  readonly ledger = new LedgerService(new LedgerRepository());
  readonly claims = new ClaimsService(new ClaimRows(), this.ledger);

  private constructor(
    readonly desk: MoneyDesk,
    readonly steps: PaymentSteps,
  ) {
    const { transactions } = desk.ground;
    this.cashier = desk.ground.actor('cashier');
    this.treasurer = desk.ground.actor('treasurer');
    const [refunds, orders] = [new RefundsRepository(), new RefundOrdersRepository()];
    const [batches, claims] = [new RefundBatchesRepository(), new ClaimsRepository()];
    const access = new CaseAccess(transactions, new CaseHandsRepository());
    const parameters = new ParametersService(transactions, new ParametersRepository(), desk.ground.config);
    const claimed = new ClaimsService(new ClaimRows(), this.ledger);
    const counted = new CountedRefunds(this.ledger, this.proposals, claimed);
    const stopped = new StoppedRefunds(new StoppedRefundsRepository(), refunds, this.ledger, counted);
    this.refunds = new RefundsService(transactions, refunds, this.proposals, this.ledger, stopped);
    const rejection = new OrderRejection(refunds, orders, this.ledger);
    this.orders = new RefundOrders(transactions, refunds, orders, this.ledger, rejection);
    this.settlement = new RefundSettlement(transactions, refunds, orders, this.ledger, parameters);
    const [papers, reversals] = [new RefundPapersRepository(), new SettlementReversalsRepository()];
    this.reversals = new SettlementReversals(transactions, refunds, orders, papers, reversals, this.ledger);
    this.batches = new RefundBatches(transactions, refunds, orders, batches, this.ledger);
    this.reports = new BankReports(transactions, refunds, orders, batches, rejection);
    this.requests = new RefundRequestsService(
      transactions,
      new RefundRequestsRepository(),
      claims,
      new FallenClaims(
        this.ledger,
        this.claims,
        this.proposals,
        new FallenDeposits(new FallenDepositsRepository(), new DepositReleasesRepository()),
      ),
      access,
      papers,
    );
    this.writeOffs = new WriteOffsService(transactions, new WriteOffsRepository(), claims, this.ledger, parameters);
  }

  static async open(): Promise<RefundDesk> {
    const desk = await openMoneyDesk();
    await ensureReferenceData(desk.ground.transactions, desk.ground.config);
    return new RefundDesk(desk, new PaymentSteps(desk, await openBooks(desk)));
  }

  propose(...causes: RefundCause[]): Promise<RefundId[]> {
    return this.desk.ground.transactions.run(this.cashier, (tx) => this.proposals.propose(tx, causes));
  }

  /** Money of a payer whom nobody knows, in suspense. */
  async unknown(amountCents = 20_000): Promise<MovementId> {
    const [id] = await this.steps.bring([credit({ communication: 'NOBODY KNOWN', amountCents: cents(amountCents) })]);
    if (id === undefined) throw new Error('no movement');
    return id;
  }

  /** A proposal to send back what nobody knows, whole. */
  async proposed(amountCents = 20_000): Promise<RefundResult> {
    const movementId = await this.unknown(amountCents);
    return this.refunds.propose(this.cashier, { movementId, ground: 'not-a-debt', amountCents, note: 'No fine.' });
  }

  choose(refundId: RefundId, version: number, changes: Partial<ChoosePayee> = {}): Promise<RefundResult> {
    return this.refunds.choosePayee(this.cashier, refundId, { ...PAYEE, version, ...changes });
  }

  async prepared(amountCents = 20_000): Promise<RefundResult> {
    const { refundId, version } = await this.proposed(amountCents);
    return this.choose(refundId, version);
  }

  async approved(amountCents = 20_000): Promise<RefundResult> {
    const { refundId, version } = await this.prepared(amountCents);
    return this.refunds.approve(this.treasurer, refundId, { version });
  }

  /** Offers a fine to FPS Finance, whatever recovery would say of it. */
  async offer(decisionId: DecisionId): Promise<void> {
    const [fine] = await this.desk.rows<OfferedFine>(
      'SELECT d.id AS "decisionId", d.department_id AS "departmentId", d.offence_id AS "offenceId", o.person_id AS "personId" FROM decision d JOIN offence o ON o.id = d.offence_id WHERE d.id = $1',
      [decisionId],
    );
    if (fine === undefined) throw new Error(`no fine ${decisionId}`);
    const offer = { payload: 'decision', judgmentFinalOn: undefined, preparedBy: this.cashier.id } as const;
    await this.desk.ground.transactions.run(this.treasurer, async (tx) => {
      await this.claims.offer(tx, fine, offer);
    });
  }

  /** FPS Finance says that nothing can be recovered of a fine. */
  async declareIrrecoverable(decisionId: DecisionId): Promise<void> {
    await this.desk.ground.transactions.run(this.treasurer, async (tx) => {
      const [claim] = await this.claims.ofDecision(tx, decisionId);
      if (claim === undefined) throw new Error(`no claim of ${decisionId}`);
      const event = { id: newId<string>(), type: 'irrecoverable', origin: 'finance', detail: {} } as const;
      await this.claims.append(tx, claim, event, { state: 'closed', endedAs: 'irrecoverable' });
    });
  }

  /** The one order of a refund that is with the bank. */
  async endToEndId(refundId: RefundId): Promise<string> {
    const [row] = await this.desk.rows<{ id: string }>(
      `SELECT end_to_end_id AS id FROM refund_order WHERE refund_id = $1 ORDER BY id DESC LIMIT 1`,
      [refundId],
    );
    return row?.id ?? '';
  }

  async state(refundId: RefundId): Promise<{ readonly state: string; readonly version: number }> {
    const [row] = await this.desk.rows<{ state: string; version: number }>(
      'SELECT state, version FROM refund WHERE id = $1',
      [refundId],
    );
    if (row === undefined) throw new Error('no refund');
    return row;
  }

  /** What stands on a shared account of the ledger. */
  async balance(kind: string): Promise<number> {
    const [row] = await this.desk.rows<{ cents: string }>(
      `SELECT coalesce(sum(CASE WHEN p.to_account_id = a.id THEN p.amount_cents ELSE -p.amount_cents END), 0) AS cents
       FROM ledger_account a JOIN ledger_posting p ON a.id IN (p.from_account_id, p.to_account_id) WHERE a.kind = $1`,
      [kind],
    );
    return Number(row?.cents);
  }

  close(): Promise<void> {
    return this.desk.close();
  }
}

export const BIF = DEMONSTRATION_DEPARTMENTS.BIF;
