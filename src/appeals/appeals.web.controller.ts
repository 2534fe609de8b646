import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { isUuid, type DecisionId } from '../kernel/ids';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Refused } from '../platform/refused';
import { typedDate } from '../ui/date-input';
import { Form } from '../ui/form';
import { pageLinks } from '../ui/keyset';
import { AppealEntry } from './appeal-entry.service';
import { appealCommandOf, onForm, readable } from './appeal-form.view';
import { APPEAL_LISTS, type AppealList } from './appeal-lists.types';
import { AppealLists } from './appeal-lists.service';
import { foreseenTexts } from './appeal-page.view';
import { APPELLANTS } from './appeal.rules';
import { APPEAL_WORDS_MAX_LENGTH, MistakenRegistryCheck, RecordAppeal, RecordRegistryCheck } from './appeals.commands';
import { AppealsService } from './appeals.service';
import { RegistryChecks } from './registry-checks.service';
import { RegistryMistakes } from './registry-mistakes.service';

const FORM = 'appeals.field';

/** The lists of appeals, the page on which one is recorded, and what the registry was asked. */
@Controller()
export class AppealsWebController {
  constructor(
    private readonly lists: AppealLists,
    private readonly entry: AppealEntry,
    private readonly appeals: AppealsService,
    private readonly checks: RegistryChecks,
    private readonly mistakes: RegistryMistakes,
  ) {}

  @Get('appeals')
  @Requires('appeal.read')
  async list(
    @CurrentActor() actor: Actor,
    @Query('list') asked?: string,
    @Query('cursor') cursor?: string,
  ): Promise<PageResult> {
    const list = APPEAL_LISTS.find((each) => each === asked) ?? ('open' satisfies AppealList);
    const found = await this.lists.list(actor, list, cursor);
    const links = pageLinks('/appeals', { list }, found);
    return page('appeals/list', { rows: found.rows, list, lists: APPEAL_LISTS, links });
  }

  @Get('appeals/windows-to-check')
  @Requires('appeal.read')
  async windows(@CurrentActor() actor: Actor): Promise<PageResult> {
    return page('appeals/windows', { ...(await this.lists.windowsToCheck(actor)) });
  }

  @Get('decisions/:decisionId/appeals/new')
  @Requires('appeal.record')
  form(@CurrentActor() actor: Actor, @Param('decisionId') id: string): Promise<PageResult> {
    return this.entryPage(actor, id, Form.fresh(FORM, { decisionIds: id }));
  }

  /** First shows whether the appeal is in time and what recording it does; kept when the person has seen that. */
  @Post('decisions/:decisionId/appeals/new')
  @Requires('appeal.record')
  record(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const { actor } = form;
    const { step, wanted, ...typed } = form.typed;
    return submitted(
      async () => {
        if (step === 'edit' || step === 'search')
          return this.entryPage(actor, id, Form.fresh(FORM, { ...typed, wanted }));
        const command = parseCommand(RecordAppeal, appealCommandOf(typed));
        if (step !== 'record') return await this.checkPage(actor, id, typed, command);
        const { appealId } = await this.appeals.record(form.once(), command);
        return redirect(`/appeals/${appealId}`, { kind: 'success', key: 'appeals.flash.recorded' });
      },
      (refusals) => this.entryPage(actor, id, Form.refused(FORM, typed, onForm(refusals))),
    );
  }

  @Get('decisions/:decisionId/registry-checks')
  @Requires('appeal.record')
  registry(@CurrentActor() actor: Actor, @Param('decisionId') id: string): Promise<PageResult> {
    return this.registryPage(actor, id, undefined);
  }

  @Post('decisions/:decisionId/registry-checks')
  @Requires('appeal.record')
  check(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const command = parseCommand(RecordRegistryCheck, readable(form.typed));
        const { counts } = await this.checks.record(form.once(), idParameter<DecisionId>(id), command);
        const key = counts ? 'appeals.flash.checked' : 'appeals.flash.checkedEarly';
        return redirect(`/decisions/${id}/registry-checks`, { kind: counts ? 'success' : 'important', key });
      },
      (refusals) => this.registryPage(form.actor, id, Form.refused(FORM, form.typed, refusals)),
    );
  }

  @Post('decisions/:decisionId/registry-checks/mistakes')
  @Requires('appeal.record')
  takeCheckBack(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const decisionId = idParameter<DecisionId>(id);
    return submitted(
      async () => {
        const { checkId, ...fields } = form.typed;
        const command = parseCommand(MistakenRegistryCheck, fields);
        if (typeof checkId !== 'string' || !isUuid(checkId))
          throw new Refused({ code: 'required', field: 'checkId', rule: 'D7' });
        const undone = await this.mistakes.takeBack(form.once(), decisionId, checkId, command);
        const isTold = undone.stoppedReleaseCount > 0 || undone.isRecalled || undone.forfeitedCount > 0;
        const key = `appeals.flash.${undone.forfeitedCount > 0 ? 'checkMistakenForfeited' : isTold ? 'checkMistakenUndone' : 'checkMistaken'}`;
        return redirect(`/decisions/${id}/registry-checks`, { kind: isTold ? 'important' : 'success', key });
      },
      (refusals) => this.registryPage(form.actor, id, Form.refused(FORM, form.typed, refusals)),
    );
  }

  private async entryPage(actor: Actor, id: string, form: Form): Promise<PageResult> {
    const also = { ticked: form.getField('decisionIds').values, wanted: form.getField('wanted').value.trim() };
    const entry = await this.entry.read(actor, idParameter<DecisionId>(id), also);
    return page('appeals/new', { entry, form, appellants: APPELLANTS, maxWords: APPEAL_WORDS_MAX_LENGTH });
  }

  private async checkPage(actor: Actor, id: string, typed: FormBody, command: RecordAppeal): Promise<PageResult> {
    const entry = await this.entry.read(actor, idParameter<DecisionId>(id));
    const foreseen = foreseenTexts(await this.entry.foresee(actor, command));
    const kept = Object.entries(typed).flatMap(([name, value]) =>
      [value].flat().map((each) => ({ name, value: each })),
    );
    return page('appeals/check', { entry, command, foreseen, kept });
  }

  private async registryPage(actor: Actor, id: string, form: Form | undefined): Promise<PageResult> {
    const found = await this.checks.read(actor, idParameter<DecisionId>(id));
    const fresh = Form.fresh(FORM, { checkedOn: typedDate(found.today) });
    return page('appeals/registry', { found, form: form ?? fresh, maxWords: APPEAL_WORDS_MAX_LENGTH });
  }
}
