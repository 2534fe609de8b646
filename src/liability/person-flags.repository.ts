import { Injectable } from '@nestjs/common';
import type { DepartmentId, PersonId, UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import type { PersonFlagKind } from './person-flag.rules';

/** A flag as it is kept, with the names of those who recorded and lifted it. */
export interface PersonFlagRow {
  readonly id: string;
  readonly personId: PersonId;
  readonly departmentId: DepartmentId;
  readonly kind: PersonFlagKind;
  readonly since: LegalDate;
  readonly evidence: string;
  readonly recordedByName: string;
  readonly recordedOn: LegalDate;
  readonly liftedOn?: LegalDate;
  readonly liftedByName?: string;
  readonly liftReason?: string;
}

interface FlagSqlRow extends Omit<PersonFlagRow, 'liftedOn' | 'liftedByName' | 'liftReason'> {
  readonly liftedOn: LegalDate | null;
  readonly liftedByName: string | null;
  readonly liftReason: string | null;
}

const SELECTED = `f.id, f.person_id AS "personId", f.department_id AS "departmentId", f.kind, f.since, f.evidence, r.display_name AS "recordedByName",
  (f.recorded_at AT TIME ZONE 'Europe/Brussels')::date AS "recordedOn", f.lifted_on AS "liftedOn", l.display_name AS "liftedByName", f.lift_reason AS "liftReason"`;
const FROM = 'person_flag f JOIN user_account r ON r.id = f.recorded_by LEFT JOIN user_account l ON l.id = f.lifted_by';

/** SQL of flags. A flag is recorded once and lifted once. */
@Injectable()
export class PersonFlagsRepository {
  /** Every flag of a person, those that stand first, then the latest. */
  async ofPerson(tx: Tx, personId: PersonId): Promise<PersonFlagRow[]> {
    const rows = await tx.query<FlagSqlRow>(
      `SELECT ${SELECTED} FROM ${FROM} WHERE f.person_id = $1 ORDER BY (f.lifted_on IS NOT NULL), f.recorded_at DESC, f.id`,
      [personId],
    );
    return rows.map(flagOf);
  }

  /** The day of the death of those of these persons for whom one is on file, under whichever of their records; the earliest. */
  async deaths(tx: Tx, personIds: readonly PersonId[]): Promise<ReadonlyMap<PersonId, LegalDate>> {
    const rows = await tx.query<{ readonly personId: PersonId; readonly diedOn: LegalDate }>(
      `SELECT p.id AS "personId", min(f.since) AS "diedOn"
       FROM unnest($1::uuid[]) AS p (id) JOIN person_flag f ON f.person_id IN (SELECT records_of_person(p.id))
       WHERE f.kind = 'death' AND f.lifted_on IS NULL GROUP BY p.id`,
      [personIds],
    );
    return new Map(rows.map(({ personId, diedOn }) => [personId, diedOn]));
  }

  async insert(
    tx: Tx,
    flag: Pick<PersonFlagRow, 'id' | 'personId' | 'departmentId' | 'kind' | 'since' | 'evidence'>,
    recordedBy: UserId,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO person_flag (id, person_id, department_id, kind, since, evidence, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [flag.id, flag.personId, flag.departmentId, flag.kind, flag.since, flag.evidence, recordedBy, tx.now],
    );
  }

  async lift(tx: Tx, id: string, liftedBy: UserId, reason: string): Promise<void> {
    await tx.query(
      'UPDATE person_flag SET lifted_on = $2, lifted_by = $3, lifted_at = $4, lift_reason = $5 WHERE id = $1',
      [id, tx.today, liftedBy, tx.now, reason],
    );
  }
}

function flagOf({ liftedOn, liftedByName, liftReason, ...flag }: FlagSqlRow): PersonFlagRow {
  return {
    ...flag,
    ...(liftedOn !== null && { liftedOn }),
    ...(liftedByName !== null && { liftedByName }),
    ...(liftReason !== null && { liftReason }),
  };
}
