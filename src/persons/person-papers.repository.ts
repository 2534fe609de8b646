import { Injectable } from '@nestjs/common';
import type { DepartmentId, PersonId, UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import { numberKey } from './duplicate.rules';
import type { AliasFacts, AliasKind, DocumentFacts, DocumentKind } from './person-papers.rules';
import type { PersonNames } from './person.rules';

/** What other names and documents have in common on record: added by somebody, perhaps ended by somebody. */
interface PaperRow {
  readonly id: string;
  readonly personId: PersonId;
  readonly recordedAt: Date;
  readonly recordedByName: string;
  readonly endedAt: Date | null;
  readonly endReason: string | null;
}

/** Another name as it is kept. */
export interface AliasRow extends PaperRow, PersonNames {
  readonly kind: AliasKind;
  readonly source: string;
  readonly usedFrom: LegalDate | null;
  readonly usedUntil: LegalDate | null;
}

/** A document as it is kept. */
export interface DocumentOfPersonRow extends PaperRow {
  readonly kind: DocumentKind;
  readonly number: string;
  readonly issuer: string;
  readonly issuedOn: LegalDate | null;
  readonly expiresOn: LegalDate | null;
  readonly seenBy: string;
  readonly seenAtPlace: string;
  readonly seenOn: LegalDate;
}

/** Who adds a row to which person. */
export interface PaperKey {
  readonly id: string;
  readonly personId: PersonId;
  readonly departmentId: DepartmentId;
  readonly by: UserId;
}

/** The tables of papers; one of them names itself in an ending. */
export type PaperTable = 'person_alias' | 'person_document';

const PAPER = `x.id, x.person_id AS "personId", x.recorded_at AS "recordedAt", u.display_name AS "recordedByName", x.ended_at AS "endedAt", x.end_reason AS "endReason"`;

/** SQL of other names and identity documents. Nothing is erased; what counts no more is ended. */
@Injectable()
export class PersonPapersRepository {
  async insertAlias(tx: Tx, { id, personId, departmentId, by }: PaperKey, alias: AliasFacts): Promise<void> {
    await tx.query(
      `INSERT INTO person_alias (id, department_id, person_id, kind, family_name, given_names, latin_family_name, latin_given_names, source,
         used_from, used_until, recorded_by, recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        id,
        departmentId,
        personId,
        alias.kind,
        alias.familyName,
        alias.givenNames,
        alias.latinFamilyName,
        alias.latinGivenNames,
        alias.source,
        alias.usedFrom ?? null,
        alias.usedUntil ?? null,
        by,
        tx.now,
      ],
    );
  }

  async insertDocument(tx: Tx, { id, personId, departmentId, by }: PaperKey, document: DocumentFacts): Promise<void> {
    await tx.query(
      `INSERT INTO person_document (id, department_id, person_id, kind, number, number_key, issuer, issued_on, expires_on, seen_by,
         seen_at_place, seen_on, recorded_by, recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        id,
        departmentId,
        personId,
        document.kind,
        document.number,
        numberKey(document.number),
        document.issuer,
        document.issuedOn ?? null,
        document.expiresOn ?? null,
        document.seenBy,
        document.seenAtPlace,
        document.seenOn,
        by,
        tx.now,
      ],
    );
  }

  /** Ends a row of a person that stands; answers whether there was one. */
  async end(
    tx: Tx,
    table: PaperTable,
    { id, personId, by }: Omit<PaperKey, 'departmentId'>,
    reason: string,
  ): Promise<boolean> {
    const ended = await tx.query<{ id: string }>(
      `WITH ended AS (UPDATE ${table} SET ended_at = $3, ended_by = $4, end_reason = $5
         WHERE id = $1 AND person_id = $2 AND ended_at IS NULL RETURNING id) SELECT id FROM ended`,
      [id, personId, tx.now, by, reason],
    );
    return ended.length === 1;
  }

  async exists(tx: Tx, table: PaperTable, id: string, personId: PersonId): Promise<boolean> {
    return (await tx.query(`SELECT 1 FROM ${table} WHERE id = $1 AND person_id = $2`, [id, personId])).length === 1;
  }

  /** The other names of some persons, those that stand first. */
  aliases(tx: Tx, personIds: readonly PersonId[]): Promise<AliasRow[]> {
    return tx.query<AliasRow>(
      `SELECT ${PAPER}, x.kind, x.family_name AS "familyName", x.given_names AS "givenNames", x.latin_family_name AS "latinFamilyName",
         x.latin_given_names AS "latinGivenNames", x.source, x.used_from AS "usedFrom", x.used_until AS "usedUntil"
       FROM person_alias x JOIN user_account u ON u.id = x.recorded_by WHERE x.person_id = ANY($1::uuid[])
       ORDER BY x.ended_at NULLS FIRST, x.recorded_at, x.id`,
      [personIds],
    );
  }

  /** The documents of some persons, those that stand first. */
  documents(tx: Tx, personIds: readonly PersonId[]): Promise<DocumentOfPersonRow[]> {
    return tx.query<DocumentOfPersonRow>(
      `SELECT ${PAPER}, x.kind, x.number, x.issuer, x.issued_on AS "issuedOn", x.expires_on AS "expiresOn", x.seen_by AS "seenBy",
         x.seen_at_place AS "seenAtPlace", x.seen_on AS "seenOn"
       FROM person_document x JOIN user_account u ON u.id = x.recorded_by WHERE x.person_id = ANY($1::uuid[])
       ORDER BY x.ended_at NULLS FIRST, x.recorded_at, x.id`,
      [personIds],
    );
  }

  /** Who else has the document on record, merged records apart. */
  async othersWith(tx: Tx, personId: PersonId, document: DocumentFacts): Promise<PersonId[]> {
    const rows = await tx.query<{ id: PersonId }>(
      `SELECT DISTINCT p.id FROM person_document x JOIN person p ON p.id = x.person_id AND p.merged_into IS NULL
       WHERE x.number_key = $1 AND x.kind = $2 AND x.issuer = $3 AND x.person_id <> $4 AND x.ended_at IS NULL ORDER BY p.id`,
      [numberKey(document.number), document.kind, document.issuer, personId],
    );
    return rows.map(({ id }) => id);
  }
}
