import { Injectable } from '@nestjs/common';
import type { AllocationId, Branded, DepartmentId, PersonId, UserId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import type { PayerAccountFacts } from './payer-account.rules';

export type PayerAccountId = Branded<string, 'PayerAccountId'>;

/** An account that is known for a person, or was. */
export interface PayerAccount extends PayerAccountFacts {
  readonly id: PayerAccountId;
  readonly personId: PersonId;
  readonly confirmedByName: string;
  readonly confirmedAt: Date;
  readonly fromAllocation: AllocationId;
  readonly forgottenBy: UserId | null;
  readonly forgottenByName: string | null;
  readonly forgottenAt: Date | null;
  readonly reason: string | null;
}

/** An account about to be learnt. */
export interface NewPayerAccount extends PayerAccountFacts {
  readonly id: PayerAccountId;
  readonly departmentId: DepartmentId;
  readonly personId: PersonId;
  readonly confirmedBy: UserId;
  readonly fromAllocation: AllocationId;
}

const ACCOUNT = `SELECT a.id, a.person_id AS "personId", a.iban, a.payer_name AS "payerName", c.display_name AS "confirmedByName", a.confirmed_at AS "confirmedAt",
    a.from_allocation AS "fromAllocation", a.forgotten_by AS "forgottenBy", f.display_name AS "forgottenByName", a.forgotten_at AS "forgottenAt", a.reason
  FROM payer_account a JOIN user_account c ON c.id = a.confirmed_by LEFT JOIN user_account f ON f.id = a.forgotten_by`;

/** SQL of payers' accounts. */
@Injectable()
export class PayerAccountsRepository {
  /** False when the account is known for this person already; two who learn at once learn it once. */
  async insert(tx: Tx, account: NewPayerAccount): Promise<boolean> {
    const rows = await tx.query(
      `INSERT INTO payer_account (id, department_id, person_id, iban, payer_name, confirmed_by, confirmed_at, from_allocation)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (person_id, iban) WHERE forgotten_at IS NULL DO NOTHING RETURNING id`,
      [
        account.id,
        account.departmentId,
        account.personId,
        account.iban,
        account.payerName,
        account.confirmedBy,
        tx.now,
        account.fromAllocation,
      ],
    );
    return rows.length > 0;
  }

  /** Those that count first, then what was forgotten, the newest first. */
  ofPerson(tx: Tx, personId: PersonId): Promise<PayerAccount[]> {
    return tx.query<PayerAccount>(
      `${ACCOUNT} WHERE a.person_id = $1 ORDER BY a.forgotten_at DESC NULLS FIRST, a.confirmed_at DESC, a.id`,
      [personId],
    );
  }

  async lock(tx: Tx, personId: PersonId, id: PayerAccountId): Promise<PayerAccount | undefined> {
    await tx.query('SELECT 1 FROM payer_account WHERE id = $1 FOR UPDATE', [id]);
    const [row] = await tx.query<PayerAccount>(`${ACCOUNT} WHERE a.id = $1 AND a.person_id = $2`, [id, personId]);
    return row;
  }

  async forget(tx: Tx, id: PayerAccountId, by: UserId | undefined, reason: string): Promise<void> {
    await tx.query('UPDATE payer_account SET forgotten_by = $2, forgotten_at = $3, reason = $4 WHERE id = $1', [
      id,
      by ?? null,
      tx.now,
      reason,
    ]);
  }

  /** Forgets what a booking taught, once the booking falls; answers what is forgotten, mostly nothing. */
  forgetOfAllocation(
    tx: Tx,
    allocationId: AllocationId,
    by: UserId | undefined,
    reason: string,
  ): Promise<{ readonly id: PayerAccountId; readonly personId: PersonId }[]> {
    return tx.query<{ id: PayerAccountId; personId: PersonId }>(
      `WITH forgotten AS (UPDATE payer_account SET forgotten_by = $2, forgotten_at = $3, reason = $4
         WHERE from_allocation = $1 AND forgotten_at IS NULL RETURNING id, person_id)
       SELECT id, person_id AS "personId" FROM forgotten`,
      [allocationId, by ?? null, tx.now, reason],
    );
  }

  /** The name of a person as pages show it. */
  async personName(tx: Tx, id: PersonId): Promise<string | undefined> {
    const [row] = await tx.query<{ name: string }>(
      `SELECT concat_ws(' ', family_name, nullif(given_names, '')) AS name FROM person WHERE id = $1`,
      [id],
    );
    return row?.name;
  }
}
