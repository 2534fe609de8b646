import { Injectable } from '@nestjs/common';
import type { Branded, DepartmentId, UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Queries } from '../platform/database/autocommit';
import type { Tx } from '../platform/database/transactions';
import type { InterfaceLanguage } from '../kernel/language';
import type { Role } from './permissions';

export type DelegationId = Branded<string, 'DelegationId'>;

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
  /** The instrument that gives it. */
  readonly reference: string;
  readonly validFrom: LegalDate;
  readonly validTo: LegalDate | null;
}

const USER_COLUMNS = `
         u.id, u.department_id AS "departmentId", u.subject, u.display_name AS "displayName",
         json_build_object('fr', u.grade_fr, 'nl', u.grade_nl, 'de', u.grade_de) AS grade,
         u.language, u.active, u.demonstration,
         ARRAY(SELECT r.role FROM user_role r WHERE r.user_id = u.id ORDER BY r.role) AS roles`;

const USER = `SELECT ${USER_COLUMNS} FROM user_account u`;

const IDENTITY = `
  SELECT ${USER_COLUMNS},
         json_build_object('fr', d.name_fr, 'nl', d.name_nl, 'de', d.name_de, 'en', d.name_en) AS "departmentName"
  FROM user_account u JOIN department d ON d.id = u.department_id`;

const DELEGATION = `
  SELECT d.id, d.user_id AS "userId", d.department_id AS "departmentId", d.article, d.reference,
         d.valid_from AS "validFrom", d.valid_to AS "validTo"
  FROM signature_delegation d`;

/** SQL of users, their roles and their delegations. */
@Injectable()
export class UsersRepository {
  async bySubject(queries: Queries, subject: string): Promise<User | undefined> {
    const [user] = await queries.query<User>(`${USER} WHERE u.subject = $1`, [subject]);
    return user;
  }

  async byId(queries: Queries, id: UserId): Promise<User | undefined> {
    const [user] = await queries.query<User>(`${USER} WHERE u.id = $1`, [id]);
    return user;
  }

  async identityById(queries: Queries, id: UserId): Promise<Identity | undefined> {
    const [identity] = await queries.query<Identity>(`${IDENTITY} WHERE u.id = $1`, [id]);
    return identity;
  }

  async identityBySubject(queries: Queries, subject: string): Promise<Identity | undefined> {
    const [identity] = await queries.query<Identity>(`${IDENTITY} WHERE u.subject = $1`, [subject]);
    return identity;
  }

  list(tx: Tx): Promise<User[]> {
    return tx.query<User>(`${USER} ORDER BY u.display_name, u.id`);
  }

  /** In the order in which they were made. */
  demonstrationUsers(queries: Queries): Promise<User[]> {
    return queries.query<User>(`${USER} WHERE u.demonstration ORDER BY u.id`);
  }

  demonstrationIdentities(queries: Queries): Promise<Identity[]> {
    return queries.query<Identity>(`${IDENTITY} WHERE u.demonstration AND u.active ORDER BY u.id`);
  }

  /** The delegation with the latest start that covers the article on the day. */
  async delegationFor(tx: Tx, userId: UserId, article: string, onDay: LegalDate): Promise<Delegation | undefined> {
    const [delegation] = await tx.query<Delegation>(
      `${DELEGATION}
       WHERE d.user_id = $1 AND d.article = $2 AND d.valid_from <= $3 AND (d.valid_to IS NULL OR d.valid_to >= $3)
       ORDER BY d.valid_from DESC, d.id LIMIT 1`,
      [userId, article, onDay],
    );
    return delegation;
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
    await tx.query('INSERT INTO user_role (user_id, role) SELECT $1, unnest($2::text[])', [user.id, user.roles]);
  }

  async insertDelegation(tx: Tx, delegation: Delegation): Promise<void> {
    await tx.query(
      `INSERT INTO signature_delegation (id, department_id, user_id, article, reference, valid_from, valid_to)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        delegation.id,
        delegation.departmentId,
        delegation.userId,
        delegation.article,
        delegation.reference,
        delegation.validFrom,
        delegation.validTo,
      ],
    );
  }
}
