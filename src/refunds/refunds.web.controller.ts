import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { RefundId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { typedDays } from '../ui/date-input';
import { Form } from '../ui/form';
import { besideReason, reasonOf } from './reasoned-form';
import { pageLinks } from '../ui/keyset';
import { PAYEES } from './payee.rules';
import type { RefundResult } from './refund-events';
import { LETTER_LANGUAGES } from '../documents/letter-content';
import { PayeeLetters } from './payee-letters.service';
import { RefundList } from './refund-list.service';
import { RefundOrders } from './refund-orders.service';
import { RefundSettlement } from './refund-settlement.service';
import { chargesOf, goesElsewhere, refundActions, shownPayee } from './refund.view';
import {
  ActOnRefund,
  ChoosePayee,
  ExecuteOrder,
  ListRefunds,
  ReasonedRefund,
  SettleRefund,
  WriteRefundLetter,
} from './refunds.commands';
import { RefundsService } from './refunds.service';
import { SettlementReversals } from './settlement-reversal.service';
import type { RefundState } from './refund.rules';
import { REFUND_STATES } from './refund-work.rules';

type Verb =
  | 'payee'
  | 'approval'
  | 'sendBack'
  | 'refusal'
  | 'cancellation'
  | 'order'
  | 'execution'
  | 'settlement'
  | 'settlementReversal'
  | 'rejection'
  | 'payeeLetter';

/** The pages of refunds: what waits, by state and age, and one refund with everything that may be done with it. */
@Controller('refunds')
export class RefundsWebController {
  constructor(
    private readonly lists: RefundList,
    private readonly refunds: RefundsService,
    private readonly orders: RefundOrders,
    private readonly settlement: RefundSettlement,
    private readonly reversals: SettlementReversals,
    private readonly letters: PayeeLetters,
  ) {}

  @Get()
  @Requires('refund.read')
  async list(@CurrentActor() actor: Actor, @Query() query: Readonly<Record<string, unknown>>): Promise<PageResult> {
    const { state: asked, cursor } = parseCommand(ListRefunds, query);
    const found = await this.lists.list(actor, asked as RefundState | undefined, cursor);
    const { state } = found;
    return page('refunds/list', {
      state,
      states: REFUND_STATES.map((name) => ({ name, total: found.totals.find((each) => each.state === name) })),
      rows: found.page.rows.map(({ refund, ageDays }) => ({ ...refund, ageDays, payee: shownPayee(refund.payee) })),
      links: pageLinks('/refunds', { state }, found.page),
    });
  }

  @Get(':refundId')
  @Requires('refund.read')
  show(@CurrentActor() actor: Actor, @Param('refundId') id: string): Promise<PageResult> {
    return this.page(actor, idParameter<RefundId>(id), undefined, {}, []);
  }

  @Post(':refundId/payee')
  @Requires('refund.prepare')
  choosePayee(@Param('refundId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'payee', (once, refundId, fields) =>
      this.refunds.choosePayee(once, refundId, parseCommand(ChoosePayee, fields)),
    );
  }

  @Post(':refundId/approval')
  @Requires('refund.approve')
  approve(@Param('refundId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'approval', (once, refundId, fields) =>
      this.refunds.approve(once, refundId, parseCommand(ActOnRefund, fields)),
    );
  }

  @Post(':refundId/sendBack')
  @Requires('refund.approve')
  sendBack(@Param('refundId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'sendBack', (once, refundId, fields) =>
      this.refunds.sendBack(once, refundId, parseCommand(ReasonedRefund, fields)),
    );
  }

  @Post(':refundId/refusal')
  @Requires('refund.approve')
  refuse(@Param('refundId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'refusal', (once, refundId, fields) =>
      this.refunds.refuse(once, refundId, parseCommand(ReasonedRefund, fields)),
    );
  }

  @Post(':refundId/cancellation')
  @Requires('refund.prepare')
  cancel(@Param('refundId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'cancellation', (once, refundId, fields) =>
      this.refunds.cancel(once, refundId, parseCommand(ReasonedRefund, fields)),
    );
  }

  @Post(':refundId/order')
  @Requires('refund.approve')
  order(@Param('refundId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'order', (once, refundId, fields) =>
      this.orders.order(once, refundId, parseCommand(ActOnRefund, fields)),
    );
  }

  @Post(':refundId/execution')
  @Requires('refund.prepare')
  execute(@Param('refundId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'execution', (once, refundId, fields) =>
      this.orders.execute(once, refundId, parseCommand(ExecuteOrder, typedDays(fields, ['executedOn']))),
    );
  }

  @Post(':refundId/settlement')
  @Requires('refund.prepare')
  settle(@Param('refundId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'settlement', (once, refundId, fields) =>
      this.settlement.settleByHand(once, refundId, parseCommand(SettleRefund, chosenLine(fields))),
    );
  }

  @Post(':refundId/settlementReversal')
  @Requires('refund.approve')
  takeBackSettlement(@Param('refundId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'settlementReversal', (once, refundId, fields) =>
      this.reversals.takeBack(once, refundId, parseCommand(ReasonedRefund, fields)),
    );
  }

  @Post(':refundId/rejection')
  @Requires('refund.prepare')
  reject(@Param('refundId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'rejection', (once, refundId, fields) =>
      this.orders.reject(once, refundId, parseCommand(ReasonedRefund, fields)),
    );
  }

  @Post(':refundId/letter')
  @Requires('refund.prepare')
  writeLetter(@Param('refundId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const refundId = idParameter<RefundId>(id);
    return submitted(
      async () => {
        await this.letters.write(
          form.once(),
          refundId,
          parseCommand(WriteRefundLetter, form.onSeenVersion(form.typed)),
        );
        return redirect(`/refunds/${id}`, { kind: 'success', key: 'refunds.flash.letter' });
      },
      (refusals) => this.page(form.actor, refundId, 'payeeLetter', form.typed, refusals),
    );
  }

  /** Runs a verb once for its form; refused, shows the page again with what was typed in that form. */
  private act(
    id: string,
    form: PostedForm,
    verb: Verb,
    run: (once: Actor, refundId: RefundId, fields: FormBody) => Promise<RefundResult>,
  ): Promise<PageResult> {
    const refundId = idParameter<RefundId>(id);
    const { actor, typed } = form;
    return submitted(
      async () => {
        const fields = form.onSeenVersion(reasonOf(verb, typed));
        const { state, amountCents } = await run(form.once(), refundId, fields);
        const told = verb === 'settlementReversal' ? verb : state;
        const flash = { kind: 'success', key: `refunds.flash.${told}`, params: { amountCents } } as const;
        return redirect(`/refunds/${id}`, flash);
      },
      (refusals) => this.page(actor, refundId, verb, typed, besideLine(besideReason(verb, typed, refusals))),
    );
  }

  private async page(
    actor: Actor,
    id: RefundId,
    refused: Verb | undefined,
    typed: FormBody,
    refusals: readonly Refusal[],
  ): Promise<PageResult> {
    const { refund, ageDays, ...file } = await this.lists.read(actor, id);
    const form = (verb: Verb): Form =>
      verb === refused ? Form.refused(`refunds.${verb}`, typed, refusals) : Form.fresh(`refunds.${verb}`);
    return page('refunds/refund', {
      refund: { ...refund, payee: shownPayee(refund.payee), goesElsewhere: goesElsewhere(refund) },
      ageDays,
      ...file,
      lines: file.lines.map((line) => ({ ...line, chargesCents: chargesOf(file.orders, line) })),
      payees: PAYEES,
      actions: refundActions(refund, file, actingUser(actor)),
      form: refused === undefined ? undefined : Form.refused(`refunds.${refused}`, typed, refusals),
      payeeForm: form('payee'),
      sendBackForm: form('sendBack'),
      refusalForm: form('refusal'),
      cancellationForm: form('cancellation'),
      executionForm: form('execution'),
      settlementForm: form('settlement'),
      settlementReversalForm: form('settlementReversal'),
      rejectionForm: form('rejection'),
      letterForm: form('payeeLetter'),
      letterLanguages: LETTER_LANGUAGES,
    });
  }
}

/** The costs of the bank are no field of the form, they stand beside the line: what is refused of them is said there. */
function besideLine(refusals: readonly Refusal[]): readonly Refusal[] {
  return refusals.map((refusal) => (refusal.field === 'chargesCents' ? { ...refusal, field: 'movementId' } : refusal));
}

/** The line that was chosen, with the costs of the bank that stood beside it when it was. */
function chosenLine({ version, movementId, ...seen }: FormBody): FormBody {
  const charges = typeof movementId === 'string' ? seen[`charges-${movementId}`] : undefined;
  return { version, movementId, ...(charges !== undefined && { chargesCents: Number(charges) }) };
}
