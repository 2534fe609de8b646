import { Controller, Get, Param, Post } from '@nestjs/common';
import type { DecisionId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { REASON_MAX_LENGTH } from './decision.rules';
import { ReasonedDecision, SubmitDecision } from './decisions.commands';
import { WithdrawalDesk } from './withdrawal-desk.service';
import { withdrawalPage } from './withdrawal-page.view';

type Verb = 'propose' | 'refuse' | 'withdraw';

/** The page on which a withdrawal is proposed, decided and read (R2.12). */
@Controller('decisions/:decisionId/withdrawal')
export class WithdrawalsWebController {
  constructor(private readonly desk: WithdrawalDesk) {}

  @Get()
  @Requires('file.read')
  show(@CurrentActor() actor: Actor, @Param('decisionId') decisionId: string): Promise<PageResult> {
    return this.page(actor, idParameter<DecisionId>(decisionId), undefined, {}, []);
  }

  @Post('proposal')
  @Requires('withdrawal.propose')
  propose(@Param('decisionId') decisionId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const id = idParameter<DecisionId>(decisionId);
    return this.answer(id, form, 'propose', async (once, fields) =>
      this.desk.propose(once, id, parseCommand(ReasonedDecision, fields)),
    );
  }

  @Post('refusal')
  @Requires('withdrawal.decide')
  refuse(@Param('decisionId') decisionId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const id = idParameter<DecisionId>(decisionId);
    return this.answer(id, form, 'refuse', async (once, fields) =>
      this.desk.refuse(once, id, parseCommand(ReasonedDecision, fields)),
    );
  }

  @Post()
  @Requires('withdrawal.decide')
  withdraw(@Param('decisionId') decisionId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const id = idParameter<DecisionId>(decisionId);
    return this.answer(id, form, 'withdraw', async (once, fields) =>
      this.desk.withdraw(once, id, parseCommand(SubmitDecision, fields)),
    );
  }

  /** Runs a verb once for its form; refused, shows the page again with what was typed in that form. */
  private answer(
    id: DecisionId,
    form: PostedForm,
    verb: Verb,
    run: (once: Actor, fields: FormBody) => Promise<{ readonly offenceId: string; readonly decisionNumber: string }>,
  ): Promise<PageResult> {
    return submitted(
      async () => {
        const { offenceId, decisionNumber } = await run(form.once(), form.onSeenVersion());
        return redirect(`/files/${offenceId}`, {
          kind: 'success',
          key: `withdrawal.flash.${FLASH[verb]}`,
          params: { number: decisionNumber },
        });
      },
      (refusals) => this.page(form.actor, id, verb, form.typed, refusals),
    );
  }

  private async page(
    actor: Actor,
    id: DecisionId,
    refused: Verb | undefined,
    typed: FormBody,
    refusals: readonly Refusal[],
  ): Promise<PageResult> {
    const outlook = await this.desk.read(actor, id);
    const form = (verb: Verb, key: string): Form =>
      verb === refused ? Form.refused(key, typed, refusals) : Form.fresh(key);
    return page('decision/withdrawal', {
      withdrawal: withdrawalPage(outlook, actingUser(actor).permissions),
      form: refused === undefined ? undefined : Form.refused('withdrawal.field', typed, refusals),
      proposeForm: form('propose', 'withdrawal.field'),
      refuseForm: form('refuse', 'withdrawal.refusalField'),
      maxReason: REASON_MAX_LENGTH,
    });
  }
}

const FLASH: Readonly<Record<Verb, string>> = { propose: 'proposed', refuse: 'refused', withdraw: 'withdrawn' };
