import { Injectable } from '@nestjs/common';
import { newId, type Branded, type DepartmentId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Queries } from '../platform/database/autocommit';
import type { Tx } from '../platform/database/transactions';
import type { InterfaceLanguage } from '../kernel/language';
import { GRADE_NAMES, type Grade, type HeldGrade } from './delegation.rules';
import type { Role } from './permissions';

type DelegationId = Branded<string, 'DelegationId'>;

/** A text in the languages of the acts. */
export type ActText = Readonly<Record<'fr' | 'nl' | 'de', string>>;

/** Someone who works here. `subject` is the name the issuer of identities knows the person by. */
export interface User {
  readonly id: UserId;
  readonly departmentId: DepartmentId;
  readonly subject: string;
  readonly displayName: string;
  /** Rank, as letters print it beside the name of a signatory (D33). */
  readonly grade: ActText;
  /** The grade of the day by its code; null where none has been entered. */
  readonly gradeCode: Grade | null;
  readonly language: InterfaceLanguage;
  readonly active: boolean;
  readonly demonstration: boolean;
  readonly roles: readonly Role[];
}

/** A user with what the head of a page says about the person. */
export interface Identity extends User {
  readonly departmentName: Readonly<Record<InterfaceLanguage, string>>;
}

/** The power to sign for one article, between two days, both included (R2.2). */
export interface Delegation {
  readonly id: DelegationId;
  readonly userId: UserId;
  readonly departmentId: DepartmentId;
  readonly article: string;
  /** The grade that the instrument names; null: any. */
  readonly grade: Grade | null;
  /** The instrument that gives it. */
  readonly reference: string;
  readonly validFrom: LegalDate;
  readonly validTo: LegalDate | null;
}

/** Where no transaction gives the day, the clock of the database does. */
const TODAY = "(now() AT TIME ZONE 'Europe/Brussels')::date";

const userColumns = (day: string): string => `
         u.id, u.department_id AS "departmentId", u.subject, u.display_name AS "displayName",
         json_build_object('fr', u.grade_fr, 'nl', u.grade_nl, 'de', u.grade_de) AS grade,
         (SELECT g.grade FROM user_grade g
          WHERE g.user_id = u.id AND ${day} BETWEEN g.valid_from AND coalesce(g.valid_to, 'infinity')) AS "gradeCode",
         u.language, u.active, u.demonstration,
         ARRAY(SELECT r.role FROM user_role r WHERE r.user_id = u.id ORDER BY r.role) AS roles`;

const userOn = (day: string): string => `SELECT ${userColumns(day)} FROM user_account u`;
const USER = userOn(TODAY);

const IDENTITY = `
  SELECT ${userColumns(TODAY)},
         json_build_object('fr', d.name_fr, 'nl', d.name_nl, 'de', d.name_de, 'en', d.name_en) AS "departmentName"
  FROM user_account u JOIN department_on(${TODAY}) d ON d.id = u.department_id`;

const DELEGATION = `
  SELECT d.id, d.user_id AS "userId", d.department_id AS "departmentId", d.article, d.grade, d.reference,
         d.valid_from AS "validFrom", d.valid_to AS "validTo"
  FROM signature_delegation d`;

/** SQL of users, their roles and their delegations. */
@Injectable()
export class UsersRepository {
  async bySubject(queries: Queries, subject: string): Promise<User | undefined> {
    const [user] = await queries.query<User>(`${USER} WHERE u.subject = $1`, [subject]);
    return user && inWords(user);
  }

  /** The user with the grade of the transaction's day. */
  async byId(tx: Tx, id: UserId): Promise<User | undefined> {
    const [user] = await tx.query<User>(`${userOn('$2::date')} WHERE u.id = $1`, [id, tx.today]);
    return user && inWords(user);
  }

  async lock(tx: Tx, id: UserId): Promise<User | undefined> {
    const [user] = await tx.query<User>(`${userOn('$2::date')} WHERE u.id = $1 FOR UPDATE OF u`, [id, tx.today]);
    return user && inWords(user);
  }

  async identityById(queries: Queries, id: UserId): Promise<Identity | undefined> {
    const [identity] = await queries.query<Identity>(`${IDENTITY} WHERE u.id = $1`, [id]);
    return identity && inWords(identity);
  }

  async identityBySubject(queries: Queries, subject: string): Promise<Identity | undefined> {
    const [identity] = await queries.query<Identity>(`${IDENTITY} WHERE u.subject = $1`, [subject]);
    return identity && inWords(identity);
  }

  async list(tx: Tx): Promise<User[]> {
    const users = await tx.query<User>(`${userOn('$1::date')} ORDER BY u.display_name, u.id`, [tx.today]);
    return users.map(inWords);
  }

  /** In the order in which they were made. */
  demonstrationUsers(queries: Queries): Promise<User[]> {
    return queries.query<User>(`${USER} WHERE u.demonstration ORDER BY u.id`);
  }

  demonstrationIdentities(queries: Queries): Promise<Identity[]> {
    return queries.query<Identity>(`${IDENTITY} WHERE u.demonstration AND u.active ORDER BY u.id`);
  }

  delegationsOf(tx: Tx, userId: UserId): Promise<Delegation[]> {
    return tx.query<Delegation>(`${DELEGATION} WHERE d.user_id = $1 ORDER BY d.article, d.valid_from`, [userId]);
  }

  async insert(tx: Tx, user: User): Promise<void> {
    await tx.query(
      `INSERT INTO user_account (id, department_id, subject, display_name, grade_fr, grade_nl, grade_de, language, active, demonstration, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        user.id,
        user.departmentId,
        user.subject,
        user.displayName,
        user.grade.fr,
        user.grade.nl,
        user.grade.de,
        user.language,
        user.active,
        user.demonstration,
        tx.now,
      ],
    );
    await this.giveRoles(tx, user.id, user.roles);
  }

  /** These roles and no others. */
  async replaceRoles(tx: Tx, id: UserId, roles: readonly Role[]): Promise<void> {
    await tx.query('DELETE FROM user_role WHERE user_id = $1', [id]);
    await this.giveRoles(tx, id, roles);
  }

  private async giveRoles(tx: Tx, id: UserId, roles: readonly Role[]): Promise<void> {
    await tx.query('INSERT INTO user_role (user_id, role) SELECT $1, unnest($2::text[])', [id, roles]);
  }

  async insertDelegation(tx: Tx, delegation: Delegation): Promise<void> {
    await tx.query(
      `INSERT INTO signature_delegation (id, department_id, user_id, article, reference, valid_from, valid_to, grade)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        delegation.id,
        delegation.departmentId,
        delegation.userId,
        delegation.article,
        delegation.reference,
        delegation.validFrom,
        delegation.validTo,
        delegation.grade ?? null,
      ],
    );
  }

  /** The grades that somebody has had, the oldest first. */
  gradesOf(tx: Tx, userId: UserId): Promise<HeldGrade[]> {
    return tx.query<HeldGrade>(
      'SELECT grade, valid_from AS "validFrom", valid_to AS "validTo" FROM user_grade WHERE user_id = $1 ORDER BY valid_from',
      [userId],
    );
  }

  async insertGrade(tx: Tx, userId: UserId, grade: Grade, validFrom: LegalDate): Promise<void> {
    const enteredBy = tx.actor.kind === 'user' ? tx.actor.id : null;
    await tx.query(
      'INSERT INTO user_grade (id, user_id, grade, valid_from, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6)',
      [newId(), userId, grade, validFrom, enteredBy, tx.now],
    );
  }

  /** Ends the grade that has no end. */
  async endGrade(tx: Tx, userId: UserId, lastDay: LegalDate): Promise<void> {
    await tx.query('UPDATE user_grade SET valid_to = $2 WHERE user_id = $1 AND valid_to IS NULL', [userId, lastDay]);
  }

  async setActive(tx: Tx, id: UserId, active: boolean): Promise<void> {
    await tx.query('UPDATE user_account SET active = $2 WHERE id = $1', [id, active]);
  }

  async move(tx: Tx, id: UserId, departmentId: DepartmentId): Promise<void> {
    await tx.query('UPDATE user_account SET department_id = $2 WHERE id = $1', [id, departmentId]);
  }

  /** In the same transaction as the departure: whoever left has no open session when it commits. */
  async endSessions(tx: Tx, id: UserId): Promise<void> {
    await tx.query("UPDATE web_session SET data = '{}', expires_at = now() WHERE user_id = $1 AND expires_at > now()", [
      id,
    ]);
  }

  /** Until the commit nobody else makes an account. */
  async lockAccounts(tx: Tx): Promise<void> {
    await tx.query('LOCK TABLE user_account IN SHARE ROW EXCLUSIVE MODE');
  }

  /** Locks the active administrators, so that two departures at once cannot leave the product without one. */
  async lockAdministrators(tx: Tx): Promise<UserId[]> {
    const rows = await tx.query<{ id: UserId }>(
      `SELECT u.id FROM user_account u WHERE u.active
         AND EXISTS (SELECT FROM user_role r WHERE r.user_id = u.id AND r.role = 'administrator') ORDER BY u.id FOR UPDATE OF u`,
    );
    return rows.map(({ id }) => id);
  }

  /** How much open work bears somebody's hand, by kind: numbers only, an administrator sees no case. */
  openWork(tx: Tx, id: UserId): Promise<OpenWork[]> {
    return tx.query<OpenWork>(
      `SELECT kind, count::integer FROM (
         SELECT 'entries' AS kind, count(*) FROM offence_draft WHERE created_by = $1
         UNION ALL SELECT 'drafts', count(*) FROM decision WHERE state IN ('draft', 'submitted') AND drafted_by = $1
         UNION ALL SELECT 'to-notify', count(*) FROM decision WHERE state = 'signed' AND drafted_by = $1) work
       WHERE count > 0`,
      [id],
    );
  }
}

/** Open work of one kind that somebody has begun. */
export interface OpenWork {
  readonly kind: 'entries' | 'drafts' | 'to-notify';
  readonly count: number;
}

/** A grade that has been entered by its code is said in the words of the code. */
function inWords<Row extends User>(user: Row): Row {
  return user.gradeCode === null ? user : { ...user, grade: GRADE_NAMES[user.gradeCode] };
}
