import { Injectable } from '@nestjs/common';
import { newId, type AppealId, type DecisionId, type DepartmentId, type DocumentId, type JudgmentId, type OffenceId, type PersonId, type UserId } from '../kernel/ids'; // prettier-ignore
import type { LegalDate } from '../kernel/legal-date';
import { addCents, centsFromDatabase, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import type { DecisionState } from '../decisions/decision.rules';
import type { AppealEntries } from './appeal-correction.rules';
import type { Appellant, AppealState } from './appeal.rules';
import type { FineMoney, JudgmentOutcome, JudgmentStage, JudgmentState } from './judgment.rules';

/** An appeal as it is kept. */
export interface AppealRow {
  readonly id: AppealId;
  readonly departmentId: DepartmentId;
  readonly lodgedOn: LegalDate;
  readonly learnedOn: LegalDate;
  readonly courtCode: string;
  readonly divisionCode: string;
  readonly docketNumber: string;
  readonly appellant: Appellant;
  readonly appellantName: string;
  readonly note: string;
  readonly recordedByName: string;
  readonly recordedAt: Date;
  readonly version: number;
}

/** One decision of an appeal, with its file. */
export interface AppealLine {
  readonly appealId: AppealId;
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
  readonly decisionNumber: string;
  readonly decisionState: DecisionState;
  readonly state: AppealState;
  readonly closedOn: LegalDate | null;
  readonly closeReason: string;
}

/** Another appeal against the same decision: whoever owes it with the others may appeal for themselves (R1.1.11, R4.1). */
export interface OtherAppeal {
  readonly appealId: AppealId;
  readonly state: AppealState;
  readonly lodgedOn: LegalDate;
  readonly courtCode: string;
  readonly docketNumber: string;
  readonly appellant: Appellant;
  readonly appellantName: string;
}

/** A judgment on one decision. Amounts in cents. */
export interface JudgmentRow {
  readonly id: JudgmentId;
  readonly appealId: AppealId;
  readonly decisionId: DecisionId;
  readonly stage: JudgmentStage;
  readonly judgedOn: LegalDate;
  readonly reference: string;
  readonly isAdmissible: boolean;
  readonly isWellFounded: boolean;
  readonly outcome: JudgmentOutcome;
  readonly reducedToCents: Cents | undefined;
  readonly damagesCents: Cents;
  readonly costsCents: Cents;
  readonly note: string;
  /** Why it is dated before one in effect that it follows; empty otherwise. */
  readonly orderReason: string;
  readonly documentId: DocumentId | undefined;
  readonly finalOn: LegalDate | null;
  readonly finalEvidence: string;
  readonly finalisedBy: UserId | undefined;
  readonly state: JudgmentState;
  readonly recordedBy: UserId;
  readonly recordedByName: string;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly refusalReason: string | null;
  readonly cancelledCents: Cents | undefined;
  readonly owedBackCents: Cents | undefined;
  /** What earlier judgments had cancelled and this one brought back. */
  readonly restoredCents: Cents | undefined;
  readonly replacedBy: JudgmentId | undefined;
  /** The number of the remedy against it, where its court gave one (R4.6). */
  readonly remedyDocket: string | null;
}

/** What the record of a judgment writes. */
export type NewJudgment = Pick<JudgmentRow,
  'id' | 'appealId' | 'decisionId' | 'documentId' | 'stage' | 'judgedOn' | 'reference' | 'isAdmissible' | 'isWellFounded' | 'outcome' | 'reducedToCents' | 'damagesCents' | 'costsCents' | 'note' | 'orderReason' | 'recordedBy'>; // prettier-ignore

/** A judgment confirmed: what it brought back of what earlier ones had cancelled, what fell, and what is owed back. */
export interface ConfirmedMoney {
  readonly restoredCents: Cents;
  readonly cancelledCents: Cents;
  readonly owedBackCents: Cents;
}

interface JudgmentSqlRow extends Omit<
  JudgmentRow,
  | 'reducedToCents'
  | 'damagesCents'
  | 'costsCents'
  | 'cancelledCents'
  | 'owedBackCents'
  | 'restoredCents'
  | 'replacedBy'
  | 'finalisedBy'
  | 'documentId'
> {
  // prettier-ignore
  reducedToCents: string | null;
  damagesCents: string;
  costsCents: string;
  cancelledCents: string | null;
  owedBackCents: string | null;
  restoredCents: string | null;
  replacedBy: JudgmentId | null;
  finalisedBy: UserId | null;
  documentId: DocumentId | null;
}

const APPEAL = `SELECT a.id, a.department_id AS "departmentId", a.lodged_on AS "lodgedOn", a.learned_on AS "learnedOn", a.court_code AS "courtCode", a.division_code AS "divisionCode",
    a.docket_number AS "docketNumber", a.appellant, a.appellant_name AS "appellantName", a.note, u.display_name AS "recordedByName", a.recorded_at AS "recordedAt", a.version
  FROM appeal a JOIN user_account u ON u.id = a.recorded_by`;

const LINE = `SELECT x.appeal_id AS "appealId", x.decision_id AS "decisionId", d.offence_id AS "offenceId", o.person_id AS "personId", coalesce(d.number, '') AS "decisionNumber",
    d.state AS "decisionState", x.state, x.closed_on AS "closedOn", x.close_reason AS "closeReason"
  FROM appeal_decision x JOIN decision d ON d.id = x.decision_id JOIN offence o ON o.id = d.offence_id`;

const JUDGMENT = `SELECT j.id, j.appeal_id AS "appealId", j.decision_id AS "decisionId", j.stage, j.judged_on AS "judgedOn", j.reference, j.is_admissible AS "isAdmissible",
    j.is_well_founded AS "isWellFounded", j.outcome, j.reduced_to_cents AS "reducedToCents", j.damages_cents AS "damagesCents", j.costs_cents AS "costsCents", j.note, j.order_reason AS "orderReason", j.document_id AS "documentId",
    j.final_on AS "finalOn", j.final_evidence AS "finalEvidence", j.finalised_by AS "finalisedBy", j.state, j.recorded_by AS "recordedBy", r.display_name AS "recordedByName",
    d.display_name AS "decidedByName", j.decided_at AS "decidedAt", j.refusal_reason AS "refusalReason", j.cancelled_cents AS "cancelledCents", j.owed_back_cents AS "owedBackCents",
    j.restored_cents AS "restoredCents", j.replaced_by AS "replacedBy",
    (SELECT m.docket_number FROM remedy_docket m WHERE m.judgment_id = j.id ORDER BY m.recorded_at DESC, m.id DESC LIMIT 1) AS "remedyDocket"
  FROM judgment j JOIN user_account r ON r.id = j.recorded_by LEFT JOIN user_account d ON d.id = j.decided_by`;

function judgmentOf(row: JudgmentSqlRow): JudgmentRow {
  const centsOf = (text: string | null): Cents | undefined => (text === null ? undefined : centsFromDatabase(text));
  return {
    ...row,
    reducedToCents: centsOf(row.reducedToCents),
    damagesCents: centsFromDatabase(row.damagesCents),
    costsCents: centsFromDatabase(row.costsCents),
    cancelledCents: centsOf(row.cancelledCents),
    owedBackCents: centsOf(row.owedBackCents),
    restoredCents: centsOf(row.restoredCents),
    replacedBy: row.replacedBy ?? undefined,
    finalisedBy: row.finalisedBy ?? undefined,
    documentId: row.documentId ?? undefined,
  };
}

/** SQL of appeals and judgments. Every change is made under the locks of the decision and of the appeal, in that order. */
@Injectable()
export class AppealsRepository {
  async insert(
    tx: Tx,
    appeal: Omit<AppealRow, 'recordedByName' | 'recordedAt' | 'version'> & { readonly recordedBy: UserId },
    decisionIds: readonly DecisionId[],
  ): Promise<void> {
    const { id, departmentId } = appeal;
    await tx.query(
      `INSERT INTO appeal (id, department_id, lodged_on, learned_on, court_code, division_code, docket_number, appellant, appellant_name, note, recorded_by, recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [id, departmentId, appeal.lodgedOn, appeal.learnedOn, appeal.courtCode, appeal.divisionCode, appeal.docketNumber, appeal.appellant, appeal.appellantName, appeal.note, appeal.recordedBy, tx.now], // prettier-ignore
    );
    await tx.query(
      `INSERT INTO appeal_decision (appeal_id, decision_id, department_id, state) SELECT $1, t, $2, $3 FROM unnest($4::uuid[]) t`,
      [id, departmentId, appeal.docketNumber === '' ? 'lodged' : 'pending', decisionIds],
    );
  }

  /** The decision of an appeal that is taken over, under its lock, of whichever department. */
  async lockDecision(
    tx: Tx,
    decisionId: DecisionId,
  ): Promise<
    | (Pick<AppealLine, 'offenceId' | 'personId'> & {
        readonly departmentId: DepartmentId;
        readonly state: string;
        readonly signedOn: LegalDate | null;
      })
    | undefined
  > {
    const [row] = await tx.query<
      Pick<AppealLine, 'offenceId' | 'personId'> & {
        departmentId: DepartmentId;
        state: string;
        signedOn: LegalDate | null;
      }
    >(
      `SELECT d.department_id AS "departmentId", d.offence_id AS "offenceId", o.person_id AS "personId", d.state, d.signed_on AS "signedOn"
       FROM decision d JOIN offence o ON o.id = d.offence_id WHERE d.id = $1 FOR UPDATE OF d`,
      [decisionId],
    );
    return row;
  }

  async find(tx: Tx, id: AppealId): Promise<AppealRow | undefined> {
    const [row] = await tx.query<AppealRow>(`${APPEAL} WHERE a.id = $1`, [id]);
    return row;
  }

  /** The appeal under its lock. */
  async lock(tx: Tx, id: AppealId): Promise<AppealRow | undefined> {
    await tx.query('SELECT 1 FROM appeal WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  /** The decisions of an appeal, by number. */
  lines(tx: Tx, id: AppealId): Promise<AppealLine[]> {
    return tx.query<AppealLine>(`${LINE} WHERE x.appeal_id = $1 ORDER BY d.number, x.decision_id`, [id]);
  }

  /** The lines of a decision: each appeal that was made on it, the first first. */
  linesOfDecision(tx: Tx, decisionId: DecisionId): Promise<AppealLine[]> {
    return tx.query<AppealLine>(
      `${LINE} JOIN appeal a ON a.id = x.appeal_id WHERE x.decision_id = $1 ORDER BY a.lodged_on, a.id`,
      [decisionId],
    );
  }

  /** When nothing was left of a decision any more: the Office withdrew it, or a judgment that annuls took effect here; undefined while it stands. */
  async fellOn(tx: Tx, decisionId: DecisionId): Promise<LegalDate | undefined> {
    const [row] = await tx.query<{ on: LegalDate | null }>(
      `SELECT CASE d.state
          WHEN 'withdrawn' THEN (SELECT w.decided_on FROM withdrawal w WHERE w.decision_id = d.id AND w.state = 'withdrawn')
          WHEN 'annulled' THEN (SELECT min(j.decided_at AT TIME ZONE 'Europe/Brussels')::date FROM judgment j WHERE j.decision_id = d.id AND j.state = 'confirmed' AND j.outcome = 'annulled')
        END AS "on" FROM decision d WHERE d.id = $1`,
      [decisionId],
    );
    return row?.on ?? undefined;
  }

  /** The appeals against a decision beside this one, or all of them; the first lodged first. */
  others(tx: Tx, decisionId: DecisionId, appealId?: AppealId): Promise<OtherAppeal[]> {
    return tx.query<OtherAppeal>(
      `SELECT a.id AS "appealId", x.state, a.lodged_on AS "lodgedOn", a.court_code AS "courtCode", a.docket_number AS "docketNumber", a.appellant, a.appellant_name AS "appellantName"
       FROM appeal_decision x JOIN appeal a ON a.id = x.appeal_id WHERE x.decision_id = $1 AND a.id IS DISTINCT FROM $2 ORDER BY a.lodged_on, a.id`,
      [decisionId, appealId ?? null],
    );
  }

  /** Every judgment of an appeal, the first given first. */
  async judgments(tx: Tx, id: AppealId): Promise<JudgmentRow[]> {
    const rows = await tx.query<JudgmentSqlRow>(
      `${JUDGMENT} WHERE j.appeal_id = $1 ORDER BY j.judged_on, j.recorded_at, j.id`,
      [id],
    );
    return rows.map(judgmentOf);
  }

  async judgment(tx: Tx, id: JudgmentId): Promise<JudgmentRow | undefined> {
    const [row] = await tx.query<JudgmentSqlRow>(`${JUDGMENT} WHERE j.id = $1`, [id]);
    return row && judgmentOf(row);
  }

  async touch(tx: Tx, id: AppealId, docketNumber?: string): Promise<void> {
    await tx.query(
      'UPDATE appeal SET version = version + 1, docket_number = coalesce($2, docket_number) WHERE id = $1',
      [id, docketNumber ?? null],
    );
  }

  /** What was recorded wrongly, put right. */
  async correct(tx: Tx, id: AppealId, right: AppealEntries): Promise<void> {
    const { lodgedOn, learnedOn, courtCode, divisionCode, docketNumber } = right;
    await tx.query(
      `UPDATE appeal SET lodged_on = $2, learned_on = $3, court_code = $4, division_code = $5, docket_number = $6, version = version + 1 WHERE id = $1`,
      [id, lodgedOn, learnedOn, courtCode, divisionCode, docketNumber],
    );
  }

  /** A step of one line; `closedOn` for the states in which nothing is open any more. */
  async step(
    tx: Tx,
    { appealId, decisionId }: Pick<AppealLine, 'appealId' | 'decisionId'>,
    state: AppealState,
    closed?: { readonly on: LegalDate; readonly reason: string },
  ): Promise<void> {
    await tx.query(
      `UPDATE appeal_decision SET state = $3, closed_on = $4, close_reason = $5 WHERE appeal_id = $1 AND decision_id = $2`,
      [appealId, decisionId, state, closed?.on ?? null, closed?.reason ?? ''],
    );
  }

  async insertJudgment(tx: Tx, departmentId: DepartmentId, judgment: NewJudgment): Promise<void> {
    await tx.query(
      `INSERT INTO judgment (id, department_id, appeal_id, decision_id, stage, judged_on, reference, is_admissible, is_well_founded, outcome, reduced_to_cents, damages_cents, costs_cents, note, document_id, state, recorded_by, recorded_at, order_reason)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'recorded', $16, $17, $18)`,
      [judgment.id, departmentId, judgment.appealId, judgment.decisionId, judgment.stage, judgment.judgedOn, judgment.reference, judgment.isAdmissible, judgment.isWellFounded, judgment.outcome, judgment.reducedToCents ?? null, judgment.damagesCents, judgment.costsCents, judgment.note, judgment.documentId ?? null, judgment.recordedBy, tx.now, judgment.orderReason], // prettier-ignore
    );
  }

  async finalise(
    tx: Tx,
    id: JudgmentId,
    { finalOn, evidence }: { readonly finalOn: LegalDate; readonly evidence: string },
    by: UserId,
  ): Promise<void> {
    await tx.query(
      `UPDATE judgment SET state = 'proposed', final_on = $2, final_evidence = $3, finalised_by = $4 WHERE id = $1`,
      [id, finalOn, evidence, by],
    );
  }

  async setPaper(tx: Tx, id: JudgmentId, documentId: DocumentId): Promise<void> {
    await tx.query('UPDATE judgment SET document_id = $2 WHERE id = $1', [id, documentId]);
  }

  async contest(tx: Tx, id: JudgmentId): Promise<void> {
    await tx.query(`UPDATE judgment SET state = 'contested' WHERE id = $1`, [id]);
  }

  /** The remedy failed: nothing follows from it. */
  async note(tx: Tx, id: JudgmentId, by: UserId): Promise<void> {
    await tx.query(`UPDATE judgment SET state = 'noted', decided_by = $2, decided_at = $3 WHERE id = $1`, [id, by, tx.now]); // prettier-ignore
  }

  /** As it was recorded: that it was final was said before the remedy was known. */
  async resume(tx: Tx, id: JudgmentId): Promise<void> {
    await tx.query(
      `UPDATE judgment SET state = 'recorded', final_on = NULL, final_evidence = '', finalised_by = NULL WHERE id = $1`,
      [id],
    );
  }

  async numberRemedy(
    tx: Tx,
    departmentId: DepartmentId,
    id: JudgmentId,
    docketNumber: string,
    by: UserId,
  ): Promise<void> {
    await tx.query(
      'INSERT INTO remedy_docket (id, department_id, judgment_id, docket_number, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)',
      [newId<string>(), departmentId, id, docketNumber, by, tx.now],
    );
  }

  async refuse(tx: Tx, id: JudgmentId, by: UserId, reason: string): Promise<void> {
    await tx.query(
      `UPDATE judgment SET state = 'refused', decided_by = $2, decided_at = $3, refusal_reason = $4 WHERE id = $1`,
      [id, by, tx.now, reason],
    );
  }

  /** The judgment and the state in which it leaves its decision together: neither stands without the other. */
  async confirm(
    tx: Tx,
    { id, decisionId }: JudgmentRow,
    by: UserId,
    money: ConfirmedMoney,
    decisionState: DecisionState,
  ): Promise<void> {
    await tx.query(
      `UPDATE judgment SET state = 'confirmed', decided_by = $2, decided_at = $3, cancelled_cents = $4, owed_back_cents = $5, restored_cents = nullif($6::bigint, 0) WHERE id = $1`,
      [id, by, tx.now, money.cancelledCents, money.owedBackCents, money.restoredCents],
    );
    await tx.query('UPDATE decision SET state = $2, version = version + 1 WHERE id = $1', [decisionId, decisionState]);
  }

  /** What was paid on a fine before it was taken over or to FPS Finance, and what of it FPS Finance has collected. */
  async paidElsewhere(
    tx: Tx,
    decisionId: DecisionId,
  ): Promise<Pick<FineMoney, 'paidElsewhereCents' | 'collectedCents'>> {
    const [row] = await tx.query<{ before: string; collected: string }>(
      `SELECT d.amount_cents - coalesce(d.opening_cents, d.amount_cents) AS before,
         (SELECT coalesce(sum(e.booked_cents), 0) FROM claim_event e JOIN claim c ON c.id = e.claim_id WHERE c.decision_id = d.id) AS collected
       FROM decision d WHERE d.id = $1`,
      [decisionId],
    );
    const collectedCents = centsFromDatabase(row?.collected ?? '0');
    return { paidElsewhereCents: addCents(centsFromDatabase(row?.before ?? '0'), collectedCents), collectedCents };
  }
}
