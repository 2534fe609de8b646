import { checkFreeText } from '../kernel/free-text';
import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import type { StateMachine } from '../kernel/state-machine';

export type MailBatchState = 'prepared' | 'printed' | 'posted' | 'dropped';
export type MailBatchVerb = 'print' | 'post' | 'drop';

/** Letters that go to the post together. Printing again changes nothing; what is with the post cannot be taken back. */
export const MAIL_BATCH_MACHINE: StateMachine<MailBatchState, MailBatchVerb> = {
  name: 'mail batch',
  initial: 'prepared',
  transitions: {
    prepared: { print: 'printed', drop: 'dropped' },
    printed: { print: 'printed', post: 'posted', drop: 'dropped' },
    posted: {},
    dropped: {},
  },
};

/** How a batch goes: one way for all of it, since the post takes each way at another counter. */
export const MAIL_CHANNELS = ['registered-ar', 'registered', 'post'] as const;
export type MailChannel = (typeof MAIL_CHANNELS)[number];

/** What goes to an addressee by post: acts, and letters about money. */
export const POSTED_KINDS = ['decision', 'correction', 'withdrawal', 'deposit-letter', 'payment-receipt', 'payment-certificate', 'refund-letter', 'refund-refusal'] as const; // prettier-ignore

/** More go into another batch. */
export const MOST_LETTERS_IN_BATCH = 200;

const NUMBER_MAX_LENGTH = 100;

/**
 * Whether the window of a letter shows an address, one line each: its last lines are these. Of a letter of which the lines were not kept it is not
 * known, so that it does not.
 */
export function isWindowOf(windowLines: readonly string[] | null, address: string): boolean {
  const lines = address.split('\n');
  return windowLines !== null && windowLines.slice(-lines.length).join('\n') === address;
}

/** A letter of a batch, and the number that the post gave it. */
export interface NumberedItem {
  readonly reference: string;
  readonly itemNumber: string;
}

/**
 * Whether a batch can have gone to the post on this day with these numbers. Refuses `posted-in-future` and `posted-before-printing` on
 * `postedOn`, `item-number-missing` and `item-number-twice` on `itemNumbers` (params `reference`), and what `checkFreeText` refuses.
 */
export function checkPosting(
  channel: MailChannel,
  items: readonly NumberedItem[],
  postedOn: LegalDate,
  days: { readonly today: LegalDate; readonly preparedOn: LegalDate },
): Outcome<readonly string[]> {
  if (compareDates(postedOn, days.today) > 0)
    return refuse('posted-in-future', { field: 'postedOn', rule: '4A point 3', params: { today: days.today } });
  if (compareDates(postedOn, days.preparedOn) < 0)
    return refuse('posted-before-printing', { field: 'postedOn', rule: '4A point 3', params: { on: days.preparedOn } });
  const numbers: string[] = [];
  for (const { reference, itemNumber } of items) {
    const typed = itemNumber.trim();
    const params = { reference };
    if (typed === '') {
      if (channel !== 'post')
        return refuse('item-number-missing', { field: 'itemNumbers', rule: '4A point 3', params });
      numbers.push('');
      continue;
    }
    const number = checkFreeText(typed, { field: 'itemNumbers', rule: '4A point 3', max: NUMBER_MAX_LENGTH });
    if (!number.ok) return number;
    if (numbers.includes(number.value))
      return refuse('item-number-twice', { field: 'itemNumbers', rule: '4A point 3', params });
    numbers.push(number.value);
  }
  return accept(numbers);
}
