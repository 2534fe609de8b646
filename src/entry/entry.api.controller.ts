import { Body, Controller, Get, Headers, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { OffenceId } from '../kernel/ids';
import { withInnerCapacities } from '../liability/liability.view';
import { OFFENCE_CODES, offenceJson } from '../offences/offence.view';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink, created } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { etagOf, withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { EnterOffence } from './entry.commands';
import { EntryService } from './entry.service';

/** Offences over the API. */
@Controller('api/fines/v1/offences')
export class EntryApiController {
  constructor(
    private readonly entry: EntryService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Requires('offence.record')
  async record(
    @CurrentActor() actor: Actor,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const once = withIdempotency(actor, key, 'POST /offences', body);
    const { offenceId, decisionId } = await this.entry.enter(
      once,
      parseCommand(EnterOffence, withInnerCapacities(withInnerCodes(body, OFFENCE_CODES))),
    );
    const self = apiLink(this.config, `/offences/${offenceId}`);
    created(reply, self);
    const decision = decisionId && { href: apiLink(this.config, `/decisions/${decisionId}`), id: decisionId };
    return { self, id: offenceId, ...(decision && { decision }) };
  }

  @Get(':offenceId')
  @Requires('file.read')
  async read(
    @CurrentActor() actor: Actor,
    @Param('offenceId') offenceId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const file = await this.entry.offence(actor, idParameter<OffenceId>(offenceId));
    const { offence } = file;
    void reply.header('ETag', etagOf(offence.version));
    return { self: apiLink(this.config, `/offences/${offence.id}`), ...offenceJson(this.config, file) };
  }
}
