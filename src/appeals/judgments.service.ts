import { Injectable } from '@nestjs/common';
import { DECISION_MACHINE } from '../decisions/decision.rules';
import { DepositReleases } from '../deposits/deposit-releases.service';
import { DepositsService } from '../deposits/deposits.service';
import { newId, type DecisionId, type JudgmentId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import { addCents, cents, ZERO_CENTS } from '../kernel/money';
import { nextState } from '../kernel/state-machine';
import { LedgerService } from '../ledger/ledger.service';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { RefundProposals } from '../refunds/refund-proposals.service';
import { APPEAL_MACHINE, type AppealVerb } from './appeal.rules';
import type { ConfirmJudgment, ReasonedJudgment, RecordFinality, RecordJudgment } from './appeals.commands';
import { AppealsRepository, type ConfirmedMoney, type JudgmentRow } from './appeals.repository';
import { AppealsService, type AppealResult, type LockedAppeal } from './appeals.service';
import { checkJudge, consequencesOf, decideFinality, decideJudgment, JUDGMENT_MACHINE, type Consequences } from './judgment.rules'; // prettier-ignore

/** A verb on a judgment, done. */
export interface JudgmentResult extends AppealResult {
  readonly judgmentId: JudgmentId;
}

/** A judgment in effect: what fell, what goes back, and what became of the deposit. */
export interface JudgmentConfirmed extends JudgmentResult, ConfirmedMoney {
  readonly refundIds: readonly string[];
  readonly releaseIds: readonly string[];
}

interface LockedJudgment extends LockedAppeal {
  readonly judgment: JudgmentRow;
}

/** What the court said: recorded by one person; once it is res judicata, its consequences are confirmed by another (R4.4-R4.7, trap 17). */
@Injectable()
export class JudgmentsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: AppealsRepository,
    private readonly appeals: AppealsService,
    private readonly ledger: LedgerService,
    private readonly deposits: DepositsService,
    private readonly releases: DepositReleases,
    private readonly refunds: RefundProposals,
  ) {}

  /**
   * Records a judgment on one decision of an appeal; with the day on which it became final its consequences are proposed at once.
   * Refuses what `decideJudgment` and `decideFinality` refuse, `illegal-transition`, `judgment-already-recorded`.
   */
  record(actor: Actor, id: JudgmentRow['appealId'], command: Readonly<RecordJudgment>): Promise<JudgmentResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.appeals.lock(tx, id, command.decisionId as DecisionId, command.version);
      const { appeal, line, file } = locked;
      const { reducedToCents: reduced, outcome, isAdmissible, isWellFounded, stage, reference } = command;
      const judgedOn = legalDate(command.judgedOn);
      const reducedToCents = reduced === undefined ? undefined : cents(reduced);
      const { amountCents } = file.decision;
      const facts = { lodgedOn: appeal.lodgedOn, amountCents, today: tx.today };
      orRefuse(decideJudgment({ outcome, isAdmissible, isWellFounded, reducedToCents, judgedOn }, facts));
      const state = orRefuse(nextState(APPEAL_MACHINE, line.state, 'judge'));
      const judgmentId = newId<JudgmentId>();
      await this.repository.insertJudgment(tx, file.decision.departmentId, {
        id: judgmentId,
        appealId: id,
        decisionId: line.decisionId,
        stage,
        judgedOn,
        reference,
        isAdmissible,
        isWellFounded,
        outcome,
        reducedToCents,
        damagesCents: cents(command.damagesCents ?? 0),
        costsCents: cents(command.costsCents ?? 0),
        note: command.note ?? '',
        recordedBy: actingUser(tx.actor).id,
      });
      const result = await this.appeals.step(tx, locked, state);
      this.appeals.tell(tx, file, id, 'judgment.recorded', { judgmentId, stage, judgedOn, outcome, reducedToCents });
      if (command.finalOn !== undefined) {
        const judgment = await this.judgment(tx, judgmentId);
        const { finalOn, finalEvidence = '' } = command;
        await this.finalise(tx, { ...locked, judgment }, { finalOn, finalEvidence });
      }
      return { ...result, judgmentId };
    });
  }

  /** The judgment is res judicata, with what shows it: its consequences are proposed (R4.7). Refuses what `decideFinality` refuses, `illegal-transition`. */
  becomeFinal(actor: Actor, id: JudgmentId, command: Readonly<RecordFinality>): Promise<JudgmentResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.lock(tx, id, command.version);
      await this.finalise(tx, locked, command);
      await this.repository.touch(tx, locked.appeal.id);
      return { judgmentId: id, appealId: locked.appeal.id, version: locked.appeal.version + 1 };
    });
  }

  /** Opposition or another remedy was lodged against it (R4.6): the appeal is pending again. */
  contest(actor: Actor, id: JudgmentId, command: Readonly<ReasonedJudgment>): Promise<JudgmentResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.lock(tx, id, command.version);
      orRefuse(nextState(JUDGMENT_MACHINE, locked.judgment.state, 'contest'));
      await this.repository.contest(tx, id);
      return this.reopen(tx, locked, 'contest', 'judgment.contested', command.reason);
    });
  }

  /** Another person refuses what was recorded, with the reason; nothing follows from it. Refuses `judgment-own-record`, `illegal-transition`. */
  refuse(actor: Actor, id: JudgmentId, command: Readonly<ReasonedJudgment>): Promise<JudgmentResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.lock(tx, id, command.version);
      orRefuse(nextState(JUDGMENT_MACHINE, locked.judgment.state, 'refuse'));
      const deciderId = orRefuse(checkJudge(locked.judgment, actingUser(tx.actor).id));
      await this.repository.refuse(tx, id, deciderId, command.reason);
      return this.reopen(tx, locked, 'set-aside', 'judgment.refused', command.reason);
    });
  }

  /**
   * Another person confirms, and everything follows in this transaction: the decision is annulled or its claim reduced, what was paid above is owed back
   * and proposed as a refund, the deposit is proposed for release (R4.4, R4.5). Refuses `judgment-own-record`, `illegal-transition`
   * before it is res judicata (trap 17) or when the decision fell meanwhile.
   */
  confirm(actor: Actor, id: JudgmentId, command: Readonly<ConfirmJudgment>): Promise<JudgmentConfirmed> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.lock(tx, id, command.version);
      const { judgment, appeal, line, file } = locked;
      orRefuse(nextState(JUDGMENT_MACHINE, judgment.state, 'confirm'));
      const deciderId = orRefuse(checkJudge(judgment, actingUser(tx.actor).id));
      if (judgment.outcome === 'annulled') orRefuse(nextState(DECISION_MACHINE, file.decision.state, 'annul'));
      const { decision } = file;
      await this.ledger.lockFine(tx, decision.departmentId, decision.id);
      const consequences = await this.consequences(tx, judgment);
      const { refundIds, ...money } = await this.settle(tx, locked, consequences);
      await this.repository.confirm(tx, judgment, deciderId, money);
      const releaseIds = await this.releaseDeposit(tx, locked, consequences);
      const state = orRefuse(nextState(APPEAL_MACHINE, line.state, 'confirm'));
      const result = await this.appeals.step(tx, locked, state, { on: tx.today, reason: '' });
      const { outcome, finalOn } = judgment;
      this.appeals.tell(tx, file, appeal.id, 'judgment.confirmed', { judgmentId: id, outcome, finalOn, ...money });
      if (consequences.isAnnulled) this.tellAnnulled(tx, locked, money);
      return { ...result, judgmentId: id, ...money, refundIds, releaseIds };
    });
  }

  /** What a judgment would do in law today; nothing is decided by it, since money may still come. */
  async consequences(tx: Tx, { decisionId, outcome, reducedToCents }: JudgmentRow): Promise<Consequences> {
    const deposits = await this.deposits.ofDecision(tx, decisionId);
    const held = deposits.flatMap(({ state, heldCents }) =>
      state === 'held' && heldCents !== undefined ? [heldCents] : [],
    );
    return consequencesOf(
      { outcome, reducedToCents },
      {
        owedCents: await this.ledger.owedOn(tx, decisionId),
        paidCents: await this.ledger.bookedOn(tx, decisionId),
        paidEarlierCents: await this.repository.paidEarlierCents(tx, decisionId),
        heldCents: held.length === 0 ? ZERO_CENTS : addCents(...held),
      },
    );
  }

  private async settle(
    tx: Tx,
    { judgment, file }: LockedJudgment,
    { cancelledCents, keptCents }: Consequences,
  ): Promise<ConfirmedMoney & { readonly refundIds: readonly string[] }> {
    if (cancelledCents === 0) return { cancelledCents: ZERO_CENTS, owedBackCents: ZERO_CENTS, refundIds: [] };
    const { id: decisionId, departmentId } = file.decision;
    const cause = { kind: 'judgment', id: judgment.id } as const;
    const { owedBack, ...money } = await this.ledger.dropFine(tx, departmentId, decisionId, cause, keptCents);
    const refund = { ground: 'judgment', departmentId, decisionId, note: judgment.reference } as const;
    const refundIds = await this.refunds.propose(
      tx,
      owedBack.map((booking) => ({ ...refund, ...booking })),
    );
    return { ...money, refundIds };
  }

  private releaseDeposit(
    tx: Tx,
    { judgment, file }: LockedJudgment,
    { deposit: kind }: Consequences,
  ): Promise<string[]> {
    if (kind === 'none' || judgment.finalOn === null) return Promise.resolve([]);
    const { judgedOn: groundOn, finalOn, reference } = judgment;
    const terms = { kind, ground: 'judgment', groundOn, finalOn, reference, registryCheckedOn: undefined } as const;
    return this.releases.proposeForJudgment(tx, file, terms, reference);
  }

  private async finalise(
    tx: Tx,
    { judgment, appeal, file }: LockedJudgment,
    { finalOn, finalEvidence }: Omit<RecordFinality, 'version'>,
  ): Promise<void> {
    orRefuse(nextState(JUDGMENT_MACHINE, judgment.state, 'become-final'));
    const given = { finalOn: legalDate(finalOn), evidence: finalEvidence };
    const finality = orRefuse(decideFinality(given, judgment.judgedOn, tx.today));
    await this.repository.finalise(tx, judgment.id, finality, actingUser(tx.actor).id);
    const detail = { judgmentId: judgment.id, finalOn: finality.finalOn };
    this.appeals.tell(tx, file, appeal.id, 'judgment.became-final', detail, { evidence: finality.evidence });
  }

  private async reopen(
    tx: Tx,
    locked: LockedJudgment,
    verb: AppealVerb,
    type: `judgment.${string}`,
    reason: string,
  ): Promise<JudgmentResult> {
    const { judgment, file, appeal, line } = locked;
    const result = await this.appeals.step(tx, locked, orRefuse(nextState(APPEAL_MACHINE, line.state, verb)));
    this.appeals.tell(tx, file, appeal.id, type, { judgmentId: judgment.id }, { reason });
    return { ...result, judgmentId: judgment.id };
  }

  private async lock(tx: Tx, id: JudgmentId, seenVersion: number): Promise<LockedJudgment> {
    const { appealId, decisionId } = await this.judgment(tx, id);
    const locked = await this.appeals.lock(tx, appealId, decisionId, seenVersion);
    return { ...locked, judgment: await this.judgment(tx, id) };
  }

  private async judgment(tx: Tx, id: JudgmentId): Promise<JudgmentRow> {
    const judgment = await this.repository.judgment(tx, id);
    if (judgment === undefined) throw new Refused({ code: 'not-found', params: { kind: 'judgment' } });
    return judgment;
  }

  /** The order of later offences counts without it from now on (R6.1): it is computed from the decisions that stand. */
  private tellAnnulled(tx: Tx, { file: { decision, offence }, judgment }: LockedJudgment, money: ConfirmedMoney): void {
    tx.record({
      type: 'decision.annulled',
      subjectKind: 'decision',
      subjectId: decision.id,
      caseId: offence.id,
      personId: offence.personId,
      departmentId: decision.departmentId,
      detail: { judgmentId: judgment.id, number: decision.number, ...money },
    });
  }
}
