import { Injectable } from '@nestjs/common';
import type {
  DecisionId,
  DepartmentId,
  DocumentId,
  NotificationAttemptId,
  NotificationFactId,
  OffenceId,
  PersonId,
  UserId,
} from '../kernel/ids';
import type { ReturnReference } from '../documents/return-reference';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import type { RestingOnTheEnd } from './lost-ground.rules';
import type { Attempt, Register, RegisterFact } from './register.rules';

/** An attempt as it is shown: with its addressee's name and who recorded it. */
export interface AttemptRow extends Attempt {
  readonly addresseeName: string;
  readonly recordedByName: string;
  readonly recordedOn: LegalDate;
}

/** A record as it is shown. */
export interface FactRow extends RegisterFact {
  readonly correctionReason: string | undefined;
  readonly recordedByName: string;
  readonly recordedOn: LegalDate;
}

/** A register with what its page shows. */
export interface ShownRegister extends Register {
  readonly attempts: readonly AttemptRow[];
  readonly facts: readonly FactRow[];
}

/** What a new attempt writes. */
export interface NewAttempt extends Attempt {
  readonly decisionId: DecisionId;
  readonly departmentId: DepartmentId;
}

/** What a new record writes. */
export interface NewFact extends RegisterFact {
  readonly decisionId: DecisionId;
  readonly departmentId: DepartmentId;
  readonly correctionReason?: string;
}

/** A release of a deposit that was proposed or confirmed because no appeal came in time (D7). */
export interface ReleaseOnNoAppeal {
  readonly depositId: string;
  readonly state: 'proposed' | 'confirmed';
}

/** The letter that came back, by the reference in its window. */
export interface LetterRow {
  readonly documentId: DocumentId;
  readonly kind: string;
  readonly departmentId: DepartmentId;
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
  readonly number: string;
  readonly version: number;
  readonly addresseeId: PersonId;
  readonly addresseeName: string;
  readonly address: string;
}

const FULL_NAME = `concat_ws(' ', p.family_name, nullif(p.given_names, ''))`;
const brusselsDay = (column: string): string => `(${column} AT TIME ZONE 'Europe/Brussels')::date`;

interface FactSqlRow extends Omit<FactRow, 'attemptId' | 'receipt' | 'supersedes' | 'correctionReason'> {
  readonly attemptId: NotificationAttemptId | null;
  readonly receipt: 'signed' | 'refused' | null;
  readonly supersedes: NotificationFactId | null;
  readonly correctionReason: string | null;
}

/** SQL of the register of attempts: added to, read, nothing else. */
@Injectable()
export class RegisterRepository {
  /** All that is known of a decision, in the order in which it was recorded. */
  async ofDecision(tx: Tx, decisionId: DecisionId): Promise<ShownRegister> {
    const attempts = await tx.query<AttemptRow>(
      `SELECT a.id, a.addressee_id AS "addresseeId", a.channel, a.is_anew AS "isAnew", a.states_remedies AS "statesRemedies", a.item_number AS "itemNumber", ${FULL_NAME} AS "addresseeName",
         u.display_name AS "recordedByName", ${brusselsDay('a.recorded_at')} AS "recordedOn"
       FROM notification_attempt a JOIN person p ON p.id = a.addressee_id JOIN user_account u ON u.id = a.recorded_by
       WHERE a.decision_id = $1 ORDER BY a.recorded_at, a.id`,
      [decisionId],
    );
    const facts = await tx.query<FactSqlRow>(
      `SELECT f.id, f.attempt_id AS "attemptId", f.kind, f.happened_on AS "happenedOn", f.receipt, f.note, f.supersedes, f.correction_reason AS "correctionReason",
         u.display_name AS "recordedByName", ${brusselsDay('f.recorded_at')} AS "recordedOn"
       FROM notification_fact f JOIN user_account u ON u.id = f.recorded_by WHERE f.decision_id = $1 ORDER BY f.recorded_at, f.id`,
      [decisionId],
    );
    return {
      attempts,
      facts: facts.map((row) => ({
        ...row,
        attemptId: row.attemptId ?? undefined,
        receipt: row.receipt ?? undefined,
        supersedes: row.supersedes ?? undefined,
        correctionReason: row.correctionReason ?? undefined,
      })),
    };
  }

  async insertAttempt(tx: Tx, row: NewAttempt, by: UserId): Promise<void> {
    await tx.query(
      `INSERT INTO notification_attempt (id, department_id, decision_id, addressee_id, channel, is_anew, item_number, recorded_by, recorded_at, states_remedies)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        row.id,
        row.departmentId,
        row.decisionId,
        row.addresseeId,
        row.channel,
        row.isAnew,
        row.itemNumber,
        by,
        tx.now,
        row.statesRemedies ?? false,
      ],
    );
  }

  async insertFact(tx: Tx, row: NewFact, by: UserId): Promise<void> {
    await tx.query(
      `INSERT INTO notification_fact (id, department_id, decision_id, attempt_id, kind, happened_on, receipt, note, supersedes, correction_reason, recorded_by, recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        row.id,
        row.departmentId,
        row.decisionId,
        row.attemptId ?? null,
        row.kind,
        row.happenedOn,
        row.receipt ?? null,
        row.note,
        row.supersedes ?? null,
        row.correctionReason ?? null,
        by,
        tx.now,
      ],
    );
  }

  /** Of which decision an attempt or a record is. */
  async decisionOf(tx: Tx, id: NotificationAttemptId | NotificationFactId): Promise<DecisionId | undefined> {
    const [row] = await tx.query<{ decisionId: DecisionId }>(
      `SELECT decision_id AS "decisionId" FROM notification_attempt WHERE id = $1
       UNION ALL SELECT decision_id FROM notification_fact WHERE id = $1`,
      [id],
    );
    return row?.decisionId;
  }

  /** Names of persons, as they are shown. */
  names(tx: Tx, ids: readonly PersonId[]): Promise<{ readonly id: PersonId; readonly name: string }[]> {
    return tx.query(
      `SELECT p.id, ${FULL_NAME} AS name FROM person p WHERE p.id = ANY($1::uuid[]) ORDER BY name, p.id`,
      [ids],
    );
  }

  /** Releases that rest on the end of the window (D7); a confirmed one stays, and a person looks at it. */
  releasesOnNoAppeal(tx: Tx, decisionId: DecisionId): Promise<ReleaseOnNoAppeal[]> {
    return tx.query<ReleaseOnNoAppeal>(
      `SELECT r.deposit_id AS "depositId", r.state FROM deposit_release r JOIN deposit d ON d.id = r.deposit_id
       WHERE d.decision_id = $1 AND r.ground = 'no-appeal' AND r.state IN ('proposed', 'confirmed') ORDER BY r.proposed_at, r.id`,
      [decisionId],
    );
  }

  /** What may rest on the end of a month: looks at the registry, appeals that are open, and a judgment after which nothing does. */
  async restingOnTheEnd(tx: Tx, decisionId: DecisionId): Promise<RestingOnTheEnd> {
    const checks = await tx.query<{ on: LegalDate }>(
      'SELECT checked_on AS "on" FROM standing_registry_check WHERE decision_id = $1',
      [decisionId],
    );
    const appeals = await tx.query<{ on: LegalDate }>(
      `SELECT a.lodged_on AS "on" FROM appeal_decision x JOIN appeal a ON a.id = x.appeal_id WHERE x.decision_id = $1 AND x.state IN ('lodged', 'pending', 'judged')`,
      [decisionId],
    );
    const [fine] = await tx.query<{ isJudged: boolean; isOffered: boolean }>(
      `SELECT decision_at_recovery(d.id) AS "isOffered", (SELECT count(*) FROM liable_party l WHERE l.offence_id = d.offence_id) <= 1
         AND EXISTS (SELECT FROM judgment j WHERE j.decision_id = d.id AND j.state = 'confirmed' AND j.outcome IN ('confirmed', 'reduced', 'partly', 'struck-out')) AS "isJudged"
       FROM decision d WHERE d.id = $1`,
      [decisionId],
    );
    return {
      isJudged: fine?.isJudged === true,
      isOffered: fine?.isOffered === true,
      today: tx.today,
      registryCheckedOn: checks.map(({ on }) => on),
      appealsLodgedOn: appeals.map(({ on }) => on),
    };
  }

  /** The letter whose window bears this reference, the last one of several. */
  async letter(tx: Tx, { number, ordinal, letter }: ReturnReference): Promise<LetterRow | undefined> {
    const [row] = await tx.query<LetterRow>(
      `SELECT t.id AS "documentId", t.kind, t.department_id AS "departmentId", d.id AS "decisionId", o.id AS "offenceId", o.person_id AS "personId", d.number, d.version,
         p.id AS "addresseeId", ${FULL_NAME} AS "addresseeName",
         concat_ws(E'\\n', p.address_line, nullif(concat_ws(' ', p.postal_code, p.municipality), ''), nullif(p.country, 'BE')) AS address
       FROM document t JOIN decision d ON d.id = t.decision_id JOIN offence o ON o.id = d.offence_id JOIN person p ON p.id = standing_addressee(t.addressee_id, t.decision_id, t.created_at)
       WHERE d.number = $1 AND t.addressee_ordinal = $2 AND t.kind = $3 ORDER BY t.created_at DESC, t.id DESC LIMIT 1`,
      [number, ordinal, letter],
    );
    return row;
  }

  /** The last sending of a letter in a mailing that has not come back, with the day on which it was posted. */
  async lastSending(tx: Tx, documentId: DocumentId): Promise<{ id: string; postedOn: LegalDate } | undefined> {
    const [row] = await tx.query<{ id: string; postedOn: LegalDate }>(
      `SELECT i.id, b.posted_on AS "postedOn" FROM mail_item i JOIN mail_batch b ON b.id = i.batch_id
       WHERE i.document_id = $1 AND b.state = 'posted' AND NOT EXISTS (SELECT FROM letter_return r WHERE r.mail_item_id = i.id)
       ORDER BY b.posted_on DESC, i.id DESC LIMIT 1`,
      [documentId],
    );
    return row;
  }

  /** Notes that a letter about a decision came back, and which sending of it. */
  async insertReturn(
    tx: Tx,
    letter: Pick<LetterRow, 'documentId' | 'departmentId'>,
    back: {
      readonly id: string;
      readonly mailItemId: string | undefined;
      readonly reason: string;
      readonly returnedOn: string;
    },
    by: UserId,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO letter_return (id, department_id, document_id, mail_item_id, reason, returned_on, recorded_by, recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        back.id,
        letter.departmentId,
        letter.documentId,
        back.mailItemId ?? null,
        back.reason,
        back.returnedOn,
        by,
        tx.now,
      ],
    );
  }
}
