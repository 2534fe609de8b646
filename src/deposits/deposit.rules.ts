import { birthDateToIso, parseBirthDate } from '../kernel/birth-date';
import { parseIban } from '../kernel/iban';
import type { DecisionId } from '../kernel/ids';
import { addDays, compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import { accept, refuse, verdict, type Outcome, type Refusal, type Verdict } from '../kernel/outcome';
import { searchKey } from '../kernel/person-name';
import type { StateMachine } from '../kernel/state-machine';

export const DEPOSIT_STATES = [
  'announced',
  'letter-issued',
  'received',
  'held',
  'released-to-debtor',
  'released-to-state',
  'moved-to-payment',
  'returned-by-cdc',
  'cancelled',
] as const;
export type DepositState = (typeof DEPOSIT_STATES)[number];

export type DepositVerb =
  | 'issue-letter'
  | 'receive'
  | 'hold'
  | 'release-to-debtor'
  | 'release-to-state'
  | 'move-to-payment'
  | 'return'
  | 'correct'
  | 'cancel';

/** The life of a deposit with the Caisse des Dépôts (D4). The Caisse may tell that it holds what nobody told us had come. */
export const DEPOSIT_MACHINE: StateMachine<DepositState, DepositVerb> = {
  name: 'deposit',
  initial: 'announced',
  transitions: {
    announced: {
      'issue-letter': 'letter-issued',
      receive: 'received',
      hold: 'held',
      return: 'returned-by-cdc',
      correct: 'announced',
      cancel: 'cancelled',
    },
    'letter-issued': {
      receive: 'received',
      hold: 'held',
      return: 'returned-by-cdc',
      correct: 'letter-issued',
      cancel: 'cancelled',
    },
    received: { hold: 'held', return: 'returned-by-cdc', correct: 'received', cancel: 'cancelled' },
    held: {
      'release-to-debtor': 'released-to-debtor',
      'release-to-state': 'released-to-state',
      'move-to-payment': 'moved-to-payment',
      return: 'returned-by-cdc',
      cancel: 'cancelled',
    },
    'released-to-debtor': {},
    'released-to-state': {},
    'moved-to-payment': {},
    'returned-by-cdc': {},
    cancelled: {},
  },
};

/** States in which money is awaited, on its way or there; a fine has one such deposit of one payer at most. */
export const STANDING_STATES = ['announced', 'letter-issued', 'received', 'held'] as const satisfies DepositState[];

/** On what a step of a deposit rests (D29): the advice of the Caisse, the payer's proof, or a statement. */
export const EVIDENCE_SOURCES = ['advice', 'payer-proof', 'statement'] as const;
export type EvidenceSource = (typeof EVIDENCE_SOURCES)[number];

/** Who paid, as whoever announces the deposit gives it. It is not the debtor unless that is said (R3.2, trap 13). */
export interface TypedPayer {
  readonly payerFamilyName: string;
  readonly payerGivenNames?: string;
  readonly payerBirthDate?: string;
  readonly payerAddress?: string;
  readonly payerIban?: string;
  readonly payerIsDebtor?: boolean;
}

/** A payer in the form in which one is kept; what is not known is empty. */
export interface Payer {
  readonly familyName: string;
  readonly givenNames: string;
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; empty for a company. */
  readonly birthDate: string;
  readonly address: string;
  readonly iban: string;
  readonly isDebtor: boolean;
}

/**
 * The payer of a deposit (R3.4): names and birth date make the communication at the Caisse, so that a natural person (one with given
 * names) has both. Refuses on its field: `required` for the birth date, what `parseBirthDate` refuses, and what `parseIban` refuses.
 */
export function checkPayer(typed: TypedPayer, today: LegalDate): Verdict<Payer> {
  const given = typed.payerGivenNames ?? '';
  const refusals: Refusal[] = [];
  let birthDate = '';
  if (typed.payerBirthDate !== undefined) {
    const parsed = parseBirthDate(typed.payerBirthDate, today);
    if (parsed.ok) birthDate = birthDateToIso(parsed.value);
    else refusals.push({ ...parsed.refusal, field: 'payerBirthDate', rule: 'R3.4' });
  } else if (given !== '') {
    refusals.push({ code: 'required', field: 'payerBirthDate', rule: 'R3.4' });
  }
  const iban = typed.payerIban === undefined ? accept('') : parseIban(typed.payerIban, 'payerIban');
  if (!iban.ok) refusals.push(iban.refusal);
  return verdict(refusals, {
    familyName: typed.payerFamilyName,
    givenNames: given,
    birthDate,
    address: typed.payerAddress ?? '',
    iban: iban.ok ? iban.value : '',
    isDebtor: typed.payerIsDebtor ?? false,
  });
}

/** The names of a payer in search form: the same payer spelled otherwise announces no second deposit for the fine. */
export function payerKey({ familyName, givenNames }: Pick<Payer, 'familyName' | 'givenNames'>): string {
  return searchKey(`${familyName} ${givenNames}`);
}

/**
 * Whether a deposit can be announced: for a decision that stands signed, notified or not (payable or to be so).
 * Refuses `deposit-decision-state` (params `state`).
 */
export function checkAnnouncement(decisionState: string): Outcome<string> {
  return decisionState === 'signed' || decisionState === 'notified'
    ? accept(decisionState)
    : refuse('deposit-decision-state', { rule: 'R3.4', params: { state: decisionState } });
}

/** The evidence of a step. Refuses `deposit-day-in-future` (field `datedOn`): nothing is recorded before it happened. */
export function checkHappened(on: LegalDate, today: LegalDate, field: string): Outcome<LegalDate> {
  return compareDates(on, today) > 0
    ? refuse('deposit-day-in-future', { field, rule: 'D29', params: { today } })
    : accept(on);
}

/** The last day of an announcement; afterwards it is listed as lapsed until a person cancels it or the money comes (R3.7). */
export function lapsesOn(announcedOn: LegalDate, announcementDays: number): LegalDate {
  return addDays(announcedOn, announcementDays);
}

/** What of a deposit counts for its lapse and its hold. */
export interface DepositStanding {
  readonly decisionId: DecisionId;
  readonly state: DepositState;
  readonly announcedOn: LegalDate;
  readonly lapsesOn: LegalDate;
  readonly receivedOn: LegalDate | undefined;
  readonly heldOn: LegalDate | undefined;
}

/** True when the money was announced and has not come in time. Says nothing about whether it will. */
export function isLapsed({ state, lapsesOn }: Pick<DepositStanding, 'state' | 'lapsesOn'>, today: LegalDate): boolean {
  return (state === 'announced' || state === 'letter-issued') && compareDates(today, lapsesOn) > 0;
}

/** What holds the recovery of a fine because of a deposit; `until` is absent while money lies there. */
export interface DepositHold {
  readonly decisionId: DecisionId;
  readonly kind: 'deposit' | 'deposit-announced';
  readonly from: LegalDate;
  readonly until?: LegalDate;
  readonly reason: DepositState;
}

/**
 * Money with the Caisse holds recovery until its outcome, and an announcement until it lapses (D8, R7.9, trap 12). Payability is another
 * matter and stays. Undefined when nothing is held any more.
 */
export function holdOf(deposit: DepositStanding, today: LegalDate): DepositHold | undefined {
  const { decisionId, state, announcedOn } = deposit;
  if (state === 'received' || state === 'held') {
    return { decisionId, kind: 'deposit', from: deposit.receivedOn ?? deposit.heldOn ?? announcedOn, reason: state };
  }
  const awaited = state === 'announced' || state === 'letter-issued';
  if (!awaited || isLapsed(deposit, today)) return undefined;
  return { decisionId, kind: 'deposit-announced', from: announcedOn, until: deposit.lapsesOn, reason: state };
}

/** The difference between what was announced, or is owed, and what lies there; 0 when nothing is known. It is shown, never adjusted. */
export function differenceCents(heldCents: Cents | undefined, expectedCents: Cents): number {
  return heldCents === undefined ? 0 : heldCents - expectedCents;
}
