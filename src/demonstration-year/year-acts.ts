import type { MessageParams } from '../ui/message';
import type { ListedAct, YearActName } from './year-acts.types';
import type { YearFile } from './year-office';
import type { YearStep } from './year-story.types';

/** What plays one act in the product, and gives what its sentence says. */
export type Performer<A extends YearActName> = (
  file: YearFile,
  step: Extract<ListedAct, { readonly act: A }> & Pick<YearStep, 'on' | 'fine'>,
) => Promise<MessageParams>;

/** What plays some of the acts. */
export type Performers<A extends YearActName> = { readonly [K in A]: Performer<K> };

/** The rule that each act shows. */
export const ACT_RULES: Readonly<Record<YearActName, string>> = {
  record: 'R2.8',
  sign: 'R2.2',
  'hand-over': '4A',
  send: 'R2.10',
  'come-back': 'D27',
  move: 'D27',
  present: '4A',
  'correct-day': 'R2.10',
  pay: 'R3.3',
  'announce-deposit': 'R3.4',
  'hold-deposit': 'D29',
  'confirm-release': 'R4.5',
  appeal: 'R4.1',
  judge: 'R4.7',
  'confirm-judgment': 'R4.4',
  'choose-payee': 'D11',
  'approve-refund': 'R5.4',
  'order-refund': 'R5.4',
  'debit-refund': 'R5.4',
  'send-form': 'R5.1',
  'receive-form': 'R5.1',
  grant: 'D30',
  look: 'D9',
  'prepare-transfer': 'D9',
  'approve-transfer': 'R7.1',
  acknowledge: 'R7.1',
  collect: 'R7.1',
  'accept-recall': 'R7.9',
};
