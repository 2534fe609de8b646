import { Injectable } from '@nestjs/common';
import type { DepositId, MovementId, UserId } from '../kernel/ids';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { searchKey } from '../kernel/person-name';
import {
  hasNames,
  markedName,
  mayStandIn,
  nameTextOf,
  nameWordsOf,
  wordsAgreement,
  type MarkedName,
  type NameWords,
} from '../matching/name-agreement.rules';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { RefundProposals } from '../refunds/refund-proposals.service';
import { saysDeposit } from './deposit-matching.rules';
import {
  DepositAdvicesRepository,
  type SuspenseLine,
  type WrongAccountDecision,
  type WrongAccountRow,
} from './deposit-advices.repository';
import type { DecideWrongAccount } from './deposits.commands';
import { DepositsRepository, type DepositRow } from './deposits.repository';

/** How many credits in suspense are in memory at once; all of them are looked through. */
const LINES_AT_ONCE = 500;
const MOST_DECIDED = 50;

/** A credit on the Office's account that was perhaps meant for the Caisse. */
interface SuspectedDeposit {
  readonly line: SuspenseLine;
  /** The communication says so. */
  readonly saysDeposit: boolean;
  /** Announced deposits whose payer it names. */
  readonly deposits: readonly DepositRow[];
}

export interface WrongAccountSheet {
  readonly suspected: readonly SuspectedDeposit[];
  readonly decided: readonly WrongAccountRow[];
}

/** Money that was meant for the Caisse and came to the Office (R5.4): found, explained, and decided about by a person. */
@Injectable()
export class WrongAccounts {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: DepositAdvicesRepository,
    private readonly deposits: DepositsRepository,
    private readonly refunds: RefundProposals,
  ) {}

  /** What is suspected, and what was decided before. One access record. */
  read(actor: Actor): Promise<WrongAccountSheet> {
    return this.transactions.view(actor, async (tx) => {
      const announced = (await this.deposits.standing(tx)).filter(({ state }) => state !== 'held');
      const suspected = await this.suspected(tx, announced.map(awaitedOf));
      const shown = suspected.flatMap(({ deposits }) => deposits);
      tx.recordAccess({
        operation: 'deposit.wrong-account',
        reason: 'list',
        hits: suspected.length,
        personIds: [...new Set(shown.map(({ personId }) => personId))],
        caseIds: [...new Set(shown.map(({ offenceId }) => offenceId as string))],
      });
      return { suspected, decided: await this.repository.decided(tx, MOST_DECIDED) };
    });
  }

  /** All credits in suspense, some at a time: an old credit that nobody deals with hides none that came after it. */
  private async suspected(tx: Tx, announced: readonly AwaitedPayer[]): Promise<SuspectedDeposit[]> {
    const suspected: SuspectedDeposit[] = [];
    let lines: SuspenseLine[] = [];
    do {
      lines = await this.repository.suspense(tx, lines.at(-1), LINES_AT_ONCE);
      suspected.push(...lines.flatMap((line) => suspectedIn(line, announced)));
    } while (lines.length === LINES_AT_ONCE);
    return suspected;
  }

  /**
   * Decides about one credit, once; where the refund that was asked for was refused or cancelled, another person may decide again. The money stays in suspense: what counts as payment a cashier books there, and what goes back is proposed as
   * a refund, which others prepare and approve. Refuses `deposit-movement-not-in-suspense`, `deposit-movement-decided`, `deposit-movement-own-decision`, and like `RefundProposals.propose`.
   */
  decide(
    actor: Actor,
    movementId: MovementId,
    command: Readonly<DecideWrongAccount>,
  ): Promise<{ movementId: MovementId }> {
    return this.transactions.run(actor, async (tx) => {
      const line = await this.repository.lockLine(tx, movementId);
      if (line === undefined) throw new Refused({ code: 'deposit-movement-not-in-suspense', rule: 'R5.4' });
      const { choice, reason } = command;
      const depositId = (command.depositId as DepositId | undefined) ?? null;
      const deposit = depositId === null ? undefined : await this.deposits.find(tx, depositId);
      if (depositId !== null && deposit === undefined)
        throw new Refused({ code: 'not-found', field: 'depositId', params: { kind: 'deposit' } });
      const { id: deciderId } = actingUser(tx.actor);
      const replaces = orRefuse(mayReplace(await this.repository.standingDecision(tx, movementId), deciderId));
      if (line.remainingCents <= 0) throw new Refused({ code: 'deposit-movement-not-in-suspense', rule: 'R5.4' });
      await this.repository.decide(tx, line, { choice, reason, depositId, replaces }, deciderId);
      const { departmentId, remainingCents: amountCents } = line;
      const cause = { ground: 'wrong-account', departmentId, movementId, amountCents, note: reason } as const;
      if (choice === 'return-to-payer') await this.refunds.propose(tx, [cause]);
      tx.record({
        type: 'deposit.wrong-account-decided',
        subjectKind: 'movement',
        subjectId: movementId,
        departmentId: line.departmentId,
        ...(deposit && { caseId: deposit.offenceId, personId: deposit.personId }),
        detail: {
          choice,
          isAgain: replaces !== undefined,
          ...(depositId !== null && { depositId }),
          remainingCents: line.remainingCents,
        },
        personal: { reason },
      });
      return { movementId };
    });
  }
}

/** Four eyes on a second decision: whoever took the one that came to nothing does not take the next. */
function mayReplace(
  standing: WrongAccountDecision | undefined,
  deciderId: UserId,
): Outcome<WrongAccountDecision | undefined> {
  if (standing === undefined) return accept(undefined);
  if (!standing.hasFailed) return refuse('deposit-movement-decided', { rule: 'R5.4' });
  return standing.decidedBy === deciderId
    ? refuse('deposit-movement-own-decision', { rule: 'R5.4' })
    : accept(standing);
}

/** A deposit with the names of its payer, taken apart once for all the credits in which they are looked for. */
interface AwaitedPayer {
  readonly deposit: DepositRow;
  readonly names: NameWords;
  readonly surname: MarkedName;
}

function awaitedOf(deposit: DepositRow): AwaitedPayer {
  const { familyName, givenNames } = deposit.payer;
  return { deposit, names: nameWordsOf(familyName, givenNames), surname: markedName(familyName) };
}

function suspectedIn(line: SuspenseLine, announced: readonly AwaitedPayer[]): SuspectedDeposit[] {
  const text = nameTextOf(`${line.communication} ${line.payerName}`);
  const deposits = announced
    .filter(({ names, surname }) => mayStandIn(text, surname) && hasNames(wordsAgreement(text, names)))
    .map(({ deposit }) => deposit);
  const isSaid = saysDeposit(searchKey(line.communication));
  return isSaid || deposits.length > 0 ? [{ line, saysDeposit: isSaid, deposits }] : [];
}
