import { Injectable } from '@nestjs/common';
import type { OffenceId, UserId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import type { OffenceRow } from './offences.repository';
import type { FileReopened, Reopening } from './reopening.rules';
import type { FileOfSameFacts } from './same-facts.rules';

/** SQL of files that were opened again. */
@Injectable()
export class ReopeningsRepository {
  async reopen(tx: Tx, { id }: OffenceRow, { state, reason }: FileReopened, by: UserId): Promise<void> {
    await tx.query(
      `UPDATE offence SET state = $2, reopen_reason = $3, reopened_by = $4, reopened_at = $5, version = version + 1 WHERE id = $1`,
      [id, state, reason, by, tx.now],
    );
  }

  /** The files closed without a fine that this one takes the place of, by their entry or by their facts; the first first. */
  before(tx: Tx, offence: OffenceRow): Promise<Reopening[]> {
    return tx.query<Reopening>(
      `SELECT o.id AS "offenceId", o.department_id AS "departmentId", (o.reopened_at AT TIME ZONE 'Europe/Brussels')::date AS "reopenedOn", u.display_name AS "reopenedBy", o.reopen_reason AS reason, o.discretion
       FROM offence o JOIN user_account u ON u.id = o.reopened_by
       WHERE o.reopened_at IS NOT NULL AND o.id <> $1 AND o.recorded_at <= (SELECT s.recorded_at FROM offence s WHERE s.id = $1)
         AND (o.entry_draft_id = $2 OR (o.person_id IN (SELECT records_of_person($3)) AND o.obligation_code = $4 AND o.facts_on = $5))
       ORDER BY o.reopened_at, o.id`,
      [offence.id, offence.entryDraftId, offence.personId, offence.obligationCode, offence.factsOn],
    );
  }

  /** The other files of the same facts, in the order in which they were recorded (D22). */
  ofSameFacts(tx: Tx, id: OffenceId): Promise<FileOfSameFacts[]> {
    return tx.query<FileOfSameFacts>(
      `SELECT s.id AS "offenceId", s.department_id AS "departmentId", s.state, s.is_later AS "isLater",
         (SELECT d.number FROM decision d WHERE d.offence_id = s.id ORDER BY d.drafted_at DESC LIMIT 1) AS number
       FROM files_of_same_facts($1) s ORDER BY s.recorded_at, s.id`,
      [id],
    );
  }
}
