import { Body, Controller, Get, Headers, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink, created } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { etagOf, onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { requestResource, requestResultResource } from './refund-resource.view';
import type { RefundRequestId } from './refund-requests.repository';
import { RefundRequestsService, type RefundRequestResult } from './refund-requests.service';
import { ReasonedRefund, ReceiveForm, RecordRequest, SendForm } from './refunds.commands';

type Resource = Readonly<Record<string, unknown>>;
type Headings = Readonly<Record<string, string | undefined>>;

/** Requests under article 4bis paragraph 1, for other systems (R5.1, D12). */
@Controller('api/fines/v1')
export class RefundRequestsApiController {
  private readonly apiUrl: string;

  constructor(
    private readonly requests: RefundRequestsService,
    @Inject(CONFIG) config: Config,
  ) {
    this.apiUrl = apiLink(config, '');
  }

  @Post('refundRequestForms')
  @Requires('refund-request.record')
  async sendForm(
    @CurrentActor() actor: Actor,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(SendForm, body);
    const keyed = withIdempotency(actor, headers['idempotency-key'], 'send refund form', command);
    return this.done(reply, await this.requests.sendForm(keyed, command));
  }

  @Post('refundRequests')
  @Requires('refund-request.record')
  async record(
    @CurrentActor() actor: Actor,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(RecordRequest, body);
    const keyed = withIdempotency(actor, headers['idempotency-key'], 'record refund request', command);
    return this.done(reply, await this.requests.record(keyed, command));
  }

  @Get('refundRequests/:refundRequestId')
  @Requires('file.read')
  async read(
    @CurrentActor() actor: Actor,
    @Param('refundRequestId') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const { request } = await this.requests.read(actor, idParameter<RefundRequestId>(id));
    void reply.header('ETag', etagOf(request.version));
    return requestResource(request, this.apiUrl);
  }

  @Post('refundRequests/:refundRequestId/receipts')
  @Requires('refund-request.record')
  async receive(
    @CurrentActor() actor: Actor,
    @Param('refundRequestId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ReceiveForm, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `receipts of refund request ${id}`, command);
    return this.done(reply, await this.requests.receive(keyed, idParameter<RefundRequestId>(id), command));
  }

  @Post('refundRequests/:refundRequestId/grants')
  @Requires('refund-request.decide')
  async grant(
    @CurrentActor() actor: Actor,
    @Param('refundRequestId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `grants of refund request ${id}`, command);
    return this.done(reply, await this.requests.grant(keyed, idParameter<RefundRequestId>(id), command));
  }

  @Post('refundRequests/:refundRequestId/refusals')
  @Requires('refund-request.decide')
  async refuse(
    @CurrentActor() actor: Actor,
    @Param('refundRequestId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `refusals of refund request ${id}`, command);
    return this.done(reply, await this.requests.refuse(keyed, idParameter<RefundRequestId>(id), command));
  }

  @Post('refundRequests/:refundRequestId/closings')
  @Requires('refund-request.record')
  async close(
    @CurrentActor() actor: Actor,
    @Param('refundRequestId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `closings of refund request ${id}`, command);
    return this.done(reply, await this.requests.close(keyed, idParameter<RefundRequestId>(id), command));
  }

  private done(reply: FastifyReply, result: RefundRequestResult): Resource {
    created(reply, `${this.apiUrl}/refundRequests/${result.requestId}`, result.version);
    return requestResultResource(result, this.apiUrl);
  }
}
