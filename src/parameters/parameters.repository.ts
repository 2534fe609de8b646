import { Injectable } from '@nestjs/common';
import type { Bic, Iban } from '../kernel/iban';
import { newId, type BankAccountId, type DepartmentId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import type { Obligation } from '../offences/obligation.rules';
import type { ReferenceCourt } from './courts-2014';
import type { CrossingPointKind, NumberParameter, ReferenceCrossingPoint } from './law-2016';

export interface ParameterRow {
  readonly id: string;
  readonly code: string;
  readonly value: unknown;
  readonly valid_from: LegalDate;
  readonly valid_to: LegalDate | null;
  readonly source: string;
}

export interface ObligationRow {
  readonly id: string;
  readonly definition: Obligation;
  readonly valid_from: LegalDate;
  readonly valid_to: LegalDate | null;
}

export interface CrossingPointRow {
  readonly id: string;
  readonly code: string;
  readonly kind: CrossingPointKind;
  readonly name_fr: string;
  readonly name_nl: string;
  readonly name_de: string;
  readonly name_en: string;
  readonly valid_from: LegalDate;
  readonly valid_to: LegalDate | null;
}

export interface OpeningHoursRow {
  readonly crossing_point_code: string;
  /** `HH:MM:SS`, as PostgreSQL writes a time. */
  readonly opens_at: string;
  readonly closes_at: string;
  readonly weekdays: readonly number[];
  readonly valid_from: LegalDate;
  readonly valid_to: LegalDate | null;
  readonly source: string;
}

export interface CourtRow {
  readonly code: string;
  readonly district: string;
  readonly name_fr: string;
  readonly name_nl: string;
  readonly name_de: string;
  readonly name_en: string;
  readonly valid_from: LegalDate;
  readonly valid_to: LegalDate | null;
}

export type AccountPurpose = 'payment' | 'deposit';

export interface AccountRow {
  readonly id: BankAccountId;
  readonly department_id: DepartmentId;
  readonly purpose: AccountPurpose;
  readonly iban: Iban;
  readonly bic: Bic;
  readonly holder: string;
  readonly state: 'entered' | 'confirmed';
  readonly entered_by: UserId | null;
  readonly confirmed_by: UserId | null;
  readonly confirmation_reference: string | null;
  readonly valid_from: LegalDate;
  readonly valid_to: LegalDate | null;
  readonly demonstration: boolean;
}

/** The columns of a new account; who enters it may be nobody: the product itself. */
export type NewAccount = Omit<AccountRow, 'confirmed_by' | 'valid_to'>;

const ACCOUNT_COLUMNS =
  'id, department_id, purpose, iban, bic, holder, state, entered_by, confirmed_by, confirmation_reference, valid_from, valid_to, demonstration';
const CROSSING_POINT_COLUMNS = 'id, code, kind, name_fr, name_nl, name_de, name_en, valid_from, valid_to';

/** A row in force on the day given as the first parameter; both ends count. */
const IN_FORCE = 'valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1)';

/** All SQL on the law as data and on our accounts. */
@Injectable()
export class ParametersRepository {
  numberParameters(tx: Tx, on: LegalDate): Promise<ParameterRow[]> {
    return tx.query<ParameterRow>(
      `SELECT id, code, value, valid_from, valid_to, source FROM legal_parameter WHERE ${IN_FORCE} AND state = 'confirmed' ORDER BY code`,
      [on],
    );
  }

  async numberParameter(tx: Tx, code: string, on: LegalDate): Promise<ParameterRow | undefined> {
    const [row] = await tx.query<ParameterRow>(
      `SELECT id, code, value, valid_from, valid_to, source FROM legal_parameter WHERE ${IN_FORCE} AND state = 'confirmed' AND code = $2`,
      [on, code],
    );
    return row;
  }

  /** Every confirmed value of a parameter, the latest first. */
  numberParameterHistory(tx: Tx, code: string): Promise<ParameterRow[]> {
    return tx.query<ParameterRow>(
      `SELECT id, code, value, valid_from, valid_to, source FROM legal_parameter WHERE state = 'confirmed' AND code = $1 ORDER BY valid_from DESC`,
      [code],
    );
  }

  obligations(tx: Tx, on: LegalDate): Promise<ObligationRow[]> {
    return tx.query<ObligationRow>(
      `SELECT id, definition, valid_from, valid_to FROM obligation WHERE ${IN_FORCE} ORDER BY array_position(ARRAY['4bis', '41', '41bis', '42', '42quinquies', '42octies'], article), code`,
      [on],
    );
  }

  crossingPoints(tx: Tx, on: LegalDate): Promise<CrossingPointRow[]> {
    return tx.query<CrossingPointRow>(
      `SELECT ${CROSSING_POINT_COLUMNS} FROM crossing_point WHERE ${IN_FORCE} ORDER BY array_position(ARRAY['air', 'sea', 'rail'], kind), name_en`,
      [on],
    );
  }

  /** The hours in force on a day, and those that ended with the day before but run past its midnight. */
  openingHours(tx: Tx, on: LegalDate): Promise<OpeningHoursRow[]> {
    return tx.query<OpeningHoursRow>(
      `SELECT crossing_point_code, opens_at, closes_at, weekdays, valid_from, valid_to, source FROM crossing_point_hours
       WHERE ${IN_FORCE} OR (valid_to = $1::date - 1 AND closes_at < opens_at AND closes_at > '00:00') ORDER BY crossing_point_code, ordinal, opens_at`,
      [on],
    );
  }

  /** The courts of first instance of the day, by district. */
  courts(tx: Tx, on: LegalDate): Promise<CourtRow[]> {
    return tx.query<CourtRow>(
      `SELECT code, district, name_fr, name_nl, name_de, name_en, valid_from, valid_to FROM court WHERE ${IN_FORCE} ORDER BY district, code`,
      [on],
    );
  }

  /** Their divisions of the day; `district` holds the code of the court. */
  courtDivisions(tx: Tx, on: LegalDate): Promise<CourtRow[]> {
    return tx.query<CourtRow>(
      `SELECT code, court_code AS district, name_fr, name_nl, name_de, name_en, valid_from, valid_to FROM court_division WHERE ${IN_FORCE} ORDER BY court_code, code`,
      [on],
    );
  }

  async insertCourt(tx: Tx, court: ReferenceCourt, validFrom: LegalDate, source: string): Promise<string> {
    const id = newId<string>();
    const named = ({ fr, nl, de, en }: ReferenceCourt['names']): string[] => [fr, nl, de, en];
    await tx.query(
      `INSERT INTO court (id, code, district, valid_from, source, name_fr, name_nl, name_de, name_en) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, court.code, court.district, validFrom, source, ...named(court.names)],
    );
    for (const division of court.divisions) {
      await tx.query(
        `INSERT INTO court_division (id, code, court_code, valid_from, source, name_fr, name_nl, name_de, name_en) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [newId(), division.code, court.code, validFrom, source, ...named(division.names)],
      );
    }
    return id;
  }

  accounts(tx: Tx): Promise<AccountRow[]> {
    return tx.query<AccountRow>(`SELECT ${ACCOUNT_COLUMNS} FROM bank_account ORDER BY purpose DESC, valid_from, id`);
  }

  /** The confirmed account of a purpose in force on a day; of several, the one that came last. */
  async confirmedAccount(tx: Tx, purpose: AccountPurpose, on: LegalDate): Promise<AccountRow | undefined> {
    const [row] = await tx.query<AccountRow>(
      `SELECT ${ACCOUNT_COLUMNS} FROM bank_account WHERE ${IN_FORCE} AND purpose = $2 AND state = 'confirmed'
       ORDER BY valid_from DESC, id DESC LIMIT 1`,
      [on, purpose],
    );
    return row;
  }

  async account(tx: Tx, id: BankAccountId): Promise<AccountRow | undefined> {
    const [row] = await tx.query<AccountRow>(`SELECT ${ACCOUNT_COLUMNS} FROM bank_account WHERE id = $1`, [id]);
    return row;
  }

  async lockAccount(tx: Tx, id: BankAccountId): Promise<AccountRow | undefined> {
    const [row] = await tx.query<AccountRow>(`SELECT ${ACCOUNT_COLUMNS} FROM bank_account WHERE id = $1 FOR UPDATE`, [
      id,
    ]);
    return row;
  }

  /** False when this account number is there already. */
  async insertAccount(tx: Tx, account: NewAccount): Promise<boolean> {
    const inserted = await tx.query(
      `INSERT INTO bank_account (id, department_id, purpose, iban, bic, holder, state, entered_by, confirmation_reference, valid_from, demonstration)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT ON CONSTRAINT uq_bank_account_iban DO NOTHING RETURNING id`,
      [
        account.id,
        account.department_id,
        account.purpose,
        account.iban,
        account.bic,
        account.holder,
        account.state,
        account.entered_by,
        account.confirmation_reference,
        account.valid_from,
        account.demonstration,
      ],
    );
    return inserted.length === 1;
  }

  async confirmAccount(tx: Tx, id: BankAccountId, by: UserId, reference: string): Promise<void> {
    await tx.query(
      `UPDATE bank_account SET state = 'confirmed', confirmed_by = $2, confirmation_reference = $3 WHERE id = $1`,
      [id, by, reference],
    );
  }

  /** Until the commit nobody else fills the tables of the law; reading goes on. */
  async lockReferenceData(tx: Tx): Promise<void> {
    await tx.query('LOCK TABLE legal_parameter IN SHARE ROW EXCLUSIVE MODE');
  }

  /** Which of the codes a table of the law knows, whatever the day. */
  async knownCodes(
    tx: Tx,
    table: 'legal_parameter' | 'obligation' | 'crossing_point' | 'court',
  ): Promise<ReadonlySet<string>> {
    const rows = await tx.query<{ code: string }>(`SELECT DISTINCT code FROM ${table}`);
    return new Set(rows.map(({ code }) => code));
  }

  async insertParameter(tx: Tx, parameter: NumberParameter, validFrom: LegalDate): Promise<string> {
    const id = newId<string>();
    await tx.query(
      `INSERT INTO legal_parameter (id, code, value, valid_from, source, state, entered_at) VALUES ($1, $2, $3, $4, $5, 'confirmed', $6)`,
      [id, parameter.code, JSON.stringify(parameter.value), validFrom, parameter.source, tx.now],
    );
    return id;
  }

  async insertObligation(tx: Tx, obligation: Obligation): Promise<string> {
    const id = newId<string>();
    await tx.query(
      'INSERT INTO obligation (id, code, article, definition, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5, $6)',
      [id, obligation.code, obligation.article, JSON.stringify(obligation), obligation.validFrom, obligation.validTo],
    );
    return id;
  }

  async insertCrossingPoint(tx: Tx, point: ReferenceCrossingPoint, validFrom: LegalDate): Promise<string> {
    const id = newId<string>();
    const { fr, nl, de, en } = point.names;
    await tx.query(
      `INSERT INTO crossing_point (id, code, kind, name_fr, name_nl, name_de, name_en, valid_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, point.code, point.kind, fr, nl, de, en, validFrom],
    );
    return id;
  }

  /** The department that the Office's own account is put under: the first one. */
  async firstDepartment(tx: Tx): Promise<DepartmentId | undefined> {
    const [row] = await tx.query<{ id: DepartmentId }>('SELECT id FROM department ORDER BY ordinal LIMIT 1');
    return row?.id;
  }

  /** Names of the users who entered or confirmed accounts. */
  async userNames(tx: Tx, ids: readonly UserId[]): Promise<ReadonlyMap<string, string>> {
    const rows = await tx.query<{ id: string; display_name: string }>(
      'SELECT id, display_name FROM user_account WHERE id = ANY($1::uuid[])',
      [ids],
    );
    return new Map(rows.map(({ id, display_name }) => [id, display_name]));
  }
}
