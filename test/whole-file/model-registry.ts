import { there, type ModelBooks } from './whole-file.parts';
import type { REGISTRY_VERBS, StepOf } from './whole-file.steps';

/** What should become of inquiries at the registry, which end the margin early, and of what rested on one that was noted by mistake. */
export class ModelRegistry {
  constructor(private readonly books: ModelBooks) {}

  take(step: StepOf<typeof REGISTRY_VERBS>): boolean {
    return step.verb === 'check-registry' ? this.check(step) : this.takeBack(step.fine);
  }

  private check({ fine, asked }: StepOf<readonly ['check-registry']>): boolean {
    const isThere = this.books.checks.some((each) => each.fine === fine && each.asked === asked && each.state === 'standing'); // prettier-ignore
    if (isThere || this.books.hasOpenAppeal(fine)) return false;
    this.books.checks.push({ fine, asked, state: 'standing' });
    return true;
  }

  /** Where it alone had ended the margin, nobody can say any more that there was no appeal, and the claim is called back. */
  private takeBack(at: number): boolean {
    const check = there(this.books.lastCheck(at));
    if (check.state === 'mistaken') return false;
    const wasOver = this.books.isMonthOver(at);
    check.state = 'mistaken';
    if (!wasOver || this.books.isMonthOver(at)) return true;
    for (const deposit of this.books.deposits)
      if (deposit.fine === at && deposit.release?.rest === 'no-appeal') deposit.release = undefined;
    this.books.recall(at, false);
    return true;
  }
}
