import type { RefundId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import type { DomainEvent } from '../platform/database/transactions';
import type { RefundState } from './refund.rules';
import type { Refund, StepToTake } from './refunds.types';

/** A verb on a refund, done. */
export interface RefundResult {
  readonly refundId: RefundId;
  readonly state: RefundState;
  readonly amountCents: Cents;
  readonly version: number;
}

export function resultOf(
  { id, amountCents }: Refund,
  { state, version }: { readonly state: RefundState; readonly version: number },
): RefundResult {
  return { refundId: id, state, amountCents, version };
}

const EVENTS: Readonly<Record<string, DomainEvent['type']>> = {
  prepare: 'refund.prepared',
  'change-payee': 'refund.payee-changed',
  'send-back': 'refund.sent-back',
  approve: 'refund.approved',
  refuse: 'refund.refused',
  cancel: 'refund.cancelled',
  stop: 'refund.stopped',
  fall: 'refund.taken-back',
  order: 'refund.ordered',
  execute: 'refund.executed',
  settle: 'refund.paid',
  reject: 'refund.rejected',
  return: 'refund.returned',
  'await-debit': 'refund.settlement-taken-back',
  reopen: 'refund.settlement-taken-back',
};

/** The event of a step, in the file of the fine when there is one; what a person wrote is kept as a commitment only. */
export function refundEvent(refund: Refund, { verb, state, reason, payeeId }: StepToTake): DomainEvent {
  const { id, departmentId, ground, amountCents, fine } = refund;
  return {
    type: EVENTS[verb] ?? `refund.${verb}`,
    subjectKind: 'refund',
    subjectId: id,
    departmentId,
    ...(fine !== undefined && { caseId: fine.offenceId, personId: fine.personId }),
    detail: { ground, amountCents, state, ...(payeeId !== undefined && { payeeId }) },
    ...(reason !== undefined && { personal: { reason } }),
  };
}
