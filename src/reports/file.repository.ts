import { Injectable } from '@nestjs/common';
import type { DepartmentId, OffenceId } from '../kernel/ids';
import type { DepositState } from '../deposits/deposit.rules';
import type { LegalDate } from '../kernel/legal-date';
import type { OffenceProcedure } from '../offences/offence-fields.view';
import type { DecisionInOrder } from '../offences/repeat.rules';
import type { Tx } from '../platform/database/transactions';

export interface PersonRow {
  readonly person_id: string;
  readonly family_name: string;
  readonly given_names: string;
  readonly latin_family_name: string;
  readonly latin_given_names: string;
  readonly birth_year: number | null;
  readonly birth_month: number | null;
  readonly birth_day: number | null;
  readonly nationality: string;
  readonly office_file_number: string | null;
}

/** A name in the four languages of the screens. */
export type Names = Readonly<Record<'fr' | 'nl' | 'de' | 'en', string>>;

/** The root of a file with the person it is about. */
export interface OffenceRow extends PersonRow {
  readonly id: string;
  readonly department_id: string;
  readonly department_code: string;
  readonly department_names: Names;
  /** `taken-over`: from an earlier administration, without facts, hearing and reasons on file here. */
  readonly origin: 'office' | 'taken-over';
  readonly article: string;
  readonly obligation: { readonly subject?: string; readonly paragraph?: string | null } | null;
  readonly collection_basis: string;
  readonly offender_category: string;
  readonly facts_on: LegalDate | null;
  readonly facts_at: string | null;
  readonly place: string;
  readonly facts: string;
  readonly evidence: string;
  readonly reporting_authority: string;
  readonly report_reference: string;
  readonly report_on: LegalDate | null;
  readonly municipality: string | null;
  readonly crossing_point: Names | null;
  readonly crossing_direction: 'entry' | 'exit' | null;
  readonly crossing_site: 'authorised-point' | 'elsewhere' | null;
  /** Opening hours as the agent stated them with their source, where the register has none. */
  readonly stated_opens_at: string | null;
  readonly stated_closes_at: string | null;
  readonly stated_hours_source: string | null;
  readonly entry_on: LegalDate | null;
  readonly entry_evidence: string | null;
  readonly document_required: string | null;
  readonly document_defect: string | null;
  readonly document_expired_on: LegalDate | null;
  readonly residence_card_number: string | null;
  readonly card_expires_on: LegalDate | null;
  readonly ground_reason: string | null;
  readonly legal_review_ground: string | null;
  readonly complied_on: LegalDate | null;
  readonly last_lawful_on: LegalDate | null;
  readonly exemption: string;
  /** What was heard and weighed, under the names of the entry. */
  readonly procedure: OffenceProcedure;
  readonly discretion: string;
  readonly majority_decided: 'adult' | 'minor' | null;
  readonly majority_reason: string | null;
  readonly state: 'recorded' | 'closed' | 'void';
  /** Why it was opened again after it had been closed without a fine; empty for every other. */
  readonly reopen_reason: string;
  readonly recorded_by: string;
  readonly recorded_by_name: string;
  readonly recorded_on: LegalDate;
}

export interface DecisionRow {
  readonly id: string;
  readonly offence_id: string;
  readonly state: 'draft' | 'submitted' | 'signed' | 'notified' | 'cancelled' | 'withdrawn' | 'annulled';
  readonly language: 'fr' | 'nl' | 'de';
  readonly language_reason: string;
  readonly motivation: string;
  readonly amount_cents: string;
  readonly repeat_order: number;
  /** The earlier decision on a breach that goes on (D10). */
  readonly continuing_of: string | null;
  readonly continuing_approval_reason: string | null;
  readonly drafted_by: string;
  readonly drafted_by_name: string;
  readonly drafted_on: LegalDate;
  /** Everyone who has a hand in it; null when nobody is on record. */
  readonly author_ids: readonly string[] | null;
  readonly submitted_by: string | null;
  readonly submitted_by_name: string | null;
  readonly returned_by: string | null;
  readonly returned_by_name: string | null;
  readonly returned_on: LegalDate | null;
  readonly return_reason: string | null;
  readonly signed_by: string | null;
  readonly signer_name: string | null;
  readonly signer_grade: string | null;
  readonly signed_on: LegalDate | null;
  readonly delegation_article: string | null;
  readonly delegation_reference: string | null;
  readonly delegation_from: LegalDate | null;
  readonly number: string | null;
  readonly structured_communication: string | null;
  readonly cancelled_by_name: string | null;
  readonly cancel_reason: string | null;
  /** Why a signatory approved a disputed ground (D1). */
  readonly legal_review_reason: string | null;
  /** Of the withdrawal that waits or was decided (R2.12). */
  readonly withdrawal_state: 'proposed' | 'withdrawn' | null;
  readonly withdrawal_reason: string | null;
  readonly withdrawn_by_name: string | null;
  readonly withdrawn_on: LegalDate | null;
  readonly notified_on: LegalDate | null;
  readonly payable_from: LegalDate | null;
  /** Of a fine that was taken over: what was still owed then, and the day. */
  readonly opening_cents: string | null;
  readonly taken_over_on: LegalDate | null;
  readonly version: number;
}

/** A decision of the person under the same article; null where it has not come so far. */
export type FileDecisionInOrder = Pick<DecisionInOrder, 'id' | 'article' | 'state'> & {
  readonly signedAt: Date | null;
  readonly number: string | null;
  readonly signedOn: LegalDate | null;
  readonly notifiedOn: LegalDate | null;
  readonly offenceId: OffenceId;
  readonly departmentId: DepartmentId;
};

/** A letter of invitation to the hearing. */
export interface InvitationRow {
  readonly id: string;
  readonly language: string;
  readonly size_bytes: number;
  readonly issued_on: LegalDate;
}

/** One return of the decision to its drafter. */
export interface ReturnRow {
  readonly id: string;
  readonly returned_by: string;
  readonly reason: string;
}

export interface DocumentRow {
  readonly id: string;
  readonly kind: string;
  readonly language: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly sha256: string;
  readonly created_on: LegalDate;
  /** Empty for what is addressed to nobody. */
  readonly addressee_name: string;
}

export interface NotificationRow {
  readonly id: string;
  readonly channel: 'hand' | 'post' | 'registered-ar';
  readonly acted_on: LegalDate;
  readonly receipt: 'signed' | 'refused' | null;
  readonly receipt_note: string;
  readonly posting_reference: string;
  readonly first_day: LegalDate;
  readonly raw_end: LegalDate;
  readonly last_day: LegalDate;
  readonly adverse_last_day: LegalDate;
  readonly recorded_by: string;
  readonly recorded_by_name: string;
  readonly recorded_on: LegalDate;
  readonly addressee_id: string;
  readonly addressee_name: string;
  readonly superseded: boolean;
}

export interface LiablePartyRow extends PersonRow {
  readonly capacity: string;
  readonly basis: string;
  readonly appointment_reference: string | null;
  readonly appointed_on: LegalDate | null;
  readonly register_number: string | null;
  /** A notification stands for them, in person or at the address for service. */
  readonly is_told: boolean;
  /** The decision reached them, whether their month runs or not. */
  readonly is_reached: boolean;
}

/** Somebody who acts for the offender or a debtor. */
export interface MandateRow extends PersonRow {
  readonly kind: string;
  readonly reference: string;
  readonly given_on: LegalDate;
  readonly elects_domicile: boolean;
  readonly represented_name: string;
}

/** What holds recovery about somebody in the file (D34). */
export interface FlagRow {
  readonly person_id: string;
  readonly person_name: string;
  readonly kind: string;
  readonly since: LegalDate;
}

const PERSON = `p.id AS person_id, p.family_name, p.given_names, p.latin_family_name, p.latin_given_names,
  p.birth_year, p.birth_month, p.birth_day, p.nationality, p.office_file_number`;
const brusselsDay = (column: string): string => `(${column} AT TIME ZONE 'Europe/Brussels')::date`;
const names = (alias: string): string =>
  `jsonb_build_object('fr', ${alias}.name_fr, 'nl', ${alias}.name_nl, 'de', ${alias}.name_de, 'en', ${alias}.name_en)`;

const procedureColumns = [
  ['hearingInvitedTo', 'hearing_invited_to'],
  ['hearingInvitedFor', 'hearing_invited_for'],
  ['hearingInvitedName', 'hearing_invited_name'],
  ['hearingInvitedOn', 'hearing_invited_on'],
  ['hearingInvitationMeans', 'hearing_invitation_means'],
  ['hearingInvitationEvidence', 'hearing_invitation_evidence'],
  ['hearingKind', 'hearing_kind'],
  ['hearingOn', 'hearing_on'],
  ['hearingMeans', 'hearing_means'],
  ['hearingHeard', 'hearing_heard'],
  ['hearingHeardName', 'hearing_heard_name'],
  ['hearingLawyer', 'hearing_lawyer'],
  ['hearingLanguage', 'hearing_language'],
  ['hearingInterpreter', 'hearing_interpreter'],
  ['hearingStatement', 'hearing_statement'],
  ['hearingArgumentsRaised', 'hearing_arguments_raised'],
  ['hearingAnswer', 'hearing_answer'],
  ['hearingWaiverReason', 'hearing_waiver_reason'],
  ['hearingRepresentativeWaiver', 'hearing_representative_waiver'],
  ['hearingCarrierOn', 'hearing_carrier_on'],
  ['hearingCarrierStatement', 'hearing_carrier_statement'],
  ['hearingCarrierWaiver', 'hearing_carrier_waiver'],
  ['forceMajeureRaised', 'force_majeure_raised'],
  ['forceMajeure', 'force_majeure'],
  ['discretion', 'discretion'],
] as const satisfies readonly (readonly [keyof OffenceProcedure, string])[];
const PROCEDURE = `jsonb_build_object(${procedureColumns.map(([field, column]) => `'${field}', o.${column}`).join(', ')},
  'hearingArguments', (SELECT coalesce(jsonb_agg(jsonb_build_object('argument', a.argument, 'answer', a.answer) ORDER BY a.ordinal), '[]') FROM hearing_argument a WHERE a.offence_id = o.id))`;

/** Money with the Caisse des Dépôts for this fine. */
export interface DepositRow {
  readonly id: string;
  readonly state: DepositState;
  readonly payer_family_name: string;
  readonly amount_cents: string;
  readonly held_cents: string | null;
  readonly lapses_on: LegalDate;
}

/** Reads one file across the modules; never writes. */
@Injectable()
export class FileRepository {
  async offence(tx: Tx, offenceId: string): Promise<OffenceRow | undefined> {
    const [row] = await tx.query<OffenceRow>(
      `SELECT o.id, o.department_id, o.origin, o.article, o.collection_basis, o.offender_category, o.facts_on, o.facts_at, o.place, o.facts,
         o.evidence, o.reporting_authority, o.report_reference, o.report_on, o.municipality, o.crossing_direction, o.crossing_site,
         o.stated_opens_at, o.stated_closes_at, o.stated_hours_source, o.entry_on, o.entry_evidence, o.document_required, o.document_defect, o.document_expired_on, o.residence_card_number,
         o.card_expires_on, o.ground_reason, o.legal_review_ground, o.complied_on, o.last_lawful_on, o.exemption, ${PROCEDURE} AS procedure,
         o.discretion, o.majority_decided, o.majority_reason, o.state, o.reopen_reason, o.recorded_by, u.display_name AS recorded_by_name, ${brusselsDay('o.recorded_at')} AS recorded_on,
         b.definition AS obligation, t.code AS department_code, ${names('t')} AS department_names,
         CASE WHEN c.id IS NULL THEN NULL ELSE ${names('c')} END AS crossing_point, ${PERSON}
       FROM offence o JOIN person p ON p.id = o.person_id JOIN department_on($2) t ON t.id = o.department_id
         JOIN user_account u ON u.id = o.recorded_by LEFT JOIN obligation b ON b.id = o.obligation_id
         LEFT JOIN crossing_point c ON c.code = o.crossing_point_code AND o.facts_on BETWEEN c.valid_from AND coalesce(c.valid_to, 'infinity')
       WHERE o.id = $1`,
      [offenceId, tx.today],
    );
    return row;
  }

  /** The decision that stands; when every one was cancelled or withdrawn, the last of them. */
  async decision(tx: Tx, offenceId: string): Promise<DecisionRow | undefined> {
    const [row] = await tx.query<DecisionRow>(
      `SELECT d.id, d.offence_id, d.state, d.language, d.language_reason, d.motivation, d.amount_cents, d.repeat_order, d.continuing_of, d.continuing_approval_reason, d.number,
         d.structured_communication, d.drafted_by, drafter.display_name AS drafted_by_name, ${brusselsDay('d.drafted_at')} AS drafted_on,
         d.submitted_by, submitter.display_name AS submitted_by_name,
         r.returned_by, returner.display_name AS returned_by_name, ${brusselsDay('r.returned_at')} AS returned_on, r.reason AS return_reason,
         (SELECT array_agg(a.user_id ORDER BY a.since, a.user_id) FROM decision_author a WHERE a.decision_id = d.id) AS author_ids,
         d.signed_by, d.signer_name, d.signer_grade, d.signed_on, s.article AS delegation_article, s.reference AS delegation_reference,
         s.valid_from AS delegation_from, canceller.display_name AS cancelled_by_name, d.cancel_reason, d.legal_review_reason,
         w.state AS withdrawal_state, w.reason AS withdrawal_reason, w.decider_name AS withdrawn_by_name, w.decided_on AS withdrawn_on, d.notified_on, d.payable_from, d.opening_cents, d.taken_over_on, d.version
       FROM decision d JOIN user_account drafter ON drafter.id = d.drafted_by
         LEFT JOIN user_account submitter ON submitter.id = d.submitted_by
         LEFT JOIN LATERAL (SELECT * FROM decision_return WHERE decision_id = d.id ORDER BY returned_at DESC, id DESC LIMIT 1) r ON TRUE
         LEFT JOIN user_account returner ON returner.id = r.returned_by
         LEFT JOIN user_account canceller ON canceller.id = d.cancelled_by
         LEFT JOIN withdrawal w ON w.decision_id = d.id AND w.state IN ('proposed', 'withdrawn')
         LEFT JOIN signature_delegation s ON s.id = d.delegation_id
       WHERE d.offence_id = $1
       ORDER BY (d.state IN ('cancelled', 'withdrawn')), d.drafted_at DESC LIMIT 1`,
      [offenceId],
    );
    return row;
  }

  /** Every decision of the person under the article, of all departments and under every record of the person (D32). */
  inOrder(tx: Tx, personId: string, article: string): Promise<FileDecisionInOrder[]> {
    return tx.query<FileDecisionInOrder>(
      `SELECT d.id, o.article, d.state, standing_since(d) AS "signedAt", d.number, d.signed_on AS "signedOn", d.notified_on AS "notifiedOn",
         o.id AS "offenceId", o.department_id AS "departmentId"
       FROM decision d JOIN offence o ON o.id = d.offence_id
       WHERE o.person_id IN (SELECT records_of_person($1)) AND o.article = $2 ORDER BY d.drafted_at, d.id`,
      [personId, article],
    );
  }

  /** The letters by which the person was invited to be heard, oldest first. */
  invitations(tx: Tx, offenceId: string): Promise<InvitationRow[]> {
    return tx.query<InvitationRow>(
      `SELECT i.id, i.language, length(i.bytes) AS size_bytes, ${brusselsDay('i.issued_at')} AS issued_on
       FROM hearing_invitation i JOIN offence o ON o.entry_draft_id = i.draft_id WHERE o.id = $1 ORDER BY i.issued_at, i.id`,
      [offenceId],
    );
  }

  /** Every return of the decision with its reason, oldest first. */
  returns(tx: Tx, decisionId: string): Promise<ReturnRow[]> {
    return tx.query<ReturnRow>(
      'SELECT id, returned_by, reason FROM decision_return WHERE decision_id = $1 ORDER BY returned_at, id',
      [decisionId],
    );
  }

  documents(tx: Tx, decisionId: string): Promise<DocumentRow[]> {
    return tx.query<DocumentRow>(
      `SELECT d.id, d.kind, d.language, d.media_type, length(d.bytes) AS size_bytes, encode(d.sha256, 'hex') AS sha256,
         ${brusselsDay('d.created_at')} AS created_on, concat_ws(', ', p.family_name, nullif(p.given_names, '')) AS addressee_name
       FROM document d LEFT JOIN person p ON p.id = d.addressee_id WHERE d.decision_id = $1
       ORDER BY d.kind, d.addressee_ordinal, d.language`,
      [decisionId],
    );
  }

  /** In the order in which they were recorded; a corrected one stays and says so. */
  notifications(tx: Tx, decisionId: string): Promise<NotificationRow[]> {
    return tx.query<NotificationRow>(
      `SELECT n.id, n.channel, n.acted_on, n.receipt, n.receipt_note, n.posting_reference, n.first_day, n.raw_end, n.last_day, n.adverse_last_day,
         n.recorded_by, u.display_name AS recorded_by_name, ${brusselsDay('n.recorded_at')} AS recorded_on, n.addressee_id,
         concat_ws(', ', p.family_name, nullif(p.given_names, '')) AS addressee_name, n.superseded_by IS NOT NULL AS superseded
       FROM notification n JOIN user_account u ON u.id = n.recorded_by JOIN person p ON p.id = n.addressee_id
       WHERE n.decision_id = $1 ORDER BY n.recorded_at, n.id`,
      [decisionId],
    );
  }

  /** Who must pay (R1.0.7): the offender or others, or both. */
  liableParties(tx: Tx, offenceId: string, decisionId: string | undefined): Promise<LiablePartyRow[]> {
    return tx.query<LiablePartyRow>(
      `SELECT l.capacity, l.basis, l.appointment_reference, l.appointed_on, l.register_number, is_told($2, l.person_id) AS is_told, told_on($2, l.person_id) IS NOT NULL AS is_reached, ${PERSON}
       FROM liable_party l JOIN person p ON p.id = l.person_id
       WHERE l.offence_id = $1 ORDER BY (l.capacity <> 'offender'), p.id`,
      [offenceId, decisionId ?? null],
    );
  }

  /** Who acts for whom; never a debtor by that. */
  mandates(tx: Tx, offenceId: string): Promise<MandateRow[]> {
    return tx.query<MandateRow>(
      `SELECT m.kind, m.reference, m.given_on, m.elects_domicile, concat_ws(' ', r.family_name, nullif(r.given_names, '')) AS represented_name, ${PERSON}
       FROM mandate m JOIN person p ON p.id = m.person_id JOIN person r ON r.id = m.represented_id
       WHERE m.offence_id = $1 ORDER BY p.id, r.id`,
      [offenceId],
    );
  }

  /** What stands about these persons and holds recovery (D34). */
  flags(tx: Tx, personIds: readonly string[]): Promise<FlagRow[]> {
    return tx.query<FlagRow>(
      `SELECT f.person_id, concat_ws(' ', p.family_name, nullif(p.given_names, '')) AS person_name, f.kind, f.since
       FROM person_flag f JOIN person p ON p.id = f.person_id
       WHERE f.person_id = ANY($1::uuid[]) AND f.lifted_on IS NULL ORDER BY f.since, f.id`,
      [personIds],
    );
  }

  /** The case of a decision, by its id. */
  async caseOfDecision(tx: Tx, decisionId: string): Promise<string | undefined> {
    const [row] = await tx.query<{ offence_id: string }>('SELECT offence_id FROM decision WHERE id = $1', [decisionId]);
    return row?.offence_id;
  }

  deposits(tx: Tx, decisionId: string): Promise<DepositRow[]> {
    return tx.query<DepositRow>(
      'SELECT id, state, payer_family_name, amount_cents, held_cents, lapses_on FROM deposit WHERE decision_id = $1 ORDER BY announced_on, id',
      [decisionId],
    );
  }
}
