import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { bookableOf, CLAIM_MACHINE, stands, type ClaimState } from '../claims/claim.rules';
import type { Claim } from '../claims/claims.repository';
import { ClaimsService } from '../claims/claims.service';
import { newId, type ClaimId } from '../kernel/ids';
import { cents } from '../kernel/money';
import { nextState } from '../kernel/state-machine';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { FinanceRepository } from './finance.repository';
import {
  compareHoldings,
  isAboutMoney,
  planOf,
  readReport,
  rejectionCodeOf,
  reportKeyOf,
  REPORT_KINDS,
  type HeldAmount,
  type HoldingDifference,
  type ReportContent,
  type ReportKind,
  type ReportState,
} from './report.rules';

/** What became of something that FPS Finance said. */
export interface AnswerResult {
  readonly claimId: ClaimId;
  readonly claimState: ClaimState;
  readonly reportState: ReportState;
  readonly version: number;
  /** It was said before, with the same content. */
  readonly isKnown: boolean;
}

/** The one answer to an offer: a second one with other content is refused. */
const ANSWER = 'answer';

/**
 * What FPS Finance says of claims (R7). Everything is kept as it came; said twice it has one effect, said late it moves nothing back, and what
 * nobody understands is kept for a person to look at. A collection is booked from its clearing account, never beyond what is owed (I2).
 */
@Injectable()
export class FinanceAnswers {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: FinanceRepository,
    private readonly claims: ClaimsService,
    private readonly ledger: LedgerService,
  ) {}

  /** FPS Finance takes the claim. Said again with the same reference nothing happens; refuses `claim-answered-otherwise` (409), `not-found`. */
  acknowledge(actor: Actor, id: ClaimId, financeReference: string): Promise<AnswerResult> {
    return this.transactions.run(actor, async (tx) => {
      const claim = await this.claims.lock(tx, id);
      const content = { financeReference };
      const known = await this.known(tx, claim, ANSWER, 'acknowledgement', content);
      if (known !== undefined) return known;
      const next = nextState(CLAIM_MACHINE, claim.state, 'acknowledge');
      const change = { financeReference, isAnswered: true, ...(next.ok && { state: next.value }) };
      // Late: a recall, a report or the end was quicker. The reference is worth keeping, the state stays.
      const event = { id: newId<string>(), type: 'acknowledged', origin: 'finance', detail: content } as const;
      const after = await this.claims.append(tx, claim, event, change);
      return this.keep(tx, after, ANSWER, 'acknowledgement', content, next.ok ? 'applied' : 'late');
    });
  }

  /** FPS Finance does not take the claim; `said` is its code in the spelling of the interface. One that is not known is quarantined and moves nothing. Refuses like `acknowledge`. */
  reject(actor: Actor, id: ClaimId, said: string, note = ''): Promise<AnswerResult> {
    return this.transactions.run(actor, async (tx) => {
      const claim = await this.claims.lock(tx, id);
      const code = rejectionCodeOf(said);
      if (code === undefined) return this.quarantine(tx, claim, 'rejection', { code: said, note });
      const content = { code, note };
      const known = await this.known(tx, claim, ANSWER, 'rejection', content);
      if (known !== undefined) return known;
      const next = nextState(CLAIM_MACHINE, claim.state, 'reject');
      if (!next.ok) return this.keep(tx, claim, ANSWER, 'rejection', content, 'late');
      const event = { id: newId<string>(), type: 'rejected', origin: 'finance', detail: { code } } as const;
      const after = await this.claims.append(
        tx,
        claim,
        event,
        { state: next.value, rejectCode: code, isAnswered: true },
        note,
      );
      return this.keep(tx, after, ANSWER, 'rejection', content, 'applied');
    });
  }

  /**
   * A report under the id that FPS Finance gave it: once, whatever the order. Refuses `claim-report-otherwise` (409), `reported-day-in-future`,
   * `plan-sum-differs`, `not-found`.
   */
  report(actor: Actor, id: ClaimId, reportId: string, content: ReportContent): Promise<AnswerResult> {
    return this.transactions.run(actor, async (tx) => {
      const claim = await this.claims.lock(tx, id);
      const key = reportKeyOf(reportId);
      const known = await this.known(tx, claim, key, content.kind, { ...content });
      if (known !== undefined) return known;
      checkReportedDay(tx, 'occurredOn', content.occurredOn);
      checkPlan(content);
      const kind = readReport(content);
      const isTooMuch = kind === 'collectionReversed' && (content.amountCents ?? 0) > claim.collectedCents;
      if (kind === undefined || isTooMuch)
        return this.keep(tx, claim, key, content.kind, { ...content }, 'quarantined');
      const { after, state } = await this.apply(tx, claim, kind, content);
      if (isAboutMoney(kind) && !stands(after.state)) await this.claims.tellBeside(tx, claim.decisionId);
      return this.keep(tx, after, key, kind, { ...content }, state);
    });
  }

  /** The answer to a recall. Refuses `illegal-transition` when none was asked, `not-found`; the same answer again changes nothing. */
  answerRecall(actor: Actor, id: ClaimId, answer: 'accepted' | 'refused', note = ''): Promise<AnswerResult> {
    return this.transactions.run(actor, async (tx) => {
      const claim = await this.claims.lock(tx, id);
      const already = answer === 'accepted' ? 'recalled' : 'recall-refused';
      if (claim.state === already) return resultOf(claim, 'applied');
      const state = orRefuse(
        nextState(CLAIM_MACHINE, claim.state, answer === 'accepted' ? 'accept-recall' : 'refuse-recall'),
      );
      const event = { id: newId<string>(), type: already, origin: 'finance', detail: {} } as const;
      const after = await this.claims.append(tx, claim, event, { state }, note);
      return resultOf(answer === 'refused' ? await this.closeIfCollected(tx, after) : after, 'applied');
    });
  }

  /**
   * What FPS Finance says it holds, beside what stands there by our books; the differences are kept and shown to people. Refuses
   * `reported-day-in-future`, and `held-claim-twice` for a claim that is named twice.
   */
  reconcile(
    actor: Actor,
    statedOn: string,
    theirs: readonly HeldAmount[],
  ): Promise<{ readonly holdingId: string; readonly differences: readonly HoldingDifference[] }> {
    return this.transactions.run(actor, async (tx) => {
      checkReportedDay(tx, 'statedOn', statedOn);
      checkEachOnce(theirs);
      const others = await this.repository.notStanding(tx, theirs.map(({ claimId }) => claimId)); // prettier-ignore
      const differences = compareHoldings(await this.repository.standing(tx), theirs, others);
      const collectedCents = theirs.reduce((sum, each) => sum + each.collectedCents, 0);
      const holding = { statedOn, claimCount: theirs.length, collectedCents, differences };
      const holdingId = await this.repository.keepHolding(tx, holding);
      const detail = { claimCount: theirs.length, differenceCount: differences.length };
      tx.record({ type: 'finance-holding.received', subjectKind: 'finance-holding', subjectId: holdingId, detail });
      return { holdingId, differences };
    });
  }

  private async apply(
    tx: Tx,
    claim: Claim,
    kind: ReportKind,
    content: ReportContent,
  ): Promise<{ readonly after: Claim; readonly state: ReportState }> {
    const { amountCents = 0, occurredOn, note } = content;
    const { type, verb } = REPORT_KINDS[kind];
    const next = nextState(CLAIM_MACHINE, claim.state, verb);
    const state = next.ok ? 'applied' : 'late';
    // Money is money, however late it is told; anything else that comes after the end changes nothing.
    if (!next.ok && !isAboutMoney(kind)) return { after: claim, state };
    const moved = next.ok ? { state: next.value } : {};
    const event = { id: newId<string>(), origin: 'finance' as const };
    if (kind === 'collected') return { after: await this.collect(tx, claim, amountCents, occurredOn, moved), state };
    if (kind === 'collectionReversed') {
      const reversal = { amountCents: cents(amountCents), occurredOn, state: next.ok ? next.value : claim.state };
      return { after: await this.claims.reverseCollection(tx, claim, reversal), state };
    }
    if (kind === 'costs') {
      const detail = { amountCents, occurredOn };
      const after = await this.claims.append(tx, claim, { ...event, type, detail }, { ...moved, costsCents: cents(amountCents) }); // prettier-ignore
      return { after, state };
    }
    const isEnd = kind === 'irrecoverable' || kind === 'prescribed';
    const change = { ...moved, ...(isEnd && next.ok && { endedAs: kind }) };
    return {
      after: await this.claims.append(
        tx,
        claim,
        { ...event, type, detail: { occurredOn, ...planOf(content) } },
        change,
        note,
      ),
      state,
    };
  }

  /** Books what was collected, as much of it as is owed; a claim that is then paid is closed. */
  private async collect(
    tx: Tx,
    claim: Claim,
    amountCents: number,
    occurredOn: string,
    moved: { readonly state?: ClaimState },
  ): Promise<Claim> {
    const { decisionId, departmentId } = claim;
    const id = newId<string>();
    const { receivableCents } = await this.ledger.lockFine(tx, departmentId, decisionId);
    const bookedCents = bookableOf(cents(amountCents), receivableCents);
    const booked =
      bookedCents === 0
        ? {}
        : {
            bookedCents,
            ledgerEntryId: await this.ledger.post(tx, departmentId, { kind: 'claim', id }, postingsFor('collect-through-finance', { decisionId }, bookedCents)), // prettier-ignore
          };
    const outstandingCents = receivableCents - bookedCents;
    const detail = { amountCents, occurredOn, outstandingCents };
    const event = { id, type: 'collected', origin: 'finance', detail, ...booked } as const;
    const after = await this.claims.append(tx, claim, event, { ...moved, collectedCents: cents(amountCents) });
    const isWhole = outstandingCents === 0 && stands(after.state) && after.state !== 'recall-asked';
    return isWhole ? this.close(tx, after) : after;
  }

  /**
   * A recall because the fine is paid was refused, and FPS Finance has collected on it: nothing is left to recover, in whichever order the two
   * were told. It must not stand there for ever, for what was paid twice is refunded only once nothing stands (R5.4).
   */
  private async closeIfCollected(tx: Tx, claim: Claim): Promise<Claim> {
    if (claim.recallCause !== 'paid' || claim.collectedCents === 0) return claim;
    return (await this.ledger.owedOn(tx, claim.decisionId)) === 0 ? this.close(tx, claim) : claim;
  }

  private close(tx: Tx, claim: Claim): Promise<Claim> {
    const closed = { id: newId<string>(), type: 'closed', origin: 'office', detail: { outstandingCents: 0 } } as const;
    return this.claims.append(tx, claim, closed, { state: 'closed', endedAs: 'collected' });
  }

  /** What was said before under this id: the same content gets the same answer, other content is refused. */
  private async known(
    tx: Tx,
    claim: Claim,
    reportId: string,
    kind: string,
    content: Readonly<Record<string, unknown>>,
  ): Promise<AnswerResult | undefined> {
    const kept = await this.repository.report(tx, claim.id, reportId);
    if (kept === undefined) return undefined;
    if (kept.kind !== kind || sortedJson(kept.content) !== sortedJson(content))
      throw new Refused({
        code: reportId === ANSWER ? 'claim-answered-otherwise' : 'claim-report-otherwise',
        rule: 'I3',
      });
    return { ...resultOf(claim, kept.state), isKnown: true };
  }

  private async quarantine(
    tx: Tx,
    claim: Claim,
    kind: string,
    content: Readonly<Record<string, unknown>>,
  ): Promise<AnswerResult> {
    const digest = createHash('sha256').update(sortedJson(content)).digest('hex').slice(0, 16);
    const reportId = `${kind}:${digest}`;
    const known = await this.known(tx, claim, reportId, kind, content);
    return known ?? this.keep(tx, claim, reportId, kind, content, 'quarantined');
  }

  private async keep(
    tx: Tx,
    claim: Claim,
    reportId: string,
    kind: string,
    content: Readonly<Record<string, unknown>>,
    state: ReportState,
  ): Promise<AnswerResult> {
    await this.repository.keepReport(tx, claim, { reportId, kind, content, state });
    const { id, departmentId, offenceId: caseId, personId } = claim;
    const detail = { kind: kind.slice(0, 50), state };
    tx.record({
      type: `claim-report.${state}`,
      subjectKind: 'claim',
      subjectId: id,
      caseId,
      personId,
      departmentId,
      detail,
    });
    return resultOf(claim, state);
  }
}

/** What FPS Finance says happened has happened. */
function checkReportedDay(tx: Tx, field: string, day: string): void {
  if (day > tx.today) throw new Refused({ code: 'reported-day-in-future', field, params: { today: tx.today } });
}

/** The payments of a plan are its amount, where both are told; no other known kind has payments. What an unknown kind has is not for us to judge. */
function checkPlan(content: ReportContent): void {
  const plan = planOf(content);
  const { kind, amountCents } = content;
  if (plan === undefined || !Object.hasOwn(REPORT_KINDS, kind)) return;
  if (kind === 'plan' && (amountCents ?? plan.amountCents) === plan.amountCents) return;
  throw new Refused({ code: 'plan-sum-differs', field: 'installments', params: { sumCents: plan.amountCents } });
}

function checkEachOnce(theirs: readonly HeldAmount[]): void {
  const seen = new Set<string>();
  theirs.forEach(({ claimId }, at) => {
    if (seen.has(claimId)) throw new Refused({ code: 'held-claim-twice', field: `claims.${at}.claimId` });
    seen.add(claimId);
  });
}

function resultOf(claim: Claim, reportState: ReportState): AnswerResult {
  return { claimId: claim.id, claimState: claim.state, reportState, version: claim.version, isKnown: false };
}

/** The same text for the same content, whatever the order of its fields; what is absent is not there. */
function sortedJson(content: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(content, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
