import { Injectable } from '@nestjs/common';
import type { ClaimId, DecisionId, DepartmentId, OffenceId, PersonId, UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { addCents, centsFromDatabase, ZERO_CENTS, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import type { CLAIM_ORIGINS, ClaimEnd, ClaimEventType, ClaimState, RecallCause } from './claim.rules';

/** A claim as it stands, with the file it belongs to. */
export interface Claim {
  readonly id: ClaimId;
  readonly departmentId: DepartmentId;
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
  readonly decisionNumber: string;
  readonly decisionState: string;
  readonly payload: 'decision' | 'judgment';
  readonly judgmentFinalOn: LegalDate | undefined;
  readonly state: ClaimState;
  readonly offeredCents: Cents;
  readonly collectedCents: Cents;
  readonly costsCents: Cents;
  readonly preparedBy: UserId;
  readonly offeredBy: UserId;
  readonly offeredOn: LegalDate;
  readonly financeReference: string;
  readonly rejectCode: string | undefined;
  readonly recallCause: RecallCause | undefined;
  readonly endedAs: ClaimEnd | undefined;
  readonly endedOn: LegalDate | undefined;
  readonly version: number;
}

/** A claim that is born. */
export interface NewClaim {
  readonly id: ClaimId;
  readonly departmentId: DepartmentId;
  readonly decisionId: DecisionId;
  readonly payload: 'decision' | 'judgment';
  readonly judgmentFinalOn: LegalDate | undefined;
  readonly offeredCents: Cents;
  readonly preparedBy: UserId;
  readonly offeredBy: UserId;
}

/** What changes with an event; what is not named stays. */
export interface ClaimChange {
  readonly state?: ClaimState;
  readonly collectedCents?: Cents;
  readonly costsCents?: Cents;
  readonly financeReference?: string;
  readonly rejectCode?: string;
  readonly recallCause?: RecallCause;
  readonly endedAs?: ClaimEnd;
  /** FPS Finance has answered the offer. */
  readonly isAnswered?: boolean;
}

/** An event of a claim, to be written. */
export interface NewClaimEvent {
  readonly id: string;
  readonly type: ClaimEventType;
  readonly origin: (typeof CLAIM_ORIGINS)[number];
  readonly detail: Readonly<Record<string, unknown>>;
  readonly bookedCents?: Cents;
  readonly ledgerEntryId?: string;
}

/** An event of the feed at its place. */
export interface PlacedClaimEvent {
  readonly position: number;
  readonly id: string;
  readonly claimId: ClaimId;
  readonly decisionId: DecisionId;
  readonly version: number;
  readonly type: ClaimEventType;
  readonly origin: (typeof CLAIM_ORIGINS)[number];
  readonly state: ClaimState;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly recordedAt: string;
}

interface ClaimSqlRow {
  id: ClaimId;
  department_id: DepartmentId;
  decision_id: DecisionId;
  offence_id: OffenceId;
  person_id: PersonId;
  number: string;
  decision_state: string;
  payload: Claim['payload'];
  judgment_final_on: LegalDate | null;
  state: ClaimState;
  offered_cents: string;
  collected_cents: string;
  costs_cents: string;
  prepared_by: UserId;
  offered_by: UserId;
  offered_on: LegalDate;
  finance_reference: string;
  reject_code: string | null;
  recall_cause: RecallCause | null;
  ended_as: ClaimEnd | null;
  ended_on: LegalDate | null;
  version: number;
}

const CLAIMS = `SELECT c.*, d.offence_id, o.person_id, d.number, d.state AS decision_state
  FROM claim c JOIN decision d ON d.id = c.decision_id JOIN offence o ON o.id = d.offence_id`;

function claimOf(row: ClaimSqlRow): Claim {
  return {
    id: row.id,
    departmentId: row.department_id,
    decisionId: row.decision_id,
    offenceId: row.offence_id,
    personId: row.person_id,
    decisionNumber: row.number,
    decisionState: row.decision_state,
    payload: row.payload,
    judgmentFinalOn: row.judgment_final_on ?? undefined,
    state: row.state,
    offeredCents: centsFromDatabase(row.offered_cents),
    collectedCents: centsFromDatabase(row.collected_cents),
    costsCents: centsFromDatabase(row.costs_cents),
    preparedBy: row.prepared_by,
    offeredBy: row.offered_by,
    offeredOn: row.offered_on,
    financeReference: row.finance_reference,
    rejectCode: row.reject_code ?? undefined,
    recallCause: row.recall_cause ?? undefined,
    endedAs: row.ended_as ?? undefined,
    endedOn: row.ended_on ?? undefined,
    version: row.version,
  };
}

/** SQL of claims and of their feed. */
@Injectable()
export class ClaimsRepository {
  /** A claim is born with its first event. */
  async insert(tx: Tx, claim: NewClaim, event: NewClaimEvent): Promise<void> {
    await tx.query(
      `INSERT INTO claim (id, department_id, decision_id, payload, judgment_final_on, state, offered_cents, prepared_by, offered_by, offered_at, offered_on, changed_at)
       VALUES ($1, $2, $3, $4, $5, 'offered', $6, $7, $8, $9, $10, $9)`,
      [
        claim.id,
        claim.departmentId,
        claim.decisionId,
        claim.payload,
        claim.judgmentFinalOn ?? null,
        claim.offeredCents,
        claim.preparedBy,
        claim.offeredBy,
        tx.now,
        tx.today,
      ],
    );
    await this.write(tx, claim, event, 'offered', 1);
  }

  async find(tx: Tx, id: ClaimId): Promise<Claim | undefined> {
    const [row] = await tx.query<ClaimSqlRow>(`${CLAIMS} WHERE c.id = $1`, [id]);
    return row && claimOf(row);
  }

  /** Locks the decision of the claim, then the claim (architecture.md, lock order), and reads it as it then stands. */
  async lock(tx: Tx, id: ClaimId): Promise<Claim | undefined> {
    await tx.query('SELECT 1 FROM decision WHERE id = (SELECT decision_id FROM claim WHERE id = $1) FOR UPDATE', [id]);
    await tx.query('SELECT 1 FROM claim WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  /** The claims of these decisions that stand, locked; the caller holds the decisions. */
  async lockStanding(tx: Tx, decisionIds: readonly DecisionId[]): Promise<Claim[]> {
    const locked = await tx.query<{ id: ClaimId }>(
      `SELECT id FROM claim WHERE decision_id = ANY($1) AND state NOT IN ('rejected', 'recalled', 'closed') ORDER BY id FOR UPDATE`,
      [decisionIds],
    );
    if (locked.length === 0) return [];
    const rows = await tx.query<ClaimSqlRow>(`${CLAIMS} WHERE c.id = ANY($1) ORDER BY c.id`, [
      locked.map(({ id }) => id),
    ]);
    return rows.map(claimOf);
  }

  /** Every claim of a decision, the last offered first. */
  async ofDecisions(tx: Tx, decisionIds: readonly DecisionId[]): Promise<Claim[]> {
    if (decisionIds.length === 0) return [];
    const rows = await tx.query<ClaimSqlRow>(
      `${CLAIMS} WHERE c.decision_id = ANY($1) ORDER BY c.offered_at DESC, c.id DESC`,
      [decisionIds],
    );
    return rows.map(claimOf);
  }

  /** What FPS Finance collected on the fine and what of it is booked there, by claim. */
  async bookedCollections(tx: Tx, decisionId: DecisionId): Promise<{ claimId: ClaimId; bookedCents: Cents }[]> {
    const rows = await tx.query<{ claim_id: ClaimId; cents: string }>(
      `SELECT e.claim_id, sum(e.booked_cents) AS cents FROM claim_event e JOIN claim c ON c.id = e.claim_id
       WHERE c.decision_id = $1 AND e.booked_cents <> 0 GROUP BY e.claim_id HAVING sum(e.booked_cents) > 0 ORDER BY e.claim_id`,
      [decisionId],
    );
    return rows.map(({ claim_id: claimId, cents: sum }) => ({ claimId, bookedCents: centsFromDatabase(sum) }));
  }

  /** Writes an event with what it changes; the row is locked. Answers the version that both now have. */
  async append(tx: Tx, claim: Claim, event: NewClaimEvent, change: ClaimChange): Promise<number> {
    const state = change.state ?? claim.state;
    const [row] = await tx.query<{ version: number }>(CHANGE, [
      claim.id,
      state,
      addCents(claim.collectedCents, change.collectedCents ?? ZERO_CENTS),
      addCents(claim.costsCents, change.costsCents ?? ZERO_CENTS),
      change.financeReference ?? claim.financeReference,
      change.rejectCode ?? claim.rejectCode ?? null,
      change.recallCause ?? null,
      change.endedAs ?? claim.endedAs ?? null,
      change.isAnswered ?? false,
      tx.now,
      tx.today,
    ]);
    if (row === undefined) throw new Error(`claim ${claim.id} is gone`);
    await this.write(tx, claim, event, state, row.version);
    return row.version;
  }

  private async write(
    tx: Tx,
    claim: Pick<Claim, 'id' | 'departmentId'>,
    event: NewClaimEvent,
    state: ClaimState,
    version: number,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO claim_event (id, claim_id, department_id, version, type, origin, state, detail, booked_cents, ledger_entry_id, recorded_on, recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        event.id,
        claim.id,
        claim.departmentId,
        version,
        event.type,
        event.origin,
        state,
        JSON.stringify(event.detail),
        event.bookedCents ?? 0,
        event.ledgerEntryId ?? null,
        tx.today,
        tx.now,
      ],
    );
  }

  /** Events after a position, in their order, no more than the limit; complete up to the last one answered. */
  async feedAfter(tx: Tx, position: number, limit: number): Promise<PlacedClaimEvent[]> {
    const rows = await tx.query<PlacedSqlRow>(
      `SELECT p.position, e.*, c.decision_id FROM claim_event_position p JOIN claim_event e ON e.id = p.event_id JOIN claim c ON c.id = e.claim_id
       WHERE p.position > $1 ORDER BY p.position LIMIT $2`,
      [position, limit],
    );
    return rows.map(placedOf);
  }

  async event(tx: Tx, id: string): Promise<PlacedClaimEvent | undefined> {
    const [row] = await tx.query<PlacedSqlRow>(
      `SELECT p.position, e.*, c.decision_id FROM claim_event e JOIN claim_event_position p ON p.event_id = e.id JOIN claim c ON c.id = e.claim_id WHERE e.id = $1`,
      [id],
    );
    return row && placedOf(row);
  }

  /** The story of one claim, in its order. */
  async eventsOf(tx: Tx, id: ClaimId): Promise<PlacedClaimEvent[]> {
    const rows = await tx.query<PlacedSqlRow>(
      `SELECT p.position, e.*, c.decision_id FROM claim_event e JOIN claim_event_position p ON p.event_id = e.id JOIN claim c ON c.id = e.claim_id
       WHERE e.claim_id = $1 ORDER BY e.version`,
      [id],
    );
    return rows.map(placedOf);
  }
}

const CHANGE = `WITH changed AS (UPDATE claim SET state = $2, collected_cents = $3, costs_cents = $4, finance_reference = $5, reject_code = $6,
    recall_cause = coalesce($7, recall_cause), recall_asked_on = CASE WHEN $7::text IS NULL THEN recall_asked_on ELSE $11::date END, ended_as = $8,
    ended_on = CASE WHEN $2 IN ('rejected', 'recalled', 'closed') THEN coalesce(ended_on, $11::date) END,
    answered_at = CASE WHEN $9::boolean THEN coalesce(answered_at, $10::timestamptz) ELSE answered_at END, changed_at = $10, version = version + 1
  WHERE id = $1 RETURNING version) SELECT version FROM changed`;

interface PlacedSqlRow {
  position: string;
  id: string;
  claim_id: ClaimId;
  decision_id: DecisionId;
  version: number;
  type: ClaimEventType;
  origin: 'office' | 'finance';
  state: ClaimState;
  detail: Record<string, unknown>;
  recorded_at: Date;
}

function placedOf(row: PlacedSqlRow): PlacedClaimEvent {
  return {
    position: Number(row.position),
    id: row.id,
    claimId: row.claim_id,
    decisionId: row.decision_id,
    version: row.version,
    type: row.type,
    origin: row.origin,
    state: row.state,
    detail: row.detail,
    recordedAt: row.recorded_at.toISOString(),
  };
}
