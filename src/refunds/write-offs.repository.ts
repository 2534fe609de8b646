import { Injectable } from '@nestjs/common';
import {
  newId,
  type AllocationId,
  type Branded,
  type DecisionId,
  type DepartmentId,
  type OffenceId,
  type PersonId,
  type UserId,
} from '../kernel/ids';
import { centsFromDatabase, type Cents } from '../kernel/money';
import { DEBTOR_NAMES, SHOWN_IDS } from '../platform/database/debtors';
import type { Tx } from '../platform/database/transactions';
import type { Claim } from './claims.repository';
import type { WriteOffGround, WriteOffState } from './write-off.rules';

export type WriteOffId = Branded<string, 'WriteOffId'>;

/** A write-off as it is kept; instants as RFC 3339 text. */
export interface WriteOff {
  readonly id: WriteOffId;
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
  readonly debtorName: string;
  /** Whom a page about it shows: who must pay, and the person of the facts. */
  readonly shownIds: readonly PersonId[];
  readonly number: string;
  readonly ground: WriteOffGround;
  readonly state: WriteOffState;
  readonly amountCents: Cents;
  /** What of it was paid after all, and is given up no more. */
  readonly revivedCents: Cents;
  readonly reason: string;
  readonly proposedBy: UserId;
  readonly proposedByName: string;
  readonly proposedAt: string;
  readonly decidedByName: string | undefined;
  readonly decidedAt: string | undefined;
  readonly decisionReason: string;
  readonly version: number;
}

/** A write-off that stands on a fine, and what of it nobody has paid since. */
export interface GivenUp {
  readonly id: WriteOffId;
  readonly ground: WriteOffGround;
  readonly leftCents: Cents;
  readonly departmentId: DepartmentId;
  readonly caseId: OffenceId;
  readonly personId: PersonId;
}

/** What of a write-off was revived for a booking, and by which entry. */
interface Revived extends Omit<GivenUp, 'leftCents'> {
  readonly revivedCents: Cents;
  readonly entryId: string;
}

interface GivenUpSqlRow {
  id: WriteOffId;
  ground: WriteOffGround;
  department_id: DepartmentId;
  offence_id: OffenceId;
  person_id: PersonId;
  cents: string;
  entry_id: string;
}

function givenUpOf({ id, ground, department_id: departmentId, ...row }: GivenUpSqlRow): Omit<GivenUp, 'leftCents'> {
  return { id, ground, departmentId, caseId: row.offence_id, personId: row.person_id };
}

/** A write-off that counts in the books, with the entry that made it, and those by which it was revived in part. */
interface StandingWriteOff {
  readonly id: WriteOffId;
  readonly amountCents: Cents;
  readonly entryId: string;
  readonly revivalEntryIds: readonly string[];
  readonly caseId: OffenceId;
  readonly personId: PersonId;
}

interface WriteOffSqlRow {
  id: WriteOffId;
  decision_id: DecisionId;
  offence_id: OffenceId;
  person_id: PersonId;
  debtor_name: string;
  shown_ids: PersonId[];
  number: string;
  ground: WriteOffGround;
  state: WriteOffState;
  amount_cents: string;
  revived_cents: string;
  reason: string;
  proposed_by: UserId;
  proposed_by_name: string;
  proposed_at: Date;
  decided_by_name: string | null;
  decided_at: Date | null;
  decision_reason: string;
  version: number;
}

const WRITE_OFF = `SELECT w.id, w.decision_id, d.offence_id, o.person_id, ${DEBTOR_NAMES} AS debtor_name, ${SHOWN_IDS} AS shown_ids, d.number, w.ground, w.state, w.amount_cents, revived_of_write_off(w.id) AS revived_cents,
    w.reason, w.proposed_by, p.display_name AS proposed_by_name, w.proposed_at, c.display_name AS decided_by_name, w.decided_at, w.decision_reason, w.version
  FROM write_off w JOIN decision d ON d.id = w.decision_id JOIN offence o ON o.id = d.offence_id
    JOIN user_account p ON p.id = w.proposed_by LEFT JOIN user_account c ON c.id = w.decided_by`;

function writeOffOf(row: WriteOffSqlRow): WriteOff {
  return {
    id: row.id,
    decisionId: row.decision_id,
    offenceId: row.offence_id,
    personId: row.person_id,
    debtorName: row.debtor_name,
    shownIds: row.shown_ids,
    number: row.number,
    ground: row.ground,
    state: row.state,
    amountCents: centsFromDatabase(row.amount_cents),
    revivedCents: centsFromDatabase(row.revived_cents),
    reason: row.reason,
    proposedBy: row.proposed_by,
    proposedByName: row.proposed_by_name,
    proposedAt: row.proposed_at.toISOString(),
    decidedByName: row.decided_by_name ?? undefined,
    decidedAt: row.decided_at?.toISOString(),
    decisionReason: row.decision_reason,
    version: row.version,
  };
}

/** SQL of write-offs. They are proposed and decided under the lock of their decision. */
@Injectable()
export class WriteOffsRepository {
  async insert(
    tx: Tx,
    claim: Claim,
    proposal: {
      readonly ground: WriteOffGround;
      readonly amountCents: Cents;
      readonly reason: string;
      readonly by: UserId;
    },
  ): Promise<WriteOffId> {
    const id = newId<WriteOffId>();
    await tx.query(
      `INSERT INTO write_off (id, department_id, decision_id, ground, state, amount_cents, reason, proposed_by, proposed_at)
       VALUES ($1, $2, $3, $4, 'proposed', $5, $6, $7, $8)`,
      [
        id,
        claim.departmentId,
        claim.decisionId,
        proposal.ground,
        proposal.amountCents,
        proposal.reason,
        proposal.by,
        tx.now,
      ],
    );
    return id;
  }

  async find(tx: Tx, id: WriteOffId): Promise<WriteOff | undefined> {
    const [row] = await tx.query<WriteOffSqlRow>(`${WRITE_OFF} WHERE w.id = $1`, [id]);
    return row && writeOffOf(row);
  }

  /** Locks the write-off; its decision is locked before. */
  async lock(tx: Tx, id: WriteOffId): Promise<WriteOff | undefined> {
    await tx.query('SELECT 1 FROM write_off WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  /** Those that wait, the oldest first, then those decided last. */
  async latest(tx: Tx, limit: number): Promise<WriteOff[]> {
    const rows = await tx.query<WriteOffSqlRow>(
      `(${WRITE_OFF} WHERE w.state = 'proposed' ORDER BY w.proposed_at, w.id LIMIT $1)
       UNION ALL (${WRITE_OFF} WHERE w.state <> 'proposed' ORDER BY w.decided_at DESC, w.id LIMIT 20)`,
      [limit],
    );
    return rows.map(writeOffOf);
  }

  /** The small rests of a fine that were given up and stand, where nothing of the claim fell since for good: what is left was said then. Their decision is locked before. */
  async standingSmallRests(tx: Tx, decisionId: DecisionId): Promise<StandingWriteOff[]> {
    const rows = await tx.query<{ id: WriteOffId; amount_cents: string; entry_id: string; revival_entries: string[]; offence_id: OffenceId; person_id: PersonId }>(
      `SELECT w.id, w.amount_cents, w.entry_id, ARRAY(SELECT l.revival_entry_id FROM allocation l WHERE l.revived_write_off_id = w.id AND l.reversed_at IS NULL) AS revival_entries, d.offence_id, o.person_id FROM write_off w JOIN decision d ON d.id = w.decision_id JOIN offence o ON o.id = d.offence_id
       WHERE w.decision_id = $1 AND w.state = 'approved' AND w.ground = 'small-rest'
         AND (SELECT coalesce(sum(CASE p.reason WHEN 'cancel-claim' THEN p.amount_cents ELSE -p.amount_cents END), 0) FROM ledger_account a JOIN ledger_posting p ON a.id IN (p.from_account_id, p.to_account_id)
              WHERE a.decision_id = w.decision_id AND a.kind = 'receivable' AND p.reason IN ('cancel-claim', 'restore-claim') AND p.posted_at >= w.decided_at) <= 0
       ORDER BY w.id FOR UPDATE OF w`,
      [decisionId],
    ); // prettier-ignore
    return rows.map(({ id, amount_cents, entry_id: entryId, revival_entries: revivalEntryIds, ...of }) => {
      const amountCents = centsFromDatabase(amount_cents);
      return { id, amountCents, entryId, revivalEntryIds, caseId: of.offence_id, personId: of.person_id };
    });
  }

  /**
   * The oldest write-off of a fine of which something is left to be paid: never what a court took off the fine after it was given up (R4.8), nor anything
   * once a request was granted (D30). Their decision is locked before.
   */
  async givenUp(tx: Tx, decisionId: DecisionId): Promise<GivenUp | undefined> {
    const [row] = await tx.query<GivenUpSqlRow>(
      `SELECT w.id, w.ground, w.department_id, d.offence_id, o.person_id, p.cents, w.entry_id
       FROM write_off w JOIN decision d ON d.id = w.decision_id JOIN offence o ON o.id = d.offence_id
         CROSS JOIN LATERAL (SELECT d.amount_cents - coalesce(sum(j.cancelled_cents - coalesce(j.restored_cents, 0)), 0) AS cents, min(j.reduced_to_cents) FILTER (WHERE j.state = 'confirmed') AS left_by_court
                             FROM judgment j WHERE j.decision_id = d.id AND j.state IN ('confirmed', 'replaced')) c
         CROSS JOIN LATERAL (SELECT w.amount_cents - revived_of_write_off(w.id) - greatest(0, c.cents - coalesce(c.left_by_court, c.cents)) AS cents) p
       WHERE w.decision_id = $1 AND w.state = 'approved' AND d.state = 'notified' AND p.cents > 0
         AND NOT EXISTS (SELECT FROM refund_request q WHERE q.decision_id = d.id AND q.state = 'granted') ORDER BY w.decided_at, w.id LIMIT 1`,
      [decisionId],
    );
    return row && { ...givenUpOf(row), leftCents: centsFromDatabase(row.cents) };
  }

  /** What was revived for a booking, as long as the write-off stands. */
  async revivedFor(tx: Tx, allocationId: AllocationId): Promise<Revived | undefined> {
    const [row] = await tx.query<GivenUpSqlRow>(
      `SELECT w.id, w.ground, w.department_id, d.offence_id, o.person_id, l.revived_cents AS cents, l.revival_entry_id AS entry_id
       FROM allocation l JOIN write_off w ON w.id = l.revived_write_off_id JOIN decision d ON d.id = w.decision_id JOIN offence o ON o.id = d.offence_id
       WHERE l.id = $1 AND w.state = 'approved'`,
      [allocationId],
    );
    return row && { ...givenUpOf(row), revivedCents: centsFromDatabase(row.cents), entryId: row.entry_id };
  }

  async keepRevival(
    tx: Tx,
    allocationId: AllocationId,
    revival: { readonly writeOffId: WriteOffId; readonly amountCents: Cents; readonly entryId: string },
  ): Promise<void> {
    await tx.query(
      'UPDATE allocation SET revived_write_off_id = $2, revived_cents = $3, revival_entry_id = $4 WHERE id = $1',
      [allocationId, revival.writeOffId, revival.amountCents, revival.entryId],
    );
  }

  async lapse(tx: Tx, id: WriteOffId): Promise<void> {
    await tx.query(`UPDATE write_off SET state = 'lapsed', lapsed_at = $2, version = version + 1 WHERE id = $1`, [
      id,
      tx.now,
    ]);
  }

  async decide(
    tx: Tx,
    id: WriteOffId,
    decision: {
      readonly state: WriteOffState;
      readonly reason: string;
      readonly by: UserId;
      readonly entryId: string | null;
    },
  ): Promise<void> {
    await tx.query(
      `UPDATE write_off SET state = $2, decision_reason = $3, decided_by = $4, decided_at = $5, entry_id = $6, version = version + 1 WHERE id = $1`,
      [id, decision.state, decision.reason, decision.by, tx.now, decision.entryId],
    );
  }
}
