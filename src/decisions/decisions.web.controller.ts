import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { DecisionId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { file, page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Refused } from '../platform/refused';
import { Form } from '../ui/form';
import { decisionPage } from './decision-page.view';
import { DecisionDesk } from './decision-desk.service';
import { DecisionSheets } from './decision-sheets.service';
import { MOTIVATION_MAX_LENGTH, REASON_MAX_LENGTH } from './decision.rules';
import { parseEdit, ReasonedDecision, SignDecision } from './decisions.commands';
import { scanIn, ScansService } from './scans.service';
import { SigningList, signingForm, type SigningResult } from './signing-list.service';

/** The parts of the page that can be refused; each has its own form. */
type Verb = 'write' | 'sign' | 'return' | 'cancel' | 'attach';

const FORM = 'decision.field';
const SCAN = 'decision.scan.field';

/** The page of a decision, for whoever writes, signs or reads it, and the list of those to sign. */
@Controller('decisions')
export class DecisionsWebController {
  constructor(
    private readonly desk: DecisionDesk,
    private readonly sheets: DecisionSheets,
    private readonly signing: SigningList,
    private readonly scans: ScansService,
  ) {}

  @Get('to-sign')
  @Requires('decision.sign')
  async toSign(@CurrentActor() actor: Actor): Promise<PageResult> {
    return this.listToSign(actor, []);
  }

  /** Signs those that were ticked, or the one whose button was pressed, each by itself; what became of each is said in its place. */
  @Post('to-sign')
  @Requires('decision.sign')
  async signSeveral(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageResult> {
    return this.listToSign(actor, await this.signing.signAll(actor, body));
  }

  @Get(':decisionId')
  @Requires('file.read')
  show(@CurrentActor() actor: Actor, @Param('decisionId') decisionId: string): Promise<PageResult> {
    return this.sheet(actor, idParameter<DecisionId>(decisionId), undefined, {}, []);
  }

  @Get(':decisionId/preview.pdf')
  @Requires('document.read')
  async preview(@CurrentActor() actor: Actor, @Param('decisionId') decisionId: string): Promise<PageResult> {
    const bytes = await this.desk.preview(actor, idParameter<DecisionId>(decisionId));
    return file(bytes, 'application/pdf', 'preview.pdf');
  }

  /** What the drafter wrote: kept, or kept and handed over, as the button says. */
  @Post(':decisionId')
  @Requires('decision.draft')
  write(@Param('decisionId') decisionId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const id = idParameter<DecisionId>(decisionId);
    const typed = form.only('language', 'languageReason', 'motivation');
    return this.answer(id, form, { verb: 'write', typed }, async (once, fields) => {
      const command = parseEdit(fields);
      if (form.action !== 'submit') {
        await this.desk.edit(once, id, command);
        return redirect(`/decisions/${id}`, { kind: 'success', key: 'decision.flash.saved' });
      }
      const { offenceId } = await this.desk.editAndSubmit(once, id, command);
      return redirect(`/files/${offenceId}`, { kind: 'success', key: 'decision.flash.submitted' });
    });
  }

  @Post(':decisionId/signature')
  @Requires('decision.sign')
  sign(@Param('decisionId') decisionId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const id = idParameter<DecisionId>(decisionId);
    const typed = form.only('legalReviewReason', 'continuingApprovalReason');
    return this.answer(id, form, { verb: 'sign', typed }, async (once, fields) => {
      const { offenceId, number } = await this.desk.sign(once, id, parseCommand(SignDecision, fields));
      return redirect(`/files/${offenceId}`, { kind: 'success', key: 'decision.flash.signed', params: { number } });
    });
  }

  @Post(':decisionId/return')
  @Requires('decision.return')
  giveBack(@Param('decisionId') decisionId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const id = idParameter<DecisionId>(decisionId);
    const typed = form.only('reason');
    return this.answer(id, form, { verb: 'return', typed }, async (once, fields) => {
      const { offenceId } = await this.desk.returnToDrafter(once, id, parseCommand(ReasonedDecision, fields));
      return redirect(`/files/${offenceId}`, { kind: 'success', key: 'decision.flash.returned' });
    });
  }

  @Post(':decisionId/cancellation')
  @Requires('decision.draft')
  cancel(@Param('decisionId') decisionId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const id = idParameter<DecisionId>(decisionId);
    const typed = form.only('reason');
    return this.answer(id, form, { verb: 'cancel', typed }, async (once, fields) => {
      const { offenceId } = await this.desk.cancel(once, id, parseCommand(ReasonedDecision, fields));
      return redirect(`/files/${offenceId}`, { kind: 'success', key: 'decision.flash.cancelled' });
    });
  }

  @Post(':decisionId/scans')
  @Requires('document.attach')
  attach(@Param('decisionId') decisionId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const id = idParameter<DecisionId>(decisionId);
    return submitted(
      async () => {
        const bytes = scanIn(form.typed);
        await this.scans.attach(form.once(bytes), id, bytes);
        return redirect(`/decisions/${id}`, { kind: 'success', key: 'decision.flash.attached' });
      },
      (refusals) => this.refusedSheet(form.actor, id, { verb: 'attach', typed: {}, refusals }),
    );
  }

  private async listToSign(actor: Actor, results: readonly SigningResult[]): Promise<PageResult> {
    const list = await this.sheets.toSign(actor);
    const { permissions } = actingUser(actor);
    return page('decision/to-sign', {
      decisions: list.sheets.map((sheet) => decisionPage(sheet, permissions)),
      more: list.more,
      results,
      forms: Object.fromEntries(list.sheets.map(({ decision }) => [decision.id, signingForm(decision.id, results)])),
      maxReason: REASON_MAX_LENGTH,
    });
  }

  /** Runs a verb once for its form; refused, shows the page again with what was typed in that form. */
  private answer(
    id: DecisionId,
    form: PostedForm,
    { verb, typed }: { readonly verb: Verb; readonly typed: FormBody },
    run: (once: Actor, fields: FormBody) => Promise<PageResult>,
  ): Promise<PageResult> {
    return submitted(
      () => run(form.once(), form.onSeenVersion(typed)),
      (refusals) => this.refusedSheet(form.actor, id, { verb, typed, refusals }),
    );
  }

  /**
   * The page again with what was refused. Whoever has no task in the file any more is told why the verb was refused, before
   * being asked for the reason to look at a colleague's case.
   */
  private async refusedSheet(
    actor: Actor,
    id: DecisionId,
    form: { readonly verb: Verb; readonly typed: FormBody; readonly refusals: readonly Refusal[] },
  ): Promise<PageResult> {
    try {
      return await this.sheet(actor, id, form.verb, form.typed, form.refusals);
    } catch (error) {
      const [first, ...others] = form.refusals;
      const isAsked = error instanceof Refused && error.refusals.some(({ code }) => code === 'access-reason-needed');
      if (isAsked && first !== undefined) throw new Refused(first, ...others);
      throw error;
    }
  }

  private async sheet(
    actor: Actor,
    id: DecisionId,
    refused: Verb | undefined,
    typed: FormBody,
    refusals: readonly Refusal[],
  ): Promise<PageResult> {
    const sheet = await this.sheets.read(actor, id);
    const { language, languageReason, motivation } = sheet.decision;
    const written = { language, languageReason, motivation };
    const form = (verb: Verb, values: FormBody): Form =>
      verb === refused ? Form.refused(FORM, { ...values, ...typed }, refusals) : Form.fresh(FORM, values);
    return page('decision/decision', {
      decision: decisionPage(sheet, actingUser(actor).permissions),
      form: refused === undefined ? undefined : Form.refused(FORM, typed, refusals),
      writeForm: form('write', written),
      signForm: form('sign', {}),
      returnForm: form('return', {}),
      cancelForm: form('cancel', {}),
      scanForm: refused === 'attach' ? Form.refused(SCAN, {}, refusals) : Form.fresh(SCAN),
      maxMotivation: MOTIVATION_MAX_LENGTH,
      maxReason: REASON_MAX_LENGTH,
    });
  }
}
