import { Injectable } from '@nestjs/common';
import type { DecisionNumber } from '../kernel/decision-number';
import { newId, type DecisionId, type DepartmentId, type OffenceId, type PersonId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { Article } from '../offences/obligation.rules';
import type { DecisionInOrder } from '../offences/repeat.rules';
import type { Tx } from '../platform/database/transactions';
import type { DecisionState } from './decision.rules';

/** A decision as it is kept; instants as RFC 3339 text, so that rows are plain JSON. */
export interface DecisionRow {
  readonly id: DecisionId;
  readonly departmentId: DepartmentId;
  readonly offenceId: OffenceId;
  readonly state: DecisionState;
  readonly language: 'fr' | 'nl' | 'de';
  readonly languageReason: string;
  readonly motivation: string;
  readonly amountCents: Cents;
  readonly repeatOrder: number;
  /** The earlier decision on a breach that goes on (D10). */
  readonly continuingOf: DecisionId | undefined;
  /** Why the signatory approved another fine of that breach. */
  readonly continuingApprovalReason: string | undefined;
  readonly draftedBy: UserId;
  readonly draftedAt: string;
  readonly submittedBy: UserId | undefined;
  readonly submittedAt: string | undefined;
  /** Of the last return, whatever came after it. */
  readonly returnReason: string | undefined;
  readonly signedBy: UserId | undefined;
  readonly signedOn: LegalDate | undefined;
  readonly signerName: string | undefined;
  readonly signerGrade: string | undefined;
  readonly number: string | undefined;
  readonly structuredCommunication: string | undefined;
  readonly cancelReason: string | undefined;
  /** Why the signatory approved a disputed ground (D1). */
  readonly legalReviewReason: string | undefined;
  readonly notifiedOn: LegalDate | undefined;
  readonly payableFrom: LegalDate | undefined;
  readonly version: number;
}

interface DecisionSqlRow {
  id: DecisionId;
  department_id: DepartmentId;
  offence_id: OffenceId;
  state: DecisionState;
  language: 'fr' | 'nl' | 'de';
  language_reason: string;
  motivation: string;
  amount_cents: string;
  repeat_order: number;
  continuing_of: DecisionId | null;
  continuing_approval_reason: string | null;
  drafted_by: UserId;
  drafted_at: Date;
  submitted_by: UserId | null;
  submitted_at: Date | null;
  return_reason: string | null;
  signed_by: UserId | null;
  signed_on: LegalDate | null;
  signer_name: string | null;
  signer_grade: string | null;
  number: string | null;
  structured_communication: string | null;
  cancel_reason: string | null;
  legal_review_reason: string | null;
  notified_on: LegalDate | null;
  payable_from: LegalDate | null;
  version: number;
}

const COLUMNS = `id, department_id, offence_id, state, language, language_reason, motivation, amount_cents, repeat_order, continuing_of, continuing_approval_reason, drafted_by, drafted_at,
  submitted_by, submitted_at, (SELECT r.reason FROM decision_return r WHERE r.decision_id = decision.id ORDER BY r.returned_at DESC, r.id DESC LIMIT 1) AS return_reason, signed_by, signed_on, signer_name, signer_grade, number, structured_communication, cancel_reason, legal_review_reason, notified_on, payable_from, version`;

function decisionOf(row: DecisionSqlRow): DecisionRow {
  return {
    id: row.id,
    departmentId: row.department_id,
    offenceId: row.offence_id,
    state: row.state,
    language: row.language,
    languageReason: row.language_reason,
    motivation: row.motivation,
    amountCents: centsFromDatabase(row.amount_cents),
    repeatOrder: row.repeat_order,
    continuingOf: row.continuing_of ?? undefined,
    continuingApprovalReason: row.continuing_approval_reason ?? undefined,
    draftedBy: row.drafted_by,
    draftedAt: row.drafted_at.toISOString(),
    submittedBy: row.submitted_by ?? undefined,
    submittedAt: row.submitted_at?.toISOString(),
    returnReason: row.return_reason ?? undefined,
    signedBy: row.signed_by ?? undefined,
    signedOn: row.signed_on ?? undefined,
    signerName: row.signer_name ?? undefined,
    signerGrade: row.signer_grade ?? undefined,
    number: row.number ?? undefined,
    structuredCommunication: row.structured_communication ?? undefined,
    cancelReason: row.cancel_reason ?? undefined,
    legalReviewReason: row.legal_review_reason ?? undefined,
    notifiedOn: row.notified_on ?? undefined,
    payableFrom: row.payable_from ?? undefined,
    version: row.version,
  };
}

interface InOrderRow {
  readonly id: DecisionId;
  readonly state: DecisionState;
  readonly signedAt: Date | null;
  readonly number: string | null;
  readonly signedOn: LegalDate | null;
  readonly offenceId: OffenceId;
  readonly departmentId: DepartmentId;
}

/** A decision on a breach that goes on, as the one that follows it looks at it (D10). */
export interface EarlierDecision {
  readonly id: DecisionId;
  readonly state: DecisionState;
  readonly number?: string;
  readonly signedOn?: LegalDate;
  /** The day on which the last of those who must pay was told (D10, D21). */
  readonly notifiedOn?: LegalDate;
  readonly offenceId: OffenceId;
  readonly departmentId: DepartmentId;
  readonly reportReference: string;
}

type EarlierDecisionRow = Omit<EarlierDecision, 'number' | 'signedOn' | 'notifiedOn'> & {
  readonly number: string | null;
  readonly signedOn: LegalDate | null;
  readonly notifiedOn: LegalDate | null;
};

/** What signing fixes for ever. */
export interface Signature {
  readonly signedBy: UserId;
  readonly signerName: string;
  readonly signerGrade: string;
  readonly delegationId: string;
  readonly repeatOrder: number;
  readonly number: string;
  readonly structuredCommunication: string;
  /** The signer's reason for another fine of a breach that goes on (D10, D18). */
  readonly continuingApprovalReason: string | undefined;
  /** The approval of a disputed ground (D1), by the signatory and at this moment. */
  readonly legalReviewReason: string | undefined;
}

/** SQL of decisions. Every change of a row raises its version, under the row's lock. */
@Injectable()
export class DecisionsRepository {
  async insert(
    tx: Tx,
    decision: Pick<
      DecisionRow,
      | 'id'
      | 'departmentId'
      | 'offenceId'
      | 'language'
      | 'languageReason'
      | 'motivation'
      | 'amountCents'
      | 'repeatOrder'
      | 'continuingOf'
      | 'draftedBy'
    >,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO decision (id, department_id, offence_id, state, language, language_reason, motivation, amount_cents, repeat_order, drafted_by, drafted_at, continuing_of)
       VALUES ($1, $2, $3, 'draft', $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        decision.id,
        decision.departmentId,
        decision.offenceId,
        decision.language,
        decision.languageReason,
        decision.motivation,
        decision.amountCents,
        decision.repeatOrder,
        decision.draftedBy,
        tx.now,
        decision.continuingOf ?? null,
      ],
    );
  }

  async find(tx: Tx, id: DecisionId): Promise<DecisionRow | undefined> {
    const [row] = await tx.query<DecisionSqlRow>(`SELECT ${COLUMNS} FROM decision WHERE id = $1`, [id]);
    return row && decisionOf(row);
  }

  async idByNumber(tx: Tx, number: DecisionNumber): Promise<DecisionId | undefined> {
    const [row] = await tx.query<{ id: DecisionId }>('SELECT id FROM decision WHERE number = $1', [number]);
    return row?.id;
  }

  async lock(tx: Tx, id: DecisionId): Promise<DecisionRow | undefined> {
    const [row] = await tx.query<DecisionSqlRow>(`SELECT ${COLUMNS} FROM decision WHERE id = $1 FOR UPDATE`, [id]);
    return row && decisionOf(row);
  }

  async ofOffence(tx: Tx, offenceId: OffenceId): Promise<DecisionRow[]> {
    const rows = await tx.query<DecisionSqlRow>(
      `SELECT ${COLUMNS} FROM decision WHERE offence_id = $1 ORDER BY drafted_at, id`,
      [offenceId],
    );
    return rows.map(decisionOf);
  }

  /**
   * Submitted decisions of a department that this person may sign: never one that the person has a hand in, and only under a delegation that
   * covers the article today. Oldest first.
   */
  async toSign(tx: Tx, departmentId: DepartmentId, signerId: UserId, limit: number): Promise<DecisionId[]> {
    const rows = await tx.query<{ id: DecisionId }>(
      `SELECT d.id FROM decision d JOIN offence o ON o.id = d.offence_id
       WHERE d.state = 'submitted' AND d.department_id = $1
         AND NOT EXISTS (SELECT FROM decision_author a WHERE a.decision_id = d.id AND a.user_id = $2)
         AND EXISTS (SELECT FROM signature_delegation s WHERE s.user_id = $2 AND s.article = o.article
           AND s.valid_from <= $3 AND (s.valid_to IS NULL OR s.valid_to >= $3)
           AND (s.grade IS NULL OR EXISTS (SELECT FROM user_grade g WHERE g.user_id = $2 AND g.grade = s.grade
             AND $3 BETWEEN g.valid_from AND coalesce(g.valid_to, 'infinity'))))
       ORDER BY d.submitted_at, d.id LIMIT $4`,
      [departmentId, signerId, tx.today, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** The person's decisions under an article, in every department (D32), as the order of repeat offences looks at them (R6.1). */
  async ofPersonByArticle(tx: Tx, personIds: readonly PersonId[], article: Article): Promise<DecisionInOrder[]> {
    const rows = await tx.query<InOrderRow>(
      `SELECT d.id, d.state, standing_since(d) AS "signedAt", d.number, d.signed_on AS "signedOn", d.offence_id AS "offenceId",
         d.department_id AS "departmentId"
       FROM decision d JOIN offence o ON o.id = d.offence_id WHERE o.person_id = ANY($1) AND o.article = $2 ORDER BY d.drafted_at, d.id`,
      [personIds, article],
    );
    return rows.map(({ signedAt, number, signedOn, ...row }) => ({
      ...row,
      article,
      ...(signedAt !== null && { signedAt }),
      ...(number !== null && { number }),
      ...(signedOn !== null && { signedOn }),
    }));
  }

  /** The decision that another one follows (D10): named in every department (D32), whatever became of it. */
  async earlier(tx: Tx, id: DecisionId): Promise<EarlierDecision> {
    const [row] = await tx.query<EarlierDecisionRow>(
      `SELECT d.id, d.state, d.number, d.signed_on AS "signedOn", all_debtors_told_on(d.id) AS "notifiedOn", d.offence_id AS "offenceId",
         d.department_id AS "departmentId", o.report_reference AS "reportReference"
       FROM decision d JOIN offence o ON o.id = d.offence_id WHERE d.id = $1`,
      [id],
    );
    if (row === undefined) throw new Error(`decision ${id}, which another one follows, is not there`);
    const { number, signedOn, notifiedOn, ...others } = row;
    return {
      ...others,
      ...(number !== null && { number }),
      ...(signedOn !== null && { signedOn }),
      ...(notifiedOn !== null && { notifiedOn }),
    };
  }

  async updateDraft(
    tx: Tx,
    id: DecisionId,
    draft: Pick<DecisionRow, 'language' | 'languageReason' | 'motivation'>,
  ): Promise<void> {
    await tx.query(
      'UPDATE decision SET language = $2, language_reason = $3, motivation = $4, version = version + 1 WHERE id = $1',
      [id, draft.language, draft.languageReason, draft.motivation],
    );
  }

  /** Whoever has a hand in a decision stays its author for good (D33); a second act of the same person changes nothing. */
  async addAuthor(tx: Tx, { id, departmentId }: Pick<DecisionRow, 'id' | 'departmentId'>, user: UserId): Promise<void> {
    await tx.query(
      `INSERT INTO decision_author (decision_id, user_id, department_id, since) VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT pk_decision_author DO NOTHING`,
      [id, user, departmentId, tx.now],
    );
  }

  /** Everyone who wrote into the entry that the offence was recorded from is an author too, and who closed or reopened a file of it or of the same facts (D33). */
  async addAuthorsOfEntry(tx: Tx, id: DecisionId): Promise<void> {
    await tx.query(
      `INSERT INTO decision_author (decision_id, user_id, department_id, since)
       SELECT d.id, a.user_id, d.department_id, min(a.since) FROM decision d JOIN offence o ON o.id = d.offence_id
         CROSS JOIN LATERAL (
           SELECT user_id, since FROM entry_draft_author WHERE draft_id = o.entry_draft_id
           UNION ALL SELECT unnest(ARRAY[r.recorded_by, r.reopened_by]), r.reopened_at FROM offence r
             WHERE r.reopened_at IS NOT NULL AND (r.entry_draft_id = o.entry_draft_id OR (r.person_id IN (SELECT records_of_person(o.person_id))
               AND r.obligation_code = o.obligation_code AND r.facts_on = o.facts_on))
         ) a WHERE d.id = $1 GROUP BY d.id, a.user_id, d.department_id
       ON CONFLICT ON CONSTRAINT pk_decision_author DO NOTHING`,
      [id],
    );
  }

  /** Something that the decision stands on has changed. */
  async touch(tx: Tx, id: DecisionId): Promise<void> {
    await tx.query('UPDATE decision SET version = version + 1 WHERE id = $1', [id]);
  }

  /** Everyone who recorded, drafted, changed or submitted the decision, the first first. */
  async authors(tx: Tx, id: DecisionId): Promise<UserId[]> {
    const rows = await tx.query<{ user_id: UserId }>(
      'SELECT user_id FROM decision_author WHERE decision_id = $1 ORDER BY since, user_id',
      [id],
    );
    return rows.map((row) => row.user_id);
  }

  /** Which fine it follows is what was found at this moment (D10): the signature approves that one and no other. */
  async submit(tx: Tx, id: DecisionId, by: UserId, continuingOf: DecisionId | undefined): Promise<void> {
    await tx.query(
      `UPDATE decision SET state = 'submitted', submitted_by = $2, submitted_at = $3, continuing_of = $4, version = version + 1 WHERE id = $1`,
      [id, by, tx.now, continuingOf ?? null],
    );
  }

  /** The return is a row of its own, so that no later act takes its reason away. */
  async returnToDrafter(
    tx: Tx,
    { id, departmentId }: Pick<DecisionRow, 'id' | 'departmentId'>,
    by: UserId,
    reason: string,
  ): Promise<string> {
    const returnId = newId<string>();
    await tx.query(
      `INSERT INTO decision_return (id, decision_id, department_id, returned_by, returned_at, reason) VALUES ($1, $2, $3, $4, $5, $6)`,
      [returnId, id, departmentId, by, tx.now, reason],
    );
    await tx.query(
      `UPDATE decision SET state = 'draft', submitted_by = NULL, submitted_at = NULL, version = version + 1 WHERE id = $1`,
      [id],
    );
    return returnId;
  }

  async cancel(tx: Tx, id: DecisionId, by: UserId, reason: string): Promise<void> {
    await tx.query(
      `UPDATE decision SET state = 'cancelled', cancelled_by = $2, cancelled_at = $3, cancel_reason = $4, version = version + 1 WHERE id = $1`,
      [id, by, tx.now, reason],
    );
  }

  async sign(tx: Tx, id: DecisionId, signature: Signature): Promise<void> {
    await tx.query(
      `UPDATE decision SET state = 'signed', signed_by = $2, signed_at = $3, signed_on = $4, signer_name = $5, signer_grade = $6, delegation_id = $7,
         number = $8, structured_communication = $9, repeat_order = $10, legal_review_reason = $11,
         legal_review_by = CASE WHEN $11::text IS NOT NULL THEN $2::uuid END, legal_review_at = CASE WHEN $11::text IS NOT NULL THEN $3::timestamptz END, continuing_approval_reason = $12,
         continuing_approved_by = CASE WHEN $12::text IS NOT NULL THEN $2::uuid END, continuing_approved_at = CASE WHEN $12::text IS NOT NULL THEN $3::timestamptz END,
         version = version + 1 WHERE id = $1`,
      [
        id,
        signature.signedBy,
        tx.now,
        tx.today,
        signature.signerName,
        signature.signerGrade,
        signature.delegationId,
        signature.number,
        signature.structuredCommunication,
        signature.repeatOrder,
        signature.legalReviewReason ?? null,
        signature.continuingApprovalReason ?? null,
      ],
    );
  }

  /** Since when the fine is due, by the register of attempts (D21). */
  async notify(
    tx: Tx,
    id: DecisionId,
    since: { readonly notifiedOn: LegalDate; readonly payableFrom: LegalDate },
  ): Promise<void> {
    await tx.query(
      `UPDATE decision SET state = 'notified', notified_on = $2, payable_from = $3, version = version + 1 WHERE id = $1`,
      [id, since.notifiedOn, since.payableFrom],
    );
  }

  /** The next number of a department and year, without gaps: the row stays locked until the signature commits or is undone. */
  async nextNumber(tx: Tx, departmentId: DepartmentId, year: number): Promise<number> {
    const [row] = await tx.query<{ last_number: number }>(
      `INSERT INTO decision_counter (department_id, year, last_number) VALUES ($1, $2, 1)
       ON CONFLICT (department_id, year) DO UPDATE SET last_number = decision_counter.last_number + 1 RETURNING last_number`,
      [departmentId, year],
    );
    if (!row) throw new Error('the counter gave no number');
    return row.last_number;
  }
}
