import { Injectable } from '@nestjs/common';
import { newId, type MovementId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { orRefuse, Refused } from '../platform/refused';
import { MovementsService } from '../statements/movements.service';
import type { DecideVerdict, ReverseVerdict } from './cashier.commands';
import { RemittancesRepository } from './remittances.repository';
import { depositEvent, partEvent, unbooked, verdictEvent, type VerdictResult } from './verdict-records';
import { decideReleasedDeposit, decideVerdict, type AwaitedDeposit } from './verdict.rules';
import { VerdictsRepository } from './verdicts.repository';

/** A person says what a movement is that pays no fine, and takes that back. */
@Injectable()
export class VerdictsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly movements: MovementsService,
    private readonly verdicts: VerdictsRepository,
    private readonly ledger: LedgerService,
    private readonly remittances: RemittancesRepository,
  ) {}

  /** Declares what is left of a movement to be no payment of a fine. Refuses `not-found`, `changed-since-read`, what `decideVerdict` and, of the money of a deposit, what `decideReleasedDeposit` refuses. */
  decide(actor: Actor, movementId: MovementId, command: DecideVerdict): Promise<VerdictResult> {
    return this.transactions.run(actor, async (tx) => {
      const movement = await this.movements.lock(tx, movementId);
      checkDepartment(tx, movement.departmentId);
      checkVersion(movement, command.version);
      const seen = { ...movement, isGoingBack: movement.refundCents > 0 };
      const { kind, amountCents, note, posting } = orRefuse(decideVerdict(seen, command.kind, command.note ?? ''));
      const deposit = await this.depositFor(tx, amountCents, command);
      const id = newId<string>();
      const { departmentId } = movement;
      const ledgerEntryId =
        posting &&
        (await this.ledger.post(tx, departmentId, { kind: 'verdict', id }, postingsFor(posting, {}, amountCents)));
      const decidedBy = actingUser(tx.actor).id;
      await this.verdicts.insert(tx, {
        id,
        departmentId,
        movementId,
        kind,
        amountCents,
        note,
        ledgerEntryId,
        decidedBy,
        ...(deposit && { depositId: deposit.depositId }),
      });
      const candidates = movement.reason?.candidates ?? [];
      const reason = { code: `is-${kind}`, params: {}, candidates };
      const change = { ...unbooked(movement), state: 'not-a-fine', reason } as const;
      await this.movements.change(tx, [change]);
      if (deposit) tx.record(depositEvent('deposit.money-received', deposit, { movementId, amountCents }));
      tx.record(verdictEvent('movement.set-aside', movement, { kind, amountCents }, note));
      return {
        movementId,
        verdictId: id,
        kind,
        amountCents,
        movementState: change.state,
        version: movement.version + 1,
      };
    });
  }

  /** D29: the deposit whose money it is, locked; nothing for a verdict of another kind. */
  private async depositFor(
    tx: Tx,
    amountCents: Cents,
    { kind, decisionNumber = '', note = '' }: DecideVerdict,
  ): Promise<AwaitedDeposit | undefined> {
    if (kind !== 'released-deposit') return undefined;
    const number = decisionNumber.trim().toUpperCase();
    const awaited = await this.verdicts.lockAwaitedDeposits(tx, number);
    const deposit = orRefuse(decideReleasedDeposit(amountCents, number, awaited, note));
    checkDepartment(tx, deposit.departmentId);
    return deposit;
  }

  /** Takes the standing verdict of a movement back: its posting, if there was one, is reversed. Refuses `not-found`, `changed-since-read`, `verdict-missing`. */
  reverse(actor: Actor, movementId: MovementId, command: ReverseVerdict): Promise<VerdictResult> {
    return this.transactions.run(actor, async (tx) => {
      const movement = await this.movements.lock(tx, movementId);
      checkDepartment(tx, movement.departmentId);
      checkVersion(movement, command.version);
      const standing = (await this.verdicts.ofMovement(tx, movementId)).find(
        ({ reversedAt }) => reversedAt === undefined,
      );
      if (standing === undefined) throw new Refused({ code: 'verdict-missing', field: 'movementId' });
      const { id, kind, amountCents, ledgerEntryId } = standing;
      if (ledgerEntryId !== undefined) await this.ledger.reverse(tx, { kind: 'verdict', id }, ledgerEntryId);
      await this.verdicts.reverse(tx, id, actingUser(tx.actor).id, command.reason);
      const candidates = movement.reason?.candidates ?? [];
      const reason = { code: 'verdict-reversed', params: {}, candidates };
      const change = { ...unbooked(movement), state: 'suspense', reason } as const;
      await this.movements.change(tx, [change]);
      for (const part of await this.remittances.partsOf(tx, id))
        tx.record(partEvent('claim.remittance-taken-back', part, movementId));
      const deposit = await this.verdicts.depositOf(tx, id);
      if (deposit) tx.record(depositEvent('deposit.money-taken-back', deposit, { movementId, amountCents }));
      tx.record(verdictEvent('movement.taken-up-again', movement, { kind, amountCents }, command.reason));
      return {
        movementId,
        verdictId: id,
        kind,
        amountCents,
        movementState: change.state,
        version: movement.version + 1,
      };
    });
  }
}
