import { addCents, centsFromDatabase, cents, subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import type { LegalDate } from '../kernel/legal-date';
import { refuse, accept, type Outcome } from '../kernel/outcome';
import type { AllocationRow, PostingRow } from '../reports/file-money.repository';
import { fileMoney, statementNumber, undoneBy } from '../reports/file-money.view';

/** Where a payment on a fine came from: the bank, a deposit that fell to the State (D28), FPS Finance, or before the take-over. */
export type PaymentOrigin = 'bank' | 'deposit' | 'finance' | 'takeover';

/** One payment that stands on a fine, as the papers show it. */
export interface FinePayment {
  /** The booking at the bank; absent for what came another way. */
  readonly allocationId: string | undefined;
  readonly origin: PaymentOrigin;
  /** Day of value at the bank; the day of booking where the bank gave none. */
  readonly on: LegalDate;
  readonly amountCents: Cents;
  readonly payerName: string;
  /** `2026/012, 3`; empty for what came another way. */
  readonly statementLine: string;
  /** What the bank received in one sum; the amount itself for what came another way. */
  readonly receivedCents: Cents;
  /** Booked before the notification (D26). */
  readonly asAdvance: boolean;
}

/** The money of a fine as a paper may say it. */
export interface FinePayments {
  /** Oldest first; they add up to `paidCents`. */
  readonly payments: readonly FinePayment[];
  /** Paid on the debt, and in advance of it (D26). */
  readonly paidCents: Cents;
  /** Nothing for a fine that was not charged yet. */
  readonly outstandingCents: Cents;
  /** Fell or was given up: not to be paid any more, and not paid. */
  readonly waivedCents: Cents;
}

/** What else settles a fine, by the reason of its posting (docs/ledger.md). */
const OTHER_ORIGINS: Readonly<Record<string, PaymentOrigin>> = {
  'release-deposit-to-state': 'deposit',
  'collect-through-finance': 'finance',
  'open-payment': 'takeover',
};

/**
 * What stands paid on a fine, from its bookings and the ledger: a booking that was reversed or is owed back is none (R2.12).
 * Refuses `nothing-booked` when nothing stands, and `payments-disagree` when the bookings do not add up to the ledger (I2): no paper
 * may say what the books do not.
 */
export function finePayments(
  postings: readonly PostingRow[],
  allocations: readonly AllocationRow[],
  keptBalanceCents: string | undefined,
): Outcome<FinePayments> {
  const { amounts, agrees } = fileMoney(postings, allocations, keptBalanceCents);
  const payments = [...bankPayments(postings, allocations), ...otherPayments(postings)].sort((one, other) =>
    one.on < other.on ? -1 : one.on > other.on ? 1 : 0,
  );
  const paidCents = addCents(amounts.paidCents, amounts.advanceCents);
  const sumCents = addCents(...payments.map(({ amountCents }) => amountCents));
  if (!agrees || sumCents !== paidCents) return refuse('payments-disagree', { params: { sumCents, paidCents } });
  if (paidCents <= 0) return refuse('nothing-booked', { rule: 'R3.2' });
  return accept({
    payments,
    paidCents,
    outstandingCents: amounts.outstandingCents,
    waivedCents: addCents(amounts.cancelledCents, amounts.writtenOffCents),
  });
}

function bankPayments(postings: readonly PostingRow[], allocations: readonly AllocationRow[]): FinePayment[] {
  return allocations
    .filter(({ reversed_on }) => reversed_on === null)
    .map((row): FinePayment => ({
      allocationId: row.id,
      origin: 'bank',
      on: row.value_on ?? row.booked_on,
      amountCents: subtractCents(centsFromDatabase(row.amount_cents), owedBackOf(row, postings)),
      payerName: row.counterparty_name,
      statementLine: `${statementNumber(row)}, ${row.movement_sequence}`,
      receivedCents: centsFromDatabase(row.movement_cents),
      asAdvance: row.as_advance,
    }))
    .filter(({ amountCents }) => amountCents > 0);
}

/**
 * What of a booking goes back because its decision fell: those postings name it as their cause. What a later judgment brought back (R4.6) was
 * reversed, and stays paid.
 */
function owedBackOf({ id }: AllocationRow, postings: readonly PostingRow[]): Cents {
  const back = standing(postings).filter(
    ({ cause_id, from_kind }) => cause_id === id && from_kind === 'refunds-payable',
  );
  return back.length === 0 ? ZERO_CENTS : addCents(...back.map(({ amount_cents }) => centsFromDatabase(amount_cents)));
}

/** Postings that no other one reverses. */
function standing(postings: readonly PostingRow[]): PostingRow[] {
  const undone = undoneBy(postings);
  return postings.filter(({ id }) => !undone.has(id));
}

/** What came another way, less what is owed back of it (R2.12, R4.8) or FPS Finance did not keep (R7.9), in the order of the ledger. */
function otherPayments(postings: readonly PostingRow[]): FinePayment[] {
  const found: { readonly posting: PostingRow; readonly origin: PaymentOrigin; leftCents: Cents }[] = [];
  for (const posting of standing(postings)) {
    const amountCents = centsFromDatabase(posting.amount_cents);
    const origin = OTHER_ORIGINS[posting.reason];
    if (origin !== undefined && posting.from_fine && posting.from_kind === 'receivable')
      found.push({ posting, origin, leftCents: amountCents });
    if (!posting.to_fine || posting.to_kind !== 'receivable') continue;
    let backCents = amountCents;
    for (const each of found.filter((earlier) => takesBack(posting, earlier)).reverse()) {
      const takenCents = cents(Math.min(backCents, each.leftCents));
      each.leftCents = subtractCents(each.leftCents, takenCents);
      backCents = subtractCents(backCents, takenCents);
    }
  }
  return found
    .filter(({ leftCents }) => leftCents > 0)
    .map(({ posting, origin, leftCents }) => otherPayment(posting, origin, leftCents));
}

/** A deposit is owed back under its own name; what FPS Finance takes back is of what it reported last. */
function takesBack(
  { reason, cause_id }: PostingRow,
  { posting, origin }: { readonly posting: PostingRow; readonly origin: PaymentOrigin },
): boolean {
  if (reason === 'take-back-collected') return origin === 'finance';
  return reason === 'owe-back-payment' && cause_id === posting.cause_id;
}

function otherPayment(posting: PostingRow, origin: PaymentOrigin, amountCents: Cents): FinePayment {
  return {
    allocationId: undefined,
    origin,
    on: posting.posted_on,
    amountCents,
    payerName: '',
    statementLine: '',
    receivedCents: centsFromDatabase(posting.amount_cents),
    asAdvance: false,
  };
}

/** What is still to be paid: of a fine that is not charged yet, what its advances leave. */
export function openCentsOf(
  { outstandingCents, paidCents }: FinePayments,
  fine: { readonly amountCents: Cents; readonly isNotified: boolean },
): Cents {
  return fine.isNotified ? outstandingCents : cents(Math.max(0, fine.amountCents - paidCents));
}
