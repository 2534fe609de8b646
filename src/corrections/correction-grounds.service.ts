import { Injectable } from '@nestjs/common';
import { DecisionsService, type LockedFile } from '../decisions/decisions.service';
import type { DecisionId, PersonId } from '../kernel/ids';
import { NotificationsService } from '../notifications/notifications.service';
import { OffencesAsIf } from '../offences/offences-as-if.service';
import { checkPerson, typedFacts, type PersonFacts } from '../persons/person.rules';
import { summaryOf, type PersonSummary } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import type { Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import {
  dayThatDecides,
  isOfPerson,
  type CorrectableField,
  type CorrectionItem,
  type CorrectionToCheck,
} from './correction.rules';
import { stoodIn, withLatinForm } from './correction.view';
import { checkNationalityPutRight, restsOnVisa, type NationalityGround } from './nationality-correction.rules';
import { CorrectionsRepository, type CorrectionRow, type OtherStanding } from './corrections.repository';

/** What is proposed, as it is typed and as it is kept. */
export interface ProposedCorrection extends Pick<CorrectionToCheck, 'becomes' | 'effect'> {
  readonly personId: PersonId;
  readonly remediesStood: string;
  readonly otherError?: string | undefined;
}

/** What of a person makes a difference in law. */
const WEIGHING_FIELDS = ['birthDate', 'nationality'] as const satisfies readonly CorrectableField[];
type WeighingField = (typeof WEIGHING_FIELDS)[number];

/** A person as they are and as they are to be, and the fields put right that make a difference in law. */
interface PutRight {
  readonly fields: readonly WeighingField[];
  readonly is: PersonSummary;
  readonly becomes: PersonSummary;
}

/** What a correction is checked against: whom the decision names, what it says of them, how they were told, what else rests on them. */
@Injectable()
export class CorrectionGrounds {
  constructor(
    private readonly repository: CorrectionsRepository,
    private readonly decisions: DecisionsService,
    private readonly offences: OffencesAsIf,
    private readonly persons: PersonsService,
    private readonly notifications: NotificationsService,
  ) {}

  /** A proposal with all that its rules look at. */
  async toCheck(tx: Tx, locked: LockedFile, proposed: ProposedCorrection): Promise<CorrectionToCheck> {
    const { decision, offence } = locked;
    const signed = (await this.repository.ofDecision(tx, decision.id)).filter(({ state }) => state === 'signed');
    const channel = await this.channelTo(tx, locked, proposed.personId);
    const { majorityDecided } = offence;
    const isOffender = proposed.personId === offence.personId;
    return {
      state: decision.state,
      factsOn: dayThatDecides(offence.factsOn, decision.notifiedOn),
      concerns: isOffender ? 'offender' : 'other',
      ...(majorityDecided !== null && { majorityDecided }),
      ...(isOffender && { nationalityGround: await this.nationalityGround(tx, locked) }),
      ...(channel && { channel }),
      stood: await this.stood(tx, locked, proposed.personId, signed, proposed.remediesStood),
      becomes: proposed.becomes,
      effect: proposed.effect,
      lacksRemedies: await this.notifications.lacksRemedies(tx, decision.id),
      ...(proposed.otherError !== undefined && { otherError: proposed.otherError }),
    };
  }

  /**
   * Whose copy goes to a person's address: their own unless somebody is their address for service, and that of whoever they are the address for
   * service of (R2.10).
   */
  async servedAt(tx: Tx, { offence }: Pick<LockedFile, 'offence'>, personId: PersonId): Promise<PersonId[]> {
    const { debtors, mandates } = await this.decisions.partiesOf(tx, offence);
    const domiciles = mandates.filter(({ electsDomicile }) => electsDomicile);
    const addressees = [...debtors.map(({ person }) => person.id), ...domiciles.map(({ mandatary }) => mandatary.id)];
    const served = (id: PersonId): PersonId =>
      domiciles.find(({ representedId }) => representedId === id)?.mandatary.id ?? id;
    return [...new Set(addressees)].filter((id) => served(id) === personId);
  }

  /** How the copy told that went to the person's address; of several, the one that was posted: its month rests on the address (R2.5). */
  private async channelTo(tx: Tx, locked: LockedFile, personId: PersonId): Promise<CorrectionToCheck['channel']> {
    const served = await this.servedAt(tx, locked, personId);
    const told = (await this.notifications.ofDecision(tx, locked.decision.id)).filter(({ addresseeId }) =>
      served.includes(addresseeId),
    );
    return (told.find(({ channel }) => channel !== 'hand') ?? told[0])?.channel;
  }

  /** Whom a correction concerns: the offender unless said, or anybody who must pay or acts for them. */
  async concerned(tx: Tx, { offence }: Pick<LockedFile, 'offence'>, named?: string): Promise<PersonId> {
    if (named === undefined || named === offence.personId) return offence.personId;
    const found = (await this.peopleOf(tx, offence)).find(({ id }) => id === named);
    if (found === undefined) throw new Refused({ code: 'correction-person-not-named', field: 'personId', rule: 'D21' });
    return found.id;
  }

  /** Everybody whom the decision names: the offender first, who must pay, who acts for them. */
  async peopleOf(tx: Tx, offence: LockedFile['offence']): Promise<PersonSummary[]> {
    const { debtors, mandates } = await this.decisions.partiesOf(tx, offence);
    const people = [
      await this.persons.identity(tx, offence.personId),
      ...debtors.map(({ person }) => person),
      ...mandates.map(({ mandatary }) => mandatary),
    ];
    return [...new Map(people.map((person) => [person.id, person])).values()];
  }

  /** What the decision says: the person as the record that it names said on the day of the signature, and what was put right since. */
  async stood(
    tx: Tx,
    { decision, offence }: Pick<LockedFile, 'decision' | 'offence'>,
    personId: PersonId,
    corrections: readonly CorrectionRow[],
    remedies: string,
  ): Promise<Record<CorrectableField, string>> {
    return stoodIn(
      await this.namedAs(tx, { decision, offence }, personId),
      offence,
      corrections
        .filter(({ state }) => state === 'signed')
        .map((each) => ({ items: each.items, ofPerson: each.personId === personId })),
      remedies,
    );
  }

  /** The person as the record that the decision names said on the day of the signature. */
  private async namedAs(
    tx: Tx,
    { decision, offence }: Pick<LockedFile, 'decision' | 'offence'>,
    personId: PersonId,
  ): Promise<PersonFacts> {
    const signedAt = (await this.repository.signedAt(tx, decision.id)) ?? tx.now;
    const namedId = await this.repository.namedAtSignature(tx, { offenceId: offence.id, personId, signedAt });
    return this.persons.factsAsOf(tx, namedId, signedAt);
  }

  private async nationalityGround(tx: Tx, file: LockedFile): Promise<NationalityGround> {
    const { withdrawalAgreement } = await this.namedAs(tx, file, file.offence.personId);
    return { withdrawalAgreement, isAboutVisa: restsOnVisa(file.offence) };
  }

  /** Puts the person's record right, as signed; refuses what `corrected` refuses. */
  async putRight(tx: Tx, locked: LockedFile, { personId: named, items }: CorrectionRow): Promise<void> {
    const personId = await this.concerned(tx, locked, named);
    const facts = await this.corrected(tx, locked, personId, items);
    if (facts === undefined) return;
    await this.persons.change(tx, await this.persons.lockRecord(tx, personId), facts, 'decision-correction');
  }

  /**
   * The person's record as it is to be, re-examined under the rules of entry (R1.0.7); undefined when it already says so. A field
   * of which the record says something else than the decision did was changed on purpose and stays. Refuses
   * `correction-other-decision-unlawful` where another decision that stands could not have been made so, `correction-other-changes-visa` where
   * another rests on a visa.
   */
  async corrected(
    tx: Tx,
    { decision, offence }: LockedFile,
    personId: PersonId,
    items: readonly CorrectionItem[],
  ): Promise<PersonFacts | undefined> {
    const record = await this.persons.lockRecord(tx, personId);
    const { nationalNumber, ...typed } = typedFacts(record);
    const changes = items.filter(({ field, stood }) => isOfPerson(field) && (typed[field] ?? '') === stood);
    if (changes.length === 0) return undefined;
    const right = Object.assign({}, ...changes.map((item) => withLatinForm(item, record as never))) as object;
    const kept = nationalNumber === undefined ? {} : { nationalNumber };
    const facts = orRefuse(checkPerson({ ...typed, ...kept, ...right } as never, tx.today));
    const { id, departmentId, createdBy, version } = record;
    const person = summaryOf({ ...facts, id, departmentId, createdBy, version });
    const fields = WEIGHING_FIELDS.filter((field) => items.some((item) => item.field === field));
    if (fields.length > 0)
      await this.checkOthers(tx, decision.id, {
        fields,
        is: await this.persons.identity(tx, personId),
        becomes: person,
      });
    // What stands against the decision whatever the record says is no reason to leave a mistake in it: an earlier fine of the same breach may have come to light since (D10).
    const [first, ...more] = await this.offences.newRefusals(tx, offence.id, [person]);
    if (first !== undefined) throw new Refused(first, ...more);
    return facts;
  }

  /**
   * R1.0.5, R1.0.7, R1.1, trap 6: the other decisions that stand about the person, or for which they must pay, are examined with the birth date or
   * the nationality put right, as a merge does, and as a correction of theirs would be. What is refused of them already is no reason against it.
   */
  private async checkOthers(tx: Tx, decisionId: DecisionId, { fields, is, becomes }: PutRight): Promise<void> {
    const faults = new Map<string, { readonly field: WeighingField; readonly code: OtherFault; files: string[] }>();
    for (const file of await this.repository.othersStanding(tx, is.id, decisionId)) {
      for (const field of fields) {
        const code = await this.faultOf(tx, file, is, withOnly(field, is, becomes));
        if (code === undefined) continue;
        const fault = faults.get(field + code) ?? { field, code, files: [] };
        faults.set(field + code, { ...fault, files: [...fault.files, file.number] });
      }
    }
    const [first, ...others] = [...faults.values()].map(({ field, code, files }) => {
      const rule = code === 'correction-other-changes-visa' ? 'R1.1' : field === 'birthDate' ? 'R1.0.7' : 'R1.0.5';
      return { code, field, rule, params: { files: files.join(', ') } };
    });
    if (first !== undefined) throw new Refused(first, ...others);
  }

  /** What the person put right would do to a decision of theirs; undefined when it stands as well as before. */
  private async faultOf(
    tx: Tx,
    file: OtherStanding,
    is: PersonSummary,
    becomes: PersonSummary,
  ): Promise<OtherFault | undefined> {
    const on = dayThatDecides(file.factsOn, file.notifiedOn ?? undefined);
    if (file.isOffender && is.nationality !== becomes.nationality) {
      const ground = { withdrawalAgreement: is.withdrawalAgreement, isAboutVisa: restsOnVisa(file) };
      const nationality = { stood: is.nationality, becomes: becomes.nationality };
      const right = checkNationalityPutRight(nationality, ground, on, tx.today);
      if (!right.ok)
        return right.refusal.code === 'correction-changes-visa'
          ? 'correction-other-changes-visa'
          : 'correction-other-decision-unlawful';
    }
    const isUnlawful = (await this.offences.newRefusals(tx, file.offenceId, [becomes], [is])).length > 0;
    return isUnlawful ? 'correction-other-decision-unlawful' : undefined;
  }
}

/** What a correction does to another decision. */
type OtherFault = 'correction-other-decision-unlawful' | 'correction-other-changes-visa';

/** The person with one of the fields put right and the others as they are, so that the one at fault is named. */
function withOnly(field: WeighingField, is: PersonSummary, becomes: PersonSummary): PersonSummary {
  if (field === 'birthDate') return { ...is, ...(becomes.birthDate && { birthDate: becomes.birthDate }) };
  return { ...is, nationality: becomes.nationality, withdrawalAgreement: becomes.withdrawalAgreement };
}
