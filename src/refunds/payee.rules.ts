import { isSEPACountry } from 'ibantools';
import { isCountryCode } from '../kernel/country';
import { parseIban, type Iban } from '../kernel/iban';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { SEPA_NAME_LENGTH, sepaText } from './sepa-text.rules';

/** Whom the money may go to (D11): nobody by default. */
export const PAYEES = ['payer', 'debtor', 'other'] as const;

export type Payee = (typeof PAYEES)[number];

/** Where the money goes: an account with an IBAN, else an account abroad by its number and its bank (R5.5). */
export type PayeeAccount =
  | { readonly iban: Iban }
  | { readonly accountNumber: string; readonly bankIdentification: string; readonly country: string };

/** A payee as it was chosen. */
export interface PayeeChoice {
  readonly payee: Payee;
  readonly name: string;
  readonly reason: string;
  readonly account: PayeeAccount;
}

/** A payee as it was typed. */
export interface TypedPayee {
  readonly payee: string;
  readonly name: string;
  readonly reason: string;
  readonly iban?: string;
  readonly accountNumber?: string;
  readonly bankIdentification?: string;
  readonly country?: string;
}

/**
 * The payee that was typed, with a reason (D11). Refuses what `parseIban` refuses, `payee-account-both` for an IBAN beside an account
 * number, `payee-account-incomplete` without IBAN when number, bank or country is missing (R5.5), and `payee-name-unreadable` for a name of
 * which nothing is left in the characters that banks take: the file for the bank would be refused whole.
 */
export function readPayee(typed: TypedPayee): Outcome<PayeeChoice> {
  if (sepaText(typed.name, SEPA_NAME_LENGTH) === '')
    return refuse('payee-name-unreadable', { field: 'name', rule: 'R5.5' });
  const account = readAccount(typed);
  if (!account.ok) return account;
  const { payee, name, reason } = typed;
  return accept({ payee: payee as Payee, name, reason, account: account.value });
}

function readAccount({ iban, accountNumber, bankIdentification, country }: TypedPayee): Outcome<PayeeAccount> {
  if (iban !== undefined) {
    if (accountNumber !== undefined) return refuse('payee-account-both', { field: 'accountNumber', rule: 'R5.5' });
    const parsed = parseIban(iban);
    return parsed.ok ? accept({ iban: parsed.value }) : parsed;
  }
  if (accountNumber === undefined) return refuse('payee-account-incomplete', { field: 'iban', rule: 'R5.5' });
  if (bankIdentification === undefined)
    return refuse('payee-account-incomplete', { field: 'bankIdentification', rule: 'R5.5' });
  if (country === undefined || !isCountryCode(country))
    return refuse('payee-account-incomplete', { field: 'country', rule: 'R5.5' });
  return accept({ accountNumber, bankIdentification, country });
}

/** True for an account that a SEPA credit transfer reaches; the others are paid by an order made by hand (R5.5). */
export function isSepaAccount(account: PayeeAccount): account is { readonly iban: Iban } {
  return 'iban' in account && isSEPACountry(account.iban.slice(0, 2));
}
