import { Injectable } from '@nestjs/common';
import type { FileOfSameFacts } from '../offences/same-facts.rules';
import type { Tx } from '../platform/database/transactions';

/** One event with the name and roles of whoever made it happen. */
export interface EventRow {
  readonly position: string;
  readonly occurred_at: Date;
  readonly actor_kind: 'user' | 'machine' | 'system';
  readonly actor_id: string;
  readonly actor_name: string | null;
  readonly actor_roles: readonly string[];
  readonly type: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What belongs to the story of one file beside the events that name it. */
export interface StoryOf {
  readonly caseId: string;
  readonly personId: string;
  /** Statements, and their files, whose money was booked on the fine. */
  readonly statementIds: readonly string[];
}

/** Reads the event log as the story of one file; never writes. */
@Injectable()
export class FileTimelineRepository {
  /**
   * Events of the case, of the invitations made before it was one, of the person's own data, and of the statements that brought its money; in the order in which they were
   * written. Events of the person's other cases have their own case and stay out.
   */
  events(tx: Tx, { caseId, personId, statementIds }: StoryOf): Promise<EventRow[]> {
    return tx.query<EventRow>(
      `WITH story AS (
         SELECT e.* FROM event_log e WHERE e.case_id = $1
         UNION SELECT e.* FROM event_log e WHERE e.type = 'hearing.invitation-issued' AND e.subject_id = (SELECT o.entry_draft_id FROM offence o WHERE o.id = $1)
         UNION SELECT e.* FROM event_log e WHERE e.person_id = $2 AND e.case_id IS NULL AND e.subject_kind = 'person'
         UNION SELECT e.* FROM event_log e WHERE e.subject_id = ANY($3::uuid[]) AND e.type IN ('statement.received', 'statement.accepted'))
       SELECT e.position, e.occurred_at, e.actor_kind, e.actor_id, u.display_name AS actor_name,
         coalesce((SELECT array_agg(r.role ORDER BY r.role) FROM user_role r WHERE r.user_id = u.id), '{}') AS actor_roles,
         e.type, e.subject_kind, e.subject_id, e.detail
       FROM story e LEFT JOIN user_account u ON e.actor_kind = 'user' AND u.id::text = e.actor_id
       ORDER BY e.position`,
      [caseId, personId, statementIds],
    );
  }

  /** The other files of the same facts, in the order in which they were recorded (D22). */
  ofSameFacts(tx: Tx, caseId: string): Promise<FileOfSameFacts[]> {
    return tx.query<FileOfSameFacts>(
      `SELECT s.id AS "offenceId", s.department_id AS "departmentId", s.state, s.is_later AS "isLater",
         (SELECT d.number FROM decision d WHERE d.offence_id = s.id ORDER BY d.drafted_at DESC LIMIT 1) AS number
       FROM files_of_same_facts($1) s ORDER BY s.recorded_at, s.id`,
      [caseId],
    );
  }
}
