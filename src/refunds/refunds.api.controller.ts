import { Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import type { RefundId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import type { RefundResult } from './refund-events';
import { PayeeLetters } from './payee-letters.service';
import { RefundList } from './refund-list.service';
import { RefundOrders } from './refund-orders.service';
import { letterItems, refundItem, refundResource, refundResultResource } from './refund-resource.view';
import { RefundSettlement } from './refund-settlement.service';
import type { RefundState } from './refund.rules';
import {
  ActOnRefund,
  ChoosePayee,
  ExecuteOrder,
  ListRefunds,
  ProposeRefund,
  ReasonedRefund,
  SettleRefund,
  WriteRefundLetter,
} from './refunds.commands';
import { RefundsService } from './refunds.service';
import { SettlementReversals } from './settlement-reversal.service';

type Resource = Readonly<Record<string, unknown>>;

/** Refunds for other systems. */
@Controller('api/fines/v1/refunds')
export class RefundsApiController {
  private readonly apiUrl: string;

  constructor(
    private readonly lists: RefundList,
    private readonly refunds: RefundsService,
    private readonly orders: RefundOrders,
    private readonly settlement: RefundSettlement,
    private readonly reversals: SettlementReversals,
    private readonly letters: PayeeLetters,
    @Inject(CONFIG) config: Config,
  ) {
    this.apiUrl = apiLink(config, '');
  }

  @Get()
  @Requires('refund.read')
  async list(@CurrentActor() actor: Actor, @Query() query: unknown): Promise<Resource> {
    const { state = 'prepared', cursor } = parseCommand(ListRefunds, query ?? {});
    const { page } = await this.lists.list(actor, state as RefundState, cursor);
    const next = page.next && `${this.apiUrl}/refunds?state=${state}&cursor=${encodeURIComponent(page.next)}`;
    return { items: page.rows.map((row) => refundItem(row, this.apiUrl)), next };
  }

  @Post()
  @Requires('refund.prepare')
  async propose(@CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ProposeRefund, withInnerCodes(call.body, ['ground']));
    return this.done(call, await this.refunds.propose(call.once(), command));
  }

  @Get(':refundId')
  @Requires('refund.read')
  async read(@Param('refundId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const file = await this.lists.read(call.actor, idParameter<RefundId>(id));
    call.tagged(file.refund.version);
    return refundResource(file, this.apiUrl);
  }

  @Post(':refundId/payees')
  @Requires('refund.prepare')
  async choosePayee(@Param('refundId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ChoosePayee, call.onSeenVersion());
    return this.done(call, await this.refunds.choosePayee(call.once(), idParameter<RefundId>(id), command));
  }

  @Post(':refundId/approvals')
  @Requires('refund.approve')
  async approve(@Param('refundId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ActOnRefund, call.onSeenVersion());
    return this.done(call, await this.refunds.approve(call.once(), idParameter<RefundId>(id), command));
  }

  @Post(':refundId/sendBacks')
  @Requires('refund.approve')
  async sendBack(@Param('refundId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, call.onSeenVersion());
    return this.done(call, await this.refunds.sendBack(call.once(), idParameter<RefundId>(id), command));
  }

  @Post(':refundId/refusals')
  @Requires('refund.approve')
  async refuse(@Param('refundId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, call.onSeenVersion());
    return this.done(call, await this.refunds.refuse(call.once(), idParameter<RefundId>(id), command));
  }

  @Post(':refundId/cancellations')
  @Requires('refund.prepare')
  async cancel(@Param('refundId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, call.onSeenVersion());
    return this.done(call, await this.refunds.cancel(call.once(), idParameter<RefundId>(id), command));
  }

  @Post(':refundId/orders')
  @Requires('refund.approve')
  async order(@Param('refundId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ActOnRefund, call.onSeenVersion());
    return this.done(call, await this.orders.order(call.once(), idParameter<RefundId>(id), command));
  }

  @Post(':refundId/executions')
  @Requires('refund.prepare')
  async execute(@Param('refundId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ExecuteOrder, call.onSeenVersion());
    return this.done(call, await this.orders.execute(call.once(), idParameter<RefundId>(id), command));
  }

  @Post(':refundId/settlements')
  @Requires('refund.prepare')
  async settle(@Param('refundId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(SettleRefund, call.onSeenVersion());
    return this.done(call, await this.settlement.settleByHand(call.once(), idParameter<RefundId>(id), command));
  }

  @Post(':refundId/settlementReversals')
  @Requires('refund.approve')
  async takeBackSettlement(@Param('refundId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, call.onSeenVersion());
    const result = await this.reversals.takeBack(call.once(), idParameter<RefundId>(id), command);
    return { ...this.done(call, result), letters: letterItems(result.letters, this.apiUrl) };
  }

  @Post(':refundId/rejections')
  @Requires('refund.prepare')
  async reject(@Param('refundId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, call.onSeenVersion());
    return this.done(call, await this.orders.reject(call.once(), idParameter<RefundId>(id), command));
  }

  @Post(':refundId/letters')
  @Requires('refund.prepare')
  async writeLetter(@Param('refundId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(WriteRefundLetter, call.onSeenVersion());
    const { documentId, version } = await this.letters.write(call.once(), idParameter<RefundId>(id), command);
    const href = `${this.apiUrl}/documents/${documentId}/content`;
    call.created(href, version);
    return { href, id: documentId };
  }

  private done(call: ApiCall, result: RefundResult): Resource {
    call.created(`${this.apiUrl}/refunds/${result.refundId}`, result.version);
    return refundResultResource(result, this.apiUrl);
  }
}
