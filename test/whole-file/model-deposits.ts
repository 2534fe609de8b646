import { SMALL_REST_CENTS, there, type ModelBooks, type ModelDeposit, type ModelWriteOff } from './whole-file.parts';
import type { DEPOSIT_VERBS, Person, StepOf, WRITE_OFF_VERBS } from './whole-file.steps';

/** What should become of money with the Caisse, and of what is given up. */
export class ModelDeposits {
  constructor(private readonly books: ModelBooks) {}

  take(step: StepOf<typeof DEPOSIT_VERBS>): boolean {
    if (step.verb === 'announce-deposit') return this.announce(step.fine);
    const deposit = there(this.books.lastDeposit(step.fine));
    switch (step.verb) {
      case 'hold-deposit':
        return this.hold(deposit, step.amountCents);
      case 'return-deposit':
        return giveBack(deposit);
      case 'propose-release':
        return this.propose(deposit, step.kind, step.by);
      case 'confirm-release':
        return this.confirm(deposit, step.by);
      case 'refuse-release':
        return refuse(deposit, step.by);
    }
  }

  writeOff(step: StepOf<typeof WRITE_OFF_VERBS>): boolean {
    if (step.verb === 'propose-write-off') return this.proposeWriteOff(step);
    const writeOff = there(this.books.lastWriteOff(step.fine));
    if (writeOff.state !== 'proposed') return false;
    if (step.verb === 'approve-write-off') return this.approve(writeOff, step.by);
    if (step.verb === 'refuse-write-off' && writeOff.by === step.by) return false;
    writeOff.state = step.verb === 'refuse-write-off' ? 'refused' : 'cancelled';
    return true;
  }

  private announce(at: number): boolean {
    const { state } = this.books.fine(at);
    if ((state !== 'signed' && state !== 'notified') || this.books.isHeld(at)) return false;
    const nothing = { heldCents: 0, toStateCents: 0, backCents: 0, turn: 0, release: undefined };
    this.books.deposits.push({ fine: at, state: 'announced', ...nothing });
    return true;
  }

  private hold(deposit: ModelDeposit, cents: number): boolean {
    if (deposit.state !== 'announced') return false;
    deposit.state = 'held';
    deposit.heldCents = cents;
    const { fine } = deposit;
    const isGranted = this.books.requests.some((each) => each.fine === fine && each.state === 'granted');
    if (isGranted || this.books.fine(fine).state === 'withdrawn') this.books.giveBackHeld(fine, 0);
    this.books.recall(fine, false);
    return true;
  }

  private propose(deposit: ModelDeposit, kind: string, by: Person): boolean {
    if (deposit.state !== 'held' || deposit.release !== undefined || !this.mayRelease(deposit, kind, kind === 'to-state' ? 'no-appeal' : 'other')) return false; // prettier-ignore
    deposit.release = { kind, by, rest: kind === 'to-state' ? 'no-appeal' : 'other' };
    return true;
  }

  private confirm(deposit: ModelDeposit, by: Person): boolean {
    const { release, fine, heldCents } = deposit;
    if (deposit.state !== 'held' || release === undefined || release.by === by) return false;
    if (!this.mayRelease(deposit, release.kind, release.rest)) return false;
    deposit.state = release.kind === 'to-payment' ? 'moved-to-payment' : release.kind === 'to-state' ? 'released-to-state' : 'released-to-debtor'; // prettier-ignore
    deposit.toStateCents = release.kind === 'to-debtor' ? 0 : Math.min(heldCents, this.books.receivable(fine));
    deposit.turn = ++this.books.turns;
    deposit.release = undefined;
    if (deposit.toStateCents > 0) this.books.tell(fine);
    return true;
  }

  private mayRelease({ fine }: ModelDeposit, kind: string, rest: 'no-appeal' | 'judgment' | 'other'): boolean {
    const { books } = this;
    if (rest === 'no-appeal' && (!books.isMonthOver(fine) || books.appealStands(fine))) return false;
    // While another appeal is open, or its month runs, no judgment is the last word.
    if (rest === 'judgment' && books.fine(fine).state === 'notified' && books.hasOpenAppeal(fine)) return false;
    if (rest === 'judgment' && kind === 'to-state' && !books.isMonthOverForOthers(fine)) return false;
    return kind === 'to-debtor' || books.receivable(fine) > 0;
  }

  private proposeWriteOff({ fine: at, ground, by }: StepOf<readonly ['propose-write-off']>): boolean {
    const cents = this.books.receivable(at);
    const isOpen = this.books.writeOffs.some(({ fine, state }) => fine === at && state === 'proposed');
    if (this.books.fine(at).state !== 'notified' || cents <= 0 || this.books.isHeld(at) || isOpen) return false;
    if (this.books.standingClaim(at) !== undefined) return false;
    if (ground === 'irrecoverable' ? !this.isIrrecoverable(at) : cents > SMALL_REST_CENTS) return false;
    this.books.writeOffs.push({ fine: at, ground, cents, by, state: 'proposed', fallenSince: 0 });
    return true;
  }

  private approve(writeOff: ModelWriteOff, by: Person): boolean {
    const { fine, ground, cents } = writeOff;
    if (writeOff.by === by || this.books.isHeld(fine) || cents !== this.books.receivable(fine)) return false;
    if (this.books.standingClaim(fine) !== undefined) return false;
    if (ground === 'irrecoverable' && !this.isIrrecoverable(fine)) return false;
    Object.assign(writeOff, { state: 'approved', fallenSince: 0 });
    this.books.fine(fine).writtenOffCents += cents;
    return true;
  }

  /** FPS Finance said so, no court looks at it, and nobody holds it. */
  private isIrrecoverable(at: number): boolean {
    const isSaid = this.books.claims.some(({ fine, isIrrecoverable }) => fine === at && isIrrecoverable);
    return isSaid && !this.books.hasOpenAppeal(at) && !this.books.fine(at).holds.includes(true);
  }
}

function giveBack(deposit: ModelDeposit): boolean {
  const isThere = deposit.state === 'announced' || deposit.state === 'held';
  if (!isThere || deposit.release !== undefined) return false;
  deposit.state = 'returned-by-cdc';
  return true;
}

function refuse(deposit: ModelDeposit, by: Person): boolean {
  if (deposit.release === undefined || deposit.release.by === by) return false;
  deposit.release = undefined;
  return true;
}
