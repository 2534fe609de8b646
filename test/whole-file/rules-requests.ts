import { addCents, ZERO_CENTS } from '../../src/kernel/money';
import { refuse, type Outcome } from '../../src/kernel/outcome';
import { nextState } from '../../src/kernel/state-machine';
import {
  decideClosing,
  decideGrant,
  decideRequest,
  decideRequestRefusal,
  REFUND_REQUEST_MACHINE,
  type ClaimAsked,
} from '../../src/refunds/refund-request.rules';
import type { RulesFallen } from './rules-fallen';
import { PEOPLE, there, type Request, type RulesWorld } from './rules-world';
import type { Person, REQUEST_VERBS, StepOf } from './whole-file.steps';

const VERB_OF = { 'grant-request': 'grant', 'refuse-request': 'refuse', 'close-request': 'close' } as const;

/** Requests under article 4bis paragraph 1, by the rules that the services ask. */
export class RulesRequests {
  constructor(
    private readonly world: RulesWorld,
    private readonly fallen: RulesFallen,
  ) {}

  take(step: StepOf<typeof REQUEST_VERBS>): Outcome<unknown> {
    const by = PEOPLE[step.by];
    if (step.verb === 'send-form')
      return this.open({ fine: step.fine, state: 'form-sent', recordedBy: by, sentBy: by, receivedBy: undefined, proof: undefined }); // prettier-ignore
    if (step.verb === 'record-request')
      return this.open({ fine: step.fine, state: 'received', recordedBy: by, sentBy: undefined, receivedBy: by, proof: step.proof }); // prettier-ignore
    const request = there(this.world.requests.findLast(({ fine }) => fine === step.fine));
    if (step.verb === 'receive-form') {
      const state = nextState(REFUND_REQUEST_MACHINE, request.state, 'receive');
      if (!state.ok) return state;
      Object.assign(request, { state: state.value, proof: step.proof, recordedBy: by, receivedBy: by });
      this.world.log.tell('request', request, 'receive');
      return state;
    }
    const state = this.decide(step.verb, request, step.by);
    if (!state.ok) return state;
    request.state = state.value;
    this.world.log.tell('request', request, VERB_OF[step.verb]);
    if (step.verb === 'grant-request') {
      this.fallen.recall(step.fine, 'granted');
      this.fallen.drop(step.fine, ZERO_CENTS, 'request-4bis', by);
      this.fallen.giveBackHeld(step.fine, 'agreement', by);
    }
    return state;
  }

  private decide(
    verb: 'grant-request' | 'refuse-request' | 'close-request',
    request: Request,
    by: Person,
  ): Outcome<Request['state']> {
    if (verb === 'refuse-request') return decideRequestRefusal(request, PEOPLE[by]);
    if (verb === 'close-request') return decideClosing(request, PEOPLE[by]);
    const asked = { ...request, claim: this.asked(request.fine), reconciledCents: addCents(this.world.bookedOn(request.fine), this.world.collectedOn(request.fine)) }; // prettier-ignore
    return decideGrant(asked, PEOPLE[by]);
  }

  private open(request: Request): Outcome<unknown> {
    const decided = decideRequest(this.asked(request.fine));
    if (!decided.ok) return decided;
    const isStanding = (state: string): boolean => ['form-sent', 'received', 'granted'].includes(state);
    if (this.world.requests.some(({ fine, state }) => fine === request.fine && isStanding(state)))
      return refuse('request-already');
    this.world.add('request', this.world.requests, request);
    if (request.state === 'received') this.world.log.tell('request', request, 'receive');
    return decided;
  }

  private asked(at: number): ClaimAsked {
    const isAtRecovery = this.world.standingClaim(at) !== undefined;
    return { decisionState: this.world.fine(at).state, article: '4bis', isAtRecovery };
  }
}
