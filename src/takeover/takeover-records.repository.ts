import { Injectable } from '@nestjs/common';
import type { DecisionId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';

/** An appeal of an earlier administration that waits to be taken up (R4.1). */
export interface WaitingAppeal {
  readonly decisionId: DecisionId;
  readonly filedOn: LegalDate;
  readonly state: 'filed' | 'pleaded';
}

/** SQL of what was taken over and is not yet anything else here; reads only. */
@Injectable()
export class TakeoverRecordsRepository {
  /** The first filed first. A record whose content is gone has been taken up. */
  waitingAppeals(tx: Tx, decisionIds: readonly DecisionId[]): Promise<WaitingAppeal[]> {
    return tx.query<WaitingAppeal>(
      `SELECT r.decision_id AS "decisionId", c."filedOn", c.state
       FROM takeover_record r, jsonb_to_record(r.content->'record') AS c ("filedOn" date, state text)
       WHERE r.kind = 'appeal' AND r.state = 'loaded' AND r.content IS NOT NULL AND r.decision_id = ANY($1)
       ORDER BY c."filedOn", r.id`,
      [decisionIds],
    );
  }
}
