import type { Person } from './whole-file.steps';

export interface ModelFine {
  state: 'signed' | 'notified' | 'withdrawn';
  chargedCents: number;
  cancelledCents: number;
  writtenOffCents: number;
  withdrawalBy: Person | undefined;
}

export interface ModelBooking {
  readonly credit: number;
  readonly fine: number;
  readonly cents: number;
  /** Kept for a fine that is not notified. */
  isAdvance: boolean;
  state: 'standing' | 'reversed' | 'owed-back';
}

export interface ModelRefund {
  readonly from: { readonly credit: number; readonly ground: string } | { readonly claim: number };
  readonly cents: number;
  state: 'proposed' | 'prepared' | 'approved' | 'ordered' | 'paid' | 'returned' | 'cancelled';
  isOwed: boolean;
  orderedBy: Person | undefined;
  readonly hands: (Person | 'signatory')[];
}

export interface ModelDeposit {
  readonly fine: number;
  state: 'announced' | 'held' | 'moved-to-payment' | 'released-to-debtor' | 'returned-by-cdc';
  heldCents: number;
  toStateCents: number;
  isOwedBack: boolean;
  release: { readonly kind: string; readonly by: Person | 'signatory' } | undefined;
}

export interface ModelWriteOff {
  readonly fine: number;
  readonly cents: number;
  readonly by: Person;
  state: 'proposed' | 'approved';
}
