import { Injectable } from '@nestjs/common';
import { newId, type ClaimId, type MovementId } from '../kernel/ids';
import { cents, type Cents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { orRefuse } from '../platform/refused';
import { MovementsService } from '../statements/movements.service';
import { communicationText } from '../statements/structured-communication.rules';
import type { KeptMovement } from '../statements/statements.types';
import type { ReceiveRemittance } from './cashier.commands';
import {
  decideRemittance,
  MOST_PARTS,
  proposedParts,
  type AwaitedCollection,
  type RemittedPart,
} from './remittance.rules';
import { RemittancesRepository } from './remittances.repository';
import { VerdictsRepository } from './verdicts.repository';
import { partEvent, unbooked, verdictEvent, type VerdictResult } from './verdict-records';

/** A transfer, taken as what FPS Finance collected. */
export interface RemittanceResult extends VerdictResult {
  readonly remittedCents: Cents;
  readonly unexplainedCents: Cents;
  readonly parts: readonly RemittedPart[];
}

/** What a transfer may be for. */
export interface RemittanceProposal {
  readonly awaited: readonly AwaitedCollection[];
  readonly proposed: readonly RemittedPart[];
}

/** Money of FPS Finance on the account of the Office: a person says of which claims, and it comes off what was still to come (R7.2). */
@Injectable()
export class RemittancesService {
  constructor(
    private readonly transactions: Transactions,
    private readonly movements: MovementsService,
    private readonly verdicts: VerdictsRepository,
    private readonly remittances: RemittancesRepository,
    private readonly ledger: LedgerService,
  ) {}

  /** What was collected and has not come, and what of it this movement most likely is. Refuses `not-found`. */
  propose(actor: Actor, movementId: MovementId): Promise<RemittanceProposal> {
    return this.transactions.view(actor, async (tx) => {
      const movement = await this.movements.find(tx, movementId);
      const awaited = await this.remittances.awaited(tx, MOST_PARTS);
      const words = communicationText(movement.communication);
      return { awaited, proposed: proposedParts(movement.amountCents, words, awaited) };
    });
  }

  /**
   * Takes a movement as what FPS Finance collected on claims. The movement is locked before the claims, and these in their order, so that
   * two people who name the same claim queue. Refuses `not-found`, `changed-since-read` and what `decideRemittance` refuses.
   */
  receive(actor: Actor, movementId: MovementId, command: ReceiveRemittance): Promise<RemittanceResult> {
    return this.transactions.run(actor, async (tx) => {
      const movement = await this.movements.lock(tx, movementId);
      checkDepartment(tx, movement.departmentId);
      checkVersion(movement, command.version);
      const parts = command.parts.map(({ claimId, amountCents }) => ({
        claimId: claimId as ClaimId,
        amountCents: cents(amountCents),
      }));
      const awaited = await this.remittances.lockAwaited(
        tx,
        parts.map(({ claimId }) => claimId),
      );
      const seen = { ...movement, isGoingBack: movement.refundCents > 0 };
      const decided = orRefuse(decideRemittance(seen, parts, awaited, command.note ?? ''));
      return this.keep(tx, movement, decided);
    });
  }

  private async keep(
    tx: Tx,
    movement: KeptMovement,
    { parts, remittedCents, unexplainedCents, note }: Pick<RemittanceResult, 'parts' | 'remittedCents' | 'unexplainedCents'> & { readonly note: string }, // prettier-ignore
  ): Promise<RemittanceResult> {
    const { id: movementId, departmentId, amountCents } = movement;
    const id = newId<string>();
    const kind = 'finance-remittance';
    const drafts = postingsFor('receive-from-finance', {}, remittedCents);
    const ledgerEntryId = await this.ledger.post(tx, departmentId, { kind: 'verdict', id }, drafts);
    const decidedBy = actingUser(tx.actor).id;
    await this.verdicts.insert(tx, { id, departmentId, movementId, kind, amountCents, note, ledgerEntryId, decidedBy });
    await this.remittances.insert(tx, { id, departmentId }, parts);
    const candidates = movement.reason?.candidates ?? [];
    const reason = { code: 'is-finance-remittance', params: {}, candidates };
    const change = { ...unbooked(movement), state: 'not-a-fine', reason } as const;
    await this.movements.change(tx, [change]);
    tx.record(verdictEvent('movement.set-aside', movement, { kind, amountCents, remittedCents }, note));
    for (const part of await this.remittances.partsOf(tx, id)) tx.record(partEvent('claim.remitted', part, movementId));
    const { state: movementState } = change;
    const version = movement.version + 1;
    return { movementId, verdictId: id, kind, amountCents, movementState, version, remittedCents, unexplainedCents, parts }; // prettier-ignore
  }
}
