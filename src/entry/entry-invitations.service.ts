import { Injectable } from '@nestjs/common';
import { HearingInvitations, type ToldInInvitation } from '../hearings/hearing-invitations.service';
import { checkInvitationLetter } from '../hearings/invitation-letter.rules';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import { ParametersService } from '../parameters/parameters.service';
import { PersonsService } from '../persons/persons.service';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkDepartment } from '../platform/department';
import { checkVersion } from '../platform/http/preconditions';
import { Refused } from '../platform/refused';
import { Translations } from '../ui/translator';
import { EntryDraftsRepository, type EntryDraftRow } from './entry-drafts.repository';
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
    private readonly drafts: EntryDraftsRepository,
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
      const draft = await this.drafts.lock(tx, draftId);
      if (draft === undefined) throw new Refused({ code: 'not-found', params: { kind: 'entry' } });
      checkDepartment(tx, draft.departmentId);
      checkVersion(draft, command.version);
      const letter = { ...command, invitedFor: command.invitedFor as LegalDate };
      const [first, ...others] = checkInvitationLetter(letter, draft.answers, tx.today);
      if (first !== undefined) throw new Refused(first, ...others);
      const { departmentId, personId } = draft;
      const told = await this.toldOf(tx, draft, command);
      const invitationId = await this.invitations.issue(tx, { draftId, departmentId, personId, told });
      const answers = { hearingInvitedTo: command.invitedTo, hearingInvitedFor: command.invitedFor };
      await this.drafts.save(tx, draftId, draft.obligationCode, { ...draft.answers, ...answers });
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

  private async toldOf(
    tx: Tx,
    { answers, personId }: EntryDraftRow,
    { language, invitedTo, invitedFor, at = '', place = '' }: Readonly<InviteToHearing>,
  ): Promise<ToldInInvitation> {
    const person = await this.persons.identity(tx, personId);
    const factsOn = dayOf(answers, 'factsOn');
    const day = invitedFor as LegalDate;
    return {
      language,
      person: {
        surname: person.familyName,
        firstName: person.givenNames,
        latinSurname: person.latinFamilyName,
        latinFirstName: person.latinGivenNames,
      },
      addressLines: person.addressLines,
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

/** A day of the entry that `checkInvitationLetter` has found to be one. */
function dayOf(answers: EntryDraftRow['answers'], field: string): LegalDate {
  return legalDate(answers[field] ?? '');
}
