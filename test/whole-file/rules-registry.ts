import { OPEN_APPEAL_STATES } from '../../src/appeals/appeal.rules';
import { noAppealFinal } from '../../src/deposits/deposit-release.rules';
import { accept, refuse, type Outcome } from '../../src/kernel/outcome';
import type { RulesFallen } from './rules-fallen';
import { there, type RulesWorld } from './rules-world';
import type { REGISTRY_VERBS, StepOf } from './whole-file.steps';

/** Inquiries at the registry (D7, D20), and what rested on one that was noted by mistake. */
export class RulesRegistry {
  constructor(
    private readonly world: RulesWorld,
    private readonly fallen: RulesFallen,
  ) {}

  take(step: StepOf<typeof REGISTRY_VERBS>): Outcome<unknown> {
    return step.verb === 'check-registry' ? this.check(step) : this.takeBack(step.fine);
  }

  private check({ fine, asked }: StepOf<readonly ['check-registry']>): Outcome<unknown> {
    if (this.world.appeals.some((each) => each.fine === fine && OPEN_APPEAL_STATES.includes(each.state)))
      return refuse('registry-check-appeal');
    const standing = this.world.checks.filter((each) => each.fine === fine && each.state === 'standing');
    if (standing.some((each) => each.asked === asked)) return refuse('registry-check-recorded');
    this.world.add('check', this.world.checks, { fine, asked, state: 'standing' });
    return accept(asked);
  }

  private takeBack(at: number): Outcome<unknown> {
    const check = there(this.world.checks.findLast(({ fine }) => fine === at));
    if (check.state === 'mistaken') return refuse('registry-check-mistaken-already');
    const wasFinal = this.isFinal(at);
    check.state = 'mistaken';
    this.world.log.tell('check', check, 'take-back');
    if (!wasFinal || this.isFinal(at)) return accept(check);
    for (const deposit of this.world.deposits)
      if (deposit.fine === at && deposit.release?.terms.ground === 'no-appeal') deposit.release = undefined;
    this.fallen.recall(at, 'other');
    return accept(check);
  }

  /** By the windows and the registry alone: appeals have consequences of their own. */
  private isFinal(at: number): boolean {
    return noAppealFinal({ ...this.world.noAppealFacts(at), appealLodgedOn: undefined }).ok;
  }
}
