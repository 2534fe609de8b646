import { Body, Controller, Get, Headers, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { RefundId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink, created } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { etagOf, onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import type { RefundResult } from './refund-events';
import { RefundList } from './refund-list.service';
import { RefundOrders } from './refund-orders.service';
import { refundItem, refundResource, refundResultResource } from './refund-resource.view';
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
} from './refunds.commands';
import { RefundsService } from './refunds.service';

type Resource = Readonly<Record<string, unknown>>;
type Headings = Readonly<Record<string, string | undefined>>;

/** Refunds for other systems. */
@Controller('api/fines/v1/refunds')
export class RefundsApiController {
  private readonly apiUrl: string;

  constructor(
    private readonly lists: RefundList,
    private readonly refunds: RefundsService,
    private readonly orders: RefundOrders,
    private readonly settlement: RefundSettlement,
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
  async propose(
    @CurrentActor() actor: Actor,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ProposeRefund, withInnerCodes(body, ['ground']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], 'propose refund', command);
    return this.done(reply, await this.refunds.propose(keyed, command));
  }

  @Get(':refundId')
  @Requires('refund.read')
  async read(
    @CurrentActor() actor: Actor,
    @Param('refundId') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const file = await this.lists.read(actor, idParameter<RefundId>(id));
    void reply.header('ETag', etagOf(file.refund.version));
    return refundResource(file, this.apiUrl);
  }

  @Post(':refundId/payees')
  @Requires('refund.prepare')
  async choosePayee(
    @CurrentActor() actor: Actor,
    @Param('refundId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ChoosePayee, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `payees of refund ${id}`, command);
    return this.done(reply, await this.refunds.choosePayee(keyed, idParameter<RefundId>(id), command));
  }

  @Post(':refundId/approvals')
  @Requires('refund.approve')
  async approve(
    @CurrentActor() actor: Actor,
    @Param('refundId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ActOnRefund, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `approvals of refund ${id}`, command);
    return this.done(reply, await this.refunds.approve(keyed, idParameter<RefundId>(id), command));
  }

  @Post(':refundId/sendBacks')
  @Requires('refund.approve')
  async sendBack(
    @CurrentActor() actor: Actor,
    @Param('refundId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `sendBacks of refund ${id}`, command);
    return this.done(reply, await this.refunds.sendBack(keyed, idParameter<RefundId>(id), command));
  }

  @Post(':refundId/refusals')
  @Requires('refund.approve')
  async refuse(
    @CurrentActor() actor: Actor,
    @Param('refundId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `refusals of refund ${id}`, command);
    return this.done(reply, await this.refunds.refuse(keyed, idParameter<RefundId>(id), command));
  }

  @Post(':refundId/cancellations')
  @Requires('refund.prepare')
  async cancel(
    @CurrentActor() actor: Actor,
    @Param('refundId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `cancellations of refund ${id}`, command);
    return this.done(reply, await this.refunds.cancel(keyed, idParameter<RefundId>(id), command));
  }

  @Post(':refundId/orders')
  @Requires('refund.approve')
  async order(
    @CurrentActor() actor: Actor,
    @Param('refundId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ActOnRefund, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `orders of refund ${id}`, command);
    return this.done(reply, await this.orders.order(keyed, idParameter<RefundId>(id), command));
  }

  @Post(':refundId/executions')
  @Requires('refund.prepare')
  async execute(
    @CurrentActor() actor: Actor,
    @Param('refundId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ExecuteOrder, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `executions of refund ${id}`, command);
    return this.done(reply, await this.orders.execute(keyed, idParameter<RefundId>(id), command));
  }

  @Post(':refundId/settlements')
  @Requires('refund.prepare')
  async settle(
    @CurrentActor() actor: Actor,
    @Param('refundId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(SettleRefund, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `settlements of refund ${id}`, command);
    return this.done(reply, await this.settlement.settleByHand(keyed, idParameter<RefundId>(id), command));
  }

  @Post(':refundId/rejections')
  @Requires('refund.prepare')
  async reject(
    @CurrentActor() actor: Actor,
    @Param('refundId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `rejections of refund ${id}`, command);
    return this.done(reply, await this.orders.reject(keyed, idParameter<RefundId>(id), command));
  }

  private done(reply: FastifyReply, result: RefundResult): Resource {
    created(reply, `${this.apiUrl}/refunds/${result.refundId}`, result.version);
    return refundResultResource(result, this.apiUrl);
  }
}
