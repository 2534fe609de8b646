import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { DecisionId, DepositId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { refuseUnknownFields, withTicked } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { pageLinks } from '../ui/keyset';
import { evidenceIn, evidenceNeededIn, type FormWithEvidence } from '../documents/evidence.commands';
import { DepositCorrections } from './deposit-corrections.service';
import { DEPOSIT_LISTS, DepositDesk, type DepositList } from './deposit-desk.service';
import { DepositEntry } from './deposit-entry.service';
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
    private readonly entry: DepositEntry,
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
  announce(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const given = evidenceIn(form.typed);
        const command = parseCommand(AnnounceDeposit, readable(withTicked(given.fields, 'payerIsDebtor')));
        const once = form.once(given.print);
        const { depositId } = await this.deposits.announce(once, idParameter<DecisionId>(id), command, paperOf(given));
        return redirect(`/deposits/${depositId}`, { kind: 'success', key: 'deposits.flash.announced' });
      },
      (refusals) => this.announcePage(form.actor, id, Form.refused(FORM, form.typed, refusals)),
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
  issueLetter(@Param('depositId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'issue-letter', (once, depositId, fields) =>
      this.letters.issue(once, depositId, parseCommand(IssueDepositLetter, fields)),
    );
  }

  @Post('deposits/:depositId/receipt')
  @Requires('deposit.record')
  receive(@Param('depositId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'receive', (once, depositId, fields, paper) =>
      this.deposits.receive(once, depositId, parseCommand(ReceiveDeposit, fields), paper),
    );
  }

  @Post('deposits/:depositId/holding')
  @Requires('deposit.record')
  hold(@Param('depositId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'hold', (once, depositId, fields, paper) =>
      this.deposits.hold(once, depositId, parseCommand(HoldDeposit, fields), paper),
    );
  }

  @Post('deposits/:depositId/return')
  @Requires('deposit.record')
  return(@Param('depositId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'return', (once, depositId, fields, paper) =>
      this.deposits.return(once, depositId, parseCommand(ReturnDeposit, fields), paper),
    );
  }

  @Post('deposits/:depositId/correction')
  @Requires('deposit.announce')
  correct(@Param('depositId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'correct', (once, depositId, fields) =>
      this.corrections.correct(once, depositId, parseCommand(CorrectAnnouncement, withTicked(fields, 'payerIsDebtor'))),
    );
  }

  @Post('deposits/:depositId/files')
  @Requires('deposit.attach')
  attach(@Param('depositId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const { file, title, fields, print } = evidenceNeededIn(form.typed);
        refuseUnknownFields(fields, []);
        await this.papers.attach(form.once(print), idParameter<DepositId>(id), file, title);
        return redirect(`/deposits/${id}`, { kind: 'success', key: 'deposits.flash.attached' });
      },
      (refusals) => this.sheet(form.actor, id, 'attach', Form.refused(FORM, form.typed, refusals), refusals),
    );
  }

  @Post('deposits/:depositId/cancellation')
  @Requires('deposit.record')
  cancel(@Param('depositId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'cancel', (once, depositId, fields) =>
      this.deposits.cancel(once, depositId, parseCommand(ReasonedDeposit, fields)),
    );
  }

  @Post('deposits/:depositId/release-proposal')
  @Requires('deposit.propose')
  propose(@Param('depositId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'propose', (once, depositId, fields) =>
      this.releases.propose(once, depositId, parseCommand(ProposeRelease, withGround(fields))),
    );
  }

  @Post('deposits/:depositId/release-refusal')
  @Requires('deposit.decide')
  refuse(@Param('depositId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'decide', (once, depositId, fields) =>
      this.releases.refuse(once, depositId, parseCommand(ReasonedDeposit, fields)),
    );
  }

  @Post('deposits/:depositId/release')
  @Requires('deposit.decide')
  confirm(@Param('depositId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'decide', (once, depositId, fields) =>
      this.releases.confirm(once, depositId, parseCommand(ConfirmRelease, fields)),
    );
  }

  /** Runs a verb once for its form and shows the deposit; refused, shows the same form again. */
  private act(
    id: string,
    form: PostedForm,
    action: DepositAction,
    run: (once: Actor, id: DepositId, fields: Fields, paper: DepositPaper | undefined) => Promise<DepositResult>,
  ): Promise<PageResult> {
    return submitted(
      async () => {
        const { typed } = form;
        const given = STEPS_WITH_PAPER.has(action) ? evidenceIn(typed) : { ...NO_PAPER, fields: typed, print: typed };
        const once = form.once({ ...given.print, version: form.version });
        const fields = readable(form.onSeenVersion(given.fields));
        const { state } = await run(once, idParameter<DepositId>(id), fields, paperOf(given));
        const key = `deposits.flash.${FLASH_OF[action] ?? state}`;
        return redirect(`/deposits/${id}`, { kind: 'success', key });
      },
      (refusals) => this.sheet(form.actor, id, action, Form.refused(FORM, form.typed, refusals), refusals),
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
    const fine = await this.entry.fine(actor, idParameter<DecisionId>(id));
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
