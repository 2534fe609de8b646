import {
  decideCancel,
  decideReturn,
  decideSign,
  decideSubmit,
  DECISION_MACHINE,
} from '../../src/decisions/decision.rules';
import { formatDecisionNumber, ogmOf, parseDecisionNumber } from '../../src/kernel/decision-number';
import type { Outcome } from '../../src/kernel/outcome';
import { DELEGATION, PEOPLE, there, TODAY, type Draft, type RulesWorld } from './rules-world';
import type { DRAFT_VERBS, Person, StepOf } from './whole-file.steps';

const [DEPARTMENT, ORDINAL, YEAR] = ['BIF', 1, 2026] as const;
const REASON = 'The facts were not proven after all.';
const TEXT = {
  motivation: 'The reasons of this case.',
  language: 'fr',
  spokenLanguage: 'fr',
  languageReason: '',
} as const;

/** Decisions before their signature, and the numbers that it gives, by the rules that the services ask. */
export class RulesDrafts {
  /** The row from which the department takes its numbers (I5). */
  private counter = 0;

  constructor(private readonly world: RulesWorld) {
    for (const fine of this.world.fines) fine.numbered = this.nextNumber();
  }

  take({ verb, by }: StepOf<typeof DRAFT_VERBS>): Outcome<unknown> {
    if (verb === 'draft-decision') {
      const draft = { state: DECISION_MACHINE.initial, authorIds: [PEOPLE[by]], numbered: undefined };
      this.world.add('decision', this.world.drafts, draft);
      return { ok: true, value: draft };
    }
    const draft = there(this.world.drafts.at(-1));
    const decided = this.decide(verb, draft, by);
    if (!decided.ok) return decided;
    draft.state = decided.value.state;
    this.world.log.tell('decision', draft, VERB_OF[verb]);
    if (verb === 'submit-decision') draft.authorIds.push(PEOPLE[by]);
    if (verb === 'sign-decision') draft.numbered = this.nextNumber();
    return decided;
  }

  /** What a draft looks like from outside: its number as it follows those of the two fines. */
  said({ state, numbered }: Draft): string {
    return numbered === undefined ? state : `${this.counterOf(numbered.number) - this.world.fines.length} ${state}`;
  }

  /** I5: each number once, with the communication that belongs to it, and none left out. */
  findings(): string[] {
    const numbered = [...this.world.fines, ...this.world.drafts].flatMap((each) => each.numbered ?? []);
    const counters = numbered.map(({ number }) => this.counterOf(number)).sort((one, other) => one - other);
    const isWhole = counters.length === this.counter && counters.every((each, at) => each === at + 1);
    const isOwn = new Set(numbered.map(({ communication }) => communication)).size === numbered.length;
    return isWhole && isOwn
      ? []
      : [`I5 ${this.counter} numbers given: ${numbered.map(({ number }) => number).join(' ')}`];
  }

  private decide(
    verb: Exclude<(typeof DRAFT_VERBS)[number], 'draft-decision'>,
    { state, authorIds }: Draft,
    by: Person,
  ): Outcome<{ readonly state: Draft['state'] }> {
    switch (verb) {
      case 'submit-decision':
        return decideSubmit({ ...TEXT, state });
      case 'cancel-decision':
        return decideCancel({ state, reason: REASON });
      case 'return-decision':
        return decideReturn({ state, reason: REASON, authorIds, returnerId: PEOPLE[by] });
      case 'sign-decision':
        return decideSign({ state, article: '4bis', authorIds, signerId: PEOPLE[by], signedOn: TODAY, delegations: [DELEGATION], needsLegalReview: false }); // prettier-ignore
    }
  }

  private nextNumber(): NonNullable<Draft['numbered']> {
    this.counter += 1;
    const parts = { department: DEPARTMENT, year: YEAR, counter: this.counter };
    return { number: formatDecisionNumber(parts), communication: ogmOf(parts, ORDINAL) };
  }

  private counterOf(number: string): number {
    const parsed = parseDecisionNumber(number);
    return parsed.ok ? parsed.value.counter : Number.NaN;
  }
}

const VERB_OF = { 'submit-decision': 'submit', 'return-decision': 'return', 'sign-decision': 'sign', 'cancel-decision': 'cancel' } as const; // prettier-ignore
