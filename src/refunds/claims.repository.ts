import { Injectable } from '@nestjs/common';
import { OPEN_APPEAL_STATES } from '../appeals/appeal.rules';
import type { DecisionNumber } from '../kernel/decision-number';
import type { DecisionId, DepartmentId, OffenceId, PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import { DEBTOR_NAMES, SHOWN_IDS } from '../platform/database/debtors';
import type { Tx } from '../platform/database/transactions';
import type { Irrecoverability } from './write-off.rules';

/** The fine behind a request or a write-off. */
export interface Claim {
  readonly decisionId: DecisionId;
  readonly departmentId: DepartmentId;
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
  readonly debtorName: string;
  /** Whom a page about it shows: who must pay, and the person of the facts. */
  readonly shownIds: readonly PersonId[];
  readonly number: string;
  readonly decisionState: string;
  readonly article: string;
  readonly isAtRecovery: boolean;
}

/** A claim of which only a small rest is owed (D31). */
export interface SmallRest extends Claim {
  readonly outstandingCents: Cents;
}

interface ClaimSqlRow {
  id: DecisionId;
  department_id: DepartmentId;
  offence_id: OffenceId;
  person_id: PersonId;
  debtor_name: string;
  shown_ids: PersonId[];
  number: string | null;
  state: string;
  article: string;
  is_at_recovery: boolean;
}

const COLUMNS = `d.id, d.department_id, d.offence_id, o.person_id, ${DEBTOR_NAMES} AS debtor_name, ${SHOWN_IDS} AS shown_ids, d.number, d.state, o.article,
    decision_at_recovery(d.id) AS is_at_recovery`;
const FROM = 'FROM decision d JOIN offence o ON o.id = d.offence_id';

function claimOf(row: ClaimSqlRow): Claim {
  return {
    decisionId: row.id,
    departmentId: row.department_id,
    offenceId: row.offence_id,
    personId: row.person_id,
    debtorName: row.debtor_name,
    shownIds: row.shown_ids,
    number: row.number ?? '',
    decisionState: row.state,
    article: row.article,
    isAtRecovery: row.is_at_recovery,
  };
}

/** Reads fines for the verbs that end a claim; their rows belong to other modules and are never written here. */
@Injectable()
export class ClaimsRepository {
  /** Locks the decision, so that nobody notifies, withdraws or books on it meanwhile. */
  async lock(tx: Tx, id: DecisionId): Promise<Claim | undefined> {
    await tx.query('SELECT 1 FROM decision WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  async find(tx: Tx, id: DecisionId): Promise<Claim | undefined> {
    const [row] = await tx.query<ClaimSqlRow>(`SELECT ${COLUMNS} ${FROM} WHERE d.id = $1`, [id]);
    return row && claimOf(row);
  }

  /** Whether money for the fine lies with the Caisse, is announced to it, or was shown to be on its way (D8, R7.9): nothing of it is given up. */
  async isHeld(tx: Tx, id: DecisionId): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM deposit WHERE decision_id = $1 AND (state IN ('received', 'held') OR (state IN ('announced', 'letter-issued') AND lapses_on >= $2))
       UNION ALL SELECT 1 FROM payment_proof WHERE decision_id = $1 AND ended_at IS NULL AND until_on >= $2 LIMIT 1`,
      [id, tx.today],
    );
    return rows.length > 0;
  }

  /** What shows that a fine cannot be recovered, and what forbids to say so (D8, D34, R7.7). Who must pay: the liable parties, or the offender where nobody else is named. */
  async irrecoverability(tx: Tx, id: DecisionId): Promise<Omit<Irrecoverability, 'today'>> {
    const [row] = await tx.query<{
      notified_on: LegalDate | null;
      is_closed: boolean;
      is_flagged: boolean;
      has_appeal: boolean;
      is_on_hold: boolean;
    }>(
      `SELECT d.notified_on,
         EXISTS (SELECT FROM claim c WHERE c.decision_id = d.id AND c.ended_as IN ('irrecoverable', 'prescribed')) AS is_closed,
         NOT EXISTS (SELECT FROM (SELECT l.person_id FROM liable_party l WHERE l.offence_id = o.id
             UNION SELECT o.person_id WHERE NOT EXISTS (SELECT FROM liable_party l WHERE l.offence_id = o.id)) w
           WHERE NOT EXISTS (SELECT FROM person_flag f WHERE f.person_id IN (SELECT records_of_person(w.person_id)) AND f.kind IN ('death', 'insolvency') AND f.lifted_on IS NULL)) AS is_flagged,
         EXISTS (SELECT FROM appeal_decision a WHERE a.decision_id = d.id AND a.state = ANY($2)) AS has_appeal,
         EXISTS (SELECT FROM recovery_hold h WHERE h.decision_id = d.id AND h.ended_at IS NULL AND h.from_on <= $3 AND (h.until_on IS NULL OR h.until_on >= $3)) AS is_on_hold
       FROM decision d JOIN offence o ON o.id = d.offence_id WHERE d.id = $1`,
      [id, OPEN_APPEAL_STATES, tx.today],
    );
    return {
      notifiedOn: row?.notified_on ?? undefined,
      isClosedByFinance: row?.is_closed === true,
      isEveryDebtorFlagged: row?.is_flagged === true,
      hasOpenAppeal: row?.has_appeal === true,
      isOnHold: row?.is_on_hold === true,
    };
  }

  async idOfNumber(tx: Tx, number: DecisionNumber): Promise<DecisionId | undefined> {
    const [row] = await tx.query<{ id: DecisionId }>('SELECT id FROM decision WHERE number = $1', [number]);
    return row?.id;
  }

  /** Notified fines of which no more than this is still owed, that are not with FPS Finance and of which no write-off is proposed, the smallest first. */
  async smallRests(tx: Tx, mostCents: Cents, limit: number): Promise<SmallRest[]> {
    const rows = await tx.query<ClaimSqlRow & { balance_cents: string }>(
      `SELECT ${COLUMNS}, a.balance_cents ${FROM}
       JOIN ledger_account a ON a.decision_id = d.id AND a.kind = 'receivable'
       WHERE d.state = 'notified' AND a.balance_cents BETWEEN 1 AND $1 AND NOT EXISTS (SELECT FROM write_off w WHERE w.decision_id = d.id AND w.state = 'proposed')
         AND NOT decision_at_recovery(d.id)
       ORDER BY a.balance_cents, d.number LIMIT $2`,
      [mostCents, limit],
    );
    return rows.map((row) => ({ ...claimOf(row), outstandingCents: centsFromDatabase(row.balance_cents) }));
  }
}
