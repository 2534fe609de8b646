import type { JudgmentOutcome } from '../appeals/judgment.rules';

/** The stories of the year, in the order in which they are told. */
export type YearStoryCode =
  | 'paid'
  | 'deposit-lost'
  | 'deposit-won'
  | 'late-appeal'
  | 'learned-late'
  | 'annulled'
  | 'minor'
  | 'carrier'
  | 'repeat'
  | 'returned-letter'
  | 'overpaid'
  | 'request-4bis'
  | 'recovered';

/** What can happen in a file, with what is to be known of it. Amounts are whole cents, days `YYYY-MM-DD`. */
export type ListedAct =
  /** The facts are recorded and a decision is handed to the signatory. */
  | { readonly act: 'record' }
  | { readonly act: 'sign' }
  | { readonly act: 'hand-over'; readonly to?: 'party' }
  | { readonly act: 'send'; readonly item: string }
  | { readonly act: 'come-back' }
  /** The person lives elsewhere now. */
  | { readonly act: 'move'; readonly addressLine: string; readonly postalCode: string; readonly municipality: string }
  | { readonly act: 'present'; readonly presentedOn: string }
  | { readonly act: 'correct-day'; readonly presentedOn: string }
  | { readonly act: 'pay'; readonly amountCents: number; readonly payer: string }
  | { readonly act: 'announce-deposit' }
  | { readonly act: 'hold-deposit'; readonly reference: string }
  | { readonly act: 'confirm-release' }
  | { readonly act: 'appeal'; readonly lodgedOn: string }
  | { readonly act: 'judge'; readonly judgedOn: string; readonly finalOn: string; readonly outcome: JudgmentOutcome; readonly isAdmissible: boolean } // prettier-ignore
  | { readonly act: 'confirm-judgment' }
  | { readonly act: 'choose-payee'; readonly payee: 'payer' | 'debtor'; readonly name: string; readonly iban: string }
  | { readonly act: 'approve-refund' }
  | { readonly act: 'order-refund'; readonly executeOn: string }
  | { readonly act: 'debit-refund' }
  | { readonly act: 'send-form' }
  | { readonly act: 'receive-form' }
  | { readonly act: 'grant' }
  /** Nobody does anything; the file is looked at. */
  | { readonly act: 'look' }
  | { readonly act: 'prepare-transfer' }
  | { readonly act: 'approve-transfer' }
  | { readonly act: 'acknowledge'; readonly reference: string }
  | { readonly act: 'collect'; readonly amountCents: number; readonly reportId: string }
  | { readonly act: 'accept-recall' };

/** The name of something that can happen. */
export type YearActName = ListedAct['act'];
