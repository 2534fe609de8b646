import type { RefundLetterGround } from '../documents/refund-letter';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import type { RefundGround } from './refund.rules';

/** The task that makes these letters once the act that calls for one has been kept. */
export const REFUND_PAPER = 'refund-paper';

export type RefundPaperKind = 'refund-letter' | 'refund-refusal' | 'refund-request-form';

/** Why a letter goes to the payee: the money belonged to no fine, or to another person than the debtor of the fine it stands with. */
export type PayeeLetterReason = 'no-fine' | 'other-payer';

/**
 * Why the letter of a refund goes to its payee and is written by a person; undefined when it goes to the addressee of the decision by
 * itself. Language and address of whoever paid without a fine are on no file, and the debtor of a fine is told nothing of the money of
 * whoever paid on it by mistake.
 */
export function payeeLetterReason(ground: RefundGround, hasFine: boolean): PayeeLetterReason | undefined {
  if (!hasFine) return 'no-fine';
  return ground === 'other-fine' ? 'other-payer' : undefined;
}

/** Whether the letter is still to come, from the task or from a person: an order of the refund stands paid and has none. */
export function awaitsLetter(
  orders: readonly { readonly id: string; readonly state: string }[],
  papers: readonly { readonly orderId: string | undefined }[],
): boolean {
  return orders.some(({ id, state }) => state === 'settled' && !papers.some(({ orderId }) => orderId === id));
}

/** The letters whose order is not paid after all: the debit that a person named for it was that of another, and was taken back. */
export function lettersAhead<Paper extends { readonly orderId: string | undefined }>(
  orders: readonly { readonly id: string; readonly state: string }[],
  papers: readonly Paper[],
): Paper[] {
  const unpaid = new Set(orders.filter(({ state }) => state === 'ordered' || state === 'rejected').map(({ id }) => id));
  return papers.filter(({ orderId }) => orderId !== undefined && unpaid.has(orderId));
}

/** Lines of an address that a window shows. */
const MOST_ADDRESS_LINES = 6;

/** The lines of an address as it was typed, without the empty ones. Refuses `letter-address-lines`. */
export function addressLinesOf(typed: string | undefined): Outcome<string[]> {
  const lines = (typed ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== ''); // prettier-ignore
  if (lines.length > MOST_ADDRESS_LINES)
    return refuse('letter-address-lines', { field: 'address', params: { most: MOST_ADDRESS_LINES } });
  return accept(lines);
}

/** The ground as the letter names it. */
export const LETTER_GROUNDS: Readonly<Record<RefundGround, RefundLetterGround>> = {
  overpayment: 'overpayment',
  'double-payment': 'doublePayment',
  'other-fine': 'otherFine',
  'not-a-debt': 'notADebt',
  'wrong-account': 'wrongAccount',
  withdrawal: 'withdrawal',
  judgment: 'judgment',
  'request-4bis': 'request4bis',
};
