import { leftBy, there, type ModelBooks, type ModelDeposit, type ModelJudgment } from './whole-file.parts';
import { FINE_CENTS, type COURT_VERBS, type JUDGMENT_VERBS, type Person, type StepOf } from './whole-file.steps';

const OPEN = ['lodged', 'pending', 'judged'];
/** Refunds that the bank does not have. */
const STOPPABLE = ['proposed', 'prepared', 'approved', 'returned'];

/** Judgments that leave what was said before. */
const SAYS_NOTHING = ['refused', 'noted'];

/** As it was recorded, by the hand that recorded it. */
function letStand(judgment: ModelJudgment): void {
  judgment.state = 'recorded';
  judgment.hands.splice(1);
}

/** What should become of appeals, of judgments, and by them of fines, deposits and claims. */
export class ModelCourts {
  constructor(private readonly books: ModelBooks) {}

  take(step: StepOf<typeof COURT_VERBS>): boolean {
    if (step.verb === 'record-appeal') return this.record(step);
    const { fine, debtor } = step;
    const appeal = this.books.lastAppealAt(fine, debtor);
    switch (step.verb) {
      case 'enter-on-roll':
        return this.step(appeal, ['lodged'], 'pending');
      case 'withdraw-appeal':
        return this.withdraw(appeal);
      case 'mark-mistaken':
        return !this.isJudged(appeal) && this.step(appeal, ['lodged', 'pending'], 'mistaken');
      case 'record-judgment':
        return this.judge(step, appeal);
      default:
        return this.onJudgment(step, there(this.books.lastJudgment(fine, debtor)));
    }
  }

  /** Whoever must pay appeals for himself, once at a time. */
  private record({ fine: at, debtor, lodged }: StepOf<readonly ['record-appeal']>): boolean {
    const own = this.books.appeals.filter((each) => each.fine === at && each.debtor === debtor);
    if (own.some(({ state }) => OPEN.includes(state))) return false;
    this.books.appeals.push({ fine: at, debtor, lodged, state: 'lodged' });
    // Nobody can say any more that there was no appeal; one in time calls the claim back.
    for (const deposit of this.books.deposits)
      if (deposit.fine === at && deposit.release?.rest === 'no-appeal') deposit.release = undefined;
    const { state } = this.books.fine(at);
    const isFallen = state === 'withdrawn' || state === 'annulled';
    if (!isFallen && !this.books.isLate(at, lodged)) this.books.recall(at, false);
    return true;
  }

  /** The remedy alone is taken back where the court has said something: what it contested is as it was recorded, or stands as what ended the case. */
  private withdraw(appeal: number): boolean {
    const last = this.books.judgments.findLast((each) => each.appeal === appeal && !SAYS_NOTHING.includes(each.state));
    if (last?.state === 'contested') {
      there(this.books.appeals[appeal]).state = 'judged';
      letStand(last);
      return true;
    }
    const stands = this.books.judgments.some((each) => each.appeal === appeal && each.state === 'confirmed' && each.outcome !== 'quashed'); // prettier-ignore
    return stands ? this.step(appeal, ['pending'], 'final') : this.step(appeal, ['lodged', 'pending'], 'withdrawn');
  }

  /** Something was said in it that nobody refused. */
  private isJudged(appeal: number): boolean {
    return this.books.judgments.some((each) => each.appeal === appeal && each.state !== 'refused');
  }

  private step(at: number, from: readonly string[], to: 'pending' | 'final' | 'withdrawn' | 'mistaken'): boolean {
    const appeal = there(this.books.appeals[at]);
    if (!from.includes(appeal.state)) return false;
    appeal.state = to;
    return true;
  }

  private judge({ fine, stage, outcome, by }: StepOf<readonly ['record-judgment']>, appeal: number): boolean {
    const { state } = there(this.books.appeals[appeal]);
    const isKnown = this.books.judgments.some((each) => each.appeal === appeal && each.stage === stage && each.state !== 'refused'); // prettier-ignore
    const isFirst = outcome === 'quashed' && stage === 'first-instance';
    if ((state !== 'lodged' && state !== 'pending') || isKnown || isFirst) return false;
    there(this.books.appeals[appeal]).state = 'judged';
    this.books.judgments.push({ fine, appeal, stage, outcome, state: 'recorded', hands: [by], turn: 0, hasRestored: false }); // prettier-ignore
    return true;
  }

  private onJudgment(step: StepOf<typeof JUDGMENT_VERBS>, judgment: ModelJudgment): boolean {
    const isOpen = judgment.state === 'recorded' || judgment.state === 'proposed';
    const appeal = there(this.books.appeals[judgment.appeal]);
    switch (step.verb) {
      case 'finalise-judgment':
        if (judgment.state !== 'recorded') return false;
        judgment.state = 'proposed';
        judgment.hands.push(step.by);
        return true;
      case 'contest-judgment':
        if (!isOpen && !(judgment.state === 'confirmed' && appeal.state === 'final')) return false;
        if (isOpen) judgment.state = 'contested';
        appeal.state = 'pending';
        return true;
      case 'refuse-judgment':
        if ((!isOpen && judgment.state !== 'contested') || judgment.hands.includes(step.by)) return false;
        if (isOpen) appeal.state = 'pending';
        judgment.state = 'refused';
        return true;
      case 'confirm-judgment':
        if (judgment.state !== 'proposed' || judgment.hands.includes(step.by)) return false;
        if (this.fails(judgment)) return true;
        if (!this.draw(judgment, step.by)) return false;
        judgment.state = 'confirmed';
        appeal.state = judgment.outcome === 'quashed' ? 'pending' : 'final';
        return true;
    }
  }

  /** Nobody heard the remedy: what was contested stands, and this one is noted. */
  private fails(judgment: ModelJudgment): boolean {
    const { appeal, stage, outcome } = judgment;
    if (stage === 'first-instance' || (outcome !== 'struck-out' && outcome !== 'inadmissible')) return false;
    const earlier = this.books.judgments.slice(0, this.books.judgments.indexOf(judgment));
    const left = earlier.findLast((each) => each.appeal === appeal && !SAYS_NOTHING.includes(each.state));
    if (left === undefined || left.outcome === 'quashed') return false;
    judgment.state = 'noted';
    if (left.state === 'confirmed') there(this.books.appeals[appeal]).state = 'final';
    else letStand(left);
    return true;
  }

  /** What follows in law; nothing can be taken off a fine that was not told, and nothing is left of one that has fallen. */
  private draw(judgment: ModelJudgment, by: Person): boolean {
    const { fine: at, outcome } = judgment;
    const fine = this.books.fine(at);
    const takesOff = leftBy(outcome) < FINE_CENTS;
    if (takesOff && fine.state === 'signed') return false;
    this.replace(judgment);
    if (takesOff) this.books.recall(at, outcome === 'annulled');
    const left = Math.min(leftBy(outcome), this.books.leftOf(at, judgment.appeal));
    // What FPS Finance collected above it, FPS Finance gives back.
    if (left < FINE_CENTS) fine.collectedCents = Math.min(fine.collectedCents, left);
    const paid = this.books.paid(at) + this.books.advanced(at);
    const claim = this.books.receivable(at) + paid;
    const rest = left === FINE_CENTS ? claim : left === 0 ? 0 : left - fine.collectedCents;
    const kept = Math.max(0, Math.min(claim, rest));
    judgment.turn = ++this.books.turns;
    if (kept < claim) this.books.drop(at, kept, 'judgment', by);
    if (left === 0 && fine.state === 'notified') fine.state = 'annulled';
    // The court that hears the case again decides on the deposit too.
    if (outcome === 'quashed') return true;
    const kind = kept > paid ? 'to-state' : 'to-debtor';
    const isProposed = kind === 'to-debtor' || this.books.isMonthOverForOthers(at);
    for (const deposit of this.held(at)) deposit.release = isProposed ? { kind, by, rest: 'judgment' } : undefined;
    return true;
  }

  /** An earlier judgment of the same appeal stands no more; where another rest is left, the fine stands as if it had never been. */
  private replace(judgment: ModelJudgment): void {
    const { fine: at, appeal } = judgment;
    const earlier = this.books.judgments.find((each) => each.appeal === appeal && each.state === 'confirmed');
    if (earlier === undefined) return;
    earlier.state = 'replaced';
    for (const deposit of this.held(at)) if (deposit.release?.rest === 'judgment') deposit.release = undefined;
    const fine = this.books.fine(at);
    const isOver = fine.state === 'withdrawn' || this.books.requests.some((each) => each.fine === at && each.state === 'granted'); // prettier-ignore
    const others = this.books.leftOf(at, appeal);
    const isSame = Math.min(others, leftBy(judgment.outcome)) === Math.min(others, leftBy(earlier.outcome));
    if (isOver || isSame || fine.judgedOffCents === 0) return;
    fine.cancelledCents -= fine.judgedOffCents;
    for (const each of this.books.writeOffs) if (each.fine === at) each.fallenSince -= fine.judgedOffCents;
    fine.judgedOffCents = 0;
    judgment.hasRestored = true;
    for (const refund of this.books.refunds)
      if (
        'fine' in refund.from &&
        refund.from.fine === at &&
        refund.from.ground === 'judgment' &&
        STOPPABLE.includes(refund.state)
      )
        // prettier-ignore
        this.books.keep(refund);
    if (this.books.receivable(at) > 0) this.books.lapse(at);
    if (earlier.outcome === 'annulled') fine.state = 'notified';
  }

  private held(at: number): ModelDeposit[] {
    return this.books.deposits.filter(({ fine, state }) => fine === at && state === 'held');
  }
}
