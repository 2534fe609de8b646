import type { LegalDate } from '../kernel/legal-date';
import type { DecisionNotified } from './notification.rules';

/** A sentence about what the notification does, as a key of the texts with its values. */
interface Effect {
  readonly key: string;
  readonly params: Readonly<Record<string, string>>;
}

/** What the law makes of the notification, day by day, before anybody confirms it (R3.1, 4A, D6, D19). */
export function notificationEffects(
  { channel, actedOn, payableFrom, window }: DecisionNotified,
  isFurther = false,
): readonly Effect[] {
  const day = (on: LegalDate): { readonly on: LegalDate } => ({ on });
  return [
    { key: `notification.effect.${channel}`, params: day(actedOn) },
    { key: 'notification.effect.payableFrom', params: day(payableFrom) },
    { key: 'notification.effect.firstDay', params: day(window.firstDay) },
    { key: 'notification.effect.rawEnd', params: day(window.rawEnd) },
    { key: 'notification.effect.lastDay', params: day(window.lastDay) },
    { key: 'notification.effect.adverseLastDay', params: day(window.adverseLastDay) },
    { key: isFurther ? 'notification.effect.chargedBefore' : 'notification.effect.charged', params: {} },
  ];
}
