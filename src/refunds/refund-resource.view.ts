import { withoutNulls } from '../platform/http/api-links';
import { camelCase } from '../platform/http/problem';
import type { RefundRequestResult } from './refund-requests.service';
import type { RefundRequest } from './refund-requests.repository';
import type { RefundResult } from './refund-events';
import type { AgedRefund, RefundFile } from './refund-list.service';
import type { RefundPaper } from './refund-papers.repository';
import type { KeptOrder, KeptPayee, Refund } from './refunds.types';
import type { WriteOff } from './write-offs.repository';
import type { WriteOffResult } from './write-offs.service';

type Resource = Readonly<Record<string, unknown>>;

/** A refund in a list. */
export function refundItem({ refund, ageDays }: AgedRefund, apiUrl: string): Resource {
  return { href: `${apiUrl}/refunds/${refund.id}`, ...refundFields(refund, ageDays, apiUrl) };
}

/** A refund with its history and its orders. */
export function refundResource({ refund, ageDays, steps, orders, papers }: RefundFile, apiUrl: string): Resource {
  return {
    self: `${apiUrl}/refunds/${refund.id}`,
    ...refundFields(refund, ageDays, apiUrl),
    steps: steps.map(({ verb, state, reason, takenByName, takenAt }) =>
      withoutNulls({
        verb: camelCase(verb),
        state: camelCase(state),
        reason: reason === '' ? undefined : reason,
        takenBy: takenByName,
        takenAt,
      }),
    ),
    orders: orders.map(orderFields),
    letters: letterItems(papers, apiUrl),
  };
}

/** Letters as a list names them. */
export function letterItems(papers: readonly RefundPaper[], apiUrl: string): Resource[] {
  return papers.map(({ documentId, language }) => ({
    href: `${apiUrl}/documents/${documentId}/content`,
    id: documentId,
    language,
  }));
}

function refundFields(refund: Refund, ageDays: number, apiUrl: string): Resource {
  const { id, state, ground, amountCents, returnBy, note, proposedOn, fine, movement, deposit, payee, version } =
    refund;
  return withoutNulls({
    id,
    state: camelCase(state),
    ground: camelCase(ground),
    amountCents,
    proposedOn,
    ageDays,
    returnBy,
    note: note === '' ? undefined : note,
    movement: movement && { href: `${apiUrl}/movements/${movement.id}`, id: movement.id },
    deposit: deposit && { href: `${apiUrl}/deposits/${deposit.id}`, id: deposit.id },
    fine: fine && {
      href: `${apiUrl}/fines/${fine.decisionId}`,
      id: fine.decisionId,
      decisionNumber: fine.number,
    },
    payee: payee && payeeFields(payee),
    approvedBy: refund.approvedByName,
    version,
  });
}

function payeeFields({ payee, name, account, reason, chosenByName, chosenAt }: KeptPayee): Resource {
  return { payee: camelCase(payee), name, ...account, reason, chosenBy: chosenByName, chosenAt };
}

function orderFields(order: KeptOrder): Resource {
  const { id, state, endToEndId, orderedAt, executedOn, bankStatus, bankReason, chargesCents } = order;
  return withoutNulls({
    id,
    state: camelCase(state),
    endToEndId,
    orderedAt,
    executedOn,
    bankStatus,
    bankReason: bankReason === '' ? undefined : bankReason,
    chargesCents,
  });
}

/** What a verb on a refund came to. */
export function refundResultResource(
  { refundId, state, amountCents, version }: RefundResult,
  apiUrl: string,
): Resource {
  return { self: `${apiUrl}/refunds/${refundId}`, id: refundId, state: camelCase(state), amountCents, version };
}

/** A write-off as it stands. */
export function writeOffResource(writeOff: WriteOff, apiUrl: string): Resource {
  const { id, decisionId, number, decisionReason } = writeOff;
  return withoutNulls({
    id,
    state: camelCase(writeOff.state),
    ground: camelCase(writeOff.ground),
    amountCents: writeOff.amountCents,
    revivedCents: writeOff.revivedCents || undefined,
    reason: writeOff.reason,
    fine: { href: `${apiUrl}/fines/${decisionId}`, id: decisionId, decisionNumber: number },
    proposedBy: writeOff.proposedByName,
    proposedAt: writeOff.proposedAt,
    decidedBy: writeOff.decidedByName,
    decidedAt: writeOff.decidedAt,
    decisionReason: decisionReason === '' ? undefined : decisionReason,
    version: writeOff.version,
  });
}

/** What a verb on a write-off came to. */
export function writeOffResultResource(
  { writeOffId, state, amountCents, version }: WriteOffResult,
  apiUrl: string,
): Resource {
  return { self: `${apiUrl}/writeOffs/${writeOffId}`, id: writeOffId, state: camelCase(state), amountCents, version };
}

/** A request under article 4bis paragraph 1 as it stands. */
export function requestResource(request: RefundRequest, apiUrl: string): Resource {
  const { id, decisionId } = request;
  return withoutNulls({
    self: `${apiUrl}/refundRequests/${id}`,
    id,
    state: camelCase(request.state),
    fine: { href: `${apiUrl}/fines/${decisionId}`, id: decisionId },
    formSentOn: request.formSentOn,
    receivedOn: request.receivedOn,
    proof: request.proof,
    requestReason: request.requestReason,
    recordedBy: request.recordedByName,
    recordedAt: request.recordedAt,
    decidedBy: request.decidedByName,
    decidedOn: request.decidedOn,
    decisionReason: request.decisionReason,
    cancelledCents: request.cancelledCents,
    owedBackCents: request.owedBackCents,
    version: request.version,
  });
}

/** What a verb on a request came to. */
export function requestResultResource(result: RefundRequestResult, apiUrl: string): Resource {
  const { requestId, state, version, cancelledCents, owedBackCents } = result;
  return withoutNulls({
    self: `${apiUrl}/refundRequests/${requestId}`,
    id: requestId,
    state: camelCase(state),
    cancelledCents,
    owedBackCents,
    version,
  });
}
