import { SMALL_REST_CENTS, there, type ModelBooks, type ModelClaim } from './whole-file.parts';
import type { ANSWER_VERBS, FINANCE_VERBS, Person, StepOf } from './whole-file.steps';

const ENDED: readonly ModelClaim['state'][] = ['rejected', 'recalled', 'closed'];

/** What should become of a fine on its way to FPS Finance, and of what FPS Finance says. */
export class ModelFinance {
  constructor(private readonly books: ModelBooks) {}

  take(step: StepOf<typeof FINANCE_VERBS>): boolean {
    const { fine } = step;
    switch (step.verb) {
      case 'place-hold':
        this.books.fine(fine).holds.push(true);
        this.books.recall(fine, false);
        return true;
      case 'end-hold':
        return this.endHold(fine);
      case 'prepare-transfer':
        return this.prepare(fine, step.by);
      case 'approve-transfer':
        return this.approve(fine, step.by);
      case 'dissolve-transfer':
        return this.dissolve(fine);
      case 'recall-claim':
        return this.recall(fine);
      default:
        return this.hear(step, there(this.books.lastClaim(fine)));
    }
  }

  private endHold(at: number): boolean {
    const { holds } = this.books.fine(at);
    const wasStanding = holds.at(-1) === true;
    if (wasStanding) holds[holds.length - 1] = false;
    return wasStanding;
  }

  private prepare(fine: number, by: Person): boolean {
    const isWaiting = this.books.batches.some((each) => each.fine === fine && each.state === 'prepared');
    if (isWaiting || !this.isReady(fine)) return false;
    this.books.batches.push({ fine, by, state: 'prepared' });
    return true;
  }

  private approve(fine: number, by: Person): boolean {
    const batch = there(this.books.lastBatch(fine));
    if (batch.state !== 'prepared' || batch.by === by || !this.isReady(fine)) return false;
    batch.state = 'offered';
    this.books.claims.push({
      fine,
      state: 'offered',
      collectedCents: 0,
      said: {},
      isRecalledAsPaid: false,
      isIrrecoverable: false,
    });
    return true;
  }

  private dissolve(fine: number): boolean {
    const batch = there(this.books.lastBatch(fine));
    if (batch.state !== 'prepared') return false;
    batch.state = 'dissolved';
    return true;
  }

  private isReady(at: number): boolean {
    const { state, withdrawalBy, holds } = this.books.fine(at);
    // A final judgment that left something to pay is waited for no more.
    const isJudged = this.books.judgments.some((each) => each.fine === at && each.state === 'confirmed' && each.outcome !== 'annulled' && each.outcome !== 'quashed'); // prettier-ignore
    const isProposed =
      withdrawalBy !== undefined ||
      this.books.writeOffs.some((each) => each.fine === at && each.state === 'proposed') ||
      this.books.requests.some((each) => each.fine === at && each.state === 'received');
    return (
      state === 'notified' &&
      this.books.receivable(at) > SMALL_REST_CENTS &&
      !this.books.hasOpenAppeal(at) &&
      (isJudged ? this.books.isMonthOverForOthers(at) : this.books.isMonthOver(at) && !this.books.appealStands(at)) &&
      !this.books.isHeld(at) &&
      !holds.includes(true) &&
      !isProposed &&
      this.books.standingClaim(at) === undefined &&
      // What FPS Finance gave up goes again with a reason only.
      !this.books.claims.some((each) => each.fine === at && each.isIrrecoverable)
    );
  }

  private recall(at: number): boolean {
    if (ENDED.includes(there(this.books.lastClaim(at)).state)) return false;
    this.books.recall(at, false);
    return true;
  }

  private hear(step: StepOf<typeof ANSWER_VERBS>, claim: ModelClaim): boolean {
    switch (step.verb) {
      case 'acknowledge':
        return said(claim, 'answer', step.reference, () => {
          if (claim.state === 'offered') claim.state = 'acknowledged';
        });
      case 'reject-claim':
        // A code that nobody knows is kept, and moves nothing.
        if (step.code === 'moonPhase') return true;
        return said(claim, 'answer', step.code, () => {
          if (claim.state === 'offered' || claim.state === 'recall-asked') claim.state = 'rejected';
        });
      case 'report':
        return said(claim, `report ${step.report}`, `${step.kind} ${step.amountCents}`, () => this.report(step, claim));
      case 'answer-recall':
        return this.answer(claim, step.answer);
    }
  }

  private answer(claim: ModelClaim, given: 'accepted' | 'refused'): boolean {
    const after = given === 'accepted' ? 'recalled' : 'recall-refused';
    if (claim.state === after) return true;
    if (claim.state !== 'recall-asked' && (claim.state !== 'recall-refused' || given === 'refused')) return false;
    // Paid, and collected on: nothing is left to recover.
    const isOver = claim.isRecalledAsPaid && claim.collectedCents > 0 && this.books.receivable(claim.fine) === 0;
    claim.state = given === 'refused' && isOver ? 'closed' : after;
    return true;
  }

  private report({ kind, amountCents }: StepOf<readonly ['report']>, claim: ModelClaim): void {
    if (kind === 'seizure') return;
    if (kind === 'irrecoverable') {
      if (ENDED.includes(claim.state)) return;
      claim.state = 'closed';
      claim.isIrrecoverable = true;
      return;
    }
    if (['offered', 'acknowledged'].includes(claim.state)) claim.state = 'in-recovery';
    if (kind === 'plan') return;
    const fine = this.books.fine(claim.fine);
    claim.collectedCents += amountCents;
    fine.collectedCents += Math.max(0, Math.min(amountCents, this.books.receivable(claim.fine)));
    const isWhole = this.books.receivable(claim.fine) === 0 && !ENDED.includes(claim.state);
    if (isWhole && claim.state !== 'recall-asked') claim.state = 'closed';
  }
}

/** Said once under a name: the same again has no effect, something else is refused. */
function said(claim: ModelClaim, name: string, content: string, effect: () => void): boolean {
  const before = claim.said[name];
  if (before !== undefined) return before === content;
  claim.said[name] = content;
  effect();
  return true;
}
