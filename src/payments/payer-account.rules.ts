import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';

export type PayerAccountRefusalCode = 'payer-account-missing' | 'payer-account-forgotten' | 'payer-account-reason';

/** What is kept of a payer: the account as the bank gives it, in capitals without blanks, and the name beside it. */
export interface PayerAccountFacts {
  readonly iban: string;
  readonly payerName: string;
}

const ACCOUNT = /^[A-Z0-9]{5,34}$/;

/** The account to learn. A movement whose bank gives no account teaches nothing: refuses `payer-account-missing`. */
export function checkPayerAccount(
  account: string,
  payerName: string,
): Outcome<PayerAccountFacts, Refusal<PayerAccountRefusalCode>> {
  const iban = account.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
  if (!ACCOUNT.test(iban)) return refuse('payer-account-missing', { field: 'payerAccount' });
  return accept({ iban, payerName: payerName.trim() });
}

/** Whether a known account may be forgotten: once, and with a reason that stays. Refuses `payer-account-forgotten`, `payer-account-reason`. */
export function decideForget(
  { forgottenAt }: { readonly forgottenAt: Date | null },
  reason: string,
): Outcome<string, Refusal<PayerAccountRefusalCode>> {
  if (forgottenAt !== null) return refuse('payer-account-forgotten', { field: 'payerAccountId' });
  return reason.trim() === '' ? refuse('payer-account-reason', { field: 'reason' }) : accept(reason.trim());
}
