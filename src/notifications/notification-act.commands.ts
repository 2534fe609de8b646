import { parseCommand } from '../platform/http/fields';
import type { PostedForm } from '../platform/http/posted-form';
import { Refused } from '../platform/refused';
import { typedDays } from '../ui/date-input';
import { HandOverDecision, PostDecision } from './notifications.commands';
import type { NotificationAct } from './notifications.service';

/** The notification that a body of the API stands for: `channel` says which fields belong to it. Refuses `not-one-of`. */
export function notificationActIn(body: unknown): NotificationAct {
  const { channel, ...fields } = (body ?? {}) as { channel?: unknown } & Record<string, unknown>;
  if (channel === 'hand') return { channel, command: parseCommand(HandOverDecision, fields) };
  if (channel === 'post') return { channel, command: parseCommand(PostDecision, fields) };
  throw new Refused({ code: 'not-one-of', field: 'channel', params: { accepted: 'hand, post' } });
}

/** The form asks for the fields of both ways. */
export const NOTIFICATION_FIELDS = [
  'channel',
  'addresseeId',
  'handedOverOn',
  'receipt',
  'receiptNote',
  'postedOn',
  'postingReference',
];

/** What was typed of one way of telling; the fields of the other way are not looked at. Refuses `required` where no way was chosen. */
export function typedNotificationAct(form: PostedForm): NotificationAct {
  const { channel, addresseeId, ...typed } = typedDays(form.only(...NOTIFICATION_FIELDS), ['handedOverOn', 'postedOn']);
  if (channel === 'hand') {
    const { handedOverOn, receipt, receiptNote } = typed;
    const fields = form.onSeenVersion({ addresseeId, handedOverOn, receipt, receiptNote });
    return { channel, command: parseCommand(HandOverDecision, fields) };
  }
  if (channel === 'post') {
    const { postedOn, postingReference } = typed;
    return {
      channel,
      command: parseCommand(PostDecision, form.onSeenVersion({ addresseeId, postedOn, postingReference })),
    };
  }
  throw new Refused({ code: 'required', field: 'channel', rule: '4A' });
}
