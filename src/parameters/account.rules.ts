import { parseBic, parseIban, type Bic, type Iban } from '../kernel/iban';
import type { UserId } from '../kernel/ids';
import { accept, refuse, type Outcome, type Verdict } from '../kernel/outcome';

/** An account as a person types it. */
export interface TypedAccount {
  readonly iban: string;
  readonly bic: string;
}

export interface CheckedAccount {
  readonly iban: Iban;
  readonly bic: Bic;
}

/**
 * Checks number and bank of an account; both refusals are told at once. D3: a number that does not validate is refused,
 * never repaired: of `BE58 6792 0030 327` nobody but its owner can say which figure is missing.
 */
export function checkAccount(typed: TypedAccount): Verdict<CheckedAccount> {
  const iban = parseIban(typed.iban);
  const bic = parseBic(typed.bic);
  if (!iban.ok) return { ok: false, refusals: bic.ok ? [iban.refusal] : [iban.refusal, bic.refusal] };
  if (!bic.ok) return { ok: false, refusals: [bic.refusal] };
  return accept({ iban: iban.value, bic: bic.value });
}

/** What is known of an account when it is to be confirmed. */
export interface EnteredAccount {
  readonly state: 'entered' | 'confirmed';
  readonly enteredBy: UserId | null;
}

/**
 * Whether this person may confirm the account now (D3): once, and never who entered it.
 * Refuses `account-already-confirmed`, `account-confirmer-entered`.
 */
export function decideConfirmation(account: EnteredAccount, confirmer: UserId): Outcome<'confirmed'> {
  if (account.state === 'confirmed') return refuse('account-already-confirmed', { rule: 'D3' });
  if (account.enteredBy === confirmer) return refuse('account-confirmer-entered', { rule: 'D3' });
  return accept('confirmed');
}
