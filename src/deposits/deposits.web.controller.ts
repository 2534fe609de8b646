import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { DecisionId, DepositId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { onceKeyIn, refuseUnknownFields, typedIn, withTicked, type FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { pageLinks } from '../ui/keyset';
import { evidenceIn, evidenceNeededIn, type FormWithEvidence } from '../documents/evidence-upload';
import { DepositCorrections } from './deposit-corrections.service';
import { DEPOSIT_LISTS, DepositDesk, type DepositList } from './deposit-desk.service';
import { DepositLetters } from './deposit-letters.service';
import { DepositPapers } from './deposit-papers.service';
import { DepositReleases } from './deposit-releases.service';
import { readable } from './deposit-form.view';
import { announcementFields, depositPage, type DepositAction } from './deposit.view';
import {
  AnnounceDeposit,
  ConfirmRelease,
  CorrectAnnouncement,
  HoldDeposit,
  IssueDepositLetter,
  ProposeRelease,
  ReasonedDeposit,
  ReceiveDeposit,
  ReturnDeposit,
  DEPOSIT_REASON_MAX_LENGTH,
} from './deposits.commands';
import { DepositsService, type DepositPaper, type DepositResult } from './deposits.service';

const FORM = 'deposits.field';
type Fields = Record<string, unknown>;

/** Steps whose form takes the paper on which they rest. */
const STEPS_WITH_PAPER: ReadonlySet<DepositAction> = new Set(['receive', 'hold', 'return']);
const NO_PAPER = { file: undefined, title: '' } as const;
/** What is said after a step that leaves the deposit in its state. */
const FLASH_OF: Readonly<Partial<Record<DepositAction, string>>> = {
  propose: 'proposed',
  decide: 'decided',
  correct: 'corrected',
};

/** The pages on deposits: the list, one deposit with what can be done to it, the announcement. */
@Controller()
export class DepositsWebController {
  constructor(
    private readonly desk: DepositDesk,
    private readonly deposits: DepositsService,
    private readonly letters: DepositLetters,
    private readonly releases: DepositReleases,
    private readonly corrections: DepositCorrections,
    private readonly papers: DepositPapers,
  ) {}

  @Get('deposits')
  @Requires('deposit.read')
  async list(
    @CurrentActor() actor: Actor,
    @Query('list') asked?: string,
    @Query('cursor') cursor?: string,
  ): Promise<PageResult> {
    const list = DEPOSIT_LISTS.find((each) => each === asked) ?? ('standing' satisfies DepositList);
    const found = await this.desk.list(actor, list, cursor);
    const links = pageLinks('/deposits', { list }, found);
    return page('deposits/list', { rows: found.rows, list, lists: DEPOSIT_LISTS, links });
  }

  @Get('decisions/:decisionId/deposits/new')
  @Requires('deposit.announce')
  announcement(@CurrentActor() actor: Actor, @Param('decisionId') id: string): Promise<PageResult> {
    return this.announcePage(actor, id, Form.fresh(FORM));
  }

  @Post('decisions/:decisionId/deposits/new')
  @Requires('deposit.announce')
  announce(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Body() body: FormBody | undefined,
  ): Promise<PageResult> {
    const typed = typedIn(body);
    return submitted(
      async () => {
        const form = evidenceIn(typed);
        const fields = readable(withTicked(form.fields, 'payerIsDebtor'));
        const keyed = withIdempotency(actor, onceKeyIn(body), `announce deposit ${id}`, form.print);
        const command = parseCommand(AnnounceDeposit, fields);
        const decisionId = idParameter<DecisionId>(id);
        const { depositId } = await this.deposits.announce(keyed, decisionId, command, paperOf(form));
        return redirect(`/deposits/${depositId}`, { kind: 'success', key: 'deposits.flash.announced' });
      },
      (refusals) => this.announcePage(actor, id, Form.refused(FORM, typed, refusals)),
    );
  }

  @Get('deposits/:depositId')
  @Requires('deposit.read')
  show(
    @CurrentActor() actor: Actor,
    @Param('depositId') id: string,
    @Query('action') action?: string,
  ): Promise<PageResult> {
    return this.sheet(actor, id, action, Form.fresh(FORM));
  }

  @Post('deposits/:depositId/letter')
  @Requires('deposit.announce')
  issueLetter(
    @CurrentActor() actor: Actor,
    @Param('depositId') id: string,
    @Body() body?: FormBody,
  ): Promise<PageResult> {
    return this.act(actor, id, 'issue-letter', body, (once, depositId, fields) =>
      this.letters.issue(once, depositId, parseCommand(IssueDepositLetter, fields)),
    );
  }

  @Post('deposits/:depositId/receipt')
  @Requires('deposit.record')
  receive(@CurrentActor() actor: Actor, @Param('depositId') id: string, @Body() body?: FormBody): Promise<PageResult> {
    return this.act(actor, id, 'receive', body, (once, depositId, fields, paper) =>
      this.deposits.receive(once, depositId, parseCommand(ReceiveDeposit, fields), paper),
    );
  }

  @Post('deposits/:depositId/holding')
  @Requires('deposit.record')
  hold(@CurrentActor() actor: Actor, @Param('depositId') id: string, @Body() body?: FormBody): Promise<PageResult> {
    return this.act(actor, id, 'hold', body, (once, depositId, fields, paper) =>
      this.deposits.hold(once, depositId, parseCommand(HoldDeposit, fields), paper),
    );
  }

  @Post('deposits/:depositId/return')
  @Requires('deposit.record')
  return(@CurrentActor() actor: Actor, @Param('depositId') id: string, @Body() body?: FormBody): Promise<PageResult> {
    return this.act(actor, id, 'return', body, (once, depositId, fields, paper) =>
      this.deposits.return(once, depositId, parseCommand(ReturnDeposit, fields), paper),
    );
  }

  @Post('deposits/:depositId/correction')
  @Requires('deposit.announce')
  correct(@CurrentActor() actor: Actor, @Param('depositId') id: string, @Body() body?: FormBody): Promise<PageResult> {
    return this.act(actor, id, 'correct', body, (once, depositId, fields) =>
      this.corrections.correct(once, depositId, parseCommand(CorrectAnnouncement, withTicked(fields, 'payerIsDebtor'))),
    );
  }

  @Post('deposits/:depositId/files')
  @Requires('deposit.attach')
  attach(@CurrentActor() actor: Actor, @Param('depositId') id: string, @Body() body?: FormBody): Promise<PageResult> {
    const typed = typedIn(body);
    return submitted(
      async () => {
        const { file, title, fields, print } = evidenceNeededIn(typed);
        refuseUnknownFields(fields, []);
        const keyed = withIdempotency(actor, onceKeyIn(body), `attach to deposit ${id}`, print);
        await this.papers.attach(keyed, idParameter<DepositId>(id), file, title);
        return redirect(`/deposits/${id}`, { kind: 'success', key: 'deposits.flash.attached' });
      },
      (refusals) => this.sheet(actor, id, 'attach', Form.refused(FORM, typed, refusals), refusals),
    );
  }

  @Post('deposits/:depositId/cancellation')
  @Requires('deposit.record')
  cancel(@CurrentActor() actor: Actor, @Param('depositId') id: string, @Body() body?: FormBody): Promise<PageResult> {
    return this.act(actor, id, 'cancel', body, (once, depositId, fields) =>
      this.deposits.cancel(once, depositId, parseCommand(ReasonedDeposit, fields)),
    );
  }

  @Post('deposits/:depositId/release-proposal')
  @Requires('deposit.propose')
  propose(@CurrentActor() actor: Actor, @Param('depositId') id: string, @Body() body?: FormBody): Promise<PageResult> {
    return this.act(actor, id, 'propose', body, (once, depositId, fields) =>
      this.releases.propose(once, depositId, parseCommand(ProposeRelease, withGround(fields))),
    );
  }

  @Post('deposits/:depositId/release-refusal')
  @Requires('deposit.decide')
  refuse(@CurrentActor() actor: Actor, @Param('depositId') id: string, @Body() body?: FormBody): Promise<PageResult> {
    return this.act(actor, id, 'decide', body, (once, depositId, fields) =>
      this.releases.refuse(once, depositId, parseCommand(ReasonedDeposit, fields)),
    );
  }

  @Post('deposits/:depositId/release')
  @Requires('deposit.decide')
  confirm(@CurrentActor() actor: Actor, @Param('depositId') id: string, @Body() body?: FormBody): Promise<PageResult> {
    return this.act(actor, id, 'decide', body, (once, depositId, fields) =>
      this.releases.confirm(once, depositId, parseCommand(ConfirmRelease, fields)),
    );
  }

  /** Runs a verb once for its form and shows the deposit; refused, shows the same form again. */
  private act(
    actor: Actor,
    id: string,
    action: DepositAction,
    body: FormBody | undefined,
    run: (once: Actor, id: DepositId, fields: Fields, paper: DepositPaper | undefined) => Promise<DepositResult>,
  ): Promise<PageResult> {
    const typed = typedIn(body);
    return submitted(
      async () => {
        const form = STEPS_WITH_PAPER.has(action) ? evidenceIn(typed) : { ...NO_PAPER, fields: typed, print: typed };
        const fields = readable({ ...form.fields, version: Number(typed['version']) });
        const keyed = withIdempotency(actor, onceKeyIn(body), `${action} deposit ${id}`, form.print);
        const { state } = await run(keyed, idParameter<DepositId>(id), fields, paperOf(form));
        const key = `deposits.flash.${FLASH_OF[action] ?? state}`;
        return redirect(`/deposits/${id}`, { kind: 'success', key });
      },
      (refusals) => this.sheet(actor, id, action, Form.refused(FORM, typed, refusals), refusals),
    );
  }

  private async sheet(
    actor: Actor,
    id: string,
    action: string | undefined,
    form: Form,
    refusals: readonly Refusal[] = [],
  ): Promise<PageResult> {
    const file = await this.desk.read(actor, idParameter<DepositId>(id));
    const shown = depositPage(file, actingUser(actor).permissions, action);
    const maxReason = DEPOSIT_REASON_MAX_LENGTH;
    const isRefused = refusals.length > 0;
    const filled = shown.action === 'correct' && !isRefused ? Form.fresh(FORM, announcementFields(file)) : form;
    return page('deposits/deposit', { shown, form: filled, maxReason, isRefused });
  }

  private async announcePage(actor: Actor, id: string, form: Form): Promise<PageResult> {
    const fine = await this.deposits.fine(actor, idParameter<DecisionId>(id));
    return page('deposits/announce', { fine, form, maxReason: DEPOSIT_REASON_MAX_LENGTH });
  }
}

/** What a form brought beside its fields, if anything. */
function paperOf({ file, title }: Pick<FormWithEvidence, 'file' | 'title'>): DepositPaper | undefined {
  return file && { file, title };
}

/** The form has one choice, `<kind>.<ground>`; the command two fields. */
function withGround(fields: Fields): Fields {
  const [kind, ground] = typeof fields['ground'] === 'string' ? fields['ground'].split('.') : [];
  return { ...fields, kind, ground };
}
