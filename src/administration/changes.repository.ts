import { Injectable } from '@nestjs/common';
import { newId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import type { AffectedFile, AffectedFiles, Change, ChangeId, ChangeKind, Proposal } from './change.types';

const CHANGE = `
  SELECT c.id, c.kind, c.code, c.operation, c.payload, c.effective_on AS "effectiveOn", c.last_day AS "lastDay", c.source,
    c.replaces_id AS "replacesId", c.beneficiary_id AS "beneficiaryId", c.state,
    c.proposed_by AS "proposedBy", p.display_name AS "proposedByName", c.proposed_at AS "proposedAt",
    c.decided_by AS "decidedBy", d.display_name AS "decidedByName", c.decided_at AS "decidedAt", c.rejection_reason AS "rejectionReason"
  FROM parameter_change c JOIN user_account p ON p.id = c.proposed_by LEFT JOIN user_account d ON d.id = c.decided_by`;

/** Which recorded facts a kind of change governs; `$1` is the code. */
const GOVERNED: Readonly<Partial<Record<ChangeKind, string>>> = {
  number: "$1::text = 'fine-amount-cents'",
  obligation: 'o.obligation_code = $1',
  'crossing-point': "(o.crossing_point_code = $1 OR (o.article = '4bis' AND o.crossing_site = 'elsewhere'))",
  'crossing-hours': 'o.crossing_point_code = $1',
};
const SHOWN_FILES = 20;

/** SQL of proposals and of the files that they would reach. */
@Injectable()
export class ChangesRepository {
  async insert(tx: Tx, proposal: Proposal): Promise<ChangeId> {
    const id = newId<ChangeId>();
    await tx.query(
      `INSERT INTO parameter_change (id, kind, code, operation, payload, effective_on, last_day, source, replaces_id, beneficiary_id, proposed_by, proposed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        id,
        proposal.kind,
        proposal.code,
        proposal.operation,
        JSON.stringify(proposal.payload),
        proposal.effectiveOn,
        proposal.lastDay,
        proposal.source,
        proposal.replacesId,
        proposal.beneficiaryId,
        tx.actor.id,
        tx.now,
      ],
    );
    return id;
  }

  async find(tx: Tx, id: ChangeId): Promise<Change | undefined> {
    const [change] = await tx.query<Change>(`${CHANGE} WHERE c.id = $1`, [id]);
    return change;
  }

  async lock(tx: Tx, id: ChangeId): Promise<Change | undefined> {
    const [change] = await tx.query<Change>(`${CHANGE} WHERE c.id = $1 FOR UPDATE OF c`, [id]);
    return change;
  }

  /** What waits for a second person, the oldest first. */
  waiting(tx: Tx): Promise<Change[]> {
    return tx.query<Change>(`${CHANGE} WHERE c.state = 'proposed' ORDER BY c.proposed_at, c.id`);
  }

  /** What was decided last. */
  decided(tx: Tx, limit: number): Promise<Change[]> {
    return tx.query<Change>(`${CHANGE} WHERE c.state <> 'proposed' ORDER BY c.decided_at DESC, c.id LIMIT $1`, [limit]);
  }

  /** Every proposal for one thing, the newest first. */
  ofItem(tx: Tx, kind: ChangeKind, code: string): Promise<Change[]> {
    return tx.query<Change>(`${CHANGE} WHERE c.kind = $1 AND c.code = $2 ORDER BY c.proposed_at DESC, c.id DESC`, [
      kind,
      code,
    ]);
  }

  async decide(tx: Tx, id: ChangeId, state: 'confirmed' | 'rejected', reason?: string): Promise<void> {
    await tx.query(
      'UPDATE parameter_change SET state = $2, decided_by = $3, decided_at = $4, rejection_reason = $5 WHERE id = $1',
      [id, state, tx.actor.id, tx.now, reason ?? null],
    );
  }

  /** Until the commit no facts are recorded: nothing slips between the count of files and the change of their law. */
  async holdRecordingOfFacts(tx: Tx): Promise<void> {
    await tx.query('LOCK TABLE offence IN SHARE MODE');
  }

  /** The recorded files whose law of the day a change from that day on would alter (trap 27). */
  async affectedFiles(tx: Tx, kind: ChangeKind, code: string, from: LegalDate): Promise<AffectedFiles> {
    const governed = GOVERNED[kind];
    if (governed === undefined) return { count: 0, first: [] };
    const rows = await tx.query<AffectedFile & { total: number }>(
      `SELECT d.number AS reference, t.code AS "departmentCode", o.article, o.facts_on AS "factsOn", count(*) OVER ()::integer AS total
       FROM offence o JOIN department t ON t.id = o.department_id
         LEFT JOIN LATERAL (SELECT number FROM decision WHERE offence_id = o.id AND number IS NOT NULL ORDER BY drafted_at DESC LIMIT 1) d ON true
       WHERE ${governed} AND o.facts_on >= $2 AND o.state <> 'void'
       ORDER BY o.facts_on, d.number, o.id LIMIT ${SHOWN_FILES}`,
      [code, from],
    );
    return { count: rows[0]?.total ?? 0, first: rows.map(({ total: _total, ...file }) => file) };
  }
}
