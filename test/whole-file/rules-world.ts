import { appealThatStands, timelinessOf, type AppealState } from '../../src/appeals/appeal.rules';
import { hasTakenEffect, restOf, type JudgmentGiven, type JudgmentState } from '../../src/appeals/judgment.rules';
import { stands, type ClaimState, type RecallCause } from '../../src/claims/claim.rules';
import type { DecisionState, SignatureDelegation, SignatureDelegationId } from '../../src/decisions/decision.rules';
import { holdOf, type DepositState } from '../../src/deposits/deposit.rules';
import type { NoAppealFacts, ReleaseTerms } from '../../src/deposits/deposit-release.rules';
import type { BankAccountId, DecisionId, UserId } from '../../src/kernel/ids';
import { legalDate, type LegalDate } from '../../src/kernel/legal-date';
import { addCents, cents, subtractCents, ZERO_CENTS, type Cents } from '../../src/kernel/money';
import {
  balancesOf,
  postingsFor,
  type PostedLine,
  type PostingDraft,
  type PostingId,
} from '../../src/ledger/posting.rules';
import {
  appealWindow,
  governingWindow,
  registryCheckCounts,
  type AppealWindow,
} from '../../src/notifications/appeal-window.rules';
import { orRefuse } from '../../src/platform/refused';
import type { TransferState } from '../../src/recovery/transfer.rules';
import type { PROOFS, RefundRequestState } from '../../src/refunds/refund-request.rules';
import type { OrderAtBank, RefundGround, RefundState } from '../../src/refunds/refund.rules';
import type { WriteOffGround, WriteOffState } from '../../src/refunds/write-off.rules';
import { RulesLog, type Told } from './rules-log';
import { ASKED_ON, CREDITS, debtorCount, FINE_CENTS, TODAY as DAY, toldOn } from './whole-file.steps';

export const TODAY = legalDate(DAY);
export const BANK = 'bank' as BankAccountId;
export const PEOPLE = ['first', 'second'] as unknown as readonly [UserId, UserId];
export const DELEGATION = { id: 'delegation' as SignatureDelegationId, userId: PEOPLE[1], article: '4bis', reference: 'x', validFrom: legalDate('2020-01-01'), validTo: null } as const satisfies SignatureDelegation; // prettier-ignore
export const SIGNATORY = 'signatory' as UserId;
const MARGIN_DAYS = 30;
export const NEW_REFUND = { state: 'proposed', order: undefined, owed: undefined, of: undefined } as const;

export interface Fine {
  readonly id: DecisionId;
  state: DecisionState;
  numbered?: Numbered;
  proposal: { readonly proposedBy: UserId; readonly state: 'proposed' } | undefined;
  /** Holds that people placed, and whether they stand. */
  readonly holds: boolean[];
  /** Which of its debtors were told. */
  readonly told: number[];
}

/** What the signature gives. */
interface Numbered {
  readonly number: string;
  readonly communication: string;
}

/** A decision before its signature, and what became of it. */
export interface Draft {
  state: DecisionState;
  readonly authorIds: UserId[];
  numbered: Numbered | undefined;
}

export interface Booking {
  readonly credit: number;
  readonly fine: number;
  readonly amountCents: Cents;
  readonly asAdvance: boolean;
  readonly entry: readonly PostedLine[];
  settlement: readonly PostedLine[] | undefined;
  state: 'standing' | 'reversed';
  /** Where the ledger stood when it was taken off its fine. */
  reversedAt: number;
  backCents: Cents;
}

/** The debit by which the bank took a credit back. */
export interface Taking {
  readonly credit: number;
  state: 'waiting' | 'settled';
}

/** An inquiry at the registry. */
export interface RegistryCheck {
  readonly fine: number;
  readonly asked: keyof typeof ASKED_ON;
  state: 'standing' | 'mistaken';
}

export interface Refund {
  readonly ground: RefundGround;
  readonly credit: number | undefined;
  /** The fine whose claim fell. */
  readonly fine: number | undefined;
  readonly amountCents: Cents;
  readonly proposedBy: UserId;
  readonly preparedBy: UserId[];
  state: RefundState;
  order: { state: OrderAtBank['state']; readonly orderedBy: UserId; readonly entry: readonly PostedLine[] } | undefined;
  owed: readonly PostedLine[] | undefined;
  /** What is owed back of a claim that fell, and the entry that says so. */
  readonly of: { readonly thing: Booking | Deposit; readonly entry: readonly PostedLine[] } | undefined;
  /** How many judgments had taken effect when it was proposed. */
  readonly afterJudgments: number;
  /** Where the ledger stood then. */
  readonly place: number;
}

export interface Deposit {
  readonly fine: number;
  state: DepositState;
  heldCents: Cents;
  toStateCents: Cents;
  backCents: Cents;
  /** Where its release stands in the ledger: the older is kept when part of a claim falls. */
  place: number;
  release: { readonly terms: ReleaseTerms; readonly proposedBy: UserId } | undefined;
}

export interface WriteOff {
  readonly fine: number;
  readonly ground: WriteOffGround;
  readonly amountCents: Cents;
  readonly proposedBy: UserId;
  state: WriteOffState;
  /** What gave it up in the ledger. */
  entry: readonly PostedLine[];
}

export interface Appeal {
  readonly fine: number;
  readonly debtor: number;
  readonly lodgedOn: LegalDate;
  state: AppealState;
}

export interface Judgment extends JudgmentGiven {
  readonly fine: number;
  readonly appeal: Appeal;
  readonly recordedBy: UserId;
  finalisedBy: UserId | undefined;
  state: JudgmentState;
  cancelledCents: Cents;
  /** What earlier ones had taken off and this one brought back. */
  restoredCents: Cents;
  /** Its place among the judgments that took effect. */
  place: number;
}

export interface Request {
  readonly fine: number;
  state: RefundRequestState;
  recordedBy: UserId;
  readonly sentBy: UserId | undefined;
  receivedBy: UserId | undefined;
  proof: (typeof PROOFS)[number] | undefined;
}

export interface Batch {
  readonly fine: number;
  readonly preparedBy: UserId;
  state: TransferState;
}

export interface ClaimHeld {
  readonly fine: number;
  state: ClaimState;
  collectedCents: Cents;
  /** What was said, by the name under which it was said. */
  readonly said: Map<string, string>;
  recallCause: RecallCause | undefined;
  /** It ended since nothing is to be had. */
  isIrrecoverable: boolean;
}

/** How the fines came to be what they are. */
const FIRST = ['submit', 'sign', 'notify'] as const;

/** Two fines, their money and a ledger, all in memory: what the services read from tables. */
export class RulesWorld {
  readonly ledger: PostedLine[] = [];
  readonly fines: readonly Fine[] = ['a', 'b'].map((id, at) => ({
    id: id as DecisionId,
    state: at === 0 ? 'notified' : 'signed',
    proposal: undefined,
    holds: [],
    told: at === 0 ? [0] : [],
  }));
  readonly drafts: Draft[] = [];
  readonly bookings: Booking[] = [];
  readonly refunds: Refund[] = [];
  readonly deposits: Deposit[] = [];
  readonly writeOffs: WriteOff[] = [];
  readonly takings: Taking[] = [];
  readonly checks: RegistryCheck[] = [];
  readonly appeals: Appeal[] = [];
  readonly judgments: Judgment[] = [];
  /** How many of them took effect. */
  judgmentsInEffect = 0;
  readonly requests: Request[] = [];
  readonly batches: Batch[] = [];
  readonly claims: ClaimHeld[] = [];
  readonly log = new RulesLog();
  private known: { readonly lines: number; readonly balances: ReadonlyMap<string, Cents> } | undefined;

  constructor() {
    for (const fine of this.fines) {
      this.log.begin('decision', fine);
      for (const verb of FIRST)
        if (verb !== 'notify' || fine.state === 'notified') this.log.tell('decision', fine, verb);
    }
    for (const amount of CREDITS) this.post(postingsFor('accept-credit', { bankAccountId: BANK }, cents(amount)));
    this.post(postingsFor('charge-fine', { decisionId: this.fine(0).id }, cents(FINE_CENTS)));
  }

  /** What stands on each account, by `accountKey`. */
  balances(): ReadonlyMap<string, Cents> {
    if (this.known?.lines !== this.ledger.length)
      this.known = { lines: this.ledger.length, balances: balancesOf(this.ledger) };
    return this.known.balances;
  }

  /** What the ledger says is owed on a fine. */
  owed(at: number): Cents {
    return this.balances().get(`receivable:${this.fine(at).id}`) ?? ZERO_CENTS;
  }

  /** What was paid on a fine before its notification. */
  advanced(at: number): Cents {
    return subtractCents(ZERO_CENTS, this.balances().get(`advances:${this.fine(at).id}`) ?? ZERO_CENTS);
  }

  /** The bookings on a fine that nobody took back. */
  standing(at: number): Booking[] {
    return this.bookings.filter(({ fine, state }) => fine === at && state === 'standing');
  }

  /** What is booked on a fine and not owed back, in advance or not, deposits that went to the State included. */
  bookedOn(at: number): Cents {
    const booked = this.standing(at).map(({ amountCents, backCents }) => subtractCents(amountCents, backCents));
    const settled = this.deposits.filter(({ fine }) => fine === at).map(({ toStateCents, backCents }) => subtractCents(toStateCents, backCents)); // prettier-ignore
    return addCents(...booked, ...settled);
  }

  /** What FPS Finance collected and is booked. */
  collectedOn(at: number): Cents {
    const { id } = this.fine(at);
    const posted = (verb: string, side: 'from' | 'to'): Cents =>
      addCents(...this.ledger.filter((line) => line.reason === verb && line[side].kind === 'receivable' && line[side].decisionId === id).map(({ amountCents }) => amountCents)); // prettier-ignore
    return subtractCents(posted('collect-through-finance', 'from'), posted('take-back-collected', 'to'));
  }

  /** What decides whether nobody appealed in time. */
  noAppealFacts(at: number): NoAppealFacts {
    const { told } = this.fine(at);
    const windows = told.map((debtor) => windowOf(toldOn(at, debtor)));
    const untoldCount = debtorCount(at) - told.length;
    const appeals = this.appeals.filter(({ fine }) => fine === at).map(({ state, lodgedOn }) => ({ state, lodgedOn, isLate: timelinessOf({ windows, untoldCount, lodgedOn }).isLate })); // prettier-ignore
    const window = governingWindow(windows);
    const asked = this.checks.filter(({ fine, state }) => fine === at && state === 'standing');
    const days = asked.map((check) => legalDate(ASKED_ON[check.asked]));
    return {
      windows,
      untoldCount,
      debtorCount: debtorCount(at),
      marginDays: MARGIN_DAYS,
      today: TODAY,
      registryCheckedOn: days.find((on) => window !== undefined && registryCheckCounts(window, on)),
      appealLodgedOn: appealThatStands(appeals)?.lodgedOn,
    };
  }

  /** True once the fine was charged: its notification stays, whatever became of it. */
  isTold(at: number): boolean {
    const { id } = this.fine(at);
    return this.ledger.some(({ reason, to }) => reason === 'charge-fine' && to.kind === 'receivable' && to.decisionId === id); // prettier-ignore
  }

  /** The claim on a fine that stands with FPS Finance. */
  standingClaim(at: number): ClaimHeld | undefined {
    return this.claims.findLast(({ fine, state }) => fine === at && stands(state));
  }

  /** The bank has a credit again, or may have it. */
  isTaken(credit: number, state: Taking['state']): boolean {
    return this.takings.some((each) => each.credit === credit && each.state === state);
  }

  /** What of a credit is booked. */
  allocated(credit: number): Cents {
    const standing = this.bookings.filter((each) => each.credit === credit && each.state === 'standing');
    return addCents(...standing.map(({ amountCents }) => amountCents));
  }

  /** What of a credit is to go back. */
  goingBack(credit: number): Cents {
    const standing = this.refunds.filter(
      (each) => each.credit === credit && each.state !== 'cancelled' && each.state !== 'refused',
    );
    return addCents(...standing.map(({ amountCents }) => amountCents));
  }

  /** What judgments took off a fine and none brought back. */
  judgedOff(at: number): Cents {
    const judged = this.judgments.filter(({ fine, state }) => fine === at && hasTakenEffect({ state }));
    return addCents(...judged.map(({ cancelledCents, restoredCents }) => subtractCents(cancelledCents, restoredCents)));
  }

  /** The least that judgments standing in other appeals leave of a fine; undefined where none takes anything off. */
  othersLeave({ fine: at, appeal }: Judgment): Cents | undefined {
    const others = this.judgments.filter(
      (each) => each.fine === at && each.appeal !== appeal && each.state === 'confirmed',
    );
    return others.reduce<Cents | undefined>((least, each) => restOf(each, least), undefined);
  }

  /** Money for the fine lies with the Caisse or is announced to it. */
  isHeld(at: number): boolean {
    return this.deposits.some((deposit) => {
      const days = { announcedOn: TODAY, lapsesOn: TODAY, receivedOn: undefined, heldOn: undefined };
      const standing = { decisionId: this.fine(deposit.fine).id, state: deposit.state, ...days };
      return deposit.fine === at && holdOf(standing, TODAY) !== undefined;
    });
  }

  /** Puts a thing on file, as its table begins. */
  add<Thing extends { readonly state: string }>(kind: Told, things: Thing[], thing: Thing): void {
    things.push(thing);
    this.log.begin(kind, thing);
  }

  /** I4: what is where the log does not tell. */
  untold(): string[] {
    const { fines, drafts, bookings: booking, takings: taking, refunds: refund, deposits: deposit, writeOffs, checks: check, appeals: appeal, judgments: judgment, requests: request, batches: batch, claims: claim } = this; // prettier-ignore
    return this.log.findings({ decision: [...fines, ...drafts], booking, taking, refund, deposit, 'write-off': writeOffs, check, appeal, judgment, request, batch, claim }); // prettier-ignore
  }

  /** Writes lines as they stand from now on. */
  post(drafts: readonly PostingDraft[]): PostedLine[] {
    const lines = drafts.map((draft, at) => ({ ...draft, id: `${this.ledger.length + at}` as PostingId }));
    this.ledger.push(...lines);
    return lines;
  }

  fine(at: number): Fine {
    return there(this.fines[at]);
  }

  deposit(at: number): Deposit {
    return there(this.deposits.findLast(({ fine }) => fine === at));
  }
}

const WINDOWS = new Map<string, AppealWindow>();

/** The window of somebody to whom the decision was handed on this day. */
function windowOf(on: string): AppealWindow {
  const window = WINDOWS.get(on) ?? orRefuse(appealWindow({ mode: 'hand', date: legalDate(on) }));
  WINDOWS.set(on, window);
  return window;
}

/** What a step names; the runner has made sure that it is there. */
export function there<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('a step about something that is not there');
  return thing;
}
