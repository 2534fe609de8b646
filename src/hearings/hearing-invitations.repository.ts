import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { DepartmentId, OffenceId, PersonId, UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import type { InvitedTo } from './hearing.rules';
import type { RecordedHearing } from './heard-on-files.rules';
import type { RecordedInvitation } from './silence.rules';

/** A letter of invitation as it was issued, without its bytes. It is never changed and never made again. */
export interface HearingInvitationRow {
  readonly id: string;
  readonly departmentId: DepartmentId;
  /** The entry from which it was made; once that is recorded, the offence names it. */
  readonly draftId: string;
  readonly personId: PersonId;
  readonly language: 'fr' | 'nl' | 'de';
  readonly invitedTo: InvitedTo;
  readonly invitedFor: LegalDate;
  /** What the letter named, null in one from before that was kept. */
  readonly obligationCode: string | null;
  readonly factsOn: LegalDate | null;
  readonly templateVersion: string;
  readonly issuedBy: UserId;
  readonly issuedAt: Date;
}

/** The letter with its bytes, and the case that it belongs to now. */
export interface StoredInvitation extends HearingInvitationRow {
  readonly bytes: Buffer;
  readonly sha256Hex: string;
  /** The offence, the last one where the entry was taken up again, or the entry as long as nothing is recorded. */
  readonly caseId: string;
  readonly offenceId: OffenceId | null;
}

const SELECTED = `i.id, i.department_id AS "departmentId", i.draft_id AS "draftId", i.person_id AS "personId", i.language, i.invited_to AS "invitedTo",
  i.invited_for AS "invitedFor", i.obligation_code AS "obligationCode", i.facts_on AS "factsOn", i.template_version AS "templateVersion", i.issued_by AS "issuedBy", i.issued_at AS "issuedAt"`;

/** SQL of invitations: added once, read, nothing else. */
@Injectable()
export class HearingInvitationsRepository {
  async insert(tx: Tx, letter: Omit<HearingInvitationRow, 'issuedAt'>, bytes: Buffer): Promise<string> {
    const sha256 = createHash('sha256').update(bytes).digest();
    await tx.query(
      `INSERT INTO hearing_invitation (id, department_id, draft_id, person_id, language, invited_to, invited_for, template_version, bytes, sha256, issued_by, issued_at, obligation_code, facts_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        letter.id,
        letter.departmentId,
        letter.draftId,
        letter.personId,
        letter.language,
        letter.invitedTo,
        letter.invitedFor,
        letter.templateVersion,
        bytes,
        sha256,
        letter.issuedBy,
        tx.now,
        letter.obligationCode,
        letter.factsOn,
      ],
    );
    return sha256.toString('hex');
  }

  ofDraft(tx: Tx, draftId: string): Promise<HearingInvitationRow[]> {
    return tx.query<HearingInvitationRow>(
      `SELECT ${SELECTED} FROM hearing_invitation i WHERE i.draft_id = $1 ORDER BY i.issued_at, i.id`,
      [draftId],
    );
  }

  /** The invitations that the files of an entry give, whoever sent them. */
  ofFiles(tx: Tx, draftId: string): Promise<RecordedInvitation[]> {
    return tx.query<RecordedInvitation>(
      `SELECT obligation_code AS "obligationCode", facts_on AS "factsOn", hearing_invited_on AS "invitedOn", hearing_invited_name AS "invitedName",
         EXISTS (SELECT FROM liable_party l WHERE l.offence_id = offence.id AND l.capacity = 'offender') AS "isOfAdult" FROM offence
       WHERE entry_draft_id = $1 AND hearing_invited_on IS NOT NULL ORDER BY recorded_at, id`,
      [draftId],
    );
  }

  /** The hearings that the files of an entry give. */
  hearingsOfFiles(tx: Tx, draftId: string): Promise<RecordedHearing[]> {
    return tx.query<RecordedHearing>(
      `SELECT obligation_code AS "obligationCode", facts_on AS "factsOn", hearing_on AS "heardOn" FROM offence
       WHERE entry_draft_id = $1 AND hearing_kind = 'heard' AND hearing_on IS NOT NULL ORDER BY recorded_at, id`,
      [draftId],
    );
  }

  async find(tx: Tx, id: string): Promise<StoredInvitation | undefined> {
    const [row] = await tx.query<Omit<StoredInvitation, 'caseId' | 'sha256Hex'> & { readonly sha256: Buffer }>(
      `SELECT ${SELECTED}, i.bytes, i.sha256,
         (SELECT o.id FROM offence o WHERE o.entry_draft_id = i.draft_id ORDER BY o.recorded_at DESC, o.id DESC LIMIT 1) AS "offenceId"
       FROM hearing_invitation i WHERE i.id = $1`,
      [id],
    );
    if (row === undefined) return undefined;
    const { sha256, ...letter } = row;
    return { ...letter, sha256Hex: sha256.toString('hex'), caseId: letter.offenceId ?? letter.draftId };
  }
}
