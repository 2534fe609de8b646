import { there, type ModelBooks, type ModelJudgment } from './whole-file.parts';
import { REDUCED_TO_CENTS, type COURT_VERBS, type JUDGMENT_VERBS, type Person, type StepOf } from './whole-file.steps';

const OPEN = ['lodged', 'pending', 'judged'];

/** What should become of appeals, of judgments, and by them of fines, deposits and claims. */
export class ModelCourts {
  constructor(private readonly books: ModelBooks) {}

  take(step: StepOf<typeof COURT_VERBS>): boolean {
    const { fine } = step;
    switch (step.verb) {
      case 'record-appeal':
        return this.record(fine, step.lodged);
      case 'enter-on-roll':
        return this.step(fine, ['lodged'], 'pending');
      case 'withdraw-appeal':
        return this.step(fine, ['lodged', 'pending'], 'withdrawn');
      case 'record-judgment':
        return this.judge(step);
      default:
        return this.onJudgment(step, there(this.books.lastJudgment(fine)));
    }
  }

  private record(at: number, lodged: 'in-time' | 'late'): boolean {
    const { chargedCents } = this.books.fine(at);
    const isOpen = this.books.appeals.some((each) => each.fine === at && OPEN.includes(each.state));
    if (isOpen) return false;
    this.books.appeals.push({ fine: at, lodged, state: 'lodged' });
    // Nobody can say any more that there was no appeal; one in time calls the claim back.
    for (const deposit of this.books.deposits)
      if (deposit.fine === at && deposit.release?.isOfNoAppeal === true) deposit.release = undefined;
    if (lodged === 'in-time' || chargedCents === 0) this.books.recall(at, false);
    return true;
  }

  private step(at: number, from: readonly string[], to: 'pending' | 'withdrawn'): boolean {
    const appeal = there(this.books.lastAppeal(at));
    if (!from.includes(appeal.state)) return false;
    appeal.state = to;
    return true;
  }

  private judge({ fine, stage, outcome, by }: StepOf<readonly ['record-judgment']>): boolean {
    const appeal = this.books.appeals.findLastIndex((each) => each.fine === fine);
    const { state } = there(this.books.appeals[appeal]);
    const isKnown = this.books.judgments.some((each) => each.fine === fine && each.stage === stage && each.state !== 'refused'); // prettier-ignore
    if ((state !== 'lodged' && state !== 'pending') || isKnown) return false;
    there(this.books.appeals[appeal]).state = 'judged';
    this.books.judgments.push({ fine, appeal, stage, outcome, state: 'recorded', hands: [by] });
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
        if (!isOpen) return false;
        judgment.state = 'contested';
        appeal.state = 'pending';
        return true;
      case 'refuse-judgment':
        if ((!isOpen && judgment.state !== 'contested') || judgment.hands.includes(step.by)) return false;
        if (isOpen) appeal.state = 'pending';
        judgment.state = 'refused';
        return true;
      case 'confirm-judgment':
        if (judgment.state !== 'proposed' || judgment.hands.includes(step.by) || !this.draw(judgment, step.by)) return false; // prettier-ignore
        judgment.state = 'confirmed';
        appeal.state = 'final';
        return true;
    }
  }

  /** What follows in law; nothing can be taken off a fine that was not told, and nothing is left of one that has fallen. */
  private draw({ fine: at, outcome }: ModelJudgment, by: Person): boolean {
    const fine = this.books.fine(at);
    const takesOff = outcome === 'annulled' || outcome === 'reduced';
    if (takesOff && fine.state === 'signed') return false;
    if (takesOff) this.books.recall(at, outcome === 'annulled');
    const paid = this.books.paid(at) + this.books.advanced(at);
    const claim = this.books.receivable(at) + paid;
    const rest = outcome === 'annulled' ? 0 : outcome === 'reduced' ? REDUCED_TO_CENTS - fine.collectedCents : claim;
    const kept = Math.max(0, Math.min(claim, rest));
    if (kept < claim) this.books.drop(at, kept, 'judgment', by);
    if (outcome === 'annulled' && fine.state === 'notified') fine.state = 'annulled';
    const kind = kept > paid ? 'to-state' : 'to-debtor';
    for (const deposit of this.books.deposits)
      if (deposit.fine === at && deposit.state === 'held') deposit.release = { kind, by, isOfNoAppeal: false };
    return true;
  }
}
