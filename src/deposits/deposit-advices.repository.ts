import { Injectable } from '@nestjs/common';
import { newId, type DepartmentId, type DepositId, type MovementId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import type { AdviceLine } from './deposit-advice.rules';
import type { DepositMatch } from './deposit-matching.rules';
import { STANDING_STATES } from './deposit.rules';

/** An advice of the Caisse as it is kept. */
export interface AdviceRow extends AdviceLine {
  readonly id: string;
  readonly departmentId: DepartmentId;
  readonly source: AdviceSource;
  readonly depositId: DepositId | null;
  readonly outcome: DepositMatch['outcome'];
  readonly reason: string;
  /** When it was set aside: since then it counts for nothing. */
  readonly setAsideAt: Date | null;
}

/** An advice that counts for nothing any more, and why. */
export interface AdviceSetAside {
  readonly cdcReference: string;
  readonly payer: string;
  readonly amountCents: Cents;
  readonly reason: string;
  readonly byName: string;
  readonly at: Date;
}

/** What a line comes from: an advice of the Caisse, or a statement of the deposit account (D29). */
export type AdviceSource = 'advice' | 'statement';

/** A credit that a person has to look at, on an account of the Office. */
export interface SuspenseLine {
  readonly id: MovementId;
  readonly departmentId: DepartmentId;
  readonly enteredOn: LegalDate;
  readonly amountCents: Cents;
  /** Neither booked nor in a refund that stands. */
  readonly remainingCents: Cents;
  readonly communication: string;
  readonly payerName: string;
  /** What was decided before came to nothing: it is decided again, by somebody else. */
  readonly isAgain: boolean;
}

/** What somebody decided about such a credit. */
export interface WrongAccountRow {
  readonly movementId: MovementId;
  readonly depositId: DepositId | null;
  readonly choice: 'count-as-payment' | 'return-to-payer';
  readonly reason: string;
  readonly decidedByName: string;
  readonly decidedAt: Date;
  readonly amountCents: Cents;
}

/** A decision that stands, and whether the refund that it asked for came to nothing. */
export interface WrongAccountDecision {
  readonly id: string;
  readonly decidedBy: UserId;
  readonly hasFailed: boolean;
}

type AdviceSqlRow = Omit<AdviceRow, 'amountCents'> & { readonly amountCents: string };

const ADVICE = `SELECT id, department_id AS "departmentId", advised_on AS "advisedOn", cdc_reference AS "cdcReference", payer, payer_birth_date AS "payerBirthDate",
    communication, amount_cents AS "amountCents", source, deposit_id AS "depositId", outcome, reason, set_aside_at AS "setAsideAt" FROM deposit_advice`;

const LINE = `SELECT m.id, m.department_id AS "departmentId", m.entry_on AS "enteredOn", m.amount_cents AS "amountCents", m.amount_cents - m.allocated_cents - m.refund_cents AS "remainingCents",
    m.communication, coalesce(nullif(m.ultimate_debtor, ''), m.counterparty_name) AS "payerName",
    EXISTS (SELECT FROM deposit_wrong_account w WHERE w.movement_id = m.id) AS "isAgain" FROM movement m`;

/** A decision `w` that came to nothing: nobody decided after it, and its refund was refused or cancelled. */
const FAILED = `(w.choice = 'return-to-payer'
    AND NOT EXISTS (SELECT FROM refund r WHERE r.movement_id = w.movement_id AND r.ground = 'wrong-account' AND r.state NOT IN ('refused', 'cancelled')))`;

type LineSqlRow = Omit<SuspenseLine, 'amountCents' | 'remainingCents'> & {
  readonly amountCents: string;
  readonly remainingCents: string;
};

function lineOf(row: LineSqlRow): SuspenseLine {
  return {
    ...row,
    amountCents: centsFromDatabase(row.amountCents),
    remainingCents: centsFromDatabase(row.remainingCents),
  };
}

function adviceOf(row: AdviceSqlRow): AdviceRow {
  return { ...row, amountCents: centsFromDatabase(row.amountCents) };
}

/** SQL of advices, and of money that went to the wrong account. */
@Injectable()
export class DepositAdvicesRepository {
  async insert(
    tx: Tx,
    departmentId: DepartmentId,
    line: AdviceLine & { readonly source: AdviceSource },
    match: DepositMatch,
    by: UserId,
  ): Promise<string> {
    const id = newId<string>();
    const [best] = match.candidates;
    await tx.query(
      `INSERT INTO deposit_advice (id, department_id, advised_on, cdc_reference, payer, payer_birth_date, communication, amount_cents, outcome, reason, recorded_by, recorded_at, source)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        id,
        departmentId,
        line.advisedOn,
        line.cdcReference,
        line.payer,
        line.payerBirthDate,
        line.communication,
        line.amountCents,
        match.outcome,
        best?.reason ?? 'none',
        by,
        tx.now,
        line.source,
      ],
    );
    return id;
  }

  /** Whoever enters lines queues here, so that the same list or statement twice at once is known the second time. */
  async lockEntering(tx: Tx): Promise<void> {
    await tx.query('LOCK TABLE deposit_advice IN SHARE ROW EXCLUSIVE MODE');
  }

  /** Says which deposit an advice is about; `differenceReason` is empty unless a person said why another amount is the same deposit. */
  async link(tx: Tx, id: string, depositId: DepositId, differenceReason: string, by: UserId): Promise<void> {
    await tx.query(
      'UPDATE deposit_advice SET deposit_id = $2, difference_reason = $3, linked_by = $4, linked_at = $5 WHERE id = $1',
      [id, depositId, differenceReason, by, tx.now],
    );
  }

  /** The deposits that rest on a line of this source already: another one of it is about another deposit. */
  async linkedDeposits(tx: Tx, source: AdviceSource): Promise<ReadonlySet<DepositId>> {
    const rows = await tx.query<{ id: DepositId }>(
      'SELECT deposit_id AS id FROM deposit_advice WHERE source = $1 AND deposit_id IS NOT NULL AND set_aside_at IS NULL',
      [source],
    );
    return new Set(rows.map(({ id }) => id));
  }

  async lock(tx: Tx, id: string): Promise<AdviceRow | undefined> {
    const [row] = await tx.query<AdviceSqlRow>(`${ADVICE} WHERE id = $1 FOR UPDATE`, [id]);
    return row && adviceOf(row);
  }

  /** Of which deposit an advice is, without its lock; undefined for none that is known. */
  async depositOf(tx: Tx, id: string): Promise<{ readonly depositId: DepositId | null } | undefined> {
    const [row] = await tx.query<{ depositId: DepositId | null }>(
      'SELECT deposit_id AS "depositId" FROM deposit_advice WHERE id = $1',
      [id],
    );
    return row;
  }

  /** True when the deposit of this advice is held on it, and not on other evidence (D29). */
  async isHeldOn(tx: Tx, { id }: AdviceRow): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM deposit_advice a JOIN deposit t ON t.id = a.deposit_id AND t.held_on IS NOT NULL
         JOIN deposit_evidence e ON e.deposit_id = t.id AND e.step = 'hold' AND e.source = a.source AND e.reference = a.cdc_reference
       WHERE a.id = $1`,
      [id],
    );
    return rows.length > 0;
  }

  async setAside(tx: Tx, id: string, reason: string, by: UserId): Promise<void> {
    await tx.query(
      'UPDATE deposit_advice SET set_aside_reason = $2, set_aside_by = $3, set_aside_at = $4 WHERE id = $1',
      [id, reason, by, tx.now],
    );
  }

  /** What was set aside, the latest first. */
  async asides(tx: Tx, limit: number): Promise<AdviceSetAside[]> {
    const rows = await tx.query<Omit<AdviceSetAside, 'amountCents'> & { readonly amountCents: string }>(
      `SELECT a.cdc_reference AS "cdcReference", a.payer, a.amount_cents AS "amountCents", a.set_aside_reason AS reason, u.display_name AS "byName", a.set_aside_at AS at
       FROM deposit_advice a JOIN user_account u ON u.id = a.set_aside_by ORDER BY a.set_aside_at DESC, a.id LIMIT $1`,
      [limit],
    );
    return rows.map((row) => ({ ...row, amountCents: centsFromDatabase(row.amountCents) }));
  }

  /** The advices with one of these references, those that were set aside too. */
  async withReferences(tx: Tx, references: readonly string[]): Promise<AdviceRow[]> {
    const rows = await tx.query<AdviceSqlRow>(`${ADVICE} WHERE cdc_reference = ANY($1)`, [references]);
    return rows.map(adviceOf);
  }

  /** Advices of deposits that are not ended, and those of none; the oldest first. */
  async current(tx: Tx): Promise<AdviceRow[]> {
    const rows = await tx.query<AdviceSqlRow>(
      `${ADVICE} a WHERE a.set_aside_at IS NULL AND (a.deposit_id IS NULL OR EXISTS (SELECT FROM deposit t WHERE t.id = a.deposit_id AND t.state = ANY($1))) ORDER BY a.advised_on, a.id`,
      [STANDING_STATES],
    );
    return rows.map(adviceOf);
  }

  /** Credits in suspense about which nobody has decided here yet, the oldest first, so many after `last`. */
  async suspense(tx: Tx, last: SuspenseLine | undefined, limit: number): Promise<SuspenseLine[]> {
    const rows = await tx.query<LineSqlRow>(
      `${LINE} WHERE m.state = 'suspense' AND m.direction = 'credit' AND m.counts AND m.allocated_cents + m.refund_cents < m.amount_cents
         AND ($1::date IS NULL OR (m.entry_on, m.id) > ($1, $2::uuid))
         AND NOT EXISTS (SELECT FROM deposit_wrong_account w WHERE w.movement_id = m.id AND NOT ${FAILED}) ORDER BY m.entry_on, m.id LIMIT $3`,
      [last?.enteredOn ?? null, last?.id ?? null, limit],
    );
    return rows.map(lineOf);
  }

  /** One such credit under its lock; undefined once it is booked, or no credit. */
  async lockLine(tx: Tx, id: MovementId): Promise<SuspenseLine | undefined> {
    const [row] = await tx.query<LineSqlRow>(
      `${LINE} WHERE m.id = $1 AND m.state = 'suspense' AND m.direction = 'credit' AND m.counts AND m.allocated_cents < m.amount_cents FOR UPDATE`,
      [id],
    );
    return row && lineOf(row);
  }

  /** The decision that stands about a credit, if there is one. */
  async standingDecision(tx: Tx, movementId: MovementId): Promise<WrongAccountDecision | undefined> {
    const [row] = await tx.query<WrongAccountDecision>(
      `SELECT w.id, w.decided_by AS "decidedBy", ${FAILED} AS "hasFailed" FROM deposit_wrong_account w
       WHERE w.movement_id = $1 AND NOT EXISTS (SELECT FROM deposit_wrong_account n WHERE n.replaces_id = w.id)`,
      [movementId],
    );
    return row;
  }

  async decide(
    tx: Tx,
    line: Pick<SuspenseLine, 'id' | 'departmentId'>,
    row: Pick<WrongAccountRow, 'depositId' | 'choice' | 'reason'> & {
      readonly replaces: WrongAccountDecision | undefined;
    },
    by: UserId,
  ): Promise<void> {
    const { depositId, choice, reason, replaces } = row;
    // prettier-ignore
    await tx.query(
      `INSERT INTO deposit_wrong_account (id, department_id, movement_id, deposit_id, choice, reason, decided_by, decided_at, replaces_id, replaced_decided_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [newId<string>(), line.departmentId, line.id, depositId, choice, reason, by, tx.now, replaces?.id ?? null, replaces?.decidedBy ?? null],
    );
  }

  /** What was decided, the latest first. */
  async decided(tx: Tx, limit: number): Promise<WrongAccountRow[]> {
    const rows = await tx.query<Omit<WrongAccountRow, 'amountCents'> & { amountCents: string }>(
      `SELECT w.movement_id AS "movementId", w.deposit_id AS "depositId", w.choice, w.reason, u.display_name AS "decidedByName", w.decided_at AS "decidedAt", m.amount_cents AS "amountCents"
       FROM deposit_wrong_account w JOIN user_account u ON u.id = w.decided_by JOIN movement m ON m.id = w.movement_id ORDER BY w.decided_at DESC, w.id LIMIT $1`,
      [limit],
    );
    return rows.map((row) => ({ ...row, amountCents: centsFromDatabase(row.amountCents) }));
  }
}
