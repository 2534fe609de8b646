import { cents } from '../kernel/money';
import type { CodaAccountDraft } from '../statements/coda-writer';

/** The Office's account (R3.3) as the bank of the demonstration writes it. */
export const OFFICE_ACCOUNT: CodaAccountDraft = {
  number: 'BE35679200609437',
  structure: '2',
  currency: 'EUR',
  holder: 'OFFICE DES ETRANGERS',
  bic: 'PCHQBEBB',
};

/** What the account holds before its first statement, in cents. */
export const FIRST_OPENING_CENTS = cents(1_000_000);
