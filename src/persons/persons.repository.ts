import { Injectable } from '@nestjs/common';
import { fromParts, type BirthDate } from '../kernel/birth-date';
import type { CountryCode, Nationality } from '../kernel/country';
import type { DepartmentId, PersonId, UserId } from '../kernel/ids';
import type { NationalNumber } from '../kernel/national-number';
import type { Tx } from '../platform/database/transactions';
import { searchKeyOf, type Person, type PersonFacts, type PersonKind, type Sex } from './person.rules';
import type { StandingFlag, FileOfPerson } from './person.view';

/** What is looked for; every given part must agree. Word similarity of names is that of pg_trgm, 0 to 1. */
export interface PersonCriteria {
  /** Folded words, each of which must resemble a word of the person. */
  readonly words?: readonly string[];
  /** Folded text that as a whole must resemble the person's names, in any order. */
  readonly names?: string;
  /** Folded words by which the hits are put in order; by default those that are sought. */
  readonly ranking?: readonly string[];
  /** Agrees also with a birth date that is known less precisely. */
  readonly birthDate?: BirthDate;
  readonly officeFileNumber?: string;
  readonly nationalNumber?: NationalNumber;
  readonly kind?: PersonKind;
  readonly similarity: number;
  readonly limit: number;
}

interface PersonRow {
  readonly id: PersonId;
  readonly department_id: DepartmentId;
  readonly kind: PersonKind;
  readonly family_name: string;
  readonly given_names: string;
  readonly latin_family_name: string;
  readonly latin_given_names: string;
  readonly birth_year: number | null;
  readonly birth_month: number | null;
  readonly birth_day: number | null;
  readonly nationality: Nationality;
  readonly withdrawal_agreement: boolean;
  readonly sex: Sex;
  readonly language: string;
  readonly national_number: NationalNumber | null;
  readonly office_file_number: string | null;
  readonly enterprise_number: string | null;
  readonly address_line: string | null;
  readonly postal_code: string | null;
  readonly municipality: string | null;
  readonly country: CountryCode | null;
  readonly created_by: UserId;
  readonly version: number;
}

/** Columns that a correction may change, in the order of `factColumns`. */
const FACT_COLUMNS = [
  'kind',
  'family_name',
  'given_names',
  'latin_family_name',
  'latin_given_names',
  'search_key',
  'birth_year',
  'birth_month',
  'birth_day',
  'nationality',
  'withdrawal_agreement',
  'sex',
  'language',
  'national_number',
  'office_file_number',
  'enterprise_number',
  'address_line',
  'postal_code',
  'municipality',
  'country',
] as const;

const COLUMNS = `id, department_id, ${FACT_COLUMNS.filter((column) => column !== 'search_key').join(', ')}, created_by, version`;

/** All SQL on persons, and the read-only list of a person's files. */
@Injectable()
export class PersonsRepository {
  async count(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ count: number }>('SELECT count(*)::int AS count FROM person');
    return row?.count ?? 0;
  }

  async person(tx: Tx, id: PersonId): Promise<Person | undefined> {
    const [row] = await tx.query<PersonRow>(`SELECT ${COLUMNS} FROM person WHERE id = $1`, [id]);
    return row && personOf(row);
  }

  /** The records of one person. */
  async recordIds(tx: Tx, id: PersonId): Promise<PersonId[]> {
    const rows = await tx.query<{ id: PersonId }>('SELECT records_of_person($1) AS id', [id]);
    return rows.map((row) => row.id);
  }

  async lock(tx: Tx, id: PersonId): Promise<Person | undefined> {
    const [row] = await tx.query<PersonRow>(`SELECT ${COLUMNS} FROM person WHERE id = $1 FOR UPDATE`, [id]);
    return row && personOf(row);
  }

  /** Locked in the order of their ids, so that two transactions never wait for each other. */
  async lockAll(tx: Tx, ids: readonly PersonId[]): Promise<Person[]> {
    const rows = await tx.query<PersonRow>(
      `SELECT ${COLUMNS} FROM person WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
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
    const rows = await tx.query<PersonRow>(`SELECT ${COLUMNS} FROM person WHERE id = ANY($1::uuid[]) ORDER BY id`, [
      ids,
    ]);
    return rows.map(personOf);
  }

  async idOfNationalNumber(tx: Tx, number: NationalNumber): Promise<PersonId | undefined> {
    const [row] = await tx.query<{ id: PersonId }>('SELECT id FROM person WHERE national_number = $1', [number]);
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

  /** Writes the facts of a locked person; the version goes up by one. */
  async update(tx: Tx, id: PersonId, facts: PersonFacts): Promise<void> {
    await tx.query(
      `UPDATE person SET updated_at = $2, version = version + 1, ${FACT_COLUMNS.map((column, index) => `${column} = $${index + 3}`).join(', ')} WHERE id = $1`,
      [id, tx.now, ...factColumns(facts)],
    );
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
              d.name_en AS department_en, o.article, o.facts_on, o.outcome, o.person_id = $1 AS offender,
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

/**
 * The search as SQL. Each word resembles some word of the person (one index scan for all of them), or the whole text run
 * together does: `van der Berg` then finds `Vanderberg`. Exact numbers and birth dates narrow it.
 */
export function searchStatement(criteria: PersonCriteria): { readonly sql: string; readonly parameters: unknown[] } {
  const parameters: unknown[] = [];
  const bind = (value: unknown): string => `$${parameters.push(value)}`;
  const { words = [], names, birthDate, officeFileNumber, nationalNumber, kind } = criteria;
  const like = [...words, ...(names === undefined ? [] : [names])].map(bind);
  const conditions: string[] = [];
  if (like.length > 0) {
    const each = like.map((word) => `search_key %> ${word}`).join(' AND ');
    conditions.push(words.length > 1 ? `((${each}) OR search_key %> ${bind(words.join(''))})` : each);
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
  if (kind !== undefined) conditions.push(`kind = ${bind(kind)}`);
  const order = ['length(search_key)', 'latin_family_name', 'latin_given_names', 'id'];
  const ranked = criteria.ranking?.map(bind) ?? like;
  if (ranked.length > 0)
    order.unshift(`${ranked.map((word) => `word_similarity(${word}, search_key)`).join(' + ')} DESC`);
  const sql = `SELECT ${COLUMNS} FROM person WHERE ${conditions.join(' AND ') || 'false'} ORDER BY ${order.join(', ')} LIMIT ${bind(criteria.limit)}`;
  return { sql, parameters };
}

function factColumns(facts: PersonFacts): unknown[] {
  return [
    facts.kind,
    facts.familyName,
    facts.givenNames,
    facts.latinFamilyName,
    facts.latinGivenNames,
    searchKeyOf(facts),
    facts.birthDate?.year ?? null,
    facts.birthDate?.month ?? null,
    facts.birthDate?.day ?? null,
    facts.nationality,
    facts.withdrawalAgreement,
    facts.sex,
    facts.language,
    facts.nationalNumber ?? null,
    facts.officeFileNumber ?? null,
    facts.enterpriseNumber ?? null,
    facts.addressLine ?? null,
    facts.postalCode ?? null,
    facts.municipality ?? null,
    facts.country ?? null,
  ];
}

function personOf(row: PersonRow): Person {
  const birthDate = row.birth_year === null ? undefined : fromParts(row.birth_year, row.birth_month, row.birth_day);
  return {
    id: row.id,
    departmentId: row.department_id,
    createdBy: row.created_by,
    version: row.version,
    kind: row.kind,
    familyName: row.family_name,
    givenNames: row.given_names,
    latinFamilyName: row.latin_family_name,
    latinGivenNames: row.latin_given_names,
    nationality: row.nationality,
    withdrawalAgreement: row.withdrawal_agreement,
    sex: row.sex,
    language: row.language,
    ...(birthDate && { birthDate }),
    ...(row.national_number !== null && { nationalNumber: row.national_number }),
    ...(row.office_file_number !== null && { officeFileNumber: row.office_file_number }),
    ...(row.enterprise_number !== null && { enterpriseNumber: row.enterprise_number }),
    ...(row.address_line !== null && { addressLine: row.address_line }),
    ...(row.postal_code !== null && { postalCode: row.postal_code }),
    ...(row.municipality !== null && { municipality: row.municipality }),
    ...(row.country !== null && { country: row.country }),
  };
}
