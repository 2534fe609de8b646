import { Injectable } from '@nestjs/common';
import type { DepartmentId, OffenceId, PersonId, UserId } from '../kernel/ids';
import type {
  ArgumentsRaised,
  HeardPerson,
  HearingArgument,
  HearingKind,
  HearingMeans,
  InvitationMeans,
  InvitedTo,
} from '../hearings/hearing.rules';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import type { DecisionState } from '../decisions/decision.rules';
import type { CrossingPoint } from './crossing.rules';
import type { DocumentDefect, DocumentFoundAt, DocumentRequired } from './document.rules';
import type { LegalReviewGround } from './legal-review.rules';
import type { Article } from './obligation.rules';
import type { FineOfDay } from './one-debt.rules';
import type { EarlierFine } from './repeat.rules';

/** An offence as it is kept: plain values, one to one with the columns. */
export interface OffenceRow {
  readonly id: OffenceId;
  readonly departmentId: DepartmentId;
  readonly personId: PersonId;
  readonly obligationCode: string;
  readonly obligationId: string;
  readonly article: Article;
  readonly collectionBasis: string;
  readonly offenderCategory: string;
  readonly factsOn: LegalDate;
  readonly factsAt: string | null;
  readonly place: string;
  readonly facts: string;
  readonly evidence: string;
  readonly reportingAuthority: string;
  readonly reportReference: string;
  readonly reportOn: LegalDate;
  readonly municipality: string | null;
  readonly border: string | null;
  readonly crossingDirection: string | null;
  readonly crossingSite: string | null;
  readonly crossingPointCode: string | null;
  readonly statedOpensAt: string | null;
  readonly statedClosesAt: string | null;
  readonly statedHoursSource: string | null;
  readonly sponsorNationality: string | null;
  readonly entryOn: LegalDate | null;
  readonly entryEvidence: string | null;
  readonly documentRequired: DocumentRequired | null;
  readonly documentDefect: DocumentDefect | null;
  readonly documentFoundAt: DocumentFoundAt | null;
  readonly documentExpiredOn: LegalDate | null;
  readonly residenceCardNumber: string | null;
  readonly cardExpiresOn: LegalDate | null;
  readonly compliedOn: LegalDate | null;
  readonly lastLawfulOn: LegalDate | null;
  readonly exemption: string;
  readonly groundReason: string | null;
  /** Set: the decision is signed only with a reasoned legal review, for this reason (D1). */
  readonly legalReviewGround: LegalReviewGround | null;
  readonly hearingInvitedOn: LegalDate | null;
  readonly hearingInvitationMeans: InvitationMeans | null;
  readonly hearingInvitationEvidence: string;
  readonly hearingInvitedTo: InvitedTo | null;
  readonly hearingInvitedFor: LegalDate | null;
  /** Who was invited in the person's place: the representative of a minor. */
  readonly hearingInvitedName: string;
  readonly hearingKind: HearingKind;
  readonly hearingOn: LegalDate | null;
  readonly hearingMeans: HearingMeans | null;
  readonly hearingHeard: HeardPerson | null;
  readonly hearingHeardName: string;
  readonly hearingLawyer: string;
  readonly hearingLanguage: string | null;
  readonly hearingInterpreter: string;
  readonly hearingStatement: string;
  readonly hearingArgumentsRaised: ArgumentsRaised | null;
  /** Each argument with its answer, in the order of the hearing; in a table of their own. */
  readonly hearingArguments: readonly HearingArgument[];
  readonly hearingAnswer: string;
  readonly hearingWaiverReason: string;
  readonly hearingRepresentativeWaiver: string;
  readonly hearingCarrierOn: LegalDate | null;
  readonly hearingCarrierStatement: string;
  readonly hearingCarrierWaiver: string;
  readonly forceMajeureRaised: 'raised' | 'not-raised' | null;
  readonly forceMajeure: string;
  readonly discretion: string;
  readonly outcome: 'fine' | 'no-fine';
  readonly state: 'recorded' | 'closed' | 'void';
  /** What a person decided where the birth date leaves majority open (D23). */
  readonly majorityDecided: 'adult' | 'minor' | null;
  readonly majorityReason: string | null;
  readonly recordedBy: UserId;
  /** The entry from which it was recorded, on which its invitations hang. */
  readonly entryDraftId: string | null;
  readonly version: number;
}

type EarlierFineRow = Omit<EarlierFine, 'number' | 'signedOn' | 'notifiedOn' | 'compliedOn' | 'state'> & {
  readonly state: DecisionState;
  readonly number: string | null;
  readonly signedOn: LegalDate | null;
  readonly notifiedOn: LegalDate | null;
  readonly compliedOn: LegalDate | null;
};

/** Column names by field: the one place where they meet. */
const COLUMN_OF: Readonly<Record<Exclude<keyof OffenceRow, 'hearingArguments'>, string>> = {
  id: 'id',
  departmentId: 'department_id',
  personId: 'person_id',
  obligationCode: 'obligation_code',
  obligationId: 'obligation_id',
  article: 'article',
  collectionBasis: 'collection_basis',
  offenderCategory: 'offender_category',
  factsOn: 'facts_on',
  factsAt: 'facts_at',
  place: 'place',
  facts: 'facts',
  evidence: 'evidence',
  reportingAuthority: 'reporting_authority',
  reportReference: 'report_reference',
  reportOn: 'report_on',
  municipality: 'municipality',
  border: 'border',
  crossingDirection: 'crossing_direction',
  crossingSite: 'crossing_site',
  crossingPointCode: 'crossing_point_code',
  statedOpensAt: 'stated_opens_at',
  statedClosesAt: 'stated_closes_at',
  statedHoursSource: 'stated_hours_source',
  sponsorNationality: 'sponsor_nationality',
  entryOn: 'entry_on',
  entryEvidence: 'entry_evidence',
  documentRequired: 'document_required',
  documentDefect: 'document_defect',
  documentFoundAt: 'document_found_at',
  documentExpiredOn: 'document_expired_on',
  residenceCardNumber: 'residence_card_number',
  cardExpiresOn: 'card_expires_on',
  compliedOn: 'complied_on',
  lastLawfulOn: 'last_lawful_on',
  exemption: 'exemption',
  groundReason: 'ground_reason',
  legalReviewGround: 'legal_review_ground',
  hearingInvitedOn: 'hearing_invited_on',
  hearingInvitationMeans: 'hearing_invitation_means',
  hearingInvitationEvidence: 'hearing_invitation_evidence',
  hearingInvitedTo: 'hearing_invited_to',
  hearingInvitedFor: 'hearing_invited_for',
  hearingInvitedName: 'hearing_invited_name',
  hearingKind: 'hearing_kind',
  hearingOn: 'hearing_on',
  hearingMeans: 'hearing_means',
  hearingHeard: 'hearing_heard',
  hearingHeardName: 'hearing_heard_name',
  hearingLawyer: 'hearing_lawyer',
  hearingLanguage: 'hearing_language',
  hearingInterpreter: 'hearing_interpreter',
  hearingStatement: 'hearing_statement',
  hearingArgumentsRaised: 'hearing_arguments_raised',
  hearingAnswer: 'hearing_answer',
  hearingWaiverReason: 'hearing_waiver_reason',
  hearingRepresentativeWaiver: 'hearing_representative_waiver',
  hearingCarrierOn: 'hearing_carrier_on',
  hearingCarrierStatement: 'hearing_carrier_statement',
  hearingCarrierWaiver: 'hearing_carrier_waiver',
  forceMajeureRaised: 'force_majeure_raised',
  forceMajeure: 'force_majeure',
  discretion: 'discretion',
  outcome: 'outcome',
  state: 'state',
  majorityDecided: 'majority_decided',
  majorityReason: 'majority_reason',
  recordedBy: 'recorded_by',
  entryDraftId: 'entry_draft_id',
  version: 'version',
};
const FIELDS = Object.keys(COLUMN_OF) as (keyof typeof COLUMN_OF)[];
const ARGUMENTS = `(SELECT coalesce(json_agg(json_build_object('argument', a.argument, 'answer', a.answer) ORDER BY a.ordinal), '[]')
  FROM hearing_argument a WHERE a.offence_id = offence.id) AS "hearingArguments"`;
const SELECTED = `${FIELDS.map((field) => `${COLUMN_OF[field]} AS "${field}"`).join(', ')}, ${ARGUMENTS}`;

/** SQL of offences. */
@Injectable()
export class OffencesRepository {
  async insert(tx: Tx, offence: OffenceRow): Promise<void> {
    await tx.query(
      `INSERT INTO offence (${FIELDS.map((field) => COLUMN_OF[field]).join(', ')}, recorded_at)
       VALUES (${FIELDS.map((_field, index) => `$${index + 1}`).join(', ')}, $${FIELDS.length + 1})`,
      [...FIELDS.map((field) => offence[field]), tx.now],
    );
    for (const [index, { argument, answer }] of offence.hearingArguments.entries()) {
      await tx.query(
        'INSERT INTO hearing_argument (offence_id, ordinal, department_id, argument, answer) VALUES ($1, $2, $3, $4, $5)',
        [offence.id, index + 1, offence.departmentId, argument, answer],
      );
    }
  }

  async find(tx: Tx, id: OffenceId): Promise<OffenceRow | undefined> {
    const [row] = await tx.query<OffenceRow>(`SELECT ${SELECTED} FROM offence WHERE id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: OffenceId): Promise<OffenceRow | undefined> {
    const [row] = await tx.query<OffenceRow>(`SELECT ${SELECTED} FROM offence WHERE id = $1 FOR UPDATE`, [id]);
    return row;
  }

  /** The day that stands for that of the facts of a fine taken over: the notification's, where theirs is not on file (R1.0.7). */
  async dayOfTaken(tx: Tx, id: OffenceId): Promise<LegalDate | undefined> {
    const [row] = await tx.query<{ readonly on: LegalDate }>(
      'SELECT coalesce(o.facts_on, d.notified_on) AS on FROM offence o JOIN decision d ON d.offence_id = o.id WHERE o.id = $1',
      [id],
    );
    return row?.on;
  }

  /** The standing offence of the same person, obligation and day, if there is one (D22). */
  async findDuplicate(
    tx: Tx,
    personId: PersonId,
    obligationCode: string,
    factsOn: LegalDate,
  ): Promise<OffenceId | undefined> {
    const [row] = await tx.query<{ id: OffenceId }>(
      `SELECT id FROM offence WHERE person_id = $1 AND obligation_code = $2 AND facts_on = $3 AND state <> 'void'`,
      [personId, obligationCode, factsOn],
    );
    return row?.id;
  }

  /**
   * The standing fines for facts of a day that any of these persons owes as offender or as carrier, in every department; that which is
   * looked at left aside. A carrier whom a fine names under another record is one of `personIds` then.
   */
  finesOfDay(
    tx: Tx,
    personIds: readonly PersonId[],
    factsOn: LegalDate,
    except: OffenceId | undefined,
  ): Promise<FineOfDay[]> {
    return tx.query<FineOfDay>(
      `SELECT o.id AS "offenceId", o.person_id AS "personId", o.obligation_code AS "obligationCode", o.article,
         ARRAY(SELECT l.person_id FROM liable_party l WHERE l.offence_id = o.id AND l.capacity = 'carrier') AS "carrierIds"
       FROM offence o
       WHERE o.facts_on = $2 AND o.state <> 'void' AND o.outcome = 'fine' AND o.id IS DISTINCT FROM $3
         AND (o.person_id = ANY($1) OR o.id IN (SELECT l.offence_id FROM liable_party l WHERE l.person_id = ANY($1)))
       ORDER BY o.recorded_at, o.id`,
      [personIds, factsOn, except ?? null],
    );
  }

  /** Every validity that a crossing point has had or will have, without hours, so that a rule can say that it was not in force. */
  async validitiesOfPoint(tx: Tx, code: string): Promise<CrossingPoint[]> {
    const rows = await tx.query<Pick<CrossingPoint, 'code' | 'validFrom' | 'validTo'>>(
      'SELECT code, valid_from AS "validFrom", valid_to AS "validTo" FROM crossing_point WHERE code = $1',
      [code],
    );
    return rows.map((row) => ({ ...row, hours: [] }));
  }

  /**
   * The fines of a person, under whichever record, for an obligation that is breached over time, in every department (D32); those given
   * up or withdrawn left aside (D22). Of one that is on record itself only those recorded before it precede it. `notifiedOn` is the day on
   * which the last of those who must pay was told (D10, D21), `beganOn` that of `breachPeriod`: only a missing document may lack its day of entry.
   */
  async earlierFines(
    tx: Tx,
    personIds: readonly PersonId[],
    obligationCode: string,
    of: OffenceId | undefined,
  ): Promise<EarlierFine[]> {
    const rows = await tx.query<EarlierFineRow>(
      `SELECT d.id AS "decisionId", o.id AS "offenceId", o.department_id AS "departmentId", d.state, d.number, d.signed_on AS "signedOn", o.report_reference AS "reportReference",
         all_debtors_told_on(d.id) AS "notifiedOn", coalesce(o.entry_on, o.card_expires_on, (o.facts_on - interval '3 months')::date) AS "beganOn", o.facts_on AS "factsOn", o.complied_on AS "compliedOn"
       FROM offence o JOIN decision d ON d.offence_id = o.id AND d.state NOT IN ('cancelled', 'withdrawn')
       WHERE o.person_id = ANY($1) AND o.obligation_code = $2 AND o.state = 'recorded'
         AND ($3::uuid IS NULL OR (o.recorded_at, o.id) < (SELECT s.recorded_at, s.id FROM offence s WHERE s.id = $3))
       ORDER BY o.recorded_at, o.id`,
      [personIds, obligationCode, of ?? null],
    );
    return rows.map(({ number, signedOn, notifiedOn, compliedOn, ...fine }) => ({
      ...fine,
      ...(number !== null && { number }),
      ...(signedOn !== null && { signedOn }),
      ...(notifiedOn !== null && { notifiedOn }),
      ...(compliedOn !== null && { compliedOn }),
    }));
  }

  /** Who must pay was named anew; the decision on majority goes with it (D23). */
  async liabilityChanged(
    tx: Tx,
    id: OffenceId,
    { majorityDecided, majorityReason }: Pick<OffenceRow, 'majorityDecided' | 'majorityReason'>,
  ): Promise<void> {
    await tx.query(
      'UPDATE offence SET majority_decided = $2, majority_reason = $3, version = version + 1 WHERE id = $1',
      [id, majorityDecided, majorityReason],
    );
  }

  async setEntryDraft(tx: Tx, id: OffenceId, draftId: string): Promise<void> {
    await tx.query('UPDATE offence SET entry_draft_id = $2 WHERE id = $1', [id, draftId]);
  }

  async setState(tx: Tx, id: OffenceId, state: OffenceRow['state']): Promise<void> {
    await tx.query('UPDATE offence SET state = $2, version = version + 1 WHERE id = $1', [id, state]);
  }
}
