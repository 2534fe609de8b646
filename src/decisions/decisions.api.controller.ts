import { Body, Controller, Get, Headers, Inject, Param, Patch, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { DecisionId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { etagOf, onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { decisionJson, documentsJson } from './decision.view';
import { DecisionDesk } from './decision-desk.service';
import { parseEdit, ReasonedDecision, SignDecision, SubmitDecision } from './decisions.commands';
import type { DecisionResult } from './decisions.service';

/** Decisions over the API: verbs are nouns that are posted. */
@Controller('api/fines/v1/decisions/:decisionId')
export class DecisionsApiController {
  constructor(
    private readonly desk: DecisionDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Requires('file.read')
  async read(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const found = await this.desk.read(actor, idParameter<DecisionId>(id));
    void reply.header('ETag', etagOf(found.decision.version));
    return decisionJson(this.config, found);
  }

  @Get('documents')
  @Requires('document.read')
  async documents(@CurrentActor() actor: Actor, @Param('decisionId') id: string): Promise<object> {
    const decisionId = idParameter<DecisionId>(id);
    return documentsJson(this.config, decisionId, await this.desk.documents(actor, decisionId));
  }

  @Patch()
  @Requires('decision.draft')
  async edit(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.answer(
      reply,
      200,
      await this.desk.edit(actor, idParameter<DecisionId>(id), parseEdit(onSeenVersion(body, ifMatch))),
    );
  }

  @Post('submissions')
  @Requires('decision.draft')
  async submit(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Headers() headers: Record<string, string | undefined>,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(SubmitDecision, onSeenVersion(body, headers['if-match']));
    return this.answer(
      reply,
      201,
      await this.desk.submit(once(actor, headers, `submit ${id}`, command), idParameter<DecisionId>(id), command),
    );
  }

  @Post('signatures')
  @Requires('decision.sign')
  async sign(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Headers() headers: Record<string, string | undefined>,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(SignDecision, onSeenVersion(body, headers['if-match']));
    const signed = await this.desk.sign(
      once(actor, headers, `sign ${id}`, command),
      idParameter<DecisionId>(id),
      command,
    );
    return {
      ...this.answer(reply, 201, signed),
      decisionNumber: signed.number,
      document: {
        href: apiLink(this.config, `/documents/${signed.documentId}/content`),
        id: signed.documentId,
      },
    };
  }

  @Post('returns')
  @Requires('decision.return')
  async returnToDrafter(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Headers() headers: Record<string, string | undefined>,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(ReasonedDecision, onSeenVersion(body, headers['if-match']));
    return this.answer(
      reply,
      201,
      await this.desk.returnToDrafter(
        once(actor, headers, `return ${id}`, command),
        idParameter<DecisionId>(id),
        command,
      ),
    );
  }

  @Post('cancellations')
  @Requires('decision.draft')
  async cancel(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Headers() headers: Record<string, string | undefined>,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(ReasonedDecision, onSeenVersion(body, headers['if-match']));
    return this.answer(
      reply,
      201,
      await this.desk.cancel(once(actor, headers, `cancel ${id}`, command), idParameter<DecisionId>(id), command),
    );
  }

  private answer(reply: FastifyReply, status: 200 | 201, result: DecisionResult): object {
    const self = apiLink(this.config, `/decisions/${result.decisionId}`);
    void reply.status(status).header('ETag', etagOf(result.version));
    if (status === 201) void reply.header('Location', self);
    return { self, id: result.decisionId, state: result.state, version: result.version };
  }
}

function once(actor: Actor, headers: Record<string, string | undefined>, route: string, command: object): Actor {
  return withIdempotency(actor, headers['idempotency-key'], route, command);
}
