import { Body, Controller, Headers, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { DecisionId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink, created } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { Refused } from '../platform/refused';
import { HandOverDecision, PostDecision } from './notifications.commands';
import { NotificationsService, type NotificationAct } from './notifications.service';

/** Notifications over the API; `channel` says which fields belong to it. */
@Controller('api/fines/v1/decisions/:decisionId/notifications')
export class NotificationsApiController {
  constructor(
    private readonly notifications: NotificationsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Requires('notification.record')
  async notify(
    @CurrentActor() actor: Actor,
    @Param('decisionId') decisionId: string,
    @Headers() headers: Record<string, string | undefined>,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const seen = onSeenVersion(body, headers['if-match']);
    const once = withIdempotency(actor, headers['idempotency-key'], `notify ${decisionId}`, seen);
    const result = await this.notifications.notify(once, idParameter<DecisionId>(decisionId), actOf(seen));
    const self = apiLink(this.config, `/decisions/${result.decisionId}`);
    created(reply, self, result.version);
    const { notificationId, decisionId: id, offenceId, ...shown } = result;
    return {
      self,
      id,
      notificationId,
      offence: { href: apiLink(this.config, `/offences/${offenceId}`), id: offenceId },
      ...shown,
    };
  }
}

function actOf(body: unknown): NotificationAct {
  const { channel, ...fields } = (body ?? {}) as { channel?: unknown } & Record<string, unknown>;
  if (channel === 'hand') return { channel, command: parseCommand(HandOverDecision, fields) };
  if (channel === 'post') return { channel, command: parseCommand(PostDecision, fields) };
  throw new Refused({ code: 'not-one-of', field: 'channel', params: { accepted: 'hand, post' } });
}
