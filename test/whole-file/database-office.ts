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
import {
  CREDITS,
  FINE_CENTS,
  SHARED,
  type Office,
  type Person,
  type Result,
  type SharedAccount,
  type Step,
  type WholeFile,
} from './whole-file.steps';
import { TODAY, type WholeFileGround } from './whole-file-ground';

const REASON = 'The facts were not proven after all.';
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
  private readonly refunds: RefundId[] = [];
  private readonly deposits: { readonly fine: number; readonly id: DepositId }[] = [];
  private readonly writeOffs: { readonly fine: number; readonly id: WriteOffId }[] = [];
  private references = 0;

  private constructor(
    private readonly ground: WholeFileGround,
    private readonly fines: readonly BuiltFine[],
    private readonly credits: readonly MovementId[],
    private readonly before: Readonly<Record<SharedAccount, number>>,
  ) {}

  /** Two fines of one person, the second only signed, and four credits that name nobody. */
  static async begin(ground: WholeFileGround): Promise<DatabaseOffice> {
    const credits = await ground.bring(
      CREDITS.map((amount) => credit({ communication: 'NOBODY KNOWN', amountCents: cents(amount) })),
    );
    const first = await ground.fines.build();
    const second = await ground.fines.build({ isNotified: false, personId: first.personId });
    return new DatabaseOffice(ground, [first, second], credits, await ground.shared());
  }

  async take(step: Step): Promise<Result> {
    try {
      await this.act(step);
      return 'done';
    } catch (error) {
      if (!(error instanceof Refused)) throw error;

      return error.refusals.some(({ code }) => code === 'changed-since-read') ? 'stale' : 'refused';
    }
  }

  async look(): Promise<WholeFile> {
    const ids = this.fines.map(({ decisionId }) => decisionId);
    const accounts = await this.ground.rows<{ decision_id: string; kind: string; balance_cents: string }>(
      'SELECT decision_id, kind, balance_cents FROM ledger_account WHERE decision_id = ANY($1)',
      [ids],
    );
    const balance = (kind: string): number[] =>
      ids.map((id) => Number(accounts.find((row) => row.decision_id === id && row.kind === kind)?.balance_cents ?? 0));
    const now = await this.ground.shared();
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
      bookings: await this.texts(
        `SELECT l.id, array_position($2::uuid[], l.movement_id) - 1 || '>' || array_position($3::uuid[], l.decision_id) - 1
           || ' ' || l.amount_cents || CASE WHEN l.reversed_at IS NULL THEN ' standing' ELSE ' reversed' END AS said
         FROM allocation l WHERE l.id = ANY($1)`,
        this.bookings,
        [this.credits, ids],
      ),
      refunds: await this.texts(
        `SELECT id, ground || ' ' || amount_cents || ' by ' || coalesce((array_position($2::uuid[], proposed_by) - 1)::text, 'signatory')
           || ' ' || state AS said FROM refund WHERE id = ANY($1)`,
        this.refunds,
        [[userId(this.person(0)), userId(this.person(1))]],
      ),
      deposits: await this.texts(
        `SELECT id, array_position($2::uuid[], decision_id) - 1 || ' ' || state AS said FROM deposit WHERE id = ANY($1)`,
        this.deposits.map(({ id }) => id),
        [ids],
      ),
      writeOffs: await this.texts(
        `SELECT id, array_position($2::uuid[], decision_id) - 1 || ' ' || amount_cents || ' ' || state AS said
         FROM write_off WHERE id = ANY($1)`,
        this.writeOffs.map(({ id }) => id),
        [ids],
      ),
    };
  }

  findings(): Promise<readonly string[]> {
    return this.ground.findings();
  }

  private async act(step: Step): Promise<void> {
    switch (step.verb) {
      case 'notify':
        return this.ground.fines.notify(this.fine(step.fine));
      case 'book':
        return this.book(step);
      case 'reverse':
        return this.reverse(there(this.bookings[step.booking]));
      case 'propose-refund':
        return this.proposeRefund(step);
      case 'propose-withdrawal':
      case 'withdraw':
        return this.onWithdrawal(step);
      case 'announce-deposit':
      case 'hold-deposit':
      case 'return-deposit':
      case 'propose-release':
      case 'confirm-release':
        return this.onDeposit(step);
      case 'propose-write-off':
      case 'approve-write-off':
        return this.onWriteOff(step);
      default:
        return this.onRefund(step, there(this.refunds[step.refund]));
    }
  }

  private async book(step: Extract<Step, { verb: 'book' }>): Promise<void> {
    const movementId = there(this.credits[step.credit]);
    const { number: decisionNumber } = this.fine(step.fine);
    const version = await this.version('movement', movementId);
    const command = Object.assign(new BookMovement(), { decisionNumber, version, amountCents: step.amountCents });
    const booked = await this.service(PaymentsService).book(this.person(0), movementId, command);
    this.bookings.push(booked.allocationId);
  }

  private async reverse(id: AllocationId): Promise<void> {
    const [row] = await this.ground.rows<{ movement_id: string }>('SELECT movement_id FROM allocation WHERE id = $1', [
      id,
    ]);
    const version = await this.version('movement', row?.movement_id ?? '');
    const command = Object.assign(new ReverseAllocation(), { reason: REASON, version });
    await this.service(PaymentsService).reverse(this.person(0), id, command);
  }

  private async proposeRefund(step: Extract<Step, { verb: 'propose-refund' }>): Promise<void> {
    const { ground, amountCents, by } = step;
    const command = { movementId: there(this.credits[step.credit]), ground, amountCents, note: 'a note' };
    const { refundId } = await this.service(RefundsService).propose(this.person(by), command);
    if (!this.refunds.includes(refundId)) this.refunds.push(refundId);
  }

  private async onRefund(step: Extract<Step, { refund: number }>, id: RefundId): Promise<void> {
    const [refunds, orders] = [this.service(RefundsService), this.service(RefundOrders)];
    const version = await this.version('refund', id);
    const by = this.person('by' in step ? step.by : 0);
    switch (step.verb) {
      case 'choose-payee':
        return done(refunds.choosePayee(by, id, { ...PAYEE, version }));
      case 'approve-refund':
        return done(refunds.approve(by, id, { version }));
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
    const [row] = await this.ground.rows<{ end_to_end_id: string; amount_cents: string }>(
      'SELECT end_to_end_id, amount_cents FROM refund_order WHERE refund_id = $1 ORDER BY id DESC LIMIT 1',
      [id],
    );
    const { end_to_end_id: endToEndId, amount_cents: amount } = there(row);
    await this.ground.bring([
      line({ amountCents: cents(Number(amount)), endToEndId, communication: `REFUND ${endToEndId}` }),
    ]);
  }

  private async onWithdrawal(step: Extract<Step, { verb: 'propose-withdrawal' | 'withdraw' }>): Promise<void> {
    const { decisionId } = this.fine(step.fine);
    const desk = this.service(WithdrawalDesk);
    const by = this.ground.actor(step.by === 0 ? 'agent.border' : 'signatory.border');
    const version = await this.version('decision', decisionId);
    if (step.verb === 'propose-withdrawal') return done(desk.propose(by, decisionId, { version, reason: REASON }));
    await desk.withdraw(by, decisionId, { version });
    // In the order of the bookings, then of the deposits, as the model lists them.
    const rows = await this.ground.rows<{ id: RefundId; allocation_id: AllocationId | null }>(
      `SELECT id, allocation_id FROM refund WHERE decision_id = $1 AND ground = 'withdrawal' ORDER BY id`,
      [decisionId],
    );
    const place = ({ allocation_id: id }: (typeof rows)[number]): number =>
      id === null ? this.bookings.length : this.bookings.indexOf(id);
    this.refunds.push(...rows.sort((one, other) => place(one) - place(other)).map(({ id }) => id));
  }

  private async onDeposit(
    step: Extract<
      Step,
      { verb: 'announce-deposit' | 'hold-deposit' | 'return-deposit' | 'propose-release' | 'confirm-release' }
    >,
  ): Promise<void> {
    const [deposits, releases] = [this.service(DepositsService), this.service(DepositReleases)];
    if (step.verb === 'announce-deposit') {
      const command = { amountCents: FINE_CENTS, announcedOn: TODAY, ...PAYER };
      const { depositId } = await deposits.announce(
        this.ground.actor('agent.border'),
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
        const ground = step.kind === 'to-payment' ? 'debtor-request' : 'agreement';
        const terms = { version, kind: step.kind, ground, groundOn: TODAY, reason: REASON } as const;
        return done(releases.propose(this.person(step.by), id, terms));
      }
      case 'confirm-release':
        return done(releases.confirm(this.person(step.by), id, { version }));
    }
  }

  private async onWriteOff(step: Extract<Step, { verb: 'propose-write-off' | 'approve-write-off' }>): Promise<void> {
    const writeOffs = this.service(WriteOffsService);
    if (step.verb === 'propose-write-off') {
      const command = { decisionId: this.fine(step.fine).decisionId, ground: 'irrecoverable', reason: REASON };
      const { writeOffId } = await writeOffs.propose(this.person(step.by), command);
      this.writeOffs.push({ fine: step.fine, id: writeOffId });
      return;
    }
    const { id } = there(this.writeOffs.findLast(({ fine }) => fine === step.fine));
    await writeOffs.approve(this.person(step.by), id, { version: await this.version('write_off', id) });
  }

  /** What a query says of each of these, in their order. */
  private async texts(sql: string, ids: readonly string[], more: readonly unknown[] = []): Promise<string[]> {
    if (ids.length === 0) return [];
    const rows = await this.ground.rows<{ id: string; said: string }>(sql, [ids, ...more]);
    return ids.map((id) => rows.find((row) => row.id === id)?.said ?? 'missing');
  }

  /** The version that a person has just seen. */
  private async version(table: string, id: string): Promise<number> {
    const [row] = await this.ground.rows<{ version: number }>(`SELECT version FROM ${table} WHERE id = $1`, [id]);
    return there(row).version;
  }

  private reference(): string {
    this.references += 1;
    return `CDC-${this.fine(0).number}-${this.references}`;
  }

  private person(by: Person): Actor {
    return this.ground.actor(by === 0 ? 'cashier' : 'treasurer');
  }

  private service<T>(type: new (...parts: never[]) => T): T {
    return this.ground.app.app.get<T>(type);
  }

  private fine(at: number): BuiltFine {
    return there(this.fines[at]);
  }
}

function userId(actor: Actor): string {
  if (actor.kind !== 'user') throw new Error('not a person');
  return actor.id;
}

async function done(work: Promise<unknown>): Promise<void> {
  await work;
}

function there<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('a step about something that is not there');
  return thing;
}
