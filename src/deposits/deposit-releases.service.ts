import { Injectable } from '@nestjs/common';
import { AppealFacts } from '../appeals/appeal-facts.service';
import { ClaimsService } from '../claims/claims.service';
import type { LockedFile } from '../decisions/decisions.service';
import type { DecisionId, DepositId, UserId } from '../kernel/ids';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import { ZERO_CENTS, type Cents } from '../kernel/money';
import { refuse, type Outcome } from '../kernel/outcome';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor, type PostingDraft } from '../ledger/posting.rules';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { TakeoverRecords } from '../takeover/takeover-records.service';
import { checkDecider, decideRelease, othersFinal, type ReleaseAllowed, type ReleaseFacts, type ReleaseSplit, type ReleaseTerms } from './deposit-release.rules'; // prettier-ignore
import { DepositReleasesRepository, type DepositFlag, type ReleaseRow } from './deposit-releases.repository';
import type { DepositRow } from './deposits.repository';
import type { ConfirmRelease, ProposeRelease, ReasonedDeposit } from './deposits.commands';
import { DepositsService, resultOf, type DepositResult, type LockedDeposit } from './deposits.service';

/** A release, proposed or decided. */
export interface ReleaseResult extends DepositResult {
  readonly releaseId: string;
}

/** A release, confirmed: what went where. */
export interface ReleaseConfirmed extends ReleaseResult, ReleaseSplit {}

/** The end of a deposit that the Caisse holds: one person proposes it with its ground, another confirms or refuses it (R4.4, R4.5, D7). */
@Injectable()
export class DepositReleases {
  constructor(
    private readonly transactions: Transactions,
    private readonly deposits: DepositsService,
    private readonly releases: DepositReleasesRepository,
    private readonly ledger: LedgerService,
    private readonly appealFacts: AppealFacts,
    private readonly takenOver: TakeoverRecords,
    private readonly claims: ClaimsService,
  ) {}

  /** Proposes where the deposit goes. Refuses what `decideRelease` refuses, `deposit-appeal-taken-over`, `deposit-appeal-open`, and `deposit-release-already-proposed`. */
  propose(actor: Actor, id: DepositId, command: Readonly<ProposeRelease>): Promise<ReleaseResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.deposits.lock(tx, id, command.version);
      const { file, deposit } = locked;
      const terms = termsOf(command);
      await this.checkNoneOpen(tx, deposit, terms);
      const releaseId = await this.proposeIn(tx, locked, terms, command.reason);
      return { ...resultOf({ ...file, depositId: id }, deposit.state, deposit.version), releaseId };
    });
  }

  private async proposeIn(
    tx: Tx,
    { file, deposit }: LockedDeposit,
    terms: ReleaseTerms,
    reason: string,
  ): Promise<string> {
    const { toStateCents, toPayerCents } = orRefuse(await this.outlook(tx, deposit, terms));
    const row = {
      ...terms,
      groundOn: terms.groundOn ?? null,
      finalOn: terms.finalOn ?? null,
      registryCheckedOn: terms.registryCheckedOn ?? null,
      reason,
    };
    const { actor } = tx;
    const releaseId = await this.releases.propose(tx, deposit, row, actor.kind === 'user' ? actor.id : null);
    const detail = { releaseId, kind: terms.kind, ground: terms.ground, toStateCents, toPayerCents };
    this.deposits.tell(tx, file, deposit.id, 'deposit.release-proposed', detail, { reason });
    return releaseId;
  }

  /** Leaves the deposit where it is, with the reason. Refuses what `checkDecider` refuses. */
  refuse(actor: Actor, id: DepositId, command: Readonly<ReasonedDeposit>): Promise<ReleaseResult> {
    return this.transactions.run(actor, async (tx) => {
      const { file, deposit } = await this.deposits.lock(tx, id, command.version);
      const { open, deciderId } = await this.toDecide(tx, id);
      await this.releases.decide(tx, open.id, deciderId, command.reason);
      const detail = { releaseId: open.id, kind: open.kind, ground: open.ground };
      this.deposits.tell(tx, file, id, 'deposit.release-refused', detail, { reason: command.reason });
      return { ...resultOf({ ...file, depositId: id }, deposit.state, deposit.version), releaseId: open.id };
    });
  }

  /**
   * Confirms what another person proposed, after looking at its ground again: time has passed, and an appeal or a payment may have come.
   * To the State, or into payment, it settles the fine, and only now is it revenue (D28, trap 13). Refuses what `checkDecider` and `decideRelease` refuse.
   */
  confirm(actor: Actor, id: DepositId, command: Readonly<ConfirmRelease>): Promise<ReleaseConfirmed> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.deposits.lock(tx, id, command.version);
      const { deposit } = locked;
      const { open, deciderId } = await this.toDecide(tx, id, await this.releases.enteredBy(tx, id));
      const terms = termsOfRow(open);
      await this.checkNoneOpen(tx, deposit, terms);
      const allowed = orRefuse(await this.outlook(tx, deposit, terms));
      const { toStateCents, toPayerCents } = allowed;
      await this.releases.decide(tx, open.id, deciderId, undefined);
      const change = { endedOn: tx.today, endReason: open.reason, toStateCents, toPayerCents };
      const verb = VERB_OF[open.kind];
      const result = await this.deposits.step(tx, locked, verb, undefined, change);
      const cause = { kind: 'deposit', id } as const;
      await this.ledger.post(tx, deposit.departmentId, cause, postingsOf(deposit.decisionId, allowed));
      // It settles the fine as a payment does, and is told as one (R7.9).
      if (toStateCents > ZERO_CENTS)
        await this.claims.tellPayment(tx, { decisionId: deposit.decisionId, amountCents: toStateCents, receivedOn: tx.today }); // prettier-ignore
      return { ...result, releaseId: open.id, toStateCents, toPayerCents };
    });
  }

  /** While an appeal is open on a decision that stands, no judgment on it is the last word (R4.7, trap 13). Refuses `deposit-appeal-open`. */
  private async checkNoneOpen(
    tx: Tx,
    { decisionId, decisionState }: DepositRow,
    { ground }: ReleaseTerms,
  ): Promise<void> {
    if (ground !== 'judgment' || decisionState !== 'notified') return;
    const [open] = await this.appealFacts.holds(tx, [decisionId]);
    if (open === undefined) return;
    const params = { lodgedOn: open.from };
    throw new Refused({ code: 'deposit-appeal-open', field: 'ground', rule: 'R4.7', params });
  }

  /** What a release on these terms does now, or why it cannot be; locks the fine. */
  private async outlook(tx: Tx, deposit: DepositRow, terms: ReleaseTerms): Promise<Outcome<ReleaseAllowed>> {
    if (terms.ground === 'no-appeal' && (await this.takenOver.hasAppeal(tx, [deposit.decisionId])))
      return refuse('deposit-appeal-taken-over', { field: 'ground', rule: 'D7' });
    const { receivableCents } = await this.ledger.lockFine(tx, deposit.departmentId, deposit.decisionId);
    return decideRelease(terms, await this.facts(tx, deposit, receivableCents));
  }

  /** What a release looks at: the windows of all who were told, what is still owed, what is held. */
  async facts(tx: Tx, deposit: DepositRow, owedCents: Cents): Promise<ReleaseFacts> {
    return {
      ...(await this.appealFacts.noAppealFacts(tx, deposit.decisionId)),
      state: deposit.state,
      decisionState: deposit.decisionState,
      heldCents: deposit.heldCents,
      owedCents,
    };
  }

  /** An appeal became known: proposals that rest on nobody having appealed are stopped (D7). Answers how many; the caller holds the lock of the file. */
  stopForAppeal(tx: Tx, file: LockedFile): Promise<number> {
    return this.stop(tx, file, ({ ground }) => ground === 'no-appeal');
  }

  /** A later judgment replaces the one on which these proposals rest (R4.6): they are stopped. The caller holds the lock of the file. */
  stopForJudgment(tx: Tx, file: LockedFile): Promise<number> {
    return this.stop(tx, file, ({ ground }) => ground === 'judgment');
  }

  /**
   * Proposes the release of every deposit of a decision that a final judgment settles (R4.4, R4.5), inside the transaction in which the judgment
   * is confirmed; what was proposed before is stopped. Another person confirms it. Answers the ids of the proposals: none to the State while somebody
   * else who must pay may still appeal (D21); a person proposes it then.
   */
  async proposeForJudgment(tx: Tx, file: LockedFile, terms: ReleaseTerms, reason: string): Promise<string[]> {
    await this.stop(tx, file, () => true);
    if (terms.kind === 'to-state' && !othersFinal(await this.appealFacts.noAppealFacts(tx, file.decision.id)).ok)
      return [];
    const proposed: string[] = [];
    for (const { deposit } of await this.heldOf(tx, file)) proposed.push(await this.proposeIn(tx, { file, deposit }, terms, reason)); // prettier-ignore
    return proposed;
  }

  /**
   * Proposes that a deposit falls to the State, since it is final that nobody appealed in time (D6, D7, D20): by the product, for a person to confirm. Answers
   * whether it did; a deposit of which that is not so, or that would settle nothing, is left where it is.
   */
  async proposeForfeit(tx: Tx, id: DepositId): Promise<boolean> {
    const locked = await this.deposits.lock(tx, id);
    const isOpen = (await this.releases.ofDeposit(tx, id)).some(({ state }) => state === 'proposed');
    if (isOpen || !(await this.outlook(tx, locked.deposit, FORFEIT)).ok) return false;
    await this.proposeIn(tx, locked, FORFEIT, '');
    return true;
  }

  private async stop(tx: Tx, file: LockedFile, isOvertaken: (release: ReleaseRow) => boolean): Promise<number> {
    let count = 0;
    for (const { deposit } of await this.heldOf(tx, file)) {
      const open = (await this.releases.ofDeposit(tx, deposit.id)).find(({ state }) => state === 'proposed');
      if (open === undefined || !isOvertaken(open)) continue;
      await this.releases.stop(tx, open.id);
      const detail = { releaseId: open.id, kind: open.kind, ground: open.ground };
      this.deposits.tell(tx, file, deposit.id, 'deposit.release-stopped', detail);
      count += 1;
    }
    return count;
  }

  private async heldOf(tx: Tx, { decision }: LockedFile): Promise<LockedDeposit[]> {
    const held = (await this.deposits.ofDecision(tx, decision.id)).filter(({ state }) => state === 'held');
    const locked: LockedDeposit[] = [];
    for (const { id } of held) locked.push(await this.deposits.lock(tx, id));
    return locked;
  }

  /** Every release of a deposit, the first proposed first. */
  ofDeposit(tx: Tx, id: DepositId): Promise<ReleaseRow[]> {
    return this.releases.ofDeposit(tx, id);
  }

  /** What holds recovery about those whom the fine concerns (D34). */
  flagsOf(tx: Tx, decisionId: DecisionId): Promise<DepositFlag[]> {
    return this.releases.flags(tx, decisionId);
  }

  private async toDecide(
    tx: Tx,
    id: DepositId,
    enteredBy: readonly UserId[] = [],
  ): Promise<{ readonly open: ReleaseRow; readonly deciderId: UserId }> {
    const open = (await this.releases.ofDeposit(tx, id)).find(({ state }) => state === 'proposed');
    const deciderId = orRefuse(checkDecider(open, actingUser(tx.actor).id, enteredBy));
    if (open === undefined) throw new Error(`deposit ${id} without the proposal that was checked`);
    return { open, deciderId };
  }
}

/** Nobody appealed: the day of a look at the registry is on file where there was one (D20). */
const FORFEIT: ReleaseTerms = {
  kind: 'to-state',
  ground: 'no-appeal',
  groundOn: undefined,
  finalOn: undefined,
  registryCheckedOn: undefined,
  reference: '',
};

const VERB_OF = {
  'to-debtor': 'release-to-debtor',
  'to-state': 'release-to-state',
  'to-payment': 'move-to-payment',
} as const;

function postingsOf(decisionId: DecisionId, { toStateCents, toPayerCents }: ReleaseSplit): PostingDraft[] {
  return [
    ...(toStateCents > ZERO_CENTS ? postingsFor('release-deposit-to-state', { decisionId }, toStateCents) : []),
    ...(toPayerCents > ZERO_CENTS ? postingsFor('release-deposit-to-debtor', {}, toPayerCents) : []),
  ];
}

function termsOf({ kind, ground, groundOn, finalOn, registryCheckedOn, reference = '' }: ProposeRelease): ReleaseTerms {
  const day = (text: string | undefined): LegalDate | undefined => (text === undefined ? undefined : legalDate(text));
  return {
    kind,
    ground,
    groundOn: day(groundOn),
    finalOn: day(finalOn),
    registryCheckedOn: day(registryCheckedOn),
    reference,
  };
}

function termsOfRow(row: ReleaseRow): ReleaseTerms {
  const { kind, ground, groundOn, finalOn, registryCheckedOn, reference } = row;
  return {
    kind,
    ground,
    groundOn: groundOn ?? undefined,
    finalOn: finalOn ?? undefined,
    registryCheckedOn: registryCheckedOn ?? undefined,
    reference,
  };
}
