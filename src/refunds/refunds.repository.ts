import { Injectable } from '@nestjs/common';
import {
  newId,
  type AllocationId,
  type DecisionId,
  type DepartmentId,
  type DepositId,
  type JudgmentId,
  type MovementId,
  type OffenceId,
  type PersonId,
  type RefundId,
  type StatementId,
  type UserId,
} from '../kernel/ids';
import type { Iban } from '../kernel/iban';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import { DEBTOR_NAMES, SHOWN_IDS } from '../platform/database/debtors';
import type { Tx } from '../platform/database/transactions';
import type { Cursor } from '../ui/keyset';
import type { Payee, PayeeAccount, PayeeChoice } from './payee.rules';
import type { RefundGround, RefundState } from './refund.rules';
import type { KeptPayee, Refund, RefundStep, StepToTake } from './refunds.types';

interface RefundSqlRow {
  id: RefundId;
  department_id: DepartmentId;
  ground: RefundGround;
  state: RefundState;
  amount_cents: string;
  return_by: LegalDate | null;
  note: string;
  proposed_on: LegalDate;
  proposed_by: UserId | null;
  proposed_by_name: string | null;
  approved_by_name: string | null;
  owed_entry_id: string | null;
  payee_id: string | null;
  payees: PayeeJson[];
  is_at_recovery: boolean;
  is_in_batch: boolean;
  is_debited: boolean;
  is_fine_open: boolean;
  is_taking_back_open: boolean;
  overturned_by: JudgmentId | null;
  movement_id: MovementId | null;
  statement_id: StatementId | null;
  entry_on: LegalDate | null;
  movement_cents: string | null;
  counterparty_name: string | null;
  counterparty_account: string | null;
  deposit_id: DepositId | null;
  deposit_payer: string | null;
  allocation_id: AllocationId | null;
  decision_id: DecisionId | null;
  number: string | null;
  offence_id: OffenceId | null;
  person_id: PersonId | null;
  debtor_name: string | null;
  shown_ids: PersonId[];
  version: number;
}

interface PayeeJson {
  readonly id: string;
  readonly payee: Payee;
  readonly name: string;
  readonly iban: Iban | null;
  readonly accountNumber: string | null;
  readonly bankIdentification: string | null;
  readonly country: string | null;
  readonly reason: string;
  readonly chosenBy: UserId;
  readonly chosenByName: string;
  readonly chosenAt: string;
}

/** What the payer gave as reference of the debit `u`; null when there is none. */
const REFERENCE = `nullif(nullif(u.end_to_end_id, ''), 'NOTPROVIDED')`;

/**
 * A debit `u` by which the bank may take back the movement `m`: open, of its account and amount, and of somebody who bears its reference, account or name; not
 * where it bears the reference of another payment: the same payer pays several fines of one amount (R23, as `findUndone`).
 */
const TAKING_BACK = `SELECT FROM movement u WHERE u.bank_account_id = m.bank_account_id AND u.amount_cents = m.amount_cents AND u.direction = 'debit' AND u.state IN ('pending', 'suspense') AND u.counts
    AND (u.r_transaction IS NOT NULL OR (substr(u.transaction_code, 2, 2) IN ('01', '02') AND substr(u.transaction_code, 4, 2) IN ('49', '54', '99'))) AND u.entry_on >= m.entry_on
    AND NOT (m.end_to_end_id <> ${REFERENCE}
      AND EXISTS (SELECT FROM movement o WHERE o.bank_account_id = u.bank_account_id AND o.direction = 'credit' AND o.amount_cents = u.amount_cents AND o.end_to_end_id = u.end_to_end_id))
    AND (m.end_to_end_id = ${REFERENCE} OR m.bank_reference = nullif(u.bank_reference, '')
      OR m.counterparty_account = nullif(u.counterparty_account, '') OR m.counterparty_name = nullif(u.counterparty_name, ''))`;

const REFUND = `SELECT r.id, r.department_id, r.ground, r.state, r.amount_cents, r.return_by, r.note, r.proposed_on, r.proposed_by, p.display_name AS proposed_by_name,
    a.display_name AS approved_by_name, r.owed_entry_id, r.payee_id, c.payees, decision_at_recovery(r.decision_id) AS is_at_recovery,
    EXISTS (SELECT FROM refund_order o WHERE o.refund_id = r.id AND o.state = 'prepared') AS is_in_batch,
    EXISTS (SELECT FROM refund_order o JOIN movement w ON w.end_to_end_id = o.end_to_end_id AND w.direction = 'debit' AND w.counts AND w.state IN ('pending', 'suspense')
            WHERE o.refund_id = r.id AND o.state = 'rejected') AS is_debited,
    CASE WHEN r.ground = 'judgment' THEN owed.cents > 0 WHEN r.ground IN ('overpayment', 'double-payment') THEN EXISTS (
      SELECT FROM decision x LEFT JOIN ledger_account l ON l.decision_id = x.id AND l.kind = 'receivable' LEFT JOIN ledger_account v ON v.decision_id = x.id AND v.kind = 'advances'
      WHERE CASE x.state WHEN 'signed' THEN x.amount_cents + coalesce(v.balance_cents, 0) > 0 WHEN 'notified' THEN l.balance_cents > 0 ELSE false END
        AND (x.id = r.decision_id OR x.id IN (SELECT b.decision_id FROM allocation b WHERE b.movement_id = r.movement_id AND b.reversed_at > r.proposed_at))) ELSE false END AS is_fine_open,
    m.direction = 'credit' AND EXISTS (${TAKING_BACK}) AS is_taking_back_open,
    (SELECT n.id FROM judgment n WHERE r.ground = 'judgment' AND n.decision_id = r.decision_id AND n.state = 'confirmed' AND n.restored_cents > 0 AND n.decided_at > r.proposed_at AND owed.cents > 0) AS overturned_by,
    r.deposit_id, btrim(t.payer_family_name || ' ' || t.payer_given_names) AS deposit_payer, r.movement_id, m.statement_id, m.entry_on, m.amount_cents AS movement_cents, m.counterparty_name, m.counterparty_account, r.allocation_id,
    r.decision_id, d.number, d.offence_id, o.person_id, ${DEBTOR_NAMES} AS debtor_name, ${SHOWN_IDS} AS shown_ids, r.version
  FROM refund r LEFT JOIN movement m ON m.id = r.movement_id LEFT JOIN deposit t ON t.id = r.deposit_id LEFT JOIN user_account p ON p.id = r.proposed_by LEFT JOIN user_account a ON a.id = r.approved_by
    LEFT JOIN decision d ON d.id = r.decision_id LEFT JOIN offence o ON o.id = d.offence_id
    CROSS JOIN LATERAL (SELECT coalesce(sum(l.balance_cents), 0) AS cents FROM ledger_account l WHERE l.decision_id = r.decision_id AND l.kind = 'receivable') owed
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_agg(jsonb_build_object('id', y.id, 'payee', y.payee, 'name', y.name, 'iban', y.iban, 'accountNumber', y.account_number,
        'bankIdentification', y.bank_identification, 'country', y.country, 'reason', y.reason, 'chosenBy', y.chosen_by, 'chosenByName', u.display_name,
        'chosenAt', to_char(y.chosen_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY y.chosen_at, y.id), '[]') AS payees
      FROM refund_payee y JOIN user_account u ON u.id = y.chosen_by WHERE y.refund_id = r.id) c`;

function accountOf({ iban, accountNumber, bankIdentification, country }: PayeeJson): PayeeAccount {
  if (iban !== null) return { iban };
  return {
    accountNumber: accountNumber ?? '',
    bankIdentification: bankIdentification ?? '',
    country: country ?? '',
  };
}

function payeeOf(json: PayeeJson): KeptPayee {
  const { id, payee, name, reason, chosenByName, chosenAt } = json;
  return { id, payee, name, reason, chosenByName, chosenAt, account: accountOf(json) };
}

function fineOf(row: RefundSqlRow): Refund['fine'] {
  const { decision_id: decisionId, offence_id: offenceId, person_id: personId } = row;
  if (decisionId === null || offenceId === null || personId === null) return undefined;
  return {
    decisionId,
    number: row.number ?? '',
    offenceId,
    personId,
    debtorName: row.debtor_name ?? '',
    shownIds: row.shown_ids,
  };
}

function movementOf(row: RefundSqlRow): Refund['movement'] {
  const { movement_id: id, statement_id: statementId, entry_on: entryOn } = row;
  if (id === null || statementId === null || entryOn === null) return undefined;
  return {
    id,
    statementId,
    entryOn,
    amountCents: centsFromDatabase(row.movement_cents ?? '0'),
    counterpartyName: row.counterparty_name ?? '',
    counterpartyAccount: row.counterparty_account ?? '',
  };
}

function refundOf(row: RefundSqlRow): Refund {
  const payee = row.payees.find(({ id }) => id === row.payee_id);
  return {
    id: row.id,
    departmentId: row.department_id,
    state: row.state,
    ground: row.ground,
    amountCents: centsFromDatabase(row.amount_cents),
    returnBy: row.return_by ?? undefined,
    note: row.note,
    proposedOn: row.proposed_on,
    proposedBy: row.proposed_by ?? undefined,
    proposedByName: row.proposed_by_name ?? undefined,
    preparedBy: row.payees.map(({ chosenBy }) => chosenBy),
    approvedByName: row.approved_by_name ?? undefined,
    owedEntryId: row.owed_entry_id ?? undefined,
    payee: payee && payeeOf(payee),
    isAtRecovery: row.is_at_recovery,
    isInBatch: row.is_in_batch,
    isDebited: row.is_debited,
    isFineOpen: row.is_fine_open,
    isTakingBackOpen: row.is_taking_back_open,
    overturnedBy: row.overturned_by ?? undefined,
    movement: movementOf(row),
    deposit: row.deposit_id === null ? undefined : { id: row.deposit_id, payerName: row.deposit_payer ?? '' },
    allocationId: row.allocation_id ?? undefined,
    fine: fineOf(row),
    version: row.version,
  };
}

/** How many refunds are in a state, what they come to, and since when the oldest waits. */
export interface StateTotal {
  readonly state: RefundState;
  readonly count: number;
  readonly amountCents: Cents;
  readonly oldestOn: LegalDate;
}

/** SQL of refunds, their payees and their steps. */
@Injectable()
export class RefundsRepository {
  /** Locks what stands before a refund (decision, movement; architecture.md lock order), then the refund; undefined when there is none. */
  async lock(tx: Tx, id: RefundId): Promise<Refund | undefined> {
    await tx.query('SELECT 1 FROM decision WHERE id = (SELECT decision_id FROM refund WHERE id = $1) FOR SHARE', [id]);
    await tx.query('SELECT 1 FROM movement WHERE id = (SELECT movement_id FROM refund WHERE id = $1) FOR UPDATE', [id]);
    await tx.query('SELECT 1 FROM refund WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  /** Locks several refunds, ids ascending, and reads them; for verbs that touch no movement. */
  async lockAll(tx: Tx, ids: readonly RefundId[]): Promise<Refund[]> {
    await tx.query('SELECT 1 FROM refund WHERE id = ANY($1) ORDER BY id FOR UPDATE', [ids]);
    return (await tx.query<RefundSqlRow>(`${REFUND} WHERE r.id = ANY($1) ORDER BY r.id`, [ids])).map(refundOf);
  }

  async find(tx: Tx, id: RefundId): Promise<Refund | undefined> {
    const [row] = await tx.query<RefundSqlRow>(`${REFUND} WHERE r.id = $1`, [id]);
    return row && refundOf(row);
  }

  /** A page of the refunds in one state, the oldest first. */
  async inState(tx: Tx, state: RefundState, at: Cursor | undefined, limit: number): Promise<Refund[]> {
    const [day, id] = at?.key ?? [];
    const isBack = at?.direction === 'previous';
    const rows = await tx.query<RefundSqlRow>(
      `${REFUND} WHERE r.state = $1 ${at === undefined ? '' : `AND (r.proposed_on, r.id) ${isBack ? '<' : '>'} ($3::date, $4::uuid)`}
       ORDER BY r.proposed_on ${isBack ? 'DESC' : ''}, r.id ${isBack ? 'DESC' : ''} LIMIT $2`,
      at === undefined ? [state, limit] : [state, limit, day, id],
    );
    return rows.map(refundOf);
  }

  async totals(tx: Tx): Promise<StateTotal[]> {
    const rows = await tx.query<{ state: RefundState; count: number; cents: string; oldest_on: LegalDate }>(
      'SELECT state, count(*)::int AS count, sum(amount_cents) AS cents, min(proposed_on) AS oldest_on FROM refund GROUP BY state',
    );
    return rows.map(({ state, count, cents, oldest_on: oldestOn }) => ({
      state,
      count,
      amountCents: centsFromDatabase(cents),
      oldestOn,
    }));
  }

  async steps(tx: Tx, id: RefundId): Promise<RefundStep[]> {
    const rows = await tx.query<{
      verb: string;
      state: RefundState;
      reason: string;
      name: string | null;
      taken_at: Date;
    }>(
      `SELECT s.verb, s.state, s.reason, u.display_name AS name, s.taken_at FROM refund_step s LEFT JOIN user_account u ON u.id = s.taken_by
       WHERE s.refund_id = $1 ORDER BY s.taken_at, s.id`,
      [id],
    );
    return rows.map(({ verb, state, reason, name, taken_at: takenAt }) => ({
      verb,
      state,
      reason,
      takenByName: name ?? undefined,
      takenAt: takenAt.toISOString(),
    }));
  }

  async insertPayee(
    tx: Tx,
    { id, departmentId }: Pick<Refund, 'id' | 'departmentId'>,
    choice: PayeeChoice,
    by: UserId,
  ): Promise<string> {
    const payeeId = newId<string>();
    const { account } = choice;
    const [iban, number, bank, country] =
      'iban' in account
        ? [account.iban, null, null, null]
        : [null, account.accountNumber, account.bankIdentification, account.country];
    await tx.query(
      `INSERT INTO refund_payee (id, refund_id, department_id, payee, name, iban, account_number, bank_identification, country, reason, chosen_by, chosen_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [payeeId, id, departmentId, choice.payee, choice.name, iban, number, bank, country, choice.reason, by, tx.now],
    );
    return payeeId;
  }

  /** Takes a step: the state, what changes with it, and the line of the history. */
  async take(tx: Tx, refund: Pick<Refund, 'id' | 'departmentId'>, step: StepToTake): Promise<void> {
    const { payeeId, preparedBy, approvedBy, owedEntryId } = step;
    await tx.query(
      `UPDATE refund SET state = $2, changed_at = $3, version = version + 1,
         payee_id = coalesce($4, payee_id), prepared_by = coalesce($5, prepared_by), prepared_at = CASE WHEN $5::uuid IS NULL THEN prepared_at ELSE $3 END,
         approved_by = CASE WHEN $6 THEN $7 ELSE approved_by END, approved_at = CASE WHEN $6 THEN CASE WHEN $7::uuid IS NULL THEN NULL ELSE $3::timestamptz END ELSE approved_at END,
         owed_entry_id = CASE WHEN $8 THEN $9 ELSE owed_entry_id END, stopped_by = $10, taken_back_by = $11, paid_fine_at = $12
       WHERE id = $1`,
      [
        refund.id,
        step.state,
        tx.now,
        payeeId ?? null,
        preparedBy ?? null,
        approvedBy !== undefined,
        approvedBy ?? null,
        owedEntryId !== undefined,
        owedEntryId ?? null,
        step.stoppedBy ?? null,
        step.takenBackBy ?? null,
        step.paidFineAt ?? null,
      ],
    );
    await tx.query(
      `INSERT INTO refund_step (id, refund_id, department_id, verb, state, reason, taken_by, taken_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        newId<string>(),
        refund.id,
        refund.departmentId,
        step.verb,
        step.state,
        step.reason ?? '',
        tx.actor.kind === 'user' ? tx.actor.id : null,
        tx.now,
      ],
    );
  }

  /** Whose money a movement is; undefined when there is none. */
  async departmentOfMovement(tx: Tx, id: MovementId): Promise<DepartmentId | undefined> {
    const [row] = await tx.query<{ department_id: DepartmentId }>('SELECT department_id FROM movement WHERE id = $1', [
      id,
    ]);
    return row?.department_id;
  }

  /**
   * What became of a movement when a refund out of it became owed, or no longer is: it leaves suspense once every cent is booked
   * or owed back, and returns to it else.
   */
  async restateMovement(tx: Tx, { movement }: Pick<Refund, 'movement'>): Promise<void> {
    if (movement === undefined) return;
    await tx.query(
      `UPDATE movement m SET version = m.version + 1,
         state = CASE WHEN m.amount_cents = m.allocated_cents + w.cents THEN 'booked' ELSE 'suspense' END,
         reason = jsonb_build_object('code', CASE WHEN w.cents > 0 THEN 'refund-owed' ELSE 'refund-given-up' END, 'params', jsonb_build_object('amountCents', w.cents), 'candidates', '[]'::jsonb)
       FROM (SELECT coalesce(sum(amount_cents), 0) AS cents FROM refund WHERE movement_id = $1 AND owed_entry_id IS NOT NULL) w
       WHERE m.id = $1 AND m.amount_cents > m.allocated_cents`,
      [movement.id],
    );
  }
}
