import type { BankAccountId, Branded, DecisionId } from '../kernel/ids';
import { addCents, cents, subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';

/** Accounts of one fine each: what is owed on it, and what was paid on it before its notification (D26). */
export const FINE_ACCOUNTS = ['receivable', 'advances'] as const;

/** Accounts of one bank account each. */
export const BANK_ACCOUNTS = ['cash'] as const;

/** Accounts that everything shares (architecture.md, ledger accounts). */
export const SHARED_ACCOUNTS = [
  'suspense',
  'refunds-payable',
  'refunds-in-transit',
  'revenue',
  'claims-raised',
  'claims-cancelled',
  'claims-written-off',
  'bank-charges',
  'treasury-transfers',
  'finance-clearing',
  'deposits-at-cdc',
  'deposits-held-for',
  'deposits-in-transit-to-state',
  'opening-balances',
] as const;

export type FineAccountKind = (typeof FINE_ACCOUNTS)[number];
export type BankAccountKind = (typeof BANK_ACCOUNTS)[number];
export type SharedAccountKind = (typeof SHARED_ACCOUNTS)[number];
export type LedgerAccountKind = FineAccountKind | BankAccountKind | SharedAccountKind;

/** One account of the ledger, by its kind and the thing that owns it. */
export type LedgerAccountRef =
  | { readonly kind: FineAccountKind; readonly decisionId: DecisionId }
  | { readonly kind: BankAccountKind; readonly bankAccountId: BankAccountId }
  | { readonly kind: SharedAccountKind };

type Row = readonly [from: LedgerAccountKind, to: LedgerAccountKind];

/**
 * What each verb of the law moves. A posting moves cents from one account to another; an account's balance is what came in less
 * what went out. Debts of the Office and counterparts of claims therefore stand below zero: suspense at −20 000 is EUR 200
 * that belongs to somebody still unknown. docs/ledger.md shows the table in words, and a test keeps the two together.
 */
export const POSTING_TABLE = {
  /** Notification makes the fine payable; nothing is revenue yet (D28). */
  'charge-fine': [['claims-raised', 'receivable']],
  /** Money came in: it is nobody's until it is allocated. */
  'accept-credit': [['suspense', 'cash']],
  'accept-debit': [['cash', 'suspense']],
  /** Money is booked on the fine, and only now is it revenue (D28). */
  allocate: [
    ['receivable', 'suspense'],
    ['revenue', 'claims-raised'],
  ],
  /** Money for a signed decision that is not yet notified: kept for it, no debt is settled yet (D26). */
  'allocate-advance': [['advances', 'suspense']],
  /** At notification the advance pays the fine that is charged in the same transaction (D26). */
  'settle-advance': [
    ['receivable', 'advances'],
    ['revenue', 'claims-raised'],
  ],
  /** The claim falls: annulled, withdrawn, reduced, or refunded under 4bis §1 (D30). What was paid is owed back first. */
  'cancel-claim': [['receivable', 'claims-cancelled']],
  /** A judgment of a later stage replaces the one that cancelled: the claim stands again (R4.6). */
  'restore-claim': [['claims-cancelled', 'receivable']],
  /** The claim falls after it was paid: what was booked on it is revenue no more and is owed back; the claim is open until it is cancelled. */
  'owe-back-payment': [
    ['refunds-payable', 'receivable'],
    ['claims-raised', 'revenue'],
  ],
  /** The decision falls before its notification: what was paid in advance is owed back (D26). */
  'owe-back-advance': [['refunds-payable', 'advances']],
  /** Irrecoverable, or a small rest (D31). */
  'write-off-claim': [['receivable', 'claims-written-off']],
  /** Paid after it was given up: the debt exists in law, and what is booked is owed again (R7.7). */
  'revive-claim': [['claims-written-off', 'receivable']],
  /** A person decided that money in suspense goes back: overpayment, double payment, reversed allocation (R5). */
  'owe-refund': [['refunds-payable', 'suspense']],
  'order-refund': [['refunds-in-transit', 'refunds-payable']],
  /** The debit on the statement settles the refund; accept-debit brought it into suspense. */
  'settle-refund': [['suspense', 'refunds-in-transit']],
  /** The bank gave the money back: the Office owes it again. */
  'return-refund': [['refunds-payable', 'suspense']],
  /** What the bank kept of a refund that came back: a cost of the Office, since the payee is owed the whole as before (R5.5). */
  'bear-return-charge': [['refunds-payable', 'bank-charges']],
  'book-bank-charge': [['suspense', 'bank-charges']],
  'book-treasury-transfer': [['suspense', 'treasury-transfers']],
  /** FPS Finance reports what it collected; the money follows. */
  'collect-through-finance': [
    ['receivable', 'finance-clearing'],
    ['revenue', 'claims-raised'],
  ],
  /** The claim fell after FPS Finance collected on it: FPS Finance pays that back, and the Office counts on it no more. */
  'take-back-collected': [
    ['finance-clearing', 'receivable'],
    ['claims-raised', 'revenue'],
  ],
  'receive-from-finance': [['finance-clearing', 'suspense']],
  /** A deposit at the Caisse des Dépôts is remembered, not owned (D29). */
  'hold-deposit': [['deposits-held-for', 'deposits-at-cdc']],
  'release-deposit-to-debtor': [['deposits-at-cdc', 'deposits-held-for']],
  /** The Caisse sent it back to whoever paid it, for want of a form or by order of its payer (R3.7): nothing lies there any more. */
  'return-deposit': [['deposits-at-cdc', 'deposits-held-for']],
  /** Release to the State settles the fine, and only then is it revenue (D28). */
  'release-deposit-to-state': [
    ['deposits-at-cdc', 'deposits-held-for'],
    ['receivable', 'deposits-in-transit-to-state'],
    ['revenue', 'claims-raised'],
  ],
  'receive-released-deposit': [['deposits-in-transit-to-state', 'suspense']],
  /** The balance of a bank account when its books begin; a debit balance is the same row reversed. */
  'open-bank-account': [['opening-balances', 'cash']],
  /** A fine of an earlier administration is taken over as it was charged there; revenue is what is booked on it from now on (D28). */
  'open-claim': [
    ['opening-balances', 'receivable'],
    ['claims-raised', 'opening-balances'],
  ],
  /** What had been paid on it before: in the books of that administration, so that it is no revenue here. */
  'open-payment': [
    ['receivable', 'opening-balances'],
    ['opening-balances', 'claims-raised'],
  ],
} as const satisfies Readonly<Record<string, readonly Row[]>>;

export type PostingVerb = keyof typeof POSTING_TABLE;

interface OwnerIds {
  readonly decisionId: DecisionId;
  readonly bankAccountId: BankAccountId;
}

type AccountsOf<Verb extends PostingVerb> = (typeof POSTING_TABLE)[Verb][number][number];

/** Whose accounts a verb moves: exactly the owners that its rows name. */
export type PostingOwners<Verb extends PostingVerb> = Partial<OwnerIds> &
  (Extract<AccountsOf<Verb>, FineAccountKind> extends never ? unknown : Pick<OwnerIds, 'decisionId'>) &
  (Extract<AccountsOf<Verb>, BankAccountKind> extends never ? unknown : Pick<OwnerIds, 'bankAccountId'>);

/** One movement of money, ready to be written with its cause. `amountCents` is positive. */
export interface PostingDraft {
  readonly from: LedgerAccountRef;
  readonly to: LedgerAccountRef;
  readonly amountCents: Cents;
  readonly reason: PostingReason;
  readonly reversesId?: PostingId;
}

export type PostingReason = PostingVerb | 'reversal';

export type PostingId = Branded<string, 'PostingId'>;

/** A posting as it stands in the ledger. */
export interface PostedLine extends PostingDraft {
  readonly id: PostingId;
}

/**
 * The postings of a verb, in the order of the table.
 * Throws a RangeError for an amount that is not positive: an amount of nothing is a decision of the caller, never a posting.
 * Example: `postingsFor('charge-fine', { decisionId }, cents(20000))`.
 */
export function postingsFor<Verb extends PostingVerb>(
  verb: Verb,
  owners: PostingOwners<Verb>,
  amountCents: Cents,
): PostingDraft[] {
  if (amountCents <= 0) throw new RangeError(`a posting moves a positive amount, not ${amountCents}`);
  const rows: readonly Row[] = POSTING_TABLE[verb];
  return rows.map(([from, to]) => ({
    from: accountOf(from, owners),
    to: accountOf(to, owners),
    amountCents,
    reason: verb,
  }));
}

function accountOf(kind: LedgerAccountKind, owners: Partial<OwnerIds>): LedgerAccountRef {
  if (isOneOf(FINE_ACCOUNTS, kind)) {
    if (owners.decisionId === undefined) throw new RangeError(`${kind} belongs to a fine`);
    return { kind, decisionId: owners.decisionId };
  }
  if (isOneOf(BANK_ACCOUNTS, kind)) {
    if (owners.bankAccountId === undefined) throw new RangeError(`${kind} belongs to a bank account`);
    return { kind, bankAccountId: owners.bankAccountId };
  }
  return { kind };
}

function isOneOf<Kind extends LedgerAccountKind>(kinds: readonly Kind[], kind: LedgerAccountKind): kind is Kind {
  return (kinds as readonly LedgerAccountKind[]).includes(kind);
}

/**
 * The correction of what was posted: for each line one that moves the same cents back and names the line it undoes.
 * Nothing is ever changed or removed. A reversal is not reversed again; the thing is posted anew.
 */
export function reversalOf(lines: readonly PostedLine[]): PostingDraft[] {
  if (lines.some((line) => line.reason === 'reversal')) throw new RangeError('a reversal is not reversed');
  return lines.map(({ id, from, to, amountCents }) => ({
    from: to,
    to: from,
    amountCents,
    reason: 'reversal',
    reversesId: id,
  }));
}

/** A text that is the same for the same account, for grouping. */
export function accountKey(account: LedgerAccountRef): string {
  if ('decisionId' in account) return `${account.kind}:${account.decisionId}`;
  if ('bankAccountId' in account) return `${account.kind}:${account.bankAccountId}`;
  return account.kind;
}

/** Balance of each account that the postings touch: what came in less what went out. They add up to zero (I1). */
export function balancesOf(postings: readonly Pick<PostingDraft, 'from' | 'to' | 'amountCents'>[]): Map<string, Cents> {
  const balances = new Map<string, Cents>();
  const add = (account: LedgerAccountRef, amountCents: Cents): void => {
    const key = accountKey(account);
    balances.set(key, addCents(balances.get(key) ?? ZERO_CENTS, amountCents));
  };
  for (const { from, to, amountCents } of postings) {
    add(to, amountCents);
    add(from, subtractCents(ZERO_CENTS, amountCents));
  }
  return balances;
}

/** What makes up the debt of one fine, each the sum over its life. */
export interface DebtTotals {
  readonly chargedCents: Cents;
  readonly cancelledCents: Cents;
  readonly writtenOffCents: Cents;
  readonly allocatedCents: Cents;
  /** Allocated and given back or reversed. */
  readonly refundedCents: Cents;
}

/**
 * Invariant I2: outstanding = charged − cancelled − written off − (allocated − refunded). Equal to the balance of the fine's receivable,
 * which `cli verify` and the tests check; negative only where money was taken beyond the debt, which no rule here allows.
 */
export function outstandingCents(totals: DebtTotals): Cents {
  const settled = subtractCents(totals.allocatedCents, totals.refundedCents);
  return cents(totals.chargedCents - totals.cancelledCents - totals.writtenOffCents - settled);
}
