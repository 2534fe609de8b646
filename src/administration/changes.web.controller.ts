import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Refusal } from '../kernel/outcome';
import { isLegalDate, legalDate } from '../kernel/legal-date';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Refused } from '../platform/refused';
import { UserAccounts } from '../access/user-accounts.service';
import { typedDays } from '../ui/date-input';
import { Form } from '../ui/form';
import { refusalMessage } from '../ui/message';
import { isLawOfTheFacts } from './change.rules';
import { CHANGE_KINDS, type ChangeId, type ChangeKind } from './change.types';
import { comparedLines, itemName, listedItems, payloadLines, typedPayload, unitOf } from './change.view';
import { ConfirmChange, PROPOSALS, RejectChange, type ProposedKind } from './changes.commands';
import { ChangeSheets, type ChangeSheet, type ItemHistory } from './change-sheets.service';
import { ChangesService } from './changes.service';
import { withLists } from './typed-form';

const CHANGE = 'parameters.change';
const END = 'parameters.end';
const DECISION = 'parameters.decision';
const LISTS = ['finable', 'weekdays1', 'weekdays2', 'weekdays3', 'weekdays4'];

/** Changes of what is dated: history, proposal, and the page on which a second person confirms or rejects (trap 27). */
@Controller('parameters')
export class ChangesWebController {
  constructor(
    private readonly changes: ChangesService,
    private readonly sheets: ChangeSheets,
    private readonly accounts: UserAccounts,
  ) {}

  @Get('changes')
  @Requires('parameter.read')
  async list(@CurrentActor() actor: Actor): Promise<PageResult> {
    const { waiting, decided, parents } = await this.sheets.list(actor);
    const named = [...waiting, ...decided].map((change) => ({
      ...change,
      name: itemName(change, change.payload, parents),
    }));
    return page('parameters/changes', {
      waiting: named.slice(0, waiting.length),
      decided: named.slice(waiting.length),
    });
  }

  @Get('changes/:changeId')
  @Requires('parameter.read')
  async sheet(@CurrentActor() actor: Actor, @Param('changeId') id: string): Promise<PageResult> {
    return changePage(await this.sheets.sheet(actor, idParameter<ChangeId>(id)), Form.fresh(DECISION));
  }

  @Post('changes/:changeId/confirmation')
  @Requires('change.decide')
  confirm(@Param('changeId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.decide(id, form, 'confirmation', async (once, changeId, typed) => {
      parseCommand(ConfirmChange, typed);
      await this.changes.confirm(once, changeId);
    });
  }

  @Post('changes/:changeId/rejection')
  @Requires('change.decide')
  reject(@Param('changeId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.decide(id, form, 'rejection', async (once, changeId, typed) => {
      await this.changes.reject(once, changeId, parseCommand(RejectChange, typed));
    });
  }

  private decide(
    id: string,
    form: PostedForm,
    verb: 'confirmation' | 'rejection',
    run: (once: Actor, id: ChangeId, typed: FormBody) => Promise<void>,
  ): Promise<PageResult> {
    const changeId = idParameter<ChangeId>(id);
    return submitted(
      async () => {
        await run(form.once(), changeId, form.typed);
        const key = verb === 'confirmation' ? 'parameters.flash.changeConfirmed' : 'parameters.flash.changeRejected';
        return redirect(`/parameters/changes/${id}`, { kind: 'success', key });
      },
      async (refusals) =>
        changePage(await this.sheets.sheet(form.actor, changeId), Form.refused(DECISION, form.typed, refusals)),
    );
  }

  @Get('items/:kind/new')
  @Requires('parameter.propose')
  async newForm(@CurrentActor() actor: Actor, @Param('kind') name: string, @Query('user') userId?: string) {
    const kind = newKind(name);
    const start = userId === undefined ? {} : { userId };
    return this.formPage(actor, kind, undefined, Form.fresh(CHANGE, start));
  }

  @Post('items/:kind/new')
  @Requires('parameter.propose')
  add(@Param('kind') name: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.propose(newKind(name), undefined, form);
  }

  @Get('items/:kind/:code')
  @Requires('parameter.read')
  async history(@CurrentActor() actor: Actor, @Param('kind') name: string, @Param('code') code: string) {
    const kind = kindOf(name);
    const item = await this.sheets.item(actor, kind, code);
    return page('parameters/item', {
      item,
      name: itemName(item, item.versions.at(-1)?.payload ?? item.changes[0]?.payload, item.parents),
      versions: item.versions
        .toReversed()
        .map((version) => ({ ...version, lines: payloadLines(item, version.payload, item.parents) })),
      waiting: item.changes.find(({ state }) => state === 'proposed'),
      rejected: item.changes.filter(({ state }) => state === 'rejected'),
      canReplace: kind !== 'account',
      canEnd: kind !== 'number' && item.versions.length > 0,
    });
  }

  @Get('items/:kind/:code/change')
  @Requires('parameter.propose')
  async changeForm(@CurrentActor() actor: Actor, @Param('kind') name: string, @Param('code') code: string) {
    const kind = proposedKind(name);
    const item = await this.sheets.item(actor, kind, code);
    return this.formPage(
      actor,
      kind,
      item,
      Form.fresh(CHANGE, typedPayload(kind, code, item.versions.at(-1)?.payload)),
    );
  }

  @Post('items/:kind/:code/change')
  @Requires('parameter.propose')
  change(
    @Param('kind') name: string,
    @Param('code') code: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    return this.propose(proposedKind(name), code, form);
  }

  @Get('items/:kind/:code/end')
  @Requires('parameter.propose')
  async endForm(@CurrentActor() actor: Actor, @Param('kind') name: string, @Param('code') code: string) {
    return endPage(await this.sheets.item(actor, kindOf(name), code), Form.fresh(END));
  }

  @Post('items/:kind/:code/end')
  @Requires('parameter.propose')
  end(@Param('kind') name: string, @Param('code') code: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const kind = kindOf(name);
    const { actor, typed } = form;
    return submitted(
      async () => {
        const { id } = await this.changes.proposeEnd(form.once(), kind, code, typedDays(typed, ['lastDay']));
        return redirect(`/parameters/changes/${id}`, { kind: 'success', key: 'parameters.flash.proposed' });
      },
      async (refusals) => endPage(await this.sheets.item(actor, kind, code), Form.refused(END, typed, refusals)),
    );
  }

  private propose(kind: ProposedKind, code: string | undefined, form: PostedForm): Promise<PageResult> {
    const { actor, typed } = form;
    return submitted(
      async () => {
        const command = withLists(typedDays(typed, ['validFrom', 'lastDay']), ...LISTS);
        const { id } = await this.changes.propose(form.once(), kind, code, command);
        return redirect(`/parameters/changes/${id}`, { kind: 'success', key: 'parameters.flash.proposed' });
      },
      async (refusals) => {
        const item = code === undefined ? undefined : await this.sheets.item(actor, kind, code);
        return this.formPage(actor, kind, item, Form.refused(CHANGE, typed, refusals), refusals);
      },
    );
  }

  private async formPage(
    actor: Actor,
    kind: ProposedKind,
    item: ItemHistory | undefined,
    form: Form,
    refusals: readonly Refusal[] = [],
  ): Promise<PageResult> {
    const last = item?.versions.at(-1);
    const { users } = kind === 'delegation' ? await this.accounts.directory(actor) : { users: [] };
    const courts = kind === 'court-division' ? await this.sheets.all(actor, 'court') : undefined;
    const reachesBack = refusals.some(({ code }) => code === 'change-alters-recorded-facts');
    const from = typedDays({ day: form.getField('validFrom').value }, ['day'])['day'];
    const affected =
      reachesBack && item && typeof from === 'string' && isLegalDate(from)
        ? await this.sheets.affectedBy(actor, kind, item.code, legalDate(from))
        : undefined;
    return page('parameters/change-form', {
      kind,
      item,
      form,
      name: item && itemName(item, last?.payload, item.parents),
      unit: item && unitOf(item.code),
      last: item && last && { ...last, lines: payloadLines(item, last.payload, item.parents) },
      lawOfTheFacts: isLawOfTheFacts(kind, item?.code ?? ''),
      signatories: users.filter(({ active, roles }) => active && roles.includes('signatory')),
      courts: courts && listedItems(courts.versions, courts.on).filter(({ state }) => state !== 'ended'),
      affected,
    });
  }
}

function changePage(sheet: ChangeSheet, form: Form): PageResult {
  const { change, before } = sheet;
  return page('parameters/change', {
    ...sheet,
    refusals: sheet.refusals.map(refusalMessage),
    form,
    lines: comparedLines(change, before, sheet.parents),
    name: itemName(change, change.payload, sheet.parents),
  });
}

function endPage(item: ItemHistory, form: Form): PageResult {
  const last = item.versions.at(-1);
  if (last === undefined) throw new Refused({ code: 'not-found' });
  return page('parameters/end-form', {
    item,
    form,
    name: itemName(item, last.payload, item.parents),
    last: { ...last, lines: payloadLines(item, last.payload, item.parents) },
  });
}

function kindOf(name: string): ChangeKind {
  const kind = CHANGE_KINDS.find((each) => each === name);
  if (kind === undefined) throw new Refused({ code: 'not-found' });
  return kind;
}

function proposedKind(name: string): ProposedKind {
  const kind = kindOf(name);
  if (!(kind in PROPOSALS)) throw new Refused({ code: 'not-found' });
  return kind as ProposedKind;
}

/** Numbers, obligations and timetables belong to something that is there: none of them is added. */
function newKind(name: string): ProposedKind {
  const kind = proposedKind(name);
  if (['number', 'obligation', 'crossing-hours'].includes(kind)) throw new Refused({ code: 'not-found' });
  return kind;
}
