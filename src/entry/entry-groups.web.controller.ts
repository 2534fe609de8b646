import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { isUuid, type PersonId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import { SearchPersons } from '../persons/persons.commands';
import { PersonsService, type SearchResult } from '../persons/persons.service';
import type { Actor } from '../platform/database/transactions';
import { parseCommand } from '../platform/http/fields';
import { onceKeyIn, refuseUnknownFields, typedIn, type FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Refused } from '../platform/refused';
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
  async addOffence(
    @CurrentActor() actor: Actor,
    @Param('draftId') draftId: string,
    @Body() body: FormBody,
  ): Promise<PageResult> {
    const seen: EntryDraftVersion = { draftId: known(draftId), version: seenVersion(body) };
    refuseUnknownFields(body, []);
    const begun = await this.groups.addOffence(withIdempotency(actor, onceKeyIn(body), 'add offence', seen), seen);
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
  searchPersons(
    @CurrentActor() actor: Actor,
    @Param('draftId') draftId: string,
    @Body() body: FormBody,
  ): Promise<PageResult> {
    const typed = typedIn(body);
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
  addPersons(
    @CurrentActor() actor: Actor,
    @Param('draftId') draftId: string,
    @Body() body: FormBody,
  ): Promise<PageResult> {
    const model = known(draftId);
    refuseUnknownFields(body, ['personId']);
    const personIds = [body['personId'] ?? []]
      .flat()
      .filter((id) => typeof id === 'string')
      .map(knownPerson);
    return submitted(
      async () => {
        const once = withIdempotency(actor, onceKeyIn(body), 'add persons', { model, personIds });
        const { length: count } = await this.groups.addPersons(once, model, personIds);
        const flash = { kind: 'success', key: 'entries.flash.personsAdded', params: { count } } as const;
        return redirect(`/entry/${model}/persons`, flash);
      },
      (refusals) => this.personsPage(actor, draftId, Form.refused(SEARCH, {}, refusals), undefined),
    );
  }

  @Get('entries/:groupId')
  @Requires('offence.record')
  show(@CurrentActor() actor: Actor, @Param('groupId') groupId: string): Promise<PageResult> {
    return this.groupPage(actor, known(groupId), []);
  }

  /** Records all of them, or those that are complete. */
  @Post('entries/:groupId')
  @Requires('offence.record')
  record(@CurrentActor() actor: Actor, @Param('groupId') groupId: string, @Body() body: FormBody): Promise<PageResult> {
    const seen: EntryGroupVersion = { groupId: known(groupId), version: seenVersion(body) };
    refuseUnknownFields(body, []);
    const scope = body['action'] === 'complete' ? 'complete' : 'all';
    return submitted(
      async () => {
        const once = withIdempotency(actor, onceKeyIn(body), 'record entries', { seen, scope });
        return recorded(await this.groups.record(once, seen, scope));
      },
      (refusals) => this.groupPage(actor, groupId, refusals),
    );
  }

  /** The event as the first entry has it, for all the others. */
  @Post('entries/:groupId/event')
  @Requires('offence.record')
  takeOver(
    @CurrentActor() actor: Actor,
    @Param('groupId') groupId: string,
    @Body() body: FormBody,
  ): Promise<PageResult> {
    const seen: EntryGroupVersion = { groupId: known(groupId), version: seenVersion(body) };
    const model = known(typeof body['draftId'] === 'string' ? body['draftId'] : '');
    refuseUnknownFields(body, ['draftId']);
    return submitted(
      async () => {
        await this.groups.takeOver(withIdempotency(actor, onceKeyIn(body), 'take over', { seen, model }), seen, model);
        return redirect(groupPath(groupId), { kind: 'success', key: 'entries.flash.takenOver' });
      },
      (refusals) => this.groupPage(actor, groupId, refusals),
    );
  }

  @Post('entries/:groupId/drop')
  @Requires('offence.record')
  drop(@CurrentActor() actor: Actor, @Param('groupId') groupId: string, @Body() body: FormBody): Promise<PageResult> {
    const seen: EntryGroupVersion = { groupId: known(groupId), version: seenVersion(body) };
    refuseUnknownFields(body, []);
    return submitted(
      async () => {
        await this.groups.drop(withIdempotency(actor, onceKeyIn(body), 'drop entries', seen), seen);
        return redirect('/offences/new', { kind: 'success', key: 'entries.flash.dropped' });
      },
      (refusals) => this.groupPage(actor, groupId, refusals),
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
    const desk = await this.drafts.draft(actor, known(draftId));
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

function seenVersion(body: FormBody): number {
  return Number(typeof body['version'] === 'string' ? body['version'] : '');
}

function known(id: string): string {
  if (!isUuid(id)) throw new Refused({ code: 'not-found' });
  return id;
}

function knownPerson(id: string): PersonId {
  return known(id) as PersonId;
}
