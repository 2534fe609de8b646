import { Controller, Get, Param, Post } from '@nestjs/common';
import { DecisionDesk } from '../decisions/decision-desk.service';
import type { DecisionId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import type { Actor } from '../platform/database/transactions';
import { idParameter } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { typedDate } from '../ui/date-input';
import { Form } from '../ui/form';
import { NOTIFICATION_FIELDS, typedNotificationAct } from './notification-act.commands';
import { APPEAL_STEP_TEXTS } from './appeal-window.rules';
import { notificationEffects } from './notification.view';
import { NotificationsService } from './notifications.service';

const FORM = 'notification.field';

/** How the person was told: what happened, then what the law makes of it, then one button. */
@Controller('decisions/:decisionId/notification')
export class NotificationsWebController {
  constructor(
    private readonly notifications: NotificationsService,
    private readonly desk: DecisionDesk,
  ) {}

  @Get()
  @Requires('notification.record')
  begin(@CurrentActor() actor: Actor, @Param('decisionId') decisionId: string): Promise<PageResult> {
    return this.choose(actor, idParameter<DecisionId>(decisionId), {}, []);
  }

  /** Shows what would happen; nothing is kept. A post, so that what was typed stands in no address. */
  @Post('check')
  @Requires('notification.record')
  check(@Param('decisionId') decisionId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const id = idParameter<DecisionId>(decisionId);
    const typed = form.only(...NOTIFICATION_FIELDS);
    return submitted(
      async () => {
        const outlook = await this.notifications.preview(form.actor, id, typedNotificationAct(form));
        return page('notification/check', {
          outlook,
          effects: notificationEffects(outlook.notified, outlook.isFurther),
          stepTexts: APPEAL_STEP_TEXTS,
          seen: { ...typed, version: outlook.decision.version },
        });
      },
      (refusals) => this.choose(form.actor, id, typed, refusals),
    );
  }

  @Post()
  @Requires('notification.record')
  notify(@Param('decisionId') decisionId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const id = idParameter<DecisionId>(decisionId);
    const typed = form.only(...NOTIFICATION_FIELDS);
    return submitted(
      async () => {
        const { offenceId, lastDay } = await this.notifications.notify(form.once(), id, typedNotificationAct(form));
        return redirect(`/files/${offenceId}`, {
          kind: 'success',
          key: 'notification.flash.recorded',
          params: { lastDay },
        });
      },
      (refusals) => this.choose(form.actor, id, typed, refusals),
    );
  }

  private async choose(
    actor: Actor,
    id: DecisionId,
    typed: FormBody,
    refusals: readonly Refusal[],
  ): Promise<PageResult> {
    const told = await this.notifications.begin(actor, id);
    const today = typedDate(told.today);
    const values = { handedOverOn: today, postedOn: today, ...typed };
    const documents = await this.desk.documents(actor, id);
    const severalCopies = documents.some(({ addressee }) => addressee !== undefined && addressee.ordinal > 1);
    return page('notification/choose', { told, documents, severalCopies, form: Form.refused(FORM, values, refusals) });
  }
}
