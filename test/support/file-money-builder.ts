import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { newId } from '../../src/kernel/ids';
import type { UserActor } from './actors';

export interface BuiltFile {
  readonly personId: string;
  readonly offenceId: string;
  readonly decisionId: string;
  readonly number: string | undefined;
  readonly communication: string | undefined;
}

/** A payment on a built file; each stands on a statement of its own. */
export interface PaymentPlan {
  readonly cashier: UserActor;
  readonly on: string;
  readonly sequence: number;
  readonly amountCents: number;
  /** Present when a person booked it. */
  readonly motive?: string;
  readonly asAdvance?: boolean;
}

/** An instant in the middle of the day, whatever the season. */
export const noon = (day: string): string => `${day}T11:00:00Z`;
export const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

/** One posting between two accounts; without an entry it makes one. */
interface Posting {
  readonly from: string;
  readonly to: string;
  readonly amountCents: number;
  readonly reason: string;
  readonly causeId: string;
  readonly on: string;
  readonly entryId?: string;
}

/** Lays down statements, movements, bookings and postings by SQL, the way the services leave them. */
export class FileMoneyBuilder {
  private readonly accounts = new Map<string, string>();

  constructor(protected readonly dataSource: DataSource) {}

  /** Inserts one row; the column names are the keys. */
  async insert(table: string, row: Readonly<Record<string, unknown>>): Promise<void> {
    const columns = Object.keys(row);
    const places = columns.map((_, index) => `$${index + 1}`).join(', ');
    await this.dataSource.query(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`,
      Object.values(row).map((value) =>
        typeof value === 'object' && value !== null && !Buffer.isBuffer(value) ? JSON.stringify(value) : value,
      ),
    );
  }

  async event(
    actor: UserActor | 'matching',
    day: string,
    type: string,
    about: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.insert('event_log', {
      id: newId(),
      occurred_at: noon(day),
      occurred_on: day,
      actor_kind: actor === 'matching' ? 'system' : 'user',
      actor_id: actor === 'matching' ? 'matching' : actor.id,
      department_id: actor === 'matching' ? null : actor.departmentId,
      type,
      detail: {},
      trace_id: newId(),
      ...about,
    });
  }

  /** Money on a built file: statement, movement, booking and postings, with their events. Answers the id of the booking. */
  async payment(file: BuiltFile, plan: PaymentPlan): Promise<string> {
    const { statementId, movementId, departmentId } = await this.movement(plan, {
      state: 'booked',
      allocated: plan.amountCents,
      communication: `+++${file.communication ?? ''}+++`,
    });
    const allocationId = newId<string>();
    const to = await this.account(plan.asAdvance ? 'advances' : 'receivable', departmentId, file.decisionId);
    const suspense = await this.account('suspense', departmentId);
    const reason = plan.asAdvance ? 'allocate-advance' : 'allocate';
    const cause = { amountCents: plan.amountCents, reason, causeId: allocationId, on: plan.on };
    const entryId = await this.post({ ...cause, from: to, to: suspense });
    if (!plan.asAdvance)
      await this.post({
        ...cause,
        from: await this.account('revenue', departmentId),
        to: await this.account('claims-raised', departmentId),
        entryId,
      });
    await this.insert('allocation', {
      id: allocationId,
      department_id: departmentId,
      movement_id: movementId,
      decision_id: file.decisionId,
      amount_cents: plan.amountCents,
      kind: plan.motive === undefined ? 'automatic' : 'manual',
      as_advance: plan.asAdvance ?? false,
      reason:
        plan.motive === undefined
          ? { code: 'structured-reference', params: {} }
          : { code: 'manual', motive: plan.motive },
      ledger_entry_id: entryId,
      booked_by: plan.motive === undefined ? null : plan.cashier.id,
      booked_at: noon(plan.on),
      booked_on: plan.on,
    });
    await this.event(plan.cashier, plan.on, 'statement.accepted', {
      subject_kind: 'statement',
      subject_id: statementId,
    });
    await this.event(
      plan.motive === undefined ? 'matching' : plan.cashier,
      plan.on,
      plan.asAdvance ? 'payment.advanced' : 'payment.allocated',
      {
        subject_kind: 'allocation',
        subject_id: allocationId,
        case_id: file.offenceId,
        person_id: file.personId,
        detail: { amountCents: plan.amountCents },
      },
    );
    return allocationId;
  }

  /** A movement on a statement of its own; in suspense unless told otherwise. */
  async movement(
    plan: Pick<PaymentPlan, 'cashier' | 'on' | 'sequence' | 'amountCents'>,
    as: { state?: string; allocated?: number; communication?: string; statementState?: string } = {},
  ): Promise<{ statementId: string; movementId: string; departmentId: string }> {
    const { departmentId } = plan.cashier;
    const bankAccountId = await this.bankAccount(departmentId);
    const fileId = newId<string>();
    const bytes = Buffer.from(`statement ${plan.sequence} ${fileId}`);
    await this.insert('statement_file', {
      id: fileId, department_id: departmentId, name: 'statement.cod', format: 'coda', bytes, sha256: sha256(bytes), fingerprint: sha256(bytes),
      received_by: plan.cashier.id, received_at: noon(plan.on),
    }); // prettier-ignore
    const statementId = newId<string>();
    await this.insert('statement', {
      id: statementId, department_id: departmentId, file_id: fileId, position_in_file: 1, bank_account_id: bankAccountId,
      state: as.statementState ?? 'accepted', year: 2026, sequence: plan.sequence, opening_cents: 0, closing_cents: plan.amountCents,
      closing_on: plan.on, created_on: plan.on, duplicate_flag: false, separate_application: '', movement_count: 1,
      credit_cents: plan.amountCents,
      fingerprint: sha256(bytes), debit_cents: 0,
    }); // prettier-ignore
    const movementId = newId<string>();
    await this.insert('movement', {
      id: movementId, department_id: departmentId, statement_id: statementId, bank_account_id: bankAccountId, ordinal: 1, sequence: 3, detail: 0, line: 4, counts: true,
      direction: 'credit', amount_cents: plan.amountCents, value_on: plan.on, entry_on: plan.on, transaction_code: '00150000',
      communication_kind: 'free', communication: as.communication ?? 'AMENDE 12/03/1987', counterparty_name: 'VOORBEELD PAYEUR',
      state: as.state ?? 'suspense', allocated_cents: as.allocated ?? 0,
    }); // prettier-ignore
    return { statementId, movementId, departmentId };
  }

  async bankAccount(departmentId: string): Promise<string> {
    const iban = 'BE35679200609437';
    const [found] = await this.dataSource.query<{ id: string }[]>('SELECT id FROM bank_account WHERE iban = $1', [
      iban,
    ]);
    if (found) return found.id;
    const id = newId<string>();
    await this.insert('bank_account', {
      id, department_id: departmentId, purpose: 'payment', iban, bic: 'PCHQBEBB', holder: 'Immigration Office', state: 'confirmed',
      confirmation_reference: 'test', valid_from: '2016-07-24', demonstration: true,
    }); // prettier-ignore
    return id;
  }

  protected async account(kind: string, departmentId: string, decisionId?: string): Promise<string> {
    const key = `${kind}:${decisionId ?? ''}`;
    const known = this.accounts.get(key);
    if (known !== undefined) return known;
    const id = newId<string>();
    const balance = decisionId === undefined ? null : 0;
    await this.insert('ledger_account', {
      id,
      department_id: departmentId,
      kind,
      decision_id: decisionId ?? null,
      balance_cents: balance,
    });
    this.accounts.set(key, id);
    return id;
  }

  protected async post(posting: Posting): Promise<string> {
    const { from, to, amountCents, reason, causeId, on, entryId = newId<string>() } = posting;
    const [account] = await this.dataSource.query<{ department_id: string }[]>(
      'SELECT department_id FROM ledger_account WHERE id = $1',
      [from],
    );
    await this.insert('ledger_posting', {
      id: newId(), entry_id: entryId, department_id: account?.department_id, from_account_id: from, to_account_id: to, amount_cents: amountCents,
      reason, cause_kind: 'test', cause_id: causeId, posted_on: on, posted_at: noon(on),
    }); // prettier-ignore
    await this.dataSource.query('UPDATE ledger_account SET balance_cents = balance_cents - $2 WHERE id = $1', [
      from,
      amountCents,
    ]);
    await this.dataSource.query('UPDATE ledger_account SET balance_cents = balance_cents + $2 WHERE id = $1', [
      to,
      amountCents,
    ]);
    return entryId;
  }
}
