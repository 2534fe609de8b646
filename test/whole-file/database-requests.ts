import { RefundRequestsService } from '../../src/refunds/refund-requests.service';
import { done, REASON, type DatabaseLife } from './database-life';
import { TODAY, type REQUEST_VERBS, type StepOf } from './whole-file.steps';

/** Requests under article 4bis paragraph 1, as people send, receive and decide them. */
export class DatabaseRequests {
  constructor(private readonly life: DatabaseLife) {}

  async take(step: StepOf<typeof REQUEST_VERBS>): Promise<void> {
    const requests = this.life.service(RefundRequestsService);
    const by = this.life.person(step.by);
    const { decisionId } = this.life.fine(step.fine);
    if (step.verb === 'send-form') return done(requests.sendForm(by, { decisionId, formSentOn: TODAY }));
    const asked = { receivedOn: TODAY, requestReason: REASON };
    if (step.verb === 'record-request') return done(requests.record(by, { decisionId, proof: step.proof, ...asked }));
    const { id, version } = await this.life.last('refund_request', step.fine);
    switch (step.verb) {
      case 'receive-form':
        return done(requests.receive(by, id, { version, proof: step.proof, ...asked }));
      case 'grant-request':
        return done(requests.grant(by, id, { version, reason: REASON }));
      case 'refuse-request':
        return done(requests.refuse(by, id, { version, reason: REASON }));
      case 'close-request':
        return done(requests.close(by, id, { version, reason: REASON }));
    }
  }
}
