import { Body, Controller, Get, Headers, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink, created } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { etagOf, onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { writeOffResource, writeOffResultResource } from './refund-resource.view';
import { ActOnRefund, ProposeWriteOff, ReasonedRefund } from './refunds.commands';
import type { WriteOffId } from './write-offs.repository';
import { WriteOffsService, type WriteOffResult } from './write-offs.service';

type Resource = Readonly<Record<string, unknown>>;
type Headings = Readonly<Record<string, string | undefined>>;

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
  async propose(
    @CurrentActor() actor: Actor,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ProposeWriteOff, withInnerCodes(body, ['ground']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], 'propose write-off', command);
    return this.done(reply, await this.writeOffs.propose(keyed, command));
  }

  @Get(':writeOffId')
  @Requires('refund.read')
  async read(
    @CurrentActor() actor: Actor,
    @Param('writeOffId') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const { writeOff } = await this.writeOffs.read(actor, idParameter<WriteOffId>(id));
    void reply.header('ETag', etagOf(writeOff.version));
    return { self: `${this.apiUrl}/writeOffs/${id}`, ...writeOffResource(writeOff, this.apiUrl) };
  }

  @Post(':writeOffId/approvals')
  @Requires('refund.approve')
  async approve(
    @CurrentActor() actor: Actor,
    @Param('writeOffId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ActOnRefund, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `approvals of write-off ${id}`, command);
    return this.done(reply, await this.writeOffs.approve(keyed, idParameter<WriteOffId>(id), command));
  }

  @Post(':writeOffId/refusals')
  @Requires('refund.approve')
  async refuse(
    @CurrentActor() actor: Actor,
    @Param('writeOffId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `refusals of write-off ${id}`, command);
    return this.done(reply, await this.writeOffs.refuse(keyed, idParameter<WriteOffId>(id), command));
  }

  @Post(':writeOffId/cancellations')
  @Requires('refund.prepare')
  async cancel(
    @CurrentActor() actor: Actor,
    @Param('writeOffId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ReasonedRefund, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `cancellations of write-off ${id}`, command);
    return this.done(reply, await this.writeOffs.cancel(keyed, idParameter<WriteOffId>(id), command));
  }

  private done(reply: FastifyReply, result: WriteOffResult): Resource {
    created(reply, `${this.apiUrl}/writeOffs/${result.writeOffId}`, result.version);
    return writeOffResultResource(result, this.apiUrl);
  }
}
