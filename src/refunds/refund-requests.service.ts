import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import type { DecisionId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import { nextState } from '../kernel/state-machine';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { found, orRefuse } from '../platform/refused';
import { ClaimsRepository, type Claim } from './claims.repository';
import { FallenClaims } from './fallen-claims.service';
import { REFUND_PAPER } from './refund-paper.rules';
import { RefundPapersRepository, type RefundPaper } from './refund-papers.repository';
import {
  decideClosing,
  decideGrant,
  decideRequest,
  decideRequestDay,
  decideRequestRefusal,
  isRecorder,
  REFUND_REQUEST_MACHINE,
  type RefundRequestState,
} from './refund-request.rules';
import {
  RefundRequestsRepository,
  type Proof,
  type ReceivedForm,
  type RefundRequest,
  type RefundRequestId,
} from './refund-requests.repository';
import type { ReasonedRefund, ReceiveForm, RecordRequest, SendForm } from './refunds.commands';

/** A verb on a request, done. */
export interface RefundRequestResult {
  readonly requestId: RefundRequestId;
  readonly decisionId: DecisionId;
  readonly offenceId: string;
  readonly decisionNumber: string;
  readonly state: RefundRequestState;
  readonly version: number;
  /** Of a grant: what fell, and what goes back. */
  readonly cancelledCents?: Cents;
  readonly owedBackCents?: Cents;
}

/** The requests about a fine and what a grant would do now. */
export interface RequestsOfClaim {
  readonly claim: Claim;
  readonly requests: readonly RefundRequest[];
  readonly open: RefundRequest | undefined;
  readonly isRecorder: boolean;
  /** False when the fine has no such way (R5.2) or is not notified. */
  readonly isPossible: boolean;
  readonly bookedCents: Cents;
  /** Collected by FPS Finance: it comes off the fine, and FPS Finance pays it back. */
  readonly collectedCents: Cents;
  /** With the Caisse, not released. */
  readonly heldCents: Cents;
  /** Forms and refusals that were made. */
  readonly papers: readonly RefundPaper[];
}

/** Requests under article 4bis paragraph 1: a form goes out and comes back, and a person decides (R5.1, D12). */
@Injectable()
export class RefundRequestsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: RefundRequestsRepository,
    private readonly claims: ClaimsRepository,
    private readonly fallen: FallenClaims,
    private readonly access: CaseAccess,
    private readonly papers: RefundPapersRepository,
  ) {}

  /** Records that the form went out. Refuses `not-found`, `other-department`, what `decideRequest` and `decideRequestDay` refuse, `request-already`. */
  sendForm(actor: Actor, command: Readonly<SendForm>): Promise<RefundRequestResult> {
    return this.transactions.run(actor, async (tx) => {
      const claim = await this.claim(tx, command.decisionId as DecisionId);
      orRefuse(decideRequest(claim));
      const day = command.formSentOn as LegalDate;
      const sentOn = orRefuse(decideRequestDay('formSentOn', day, { earliest: undefined, today: tx.today }));
      const id = await this.repository.sendForm(tx, claim, sentOn, actingUser(tx.actor).id);
      this.tell(tx, 'refund-request.form-sent', claim, id);
      this.askForPaper(tx, id);
      return resultOf(claim, id, 'form-sent', 1);
    });
  }

  /** Records a request that came without a form of ours. Refuses what `sendForm` refuses. */
  record(actor: Actor, command: Readonly<RecordRequest>): Promise<RefundRequestResult> {
    return this.transactions.run(actor, async (tx) => {
      const claim = await this.claim(tx, command.decisionId as DecisionId);
      orRefuse(decideRequest(claim));
      const form = this.formIn(tx, command, undefined);
      const id = await this.repository.insertReceived(tx, claim, form, actingUser(tx.actor).id);
      this.tell(tx, 'refund-request.received', claim, id, { proof: form.proof }, form.requestReason);
      return resultOf(claim, id, 'received', 1);
    });
  }

  /** Records that the form came back. Refuses `not-found`, `changed-since-read`, `illegal-transition`, what `decideRequestDay` refuses. */
  receive(actor: Actor, id: RefundRequestId, command: Readonly<ReceiveForm>): Promise<RefundRequestResult> {
    return this.transactions.run(actor, async (tx) => {
      const { request, claim } = await this.locked(tx, id, command.version);
      const state = orRefuse(nextState(REFUND_REQUEST_MACHINE, request.state, 'receive'));
      const form = this.formIn(tx, command, request.formSentOn);
      await this.repository.receive(tx, id, form, actingUser(tx.actor).id);
      this.tell(tx, 'refund-request.received', claim, id, { proof: form.proof }, form.requestReason);
      return resultOf(claim, id, state, request.version + 1);
    });
  }

  /**
   * Grants it: the claim ends in the same transaction and is never open again (D30), each booking is owed back and becomes a refund
   * proposal, each deposit that is held a proposal to give it back. Refuses `not-found`, `changed-since-read` and what `decideGrant` refuses.
   */
  grant(actor: Actor, id: RefundRequestId, command: Readonly<ReasonedRefund>): Promise<RefundRequestResult> {
    return this.transactions.run(actor, async (tx) => {
      const { request, claim } = await this.locked(tx, id, command.version);
      const { decisionId, departmentId } = claim;
      const { id: by } = actingUser(tx.actor);
      const reconciledCents = await this.fallen.reconciledOn(tx, decisionId);
      const state = orRefuse(decideGrant({ ...request, claim, reconciledCents }, by));
      const cause = { kind: 'refund-request', id } as const;
      const { owedBack, ...dropped } = await this.fallen.drop(tx, {
        departmentId,
        decisionId,
        cause,
        recall: 'granted',
      });
      await this.repository.decide(tx, id, { state, reason: command.reason, by, dropped });
      const fall = { ground: 'agreement', on: tx.today, reason: command.reason } as const;
      await this.fallen.propose(tx, claim, { ground: 'request-4bis', fall }, owedBack);
      this.tell(tx, 'refund-request.granted', claim, id, { ...dropped }, command.reason);
      return { ...resultOf(claim, id, state, request.version + 1), ...dropped };
    });
  }

  /** Refuses it with a reason; the claim stays as it is. Refuses `not-found`, `changed-since-read` and what `decideRequestRefusal` refuses. */
  refuse(actor: Actor, id: RefundRequestId, command: Readonly<ReasonedRefund>): Promise<RefundRequestResult> {
    return this.transactions.run(actor, async (tx) => {
      const { request, claim } = await this.locked(tx, id, command.version);
      const { id: by } = actingUser(tx.actor);
      const state = orRefuse(decideRequestRefusal(request, by));
      await this.repository.decide(tx, id, { state, reason: command.reason, by, dropped: undefined });
      this.tell(tx, 'refund-request.refused', claim, id, {}, command.reason);
      this.askForPaper(tx, id);
      return resultOf(claim, id, state, request.version + 1);
    });
  }

  /**
   * Closes one that nobody follows up: the form never came back, or, as another person says, the request was taken back. Refuses `not-found`,
   * `changed-since-read` and what `decideClosing` refuses.
   */
  close(actor: Actor, id: RefundRequestId, command: Readonly<ReasonedRefund>): Promise<RefundRequestResult> {
    return this.transactions.run(actor, async (tx) => {
      const { request, claim } = await this.locked(tx, id, command.version);
      const { id: by } = actingUser(tx.actor);
      const state = orRefuse(decideClosing(request, by));
      await this.repository.decide(tx, id, { state, reason: command.reason, by, dropped: undefined });
      this.tell(tx, 'refund-request.closed', claim, id, {}, command.reason);
      return resultOf(claim, id, state, request.version + 1);
    });
  }

  /** The requests about a decision; the look is noted. Refuses `not-found` and like `CaseAccess.reasonFor`. */
  ofDecision(actor: Actor, decisionId: DecisionId): Promise<RequestsOfClaim> {
    return this.transactions.view(actor, async (tx) => {
      const claim = found(await this.claims.find(tx, decisionId), 'refund-request');
      tx.recordAccess({
        operation: 'refund-request.read',
        reason: await this.access.reasonFor(tx, claim.offenceId),
        personIds: claim.shownIds,
        caseIds: [claim.offenceId],
      });
      const requests = await this.repository.ofDecision(tx, decisionId);
      const stake = await this.fallen.atStake(tx, decisionId);
      const open = requests.find(({ state }) => state === 'form-sent' || state === 'received');
      return {
        claim,
        requests,
        open,
        isRecorder: open !== undefined && isRecorder(open, actingUser(actor).id),
        isPossible: decideRequest(claim).ok && !requests.some(({ state }) => state === 'granted'),
        bookedCents: stake.bookedCents,
        collectedCents: stake.collectedCents,
        heldCents: stake.heldCents,
        papers: await this.papers.ofRequests(tx, decisionId),
      };
    });
  }

  /** Which decision a request is about. Refuses `not-found`. */
  read(actor: Actor, id: RefundRequestId): Promise<RequestsOfClaim & { readonly request: RefundRequest }> {
    return this.transactions
      .view(actor, async (tx) => found(await this.repository.find(tx, id), 'refund-request'))
      .then(async (request) => ({ ...(await this.ofDecision(actor, request.decisionId)), request }));
  }

  private formIn(
    tx: Tx,
    command: Readonly<RecordRequest | ReceiveForm>,
    earliest: LegalDate | undefined,
  ): ReceivedForm {
    const day = command.receivedOn as LegalDate;
    const receivedOn = orRefuse(decideRequestDay('receivedOn', day, { earliest, today: tx.today }));
    return { receivedOn, proof: command.proof as Proof, requestReason: command.requestReason };
  }

  private askForPaper(tx: Tx, requestId: RefundRequestId): void {
    tx.enqueue({ task: REFUND_PAPER, payload: { requestId }, key: `${REFUND_PAPER}-${requestId}` });
  }

  private tell(
    tx: Tx,
    type: `refund-request.${string}`,
    claim: Claim,
    subjectId: RefundRequestId,
    detail: Readonly<Record<string, unknown>> = {},
    reason?: string,
  ): void {
    tx.record({
      type,
      subjectKind: 'refund-request',
      subjectId,
      caseId: claim.offenceId,
      personId: claim.personId,
      departmentId: claim.departmentId,
      detail,
      ...(reason !== undefined && { personal: { reason } }),
    });
  }

  private async claim(tx: Tx, id: DecisionId): Promise<Claim> {
    const claim = found(await this.claims.lock(tx, id), 'refund-request');
    checkDepartment(tx, claim.departmentId);
    return claim;
  }

  private async locked(
    tx: Tx,
    id: RefundRequestId,
    version: number,
  ): Promise<{ readonly request: RefundRequest; readonly claim: Claim }> {
    const { decisionId } = found(await this.repository.find(tx, id), 'refund-request');
    const claim = await this.claim(tx, decisionId);
    const request = found(await this.repository.find(tx, id), 'refund-request');
    checkVersion(request, version);
    return { request, claim };
  }
}

function resultOf(
  { decisionId, offenceId, number }: Claim,
  requestId: RefundRequestId,
  state: RefundRequestState,
  version: number,
): RefundRequestResult {
  return { requestId, decisionId, offenceId, decisionNumber: number, state, version };
}
