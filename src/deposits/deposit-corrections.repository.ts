import { Injectable } from '@nestjs/common';
import { newId, type DocumentId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import type { Announcement, AnnouncementChange } from './deposit-correction.rules';
import { payerKey } from './deposit.rules';
import type { DepositRow } from './deposits.repository';

/** What was put right, why, and by whom. */
export interface CorrectionRow {
  readonly reason: string;
  readonly changes: readonly AnnouncementChange[];
  readonly letterReplacedId: DocumentId | null;
  readonly correctedByName: string;
  readonly correctedAt: Date;
}

/** The letter that was issued again because of it. */
export interface LetterAgain {
  readonly on: LegalDate;
  readonly documentId: DocumentId;
}

/** SQL of corrections of announcements: the announcement is as it should be, and what it said stands beside it. */
@Injectable()
export class DepositCorrectionsRepository {
  /** Writes the announcement as it should be. The database refuses what another deposit has (its payer, its reference). */
  async correct(
    tx: Tx,
    { id }: Pick<DepositRow, 'id'>,
    right: Announcement & { readonly lapsesOn: LegalDate },
    letter: LetterAgain | undefined,
  ): Promise<void> {
    const { payer } = right;
    await tx.query(
      `UPDATE deposit SET amount_cents = $2, cdc_reference = $3, payer_family_name = $4, payer_given_names = $5, payer_birth_date = $6, payer_address = $7,
         payer_iban = $8, payer_is_debtor = $9, payer_key = $10, reason = $11, announced_on = $12, lapses_on = $13,
         letter_announced_on = coalesce($14, letter_announced_on), letter_document_id = coalesce($15, letter_document_id), version = version + 1
       WHERE id = $1`,
      [
        id,
        right.amountCents,
        right.cdcReference,
        payer.familyName,
        payer.givenNames,
        payer.birthDate,
        payer.address,
        payer.iban,
        payer.isDebtor,
        payerKey(payer),
        right.reason,
        right.announcedOn,
        right.lapsesOn,
        letter?.on ?? null,
        letter?.documentId ?? null,
      ],
    );
  }

  /** Keeps what stood. The deposit is given as it was before. */
  async keep(
    tx: Tx,
    deposit: Pick<DepositRow, 'id' | 'departmentId' | 'version'>,
    correction: Pick<CorrectionRow, 'reason' | 'changes' | 'letterReplacedId'>,
    by: UserId,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO deposit_correction (id, department_id, deposit_id, version, reason, changes, letter_replaced_id, corrected_by, corrected_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        newId<string>(),
        deposit.departmentId,
        deposit.id,
        deposit.version + 1,
        correction.reason,
        JSON.stringify(correction.changes),
        correction.letterReplacedId,
        by,
        tx.now,
      ],
    );
  }

  /** What was put right in an announcement, the first correction first. */
  ofDeposit(tx: Tx, { id }: Pick<DepositRow, 'id'>): Promise<CorrectionRow[]> {
    return tx.query<CorrectionRow>(
      `SELECT c.reason, c.changes, c.letter_replaced_id AS "letterReplacedId", u.display_name AS "correctedByName", c.corrected_at AS "correctedAt"
       FROM deposit_correction c JOIN user_account u ON u.id = c.corrected_by WHERE c.deposit_id = $1 ORDER BY c.version`,
      [id],
    );
  }
}
