import { Injectable } from '@nestjs/common';
import type { DecisionId, DepartmentId, OffenceId, PersonId, UserId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import type {
  Finding,
  StagedAppeal,
  StagedDeposit,
  StagedFine,
  TakenFine,
  TakenRecord,
  TakeoverFile,
  TakeoverFormat,
  TakeoverKind,
} from './takeover.types';

/** A checked line, ready to wait for the second person. */
export interface NewRecord {
  readonly id: string;
  readonly line: number;
  readonly sha256Hex: string;
  /** What the hash was of the same content as CSV, when amounts were still taken as texts. */
  readonly asTextsHex: string;
  readonly departmentId: DepartmentId;
  readonly record: TakenRecord;
  /** Of a fine: under what its debtor is found, and the ids that its rows will bear. */
  readonly identity?: string;
  readonly personId?: PersonId;
  readonly offenceId?: OffenceId;
  readonly decisionId?: DecisionId;
  /** Of a deposit: under what two payers are one, as deposits have it. */
  readonly payerKey?: string;
}

export interface NewFile {
  readonly id: string;
  readonly departmentId: DepartmentId;
  readonly name: string;
  readonly kind: TakeoverKind;
  readonly sha256Hex: string;
  readonly byteCount: number;
  readonly checkedBy: UserId;
}

const FILE = `SELECT f.id, f.name, f.kind, f.format, f.state, f.byte_count::int AS "byteCount", f.record_count AS "recordCount",
    f.already_count AS "alreadyCount", f.found_person_count AS "foundPersonCount", f.new_person_count AS "newPersonCount", f.report,
    (SELECT coalesce(jsonb_object_agg(o.code, jsonb_build_object('fr', o.name_fr, 'nl', o.name_nl, 'de', o.name_de, 'en', o.name_en)), '{}')
       FROM department o WHERE o.code IN (SELECT l->>'departmentCode' FROM jsonb_array_elements(f.report) l)) AS "departmentNames",
    f.checked_by AS "checkedBy", c.display_name AS "checkedByName", f.checked_at AS "checkedAt",
    d.display_name AS "decidedByName", f.decided_at AS "decidedAt", f.version
  FROM takeover_file f JOIN user_account c ON c.id = f.checked_by LEFT JOIN user_account d ON d.id = f.decided_by`;

/** Files that were checked before records had these say nothing of them. */
type PartiesOfRecord = 'isDebtorLiable' | 'parties' | 'mandates';

type FileRow = Omit<TakeoverFile, 'decidedByName' | 'decidedAt'> & {
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
};

function fileOf({ decidedByName, decidedAt, ...row }: FileRow): TakeoverFile {
  return { ...row, decidedByName: decidedByName ?? undefined, decidedAt: decidedAt ?? undefined };
}

interface LineRow {
  readonly line: number;
  readonly column: string;
  readonly other: number | null;
}

/** SQL of the files of the take-over and the records that wait in them. */
@Injectable()
export class TakeoverRepository {
  /** One check or load at a time, so that two of the same records cannot pass each other. Readers do not wait. */
  async takeTurns(tx: Tx): Promise<void> {
    await tx.query('LOCK TABLE takeover_file IN SHARE ROW EXCLUSIVE MODE');
  }

  /**
   * Compares a whole file with what is there, by hashing: the tables have just grown within this transaction, so that the planner takes
   * them for small and would look up every row by reading all others.
   */
  async comparing<Result>(tx: Tx, compare: () => Promise<Result>): Promise<Result> {
    await tx.query(`SELECT set_config('enable_nestloop', 'off', true)`);
    const result = await compare();
    await tx.query(`SELECT set_config('enable_nestloop', 'on', true)`);
    return result;
  }

  async bySha256(tx: Tx, sha256Hex: string): Promise<TakeoverFile | undefined> {
    const [row] = await tx.query<FileRow>(`${FILE} WHERE f.sha256 = decode($1, 'hex') AND f.state <> 'discarded'`, [
      sha256Hex,
    ]);
    return row && fileOf(row);
  }

  async find(tx: Tx, id: string): Promise<TakeoverFile | undefined> {
    const [row] = await tx.query<FileRow>(`${FILE} WHERE f.id = $1`, [id]);
    return row && fileOf(row);
  }

  async list(tx: Tx, limit: number): Promise<TakeoverFile[]> {
    const rows = await tx.query<FileRow>(`${FILE} ORDER BY f.checked_at DESC, f.id LIMIT $1`, [limit]);
    return rows.map(fileOf);
  }

  /** The file, as yet without format and counts: `complete` writes them when it was read whole. */
  async insertFile(tx: Tx, file: NewFile): Promise<void> {
    await tx.query(
      `INSERT INTO takeover_file (id, department_id, name, format, kind, sha256, byte_count, state, record_count, already_count, found_person_count, new_person_count, report, checked_by, checked_at)
       VALUES ($1, $2, $3, 'csv', $4, decode($5, 'hex'), $6, 'checked', 0, 0, 0, 0, '[]', $7, $8)`,
      [file.id, file.departmentId, file.name, file.kind, file.sha256Hex, file.byteCount, file.checkedBy, tx.now],
    );
  }

  async insertRecords(tx: Tx, fileId: string, records: readonly NewRecord[]): Promise<void> {
    const rows = records.map(({ record, ...row }) => ({
      id: row.id,
      line: row.line,
      sha: row.sha256Hex,
      department_id: row.departmentId,
      kind: record.kind,
      source_id: record.id,
      number: record.number,
      reference: record.kind === 'fine' ? record.reference : null,
      content: {
        record,
        identity: row.identity,
        personId: row.personId,
        offenceId: row.offenceId,
        decisionId: row.decisionId,
        payerKey: row.payerKey,
        asTexts: row.asTextsHex,
      },
    }));
    await tx.query(
      `INSERT INTO takeover_record (id, file_id, department_id, kind, source_id, line, sha256, content, state, fine_number, reference)
       SELECT r.id, $2, r.department_id, r.kind, r.source_id, r.line, decode(r.sha, 'hex'), r.content, 'checked', r.number, r.reference
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, line int, sha text, department_id uuid, kind text, source_id text, number text, reference text, content jsonb)`,
      [JSON.stringify(rows), fileId],
    );
  }

  /** The same record with the same content that an earlier file has brought: it is not loaded again. What came as CSV was once kept by its amounts as texts. */
  async markAlreadyLoaded(tx: Tx, fileId: string): Promise<void> {
    await tx.query(
      `UPDATE takeover_record r SET state = 'already-loaded', content = NULL FROM takeover_record e
       WHERE r.file_id = $1 AND r.state = 'checked' AND e.kind = r.kind AND e.source_id = r.source_id AND e.state = 'loaded' AND (e.sha256 = r.sha256 OR e.sha256 = decode(r.content->>'asTexts', 'hex'))`,
      [fileId],
    );
  }

  /** Ids, numbers and communications that stand twice in the file. */
  async twiceInFile(tx: Tx, fileId: string, limit: number): Promise<Finding[]> {
    const twice = (column: string, value: string, where = 'true'): string =>
      `SELECT line, '${column}' AS column, first AS other FROM (
         SELECT line, min(line) OVER (PARTITION BY ${value}) AS first FROM takeover_record WHERE file_id = $1 AND ${where}) x WHERE line <> first`;
    const rows = await tx.query<LineRow>(
      `${twice('id', 'source_id')}
       UNION ALL ${twice('decisionNumber', 'compact_number(fine_number)', `kind = 'fine'`)}
       UNION ALL ${twice('structuredCommunication', 'reference', `kind = 'fine'`)}
       ORDER BY line, "column" LIMIT $2`,
      [fileId, limit],
    );
    return rows.map((row) => findingOf('take-over-twice', row));
  }

  /** What contradicts the books: the same record with other content, or a number that another fine bears. */
  async conflicts(tx: Tx, fileId: string, limit: number): Promise<Finding[]> {
    const mine = `r.file_id = $1 AND r.state = 'checked'`;
    const changed = await tx.query<LineRow>(
      `SELECT r.line, 'id' AS column, NULL AS other FROM takeover_record r JOIN takeover_record e ON e.kind = r.kind AND e.source_id = r.source_id AND e.state = 'loaded'
       WHERE ${mine} ORDER BY r.line LIMIT $2`,
      [fileId, limit],
    );
    const taken = await tx.query<LineRow>(
      `SELECT r.line, 'decisionNumber' AS column, NULL::int AS other FROM takeover_record r
       WHERE ${mine} AND r.kind = 'fine' AND EXISTS (SELECT FROM decision d WHERE d.number IS NOT NULL AND compact_number(d.number) = compact_number(r.fine_number))
       UNION ALL SELECT r.line, 'structuredCommunication', NULL FROM takeover_record r
       WHERE ${mine} AND r.kind = 'fine' AND EXISTS (SELECT FROM decision d WHERE d.structured_communication = r.reference)
       ORDER BY 1, 2 LIMIT $2`,
      [fileId, limit],
    );
    const unknown = await tx.query<LineRow>(
      `SELECT r.line, 'decisionNumber' AS column, NULL AS other FROM takeover_record r
       WHERE ${mine} AND r.kind <> 'fine' AND NOT EXISTS (SELECT FROM decision d WHERE d.number = r.fine_number AND d.state = 'notified') ORDER BY r.line LIMIT $2`,
      [fileId, limit],
    );
    const isChanged = new Set(changed.map(({ line }) => line));
    return [
      ...changed.map((row) => findingOf('take-over-conflict', row)),
      ...taken.filter(({ line }) => !isChanged.has(line)).map((row) => findingOf('take-over-taken', row)),
      ...unknown.map((row) => findingOf('take-over-fine-unknown', row)),
    ].slice(0, limit);
  }

  /** Deposits and appeals go to the fine and the department that their number names. */
  async attachToFines(tx: Tx, fileId: string): Promise<void> {
    await tx.query(
      `UPDATE takeover_record r SET decision_id = d.id, department_id = d.department_id FROM decision d
       WHERE r.file_id = $1 AND r.state = 'checked' AND r.kind <> 'fine' AND d.number = r.fine_number`,
      [fileId],
    );
  }

  /**
   * Who the debtors are: somebody on record under exactly the same identity, when there is one such person and no more; else the first
   * of the file under that identity; else a person of their own.
   */
  async resolvePersons(tx: Tx, fileId: string): Promise<void> {
    await tx.query(
      `UPDATE takeover_record r SET person_id = x.person_id FROM (
         SELECT t.id, coalesce(p.id, first_value((t.content->>'personId')::uuid) OVER (
           PARTITION BY coalesce(t.content->>'identity', t.id::text) ORDER BY t.line)) AS person_id
         FROM takeover_record t LEFT JOIN LATERAL (
           SELECT CASE WHEN count(*) = 1 THEN min(p.id::text)::uuid END AS id FROM person p, jsonb_to_record(t.content #> '{record,debtor}') AS d ("familyName" text, "givenNames" text, nationality text, "birthDate" jsonb)
           WHERE t.content->>'identity' IS NOT NULL AND p.kind = 'natural' AND p.merged_into IS NULL
             AND p.birth_year = (d."birthDate"->>'year')::smallint AND p.birth_month = (d."birthDate"->>'month')::smallint AND p.birth_day = (d."birthDate"->>'day')::smallint
             AND p.family_name = d."familyName" AND p.given_names = d."givenNames"
             AND (p.nationality = d.nationality OR 'unknown' IN (p.nationality, d.nationality))) p ON true
         WHERE t.file_id = $1 AND t.state = 'checked' AND t.kind = 'fine') x
       WHERE r.id = x.id`,
      [fileId],
    );
  }

  /** Writes what the check has found; answers how many records the file has. */
  async complete(tx: Tx, fileId: string, format: TakeoverFormat): Promise<void> {
    await tx.query(
      `UPDATE takeover_file f SET format = $2, record_count = c.all, already_count = c.already, new_person_count = c.persons, found_person_count = c.found, report = c.report
       FROM (SELECT count(*)::int AS all, count(*) FILTER (WHERE state = 'already-loaded')::int AS already,
               count(*) FILTER (WHERE person_id = (content->>'personId')::uuid)::int AS persons,
               count(*) FILTER (WHERE person_id IS NOT NULL AND person_id <> (content->>'personId')::uuid)::int AS found,
               (SELECT coalesce(jsonb_agg(l ORDER BY l."departmentCode", l.state), '[]') FROM (
                  SELECT t.code AS "departmentCode", r.content #>> '{record,state}' AS state, count(*)::int AS count,
                    coalesce(sum((r.content #>> '{record,amountCents}')::bigint), 0) AS "amountCents", coalesce(sum((r.content #>> '{record,outstandingCents}')::bigint), 0) AS "outstandingCents"
                  FROM takeover_record r JOIN department t ON t.id = r.department_id WHERE r.file_id = $1 AND r.state = 'checked' GROUP BY 1, 2) l) AS report
             FROM takeover_record WHERE file_id = $1) c
       WHERE f.id = $1`,
      [fileId, format],
    );
  }

  /** The next fines of the file that wait, in the order of its lines. */
  async staged(tx: Tx, fileId: string, afterLine: number, limit: number): Promise<StagedFine[]> {
    const rows = await tx.query<{
      id: string;
      line: number;
      person_id: PersonId;
      content: Pick<NewRecord, 'personId'> & {
        record: Omit<TakenFine, PartiesOfRecord> & Partial<Pick<TakenFine, PartiesOfRecord>>;
        offenceId: OffenceId;
        decisionId: DecisionId;
      };
    }>(
      `SELECT id, line, person_id, content FROM takeover_record WHERE file_id = $1 AND state = 'checked' AND line > $2 ORDER BY line LIMIT $3`,
      [fileId, afterLine, limit],
    );
    return rows.map(({ id, line, person_id, content }) => ({
      recordId: id,
      line,
      personId: person_id,
      isNewPerson: content.personId === person_id,
      decisionId: content.decisionId,
      offenceId: content.offenceId,
      fine: { isDebtorLiable: true, parties: [], mandates: [], ...content.record },
    }));
  }

  /** The next deposits or appeals of the file that wait, in the order of its lines. */
  stagedOthers(tx: Tx, fileId: string, afterLine: number, limit: number): Promise<(StagedDeposit | StagedAppeal)[]> {
    return tx.query<StagedDeposit | StagedAppeal>(
      `SELECT id AS "recordId", line, decision_id AS "decisionId", content->'record' AS record
       FROM takeover_record WHERE file_id = $1 AND state = 'checked' AND line > $2 ORDER BY line LIMIT $3`,
      [fileId, afterLine, limit],
    );
  }

  /** They are on file now, and their content with them. */
  async markLoaded(tx: Tx, fines: readonly Pick<StagedFine, 'recordId' | 'decisionId'>[]): Promise<void> {
    await tx.query(
      `UPDATE takeover_record r SET state = 'loaded', content = NULL, decision_id = x.decision_id
       FROM jsonb_to_recordset($1::jsonb) AS x (id uuid, decision_id uuid) WHERE r.id = x.id`,
      [JSON.stringify(fines.map(({ recordId, decisionId }) => ({ id: recordId, decision_id: decisionId })))],
    );
  }

  async markRest(tx: Tx, fileId: string, state: 'loaded' | 'discarded'): Promise<void> {
    await tx.query(
      `UPDATE takeover_record SET state = $2, content = CASE WHEN $2 = 'loaded' THEN content END WHERE file_id = $1 AND state = 'checked'`,
      [fileId, state],
    );
  }

  async decide(tx: Tx, fileId: string, state: 'loaded' | 'discarded', by: UserId): Promise<void> {
    await tx.query(
      'UPDATE takeover_file SET state = $2, decided_by = $3, decided_at = $4, version = version + 1 WHERE id = $1',
      [fileId, state, by, tx.now],
    );
  }
}

function findingOf(code: string, { line, column, other }: LineRow): Finding {
  return { code, field: column, params: { line, column, ...(other !== null && { other }) } };
}
