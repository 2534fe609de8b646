import { legalDate } from '../kernel/legal-date';
import { decideHandOver, decidePosting } from './notification.rules';
import { notificationEffects } from './notification.view';

const DAY = legalDate('2026-11-20');
const SIGNED = { state: 'signed', signedOn: DAY } as const;

test('R3.1, D6, D19: says day by day what a posting brings about', () => {
  const posted = decidePosting(SIGNED, { postedOn: DAY, postingReference: 'RR 1' }, DAY);
  if (!posted.ok) throw new Error(posted.refusal.code);
  expect(notificationEffects(posted.value).map(({ key, params }) => [key.split('.').at(-1), params['on']])).toEqual([
    ['post', '2026-11-20'],
    ['payableFrom', '2026-11-25'],
    ['firstDay', '2026-11-25'],
    ['rawEnd', '2026-12-24'],
    ['lastDay', '2026-12-24'],
    ['adverseLastDay', '2026-12-28'],
    ['charged', undefined],
  ]);
});

test('R3.1: a hand-over makes the fine due on its day', () => {
  const handed = decideHandOver(SIGNED, { handedOverOn: DAY, receipt: 'signed', receiptNote: '' }, DAY);
  if (!handed.ok) throw new Error(handed.refusal.code);
  const [what, due] = notificationEffects(handed.value);
  expect([what, due]).toEqual([
    { key: 'notification.effect.hand', params: { on: DAY } },
    { key: 'notification.effect.payableFrom', params: { on: DAY } },
  ]);
});
