import { formatIban, type Iban } from '../kernel/iban';
import type { UserId } from '../kernel/ids';
import { subtractCents, type Cents } from '../kernel/money';
import { isSepaAccount, type PayeeAccount } from './payee.rules';
import { isOwedInLaw, isReopened, paysFineFirst, REFUND_MACHINE, whyHeld, type RefundVerb } from './refund.rules';
import type { RefundFile } from './refund-list.service';
import type { KeptOrder, KeptPayee, Refund } from './refunds.types';
import { mayTakeBack } from './settlement-reversal.rules';

/** What the reader may do with a refund now. */
export interface RefundActions {
  readonly choosePayee: boolean;
  readonly approve: boolean;
  readonly sendBack: boolean;
  readonly refuse: boolean;
  readonly cancel: boolean;
  readonly orderByHand: boolean;
  readonly execute: boolean;
  readonly settle: boolean;
  /** The bank refused the order, and no report says so. */
  readonly reject: boolean;
  /** The debit that somebody else named is not its own. */
  readonly takeBackSettlement: boolean;
  /** A person named the debit: a treasurer may take it back, not this reader. */
  readonly isNamedSettlement: boolean;
  /** The letter to a payee without a fine of their own is still to be written. */
  readonly writeLetter: boolean;
  /** A treasurer, but it is their own work: another one decides. */
  readonly isOwnWork: boolean;
}

/** An account as it is printed: an IBAN in groups, else number, bank and country. */
export function accountText(account: PayeeAccount): string {
  if ('iban' in account) return formatIban(account.iban);
  return `${account.accountNumber} · ${account.bankIdentification} · ${account.country}`;
}

/** True when the money goes to another account than the one it came from: whoever approves should see it. */
export function goesElsewhere(refund: Pick<Refund, 'payee' | 'movement'>): boolean {
  const { payee, movement } = refund;
  const from = movement?.counterpartyAccount.replaceAll(' ', '') ?? '';
  if (payee === undefined || from === '') return false;
  return ('iban' in payee.account ? payee.account.iban : payee.account.accountNumber) !== (from as Iban);
}

/** What this reader may do; the service decides again. */
export function refundActions(
  refund: Refund,
  { orders, settlement, ...letters }: Pick<RefundFile, 'orders' | 'payeeLetter' | 'awaitsLetter' | 'settlement'>,
  reader: { readonly id: UserId; readonly permissions: ReadonlySet<string> },
): RefundActions {
  const can = (verb: RefundVerb): boolean => Object.hasOwn(REFUND_MACHINE.transitions[refund.state], verb);
  const prepares = reader.permissions.has('refund.prepare');
  const approves = reader.permissions.has('refund.approve');
  const isOwn = refund.proposedBy === reader.id || refund.preparedBy.includes(reader.id);
  const isFree = !isOwedInLaw(refund.ground);
  const { payee, isInBatch, isDebited, isTakingBackOpen, overturnedBy } = refund;
  const mayBePaid = isReopened(refund) && orders.some(({ state }) => state === 'rejected');
  const byHand = orders.find(({ state, batchId }) => state === 'ordered' && batchId === undefined);
  const stands = overturnedBy === undefined;
  const goesOut = whyHeld(refund) === undefined;
  const paysFine = paysFineFirst(refund) && isTakingBackOpen !== true;
  return {
    choosePayee: prepares && !isInBatch && goesOut && stands && (can('prepare') || can('change-payee')),
    approve: approves && !isOwn && can('approve') && !refund.isAtRecovery && goesOut,
    sendBack: approves && !isOwn && can('send-back'),
    refuse: approves && !isOwn && isFree && !isDebited && can('refuse'),
    cancel: prepares && (isFree || paysFine) && !isInBatch && !isDebited && can('cancel'),
    orderByHand: approves && goesOut && can('order') && payee !== undefined && !isSepaAccount(payee.account),
    execute: prepares && byHand !== undefined && byHand.executedOn === undefined,
    settle: prepares && (can('return') || refund.state === 'ordered' || mayBePaid),
    reject: prepares && can('reject') && orders.findLast(({ state }) => state === 'ordered')?.orderedBy !== reader.id,
    takeBackSettlement: mayTakeBack(refund.state, settlement, reader),
    isNamedSettlement: prepares && settlement?.namedBy !== undefined && !settlement.bearsName,
    writeLetter: prepares && letters.payeeLetter !== undefined && letters.awaitsLetter,
    isOwnWork: approves && isOwn && can('approve'),
  };
}

/** What the bank kept of money that came back by this line, less than was ordered; undefined when it is the whole. */
export function chargesOf(orders: readonly KeptOrder[], line: { readonly amountCents: Cents }): Cents | undefined {
  const settled = orders.findLast(({ state }) => state === 'settled');
  if (settled === undefined || line.amountCents >= settled.amountCents) return undefined;
  return subtractCents(settled.amountCents, line.amountCents);
}

/** A payee for a page: the account in one line. */
export function shownPayee(payee: KeptPayee | undefined): (KeptPayee & { readonly accountText: string }) | undefined {
  return payee && { ...payee, accountText: accountText(payee.account) };
}
