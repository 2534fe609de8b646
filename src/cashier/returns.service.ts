import { Injectable } from '@nestjs/common';
import type { MovementId, RefundId } from '../kernel/ids';
import { compareDates } from '../kernel/legal-calendar';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { Bookings } from '../payments/bookings.service';
import { remainingCents } from '../matching/movement-evidence.rules';
import { Transactions, type Actor } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { Refused } from '../platform/refused';
import { RefundProposals } from '../refunds/refund-proposals.service';
import { MovementsService } from '../statements/movements.service';
import type { ProposeReturn } from './cashier.commands';

/** What is to go back, once others have approved it. */
export interface ReturnResult {
  readonly movementId: MovementId;
  readonly refundId: RefundId;
  readonly amountCents: number;
  readonly version: number;
}

/** Money in suspense that goes back to whoever sent it: proposed here, approved and paid elsewhere (R5). */
@Injectable()
export class ReturnsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly movements: MovementsService,
    private readonly bookings: Bookings,
    private readonly refunds: RefundProposals,
  ) {}

  /**
   * Proposes that what is left of a movement goes back. What was no debt at all goes back by a day, at the latest (R5.4). Refuses
   * `changed-since-read`, `movement-not-in-suspense`, `return-day-missing`, `return-day-past`, and what `RefundProposals.propose` refuses.
   */
  propose(actor: Actor, movementId: MovementId, command: ProposeReturn): Promise<ReturnResult> {
    return this.transactions.run(actor, async (tx) => {
      const { ground, decisionNumber, note } = command;
      const decisionId = decisionNumber === undefined ? undefined : await this.bookings.meant(tx, { decisionNumber });
      await this.bookings.lock(tx, [movementId], decisionId === undefined ? [] : [decisionId]);
      const movement = await this.movements.find(tx, movementId);
      checkVersion(movement, command.version);
      const { state, departmentId } = movement;
      if (state !== 'suspense')
        throw new Refused({ code: 'movement-not-in-suspense', field: 'movementId', params: { state } });
      const returnBy = command.returnBy === undefined ? undefined : legalDate(command.returnBy);
      if ((ground === 'not-a-debt') !== (returnBy !== undefined))
        throw new Refused({ code: 'return-day-missing', field: 'returnBy', rule: 'R5.4' });
      if (returnBy !== undefined && compareDates(returnBy, tx.today) < 0)
        throw new Refused({ code: 'return-day-past', field: 'returnBy', rule: 'R5.4' });
      const amountCents = command.amountCents === undefined ? remainingCents(movement) : cents(command.amountCents);
      const cause = { ground, departmentId, decisionId, movementId, amountCents, returnBy, note };
      const [refundId] = await this.refunds.propose(tx, [cause]);
      if (refundId === undefined) throw new Error('a cause without its proposal');
      return { movementId, refundId, amountCents, version: movement.version };
    });
  }
}
