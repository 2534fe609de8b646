import type { Cents } from '../kernel/money';
import type { PartyHit } from './fine-index.rules';
import type { BookingReasonCode, MatchReason } from './match-outcome.types';

/** What of the debt was paid, and among how many open fines of the debtor. */
interface PaidPart {
  readonly restCents: Cents;
  /** Less came by what banks charge. */
  readonly isCharged: boolean;
  readonly openFines: number;
}

/** Why something was booked. */
export type BookingReason = MatchReason & { readonly code: BookingReasonCode };

/** Why one fine is booked: what told whose it is, and what of it was paid. */
export function reasonOf({ fine, hasEnterpriseNumber, isOtherName }: PartyHit, paid: PaidPart): BookingReason {
  const { restCents, isCharged, openFines } = paid;
  const told = (byNames: BookingReasonCode, byNumber: BookingReasonCode): BookingReasonCode =>
    hasEnterpriseNumber ? byNumber : byNames;
  if (isCharged) return { code: told('less-bank-charges', 'enterprise-less-charges'), params: { restCents } };
  if (restCents > 0) return { code: told('marked-part', 'enterprise-marked-part'), params: { restCents } };
  if (openFines > 1)
    return {
      code: told('one-of-several-fines', 'enterprise-one-of-several'),
      params: { fines: openFines, number: fine.number },
    };
  const byNames = isOtherName ? 'other-name-and-birth-date' : 'names-and-birth-date';
  return { code: told(byNames, 'enterprise-number'), params: {} };
}
