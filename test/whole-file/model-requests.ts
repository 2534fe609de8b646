import { there, type ModelBooks, type ModelRequest } from './whole-file.parts';
import type { Person, REQUEST_VERBS, StepOf } from './whole-file.steps';

/** What should become of requests under article 4bis paragraph 1. */
export class ModelRequests {
  constructor(private readonly books: ModelBooks) {}

  take(step: StepOf<typeof REQUEST_VERBS>): boolean {
    if (step.verb === 'send-form' || step.verb === 'record-request') return this.open(step);
    const request = there(this.books.lastRequest(step.fine));
    const isFirst = !request.hands.includes(step.by);
    switch (step.verb) {
      case 'receive-form':
        if (request.state !== 'form-sent') return false;
        Object.assign(request, { state: 'received', proof: step.proof });
        request.hands.push(step.by);
        return true;
      case 'grant-request':
        return isFirst && this.grant(request, step.by);
      case 'refuse-request':
        if (request.state !== 'received' || !isFirst) return false;
        request.state = 'refused';
        return true;
      case 'close-request':
        if (request.state !== 'form-sent' && !(request.state === 'received' && isFirst)) return false;
        request.state = 'closed';
        return true;
    }
  }

  private open(step: StepOf<readonly ['send-form', 'record-request']>): boolean {
    const { fine, by } = step;
    const isThere = this.books.requests.some(
      (each) => each.fine === fine && ['form-sent', 'received', 'granted'].includes(each.state),
    );
    if (this.books.fine(fine).state !== 'notified' || isThere) return false;
    const came = step.verb === 'record-request' ? ({ state: 'received', proof: step.proof } as const) : ({ state: 'form-sent', proof: undefined } as const); // prettier-ignore
    this.books.requests.push({ fine, ...came, hands: [by] });
    return true;
  }

  /** The claim ends, though the decision stands; nothing of it is left at FPS Finance. */
  private grant(request: ModelRequest, by: Person): boolean {
    const { fine, state, proof } = request;
    if (state !== 'received' || this.books.fine(fine).state !== 'notified') return false;
    if (this.books.standingClaim(fine) !== undefined) return false;
    if (
      proof === 'payment' &&
      this.books.paid(fine) + this.books.advanced(fine) + this.books.fine(fine).collectedCents === 0
    )
      return false;
    request.state = 'granted';
    this.books.recall(fine, true);
    this.books.drop(fine, 0, 'request-4bis', by);
    this.books.giveBackHeld(fine, by);
    return true;
  }
}
