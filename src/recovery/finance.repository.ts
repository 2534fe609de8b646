import { Injectable } from '@nestjs/common';
import type { Claim } from '../claims/claims.repository';
import { newId, type ClaimId, type DecisionId, type DepartmentId, type DocumentId, type OffenceId, type PersonId, type UserId } from '../kernel/ids'; // prettier-ignore
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import { DEBTOR_IDS, DEBTOR_NAMES, DEBTORS } from '../platform/database/debtors';
import type { Tx } from '../platform/database/transactions';
import { isActOf } from './recovery.repository';
import type { CLAIM_CONCERNS, HoldingDifference, ReportState } from './report.rules';

/** The file that a claim is of, and who must pay. */
export interface FileOfClaim {
  readonly decisionId: DecisionId;
  readonly number: string;
  readonly debtorName: string;
  readonly debtorIds: readonly PersonId[];
  readonly departmentId: DepartmentId;
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
}

/** What FPS Finance said it holds, with the file behind each difference that is about a claim of ours. */
export interface StatedHolding {
  readonly statedOn: LegalDate;
  readonly claimCount: number;
  readonly collectedCents: Cents;
  readonly differences: readonly (HoldingDifference & Partial<FileOfClaim>)[];
}

/** What FPS Finance said it holds, and how that differed from our books. */
export interface KeptHolding extends Omit<StatedHolding, 'differences'> {
  readonly id: string;
  readonly differences: readonly HoldingDifference[];
}

/** A claim that somebody should look at, and why. */
export interface ClaimToSee extends FileOfClaim {
  readonly claimId: ClaimId;
  readonly kind: (typeof CLAIM_CONCERNS)[number];
  readonly offeredOn: LegalDate;
}

/** Something that FPS Finance said, as it is kept. */
export interface KeptReport {
  readonly id: string;
  readonly claimId: ClaimId;
  readonly decisionId: DecisionId;
  readonly decisionNumber: string;
  readonly debtorName: string;
  readonly debtorIds: readonly PersonId[];
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
  readonly reportId: string;
  readonly kind: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly state: ReportState;
  readonly receivedAt: string;
}

/** A claim as a list shows it. */
export type ListedClaim = Pick<Claim, 'id' | 'state' | 'version' | 'offeredOn'>;

/** Whoever must pay, no more than is needed to recover from them (trap 26). */
export interface DebtorToTell {
  readonly personId: PersonId;
  readonly kind: 'natural' | 'legal';
  readonly familyName: string;
  readonly givenNames: string;
  readonly birthYear: number | null;
  readonly birthMonth: number | null;
  readonly birthDay: number | null;
  readonly nationality: string;
  readonly enterpriseNumber: string | null;
  readonly addressLine: string | null;
  readonly postalCode: string | null;
  readonly municipality: string | null;
  readonly country: string | null;
  /** A carrier who answers for its own negligence beside whoever must pay (R1.1.11). */
  readonly isCarrier: boolean;
}

/** The act behind a claim, and what is owed on it. */
export interface ActToTell {
  readonly number: string;
  readonly language: 'fr' | 'nl' | 'de';
  /** Null where an earlier administration decided, whose day is not on file. */
  readonly signedOn: LegalDate | null;
  readonly notifiedOn: LegalDate;
  readonly article: string;
  /** The article by which the fine is collected (D1, trap 3): 4bis has its own, the others have 42octies. */
  readonly collectionBasis: string;
  readonly structuredCommunication: string;
  readonly outstandingCents: Cents;
  readonly documentId: DocumentId | undefined;
  readonly sha256Hex: string | undefined;
}

/** SQL of what is told to FPS Finance and of what it says. */
@Injectable()
export class FinanceRepository {
  /** The claims after one, of any of the states, in the order in which they were offered. */
  async claimsAfter(
    tx: Tx,
    query: { readonly states: readonly string[] | undefined; readonly after: ClaimId | undefined; readonly limit: number }, // prettier-ignore
  ): Promise<ListedClaim[]> {
    return tx.query(
      `SELECT id, state, version, offered_on AS "offeredOn" FROM claim
       WHERE ($1::text[] IS NULL OR state = ANY($1)) AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
      [query.states ?? null, query.after ?? null, query.limit],
    );
  }

  /** The files that claims are of and the persons who owe them, for the record of who was told of whom. */
  async concerned(
    tx: Tx,
    ids: readonly ClaimId[],
  ): Promise<{ readonly personIds: readonly PersonId[]; readonly caseIds: readonly OffenceId[] }> {
    const [row] = await tx.query<{ persons: PersonId[]; cases: OffenceId[] }>(
      `SELECT coalesce(array_agg(DISTINCT w.person_id), '{}') AS persons, coalesce(array_agg(DISTINCT o.id), '{}') AS cases
       FROM claim c JOIN decision d ON d.id = c.decision_id JOIN offence o ON o.id = d.offence_id JOIN LATERAL (${DEBTORS}) w ON true
       WHERE c.id = ANY($1::uuid[])`,
      [ids],
    );
    return { personIds: row?.persons ?? [], caseIds: row?.cases ?? [] };
  }

  async isClaim(tx: Tx, id: ClaimId): Promise<boolean> {
    const rows = await tx.query('SELECT 1 FROM claim WHERE id = $1', [id]);
    return rows.length > 0;
  }

  /** The last position of the feed. */
  async lastPosition(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ last: string }>('SELECT last_position AS last FROM claim_feed');
    return Number(row?.last ?? 0);
  }

  /** The persons who owe the fine: never the minor for whom others pay, nor who is of whose family. */
  debtors(tx: Tx, id: DecisionId): Promise<DebtorToTell[]> {
    return tx.query<DebtorToTell>(
      `SELECT p.id AS "personId", p.kind, p.family_name AS "familyName", p.given_names AS "givenNames", p.birth_year AS "birthYear", p.birth_month AS "birthMonth", p.birth_day AS "birthDay",
         p.nationality, p.enterprise_number AS "enterpriseNumber", p.address_line AS "addressLine", p.postal_code AS "postalCode", p.municipality, p.country,
         EXISTS (SELECT FROM liable_party x WHERE x.offence_id = o.id AND x.person_id = p.id AND x.capacity = 'carrier') AS "isCarrier"
       FROM decision d JOIN offence o ON o.id = d.offence_id JOIN LATERAL (${DEBTORS}) w ON true
         JOIN person p ON p.id = w.person_id WHERE d.id = $1 ORDER BY p.id`,
      [id],
    );
  }

  /**
   * The act: the decision as it was signed, or the judgment that was attached, were it after somebody had confirmed it. Of the copies that are made in one
   * moment, the one of the first addressee: what is told of its hash does not change from one look to the next.
   */
  async act(tx: Tx, claim: Claim): Promise<ActToTell | undefined> {
    const [row] = await tx.query<
      Omit<ActToTell, 'outstandingCents' | 'documentId' | 'sha256Hex'> & {
        outstanding: string;
        documentId: DocumentId | null;
        sha256Hex: string | null;
      }
    >(
      `SELECT d.number, d.language, d.signed_on AS "signedOn", d.notified_on AS "notifiedOn", o.article, o.collection_basis AS "collectionBasis", d.structured_communication AS "structuredCommunication",
         coalesce(a.balance_cents, 0) AS outstanding, x.id AS "documentId", encode(x.sha256, 'hex') AS "sha256Hex"
       FROM decision d JOIN offence o ON o.id = d.offence_id LEFT JOIN ledger_account a ON a.decision_id = d.id AND a.kind = 'receivable'
         LEFT JOIN LATERAL (SELECT m.id, m.sha256 FROM document m WHERE m.decision_id = d.id AND
             ${isActOf("$2 = 'judgment'", '$3::date')} ORDER BY m.created_at DESC, m.addressee_ordinal NULLS FIRST, m.id LIMIT 1) x ON true
       WHERE d.id = $1`,
      [claim.decisionId, claim.payload, claim.judgmentFinalOn ?? null],
    );
    if (row === undefined) return undefined;
    const { outstanding, documentId, sha256Hex, ...act } = row;
    return {
      ...act,
      outstandingCents: centsFromDatabase(outstanding),
      documentId: documentId ?? undefined,
      sha256Hex: sha256Hex ?? undefined,
    };
  }

  async documentBytes(tx: Tx, id: DocumentId): Promise<Buffer | undefined> {
    const [row] = await tx.query<{ bytes: Buffer }>('SELECT bytes FROM document WHERE id = $1', [id]);
    return row?.bytes;
  }

  async report(tx: Tx, claimId: ClaimId, reportId: string): Promise<KeptReport | undefined> {
    const [row] = await tx.query<ReportSqlRow>(`${REPORTS} WHERE r.claim_id = $1 AND r.report_id = $2`, [
      claimId,
      reportId,
    ]);
    return row && reportOf(row);
  }

  async keepReport(
    tx: Tx,
    claim: Claim,
    report: Pick<KeptReport, 'reportId' | 'kind' | 'content' | 'state'>,
  ): Promise<void> {
    await tx.query(
      'INSERT INTO claim_report (id, claim_id, department_id, report_id, kind, content, state, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
      [
        newId(),
        claim.id,
        claim.departmentId,
        report.reportId,
        report.kind,
        JSON.stringify(report.content),
        report.state,
        tx.now,
      ],
    );
  }

  /** What nobody here understood and nobody has looked at yet, the oldest first. */
  async quarantined(tx: Tx, department: DepartmentId | undefined, limit: number): Promise<KeptReport[]> {
    const rows = await tx.query<ReportSqlRow>(
      `${REPORTS} WHERE r.state = 'quarantined' AND r.seen_at IS NULL AND ($1::uuid IS NULL OR r.department_id = $1) ORDER BY r.received_at, r.id LIMIT $2`,
      [department ?? null, limit],
    );
    return rows.map(reportOf);
  }

  /** How many of those there are. */
  async quarantinedCount(tx: Tx, department: DepartmentId | undefined): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM claim_report WHERE state = 'quarantined' AND seen_at IS NULL AND ($1::uuid IS NULL OR department_id = $1)`,
      [department ?? null],
    );
    return row?.count ?? 0;
  }

  /** The department of a message. */
  async departmentOf(tx: Tx, id: string): Promise<DepartmentId | undefined> {
    const [row] = await tx.query<{ id: DepartmentId }>('SELECT department_id AS id FROM claim_report WHERE id = $1', [
      id,
    ]);
    return row?.id;
  }

  async markSeen(tx: Tx, id: string, by: UserId): Promise<boolean> {
    const [row] = await tx.query<{ count: number }>(
      `WITH seen AS (UPDATE claim_report SET seen_by = $2, seen_at = $3 WHERE id = $1 AND state = 'quarantined' AND seen_at IS NULL RETURNING 1) SELECT count(*)::int AS count FROM seen`,
      [id, by, tx.now],
    );
    return row?.count === 1;
  }

  /** The claims that stand there by our books, with what was reported as collected. */
  async standing(tx: Tx): Promise<{ claimId: string; collectedCents: number }[]> {
    const rows = await tx.query<{ id: string; collected_cents: string }>(
      `SELECT id, collected_cents FROM claim WHERE state IN ('acknowledged', 'in-recovery', 'recall-asked', 'recall-refused') ORDER BY id`,
    );
    return rows.map(({ id, collected_cents: collected }) => ({
      claimId: id,
      collectedCents: centsFromDatabase(collected),
    }));
  }

  /** Of these claims the ones that are ours and do not stand there by our books: unanswered, or ended. */
  async notStanding(tx: Tx, ids: readonly string[]): Promise<Map<string, Claim['state']>> {
    const rows = await tx.query<{ id: string; state: Claim['state'] }>(
      `SELECT id, state FROM claim WHERE id = ANY($1::uuid[]) AND state IN ('offered', 'rejected', 'recalled', 'closed')`,
      [ids],
    );
    return new Map(rows.map(({ id, state }) => [id, state]));
  }

  async keepHolding(
    tx: Tx,
    holding: {
      readonly statedOn: string;
      readonly claimCount: number;
      readonly collectedCents: number;
      readonly differences: readonly HoldingDifference[];
    },
  ): Promise<string> {
    const id = newId<string>();
    await tx.query(
      'INSERT INTO finance_holding (id, stated_on, claim_count, collected_cents, differences, received_at) VALUES ($1, $2, $3, $4, $5, $6)',
      [id, holding.statedOn, holding.claimCount, holding.collectedCents, JSON.stringify(holding.differences), tx.now],
    );
    return id;
  }

  /** One statement of what is held, as it was compared when it came. */
  async holding(tx: Tx, id: string): Promise<KeptHolding | undefined> {
    const [row] = await tx.query<{
      stated_on: LegalDate;
      claim_count: number;
      collected_cents: string;
      differences: HoldingDifference[];
    }>('SELECT stated_on, claim_count, collected_cents, differences FROM finance_holding WHERE id = $1', [id]);
    if (row === undefined) return undefined;
    const { stated_on: statedOn, claim_count: claimCount, collected_cents: collected, differences } = row;
    return { id, statedOn, claimCount, collectedCents: centsFromDatabase(collected), differences };
  }

  /** What FPS Finance said of the latest day about what it holds: a statement that comes late does not hide a newer one. */
  async lastHolding(tx: Tx): Promise<StatedHolding | undefined> {
    const [row] = await tx.query<{
      stated_on: LegalDate;
      claim_count: number;
      collected_cents: string;
      differences: HoldingDifference[];
    }>('SELECT * FROM finance_holding ORDER BY stated_on DESC, received_at DESC, id DESC LIMIT 1');
    if (row === undefined) return undefined;
    const { stated_on: statedOn, claim_count: claimCount, differences } = row;
    const files = await this.filesOf(tx, differences.map(({ claimId }) => claimId)); // prettier-ignore
    const found = differences.map((each) => ({ ...each, ...files.get(each.claimId) }));
    return { statedOn, claimCount, collectedCents: centsFromDatabase(row.collected_cents), differences: found };
  }

  /** The files behind claims; a claim that was never ours has none. */
  private async filesOf(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, FileOfClaim>> {
    const rows = await tx.query<FileOfClaim & { id: string }>(
      `SELECT c.id, c.decision_id AS "decisionId", d.number, ${DEBTOR_NAMES} AS "debtorName", ${DEBTOR_IDS} AS "debtorIds", c.department_id AS "departmentId", d.offence_id AS "offenceId", o.person_id AS "personId"
       FROM claim c JOIN decision d ON d.id = c.decision_id JOIN offence o ON o.id = d.offence_id WHERE c.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map(({ id, ...file }) => [id, file]));
  }

  /** How many claims are in each state, with their cents. */
  async totals(
    tx: Tx,
  ): Promise<{ state: Claim['state']; count: number; offeredCents: Cents; collectedCents: Cents }[]> {
    const rows = await tx.query<{ state: Claim['state']; count: number; offered: string; collected: string }>(
      'SELECT state, count(*)::int AS count, sum(offered_cents) AS offered, sum(collected_cents) AS collected FROM claim GROUP BY state ORDER BY state',
    );
    return rows.map(({ offered, collected, ...row }) => ({
      ...row,
      offeredCents: centsFromDatabase(offered),
      collectedCents: centsFromDatabase(collected),
    }));
  }

  /** Claims that wait too long for an answer, were rejected, of which more was collected than the fine took, or that were given up; the oldest first. */
  attention(tx: Tx, department: DepartmentId | undefined, limit?: number): Promise<ClaimToSee[]> {
    return tx.query(
      `SELECT c.id AS "claimId", c.decision_id AS "decisionId", d.number, ${DEBTOR_NAMES} AS "debtorName", ${DEBTOR_IDS} AS "debtorIds", x.kind, c.offered_on AS "offeredOn", c.department_id AS "departmentId", d.offence_id AS "offenceId", o.person_id AS "personId"
       FROM ${ATTENTION} ORDER BY c.offered_at, c.id LIMIT $3`,
      [tx.today, department ?? null, limit ?? null],
    );
  }

  /** How many of those there are. */
  async attentionCount(tx: Tx, department: DepartmentId | undefined): Promise<number> {
    const [row] = await tx.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${ATTENTION}`, [
      tx.today,
      department ?? null,
    ]);
    return row?.count ?? 0;
  }
}

/** Claims of a department ($2), or of all, that somebody should look at today ($1), and why. */
const ATTENTION = `claim c JOIN decision d ON d.id = c.decision_id JOIN offence o ON o.id = d.offence_id
  JOIN LATERAL (SELECT 'unanswered' AS kind WHERE c.state = 'offered' AND c.offered_on < $1::date - 2
    UNION ALL SELECT 'recall-unanswered' WHERE c.state = 'recall-asked' AND c.recall_asked_on < $1::date - 2
    UNION ALL SELECT 'recall-refused' WHERE c.state = 'recall-refused' UNION ALL SELECT 'rejected' WHERE c.state = 'rejected' AND c.ended_on > $1::date - 31
    UNION ALL SELECT 'over-collected' WHERE c.collected_cents > (SELECT coalesce(sum(e.booked_cents), 0) FROM claim_event e WHERE e.claim_id = c.id)
    UNION ALL SELECT 'to-write-off' WHERE c.ended_as IN ('irrecoverable', 'prescribed') AND d.state = 'notified' AND NOT decision_at_recovery(d.id) AND EXISTS (SELECT FROM ledger_account a WHERE a.decision_id = d.id AND a.kind = 'receivable' AND a.balance_cents > 0)
      AND NOT EXISTS (SELECT FROM write_off w WHERE w.decision_id = d.id AND w.state = 'proposed') AND NOT EXISTS (SELECT FROM claim l WHERE l.decision_id = d.id AND l.ended_as IN ('irrecoverable', 'prescribed') AND (l.offered_at, l.id) > (c.offered_at, c.id))) x ON true
  WHERE $2::uuid IS NULL OR c.department_id = $2`;

interface ReportSqlRow {
  id: string;
  claim_id: ClaimId;
  decision_id: DecisionId;
  number: string;
  debtor_name: string;
  debtor_ids: PersonId[];
  offence_id: OffenceId;
  person_id: PersonId;
  report_id: string;
  kind: string;
  content: Record<string, unknown>;
  state: ReportState;
  received_at: Date;
}

const REPORTS = `SELECT r.*, c.decision_id, d.number, ${DEBTOR_NAMES} AS debtor_name, ${DEBTOR_IDS} AS debtor_ids, d.offence_id, o.person_id FROM claim_report r JOIN claim c ON c.id = r.claim_id
  JOIN decision d ON d.id = c.decision_id JOIN offence o ON o.id = d.offence_id`;

function reportOf(row: ReportSqlRow): KeptReport {
  return {
    id: row.id,
    claimId: row.claim_id,
    decisionId: row.decision_id,
    decisionNumber: row.number,
    debtorName: row.debtor_name,
    debtorIds: row.debtor_ids,
    offenceId: row.offence_id,
    personId: row.person_id,
    reportId: row.report_id,
    kind: row.kind,
    content: row.content,
    state: row.state,
    receivedAt: row.received_at.toISOString(),
  };
}
