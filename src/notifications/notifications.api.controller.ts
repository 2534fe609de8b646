import { Controller, Inject, Param, Post } from '@nestjs/common';
import type { DecisionId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink } from '../platform/http/api-links';
import { idParameter } from '../platform/http/fields';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { notificationActIn } from './notification-act.commands';
import { NotificationsService } from './notifications.service';

/** Notifications over the API; `channel` says which fields belong to it. */
@Controller('api/fines/v1/decisions/:decisionId/notifications')
export class NotificationsApiController {
  constructor(
    private readonly notifications: NotificationsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Requires('notification.record')
  async notify(@Param('decisionId') decisionId: string, @CurrentCall() call: ApiCall): Promise<object> {
    const act = notificationActIn(call.onSeenVersion());
    const result = await this.notifications.notify(call.once(), idParameter<DecisionId>(decisionId), act);
    const self = apiLink(this.config, `/decisions/${result.decisionId}`);
    call.created(self, result.version);
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
