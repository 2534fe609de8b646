import { Injectable } from '@nestjs/common';
import { newId, type Branded, type DecisionId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { DroppedFine } from '../ledger/ledger.service';
import type { Tx } from '../platform/database/transactions';
import type { Claim } from './claims.repository';
import type { PROOFS, RefundRequestState } from './refund-request.rules';

export type RefundRequestId = Branded<string, 'RefundRequestId'>;
export type Proof = (typeof PROOFS)[number];

/** A request as it is kept; instants as RFC 3339 text. */
export interface RefundRequest {
  readonly id: RefundRequestId;
  readonly decisionId: DecisionId;
  readonly state: RefundRequestState;
  readonly formSentOn: LegalDate | undefined;
  readonly receivedOn: LegalDate | undefined;
  readonly proof: Proof | undefined;
  readonly requestReason: string | undefined;
  readonly recordedBy: UserId;
  readonly sentBy: UserId | undefined;
  readonly receivedBy: UserId | undefined;
  readonly recordedByName: string;
  readonly recordedAt: string;
  readonly decidedByName: string | undefined;
  readonly decidedOn: LegalDate | undefined;
  readonly decisionReason: string | undefined;
  readonly cancelledCents: Cents | undefined;
  readonly owedBackCents: Cents | undefined;
  readonly version: number;
}

interface RequestSqlRow {
  id: RefundRequestId;
  decision_id: DecisionId;
  state: RefundRequestState;
  form_sent_on: LegalDate | null;
  received_on: LegalDate | null;
  proof: Proof | null;
  request_reason: string | null;
  recorded_by: UserId;
  sent_by: UserId | null;
  received_by: UserId | null;
  recorded_by_name: string;
  recorded_at: Date;
  decided_by_name: string | null;
  decided_on: LegalDate | null;
  decision_reason: string | null;
  cancelled_cents: string | null;
  owed_back_cents: string | null;
  version: number;
}

const REQUEST = `SELECT q.id, q.decision_id, q.state, q.form_sent_on, q.received_on, q.proof, q.request_reason, q.recorded_by, q.sent_by, q.received_by, r.display_name AS recorded_by_name, q.recorded_at,
    d.display_name AS decided_by_name, q.decided_on, q.decision_reason, q.cancelled_cents, q.owed_back_cents, q.version
  FROM refund_request q JOIN user_account r ON r.id = q.recorded_by LEFT JOIN user_account d ON d.id = q.decided_by`;

function requestOf(row: RequestSqlRow): RefundRequest {
  const centsOf = (text: string | null): Cents | undefined => (text === null ? undefined : centsFromDatabase(text));
  return {
    id: row.id,
    decisionId: row.decision_id,
    state: row.state,
    formSentOn: row.form_sent_on ?? undefined,
    receivedOn: row.received_on ?? undefined,
    proof: row.proof ?? undefined,
    requestReason: row.request_reason ?? undefined,
    recordedBy: row.recorded_by,
    sentBy: row.sent_by ?? undefined,
    receivedBy: row.received_by ?? undefined,
    recordedByName: row.recorded_by_name,
    recordedAt: row.recorded_at.toISOString(),
    decidedByName: row.decided_by_name ?? undefined,
    decidedOn: row.decided_on ?? undefined,
    decisionReason: row.decision_reason ?? undefined,
    cancelledCents: centsOf(row.cancelled_cents),
    owedBackCents: centsOf(row.owed_back_cents),
    version: row.version,
  };
}

/** What came back: on which day, with which proof, for which reason. */
export interface ReceivedForm {
  readonly receivedOn: LegalDate;
  readonly proof: Proof;
  readonly requestReason: string;
}

/** SQL of requests under article 4bis paragraph 1; everything under the lock of their decision. */
@Injectable()
export class RefundRequestsRepository {
  /** A form that goes out. */
  async sendForm(tx: Tx, claim: Claim, formSentOn: LegalDate, by: UserId): Promise<RefundRequestId> {
    const id = newId<RefundRequestId>();
    await tx.query(
      `INSERT INTO refund_request (id, department_id, decision_id, state, form_sent_on, recorded_by, recorded_at, sent_by) VALUES ($1, $2, $3, 'form-sent', $4, $5, $6, $5)`,
      [id, claim.departmentId, claim.decisionId, formSentOn, by, tx.now],
    );
    return id;
  }

  /** A request that came without a form of ours having gone out. */
  async insertReceived(tx: Tx, claim: Claim, form: ReceivedForm, by: UserId): Promise<RefundRequestId> {
    const id = newId<RefundRequestId>();
    await tx.query(
      `INSERT INTO refund_request (id, department_id, decision_id, state, received_on, proof, request_reason, recorded_by, recorded_at, received_by)
       VALUES ($1, $2, $3, 'received', $4, $5, $6, $7, $8, $7)`,
      [id, claim.departmentId, claim.decisionId, form.receivedOn, form.proof, form.requestReason, by, tx.now],
    );
    return id;
  }

  /** The form came back; who received it recorded the request. */
  async receive(tx: Tx, id: RefundRequestId, form: ReceivedForm, by: UserId): Promise<void> {
    await tx.query(
      `UPDATE refund_request SET state = 'received', received_on = $2, proof = $3, request_reason = $4, recorded_by = $5, recorded_at = $6, received_by = $5, version = version + 1 WHERE id = $1`,
      [id, form.receivedOn, form.proof, form.requestReason, by, tx.now],
    );
  }

  async decide(
    tx: Tx,
    id: RefundRequestId,
    decision: {
      readonly state: RefundRequestState;
      readonly reason: string;
      readonly by: UserId;
      readonly dropped: DroppedFine | undefined;
    },
  ): Promise<void> {
    await tx.query(
      `UPDATE refund_request SET state = $2, decision_reason = $3, decided_by = $4, decided_at = $5, decided_on = $6, cancelled_cents = $7, owed_back_cents = $8,
         version = version + 1 WHERE id = $1`,
      [
        id,
        decision.state,
        decision.reason,
        decision.by,
        tx.now,
        tx.today,
        decision.dropped?.cancelledCents ?? null,
        decision.dropped?.owedBackCents ?? null,
      ],
    );
  }

  async find(tx: Tx, id: RefundRequestId): Promise<RefundRequest | undefined> {
    const [row] = await tx.query<RequestSqlRow>(`${REQUEST} WHERE q.id = $1`, [id]);
    return row && requestOf(row);
  }

  /** The requests about a decision, the first first. */
  async ofDecision(tx: Tx, decisionId: DecisionId): Promise<RefundRequest[]> {
    const rows = await tx.query<RequestSqlRow>(`${REQUEST} WHERE q.decision_id = $1 ORDER BY q.recorded_at, q.id`, [
      decisionId,
    ]);
    return rows.map(requestOf);
  }
}
