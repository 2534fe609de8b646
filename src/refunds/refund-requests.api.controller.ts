import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import type { Config } from '../platform/config/config';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { requestResource, requestResultResource } from './refund-resource.view';
import type { RefundRequestId } from './refund-requests.repository';
import { RefundRequestsService, type RefundRequestResult } from './refund-requests.service';
import { ReasonedRefund, ReceiveForm, RecordRequest, SendForm } from './refunds.commands';

type Resource = Readonly<Record<string, unknown>>;

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
  async sendForm(@CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(SendForm, call.body);
    return this.done(call, await this.requests.sendForm(call.once(), command));
  }

  @Post('refundRequests')
  @Requires('refund-request.record')
  async record(@CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(RecordRequest, call.body);
    return this.done(call, await this.requests.record(call.once(), command));
  }

  @Get('refundRequests/:refundRequestId')
  @Requires('file.read')
  async read(@Param('refundRequestId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const { request } = await this.requests.read(call.actor, idParameter<RefundRequestId>(id));
    call.tagged(request.version);
    return requestResource(request, this.apiUrl);
  }

  @Post('refundRequests/:refundRequestId/receipts')
  @Requires('refund-request.record')
  async receive(@Param('refundRequestId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ReceiveForm, call.onSeenVersion());
    return this.done(call, await this.requests.receive(call.once(), idParameter<RefundRequestId>(id), command));
  }

  @Post('refundRequests/:refundRequestId/grants')
  @Requires('refund-request.decide')
  async grant(@Param('refundRequestId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, call.onSeenVersion());
    return this.done(call, await this.requests.grant(call.once(), idParameter<RefundRequestId>(id), command));
  }

  @Post('refundRequests/:refundRequestId/refusals')
  @Requires('refund-request.decide')
  async refuse(@Param('refundRequestId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, call.onSeenVersion());
    return this.done(call, await this.requests.refuse(call.once(), idParameter<RefundRequestId>(id), command));
  }

  @Post('refundRequests/:refundRequestId/closings')
  @Requires('refund-request.record')
  async close(@Param('refundRequestId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, call.onSeenVersion());
    return this.done(call, await this.requests.close(call.once(), idParameter<RefundRequestId>(id), command));
  }

  private done(call: ApiCall, result: RefundRequestResult): Resource {
    call.created(`${this.apiUrl}/refundRequests/${result.requestId}`, result.version);
    return requestResultResource(result, this.apiUrl);
  }
}
