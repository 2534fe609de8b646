import { Injectable } from '@nestjs/common';
import { OPEN_APPEAL_STATES } from '../appeals/appeal.rules';
import { newId, type DecisionId, type DepartmentId, type OffenceId, type PersonId, type UserId } from '../kernel/ids'; // prettier-ignore
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import { DEBTOR_NAMES, DEBTORS, SHOWN_IDS } from '../platform/database/debtors';
import type { Tx } from '../platform/database/transactions';
import type { EligibilityFacts, RecoveryHold } from './eligibility.rules';

/** A fine as the transfer looks at it, read from the rows of other modules and never written here. */
export interface FineToRecover {
  readonly decisionId: DecisionId;
  readonly departmentId: DepartmentId;
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
  readonly number: string;
  readonly debtorName: string;
  /** Whom a page about it shows: who must pay, and the person of the facts. */
  readonly shownIds: readonly PersonId[];
  readonly article: string;
  readonly state: string;
  readonly notifiedOn: LegalDate | undefined;
  /** It reached somebody who must pay; of a decision of an earlier administration that administration says so. */
  readonly isTold: boolean;
  /** Decided by an earlier administration. */
  readonly isTakenOver: boolean;
  readonly outstandingCents: Cents;
  readonly hasRemedies: boolean;
  readonly judgmentFinalOn: LegalDate | undefined;
  readonly struckOutOn: LegalDate | undefined;
  /** The paper that is sent, decision or judgment, is on file. */
  readonly hasAct: boolean;
  readonly isOffered: boolean;
  readonly givenUp: EligibilityFacts['givenUp'];
  readonly missingData: readonly string[];
}

/** Where a page of a list begins: after this fine. */
export interface AfterFine {
  readonly notifiedOn: LegalDate;
  readonly decisionId: DecisionId;
}

/** Which unpaid fines are asked for; `likely` leaves out what is certainly not ready, a rest up to `smallRestCents` with it (D31). */
export interface UnpaidQuery {
  readonly department: DepartmentId | undefined;
  readonly notifiedBefore: LegalDate;
  readonly after: AfterFine | undefined;
  readonly likely?: { readonly smallRestCents: Cents } | undefined;
  readonly limit: number;
}

/** A hold that a person placed. */
export interface PlacedHold {
  readonly id: string;
  readonly reason: string;
  readonly from: LegalDate;
  readonly until: LegalDate | undefined;
  readonly placedByName: string;
  readonly endedAt: string | undefined;
  readonly endReason: string | undefined;
}

interface FineSqlRow {
  id: DecisionId;
  department_id: DepartmentId;
  offence_id: OffenceId;
  person_id: PersonId;
  number: string;
  debtor_name: string;
  shown_ids: PersonId[];
  article: string;
  state: string;
  notified_on: LegalDate | null;
  is_told: boolean;
  is_taken_over: boolean;
  outstanding: string;
  has_remedies: boolean;
  judgment_final_on: LegalDate | null;
  struck_out_on: LegalDate | null;
  has_act: boolean;
  is_offered: boolean;
  ended_as: 'irrecoverable' | 'prescribed' | null;
  ended_on: LegalDate | null;
  missing: string[];
}

/**
 * Whether a document `m` is the paper that a claim rests on (R7.3), always a PDF: the judgment that became final on that day, were its paper attached
 * after somebody had confirmed it, or had a later stage replaced it since; else the decision as it was signed, in its language. Of a decision of an
 * earlier administration there is only the scan that somebody attached (D33).
 */
export function isActOf(isJudgment: string, finalOn: string): string {
  return `CASE WHEN ${isJudgment} THEN m.id = (SELECT x.id FROM judgment j LEFT JOIN evidence_file e ON e.subject_kind = 'judgment' AND e.subject_id = j.id
      JOIN document x ON x.id IN (j.document_id, e.document_id) AND x.media_type = 'application/pdf'
      WHERE j.decision_id = d.id AND j.state IN ('confirmed', 'replaced') AND j.final_on = ${finalOn}
      ORDER BY j.state = 'confirmed' DESC, j.judged_on DESC, x.id = j.document_id DESC NULLS LAST, x.created_at DESC, x.id DESC LIMIT 1)
    ELSE (m.kind = 'decision' AND m.language = d.language) OR (d.origin = 'taken-over' AND m.kind = 'scan' AND m.media_type = 'application/pdf') END`;
}

/** While the clause is known to be missing, a month runs only for whoever was told anew with it (4A point 11): for all who must pay, then. */
const TOLD_WITH_REMEDIES = `(EXISTS (SELECT FROM liable_party x WHERE x.offence_id = d.offence_id) AND NOT EXISTS (SELECT FROM untold_debtors(d.id)))`;

const FINES = `SELECT d.id, d.department_id, d.offence_id, o.person_id, d.number, ${DEBTOR_NAMES} AS debtor_name, ${SHOWN_IDS} AS shown_ids, o.article, d.state, d.notified_on, d.origin = 'taken-over' AS is_taken_over,
    d.origin = 'taken-over' OR EXISTS (SELECT FROM liable_party x WHERE x.offence_id = d.offence_id AND told_on(d.id, x.person_id) IS NOT NULL) AS is_told,
    coalesce(a.balance_cents, 0) AS outstanding,
    NOT EXISTS (SELECT FROM notification_fact f WHERE f.decision_id = d.id AND f.kind = 'remedies-missing'
      AND NOT EXISTS (SELECT FROM notification_fact later WHERE later.supersedes = f.id)) OR ${TOLD_WITH_REMEDIES} AS has_remedies,
    sent.judgment_final_on, sent.struck_out_on, EXISTS (SELECT FROM document m WHERE m.decision_id = d.id AND ${isActOf('sent.judgment_final_on IS NOT NULL', 'sent.judgment_final_on')}) AS has_act,
    decision_at_recovery(d.id) OR EXISTS (SELECT FROM recovery_batch_item i WHERE i.decision_id = d.id AND i.is_waiting) AS is_offered, ended.ended_as, ended.ended_on,
    ARRAY(SELECT DISTINCT m.what FROM (${DEBTORS}) w JOIN person q ON q.id = w.person_id
      CROSS JOIN LATERAL (VALUES ('birth-date', q.kind = 'natural' AND q.birth_year IS NULL), ('address', q.address_line IS NULL OR q.municipality IS NULL OR q.country IS NULL)) AS m (what, is_missing)
      WHERE m.is_missing ORDER BY m.what) || CASE WHEN d.origin = 'taken-over' AND NOT EXISTS (SELECT FROM liable_party x WHERE x.offence_id = d.offence_id)
      THEN ARRAY['debtor'] ELSE '{}' END AS missing
  FROM decision d JOIN offence o ON o.id = d.offence_id
    LEFT JOIN ledger_account a ON a.decision_id = d.id AND a.kind = 'receivable'
    LEFT JOIN LATERAL (SELECT c.ended_as, c.ended_on FROM claim c WHERE c.decision_id = d.id AND c.ended_as IN ('irrecoverable', 'prescribed')
      ORDER BY c.ended_as = 'prescribed' DESC, c.ended_on DESC LIMIT 1) ended ON true
    CROSS JOIN LATERAL (SELECT max(j.final_on) FILTER (WHERE j.outcome IN ('confirmed', 'reduced', 'partly')) AS judgment_final_on, max(j.final_on) FILTER (WHERE j.outcome = 'struck-out') AS struck_out_on
      FROM judgment j WHERE j.decision_id = d.id AND j.state = 'confirmed') sent`;

/** What holds a fine by the rows of people, as SQL with the columns of `RecoveryHold`; `decision` and `today` are SQL too. */
function holdsOf(decision: string, today: string): string {
  return `SELECT 'flag' AS kind, f.since AS "from", NULL::date AS until, f.kind AS reason FROM decision d JOIN offence o ON o.id = d.offence_id
    JOIN LATERAL (${DEBTORS} UNION SELECT o.person_id) w ON true JOIN person_flag f ON f.person_id = w.person_id AND f.lifted_on IS NULL WHERE d.id = ${decision}
    UNION ALL SELECT 'manual', from_on, until_on, reason FROM recovery_hold WHERE decision_id = ${decision} AND ended_at IS NULL AND from_on <= ${today} AND (until_on IS NULL OR until_on >= ${today})
    UNION ALL SELECT 'proposal', proposed_on, NULL, 'withdrawal' FROM (SELECT (proposed_at AT TIME ZONE 'Europe/Brussels')::date AS proposed_on FROM withdrawal WHERE decision_id = ${decision} AND state = 'proposed') w
    UNION ALL SELECT 'proposal', (proposed_at AT TIME ZONE 'Europe/Brussels')::date, NULL, 'write-off' FROM write_off WHERE decision_id = ${decision} AND state = 'proposed'
    UNION ALL SELECT 'proposal', received_on, NULL, 'refund-request' FROM refund_request WHERE decision_id = ${decision} AND state = 'received'`;
}

/** The part of a list that a department sees and that comes after a fine: parameters 2 to 4. */
const OF_PAGE = `($2::uuid IS NULL OR d.department_id = $2) AND ($3::date IS NULL OR (d.notified_on, d.id) > ($3, $4::uuid))`;

function fineOf(row: FineSqlRow): FineToRecover {
  return {
    decisionId: row.id,
    departmentId: row.department_id,
    offenceId: row.offence_id,
    personId: row.person_id,
    number: row.number,
    debtorName: row.debtor_name,
    shownIds: row.shown_ids,
    article: row.article,
    state: row.state,
    notifiedOn: row.notified_on ?? undefined,
    isTold: row.is_told,
    isTakenOver: row.is_taken_over,
    outstandingCents: centsFromDatabase(row.outstanding),
    hasRemedies: row.has_remedies,
    judgmentFinalOn: row.judgment_final_on ?? undefined,
    struckOutOn: row.struck_out_on ?? undefined,
    hasAct: row.has_act,
    isOffered: row.is_offered,
    givenUp: row.ended_as === null || row.ended_on === null ? undefined : { as: row.ended_as, on: row.ended_on },
    missingData: row.missing,
  };
}

/** SQL of what decides on the transfer of fines, and of the holds that people place. */
@Injectable()
export class RecoveryRepository {
  async find(tx: Tx, id: DecisionId): Promise<FineToRecover | undefined> {
    const [row] = await tx.query<FineSqlRow>(`${FINES} WHERE d.id = $1 AND d.number IS NOT NULL`, [id]);
    return row && fineOf(row);
  }

  /** Locks decisions, ids ascending. */
  async lock(tx: Tx, ids: readonly DecisionId[]): Promise<void> {
    await tx.query('SELECT 1 FROM decision WHERE id = ANY($1) ORDER BY id FOR UPDATE', [ids]);
  }

  /**
   * Unpaid fines that were notified and are not offered, the longest unpaid first; those that still have their month are left out. `likely`: only those
   * that nothing visible here keeps from being ready; the window, announced deposits and proofs of payment are for `RecoveryFacts` to look at.
   */
  async unpaid(tx: Tx, query: UnpaidQuery): Promise<FineToRecover[]> {
    const { department, notifiedBefore, after, likely, limit } = query;
    const rows = await tx.query<FineSqlRow>(
      `SELECT fine.* FROM (${FINES} WHERE d.state = 'notified' AND a.balance_cents > 0 AND d.notified_on < $1 AND ${OF_PAGE}
           AND NOT decision_at_recovery(d.id) AND NOT EXISTS (SELECT FROM recovery_batch_item i WHERE i.decision_id = d.id AND i.is_waiting)) fine
       WHERE $6::bigint IS NULL OR (fine.outstanding > $6 AND fine.has_act AND fine.has_remedies AND fine.ended_as IS NULL AND fine.missing = '{}'
         AND NOT EXISTS (SELECT FROM appeal_decision x WHERE x.decision_id = fine.id AND x.state = ANY($7))
         AND NOT EXISTS (SELECT FROM deposit x WHERE x.decision_id = fine.id AND x.state IN ('received', 'held'))
         AND NOT EXISTS (${holdsOf('fine.id', '$8')}))
       ORDER BY fine.notified_on, fine.id LIMIT $5`,
      [
        notifiedBefore,
        department ?? null,
        after?.notifiedOn ?? null,
        after?.decisionId ?? null,
        limit,
        likely?.smallRestCents ?? null,
        OPEN_APPEAL_STATES,
        tx.today,
      ],
    );
    return rows.map(fineOf);
  }

  /** Unpaid fines that were notified before a day, whether offered or not (R7.7). */
  async nearLimitation(tx: Tx, query: Omit<UnpaidQuery, 'likely'>): Promise<FineToRecover[]> {
    const { department, notifiedBefore, after, limit } = query;
    const rows = await tx.query<FineSqlRow>(
      `${FINES} WHERE d.state = 'notified' AND a.balance_cents > 0 AND d.notified_on <= $1 AND ${OF_PAGE} ORDER BY d.notified_on, d.id LIMIT $5`,
      [notifiedBefore, department ?? null, after?.notifiedOn ?? null, after?.decisionId ?? null, limit],
    );
    return rows.map(fineOf);
  }

  /** Flags about whoever must pay, holds of people, and acts about the decision that wait for somebody: withdrawal, write-off, correction, request. */
  async holds(tx: Tx, id: DecisionId): Promise<RecoveryHold[]> {
    const rows = await tx.query<{
      kind: RecoveryHold['kind'];
      from: LegalDate;
      until: LegalDate | null;
      reason: string;
    }>(`${holdsOf('$1', '$2')} ORDER BY 2`, [id, tx.today]);
    return rows.map(({ until, ...hold }) => ({ ...hold, until: until ?? undefined }));
  }

  async placedHolds(tx: Tx, id: DecisionId): Promise<PlacedHold[]> {
    const rows = await tx.query<{
      id: string;
      reason: string;
      from_on: LegalDate;
      until_on: LegalDate | null;
      name: string;
      ended_at: Date | null;
      end_reason: string | null;
    }>(
      `SELECT h.*, u.display_name AS name FROM recovery_hold h JOIN user_account u ON u.id = h.placed_by WHERE h.decision_id = $1 ORDER BY h.placed_at`,
      [id],
    );
    return rows.map((row) => ({
      id: row.id,
      reason: row.reason,
      from: row.from_on,
      until: row.until_on ?? undefined,
      placedByName: row.name,
      endedAt: row.ended_at?.toISOString(),
      endReason: row.end_reason ?? undefined,
    }));
  }

  async placeHold(
    tx: Tx,
    fine: FineToRecover,
    hold: {
      readonly reason: string;
      readonly from: LegalDate;
      readonly until: LegalDate | undefined;
      readonly by: UserId;
    },
  ): Promise<string> {
    const id = newId<string>();
    await tx.query(
      'INSERT INTO recovery_hold (id, department_id, decision_id, reason, from_on, until_on, placed_by, placed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
      [id, fine.departmentId, fine.decisionId, hold.reason, hold.from, hold.until ?? null, hold.by, tx.now],
    );
    return id;
  }

  /** Ends a hold that stands; false when none with this id does. */
  async endHold(tx: Tx, decisionId: DecisionId, id: string, reason: string, by: UserId): Promise<boolean> {
    const [row] = await tx.query<{ count: number }>(
      `WITH ended AS (UPDATE recovery_hold SET ended_by = $3, ended_at = $4, end_reason = $5 WHERE id = $1 AND decision_id = $2 AND ended_at IS NULL RETURNING 1)
       SELECT count(*)::int AS count FROM ended`,
      [id, decisionId, by, tx.now, reason],
    );
    return row?.count === 1;
  }

  /** The claims that stand, with their decisions and the approval of an early transfer, for the nightly look at what holds them. */
  standing(tx: Tx): Promise<{ decisionId: DecisionId; earlyApprovedAt: Date | null }[]> {
    return tx.query(
      `SELECT c.decision_id AS "decisionId", b.decided_at AS "earlyApprovedAt" FROM claim c
         LEFT JOIN recovery_batch_item i ON i.claim_id = c.id AND i.early_reason IS NOT NULL LEFT JOIN recovery_batch b ON b.id = i.batch_id
       WHERE c.state NOT IN ('rejected', 'recalled', 'closed', 'recall-asked', 'recall-refused') ORDER BY c.id`,
    );
  }
}
