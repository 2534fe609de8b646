import { Injectable } from '@nestjs/common';
import type { DepartmentId, OffenceId, PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import type { Debtor } from './liability.rules';
import type { MandateKind } from './mandate.rules';

/** A mandate as it is kept. */
export interface MandateRow {
  readonly personId: PersonId;
  readonly representedId: PersonId;
  readonly kind: MandateKind;
  readonly reference: string;
  readonly givenOn: LegalDate;
  readonly electsDomicile: boolean;
}

/** The file in which somebody is liable. */
interface InFile {
  readonly id: OffenceId;
  readonly departmentId: DepartmentId;
}

interface DebtorSqlRow {
  readonly personId: PersonId;
  readonly capacity: Debtor['capacity'];
  readonly basis: string;
  readonly appointmentReference: string | null;
  readonly appointedOn: LegalDate | null;
  readonly registerNumber: string | null;
}

/** SQL of debtors and mandates. They are replaced as a whole until the signature; what stood before is in the event log. */
@Injectable()
export class LiabilityRepository {
  /** Whoever owes the fine of an offence, in the order of `decideLiability`; the offender first. */
  async debtors(tx: Tx, offenceId: OffenceId): Promise<Debtor[]> {
    const rows = await tx.query<DebtorSqlRow>(
      `SELECT person_id AS "personId", capacity, basis, appointment_reference AS "appointmentReference", appointed_on AS "appointedOn",
         register_number AS "registerNumber"
       FROM liable_party WHERE offence_id = $1
       ORDER BY array_position(ARRAY['offender', 'legal-representative', 'in-charge', 'guardian', 'carrier'], capacity), person_id`,
      [offenceId],
    );
    return rows.map(({ appointmentReference, appointedOn, registerNumber, ...row }) => ({
      ...row,
      ...(appointmentReference !== null && { appointmentReference }),
      ...(appointedOn !== null && { appointedOn }),
      ...(registerNumber !== null && { registerNumber }),
    }));
  }

  mandates(tx: Tx, offenceId: OffenceId): Promise<MandateRow[]> {
    return tx.query<MandateRow>(
      `SELECT person_id AS "personId", represented_id AS "representedId", kind, reference, given_on AS "givenOn",
         elects_domicile AS "electsDomicile"
       FROM mandate WHERE offence_id = $1 ORDER BY person_id, represented_id`,
      [offenceId],
    );
  }

  /** Puts these debtors and mandates in the place of what was there. */
  async replace(tx: Tx, file: InFile, debtors: readonly Debtor[], mandates: readonly MandateRow[]): Promise<void> {
    await tx.query('DELETE FROM liable_party WHERE offence_id = $1', [file.id]);
    await tx.query('DELETE FROM mandate WHERE offence_id = $1', [file.id]);
    for (const debtor of debtors) await this.insertDebtor(tx, file, debtor);
    for (const mandate of mandates) await this.insertMandate(tx, file, mandate);
  }

  private async insertDebtor(tx: Tx, file: InFile, debtor: Debtor): Promise<void> {
    await tx.query(
      `INSERT INTO liable_party (offence_id, person_id, department_id, capacity, basis, appointment_reference, appointed_on, register_number)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        file.id,
        debtor.personId,
        file.departmentId,
        debtor.capacity,
        debtor.basis,
        debtor.appointmentReference ?? null,
        debtor.appointedOn ?? null,
        debtor.registerNumber ?? null,
      ],
    );
  }

  private async insertMandate(tx: Tx, file: InFile, mandate: MandateRow): Promise<void> {
    await tx.query(
      `INSERT INTO mandate (offence_id, person_id, represented_id, department_id, kind, reference, given_on, elects_domicile)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        file.id,
        mandate.personId,
        mandate.representedId,
        file.departmentId,
        mandate.kind,
        mandate.reference,
        mandate.givenOn,
        mandate.electsDomicile,
      ],
    );
  }
}
