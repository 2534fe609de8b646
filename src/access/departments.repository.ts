import { Injectable } from '@nestjs/common';
import type { DepartmentId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import type { InterfaceLanguage } from '../kernel/language';

/** A service of the Office that decides, or that handles its money. */
export interface Department {
  readonly id: DepartmentId;
  /** Three letters; the first part of its decision numbers. */
  readonly code: string;
  /** 1-99; the first two digits of the structured communication of its fines. */
  readonly ordinal: number;
  readonly name: Readonly<Record<InterfaceLanguage, string>>;
  readonly address: string;
  readonly email: string;
  readonly validFrom: LegalDate;
  readonly validTo: LegalDate | null;
}

const DEPARTMENT = `
  SELECT id, code, ordinal, address, email, valid_from AS "validFrom", valid_to AS "validTo",
         json_build_object('fr', name_fr, 'nl', name_nl, 'de', name_de, 'en', name_en) AS name
  FROM department_on($1)`;

/** SQL of departments, with the names and the address of the transaction's day. */
@Injectable()
export class DepartmentsRepository {
  all(tx: Tx): Promise<Department[]> {
    return tx.query<Department>(`${DEPARTMENT} ORDER BY ordinal`, [tx.today]);
  }

  async byId(tx: Tx, id: DepartmentId): Promise<Department | undefined> {
    const [department] = await tx.query<Department>(`${DEPARTMENT} WHERE id = $2`, [tx.today, id]);
    return department;
  }

  async insert(tx: Tx, department: Department): Promise<void> {
    const { name } = department;
    await tx.query(
      `INSERT INTO department (id, code, ordinal, name_fr, name_nl, name_de, name_en, address, email, valid_from, valid_to)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        department.id,
        department.code,
        department.ordinal,
        name.fr,
        name.nl,
        name.de,
        name.en,
        department.address,
        department.email,
        department.validFrom,
        department.validTo,
      ],
    );
  }
}
