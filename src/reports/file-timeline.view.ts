import { centsFromDatabase } from '../kernel/money';
import type { Message, MessageParams } from '../ui/message';
import type { AllocationRow } from './file-money.repository';
import { matchReason, statementLine, statementNumber } from './file-money.view';
import type { EventRow } from './file-timeline.repository';
import type { DecisionRow, NotificationRow, OffenceRow, ReturnRow } from './file.repository';

/** Every type of event that a file can hold; each has its words under `events.<type>` in all languages. */
export const EVENT_TYPES = [
  'person.registered',
  'person.corrected',
  'person.taken-over',
  'offence-draft.saved',
  'hearing.invitation-issued',
  'hearing.facts-confirmed',
  'offence.recorded',
  'offence.closed',
  'offence.reopened',
  'offence.taken-up',
  'offence.voided',
  'offence.liability-corrected',
  'person-flag.recorded',
  'person-flag.lifted',
  'decision.taken-over',
  'decision.drafted',
  'decision.edited',
  'decision.submitted',
  'decision.returned',
  'decision.signed',
  'decision.cancelled',
  'decision.withdrawn',
  'decision.annulled',
  'decision.reinstated',
  'withdrawal.proposed',
  'withdrawal.refused',
  'notification.recorded',
  'notification.sent',
  'notification.fact-recorded',
  'notification.day-corrected',
  'decision.remedies-missing',
  'decision.remedies-stated',
  'fine.charged',
  'fine.advance-settled',
  'payment.advanced',
  'payment.allocated',
  'payment.reversed',
  'payment.paper-issued',
  'payer-account.learnt',
  'payer-account.forgotten',
  'proof.shown',
  'proof.ended',
  'statement.received',
  'statement.accepted',
  'deposit.announced',
  'deposit.letter-issued',
  'deposit.letter-kept',
  'deposit.received',
  'deposit.held',
  'deposit.advice-linked',
  'deposit.advice-set-aside',
  'deposit.corrected',
  'deposit.release-proposed',
  'deposit.release-refused',
  'deposit.release-stopped',
  'deposit.released-to-debtor',
  'deposit.released-to-state',
  'deposit.moved-to-payment',
  'deposit.returned-by-cdc',
  'deposit.cancelled',
  'deposit.wrong-account-decided',
  'appeal.recorded',
  'appeal.entered-on-roll',
  'appeal.corrected',
  'appeal.withdrawn',
  'appeal.mistaken',
  'appeal.remedy-withdrawn',
  'appeal.registry-checked',
  'appeal.registry-check-mistaken',
  'judgment.recorded',
  'judgment.became-final',
  'judgment.contested',
  'judgment.resumed',
  'judgment.noted',
  'judgment.remedy-numbered',
  'judgment.replaced',
  'judgment.refused',
  'judgment.confirmed',
  'refund.proposed',
  'refund.prepared',
  'refund.payee-changed',
  'refund.sent-back',
  'refund.approved',
  'refund.refused',
  'refund.cancelled',
  'refund.stopped',
  'refund.taken-back',
  'refund.ordered',
  'refund.executed',
  'refund.paid',
  'refund.rejected',
  'refund.returned',
  'refund.settlement-taken-back',
  'refund.paper-issued',
  'refund-request.form-sent',
  'refund-request.received',
  'refund-request.granted',
  'refund-request.refused',
  'refund-request.closed',
  'write-off.proposed',
  'write-off.approved',
  'write-off.refused',
  'write-off.cancelled',
  'write-off.lapsed',
  'write-off.revived',
  'write-off.revival-ended',
  'document.viewed',
  'document.attached',
  'document.returned',
  'evidence.attached',
  'recovery.prepared',
  'recovery.held',
  'recovery.hold-ended',
  'claim.offered',
  'claim.acknowledged',
  'claim.rejected',
  'claim.payment-received',
  'claim.payment-taken-back',
  'claim.amount-changed',
  'claim.collected',
  'claim.collection-reversed',
  'claim.collection-taken-back',
  'deposit.money-received',
  'deposit.money-taken-back',
  'claim.remitted',
  'claim.remittance-taken-back',
  'claim.costs-incurred',
  'claim.plan-agreed',
  'claim.irrecoverable',
  'claim.prescribed',
  'claim.recall-asked',
  'claim.recalled',
  'claim.recall-refused',
  'claim.closed',
  'claim-report.applied',
  'claim-report.late',
  'claim-report.quarantined',
  'case-report.exported',
] as const;

/** One thing that happened, in words. */
export interface TimelineItem {
  readonly type: string;
  readonly at: Date;
  readonly by: TimelineActor;
  readonly title: Message;
  readonly details: readonly Message[];
  /** What a person wrote: a reason, a note. */
  readonly words: string | undefined;
}

/** Who did it. A person is shown with the role in which the act was done. */
export type TimelineActor =
  | { readonly kind: 'user'; readonly name: string; readonly role: string | undefined }
  | { readonly kind: 'machine' | 'system'; readonly name: string };

/** What the story's sentences take their values from. */
export interface StoryFacts {
  readonly offence: OffenceRow;
  readonly decision: DecisionRow | undefined;
  readonly returns: readonly ReturnRow[];
  readonly notifications: readonly NotificationRow[];
  readonly allocations: readonly AllocationRow[];
}

interface Told {
  readonly details: readonly Message[];
  readonly words?: string | undefined;
}

type Teller = (event: EventRow, facts: StoryFacts) => Told;

/** Types whose sentence takes values, or adds what a person wrote. All others have one sentence, with at most the amounts of the event. */
const TELLERS: Readonly<Record<string, Teller>> = {
  'offence.recorded': (event, { offence }) => ({ details: [text(event, 'text', { on: offence.facts_on ?? '' })] }),
  'offence.closed': (event, { offence }) => ({ details: [text(event)], words: offence.discretion }),
  'offence.reopened': (event, { offence }) => ({ details: [text(event)], words: offence.reopen_reason }),
  'decision.drafted': (event, { decision }) => ({
    details: [text(event, 'text', { amountCents: decision ? centsFromDatabase(decision.amount_cents) : 0 })],
  }),
  'decision.returned': (event, { returns }) => ({
    details: [text(event)],
    words: returns.find(({ id }) => id === stringIn(event, 'returnId'))?.reason,
  }),
  'decision.signed': (event, { decision }) => ({
    details: [text(event, 'text', { number: decision?.number ?? stringIn(event, 'number') ?? '' })],
  }),
  'decision.cancelled': (event, { decision }) => ({
    details: [text(event)],
    words: decision?.cancel_reason ?? undefined,
  }),
  'decision.withdrawn': (event, { decision }) => ({
    details: [text(event, 'text', { number: decision?.number ?? stringIn(event, 'number') ?? '' })],
    words: decision?.withdrawal_reason ?? undefined,
  }),
  'notification.recorded': tellNotification,
  'notification.sent': tellRegister,
  'notification.fact-recorded': tellRegister,
  'notification.day-corrected': tellRegister,
  'fine.charged': (event, { decision }) => ({
    details: [text(event, 'text', { amountCents: amountIn(event, decision?.amount_cents) })],
  }),
  'payment.advanced': tellPayment,
  'payment.allocated': tellPayment,
  'payment.reversed': tellReversal,
  'statement.accepted': tellStatement,
  'recovery.held': (event) => {
    const from = stringIn(event, 'from');
    return { details: from === undefined ? [] : [text(event, 'text', { from })] };
  },
};

/** The story of a file, oldest first, in the order in which it was written down. */
export function timelineOf(events: readonly EventRow[], facts: StoryFacts): TimelineItem[] {
  return events.map((event) => {
    const told = TELLERS[event.type]?.(event, facts) ?? { details: [text(event, 'text', amountsIn(event))] };
    return {
      type: event.type,
      at: event.occurred_at,
      by: actorOf(event),
      title: { key: `events.${event.type}.title` },
      details: told.details,
      words: told.words,
    };
  });
}

/** The area of work to which a type belongs, so that somebody with several roles is shown in the right one. */
const ROLE_OF_TYPE: readonly (readonly [RegExp, string])[] = [
  [/^(decision\.(signed|returned|withdrawn)|withdrawal\.refused)$/, 'signatory'],
  [/^(payment|statement)\./, 'cashier'],
  [/./, 'agent'],
];

function actorOf({ actor_kind, actor_id, actor_name, actor_roles, type }: EventRow): TimelineActor {
  if (actor_kind !== 'user') return { kind: actor_kind, name: actor_id };
  const fitting = ROLE_OF_TYPE.find(([pattern, role]) => pattern.test(type) && actor_roles.includes(role));
  return { kind: 'user', name: actor_name ?? actor_id, role: fitting?.[1] ?? actor_roles[0] };
}

function text({ type }: EventRow, name = 'text', params: MessageParams = {}): Message {
  return { key: `events.${type}.${name}`, params };
}

function tellNotification(event: EventRow, { notifications }: StoryFacts): Told {
  const row = notifications.find(({ id }) => id === stringIn(event, 'notificationId')) ?? notifications.at(-1);
  if (row === undefined) return { details: [] };
  const params = { on: row.acted_on, until: row.last_day };
  return {
    details: [
      text(event, row.receipt === 'refused' ? 'text-refused' : `text-${row.channel}`, params),
      text(event, 'effect', params),
    ],
    words: row.receipt_note === '' ? undefined : row.receipt_note,
  };
}

/** What was recorded of a sending, and of which day it is. */
function tellRegister(event: EventRow): Told {
  const on = stringIn(event, 'happenedOn');
  const kind = stringIn(event, 'kind') ?? 'sent';
  return { details: [{ key: `register.fact.${kind}` }, ...(on === undefined ? [] : [text(event, 'text', { on })])] };
}

function tellPayment(event: EventRow, facts: StoryFacts): Told {
  const row = allocationOf(event, facts);
  if (row === undefined) return { details: [text(event, 'text', { amountCents: amountIn(event, undefined) })] };
  return {
    details: [
      text(event, 'text', { amountCents: centsFromDatabase(row.amount_cents) }),
      statementLine(row),
      matchReason(row),
    ],
  };
}

function tellReversal(event: EventRow, facts: StoryFacts): Told {
  const row = allocationOf(event, facts);
  return {
    details: [text(event, 'text', { amountCents: amountIn(event, row?.amount_cents) })],
    words: row?.reversal_reason ?? undefined,
  };
}

function tellStatement(event: EventRow, { allocations }: StoryFacts): Told {
  const row = allocations.find(({ statement_id }) => statement_id === event.subject_id);
  if (row === undefined) return { details: [text(event, 'text-unnumbered')] };
  return { details: [text(event, 'text', { statement: statementNumber(row), iban: row.iban })] };
}

/** The booking that an event is about: its subject, or named in its detail. */
function allocationOf(event: EventRow, { allocations }: StoryFacts): AllocationRow | undefined {
  const ids = [event.subject_id, stringIn(event, 'allocationId')];
  return allocations.find(({ id }) => ids.includes(id));
}

function stringIn(event: EventRow, name: string): string | undefined {
  const value = event.detail[name];
  return typeof value === 'string' ? value : undefined;
}

/** The amounts that a sentence about money may name; one that is not known is nothing. */
function amountsIn({ detail }: EventRow): MessageParams {
  return Object.fromEntries(
    ['amountCents', 'owedBackCents', 'outstandingCents', 'restoredCents', 'stoppedCents', 'owedAgainCents'].map(
      (name) => [name, typeof detail[name] === 'number' ? detail[name] : 0],
    ),
  );
}

function amountIn(event: EventRow, otherwise: string | undefined): number {
  const value = event.detail['amountCents'];
  return typeof value === 'number' ? value : centsFromDatabase(otherwise ?? 0);
}
