import { Body, Controller, Get, Headers, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { DecisionId } from '../kernel/ids';
import { HandOverDecision, PostDecision } from '../notifications/notifications.commands';
import type { NotificationAct } from '../notifications/notifications.service';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink, created } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { etagOf, onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { Refused } from '../platform/refused';
import { correctionJson } from './correction.view';
import { ProposeCorrection, RefuseCorrection, SignCorrection } from './corrections.commands';
import type { CorrectionId } from './corrections.repository';
import { CorrectionsService, type CorrectionResult } from './corrections.service';

/** The fields that hold codes: in lowerCamelCase outside. */
const CODES = ['effect', 'otherError'];

/** Corrections of signed decisions over the API. */
@Controller('api/fines/v1')
export class CorrectionsApiController {
  constructor(
    private readonly corrections: CorrectionsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('decisions/:decisionId/corrections')
  @Requires('decision.draft')
  async propose(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const keyed = withIdempotency(actor, key, `POST /decisions/${id}/corrections`, body);
    const command = parseCommand(ProposeCorrection, onSeenVersion(withInnerCodes(body, CODES), ifMatch));
    return this.done(reply, await this.corrections.propose(keyed, idParameter<DecisionId>(id), command));
  }

  @Get('corrections/:correctionId')
  @Requires('file.read')
  async read(
    @CurrentActor() actor: Actor,
    @Param('correctionId') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { correction } = await this.corrections.read(actor, idParameter<CorrectionId>(id));
    void reply.header('ETag', etagOf(correction.version));
    return correctionJson(this.config, correction);
  }

  @Post('corrections/:correctionId/signatures')
  @Requires('decision.sign')
  async sign(
    @CurrentActor() actor: Actor,
    @Param('correctionId') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const keyed = withIdempotency(actor, key, `POST /corrections/${id}/signatures`, body);
    const command = parseCommand(SignCorrection, onSeenVersion(body, ifMatch));
    return this.done(reply, await this.corrections.sign(keyed, idParameter<CorrectionId>(id), command));
  }

  @Post('corrections/:correctionId/refusals')
  @Requires('decision.return')
  async refuse(
    @CurrentActor() actor: Actor,
    @Param('correctionId') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const keyed = withIdempotency(actor, key, `POST /corrections/${id}/refusals`, body);
    const command = parseCommand(RefuseCorrection, onSeenVersion(body, ifMatch));
    return this.done(reply, await this.corrections.refuse(keyed, idParameter<CorrectionId>(id), command));
  }

  /** If-Match names the version of the decision, which is what is notified again. */
  @Post('corrections/:correctionId/notifications')
  @Requires('notification.record')
  async notify(
    @CurrentActor() actor: Actor,
    @Param('correctionId') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const keyed = withIdempotency(actor, key, `POST /corrections/${id}/notifications`, body);
    const act = actOf(onSeenVersion(body, ifMatch));
    const notified = await this.corrections.notify(keyed, idParameter<CorrectionId>(id), act);
    const { notificationId, decisionId, lastDay, adverseLastDay, version } = notified;
    const self = apiLink(this.config, `/decisions/${decisionId}`);
    created(reply, self, version);
    return { decision: { href: self, id: decisionId }, notificationId, lastDay, adverseLastDay, version };
  }

  private done(reply: FastifyReply, { correctionId, decisionId, state, version }: CorrectionResult): object {
    const self = apiLink(this.config, `/corrections/${correctionId}`);
    created(reply, self, version);
    const decision = { href: apiLink(this.config, `/decisions/${decisionId}`), id: decisionId };
    return { self, id: correctionId, decision, state, version };
  }
}

function actOf(body: unknown): NotificationAct {
  const { channel, ...fields } = (body ?? {}) as { channel?: unknown } & Record<string, unknown>;
  if (channel === 'hand') return { channel, command: parseCommand(HandOverDecision, fields) };
  if (channel === 'post') return { channel, command: parseCommand(PostDecision, fields) };
  throw new Refused({ code: 'not-one-of', field: 'channel', params: { accepted: 'hand, post' } });
}
