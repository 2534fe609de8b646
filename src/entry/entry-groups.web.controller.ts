import { Controller, Get, Param, Post } from '@nestjs/common';
import type { PersonId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import { SearchPersons } from '../persons/persons.commands';
import { PersonsService, type SearchResult } from '../persons/persons.service';
import type { Actor } from '../platform/database/transactions';
import { parseCommand, idParameter } from '../platform/http/fields';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { EntryDrafts, type EntryDraftVersion } from './entry-drafts.service';
import { groupPage, groupPath } from './entry-group.view';
import { EntryGroups, type EntryGroupVersion, type GroupEntered } from './entry-groups.service';
import { entryPath } from './entry.view';

/** Where the labels of the search are: it is that of the persons. */
const SEARCH = 'persons.search';

/** The pages of entries that are recorded together: offences of one person, persons of one event. */
@Controller()
export class EntryGroupsWebController {
  constructor(
    private readonly groups: EntryGroups,
    private readonly drafts: EntryDrafts,
    private readonly persons: PersonsService,
  ) {}

  /** Another offence of the same person, beside this one. */
  @Post('entry/:draftId/offences')
  @Requires('offence.record')
  async addOffence(@Param('draftId') draftId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const seen: EntryDraftVersion = { draftId: idParameter<string>(draftId), version: form.version };
    form.refuseFieldsBut();
    const begun = await this.groups.addOffence(form.once(), seen);
    return redirect(entryPath(begun.draftId, 'obligation'), { kind: 'success', key: 'entries.flash.offenceBegun' });
  }

  /** Looks for the others who took part in the event. */
  @Get('entry/:draftId/persons')
  @Requires('offence.record')
  personsForm(@CurrentActor() actor: Actor, @Param('draftId') draftId: string): Promise<PageResult> {
    return this.personsPage(actor, draftId, Form.fresh(SEARCH), undefined);
  }

  @Post('entry/:draftId/persons/search')
  @Requires('offence.record')
  searchPersons(@Param('draftId') draftId: string, @CurrentForm() { actor, typed }: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const result = await this.persons.search(actor, parseCommand(SearchPersons, typed));
        return this.personsPage(actor, draftId, Form.fresh(SEARCH, typed), result);
      },
      (refusals) => this.personsPage(actor, draftId, Form.refused(SEARCH, typed, refusals), undefined),
    );
  }

  /** Those who were ticked join the event, each with an entry of their own. */
  @Post('entry/:draftId/persons')
  @Requires('offence.record')
  addPersons(@Param('draftId') draftId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const model = idParameter<string>(draftId);
    const { personId } = form.only('personId');
    const personIds = [personId ?? []]
      .flat()
      .filter((id) => typeof id === 'string')
      .map((id) => idParameter<PersonId>(id));
    return submitted(
      async () => {
        const { length: count } = await this.groups.addPersons(form.once(), model, personIds);
        const flash = { kind: 'success', key: 'entries.flash.personsAdded', params: { count } } as const;
        return redirect(`/entry/${model}/persons`, flash);
      },
      (refusals) => this.personsPage(form.actor, draftId, Form.refused(SEARCH, {}, refusals), undefined),
    );
  }

  @Get('entries/:groupId')
  @Requires('offence.record')
  show(@CurrentActor() actor: Actor, @Param('groupId') groupId: string): Promise<PageResult> {
    return this.groupPage(actor, idParameter<string>(groupId), []);
  }

  /** Records all of them, or those that are complete. */
  @Post('entries/:groupId')
  @Requires('offence.record')
  record(@Param('groupId') groupId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const seen = seenGroup(groupId, form);
    form.refuseFieldsBut();
    const scope = form.action === 'complete' ? 'complete' : 'all';
    return submitted(
      async () => recorded(await this.groups.record(form.once(), seen, scope)),
      (refusals) => this.groupPage(form.actor, groupId, refusals),
    );
  }

  /** The event as the first entry has it, for all the others. */
  @Post('entries/:groupId/event')
  @Requires('offence.record')
  takeOver(@Param('groupId') groupId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const seen = seenGroup(groupId, form);
    const model = idParameter<string>(form.text('draftId'));
    form.refuseFieldsBut('draftId');
    return submitted(
      async () => {
        await this.groups.takeOver(form.once(), seen, model);
        return redirect(groupPath(groupId), { kind: 'success', key: 'entries.flash.takenOver' });
      },
      (refusals) => this.groupPage(form.actor, groupId, refusals),
    );
  }

  @Post('entries/:groupId/drop')
  @Requires('offence.record')
  drop(@Param('groupId') groupId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const seen = seenGroup(groupId, form);
    form.refuseFieldsBut();
    return submitted(
      async () => {
        await this.groups.drop(form.once(), seen);
        return redirect('/offences/new', { kind: 'success', key: 'entries.flash.dropped' });
      },
      (refusals) => this.groupPage(form.actor, groupId, refusals),
    );
  }

  /** What stands against single entries is told line by line; what stands against the whole, above. */
  private async groupPage(actor: Actor, groupId: string, refusals: readonly Refusal[]): Promise<PageResult> {
    const group = groupPage(await this.groups.read(actor, groupId));
    const ofWhole = refusals.filter(({ field }) => field?.startsWith('/') !== true);
    return page('entry/group', {
      group,
      form: Form.refused('entry.field', {}, ofWhole),
      isRefused: refusals.length > ofWhole.length,
    });
  }

  private async personsPage(
    actor: Actor,
    draftId: string,
    form: Form,
    result: SearchResult | undefined,
  ): Promise<PageResult> {
    const desk = await this.drafts.draft(actor, idParameter<string>(draftId));
    const { groupId } = desk.draft;
    const group = groupId === null ? undefined : groupPage(await this.groups.read(actor, groupId));
    const names = group?.lines.map(({ person }) => person.displayName) ?? [desk.person.displayName];
    return page('entry/add-persons', { draft: desk.draft, there: [...new Set(names)], group, form, result });
  }
}

function recorded({ entered, left }: GroupEntered): PageResult {
  const count = entered.length;
  if (left > 0)
    return redirect('/offences/new', { kind: 'success', key: 'entries.flash.partlyRecorded', params: { count, left } });
  return redirect('/', { kind: 'success', key: 'entries.flash.recorded', params: { count } });
}

function seenGroup(groupId: string, { version }: PostedForm): EntryGroupVersion {
  return { groupId: idParameter<string>(groupId), version };
}
