import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import { isOpen, type AppealWindow } from '../notifications/appeal-window.rules';

/** The states of a decision; `returned` is a draft that came back from the signatory with a reason. */
export type DecisionState =
  'draft' | 'returned' | 'submitted' | 'signed' | 'notified' | 'cancelled' | 'withdrawn' | 'annulled';

/** How far the money of one fine is. Never mixed with the decision's state: the two go their own ways. */
export type MoneyState = 'not-due' | 'open' | 'partly-paid' | 'settled' | 'cancelled';

/** How far the month for an appeal is. */
export type WindowState = 'not-started' | 'running' | 'passed' | 'unexpiring' | 'ended';

/** What the ledger says of one fine, in cents. `advanceCents` came before the notification and pays at the notification (D26). */
export interface FineAmounts {
  readonly chargedCents: Cents;
  readonly cancelledCents: Cents;
  readonly writtenOffCents: Cents;
  readonly paidCents: Cents;
  readonly outstandingCents: Cents;
  readonly advanceCents: Cents;
  /** Paid on a decision that fell, and to be refunded. */
  readonly owedBackCents: Cents;
}

/** Payable at once when notified (R3.1); before that nothing is due, whatever has come in, nor after a withdrawal (R2.12). */
export function moneyState(amounts: FineAmounts, decisionState?: DecisionState): MoneyState {
  if (decisionState === 'withdrawn') return 'cancelled';
  if (amounts.chargedCents === 0) return 'not-due';
  if (amounts.cancelledCents >= amounts.chargedCents) return 'cancelled';
  if (amounts.outstandingCents <= 0) return 'settled';
  return amounts.paidCents > 0 ? 'partly-paid' : 'open';
}

/**
 * Without a notification no month runs (4A point 1), and none goes on for a decision that was withdrawn (R2.12). It does not expire
 * for whoever was told and no longer counts as told: the letter came back (D27) or lacks the remedies (4A point 11, trap 11).
 */
export function windowState(
  window: AppealWindow | undefined,
  today: LegalDate,
  decisionState?: DecisionState,
  wasTold = false,
): WindowState {
  if (decisionState === 'withdrawn') return 'ended';
  if (window === undefined) return wasTold ? 'unexpiring' : 'not-started';
  return isOpen(window, today) ? 'running' : 'passed';
}

/** What the rules about the next step look at. */
export interface StepFacts {
  readonly offenceState: 'recorded' | 'closed' | 'void';
  readonly decision:
    | {
        readonly id: string;
        readonly state: DecisionState;
        /** Everyone who has a hand in it (D33). */
        readonly authorIds: readonly string[];
      }
    | undefined;
  readonly money: MoneyState;
  readonly window: WindowState;
  /** Notified by an earlier administration in a way that is not on file here, so that no window is known. */
  readonly isTakenOver?: boolean;
  /** Of a file that counts no more: its facts were recorded again in another one (D22). */
  readonly isRecordedAgain?: boolean;
  /** Money is announced to the Caisse or lies there: nobody is in default meanwhile (D8, trap 12). */
  readonly isDeposited?: boolean;
}

/** Who looks: only what this person may do is offered as a step. */
export interface StepReader {
  readonly userId: string | undefined;
  readonly permissions: ReadonlySet<string>;
}

/** `do`: a link for this person. `wait`: somebody else, or time. `done`: nothing follows. The words are `file.next.<code>`. */
export type NextStep =
  | { readonly kind: 'do'; readonly code: string; readonly href: string }
  | { readonly kind: 'wait' | 'done'; readonly code: string };

/** What follows where no decision was drafted: a void file is one that was closed without a fine and opened again (R1.0.2). */
const WITHOUT_DECISION: Readonly<Record<StepFacts['offenceState'], NextStep>> = {
  recorded: { kind: 'wait', code: 'decision-to-draft' },
  closed: { kind: 'done', code: 'closed-without-fine' },
  void: { kind: 'done', code: 'reopened' },
};

/** The one step that comes next in a file, as far as this person is concerned. */
export function nextStep(facts: StepFacts, reader: StepReader): NextStep {
  const { decision } = facts;
  if (decision === undefined)
    return facts.isRecordedAgain === true
      ? { kind: 'done', code: 'recorded-again' }
      : WITHOUT_DECISION[facts.offenceState];
  switch (decision.state) {
    case 'draft':
    case 'returned':
      return reader.permissions.has('decision.draft')
        ? {
            kind: 'do',
            code: decision.state === 'returned' ? 'correct-draft' : 'finish-draft',
            href: decisionPath(decision.id),
          }
        : { kind: 'wait', code: 'drafter' };
    case 'submitted':
      return stepOfSubmitted(decision, reader);
    case 'signed':
      return reader.permissions.has('notification.record')
        ? { kind: 'do', code: 'notify', href: notificationPath(decision.id) }
        : { kind: 'wait', code: 'notification' };
    case 'notified':
      return stepOfNotified(facts, reader);
    case 'cancelled':
    case 'withdrawn':
    case 'annulled':
      return { kind: 'done', code: decision.state };
  }
}

/** Four eyes: who has a hand in it is told that another must sign. */
function stepOfSubmitted(decision: NonNullable<StepFacts['decision']>, reader: StepReader): NextStep {
  if (!reader.permissions.has('decision.sign')) return { kind: 'wait', code: 'signature' };
  return reader.userId !== undefined && decision.authorIds.includes(reader.userId)
    ? { kind: 'wait', code: 'other-signature' }
    : { kind: 'do', code: 'sign', href: decisionPath(decision.id) };
}

/** Nobody is in default of a month that does not run: somebody has to be told again (D27, trap 11). */
function stepOfUnexpiring(decision: StepFacts['decision'], reader: StepReader): NextStep {
  return reader.permissions.has('notification.record') && decision !== undefined
    ? { kind: 'do', code: 'tell-again', href: registerPath(decision.id) }
    : { kind: 'wait', code: 'tell-again' };
}

function stepOfNotified(
  { decision, money, window, isTakenOver, isDeposited = false }: StepFacts,
  reader: StepReader,
): NextStep {
  const isWindowUnknown = isTakenOver === true && window === 'not-started';
  if (window === 'unexpiring') return stepOfUnexpiring(decision, reader);
  if (money === 'settled' && isWindowUnknown) return { kind: 'done', code: 'settled-taken-over' };
  if (money === 'settled')
    return window === 'running' ? { kind: 'wait', code: 'window' } : { kind: 'done', code: 'settled' };
  if (isDeposited) return { kind: 'wait', code: 'deposit' };
  // R2.11, R4.2: payable at once, whatever the window does.
  if (reader.permissions.has('payment.allocate')) return { kind: 'do', code: 'look-in-suspense', href: '/suspense' };
  if (isWindowUnknown) return { kind: 'wait', code: 'payment-taken-over' };
  return { kind: 'wait', code: window === 'running' ? 'payment' : 'payment-after-window' };
}

/** Where the attempts to tell of a decision are recorded. */
export function registerPath(decisionId: string): string {
  return `/decisions/${decisionId}/register`;
}

/** Where a decision is drafted, read and signed. */
export function decisionPath(decisionId: string): string {
  return `/decisions/${decisionId}`;
}

/** Where the withdrawal of a decision is proposed and decided. */
export function withdrawalPath(decisionId: string): string {
  return `/decisions/${decisionId}/withdrawal`;
}

/** Where a deposit is followed and released. */
export function depositPath(depositId: string): string {
  return `/deposits/${depositId}`;
}

/** Where the hand-over or posting of a decision is recorded. */
export function notificationPath(decisionId: string): string {
  return `/decisions/${decisionId}/notification`;
}

/** The end of `file.dimension.money.…`: what is owed back goes before all, an advance before that nothing is due. */
export function moneyWords(state: MoneyState, { advanceCents, owedBackCents }: FineAmounts): string {
  if (owedBackCents > 0) return 'owed-back';
  return state === 'not-due' && advanceCents > 0 ? 'advance' : state;
}
