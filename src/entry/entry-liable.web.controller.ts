import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Refusal } from '../kernel/outcome';
import { ADDING_FIELDS, afterAct, liableAct, LIABLE_FIELDS } from '../liability/liable-form.rules';
import { LiableSearch, type FoundToName } from '../liability/liable-search.service';
import type { Actor } from '../platform/database/transactions';
import { idParameter } from '../platform/http/fields';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { orRefuse } from '../platform/refused';
import { typedDays } from '../ui/date-input';
import { EntryDrafts, type EntryOnDesk } from './entry-drafts.service';
import { formOf, summaryForm } from './entry-form';
import { DAY_FIELDS, isToldAt, type EntryAnswers } from './entry.rules';
import { duplicateHref, entryPage, entryPath, errorLines } from './entry.view';

/** The step of the entry in which others than the person are named: who must pay, and who acts for them. */
@Controller('entry/:draftId/liable')
export class EntryLiableWebController {
  constructor(
    private readonly drafts: EntryDrafts,
    private readonly search: LiableSearch,
  ) {}

  @Get()
  @Requires('offence.record')
  async show(
    @CurrentActor() actor: Actor,
    @Param('draftId') draftId: string,
    @Query('told') told?: string,
    @Query('chosen') chosen?: string,
  ): Promise<PageResult> {
    const desk = await this.drafts.draft(actor, idParameter<string>(draftId));
    const all = told === undefined ? [] : await this.drafts.refusals(actor, draftId);
    const refusals = all.filter(({ field }) => isToldAt('liable', field));
    return liablePage(desk, desk.draft.answers, refusals, await this.search.chosen(actor, chosen));
  }

  /** Keeps what was answered and goes on; a name is looked for first, and a person that was picked is added first. */
  @Post()
  @Requires('offence.record')
  keep(@Param('draftId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const { actor, version } = form;
    const draftId = idParameter<string>(id);
    const typed = answersIn(form);
    const adding = form.texts(ADDING_FIELDS);
    const act = liableAct(adding, form.action);
    const again = async (refusals: readonly Refusal[], found?: FoundToName): Promise<PageResult> => {
      const desk = await this.drafts.draft(actor, draftId);
      const shown = { ...desk.draft.answers, ...typed, ...adding };
      return liablePage(desk, shown, refusals, found);
    };
    return submitted(
      async () => {
        if (act.kind === 'find') return again([], await this.search.byName(actor, act.name));
        const answers = orRefuse(afterAct(typed, act));
        await this.drafts.save(form.once(), { draftId, version }, answers);
        if (act.kind !== 'go') return redirect(entryPath(draftId, 'liable'));
        return form.action === 'stay'
          ? redirect(entryPath(draftId, 'liable'), { kind: 'success', key: 'entry.flash.kept' })
          : this.afterStep(actor, draftId);
      },
      (refusals) => again(refusals),
    );
  }

  private async afterStep(actor: Actor, draftId: string): Promise<PageResult> {
    const refusals = await this.drafts.refusals(actor, draftId);
    const isTold = refusals.some(({ field }) => isToldAt('liable', field));
    return redirect(isTold ? `${entryPath(draftId, 'liable')}?told` : entryPath(draftId, 'hearing'));
  }
}

function liablePage(
  desk: EntryOnDesk,
  answers: EntryAnswers,
  refusals: readonly Refusal[],
  found: FoundToName | undefined,
): PageResult {
  const { draft } = desk;
  const entry = entryPage(desk, { draftId: draft.id, answers }, 'liable');
  const only = found?.hits.length === 1 ? { addId: found.hits[0]?.id ?? '' } : {};
  const role = entry.liable.roles[0];
  const form = formOf({ ...(role !== undefined && { addRole: role }), ...only, ...answers }, refusals);
  return page('entry/liable', {
    entry,
    found,
    form: summaryForm(form, errorLines(refusals, draft.id, 'liable')),
    duplicateHref: duplicateHref(refusals),
    version: draft.version,
  });
}

/** The posted answers; a day that can be read is kept as `YYYY-MM-DD`. */
function answersIn(form: PostedForm): EntryAnswers {
  form.refuseFieldsBut(...LIABLE_FIELDS, ...ADDING_FIELDS);
  return typedDays(form.texts(LIABLE_FIELDS), DAY_FIELDS);
}
