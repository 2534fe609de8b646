import { Injectable } from '@nestjs/common';
import type { AppealId, DecisionId, DepartmentId, OffenceId, PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import type { AppealState } from './appeal.rules';
import type { AppealList } from './appeal-lists.types';
import type { JudgmentOutcome, JudgmentState } from './judgment.rules';

/** The decision that a line of a list is about. */
interface ListedDecision {
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
  readonly decisionNumber: string;
  readonly personName: string;
}

/** One decision of an appeal, with its last judgment that was not refused. */
export interface ListedAppeal extends ListedDecision {
  readonly appealId: AppealId;
  readonly state: AppealState;
  readonly lodgedOn: LegalDate;
  readonly docketNumber: string;
  readonly courtCode: string;
  readonly judgmentState: JudgmentState | null;
  readonly outcome: JudgmentOutcome | null;
}

/** A decision whose window is over, before the margin is (D7). */
export interface WindowToCheck extends ListedDecision {
  readonly lastDay: LegalDate;
  /** The last day of the margin; after it nobody has to ask. */
  readonly marginEndsOn: LegalDate;
}

interface ListFilter {
  readonly list: AppealList;
  /** Undefined for whoever spans departments. */
  readonly departmentId: DepartmentId | undefined;
  /** The latest day of lodging of which the court's month has passed. */
  readonly monthPassedUntil: LegalDate;
  readonly after: { readonly lodgedOn: string; readonly appealId: string; readonly decisionId: string } | undefined;
}

const DECISION = `d.id AS "decisionId", o.id AS "offenceId", p.id AS "personId", coalesce(d.number, '') AS "decisionNumber", concat_ws(', ', p.family_name, nullif(p.given_names, '')) AS "personName"`;

const WHERE: Readonly<Record<AppealList, string>> = {
  open: `x.state IN ('lodged', 'pending', 'judged')`,
  'month-passed': `x.state IN ('lodged', 'pending') AND a.lodged_on <= $6`,
  'to-confirm': `j.state = 'proposed'`,
  closed: `x.state IN ('final', 'withdrawn', 'mistaken')`,
};

/** SQL of the lists of appeals; reads only. */
@Injectable()
export class AppealListsRepository {
  /** One line for each decision under appeal, the first lodged first. */
  appeals(tx: Tx, { list, departmentId, monthPassedUntil, after }: ListFilter, limit: number): Promise<ListedAppeal[]> {
    const { lodgedOn = null, appealId = null, decisionId = null } = after ?? {};
    return tx.query<ListedAppeal>(
      `SELECT ${DECISION}, a.id AS "appealId", x.state, a.lodged_on AS "lodgedOn", a.docket_number AS "docketNumber", a.court_code AS "courtCode",
         j.state AS "judgmentState", j.outcome
       FROM appeal_decision x JOIN appeal a ON a.id = x.appeal_id JOIN decision d ON d.id = x.decision_id JOIN offence o ON o.id = d.offence_id JOIN person p ON p.id = o.person_id
         LEFT JOIN LATERAL (SELECT j.state, j.outcome FROM judgment j WHERE j.appeal_id = x.appeal_id AND j.decision_id = x.decision_id AND j.state <> 'refused'
                            ORDER BY j.recorded_at DESC, j.id DESC LIMIT 1) j ON TRUE
       WHERE ($1::uuid IS NULL OR x.department_id = $1) AND ($2::date IS NULL OR (a.lodged_on, a.id, d.id) > ($2, $3::uuid, $4::uuid)) AND $6::date IS NOT NULL AND ${WHERE[list]}
       ORDER BY a.lodged_on, a.id, d.id LIMIT $5`,
      [departmentId ?? null, lodgedOn, appealId, decisionId, limit, monthPassedUntil],
    );
  }

  /** Fines whose later last day is past, on which something is owed or deposited, without an appeal and not asked about yet; the oldest first. */
  windowsToCheck(
    tx: Tx,
    departmentId: DepartmentId | undefined,
    marginDays: number,
    limit?: number,
  ): Promise<WindowToCheck[]> {
    return tx.query<WindowToCheck>(
      `SELECT ${DECISION}, n.last_day AS "lastDay", n.margin_ends_on AS "marginEndsOn"
       FROM windows_to_check($2::date, $3::int) n JOIN decision d ON d.id = n.decision_id JOIN offence o ON o.id = d.offence_id JOIN person p ON p.id = o.person_id
       WHERE $1::uuid IS NULL OR d.department_id = $1 ORDER BY n.last_day, d.id LIMIT $4`,
      [departmentId ?? null, tx.today, marginDays, limit ?? null],
    );
  }

  /**
   * Decisions that an appeal can be against together with this one, which may have fallen meanwhile: the person's own, those that are `ticked`, and those of the department whose
   * number or person is `wanted`.
   */
  appealable(
    tx: Tx,
    decisionId: DecisionId,
    { ticked, wanted }: { readonly ticked: readonly string[]; readonly wanted: string },
  ): Promise<ListedDecision[]> {
    return tx.query<ListedDecision>(
      `SELECT ${DECISION} FROM decision own JOIN offence w ON w.id = own.offence_id
         JOIN offence o ON o.department_id = w.department_id JOIN decision d ON d.offence_id = o.id JOIN person p ON p.id = o.person_id
       WHERE own.id = $1 AND (d.state IN ('signed', 'notified') OR (d.state IN ('withdrawn', 'annulled') AND (d.id = own.id OR d.id::text = ANY($2) OR d.number = $3)))
         AND (o.person_id = w.person_id OR d.id::text = ANY($2)
           OR $3 <> '' AND (d.number = $3 OR strpos(lower(concat_ws(' ', p.family_name, p.given_names)), lower($3)) > 0))
       ORDER BY d.id <> own.id, d.id::text <> ALL($2), d.number, d.id LIMIT 20`,
      [decisionId, ticked, wanted],
    );
  }

  /** How many proposals to release a deposit rest on nobody having appealed against this decision. */
  async openReleaseCount(tx: Tx, decisionId: DecisionId): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM deposit_release r JOIN deposit t ON t.id = r.deposit_id WHERE t.decision_id = $1 AND r.state = 'proposed' AND r.ground = 'no-appeal'`,
      [decisionId],
    );
    return row?.count ?? 0;
  }
}
