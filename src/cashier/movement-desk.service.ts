import { Injectable } from '@nestjs/common';
import type { DecisionId, MovementId } from '../kernel/ids';
import { ParametersService } from '../parameters/parameters.service';
import { SuspenseService, type MovementFile } from '../payments/suspense.service';
import { Transactions, type Actor } from '../platform/database/transactions';
import { RefundSettlement } from '../refunds/refund-settlement.service';
import type { AwaitedRefund } from '../refunds/refund-orders.repository';
import { confidenceWord } from './desk.rules';
import { movementHistory, type HistoryItem } from './movement-history.view';
import { OwnersRepository, type Cashier } from './owners.repository';
import { OwnersService } from './owners.service';
import { VerdictsRepository, type Verdict } from './verdicts.repository';

/** How sure a proposal is, in percent and as a code for words. */
export interface ShownConfidence {
  readonly percent: number;
  readonly word: 'sure' | 'likely' | 'possible';
}

/** One movement with everything that a cashier decides on it. */
export interface MovementDeskPage extends MovementFile {
  readonly owner: (Cashier & { readonly since: string }) | undefined;
  readonly cashiers: readonly Cashier[];
  /** The verdict that stands; absent while none does. */
  readonly verdict: Verdict | undefined;
  readonly history: readonly HistoryItem[];
  readonly isOverdue: boolean;
  /** Of a debit in suspense, the refunds with the bank that it may have paid. */
  readonly awaitedRefunds: readonly AwaitedRefund[];
  /** How sure each proposal is, by its fine. */
  readonly confidences: ReadonlyMap<DecisionId, ShownConfidence>;
}

/** The page of one movement; reads only. */
@Injectable()
export class MovementDesk {
  constructor(
    private readonly transactions: Transactions,
    private readonly suspense: SuspenseService,
    private readonly owners: OwnersService,
    private readonly ownerRows: OwnersRepository,
    private readonly verdicts: VerdictsRepository,
    private readonly parameters: ParametersService,
    private readonly settlement: RefundSettlement,
  ) {}

  /** Refuses `not-found`. The look is noted. */
  async read(actor: Actor, id: MovementId): Promise<MovementDeskPage> {
    const file = await this.suspense.read(actor, id);
    return this.transactions.view(actor, async (tx) => {
      const verdicts = await this.verdicts.ofMovement(tx, id);
      const { statement, allocations, ageDays } = file;
      const { state, direction } = file.movement;
      const isOpenDebit = state === 'suspense' && direction === 'debit';
      const bulkPercent = await this.parameters.bulkAcceptance(tx, tx.today);
      return {
        ...file,
        owner: await this.ownerRows.ownerOf(tx, id),
        cashiers: await this.owners.cashiers(tx),
        verdict: verdicts.find(({ reversedAt }) => reversedAt === undefined),
        isOverdue: ageDays > (await this.parameters.suspenseOverdueDays(tx, tx.today)),
        awaitedRefunds: isOpenDebit ? await this.settlement.awaiting(tx, file.movement) : [],
        confidences: new Map(
          (file.movement.reason?.candidates ?? []).flatMap(({ decisionId, confidence }) =>
            confidence === undefined
              ? []
              : [[decisionId, { percent: confidence, word: confidenceWord(confidence, bulkPercent) }] as const],
          ),
        ),
        history: movementHistory({
          arrivedAt: statement.acceptedAt,
          arrivedBy: statement.acceptedByName,
          allocations,
          verdicts,
          owners: await this.ownerRows.history(tx, id),
        }),
      };
    });
  }
}
