import { Body, Controller, Get, Headers, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { DecisionId, NotificationAttemptId, NotificationFactId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink, created, withoutNulls } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { etagOf, onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import type { RegisterVerb } from './register-change.rules';
import { CorrectDay, RecordFact, RecordReturn, SendDecision, StateRemedies } from './register.commands';
import { NotificationRegister, type RegisterResult } from './register.service';
import { registerResource, windowResource } from './register.view';

type Headings = Readonly<Record<string, string | undefined>>;
const CODES = ['channel', 'kind', 'remedies'];

/** The register of attempts over the API (R2.10, D27). */
@Controller('api/fines/v1')
export class RegisterApiController {
  constructor(
    private readonly register: NotificationRegister,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('decisions/:decisionId/register')
  @Requires('file.read')
  async read(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const sheet = await this.register.read(actor, idParameter<DecisionId>(id));
    void reply.header('ETag', etagOf(sheet.decision.version));
    return registerResource(sheet, this.link(sheet.decision.id));
  }

  @Post('decisions/:decisionId/attempts')
  @Requires('notification.record')
  send(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(SendDecision, seenIn(body, headers));
    return this.keep(actor, { id: idParameter<DecisionId>(id), headers, reply }, { verb: 'send', command });
  }

  @Post('attempts/:attemptId/facts')
  @Requires('notification.record')
  async record(
    @CurrentActor() actor: Actor,
    @Param('attemptId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const attemptId = idParameter<NotificationAttemptId>(id);
    const command = parseCommand(RecordFact, seenIn(body, headers));
    const decisionId = await this.register.decisionOf(actor, attemptId);
    return this.keep(actor, { id: decisionId, headers, reply }, { verb: 'record', attemptId, command });
  }

  @Post('facts/:factId/corrections')
  @Requires('notification.record')
  async correct(
    @CurrentActor() actor: Actor,
    @Param('factId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const factId = idParameter<NotificationFactId>(id);
    const command = parseCommand(CorrectDay, seenIn(body, headers));
    const decisionId = await this.register.decisionOf(actor, factId);
    return this.keep(actor, { id: decisionId, headers, reply }, { verb: 'correct', factId, command });
  }

  @Post('decisions/:decisionId/remediesRecords')
  @Requires('notification.record')
  stateRemedies(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(StateRemedies, seenIn(body, headers));
    return this.keep(actor, { id: idParameter<DecisionId>(id), headers, reply }, { verb: 'state-remedies', command });
  }

  @Post('mailReturns')
  @Requires('notification.record')
  async recordReturn(
    @CurrentActor() actor: Actor,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(RecordReturn, withInnerCodes(body, ['reason']));
    const once = withIdempotency(actor, headers['idempotency-key'], 'POST /mailReturns', command);
    const { letter, ...result } = await this.register.recordReturn(once, command);
    return { ...this.done(reply, result), documentId: letter.documentId };
  }

  private async keep(
    actor: Actor,
    { id, headers, reply }: { readonly id: DecisionId; readonly headers: Headings; readonly reply: FastifyReply },
    verb: RegisterVerb,
  ): Promise<object> {
    const once = withIdempotency(actor, headers['idempotency-key'], `register ${id}`, verb);
    return this.done(reply, await this.register.act(once, id, verb));
  }

  private done(reply: FastifyReply, result: RegisterResult): object {
    const { decisionId, offenceId, changes, ...shown } = result;
    const self = this.link(decisionId);
    created(reply, self, result.version);
    return withoutNulls({
      self,
      id: decisionId,
      offence: { href: apiLink(this.config, `/offences/${offenceId}`), id: offenceId },
      ...shown,
      windows: changes.map(({ addresseeId, after }) => windowResource(addresseeId, after)),
    });
  }

  private link(id: DecisionId): string {
    return apiLink(this.config, `/decisions/${id}/register`);
  }
}

function seenIn(body: unknown, headers: Headings): unknown {
  return withInnerCodes(onSeenVersion(body, headers['if-match']), CODES);
}
