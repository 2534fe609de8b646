import { Injectable } from '@nestjs/common';
import { checkHeardParties, type HearingOfParties, type PartiesToHear } from '../hearings/heard-parties.rules';
import { HearingInvitations } from '../hearings/hearing-invitations.service';
import {
  checkSilenceOnFiles,
  checkSilenceOnLetters,
  idsToInvite,
  type InvitedEntry,
  type IssuedInvitation,
  type PeopleToInvite,
} from '../hearings/silence.rules';
import type { PersonId } from '../kernel/ids';
import { brusselsDay, type LegalDate } from '../kernel/legal-date';
import type { Refusal } from '../kernel/outcome';
import type { Liability } from '../liability/liability.rules';
import { PersonsService } from '../persons/persons.service';
import type { Tx } from '../platform/database/transactions';

/** Whose silence, as it is typed or as it is kept. */
type SilentFile = InvitedEntry & { readonly personId: string };

type HearingOnFile = HearingOfParties & { readonly factsOn: string };

type WhoPays = Pick<Liability, 'majority' | 'debtors'>;

/** Whether whoever pays was heard, or kept silent on an invitation of theirs, by the letters and the files that hang on the entry (R2.8, R1.0.7, trap 8). */
@Injectable()
export class HeardParties {
  constructor(
    private readonly invitations: HearingInvitations,
    private readonly persons: PersonsService,
  ) {}

  /**
   * What the letters made from an entry have against its silence, or else the files that it was taken up from; `liability` is left out while it is
   * open who must pay.
   */
  async silenceOfEntry(
    tx: Tx,
    entry: SilentFile & Pick<HearingOfParties, 'hearingInvitedName'>,
    draftId: string,
    liability: WhoPays | undefined,
  ): Promise<Refusal[]> {
    if (entry.hearingKind !== 'invited-no-answer') return [];
    // Who stands there in the place of an adult is refused as such (`checkHeardParties`), and once is enough.
    const isTold = liability?.majority === 'adult' && (entry.hearingInvitedName ?? '').trim() !== '';
    const toInvite = liability && !isTold ? await this.peopleToInvite(tx, entry, liability) : undefined;
    const letters = await this.lettersOf(tx, draftId);
    if (letters.length > 0) return checkSilenceOnLetters(entry, letters, toInvite);
    return checkSilenceOnFiles(entry, await this.invitations.ofFiles(tx, draftId), toInvite);
  }

  /** Who of those that must pay was not heard, as it is entered; beside it `silenceOfEntry`. */
  atEntry(tx: Tx, entry: HearingOnFile, liability: WhoPays): Refusal[] {
    return unheardOf(entry, liability, { today: tx.today, at: 'entry' });
  }

  /** The same of what is recorded, its letters too: others may be named who must pay, or the birth date have been put right since. */
  async onRecord(
    tx: Tx,
    offence: HearingOnFile & SilentFile & { readonly entryDraftId?: string | null },
    liability: WhoPays,
    at: 'naming' | 'record',
  ): Promise<Refusal[]> {
    const unheard = unheardOf(offence, liability, { today: tx.today, at });
    const { hearingKind, entryDraftId: draftId } = offence;
    if (unheard.length > 0 || hearingKind !== 'invited-no-answer' || !draftId) return unheard;
    const letters = await this.lettersOf(tx, draftId);
    return checkSilenceOnLetters(offence, letters, await this.peopleToInvite(tx, offence, liability));
  }

  private async lettersOf(tx: Tx, draftId: string): Promise<IssuedInvitation[]> {
    const letters = await this.invitations.ofDraft(tx, draftId);
    const nameOf = await this.namesOf(
      tx,
      letters.map(({ personId }) => personId),
    );
    return letters.map((each) => ({
      ...each,
      personName: nameOf(each.personId),
      issuedOn: brusselsDay(each.issuedAt),
    }));
  }

  private async peopleToInvite(tx: Tx, { personId }: SilentFile, liability: WhoPays): Promise<PeopleToInvite> {
    const offenderId = personId as PersonId;
    const ids = idsToInvite(offenderId, liability);
    const recordIds: PersonId[] = [];
    for (const id of ids) recordIds.push(...(await this.persons.recordIds(tx, id)));
    const nameOf = await this.namesOf(tx, [...ids, offenderId]);
    return {
      recordIds,
      names: ids.map(nameOf).join(' / '),
      arePayingForMinor: liability.majority === 'minor',
      offenderName: nameOf(offenderId),
    };
  }

  private async namesOf(tx: Tx, ids: readonly PersonId[]): Promise<(id: PersonId) => string> {
    const found = await this.persons.identities(tx, ids);
    return (id) => found.find((person) => person.id === id)?.displayName ?? '';
  }
}

function unheardOf(
  hearing: HearingOnFile,
  { majority, debtors }: WhoPays,
  when: Pick<PartiesToHear, 'today' | 'at'>,
): Refusal[] {
  return checkHeardParties(hearing, {
    isMinor: majority === 'minor',
    hasCarrier: debtors.some(({ capacity }) => capacity === 'carrier'),
    factsOn: hearing.factsOn as LegalDate,
    ...when,
  });
}
