import { Controller, Get, Param, Post } from '@nestjs/common';
import { readDecisionNumber } from '../kernel/decision-number';
import type { Refusal } from '../kernel/outcome';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { orRefuse } from '../platform/refused';
import { Form } from '../ui/form';
import { besideReason, reasonOf } from './reasoned-form';
import { ActOnRefund, ProposeWriteOff, ReasonedRefund } from './refunds.commands';
import { WRITE_OFF_GROUNDS } from './write-off.rules';
import type { WriteOffId } from './write-offs.repository';
import { WriteOffsService, type WriteOffResult } from './write-offs.service';

type Verb = 'approval' | 'refusal' | 'cancellation';

const PROPOSAL = 'refunds.writeOff';

/** The pages on claims that are given up: small rests (D31), what waits, one write-off. */
@Controller('write-offs')
export class WriteOffsWebController {
  constructor(private readonly writeOffs: WriteOffsService) {}

  @Get()
  @Requires('refund.read')
  list(@CurrentActor() actor: Actor): Promise<PageResult> {
    return this.listPage(actor, Form.fresh(PROPOSAL, { ground: 'small-rest' }));
  }

  @Post()
  @Requires('refund.prepare')
  propose(@CurrentForm() form: PostedForm): Promise<PageResult> {
    const { actor, typed } = form;
    return submitted(
      async () => {
        const { decisionNumber, ...fields } = typed;
        const decisionId =
          typeof decisionNumber === 'string' ? await this.decisionOf(actor, decisionNumber) : typed['decisionId'];
        const command = parseCommand(ProposeWriteOff, { ...fields, decisionId });
        return redirect('/write-offs', flashOf(await this.writeOffs.propose(form.once(), command)));
      },
      (refusals) => this.listPage(actor, Form.refused(PROPOSAL, typed, refusals)),
    );
  }

  @Get(':writeOffId')
  @Requires('refund.read')
  show(@CurrentActor() actor: Actor, @Param('writeOffId') id: string): Promise<PageResult> {
    return this.page(actor, idParameter<WriteOffId>(id), undefined, {}, []);
  }

  @Post(':writeOffId/approval')
  @Requires('refund.approve')
  approve(@Param('writeOffId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'approval', (once, writeOffId, fields) =>
      this.writeOffs.approve(once, writeOffId, parseCommand(ActOnRefund, fields)),
    );
  }

  @Post(':writeOffId/refusal')
  @Requires('refund.approve')
  refuse(@Param('writeOffId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'refusal', (once, writeOffId, fields) =>
      this.writeOffs.refuse(once, writeOffId, parseCommand(ReasonedRefund, fields)),
    );
  }

  @Post(':writeOffId/cancellation')
  @Requires('refund.prepare')
  cancel(@Param('writeOffId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'cancellation', (once, writeOffId, fields) =>
      this.writeOffs.cancel(once, writeOffId, parseCommand(ReasonedRefund, fields)),
    );
  }

  private decisionOf(actor: Actor, decisionNumber: string): Promise<string> {
    return this.writeOffs.decisionOf(actor, orRefuse(readDecisionNumber(decisionNumber)));
  }

  private act(
    id: string,
    form: PostedForm,
    verb: Verb,
    run: (once: Actor, writeOffId: WriteOffId, fields: FormBody) => Promise<WriteOffResult>,
  ): Promise<PageResult> {
    const writeOffId = idParameter<WriteOffId>(id);
    const { actor, typed } = form;
    return submitted(
      async () => {
        const fields = form.onSeenVersion(reasonOf(verb, typed));
        return redirect('/write-offs', flashOf(await run(form.once(), writeOffId, fields)));
      },
      (refusals) => this.page(actor, writeOffId, verb, typed, besideReason(verb, typed, refusals)),
    );
  }

  private async listPage(actor: Actor, form: Form): Promise<PageResult> {
    const found = await this.writeOffs.list(actor);
    return page('refunds/write-offs', {
      ...found,
      proposalForm: form,
      form: form.hasErrors ? form : undefined,
      grounds: WRITE_OFF_GROUNDS,
    });
  }

  private async page(
    actor: Actor,
    id: WriteOffId,
    refused: Verb | undefined,
    typed: FormBody,
    refusals: readonly Refusal[],
  ): Promise<PageResult> {
    const { writeOff, isProposer } = await this.writeOffs.read(actor, id);
    const { permissions } = actingUser(actor);
    const isOpen = writeOff.state === 'proposed';
    const form = (verb: Verb): Form =>
      verb === refused ? Form.refused(`refunds.${verb}`, typed, refusals) : Form.fresh(`refunds.${verb}`);
    return page('refunds/write-off', {
      writeOff,
      isProposer,
      canDecide: isOpen && permissions.has('refund.approve') && !isProposer,
      canCancel: isOpen && permissions.has('refund.prepare'),
      refusalForm: form('refusal'),
      cancellationForm: form('cancellation'),
      form: refused === undefined ? undefined : Form.refused(`refunds.${refused}`, typed, refusals),
    });
  }
}

function flashOf({ state, decisionNumber, amountCents }: WriteOffResult): {
  readonly kind: 'success';
  readonly key: string;
  readonly params: Readonly<Record<string, string | number>>;
} {
  return {
    kind: 'success',
    key: `refunds.writeOff.flash.${state}`,
    params: { number: decisionNumber, amountCents },
  };
}
