import { camelCase } from '../platform/http/problem';
import { movementItem, reasonJson } from '../statements/statement.view';
import type { PaymentResult } from './bookings.service';
import type { Allocation, CandidateFine } from './payments.types';
import type { MovementFile } from './suspense.service';

type Resource = Readonly<Record<string, unknown>>;

/** A movement with what was booked from it and what it may mean. */
export function movementResource(file: MovementFile, apiUrl: string): Resource {
  const { href, ...movement } = movementItem(file.movement, apiUrl);
  return {
    self: href,
    ...movement,
    ageDays: file.ageDays,
    allocations: file.allocations.map((allocation) => allocationItem(allocation, apiUrl)),
    candidates: file.candidates.map((candidate) => candidateItem(candidate, apiUrl)),
  };
}

/** What booking or reversing came to. */
export function paymentResource(result: PaymentResult, apiUrl: string): Resource {
  return {
    id: result.allocationId,
    movement: {
      href: `${apiUrl}/movements/${result.movementId}`,
      id: result.movementId,
      state: camelCase(result.movementState),
      version: result.version,
    },
    fine: {
      href: `${apiUrl}/fines/${result.decisionId}`,
      id: result.decisionId,
      decisionNumber: result.decisionNumber,
      outstandingCents: result.outstandingCents,
    },
    amountCents: result.amountCents,
    isAdvance: result.isAdvance,
  };
}

function allocationItem(allocation: Allocation, apiUrl: string): Resource {
  return {
    id: allocation.id,
    fine: { href: `${apiUrl}/fines/${allocation.decisionId}`, id: allocation.decisionId },
    decisionNumber: allocation.decisionNumber,
    amountCents: allocation.amountCents,
    kind: camelCase(allocation.kind),
    isAdvance: allocation.asAdvance,
    reason: reasonJson(allocation.reason),
    exception: allocation.exception && camelCase(allocation.exception),
    toldFinanceOn: allocation.toldFinanceOn,
    bookedAt: allocation.bookedAt,
    bookedBy: allocation.bookedByName,
    reversedAt: allocation.reversedAt,
    reversedBy: allocation.reversedByName,
    reversalReason: allocation.reversalReason,
  };
}

function candidateItem({ fine, reason, differences }: CandidateFine, apiUrl: string): Resource {
  return {
    fine: { href: `${apiUrl}/fines/${fine.decisionId}`, id: fine.decisionId },
    decisionNumber: fine.number,
    state: camelCase(fine.state),
    outstandingCents: fine.outstandingCents,
    reason: reasonJson(reason),
    differences: differences.map(({ code, agrees, params }) => ({ code: camelCase(code), agrees, params })),
  };
}
