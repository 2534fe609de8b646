import { subtractCents, type Cents } from '../kernel/money';
import type { KeptMovement, PendingMovement } from '../statements/statements.types';
import type { MovementToMatch } from './evidence.rules';

/** What of a movement is neither booked nor to go back. */
export function remainingCents({
  amountCents,
  allocatedCents,
  refundCents,
}: Pick<KeptMovement, 'amountCents' | 'allocatedCents' | 'refundCents'>): Cents {
  return subtractCents(subtractCents(amountCents, allocatedCents), refundCents);
}

/** A kept movement as the rules of matching read it. */
export function movementToMatch(movement: PendingMovement): MovementToMatch {
  const {
    transactionCode: code,
    ultimateDebtor,
    counterpartyName: name,
    counterpartyAccount: account,
    rTransaction,
  } = movement;
  return {
    direction: movement.direction,
    amountCents: remainingCents(movement),
    communication: movement.communication,
    information: movement.information,
    counterparty: {
      ...(ultimateDebtor !== '' && { ultimateDebtor }),
      ...(name !== '' && { name }),
      ...(account !== '' && { account }),
    },
    transactionCode: {
      type: code.slice(0, 1),
      family: code.slice(1, 3),
      transaction: code.slice(3, 5),
      category: code.slice(5, 8),
    },
    ...(rTransaction !== undefined && { rTransaction }),
  };
}
