import type { INestApplicationContext } from '@nestjs/common';
import { EntryDrafts } from '../entry/entry-drafts.service';
import { EntryGroups } from '../entry/entry-groups.service';
import type { PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Actor } from '../platform/database/transactions';
import { crossing } from './demonstration-facts';
import { ONE_EVENT, type DemonstrationPerson } from './demonstration-people';

/** The entries of one event with several persons, begun and not recorded (R1.1.12). */
export class DemonstrationBatch {
  constructor(
    private readonly app: INestApplicationContext,
    private readonly agent: Actor,
    private readonly personId: (person: DemonstrationPerson) => Promise<PersonId>,
  ) {}

  /** Begins the entries, as far as they are not begun; the event is of this day. */
  async begin(factsOn: LegalDate): Promise<void> {
    const [skipper, ...crew] = ONE_EVENT;
    const drafts = this.app.get(EntryDrafts);
    const personId = await this.personId(skipper);
    const begun = (await drafts.ownDrafts(this.agent)).drafts.find((draft) => draft.personId === personId);
    if (begun?.groupId != null) return;
    const draftId = begun?.id ?? (await drafts.begin(this.agent, personId, crossing(factsOn))).draftId;
    const others: PersonId[] = [];
    for (const each of crew) others.push(await this.personId(each));
    await this.app.get(EntryGroups).addPersons(this.agent, draftId, others);
  }
}
