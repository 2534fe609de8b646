import { DepositReleases } from '../../src/deposits/deposit-releases.service';
import { DepositsService } from '../../src/deposits/deposits.service';
import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import type { AllocationId, DepositId, MovementId, RefundId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { BookMovement, ReverseAllocation } from '../../src/payments/payments.commands';
import { PaymentsService } from '../../src/payments/payments.service';
import { Refused } from '../../src/platform/refused';
import { RefundOrders } from '../../src/refunds/refund-orders.service';
import { RefundsService } from '../../src/refunds/refunds.service';
import { WriteOffsService } from '../../src/refunds/write-offs.service';
import type { WriteOffId } from '../../src/refunds/write-offs.repository';
import type { Actor } from '../../src/platform/database/transactions';
import { credit, debit } from '../support/coda-builder';
import type { BuiltFine } from '../support/fine-builder';
import { DatabaseBank } from './database-bank';
import { DatabaseCourts } from './database-courts';
import { DatabaseFinance } from './database-finance';
import { DatabaseLife, done, REASON } from './database-life';
import { DatabaseRegistry } from './database-registry';
import { DatabaseRequests } from './database-requests';
import { there } from './whole-file.parts';
import {
  BANK_VERBS,
  COURT_VERBS,
  CREDITS,
  DEPOSIT_VERBS,
  DRAFT_VERBS,
  FINANCE_VERBS,
  FINE_CENTS,
  isStep,
  REGISTRY_VERBS,
  REQUEST_VERBS,
  SHARED,
  TODAY,
  toldOn,
  WRITE_OFF_VERBS,
  type Office,
  type Person,
  type REFUND_VERBS,
  type Result,
  type SharedAccount,
  type Step,
  type StepOf,
  type WholeFile,
} from './whole-file.steps';
import type { WholeFileGround } from './whole-file-ground';

const GROUNDS = { 'to-payment': 'debtor-request', 'to-debtor': 'agreement', 'to-state': 'no-appeal' } as const;
/** An account that no SEPA transfer reaches, so that the order is made by hand. */
const PAYEE = {
  payee: 'payer',
  name: 'Exemple Payeuse',
  reason: REASON,
  accountNumber: '011519000001205000534921',
  bankIdentification: 'BCMAMAMC',
  country: 'MA',
} as const;
const PAYER = {
  payerFamilyName: 'Modèle',
  payerGivenNames: 'Camille',
  payerBirthDate: '07/03/1971',
  payerIban: 'BE68 5390 0754 7034',
} as const;

/** One life on the database: each step is the verb of the service that a person uses, with the version that person has seen. */
export class DatabaseOffice implements Office {
  private readonly bookings: AllocationId[] = [];
  private readonly deposits: { readonly fine: number; readonly id: DepositId }[] = [];
  private readonly writeOffs: { readonly fine: number; readonly id: WriteOffId }[] = [];
  private references = 0;

  private readonly courts: DatabaseCourts;
  private readonly finance: DatabaseFinance;
  private readonly requests: DatabaseRequests;
  private readonly registry: DatabaseRegistry;

  private constructor(
    private readonly life: DatabaseLife,
    private readonly bank: DatabaseBank,
    private readonly credits: readonly MovementId[],
    private readonly before: Readonly<Record<SharedAccount, number>>,
  ) {
    this.courts = new DatabaseCourts(life);
    this.finance = new DatabaseFinance(life);
    this.requests = new DatabaseRequests(life);
    this.registry = new DatabaseRegistry(life);
  }

  /** Two fines of one person, the second only signed, and four credits that name nobody. */
  static async begin(ground: WholeFileGround): Promise<DatabaseOffice> {
    const name = ground.nextLife();
    const credits = await ground.bring(
      CREDITS.map((amount, at) =>
        credit({
          communication: 'NOBODY KNOWN',
          amountCents: cents(amount),
          bankReference: name,
          endToEndId: `${name}-PAY-${at}`,
        }),
      ),
    );
    const first = await ground.fines.build({ isNotified: false, hasAddress: true, isOnPaper: true });
    await ground.tell(first, first.personId, toldOn(0, 0));
    const { personId } = first;
    const { carrierId } = ground;
    const second = await ground.fines.build({ isNotified: false, personId, carrierId, isOnPaper: true });
    const life = new DatabaseLife(ground, [first, second]);
    return new DatabaseOffice(life, new DatabaseBank(life, name, credits), credits, await ground.shared());
  }

  async take(step: Step): Promise<Result> {
    this.life.ground.tick();
    try {
      await this.act(step);
      return 'done';
    } catch (error) {
      if (!(error instanceof Refused)) throw error;

      return error.refusals.some(({ code }) => code === 'changed-since-read') ? 'stale' : 'refused';
    }
  }

  async look(): Promise<WholeFile> {
    const ids = this.life.decisionIds;
    const accounts = await this.life.ground.rows<{ decision_id: string; kind: string; balance_cents: string }>(
      'SELECT decision_id, kind, balance_cents FROM ledger_account WHERE decision_id = ANY($1)',
      [ids],
    );
    const balance = (kind: string): number[] =>
      ids.map((id) => Number(accounts.find((row) => row.decision_id === id && row.kind === kind)?.balance_cents ?? 0));
    const now = await this.life.ground.shared();
    const before = { ...this.before, suspense: this.before.suspense + CREDITS.reduce((sum, each) => sum + each, 0) };
    before['claims-raised'] += FINE_CENTS;
    return {
      receivables: balance('receivable'),
      advances: balance('advances'),
      shared: Object.fromEntries(SHARED.map((kind) => [kind, now[kind] - before[kind]])) as Record<
        SharedAccount,
        number
      >,
      fines: await this.texts('SELECT id, state AS said FROM decision WHERE id = ANY($1)', ids),
      drafts: [],
      bookings: await this.texts(
        `SELECT l.id, array_position($2::uuid[], l.movement_id) - 1 || '>' || array_position($3::uuid[], l.decision_id) - 1
           || ' ' || l.amount_cents || CASE WHEN l.reversed_at IS NULL THEN ' standing' ELSE ' reversed' END AS said
         FROM allocation l WHERE l.id = ANY($1)`,
        this.bookings,
        [this.credits, ids],
      ),
      takings: await this.bank.said(),
      refunds: await this.refundTexts(),
      deposits: await this.texts(
        `SELECT t.id, array_position($2::uuid[], t.decision_id) - 1 || ' ' || coalesce(r.kind, '-') || ' ' || t.state AS said
         FROM deposit t LEFT JOIN deposit_release r ON r.deposit_id = t.id AND r.state = 'proposed' WHERE t.id = ANY($1)`,
        this.deposits.map(({ id }) => id),
        [ids],
      ),
      writeOffs: await this.texts(
        `SELECT id, array_position($2::uuid[], decision_id) - 1 || ' ' || ground || ' ' || amount_cents || ' ' || state AS said
         FROM write_off WHERE id = ANY($1)`,
        this.writeOffs.map(({ id }) => id),
        [ids],
      ),
      checks: await this.registry.said(),
      appeals: await this.life.said(
        'appeal_decision',
        `(SELECT CASE a.appellant WHEN 'person' THEN '0 ' ELSE '1 ' END FROM appeal a WHERE a.id = t.appeal_id) || t.state`,
        'appeal_id',
      ),
      judgments: await this.life.said('judgment', `t.stage || ' ' || t.state`),
      requests: await this.life.said('refund_request', 't.state'),
      batches: await this.life.said(
        'recovery_batch_item',
        '(SELECT b.state FROM recovery_batch b WHERE b.id = t.batch_id)',
        'batch_id',
      ),
      claims: await this.life.said('claim', `t.collected_cents || ' ' || t.state`),
    };
  }

  findings(): Promise<readonly string[]> {
    return this.life.ground.findings();
  }

  /** What goes back of these credits and fines, in the order in which it was proposed. */
  private async refundRows(): Promise<{ readonly id: RefundId; readonly said: string }[]> {
    return this.life.ground.rows(
      `SELECT id, ground || ' ' || amount_cents || ' by ' || coalesce((array_position($3::uuid[], proposed_by) - 1)::text, 'signatory')
         || ' ' || state AS said FROM refund WHERE movement_id = ANY($1) OR decision_id = ANY($2) ORDER BY id`,
      [this.credits, this.life.decisionIds, [userId(this.life.person(0)), userId(this.life.person(1))]],
    );
  }

  private async refundTexts(): Promise<string[]> {
    return (await this.refundRows()).map(({ said }) => said);
  }

  private async act(step: Step): Promise<void> {
    if ('refund' in step) return this.onRefund(step, there((await this.refundRows())[step.refund]).id);
    if (isStep(DEPOSIT_VERBS, step)) return this.onDeposit(step);
    if (isStep(WRITE_OFF_VERBS, step)) return this.onWriteOff(step);
    if (isStep(BANK_VERBS, step)) return this.bank.take(step);
    if (isStep(REGISTRY_VERBS, step)) return this.registry.take(step);
    if (isStep(COURT_VERBS, step)) return this.courts.take(step);
    if (isStep(FINANCE_VERBS, step)) return this.finance.take(step);
    if (isStep(REQUEST_VERBS, step)) return this.requests.take(step);
    if (isStep(DRAFT_VERBS, step)) throw new Error('decisions are signed on PostgreSQL in specs of their own');
    switch (step.verb) {
      case 'notify':
        return this.life.ground.tell(this.fine(step.fine), this.life.debtor(step.fine, step.debtor), toldOn(step.fine, step.debtor)); // prettier-ignore
      case 'book':
        return this.book(step);
      case 'reverse':
        return this.reverse(there(this.bookings[step.booking]));
      case 'propose-refund':
        return this.proposeRefund(step);
      default:
        return this.onWithdrawal(step);
    }
  }

  private async book(step: StepOf<readonly ['book']>): Promise<void> {
    const movementId = there(this.credits[step.credit]);
    const { number: decisionNumber } = this.fine(step.fine);
    const version = await this.version('movement', movementId);
    const command = Object.assign(new BookMovement(), { decisionNumber, version, amountCents: step.amountCents });
    const booked = await this.service(PaymentsService).book(this.person(0), movementId, command);
    this.bookings.push(booked.allocationId);
  }

  private async reverse(id: AllocationId): Promise<void> {
    const [row] = await this.life.ground.rows<{ movement_id: string }>(
      'SELECT movement_id FROM allocation WHERE id = $1',
      [id],
    );
    const version = await this.version('movement', row?.movement_id ?? '');
    const command = Object.assign(new ReverseAllocation(), { reason: REASON, version });
    await this.service(PaymentsService).reverse(this.person(0), id, command);
  }

  private async proposeRefund(step: StepOf<readonly ['propose-refund']>): Promise<void> {
    const { ground, amountCents, by } = step;
    const command = { movementId: there(this.credits[step.credit]), ground, amountCents, note: 'a note' };
    await this.service(RefundsService).propose(this.person(by), command);
  }

  private async onRefund(step: StepOf<typeof REFUND_VERBS>, id: RefundId): Promise<void> {
    const [refunds, orders] = [this.service(RefundsService), this.service(RefundOrders)];
    const version = await this.version('refund', id);
    const by = this.person('by' in step ? step.by : 0);
    switch (step.verb) {
      case 'choose-payee':
        return done(refunds.choosePayee(by, id, { ...PAYEE, version }));
      case 'approve-refund':
        return done(refunds.approve(by, id, { version }));
      case 'send-back-refund':
        return done(refunds.sendBack(by, id, { version, reason: REASON }));
      case 'refuse-refund':
        return done(refunds.refuse(by, id, { version, reason: REASON }));
      case 'cancel-refund':
        return done(refunds.cancel(by, id, { version, reason: REASON }));
      case 'order-refund':
        return done(orders.order(by, id, { version }));
      case 'reject-refund':
        return done(orders.reject(by, id, { version, reason: REASON }));
      case 'settle-refund':
      case 'return-refund':
        return this.answer(id, step.verb === 'settle-refund' ? debit : credit);
    }
  }

  /** The statement answers the order. */
  private async answer(id: RefundId, line: typeof debit): Promise<void> {
    const [row] = await this.life.ground.rows<{ end_to_end_id: string; amount_cents: string }>(
      'SELECT end_to_end_id, amount_cents FROM refund_order WHERE refund_id = $1 ORDER BY id DESC LIMIT 1',
      [id],
    );
    const { end_to_end_id: endToEndId, amount_cents: amount } = there(row);
    await this.life.ground.bring([
      line({ amountCents: cents(Number(amount)), endToEndId, communication: `REFUND ${endToEndId}` }),
    ]);
  }

  private async onWithdrawal(step: StepOf<readonly ['propose-withdrawal', 'withdraw']>): Promise<void> {
    const { decisionId } = this.life.fine(step.fine);
    const desk = this.service(WithdrawalDesk);
    const by = this.life.ground.actor(step.by === 0 ? 'agent.border' : 'signatory.border');
    const version = await this.version('decision', decisionId);
    if (step.verb === 'propose-withdrawal') return done(desk.propose(by, decisionId, { version, reason: REASON }));
    return done(desk.withdraw(by, decisionId, { version }));
  }

  private async onDeposit(step: StepOf<typeof DEPOSIT_VERBS>): Promise<void> {
    const [deposits, releases] = [this.service(DepositsService), this.service(DepositReleases)];
    if (step.verb === 'announce-deposit') {
      const command = { amountCents: FINE_CENTS, announcedOn: TODAY, ...PAYER };
      const { depositId } = await deposits.announce(
        this.life.ground.actor('agent.border'),
        this.fine(step.fine).decisionId,
        command,
      );
      this.deposits.push({ fine: step.fine, id: depositId });
      return;
    }
    const { id } = there(this.deposits.findLast(({ fine }) => fine === step.fine));
    const version = await this.version('deposit', id);
    const evidence = { version, source: 'advice', datedOn: TODAY } as const;
    switch (step.verb) {
      case 'hold-deposit':
        return done(
          deposits.hold(this.person(0), id, {
            ...evidence,
            heldCents: step.amountCents,
            cdcReference: this.reference(),
          }),
        );
      case 'return-deposit':
        return done(deposits.return(this.person(0), id, { ...evidence, reason: REASON }));
      case 'propose-release': {
        const ground = GROUNDS[step.kind];
        const terms = { version, kind: step.kind, ground, groundOn: TODAY, reason: REASON };
        return done(releases.propose(this.person(step.by), id, terms));
      }
      case 'confirm-release':
        return done(releases.confirm(this.person(step.by), id, { version }));
      case 'refuse-release':
        return done(releases.refuse(this.person(step.by), id, { version, reason: REASON }));
    }
  }

  private async onWriteOff(step: StepOf<typeof WRITE_OFF_VERBS>): Promise<void> {
    const [writeOffs, by] = [this.service(WriteOffsService), this.person(step.by)];
    if (step.verb === 'propose-write-off') {
      const command = { decisionId: this.fine(step.fine).decisionId, ground: step.ground, reason: REASON };
      const { writeOffId } = await writeOffs.propose(by, command);
      this.writeOffs.push({ fine: step.fine, id: writeOffId });
      return;
    }
    const { id } = there(this.writeOffs.findLast(({ fine }) => fine === step.fine));
    const version = await this.version('write_off', id);
    if (step.verb === 'approve-write-off') return done(writeOffs.approve(by, id, { version }));
    const reasoned = { version, reason: REASON };
    return done(step.verb === 'refuse-write-off' ? writeOffs.refuse(by, id, reasoned) : writeOffs.cancel(by, id, reasoned)); // prettier-ignore
  }

  /** What a query says of each of these, in their order. */
  private async texts(sql: string, ids: readonly string[], more: readonly unknown[] = []): Promise<string[]> {
    if (ids.length === 0) return [];
    const rows = await this.life.ground.rows<{ id: string; said: string }>(sql, [ids, ...more]);
    return ids.map((id) => rows.find((row) => row.id === id)?.said ?? 'missing');
  }

  /** The version that a person has just seen. */
  private async version(table: string, id: string): Promise<number> {
    const [row] = await this.life.ground.rows<{ version: number }>(`SELECT version FROM ${table} WHERE id = $1`, [id]);
    return there(row).version;
  }

  private reference(): string {
    this.references += 1;
    return `CDC-${this.fine(0).number}-${this.references}`;
  }

  private person(by: Person): Actor {
    return this.life.person(by);
  }

  private service<T>(type: new (...parts: never[]) => T): T {
    return this.life.service(type);
  }

  private fine(at: number): BuiltFine {
    return this.life.fine(at);
  }
}

function userId(actor: Actor): string {
  if (actor.kind !== 'user') throw new Error('not a person');
  return actor.id;
}
