import { Injectable } from '@nestjs/common';
import { DecisionsService, type LockedFile } from '../decisions/decisions.service';
import { EvidenceService, type EvidenceToAttach } from '../documents/evidence.service';
import type { EvidenceFile } from '../documents/evidence.commands';
import { newId, type DecisionId, type DepositId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { nextState } from '../kernel/state-machine';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { ParametersService } from '../parameters/parameters.service';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { orRefuse, Refused } from '../platform/refused';
import {
  checkAnnouncement,
  checkHappened,
  checkPayer,
  DEPOSIT_MACHINE,
  holdOf,
  lapsesOn,
  payerKey,
  type DepositHold,
  type DepositState,
  type DepositVerb,
} from './deposit.rules';
import type { AnnounceDeposit, HoldDeposit, ReasonedDeposit, ReceiveDeposit, ReturnDeposit } from './deposits.commands';
import { HeldDeposits } from './held-deposits.service';
import { DepositsRepository, type DepositRow, type DepositStep } from './deposits.repository';

/** A verb on a deposit, done. */
export interface DepositResult {
  readonly depositId: DepositId;
  readonly decisionId: DecisionId;
  readonly offenceId: string;
  readonly decisionNumber: string;
  readonly state: DepositState;
  readonly version: number;
}

/** A deposit under its lock, with the file that it belongs to. */
export interface LockedDeposit {
  readonly file: LockedFile;
  readonly deposit: DepositRow;
}

/** A file that shows what is recorded, and what people call it. */
export interface DepositPaper {
  readonly file: EvidenceFile;
  readonly title: string;
}

/** On what a step rests, with the paper if there is one. */
type StepEvidence = Pick<ReceiveDeposit, 'source' | 'datedOn' | 'reference'> & {
  readonly paper?: DepositPaper | undefined;
};

/** Deposits until their release: announced, received, held, sent back, given up. Each method opens its transaction, but for those that take one. */
@Injectable()
export class DepositsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: DepositsRepository,
    private readonly decisions: DecisionsService,
    private readonly ledger: LedgerService,
    private readonly parameters: ParametersService,
    private readonly evidence: EvidenceService,
    private readonly held: HeldDeposits,
  ) {}

  /** Records that somebody will deposit with the Caisse (D4). Refuses what `checkAnnouncement` and `checkPayer` refuse, and `deposit-already-announced`. */
  announce(
    actor: Actor,
    decisionId: DecisionId,
    command: Readonly<AnnounceDeposit>,
    paper?: DepositPaper,
  ): Promise<DepositResult> {
    return this.transactions.run(actor, async (tx) => {
      const file = await this.decisions.lock(tx, decisionId);
      const { decision } = file;
      orRefuse(checkAnnouncement(decision.state));
      const payer = orRefuse(checkPayer(command, tx.today));
      const announcedOn = orRefuse(checkHappened(legalDate(command.announcedOn), tx.today, 'announcedOn'));
      const id = newId<DepositId>();
      const amountCents = cents(command.amountCents);
      const days = await this.parameters.depositAnnouncementDays(tx, announcedOn);
      const { cdcReference = '', reason = '' } = command;
      await this.repository.insert(tx, {
        id,
        departmentId: decision.departmentId,
        decisionId,
        amountCents,
        cdcReference,
        payer,
        payerKey: payerKey(payer),
        reason,
        announcedOn,
        lapsesOn: lapsesOn(announcedOn, days),
        recordedBy: actingUser(tx.actor).id,
      });
      this.tell(tx, file, id, 'deposit.announced', { amountCents, announcedOn }, { ...payer, reason });
      if (paper !== undefined) await this.evidence.attach(tx, evidenceOfDeposit({ id, decisionId }, paper));
      return resultOf({ ...file, depositId: id }, 'announced', 1);
    });
  }

  /** The money has come to the Caisse, as an advice, the payer's proof or a statement shows (D29). It holds recovery from now on (D8). */
  receive(
    actor: Actor,
    id: DepositId,
    command: Readonly<ReceiveDeposit>,
    paper?: DepositPaper,
  ): Promise<DepositResult> {
    return this.transactions.run(actor, async (tx) => {
      const { datedOn } = orRefuseEvidence(command, tx);
      const locked = await this.lock(tx, id, command.version);
      return this.step(tx, locked, 'receive', { ...command, paper }, { receivedOn: datedOn });
    });
  }

  /** The Caisse holds the money: remembered by a memo pair, never revenue (D28, D29, trap 13); for a claim that fell before, its return is proposed. Refuses `deposit-reference-taken`. */
  hold(actor: Actor, id: DepositId, command: Readonly<HoldDeposit>, paper?: DepositPaper): Promise<DepositResult> {
    return this.transactions.run(actor, async (tx) =>
      this.holdIn(tx, await this.lock(tx, id, command.version), { ...command, paper }),
    );
  }

  /** Like `hold`, under a lock that the caller has taken. */
  async holdIn(
    tx: Tx,
    locked: LockedDeposit,
    command: Omit<HoldDeposit, 'version'> & { readonly paper?: DepositPaper | undefined },
  ): Promise<DepositResult> {
    const { datedOn } = orRefuseEvidence(command, tx);
    const { deposit } = locked;
    const heldCents = cents(command.heldCents);
    const { cdcReference } = command;
    const heldOn = datedOn;
    const receivedOn = deposit.receivedOn ?? datedOn;
    const result = await this.step(tx, locked, 'hold', command, { heldCents, cdcReference, heldOn, receivedOn });
    const cause = { kind: 'deposit', id: deposit.id } as const;
    await this.ledger.post(tx, deposit.departmentId, cause, postingsFor('hold-deposit', {}, heldCents));
    await this.held.afterHold(tx, deposit.decisionId);
    return result;
  }

  /** The Caisse sent the money back, for want of a form or otherwise (R3.7): the fine is open again and nothing holds it. */
  return(actor: Actor, id: DepositId, command: Readonly<ReturnDeposit>, paper?: DepositPaper): Promise<DepositResult> {
    return this.transactions.run(actor, async (tx) => {
      const { datedOn } = orRefuseEvidence(command, tx);
      const locked = await this.lock(tx, id, command.version);
      await this.checkNothingProposed(tx, id);
      const { deposit } = locked;
      const ended = { endedOn: datedOn, endReason: command.reason };
      const result = await this.step(tx, locked, 'return', { ...command, paper }, ended);
      const cause = { kind: 'deposit', id } as const;
      if (deposit.state === 'held' && deposit.heldCents !== undefined)
        await this.ledger.post(tx, deposit.departmentId, cause, postingsFor('return-deposit', {}, deposit.heldCents));
      return result;
    });
  }

  /**
   * Gives up an announcement whose money never came, or takes back what was recorded by mistake: of a deposit that was said to be held, the memo
   * is reversed and the advice that it rested on is open again (D29). The row and its story stay. Refuses `deposit-release-already-proposed`.
   */
  cancel(actor: Actor, id: DepositId, command: Readonly<ReasonedDeposit>): Promise<DepositResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.lock(tx, id, command.version);
      await this.checkNothingProposed(tx, id);
      const ended = { endedOn: tx.today, endReason: command.reason };
      const result = await this.step(tx, locked, 'cancel', undefined, ended);
      if (locked.deposit.state === 'held') await this.takeBackHolding(tx, id);
      return result;
    });
  }

  private async takeBackHolding(tx: Tx, id: DepositId): Promise<void> {
    const cause = { kind: 'deposit', id } as const;
    const entryId = await this.ledger.entryFor(tx, cause, 'hold-deposit');
    if (entryId === undefined) throw new Error(`deposit ${id} is held without its memo`);
    await this.ledger.reverse(tx, cause, entryId);
    await this.repository.openAdvice(tx, id);
  }

  /** Locks file and deposit, in that order. Refuses `not-found`, `other-department`, `changed-since-read`. */
  async lock(tx: Tx, id: DepositId, seenVersion?: number): Promise<LockedDeposit> {
    const found = await this.repository.find(tx, id);
    if (found === undefined) throw new Refused({ code: 'not-found', params: { kind: 'deposit' } });
    const file = await this.decisions.lock(tx, found.decisionId);
    const deposit = await this.repository.lock(tx, id);
    if (deposit === undefined) throw new Refused({ code: 'not-found', params: { kind: 'deposit' } });
    if (seenVersion !== undefined) checkVersion(deposit, seenVersion);
    return { file, deposit };
  }

  /** Takes a step under the lock: the state, what it rests on, the event. Refuses `illegal-transition`. */
  async step(
    tx: Tx,
    { file, deposit }: LockedDeposit,
    verb: DepositVerb,
    evidence: StepEvidence | undefined,
    change: Omit<DepositStep, 'state'>,
  ): Promise<DepositResult> {
    const state = orRefuse(nextState(DEPOSIT_MACHINE, deposit.state, verb));
    await this.repository.step(tx, deposit.id, { state, ...change });
    if (evidence !== undefined) {
      const { source, reference = '', paper } = evidence;
      const kept = paper && (await this.evidence.attach(tx, evidenceOfDeposit(deposit, paper)));
      const datedOn = legalDate(evidence.datedOn);
      const step = verb as 'receive' | 'hold' | 'return';
      const row = { step, source, datedOn, reference, documentId: kept?.documentId ?? null };
      await this.repository.addEvidence(tx, deposit, row, actingUser(tx.actor).id);
    }
    const { endReason, ...detail } = change;
    const source = evidence && { source: evidence.source };
    this.tell(tx, file, deposit.id, `deposit.${state}`, { ...detail, ...source }, endReason ? { endReason } : {});
    return resultOf({ ...file, depositId: deposit.id }, state, deposit.version + 1);
  }

  /** What holds the recovery of these fines: money that lies with the Caisse or is announced to it (D8, R7.9, trap 12). */
  async holds(tx: Tx, decisionIds: readonly DecisionId[]): Promise<DepositHold[]> {
    const rows = await this.repository.ofDecisions(tx, decisionIds);
    return rows.flatMap((row) => holdOf(row, tx.today) ?? []);
  }

  /** Every deposit of a decision, the first announced first; the caller notes the look. */
  ofDecision(tx: Tx, decisionId: DecisionId): Promise<DepositRow[]> {
    return this.repository.ofDecisions(tx, [decisionId]);
  }

  private async checkNothingProposed(tx: Tx, id: DepositId): Promise<void> {
    if (await this.repository.hasOpenRelease(tx, id))
      throw new Refused({ code: 'deposit-release-already-proposed', rule: 'R4.5' });
  }

  /** Notes what happened to a deposit, in the story of its file. */
  tell(
    tx: Tx,
    { decision, offence }: LockedFile,
    depositId: DepositId,
    type: `deposit.${string}`,
    detail: Readonly<Record<string, unknown>>,
    personal: Readonly<Record<string, unknown>> = {},
  ): void {
    tx.record({
      type,
      subjectKind: 'deposit',
      subjectId: depositId,
      caseId: offence.id,
      personId: offence.personId,
      departmentId: decision.departmentId,
      detail: { decisionId: decision.id, ...detail },
      ...(Object.keys(personal).length > 0 && { personal }),
    });
  }
}

function orRefuseEvidence(
  { datedOn }: Pick<ReceiveDeposit, 'datedOn'>,
  tx: Tx,
): { readonly datedOn: ReturnType<typeof legalDate> } {
  return { datedOn: orRefuse(checkHappened(legalDate(datedOn), tx.today, 'datedOn')) };
}

/** A file about a deposit, as evidence is kept. */
export function evidenceOfDeposit(
  { id, decisionId }: Pick<DepositRow, 'id' | 'decisionId'>,
  { file, title }: DepositPaper,
): EvidenceToAttach {
  return { kind: 'evidence', decisionId, subject: { kind: 'deposit', id }, file, title };
}

/** What a verb answers. */
export function resultOf(
  { decision, offence, depositId }: LockedFile & { readonly depositId: DepositId },
  state: DepositState,
  version: number,
): DepositResult {
  return {
    depositId,
    decisionId: decision.id,
    offenceId: offence.id,
    decisionNumber: decision.number ?? '',
    state,
    version,
  };
}
