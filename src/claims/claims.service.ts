import { Injectable } from '@nestjs/common';
import { newId, type ClaimId, type DecisionId, type MovementId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { addCents, cents, subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { actingUser, type DomainEvent, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { decideOffer, decideRecall, type ClaimState, type OfferedPayload, type RecallCause } from './claim.rules';
import { ClaimsRepository, type Claim, type ClaimChange, type NewClaimEvent, type PlacedClaimEvent } from './claims.repository'; // prettier-ignore

/** Money that the Office received on a fine, or that was taken off it again (negative), to be told to FPS Finance the same day. */
export interface ToldPayment {
  readonly decisionId: DecisionId;
  readonly amountCents: Cents;
  readonly receivedOn: LegalDate;
  readonly movementId?: MovementId | undefined;
}

/** What a fine is offered with: by whom it was prepared, and the decision or the final judgment. */
export interface Offer extends Omit<OfferedPayload, 'outstandingCents'> {
  readonly preparedBy: UserId;
  /** Ids and dates that the feed tells with the offer. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** The fine that is offered; the caller holds its lock. */
export interface OfferedFine {
  readonly decisionId: DecisionId;
  readonly departmentId: Claim['departmentId'];
  readonly offenceId: Claim['offenceId'];
  readonly personId: Claim['personId'];
}

/** A claim event as the event log of the file tells it. */
type Told = Pick<Claim, 'id' | 'departmentId' | 'offenceId' | 'personId'>;

/**
 * The claims that stand with FPS Finance, for every part of the product that changes what is owed on a fine. It works inside the caller's
 * transaction, the decision locked by the caller; it asks no other module but the ledger.
 */
@Injectable()
export class ClaimsService {
  constructor(
    private readonly repository: ClaimsRepository,
    private readonly ledger: LedgerService,
  ) {}

  /** The state of the last claim of each decision; a decision that was never offered has none. */
  async stateOf(tx: Tx, decisionIds: readonly DecisionId[]): Promise<Map<DecisionId, ClaimState>> {
    const states = new Map<DecisionId, ClaimState>();
    for (const { decisionId, state } of await this.repository.ofDecisions(tx, decisionIds))
      if (!states.has(decisionId)) states.set(decisionId, state);
    return states;
  }

  /** Every claim of a decision, the last offered first. */
  ofDecision(tx: Tx, decisionId: DecisionId): Promise<Claim[]> {
    return this.repository.ofDecisions(tx, [decisionId]);
  }

  /**
   * Offers what is owed on a fine now to FPS Finance, once: refuses what `decideOffer` refuses, `claim-own-preparation` (four eyes) and
   * `claim-stands-already`. Nothing is posted: the debt stays where it is.
   */
  async offer(tx: Tx, fine: OfferedFine, offer: Offer): Promise<ClaimId> {
    const { decisionId, departmentId } = fine;
    const { receivableCents } = await this.ledger.lockFine(tx, departmentId, decisionId);
    const { payload, judgmentFinalOn, preparedBy } = offer;
    const offeredCents = orRefuse(decideOffer({ payload, judgmentFinalOn, outstandingCents: receivableCents }, tx.today)); // prettier-ignore
    const { id: offeredBy } = actingUser(tx.actor);
    if (offeredBy === preparedBy) throw new Refused({ code: 'claim-own-preparation', rule: 'R7.8' });
    const id = newId<ClaimId>();
    const claim = { id, departmentId, decisionId, payload, judgmentFinalOn, offeredCents, preparedBy, offeredBy };
    const detail = { ...offer.detail, payload, outstandingCents: offeredCents };
    await this.repository.insert(tx, claim, { id: newId(), type: 'offered', origin: 'office', detail });
    tx.record(eventOf({ ...fine, id }, 'offered', detail));
    return id;
  }

  /**
   * Asks FPS Finance for what it holds of the fine, whatever became of the debt (R7.9, trap 17), and tells it what is owed: call it after the postings. Undefined
   * when nothing stands there.
   */
  async recall(
    tx: Tx,
    decisionId: DecisionId,
    { cause, note }: { readonly cause: RecallCause; readonly note?: string | undefined },
  ): Promise<ClaimId | undefined> {
    const [claim] = await this.repository.lockStanding(tx, [decisionId]);
    if (claim === undefined) return undefined;
    const state = orRefuse(decideRecall(claim.state));
    const detail = { cause, outstandingCents: await this.ledger.owedOn(tx, decisionId) };
    const event = { id: newId<string>(), type: 'recall-asked', origin: 'office', detail } as const;
    await this.append(tx, claim, event, { state, recallCause: cause }, note);
    return claim.id;
  }

  /**
   * What FPS Finance collected for a claim that falls, in whole or down to what is left of it, is no revenue of the Office: FPS Finance gives it back to whoever
   * paid it (R4.4, R4.8). It is owed on the fine until the caller cancels the same cents, so call it before. Takes all that is booked, or no more than
   * `atMostCents`, what was collected last first.
   */
  async takeBack(tx: Tx, decisionId: DecisionId, atMostCents?: Cents): Promise<void> {
    const booked = await this.repository.bookedCollections(tx, decisionId);
    let leftCents: number = atMostCents ?? addCents(ZERO_CENTS, ...booked.map(({ bookedCents }) => bookedCents));
    for (const { claimId, bookedCents } of booked.reverse()) {
      const amountCents = cents(Math.min(bookedCents, leftCents));
      if (amountCents === 0) return;
      leftCents -= amountCents;
      const claim = await this.lock(tx, claimId);
      const id = newId<string>();
      const drafts = postingsFor('take-back-collected', { decisionId }, amountCents);
      const ledgerEntryId = await this.ledger.post(tx, claim.departmentId, { kind: 'claim', id }, drafts);
      const event = { id, type: 'collection-taken-back', origin: 'office', detail: { amountCents } } as const;
      await this.append(
        tx,
        claim,
        { ...event, bookedCents: subtractCents(ZERO_CENTS, amountCents), ledgerEntryId },
        {},
      );
    }
  }

  /** Tells FPS Finance of one payment; see `tellPayments`. */
  async tellPayment(tx: Tx, payment: ToldPayment): Promise<void> {
    await this.tellPayments(tx, [payment]);
  }

  /**
   * Tells FPS Finance of what the Office received on fines that stand with it, or took off them again: the same day, in the transaction of the
   * booking (R7.9). Call it after the postings. A fine that is then paid is recalled. Nothing happens for fines that do not stand there. Answers
   * those that do.
   */
  async tellPayments(tx: Tx, payments: readonly ToldPayment[]): Promise<ReadonlySet<DecisionId>> {
    const told = new Set<DecisionId>();
    if (payments.length === 0) return told;
    const ids = [...new Set(payments.map(({ decisionId }) => decisionId))];
    for (const standing of await this.repository.lockStanding(tx, ids)) {
      told.add(standing.decisionId);
      let claim = standing;
      const outstandingCents = await this.ledger.owedOn(tx, claim.decisionId);
      for (const payment of payments.filter(({ decisionId }) => decisionId === standing.decisionId)) {
        const { amountCents, receivedOn, movementId } = payment;
        const type = amountCents < 0 ? 'payment-taken-back' : 'payment-received';
        const detail = { amountCents: cents(Math.abs(amountCents)), receivedOn, movementId, outstandingCents };
        claim = await this.append(tx, claim, { id: newId(), type, origin: 'office', detail }, {});
      }
      if (outstandingCents <= 0 && claim.state !== 'recall-asked')
        await this.recall(tx, claim.decisionId, { cause: 'paid' });
    }
    return told;
  }

  /** Tells FPS Finance what is owed on a fine after something else than a payment changed it (a judgment reduced it). */
  async tellAmount(tx: Tx, decisionId: DecisionId): Promise<void> {
    const [claim] = await this.repository.lockStanding(tx, [decisionId]);
    if (claim === undefined) return;
    const outstandingCents = await this.ledger.owedOn(tx, decisionId);
    const event = {
      id: newId<string>(),
      type: 'amount-changed',
      origin: 'office',
      detail: { outstandingCents },
    } as const;
    await this.append(tx, claim, event, {});
  }

  /**
   * Money came, or went back, through a claim that was given back: the one that stands for the fine now is told what is owed, and is recalled when
   * nothing is (R7.9). Otherwise it would be collected a second time.
   */
  async tellBeside(tx: Tx, decisionId: DecisionId): Promise<void> {
    const [claim] = await this.repository.lockStanding(tx, [decisionId]);
    if (claim === undefined) return;
    await this.tellAmount(tx, decisionId);
    if (claim.state !== 'recall-asked' && (await this.ledger.owedOn(tx, decisionId)) <= 0)
      await this.recall(tx, decisionId, { cause: 'paid' });
  }

  /** Events after a position of the feed, in order; whatever will ever stand before the last one answered is in it. */
  feedAfter(tx: Tx, position: number, limit: number): Promise<PlacedClaimEvent[]> {
    return this.repository.feedAfter(tx, position, limit);
  }

  /** One event of the feed; undefined when there is none with this id. */
  event(tx: Tx, id: string): Promise<PlacedClaimEvent | undefined> {
    return this.repository.event(tx, id);
  }

  /** Locks decision and claim, in this order. Refuses `not-found`. */
  async lock(tx: Tx, id: ClaimId): Promise<Claim> {
    const claim = await this.repository.lock(tx, id);
    if (claim === undefined) throw new Refused({ code: 'not-found', params: { kind: 'claim' } });
    return claim;
  }

  /** Refuses `not-found`. */
  async find(tx: Tx, id: ClaimId): Promise<Claim> {
    const claim = await this.repository.find(tx, id);
    if (claim === undefined) throw new Refused({ code: 'not-found', params: { kind: 'claim' } });
    return claim;
  }

  /** The story of a claim, in its order. */
  eventsOf(tx: Tx, id: ClaimId): Promise<PlacedClaimEvent[]> {
    return this.repository.eventsOf(tx, id);
  }

  /** Writes an event of a locked claim with what it changes, in the feed and in the file; answers the claim as it then is. */
  async append(tx: Tx, claim: Claim, event: NewClaimEvent, change: ClaimChange, note?: string): Promise<Claim> {
    const version = await this.repository.append(tx, claim, event, change);
    tx.record(eventOf(claim, event.type, event.detail, note));
    const { collectedCents = ZERO_CENTS, costsCents = ZERO_CENTS, ...changed } = change;
    return {
      ...claim,
      ...changed,
      collectedCents: cents(claim.collectedCents + collectedCents),
      costsCents: cents(claim.costsCents + costsCents),
      version,
    };
  }

  /**
   * FPS Finance did not keep what it had reported as collected, or gave it back: first what was never booked (more than was owed), then what was,
   * which is owed again. No more than was collected: the caller has looked.
   */
  async reverseCollection(
    tx: Tx,
    claim: Claim,
    { amountCents, occurredOn, state }: { readonly amountCents: Cents; readonly occurredOn: string; readonly state: ClaimState }, // prettier-ignore
  ): Promise<Claim> {
    const { decisionId, departmentId } = claim;
    const id = newId<string>();
    const booked = (await this.repository.bookedCollections(tx, decisionId)).find(
      ({ claimId }) => claimId === claim.id,
    );
    const bookedCents = booked?.bookedCents ?? ZERO_CENTS;
    const unbookedCents = subtractCents(claim.collectedCents, bookedCents);
    const takenCents = cents(Math.max(0, amountCents - unbookedCents));
    const taken =
      takenCents === 0
        ? {}
        : {
            bookedCents: subtractCents(ZERO_CENTS, takenCents),
            ledgerEntryId: await this.ledger.post(tx, departmentId, { kind: 'claim', id }, postingsFor('take-back-collected', { decisionId }, takenCents)), // prettier-ignore
          };
    const detail = { amountCents, occurredOn, outstandingCents: await this.ledger.owedOn(tx, decisionId) };
    const event = { id, type: 'collection-reversed', origin: 'finance', detail, ...taken } as const;
    return this.append(tx, claim, event, { state, collectedCents: subtractCents(ZERO_CENTS, amountCents) });
  }

  /** What FPS Finance collected on a fine and is booked there, by whichever claim; reads without a lock. */
  async collectedOn(tx: Tx, decisionId: DecisionId): Promise<Cents> {
    return addCents(...(await this.repository.bookedCollections(tx, decisionId)).map(({ bookedCents }) => bookedCents));
  }
}

function eventOf(claim: Told, type: string, detail: Readonly<Record<string, unknown>>, note?: string): DomainEvent {
  return {
    type: `claim.${type}`,
    subjectKind: 'claim',
    subjectId: claim.id,
    caseId: claim.offenceId,
    personId: claim.personId,
    departmentId: claim.departmentId,
    detail,
    ...(note !== undefined && note !== '' && { personal: { note } }),
  };
}
