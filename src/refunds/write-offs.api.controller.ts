import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { writeOffResource, writeOffResultResource } from './refund-resource.view';
import { ActOnRefund, ProposeWriteOff, ReasonedRefund } from './refunds.commands';
import type { WriteOffId } from './write-offs.repository';
import { WriteOffsService, type WriteOffResult } from './write-offs.service';

type Resource = Readonly<Record<string, unknown>>;

/** Claims that are given up, for other systems. */
@Controller('api/fines/v1/writeOffs')
export class WriteOffsApiController {
  private readonly apiUrl: string;

  constructor(
    private readonly writeOffs: WriteOffsService,
    @Inject(CONFIG) config: Config,
  ) {
    this.apiUrl = apiLink(config, '');
  }

  /** What waits and what was decided last. */
  @Get()
  @Requires('refund.read')
  async list(@CurrentActor() actor: Actor): Promise<Resource> {
    const { writeOffs } = await this.writeOffs.list(actor);
    return {
      items: writeOffs.map((writeOff) => ({
        href: `${this.apiUrl}/writeOffs/${writeOff.id}`,
        ...writeOffResource(writeOff, this.apiUrl),
      })),
    };
  }

  @Post()
  @Requires('refund.prepare')
  async propose(@CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ProposeWriteOff, withInnerCodes(call.body, ['ground']));
    return this.done(call, await this.writeOffs.propose(call.once(), command));
  }

  @Get(':writeOffId')
  @Requires('refund.read')
  async read(@Param('writeOffId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const { writeOff } = await this.writeOffs.read(call.actor, idParameter<WriteOffId>(id));
    call.tagged(writeOff.version);
    return { self: `${this.apiUrl}/writeOffs/${id}`, ...writeOffResource(writeOff, this.apiUrl) };
  }

  @Post(':writeOffId/approvals')
  @Requires('refund.approve')
  async approve(@Param('writeOffId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ActOnRefund, call.onSeenVersion());
    return this.done(call, await this.writeOffs.approve(call.once(), idParameter<WriteOffId>(id), command));
  }

  @Post(':writeOffId/refusals')
  @Requires('refund.approve')
  async refuse(@Param('writeOffId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, call.onSeenVersion());
    return this.done(call, await this.writeOffs.refuse(call.once(), idParameter<WriteOffId>(id), command));
  }

  @Post(':writeOffId/cancellations')
  @Requires('refund.prepare')
  async cancel(@Param('writeOffId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, call.onSeenVersion());
    return this.done(call, await this.writeOffs.cancel(call.once(), idParameter<WriteOffId>(id), command));
  }

  private done(call: ApiCall, result: WriteOffResult): Resource {
    call.created(`${this.apiUrl}/writeOffs/${result.writeOffId}`, result.version);
    return writeOffResultResource(result, this.apiUrl);
  }
}
