import { DECISION_MACHINE, type DecisionState } from '../decisions/decision.rules';
import { checkFreeText } from '../kernel/free-text';
import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { nextState } from '../kernel/state-machine';
import { appealWindow, type AppealMode, type AppealWindow } from './appeal-window.rules';

/** The signed decision that is notified. */
export interface DecisionToNotify {
  readonly state: DecisionState;
  readonly signedOn: LegalDate;
  /** Somebody else who must pay was told before: the decision is notified already, and is again (D21). */
  readonly isFurther?: boolean;
  /** Where the addressee's letter goes is known: nothing is posted to nowhere. */
  readonly hasAddress?: boolean;
}

/** Handed over: the receipt is signed, or the refusal to sign is written on the act, which does not vitiate it (R2.10). */
export interface HandOver {
  readonly handedOverOn: LegalDate;
  readonly receipt: 'signed' | 'refused' | undefined;
  /** What was written on the act when the person refused to sign. */
  readonly receiptNote: string;
}

/** Given to the post: ordinary, or registered without acknowledgement. */
export interface Posting {
  readonly postedOn: LegalDate;
  /** Number of the registered item, or of the dispatch list for ordinary post. */
  readonly postingReference: string;
}

/** Registered with acknowledgement and presented at the address, collected or not (4A point 2, D27). */
export interface Presentation {
  readonly presentedOn: LegalDate;
  readonly postingReference: string;
}

/** The notification as it is kept. */
export interface DecisionNotified {
  readonly state: DecisionState;
  readonly channel: AppealMode;
  /** The day handed over, presented or posted. */
  readonly actedOn: LegalDate;
  readonly receipt: 'signed' | 'refused' | undefined;
  readonly receiptNote: string;
  readonly postingReference: string;
  /** Due at once, from the day of notification (R3.1); an appeal does not suspend it (R4.2, trap 12). */
  readonly payableFrom: LegalDate;
  readonly window: AppealWindow;
}

/** Longest reference of a posting. */
const REFERENCE_MAX_LENGTH = 100;

/** Longest note on a refusal to sign. */
const NOTE_MAX_LENGTH = 2_000;

/**
 * The decision was handed over. Refuses `illegal-transition`; `notified-in-future` and `notified-before-signature` on
 * `handedOverOn`; `receipt-missing` on `receipt`; `required` on `receiptNote` when the person refused to sign (R2.10).
 */
export function decideHandOver(
  decision: DecisionToNotify,
  handOver: HandOver,
  today: LegalDate,
): Outcome<DecisionNotified> {
  const act = checkAct(decision, { mode: 'hand', day: handOver.handedOverOn, field: 'handedOverOn' }, today);
  if (!act.ok) return act;
  const { receipt } = handOver;
  if (receipt === undefined) return refuse('receipt-missing', { field: 'receipt', rule: 'R2.10' });
  const note = checkFreeText(handOver.receiptNote, { field: 'receiptNote', rule: 'R2.10', max: NOTE_MAX_LENGTH });
  const isNoteNeeded = receipt === 'refused' || handOver.receiptNote.trim() !== '';
  if (isNoteNeeded && !note.ok) return note;
  return accept({ ...act.value, receipt, receiptNote: note.ok ? note.value : '', postingReference: '' });
}

/**
 * The decision was posted. Refuses like `decideHandOver` on `postedOn`, `required` on `postingReference`, and
 * `posted-without-address` on `addresseeId`: no window runs from a letter that went nowhere (rules.md 4A point 3).
 */
export function decidePosting(
  decision: DecisionToNotify,
  posting: Posting,
  today: LegalDate,
): Outcome<DecisionNotified> {
  const act = { mode: 'post', day: posting.postedOn, field: 'postedOn' } as const;
  return byPost(decision, act, posting.postingReference, today);
}

/** The registered letter was presented. Refuses like `decidePosting`, on `presentedOn`. */
export function decidePresentation(
  decision: DecisionToNotify,
  presentation: Presentation,
  today: LegalDate,
): Outcome<DecisionNotified> {
  const act = { mode: 'registered-ar', day: presentation.presentedOn, field: 'presentedOn' } as const;
  return byPost(decision, act, presentation.postingReference, today);
}

/** The day from which the fine is due: handed over, presented, or deemed received on the third working day (R3.1, D6). */
export function payableFrom(window: AppealWindow): LegalDate {
  return window.mode === 'post' ? window.firstDay : window.date;
}

interface Act {
  readonly mode: AppealMode;
  readonly day: LegalDate;
  readonly field: string;
}

function byPost(decision: DecisionToNotify, act: Act, reference: string, today: LegalDate): Outcome<DecisionNotified> {
  const checked = checkAct(decision, act, today);
  if (!checked.ok) return checked;
  if (decision.hasAddress === false)
    return refuse('posted-without-address', { field: 'addresseeId', rule: '4A point 3' });
  const limits = { field: 'postingReference', rule: '4A point 3', max: REFERENCE_MAX_LENGTH };
  const postingReference = checkFreeText(reference, limits);
  if (!postingReference.ok) return postingReference;
  return accept({ ...checked.value, receipt: undefined, receiptNote: '', postingReference: postingReference.value });
}

type CheckedAct = Pick<DecisionNotified, 'state' | 'channel' | 'actedOn' | 'payableFrom' | 'window'>;

/** State and day of the act, whatever the channel. */
function checkAct(decision: DecisionToNotify, { mode, day, field }: Act, today: LegalDate): Outcome<CheckedAct> {
  const isAgain = decision.isFurther === true && decision.state === 'notified';
  const state = isAgain ? accept(decision.state) : nextState(DECISION_MACHINE, decision.state, 'notify');
  if (!state.ok) return state;
  if (compareDates(day, today) > 0) return refuse('notified-in-future', { field, rule: 'R3.1', params: { today } });
  if (compareDates(day, decision.signedOn) < 0) {
    return refuse('notified-before-signature', { field, rule: 'R2.3', params: { signedOn: decision.signedOn } });
  }
  const window = appealWindow({ mode, date: day });
  if (!window.ok) return window;
  return accept({
    state: state.value,
    channel: mode,
    actedOn: day,
    payableFrom: payableFrom(window.value),
    window: window.value,
  });
}
