import { Injectable } from '@nestjs/common';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';

/** One thing that happened, as a timeline shows it. */
export interface RecordedEvent {
  readonly id: string;
  readonly occurredAt: Date;
  readonly occurredOn: LegalDate;
  readonly actorKind: 'user' | 'machine' | 'system';
  readonly actorId: string;
  /** Name of the person who acted; null for machines and for the product itself. */
  readonly actorName: string | null;
  readonly type: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  /** Ids, codes, amounts and dates; never names. */
  readonly detail: Readonly<Record<string, unknown>>;
}

const EVENT = `
  SELECT e.id, e.occurred_at AS "occurredAt", e.occurred_on AS "occurredOn", e.actor_kind AS "actorKind",
         e.actor_id AS "actorId", u.display_name AS "actorName", e.type, e.subject_kind AS "subjectKind",
         e.subject_id AS "subjectId", e.detail
  FROM event_log e
  LEFT JOIN user_account u ON e.actor_kind = 'user' AND u.id::text = e.actor_id`;

/** SQL over the event log; rows are written by Transactions alone. */
@Injectable()
export class AuditRepository {
  eventsOfCase(tx: Tx, caseId: string): Promise<RecordedEvent[]> {
    return tx.query<RecordedEvent>(`${EVENT} WHERE e.case_id = $1 ORDER BY e.position`, [caseId]);
  }

  eventsOfSubject(tx: Tx, subjectId: string): Promise<RecordedEvent[]> {
    return tx.query<RecordedEvent>(`${EVENT} WHERE e.subject_id = $1 ORDER BY e.position`, [subjectId]);
  }
}
