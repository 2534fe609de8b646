import { Injectable } from '@nestjs/common';
import type { UserId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import { TakenPartiesRepository, type PartyRows } from './taken-parties.repository';
import type { StagedFine } from './takeover.types';

/**
 * Writes the rows of fines that are taken over: offence, liable parties, mandates, decision. The facts, the hearing and the reasons are
 * not on file here, and nothing is made up for them.
 */
@Injectable()
export class TakenFinesRepository {
  constructor(private readonly others: TakenPartiesRepository) {}

  async insert(tx: Tx, fines: readonly StagedFine[], parties: readonly PartyRows[], by: UserId): Promise<void> {
    const rows = JSON.stringify(fines.map(rowOf));
    await tx.query(
      `INSERT INTO offence (id, department_id, person_id, origin, article, collection_basis, offender_category, facts_on, place, facts, evidence, reporting_authority, report_reference,
         exemption, hearing_kind, discretion, outcome, state, recorded_by, recorded_at)
       SELECT r.offence_id, r.department_id, r.person_id, 'taken-over', r.article, CASE r.article WHEN '4bis' THEN '4bis' ELSE '42octies' END, '', r.facts_on, '', '', '', '', '',
         'none', 'not-on-file', '', 'fine', CASE r.state WHEN 'withdrawn' THEN 'void' ELSE 'recorded' END, $2, $3
       FROM jsonb_to_recordset($1::jsonb) AS r (offence_id uuid, department_id uuid, person_id uuid, article text, facts_on date, state text) ORDER BY r.offence_id`,
      [rows, by, tx.now],
    );
    await tx.query(
      `INSERT INTO liable_party (offence_id, person_id, department_id, capacity)
       SELECT r.offence_id, r.person_id, r.department_id, 'offender' FROM jsonb_to_recordset($1::jsonb) AS r (offence_id uuid, person_id uuid, department_id uuid, is_debtor_liable boolean)
       WHERE r.is_debtor_liable`,
      [rows],
    );
    await this.others.insert(tx, parties);
    await tx.query(
      `INSERT INTO decision (id, department_id, offence_id, origin, state, language, amount_cents, opening_cents, taken_over_on, repeat_order, drafted_by, drafted_at, number,
         structured_communication, notified_on, payable_from)
       SELECT r.decision_id, r.department_id, r.offence_id, 'taken-over', CASE r.state WHEN 'withdrawn' THEN 'withdrawn' ELSE 'notified' END, r.language, r.amount_cents, r.opening_cents, $2,
         1, $3, $4, r.number, r.reference, r.notified_on, r.notified_on
       FROM jsonb_to_recordset($1::jsonb) AS r (decision_id uuid, offence_id uuid, department_id uuid, state text, language text, amount_cents bigint, opening_cents bigint, number text,
         reference text, notified_on date) ORDER BY r.decision_id`,
      [rows, tx.today, by, tx.now],
    );
  }
}

function rowOf({ fine, personId, offenceId, decisionId }: StagedFine): Readonly<Record<string, unknown>> {
  return {
    decision_id: decisionId,
    offence_id: offenceId,
    person_id: personId,
    is_debtor_liable: fine.isDebtorLiable,
    department_id: fine.departmentId,
    article: fine.article,
    facts_on: fine.factsOn ?? null,
    state: fine.state,
    language: fine.language,
    amount_cents: fine.amountCents,
    opening_cents: fine.state === 'withdrawn' ? 0 : fine.outstandingCents,
    number: fine.number,
    reference: fine.reference,
    notified_on: fine.notifiedOn,
  };
}
