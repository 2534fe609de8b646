import { AuditRepository } from '../../src/audit/audit.repository';
import { AuditService } from '../../src/audit/audit.service';
import { newId } from '../../src/kernel/ids';
import { systemActor } from '../../src/platform/jobs/jobs';
import { openTestGround, type TestGround } from '../support/actors';

describe('AuditService', () => {
  const audit = new AuditService(new AuditRepository());
  let ground: TestGround;
  beforeAll(async () => {
    ground = await openTestGround();
  });
  afterAll(() => ground.close());

  it('gives what happened in a file in the order in which it happened, with who did it, and nothing of other files', async () => {
    const caseId = newId<string>();
    const decisionId = newId<string>();
    const agent = ground.actor('agent.border');
    await ground.transactions.run(agent, (tx) => {
      tx.record({ type: 'offence.recorded', subjectKind: 'offence', subjectId: caseId, caseId });
      tx.record({
        type: 'decision.drafted',
        subjectKind: 'decision',
        subjectId: decisionId,
        caseId,
        detail: { amountCents: 20_000 },
      });
      tx.record({ type: 'offence.recorded', subjectKind: 'offence', subjectId: newId(), caseId: newId() });
      return Promise.resolve();
    });
    await ground.transactions.run(systemActor('matching'), (tx) => {
      tx.record({ type: 'fine.settled', subjectKind: 'decision', subjectId: decisionId, caseId });
      return Promise.resolve();
    });

    const events = await ground.transactions.view(agent, (tx) => audit.eventsOf(tx, caseId));
    expect(events.map(({ type, actorName }) => [type, actorName])).toEqual([
      ['offence.recorded', 'Exemple Frontière'],
      ['decision.drafted', 'Exemple Frontière'],
      ['fine.settled', null],
    ]);
    expect(events[1]).toMatchObject({ actorId: agent.id, subjectId: decisionId, detail: { amountCents: 20_000 } });
    expect(events[2]).toMatchObject({ actorKind: 'system', actorId: 'matching' });

    const ofDecision = await ground.transactions.view(agent, (tx) => audit.eventsOfSubject(tx, decisionId));
    expect(ofDecision.map(({ type }) => type)).toEqual(['decision.drafted', 'fine.settled']);
  });
});
