import { Injectable } from '@nestjs/common';
import type { BirthDate } from '../kernel/birth-date';
import type { DepartmentId, PersonId, UserId } from '../kernel/ids';
import type { NationalNumber } from '../kernel/national-number';
import type { Tx } from '../platform/database/transactions';
import { FACT_COLUMNS, factColumns, PERSON_COLUMNS, personOf, type PersonRow } from './person-row';
import {
  searchKeyOf,
  soundKeysOf,
  type Person,
  type PersonFacts,
  type PersonKind,
  type PersonNames,
} from './person.rules';
import type { Comparable } from './duplicate.rules';
import type { FileOfPerson, StandingFlag } from './person.view';

/** What is looked for; every given part must agree. Word similarity of names is that of pg_trgm, 0 to 1. */
export interface PersonCriteria {
  /** Folded words, each of which must resemble a word of the person. */
  readonly words?: readonly string[];
  /** Folded text that as a whole must resemble the person's names, in any order. */
  readonly names?: string;
  /** How the sought words sound; whoever has each of them is found beside those whose names resemble. */
  readonly sounds?: readonly string[];
  /** Folded words by which the hits are put in order; by default those that are sought. */
  readonly ranking?: readonly string[];
  /** Agrees also with a birth date that is known less precisely. */
  readonly birthDate?: BirthDate;
  readonly officeFileNumber?: string;
  readonly nationalNumber?: NationalNumber;
  /** Number of an identity document, enterprise or foreign register: capitals and digits. */
  readonly documentNumber?: string;
  readonly kind?: PersonKind;
  readonly similarity: number;
  readonly limit: number;
}

/** A decision that stands, in which a person is the offender or has to pay. */
export interface StandingDecision {
  readonly departmentId: DepartmentId;
  readonly article: string;
  readonly number: string;
  readonly isOffender: boolean;
}

/** Why a record was changed. */
export type VersionCause = 'correction' | 'merge' | 'merge-undo' | 'decision-correction';

/** What a record said until it was changed. */
export interface PersonVersionRow {
  readonly version: number;
  readonly facts: Readonly<Record<string, string | boolean>>;
  readonly cause: VersionCause;
  readonly replacedAt: Date;
  readonly replacedByName: string;
}

/** All SQL on persons, and the read-only list of a person's files. */
@Injectable()
export class PersonsRepository {
  async count(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ count: number }>('SELECT count(*)::int AS count FROM person');
    return row?.count ?? 0;
  }

  async person(tx: Tx, id: PersonId): Promise<Person | undefined> {
    const [row] = await tx.query<PersonRow>(`SELECT ${PERSON_COLUMNS} FROM person WHERE id = $1`, [id]);
    return row && personOf(row);
  }

  /** The records of one person. */
  async recordIds(tx: Tx, id: PersonId): Promise<PersonId[]> {
    const rows = await tx.query<{ id: PersonId }>('SELECT records_of_person($1) AS id', [id]);
    return rows.map((row) => row.id);
  }

  async lock(tx: Tx, id: PersonId): Promise<Person | undefined> {
    const [row] = await tx.query<PersonRow>(`SELECT ${PERSON_COLUMNS} FROM person WHERE id = $1 FOR UPDATE`, [id]);
    return row && personOf(row);
  }

  /** Locked in the order of their ids, so that two transactions never wait for each other. */
  async lockAll(tx: Tx, ids: readonly PersonId[]): Promise<Person[]> {
    const rows = await tx.query<PersonRow>(
      `SELECT ${PERSON_COLUMNS} FROM person WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
      [ids],
    );
    return rows.map(personOf);
  }

  /** What holds recovery about a person today (D34); recorded and lifted by the liability module. */
  flags(tx: Tx, id: PersonId): Promise<StandingFlag[]> {
    return tx.query<StandingFlag>(
      'SELECT kind, since FROM person_flag WHERE person_id = $1 AND lifted_on IS NULL ORDER BY since, id',
      [id],
    );
  }

  async personsOf(tx: Tx, ids: readonly PersonId[]): Promise<Person[]> {
    const rows = await tx.query<PersonRow>(
      `SELECT ${PERSON_COLUMNS} FROM person WHERE id = ANY($1::uuid[]) ORDER BY id`,
      [ids],
    );
    return rows.map(personOf);
  }

  async idOfNationalNumber(tx: Tx, number: NationalNumber): Promise<PersonId | undefined> {
    const [row] = await tx.query<{ id: PersonId }>(
      'SELECT id FROM person WHERE national_number = $1 AND merged_into IS NULL',
      [number],
    );
    return row?.id;
  }

  async insert(tx: Tx, person: Pick<Person, 'id' | 'departmentId' | 'createdBy'>, facts: PersonFacts): Promise<void> {
    const values = [person.id, person.departmentId, person.createdBy, tx.now, ...factColumns(facts)];
    await tx.query(
      `INSERT INTO person (id, department_id, created_by, created_at, updated_at, ${FACT_COLUMNS.join(', ')})
       VALUES ($1, $2, $3, $4, $4, ${FACT_COLUMNS.map((_column, index) => `$${index + 5}`).join(', ')})`,
      values,
    );
  }

  /** Many new persons at once. */
  async insertAll(
    tx: Tx,
    persons: readonly (Pick<Person, 'id' | 'departmentId' | 'createdBy'> & { readonly facts: PersonFacts })[],
  ): Promise<void> {
    const rows = persons.map(({ id, departmentId, createdBy, facts }) => {
      const values = factColumns(facts);
      const columns = Object.fromEntries(FACT_COLUMNS.map((column, at) => [column, values[at]]));
      return {
        ...columns,
        id,
        department_id: departmentId,
        created_by: createdBy,
        created_at: tx.now,
        updated_at: tx.now,
        version: 1,
      };
    });
    const columns = `id, department_id, created_by, created_at, updated_at, version, ${FACT_COLUMNS.join(', ')}`;
    await tx.query(
      `INSERT INTO person (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::person, $1::jsonb) ORDER BY id`,
      [JSON.stringify(rows)],
    );
  }

  /** Writes the facts of a locked person; the version goes up by one. Other names on record go on being found. */
  async update(tx: Tx, id: PersonId, facts: PersonFacts): Promise<void> {
    const others = await this.otherNames(tx, id);
    await tx.query(
      `UPDATE person SET updated_at = $2, version = version + 1, ${FACT_COLUMNS.map((column, index) => `${column} = $${index + 3}`).join(', ')} WHERE id = $1`,
      [id, tx.now, ...factColumns(facts, others)],
    );
  }

  /** Makes the other names on record findable, after one was added, ended or moved here. */
  async refreshSearch(tx: Tx, person: Person): Promise<void> {
    const others = await this.otherNames(tx, person.id);
    await tx.query('UPDATE person SET search_key = $2, sound_keys = $3 WHERE id = $1', [
      person.id,
      searchKeyOf(person, others),
      soundKeysOf(person, others),
    ]);
  }

  /** Records after an id that have no keys of sound, in the order of their ids. */
  async withoutSoundKeys(tx: Tx, after: PersonId | undefined, limit: number): Promise<PersonId[]> {
    const rows = await tx.query<{ id: PersonId }>(
      `SELECT id FROM person WHERE sound_keys = '{}' AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2 FOR UPDATE`,
      [after ?? null, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Other names of a person, the names of the records that were merged into this one, and what it was called before it took theirs. */
  otherNames(tx: Tx, id: PersonId): Promise<PersonNames[]> {
    const names = `family_name AS "familyName", given_names AS "givenNames", latin_family_name AS "latinFamilyName", latin_given_names AS "latinGivenNames"`;
    return tx.query<PersonNames>(
      `WITH RECURSIVE merged AS (
         SELECT id FROM person WHERE merged_into = $1 UNION SELECT p.id FROM person p JOIN merged m ON p.merged_into = m.id)
       SELECT ${names} FROM person_alias WHERE person_id = $1
       UNION SELECT ${names} FROM person WHERE id IN (SELECT id FROM merged)
       UNION SELECT v.facts->>'familyName', coalesce(v.facts->>'givenNames', ''), v.facts->>'latinFamilyName', coalesce(v.facts->>'latinGivenNames', '')
       FROM person_version v JOIN person_merge m ON m.survivor_id = v.person_id AND m.state = 'merged' AND m.survivor_version = v.version + 1
       WHERE v.person_id = $1 ORDER BY 1, 2`,
      [id],
    );
  }

  /** Keeps what a locked person's record says, before it is changed. */
  async keepVersion(
    tx: Tx,
    person: Person,
    kept: { readonly facts: object; readonly cause: VersionCause; readonly by: UserId },
  ): Promise<void> {
    await tx.query(
      'INSERT INTO person_version (person_id, version, department_id, facts, cause, replaced_by, replaced_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [person.id, person.version, person.departmentId, JSON.stringify(kept.facts), kept.cause, kept.by, tx.now],
    );
  }

  /** The signed and notified decisions of every department that name the person as offender or as somebody who must pay. */
  standingDecisions(tx: Tx, id: PersonId): Promise<StandingDecision[]> {
    return tx.query<StandingDecision>(
      `SELECT d.department_id AS "departmentId", o.article, d.number, o.person_id = $1 AS "isOffender" FROM decision d JOIN offence o ON o.id = d.offence_id
       WHERE d.state IN ('signed', 'notified')
         AND o.id IN (SELECT id FROM offence WHERE person_id = $1 UNION SELECT offence_id FROM liable_party WHERE person_id = $1)
       ORDER BY d.number`,
      [id],
    );
  }

  /**
   * The decisions not signed yet in which the locked person is the offender, has to pay or acts for somebody: whoever has read one has to
   * read it again, and who corrected what it says is its author (D33). Records that were joined or put right were proposed by one and
   * decided by another: they make no author.
   */
  async touchOpenDecisions(tx: Tx, id: PersonId, by: UserId, cause: VersionCause): Promise<void> {
    const open = await tx.query<{ id: string }>(
      `SELECT d.id FROM decision d JOIN offence o ON o.id = d.offence_id
       WHERE d.state IN ('draft', 'submitted') AND (o.person_id = $1
         OR EXISTS (SELECT FROM liable_party l WHERE l.offence_id = o.id AND l.person_id = $1)
         OR EXISTS (SELECT FROM mandate m WHERE m.offence_id = o.id AND $1 IN (m.person_id, m.represented_id)))
       ORDER BY d.id FOR UPDATE OF d`,
      [id],
    );
    const ids = open.map((decision) => decision.id);
    await tx.query('UPDATE decision SET version = version + 1 WHERE id = ANY($1)', [ids]);
    if (cause !== 'correction') return;
    await tx.query(
      `INSERT INTO decision_author (decision_id, user_id, department_id, since)
       SELECT id, $2, department_id, $3 FROM decision WHERE id = ANY($1) ON CONFLICT ON CONSTRAINT pk_decision_author DO NOTHING`,
      [ids, by, tx.now],
    );
  }

  /** What the record said before, newest first. */
  versions(tx: Tx, id: PersonId): Promise<PersonVersionRow[]> {
    return tx.query<PersonVersionRow>(
      `SELECT v.version, v.facts, v.cause, v.replaced_at AS "replacedAt", u.display_name AS "replacedByName"
       FROM person_version v JOIN user_account u ON u.id = v.replaced_by WHERE v.person_id = $1 ORDER BY v.version DESC LIMIT 50`,
      [id],
    );
  }

  /** What else the comparison of records looks at: other names and the documents that stand. */
  async signsOf(
    tx: Tx,
    ids: readonly PersonId[],
  ): Promise<Map<PersonId, Pick<Comparable, 'otherNames' | 'documents'>>> {
    const rows = await tx.query<{ id: PersonId; names: [string, string][]; documents: string[] }>(
      `SELECT p.id,
         coalesce((SELECT jsonb_agg(jsonb_build_array(a.latin_family_name, a.latin_given_names) ORDER BY a.id)
           FROM person_alias a WHERE a.person_id = p.id), '[]') AS names,
         coalesce((SELECT jsonb_agg(x.kind || '/' || x.issuer || '/' || x.number_key ORDER BY x.id)
           FROM person_document x WHERE x.person_id = p.id AND x.ended_at IS NULL), '[]') AS documents
       FROM unnest($1::uuid[]) AS p (id)`,
      [ids],
    );
    return new Map(rows.map(({ id, names, documents }) => [id, { otherNames: names, documents }]));
  }

  /** Two records that were compared and are two people; said again, the first reason stays. */
  async keepDistinct(
    tx: Tx,
    one: PersonId,
    other: PersonId,
    said: { departmentId: DepartmentId; by: UserId; reason: string },
  ): Promise<void> {
    const [first, second] = [one, other].sort();
    await tx.query(
      `INSERT INTO person_distinct (person_id, other_id, department_id, reason, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT ON CONSTRAINT pk_person_distinct DO NOTHING`,
      [first, second, said.departmentId, said.reason, said.by, tx.now],
    );
  }

  /** Points the record at the one that goes on, or takes the pointer away. */
  async setMergedInto(tx: Tx, id: PersonId, survivorId: PersonId | null): Promise<void> {
    await tx.query('UPDATE person SET merged_into = $2 WHERE id = $1', [id, survivorId]);
  }

  /**
   * The best matches, best first, at most `limit`. For this transaction it sets the threshold, which the operators `%>` that
   * the index serves take from there, and tells the planner to leave sequential scans alone: pg_trgm declares its
   * comparisons as cheap as an addition, so that a table of 20 000 would be read whole, ten times slower.
   */
  async search(tx: Tx, criteria: PersonCriteria): Promise<Person[]> {
    await this.prepareSearch(tx, criteria);
    const { sql, parameters } = searchStatement(criteria);
    return (await tx.query<PersonRow>(sql, parameters)).map(personOf);
  }

  /** The settings of this transaction under which `searchStatement` is run. */
  async prepareSearch(tx: Tx, { similarity }: Pick<PersonCriteria, 'similarity'>): Promise<void> {
    await tx.query(
      `SELECT set_config('pg_trgm.word_similarity_threshold', $1, true), set_config('enable_seqscan', 'off', true)`,
      [String(similarity)],
    );
  }

  /** The person's files in all departments, newest first; what of them is shown to whom is the view's business (D32). */
  files(tx: Tx, id: PersonId, limit: number): Promise<FileOfPerson[]> {
    return tx.query<FileOfPerson>(
      `SELECT o.id AS offence_id, o.department_id, d.name_fr AS department_fr, d.name_nl AS department_nl, d.name_de AS department_de,
              d.name_en AS department_en, o.article, o.facts_on, o.outcome, o.state AS offence_state, o.person_id = $1 AS offender,
              live.state AS decision_state, live.number, live.repeat_order
       FROM offence o
       JOIN department_on($3) d ON d.id = o.department_id
       LEFT JOIN LATERAL (
         SELECT state, number, repeat_order FROM decision WHERE offence_id = o.id
         ORDER BY state IN ('cancelled', 'withdrawn'), drafted_at DESC LIMIT 1) live ON true
       WHERE o.id IN (SELECT id FROM offence WHERE person_id = $1 UNION SELECT offence_id FROM liable_party WHERE person_id = $1)
       ORDER BY o.recorded_at DESC, o.id LIMIT $2`,
      [id, limit, tx.today],
    );
  }
}

/** Not `merged_into IS NULL`, for which the planner would read a partial index whole rather than the one on the names. */
const NOT_MERGED = 'coalesce(merged_into, id) = id';

/**
 * The search as SQL. Each word resembles some word of the person (one index scan for all of them), or the whole text run
 * together does: `van der Berg` then finds `Vanderberg`; or each word sounds like one of theirs. Exact numbers and birth dates narrow it.
 */
export function searchStatement(criteria: PersonCriteria): { readonly sql: string; readonly parameters: unknown[] } {
  const parameters: unknown[] = [];
  const bind = (value: unknown): string => `$${parameters.push(value)}`;
  const {
    words = [],
    names,
    sounds = [],
    birthDate,
    officeFileNumber,
    nationalNumber,
    documentNumber,
    kind,
  } = criteria;
  const like = [...words, ...(names === undefined ? [] : [names])].map(bind);
  const conditions: string[] = [];
  if (like.length > 0) {
    const each = like.map((word) => `search_key %> ${word}`).join(' AND ');
    const ways = [`(${each})`];
    if (words.length > 1) ways.push(`search_key %> ${bind(words.join(''))}`);
    if (sounds.length > 0) ways.push(`sound_keys @> ${bind(sounds)}::text[]`);
    conditions.push(`(${ways.join(' OR ')})`);
  }
  if (birthDate !== undefined) {
    conditions.push(`birth_year = ${bind(birthDate.year)}`);
    if (birthDate.month !== undefined)
      conditions.push(`coalesce(birth_month, ${bind(birthDate.month)}) = ${bind(birthDate.month)}`);
    if (birthDate.day !== undefined)
      conditions.push(`coalesce(birth_day, ${bind(birthDate.day)}) = ${bind(birthDate.day)}`);
  }
  if (officeFileNumber !== undefined) conditions.push(`office_file_number = ${bind(officeFileNumber)}`);
  if (nationalNumber !== undefined) conditions.push(`national_number = ${bind(nationalNumber)}`);
  if (documentNumber !== undefined) {
    const number = bind(documentNumber);
    conditions.push(
      `id IN (SELECT person_id FROM person_document WHERE number_key = ${number}
         UNION SELECT id FROM person WHERE enterprise_number = ${number}
         UNION SELECT id FROM person WHERE register_number IS NOT NULL AND upper(regexp_replace(register_number, '[^[:alnum:]]', '', 'g')) = ${number})`,
    );
  }
  if (kind !== undefined) conditions.push(`kind = ${bind(kind)}`);
  const order = ['length(search_key)', 'latin_family_name', 'latin_given_names', 'id'];
  const ranked = criteria.ranking?.map(bind) ?? like;
  if (ranked.length > 0)
    order.unshift(`${ranked.map((word) => `word_similarity(${word}, search_key)`).join(' + ')} DESC`);
  const sql = `SELECT ${PERSON_COLUMNS} FROM person WHERE ${conditions.join(' AND ') || 'false'} AND ${NOT_MERGED} ORDER BY ${order.join(', ')} LIMIT ${bind(criteria.limit)}`;
  return { sql, parameters };
}
