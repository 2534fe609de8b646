import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/transactions';
import type { CaseHands } from './access-reason.rules';

/** Whose case it is, with the number that a person may see before saying why they open it. */
export interface CaseRow extends CaseHands {
  readonly number: string | null;
}

/** SQL that tells whose case something is; reads across the modules and nothing personal. */
@Injectable()
export class CaseHandsRepository {
  /** The case of an offence, or the entry (a draft of an offence) that has this id. */
  async find(tx: Tx, caseId: string): Promise<CaseRow | undefined> {
    const [row] = await tx.query<CaseRow>(
      `SELECT o.id AS "caseId", o.department_id AS "departmentId",
         (SELECT d.number FROM decision d WHERE d.offence_id = o.id
          ORDER BY (d.state IN ('cancelled', 'withdrawn')), d.drafted_at DESC LIMIT 1) AS number,
         EXISTS (SELECT 1 FROM decision d WHERE d.offence_id = o.id AND d.state = 'submitted') AS "awaitsSignature",
         ARRAY(SELECT o.recorded_by
           UNION SELECT a.user_id FROM decision_author a JOIN decision d ON d.id = a.decision_id WHERE d.offence_id = o.id
           UNION SELECT r.returned_by FROM decision_return r JOIN decision d ON d.id = r.decision_id WHERE d.offence_id = o.id
           UNION SELECT d.signed_by FROM decision d WHERE d.offence_id = o.id AND d.signed_by IS NOT NULL
           UNION SELECT n.recorded_by FROM notification n JOIN decision d ON d.id = n.decision_id WHERE d.offence_id = o.id
         )::text[] AS "handledBy"
       FROM offence o WHERE o.id = $1
       UNION ALL
       SELECT id, department_id, NULL, false, ARRAY[created_by]::text[] FROM offence_draft WHERE id = $1`,
      [caseId],
    );
    return row;
  }
}
