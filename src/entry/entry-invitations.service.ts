import { Injectable } from '@nestjs/common';
import { HearingInvitations, type ToldInInvitation } from '../hearings/hearing-invitations.service';
import { checkInvitationLetter } from '../hearings/invitation-letter.rules';
import type { PersonId } from '../kernel/ids';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import { MINOR_CAPACITIES, majorityOf, type MajorityDecision } from '../liability/liability.rules';
import { namedSlots } from '../liability/liable-form.rules';
import { ParametersService } from '../parameters/parameters.service';
import type { PersonSummary } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { Refused } from '../platform/refused';
import { Translations } from '../ui/translator';
import type { EntryDraftRow } from './entry-drafts.repository';
import { EntryDrafts } from './entry-drafts.service';
import type { InviteToHearing } from './entry.commands';

/** What the letter was made of, for the page that follows. */
export interface IssuedInvitation {
  readonly invitationId: string;
  readonly version: number;
}

/** Invites the person of an entry to be heard: the letter is kept, and the entry says from then on that there is an invitation. */
@Injectable()
export class EntryInvitations {
  constructor(
    private readonly transactions: Transactions,
    private readonly drafts: EntryDrafts,
    private readonly invitations: HearingInvitations,
    private readonly persons: PersonsService,
    private readonly parameters: ParametersService,
    private readonly translations: Translations,
  ) {}

  /**
   * Issues a letter of invitation from what the entry says. Refuses an entry that changed since it was seen and what
   * `checkInvitationLetter` refuses.
   */
  issue(actor: Actor, draftId: string, command: Readonly<InviteToHearing>): Promise<IssuedInvitation> {
    return this.transactions.run(actor, async (tx) => {
      const draft = await this.drafts.lockDraft(tx, draftId);
      checkVersion(draft, command.version);
      const letter = { ...command, invitedFor: command.invitedFor as LegalDate };
      const days = { today: tx.today, termDays: await this.parameters.hearingTermDays(tx, tx.today) };
      const [first, ...others] = checkInvitationLetter(letter, draft.answers, days);
      if (first !== undefined) throw new Refused(first, ...others);
      const person = await this.persons.identity(tx, draft.personId);
      const addressee = await this.addresseeOf(tx, draft, person);
      const told = await this.toldOf(draft, { person, addressee }, command, tx);
      const { departmentId } = draft;
      const obligationCode = draft.answers['obligationCode'] ?? '';
      const about = { draftId, departmentId, personId: addressee.id, obligationCode };
      const invitationId = await this.invitations.issue(tx, { ...about, told });
      await this.drafts.keep(tx, draft, {
        hearingInvitedTo: command.invitedTo,
        hearingInvitationMeans: command.means,
        hearingInvitedFor: command.invitedFor,
        // Nobody is named in the place of an adult, whoever was invited while they were taken for a minor.
        hearingInvitedName: addressee.id === person.id ? '' : addressee.displayName,
      });
      return { invitationId, version: draft.version + 1 };
    });
  }

  /** The letters made from an entry that the reader may see; the caller has noted the look at the entry. */
  ofDraft(actor: Actor, draftId: string): ReturnType<HearingInvitations['ofDraft']> {
    return this.transactions.view(actor, async (tx) => {
      const letters = await this.invitations.ofDraft(tx, draftId);
      tx.recordAccess({ operation: 'document.list', reason: 'list', personIds: letters.map((each) => each.personId) });
      return letters;
    });
  }

  /**
   * To whom the letter goes (R2.8, R1.0.7): the person, or who represents a minor, so that a child is never invited alone. Refuses
   * `majority-unknown` (D23) and `invitation-representative-missing`.
   */
  private async addresseeOf(tx: Tx, { answers }: EntryDraftRow, person: PersonSummary): Promise<PersonSummary> {
    const factsOn = dayOf(answers, 'factsOn');
    const decided = answers['majorityDecided'];
    const decision: MajorityDecision | undefined =
      decided === 'adult' || decided === 'minor' ? { decided, reason: '' } : undefined;
    const majority = majorityOf({ offender: person, factsOn, ...(decision && { majority: decision }) });
    if (majority === 'adult') return person;
    if (majority === 'unknown') throw new Refused({ code: 'majority-unknown', rule: 'D23', params: { factsOn } });
    const paying: readonly string[] = MINOR_CAPACITIES;
    const slot = namedSlots(answers).parties.find((each) => paying.includes(answers[`${each}Capacity`] ?? ''));
    if (slot === undefined) throw new Refused({ code: 'invitation-representative-missing', rule: 'R2.8' });
    return this.persons.identity(tx, (answers[`${slot}Id`] ?? '') as PersonId);
  }

  private async toldOf(
    { answers }: EntryDraftRow,
    { person, addressee }: { readonly person: PersonSummary; readonly addressee: PersonSummary },
    { language, invitedTo, invitedFor, at = '', place = '' }: Readonly<InviteToHearing>,
    tx: Tx,
  ): Promise<ToldInInvitation> {
    const factsOn = dayOf(answers, 'factsOn');
    const day = invitedFor as LegalDate;
    return {
      language,
      person: namesOf(person),
      ...(addressee.id !== person.id && { addressee: namesOf(addressee) }),
      addressLines: addressee.addressLines,
      obligation: this.obligationName(language, answers['obligationCode'] ?? ''),
      factsOn,
      place: answers['place'] ?? '',
      facts: answers['facts'] ?? '',
      report: {
        authority: answers['reportingAuthority'] ?? '',
        reference: answers['reportReference'] ?? '',
        on: dayOf(answers, 'reportOn'),
      },
      amountCents: await this.parameters.fineAmount(tx, factsOn),
      invitedTo:
        invitedTo === 'interview' ? { kind: 'interview', on: day, at, place } : { kind: 'written', until: day },
    };
  }

  private obligationName(language: ToldInInvitation['language'], code: string): string {
    const { t, has } = this.translations.for(language);
    const key = `entry.obligation.${code}.name`;
    return has(key) ? t(key) : code;
  }
}

function namesOf(person: PersonSummary): ToldInInvitation['person'] {
  return {
    surname: person.familyName,
    firstName: person.givenNames,
    latinSurname: person.latinFamilyName,
    latinFirstName: person.latinGivenNames,
  };
}

/** A day of the entry that `checkInvitationLetter` has found to be one. */
function dayOf(answers: EntryDraftRow['answers'], field: string): LegalDate {
  return legalDate(answers[field] ?? '');
}
