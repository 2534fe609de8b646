import { addCents, cents, subtractCents, type Cents } from '../../src/kernel/money';
import type { Outcome } from '../../src/kernel/outcome';
import { outstandingCents } from '../../src/ledger/posting.rules';
import { RulesBank } from './rules-bank';
import { RulesClaims } from './rules-claims';
import { RulesCourts } from './rules-courts';
import { RulesDeposits } from './rules-deposits';
import { RulesDrafts } from './rules-drafts';
import { RulesFallen } from './rules-fallen';
import { RulesRecovery } from './rules-recovery';
import { RulesRefunds } from './rules-refunds';
import { RulesRegistry } from './rules-registry';
import { RulesRequests } from './rules-requests';
import { PEOPLE, RulesWorld, SIGNATORY, there, type Refund } from './rules-world';
import {
  BANK_VERBS,
  COURT_VERBS,
  CREDITS,
  DEPOSIT_VERBS,
  DRAFT_VERBS,
  FINANCE_VERBS,
  isStep,
  REGISTRY_VERBS,
  REQUEST_VERBS,
  SHARED,
  WRITE_OFF_VERBS,
  type Office,
  type Result,
  type SharedAccount,
  type REFUND_VERBS,
  type Step,
  type StepOf,
  type WholeFile,
} from './whole-file.steps';

/**
 * The rules of the product on a ledger in memory: each step asks the same pure rules as the services ask, and posts what the same table
 * says, and tells the events of what it did. What the services add (locks, SQL) is tried on PostgreSQL.
 */
export class RulesOffice implements Office {
  private readonly world = new RulesWorld();
  private readonly fallen = new RulesFallen(this.world);
  private readonly claims = new RulesClaims(this.world, this.fallen);
  private readonly drafts = new RulesDrafts(this.world);
  private readonly refunds = new RulesRefunds(this.world, this.fallen);
  private readonly deposits = new RulesDeposits(this.world, this.fallen);
  private readonly courts = new RulesCourts(this.world, this.fallen);
  private readonly recovery = new RulesRecovery(this.world, this.fallen);
  private readonly requests = new RulesRequests(this.world, this.fallen);

  private readonly bank = new RulesBank(this.world, this.fallen);
  private readonly registry = new RulesRegistry(this.world, this.fallen);

  private readonly faults: string[] = [];

  take(step: Step): Promise<Result> {
    const { log, ledger } = this.world;
    const [events, lines] = [log.length, ledger.length];
    const outcome = this.decide(step);
    // I4: money moves with an event only, and what is refused leaves nothing behind.
    const hasTold = log.length > events;
    if (ledger.length > lines && !hasTold) this.faults.push(`I4 ${step.verb} posted without an event`);
    if (!outcome.ok && (hasTold || ledger.length > lines))
      this.faults.push(`I4 ${step.verb} was refused and left something`);
    return Promise.resolve(outcome.ok ? 'done' : 'refused');
  }

  look(): Promise<WholeFile> {
    const balances = this.world.balances();
    const shared = Object.fromEntries(SHARED.map((kind) => [kind, balances.get(kind) ?? 0]));
    return Promise.resolve({
      receivables: this.world.fines.map((_, at) => this.world.owed(at)),
      advances: this.world.fines.map(({ id }) => balances.get(`advances:${id}`) ?? 0),
      shared: shared as Record<SharedAccount, number>,
      fines: this.world.fines.map(({ state }) => state),
      drafts: this.world.drafts.map((draft) => this.drafts.said(draft)),
      bookings: this.world.bookings.map(
        ({ credit, fine, amountCents, state }) => `${credit}>${fine} ${amountCents} ${state}`,
      ),
      takings: this.world.takings.map(({ credit, state }) => `${credit} ${state}`).sort(),
      refunds: this.world.refunds.map(({ ground, amountCents, proposedBy, state }) => {
        const by = proposedBy === SIGNATORY ? proposedBy : PEOPLE.indexOf(proposedBy);
        return `${ground} ${amountCents} by ${by} ${state}`;
      }),
      deposits: this.world.deposits.map(({ fine, state, release }) => `${fine} ${release?.terms.kind ?? '-'} ${state}`),
      writeOffs: this.world.writeOffs.map(({ fine, ground, amountCents, state }) => `${fine} ${ground} ${amountCents} ${state}`), // prettier-ignore
      checks: this.world.checks.map(({ fine, asked, state }) => `${fine} ${asked} ${state}`),
      appeals: this.world.appeals.map(({ fine, debtor, state }) => `${fine} ${debtor} ${state}`),
      judgments: this.world.judgments.map(({ fine, stage, state }) => `${fine} ${stage} ${state}`),
      requests: this.world.requests.map(({ fine, state }) => `${fine} ${state}`),
      batches: this.world.batches.map(({ fine, state }) => `${fine} ${state}`),
      claims: this.world.claims.map(({ fine, collectedCents, state }) => `${fine} ${collectedCents} ${state}`),
    });
  }

  findings(): Promise<readonly string[]> {
    const balances = this.world.balances();
    const total = addCents(...balances.values());
    const findings = total === 0 ? [] : [`I1 the balances add up to ${total}`];
    this.world.fines.forEach((_, at) => {
      const owed = this.world.owed(at);
      if (owed !== this.expected(at)) findings.push(`I2 fine ${at}: ${owed} owed, ${this.expected(at)} by its parts`);
      if (owed < 0) findings.push(`I2 fine ${at}: ${owed} owed`);
    });
    CREDITS.forEach((amount, credit) => {
      if (this.world.isTaken(credit, 'settled') && this.world.allocated(credit) > 0) findings.push(`I2 credit ${credit}: taken back, and booked`); // prettier-ignore
      const used = addCents(this.world.allocated(credit), this.world.goingBack(credit));
      if (used > amount) findings.push(`I2 credit ${credit}: ${used} of ${amount} used`);
    });
    const standing = this.world.bookings.filter(({ state }) => state === 'standing');
    const pairs = standing.map(({ credit, fine }) => `${credit}>${fine}`);
    if (new Set(pairs).size < pairs.length) findings.push(`I3 a credit is booked twice on a fine: ${pairs.join(' ')}`);
    return Promise.resolve([...findings, ...this.faults, ...this.world.untold(), ...this.drafts.findings()]);
  }

  private decide(step: Step): Outcome<unknown> {
    if ('refund' in step) return this.onRefund(step, there(this.world.refunds[step.refund]));
    if (isStep(DRAFT_VERBS, step)) return this.drafts.take(step);
    if (isStep(DEPOSIT_VERBS, step)) return this.onDeposit(step);
    if (isStep(WRITE_OFF_VERBS, step)) return this.onWriteOff(step);
    if (isStep(BANK_VERBS, step)) return this.bank.take(step);
    if (isStep(REGISTRY_VERBS, step)) return this.registry.take(step);
    if (isStep(COURT_VERBS, step)) return this.courts.take(step);
    if (isStep(FINANCE_VERBS, step)) return this.recovery.take(step);
    if (isStep(REQUEST_VERBS, step)) return this.requests.take(step);
    switch (step.verb) {
      case 'notify':
        return this.claims.notify(step.fine, step.debtor);
      case 'book':
        return this.claims.book(step.credit, step.fine, cents(step.amountCents));
      case 'reverse':
        return this.claims.reverse(there(this.world.bookings[step.booking]));
      case 'propose-refund':
        return this.refunds.proposeRefund(step);
      case 'propose-withdrawal':
        return this.claims.proposeWithdrawal(this.world.fine(step.fine), step.by);
      case 'withdraw':
        return this.claims.withdraw(step.fine, step.by);
    }
  }

  private onRefund(step: StepOf<typeof REFUND_VERBS>, refund: Refund): Outcome<unknown> {
    switch (step.verb) {
      case 'choose-payee':
        return this.refunds.choosePayee(refund, step.by);
      case 'approve-refund':
        return this.refunds.approve(refund, step.by);
      case 'send-back-refund':
        return this.refunds.refuse(refund, 'send-back', step.by);
      case 'refuse-refund':
        return this.refunds.refuse(refund, 'refuse', step.by);
      case 'cancel-refund':
        return this.refunds.cancel(refund, step.by);
      case 'order-refund':
        return this.refunds.order(refund, step.by);
      case 'reject-refund':
        return this.refunds.reject(refund, step.by);
      case 'settle-refund':
        return this.refunds.settle(refund, 'debit');
      case 'return-refund':
        return this.refunds.settle(refund, 'credit');
    }
  }

  private onDeposit(step: StepOf<typeof DEPOSIT_VERBS>): Outcome<unknown> {
    switch (step.verb) {
      case 'announce-deposit':
        return this.deposits.announce(step.fine);
      case 'hold-deposit':
        return this.deposits.hold(this.world.deposit(step.fine), cents(step.amountCents));
      case 'return-deposit':
        return this.deposits.returnDeposit(this.world.deposit(step.fine));
      case 'propose-release':
        return this.deposits.proposeRelease(this.world.deposit(step.fine), step.kind, step.by);
      case 'confirm-release':
        return this.deposits.confirmRelease(this.world.deposit(step.fine), step.by);
      case 'refuse-release':
        return this.deposits.refuseRelease(this.world.deposit(step.fine), step.by);
    }
  }

  private onWriteOff(step: StepOf<typeof WRITE_OFF_VERBS>): Outcome<unknown> {
    const { verb, fine, by } = step;
    if (verb === 'propose-write-off') return this.deposits.proposeWriteOff(fine, step.ground, by);
    if (verb === 'approve-write-off') return this.deposits.approveWriteOff(fine, by);
    return this.deposits.endWriteOff(fine, verb === 'refuse-write-off' ? 'refuse' : 'cancel', by);
  }

  /** I2: what is owed by its parts, each read from where the product keeps it. */
  private expected(at: number): Cents {
    const { id } = this.world.fine(at);
    const posted = (reason: string, of = this.world.ledger): Cents =>
      addCents(...of.filter(({ reason: each, to, from }) => each === reason && [to, from].some((account) => account.kind === 'receivable' && account.decisionId === id)).map(({ amountCents }) => amountCents)); // prettier-ignore
    const paid = this.world.standing(at).filter(({ asAdvance, settlement }) => !asAdvance || settlement !== undefined);
    const deposited = this.world.deposits.filter(({ fine }) => fine === at);
    return outstandingCents({
      chargedCents: posted('charge-fine'),
      cancelledCents: subtractCents(posted('cancel-claim'), posted('restore-claim')),
      writtenOffCents: addCents(...this.world.writeOffs.filter((each) => each.fine === at && each.state === 'approved').map(({ amountCents }) => amountCents)), // prettier-ignore
      allocatedCents: addCents(...paid.map(({ amountCents }) => amountCents), ...deposited.map(({ toStateCents }) => toStateCents), this.world.collectedOn(at)), // prettier-ignore
      refundedCents: addCents(...[...paid, ...deposited].map(({ backCents }) => backCents)),
    });
  }
}
