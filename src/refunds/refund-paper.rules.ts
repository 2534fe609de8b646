import type { RefundLetterGround } from '../documents/refund-letter';
import type { RefundGround, RefundState } from './refund.rules';

/** The task that makes these letters once the act that calls for one has been kept. */
export const REFUND_PAPER = 'refund-paper';

export type RefundPaperKind = 'refund-letter' | 'refund-refusal' | 'refund-request-form';

/** Why no letter goes with a refund: the money belonged to no fine, or to another person than the debtor of the fine it stands with. */
export type NoLetterReason = 'no-fine' | 'other-payer';

/**
 * Why a refund has no letter; undefined when it has one. A letter stands in the file of a decision and goes to its addressee: nobody's address
 * is known for money that belonged to no fine, and a debtor is told nothing of the money of whoever paid on a fine that was not theirs.
 */
export function withoutLetter(ground: RefundGround, hasFine: boolean): NoLetterReason | undefined {
  if (!hasFine) return 'no-fine';
  return ground === 'other-fine' ? 'other-payer' : undefined;
}

/** Whether the letter is on its way: the refund is paid, and the task has not made it yet. */
export function awaitsLetter(state: RefundState, papers: number, without: NoLetterReason | undefined): boolean {
  return state === 'paid' && papers === 0 && without === undefined;
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
