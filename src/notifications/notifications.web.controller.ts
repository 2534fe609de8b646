import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { DecisionDesk } from '../decisions/decision-desk.service';
import type { DecisionId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { onceKeyIn, refuseUnknownFields, type FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Refused } from '../platform/refused';
import { parseTypedDate, typedDate } from '../ui/date-input';
import { Form } from '../ui/form';
import { APPEAL_STEP_TEXTS } from './appeal-window.rules';
import { notificationEffects } from './notification.view';
import { HandOverDecision, PostDecision } from './notifications.commands';
import { NotificationsService, type NotificationAct } from './notifications.service';

const FORM = 'notification.field';
const FIELDS = ['channel', 'addresseeId', 'handedOverOn', 'receipt', 'receiptNote', 'postedOn', 'postingReference'];

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
  check(
    @CurrentActor() actor: Actor,
    @Param('decisionId') decisionId: string,
    @Body() body: FormBody,
  ): Promise<PageResult> {
    const id = idParameter<DecisionId>(decisionId);
    return submitted(
      async () => {
        const outlook = await this.notifications.preview(actor, id, actOf(body));
        return page('notification/check', {
          outlook,
          effects: notificationEffects(outlook.notified, outlook.isFurther),
          stepTexts: APPEAL_STEP_TEXTS,
          seen: { ...typedIn(body), version: outlook.decision.version },
        });
      },
      (refusals) => this.choose(actor, id, typedIn(body), refusals),
    );
  }

  @Post()
  @Requires('notification.record')
  notify(
    @CurrentActor() actor: Actor,
    @Param('decisionId') decisionId: string,
    @Body() body: FormBody,
  ): Promise<PageResult> {
    const id = idParameter<DecisionId>(decisionId);
    return submitted(
      async () => {
        const act = actOf(body);
        const once = withIdempotency(actor, onceKeyIn(body), `notify ${id}`, act);
        const { offenceId, lastDay } = await this.notifications.notify(once, id, act);
        return redirect(`/files/${offenceId}`, {
          kind: 'success',
          key: 'notification.flash.recorded',
          params: { lastDay },
        });
      },
      (refusals) => this.choose(actor, id, typedIn(body), refusals),
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
    return page('notification/choose', { told, documents, form: Form.refused(FORM, values, refusals) });
  }
}

/** What was typed of one way of telling; the fields of the other way are not looked at. */
function actOf(body: FormBody): NotificationAct {
  refuseUnknownFields(body, FIELDS);
  const version = Number(textOf(body['version']));
  const { channel } = body;
  const day = (field: string): string => parseTypedDate(textOf(body[field])) ?? textOf(body[field]);
  const addressee = textOf(body['addresseeId']) === '' ? {} : { addresseeId: textOf(body['addresseeId']) };
  if (channel === 'hand') {
    const fields = { receipt: textOf(body['receipt']), receiptNote: textOf(body['receiptNote']) };
    const command = { ...addressee, ...fields, version, handedOverOn: day('handedOverOn') };
    return { channel, command: parseCommand(HandOverDecision, command) };
  }
  if (channel === 'post') {
    const postingReference = textOf(body['postingReference']);
    const command = { ...addressee, postingReference, version, postedOn: day('postedOn') };
    return { channel, command: parseCommand(PostDecision, command) };
  }
  throw new Refused({ code: 'required', field: 'channel', rule: '4A' });
}

function typedIn(body: FormBody): Readonly<Record<string, string>> {
  refuseUnknownFields(body, FIELDS);
  return Object.fromEntries(FIELDS.filter((field) => field in body).map((field) => [field, textOf(body[field])]));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
