import { isNeverShared } from '../../src/entry/entry-group.rules';
import { addDays } from '../../src/kernel/legal-calendar';
import type { TestApp } from '../support/app';
import {
  freshKey,
  sampleOffence,
  samplePerson,
  startContractApp,
  type ContractClient,
  type Json,
  type Kept,
} from '../support/contract-client';

describe('several offences at once over the API', () => {
  let app: TestApp;
  let agent: ContractClient;
  let persons = 0;

  beforeAll(async () => {
    const started = await startContractApp();
    app = started.app;
    agent = await started.as('agent.border');
  });
  afterAll(() => app.close());

  const person = async (): Promise<string> => {
    const familyName = `Exemple Ensemble ${'abcdefghijklmnopqrstuvwxyz'.charAt(persons++)}`;
    const { body } = await agent.post('/persons', {
      ...samplePerson(familyName),
      notDuplicate: true,
      notDuplicateReason: 'compared, another person',
    });
    return String(body['id']);
  };
  const offence = async (daysAgo = 1): Promise<Json> => sampleOffence(await person(), addDays(agent.today(), -daysAgo));
  const issues = ({ body }: Kept): unknown[] => ((body['issues'] ?? []) as Json[]).map(({ name }) => name);
  const entries = ({ body }: Kept): Json[] => body['entries'] as Json[];

  it('R6.4: makes one decision of each and says order and total; the same key gives the same answer', async () => {
    const first = await offence();
    const second = { ...first, factsOn: addDays(agent.today(), -2), reportReference: 'PV-DEMO-2' };
    const body = { offences: [first, second], recording: 'all' };
    const key = freshKey();
    const made = await agent.ask('POST', '/entries', body, { 'Idempotency-Key': key });
    expect(made.status).toBe(200);
    expect(made.body['totalCents']).toBe(40_000);
    expect(entries(made).map(({ repeatOrder }) => repeatOrder)).toEqual([1, 2]);
    expect((await agent.ask('POST', '/entries', body, { 'Idempotency-Key': key })).body).toEqual(made.body);
  });

  it('keeps nothing when one is refused, and points to its field', async () => {
    const { discretion: _left, ...incomplete } = await offence();
    const whole = await offence();
    const refused = await agent.post('/entries', { offences: [whole, incomplete], recording: 'all' });
    expect([refused.status, issues(refused)]).toEqual([400, ['/offences/1/discretion']]);
    const again = await agent.post('/entries', { offences: [whole], recording: 'all' });
    expect(again.status).toBe(200);
  });

  /** What one person says and what is weighed for them, apart from the event in which others took part too. */
  const apart = async (): Promise<{ readonly event: Json; readonly own: Json }> => {
    const fields = Object.entries(await offence());
    const isOwn = (field: string): boolean => field === 'personId' || isNeverShared(field);
    return {
      event: Object.fromEntries(fields.filter(([field]) => !isOwn(field))),
      own: Object.fromEntries(fields.filter(([field]) => isOwn(field))),
    };
  };

  it('R1.1.12: one event with several persons, those that are complete', async () => {
    const { event, own: present } = await apart();
    const { hearingStatement: _unsaid, ...others } = present;
    const unheard = { ...others, personId: await person() };
    const answer = await agent.post('/entries', { event, persons: [present, unheard], recording: 'complete' });
    expect(answer.status).toBe(200);
    expect(entries(answer)).toMatchObject([
      { repeatOrder: 1, amountCents: 20_000 },
      { refusals: [{ code: 'required', pointer: '/persons/1/hearingStatement', rule: 'R2.8' }] },
    ]);
    expect(answer.body['totalCents']).toBe(20_000);
  });

  it('R1.1.12, R2.8, trap 8: nobody is heard or weighed through the event', async () => {
    const { event, own } = await apart();
    const { personId, ...shared } = own;
    const forceMajeureRaised = 'notRaised';
    const body = { event: { ...event, ...shared, forceMajeureRaised }, persons: [{ personId }], recording: 'complete' };
    const refused = await agent.post('/entries', body);
    const fields = [...Object.keys(shared), 'forceMajeureRaised'].map((field) => `/event/${field}`);
    expect([refused.status, issues(refused)]).toEqual([400, fields]);
    expect(fields).toContain('/event/hearingStatement');
    expect(fields).toContain('/event/outcome');
    expect((await agent.post('/entries', { event, persons: [own], recording: 'all' })).status).toBe(200);
  });

  it('R1.1.11, R1.1.12, trap 7: a carrier is a second debtor of one fine, and may be fined for the own crossing', async () => {
    const { event, own } = await apart();
    const skipper = await person();
    const liableParties = [{ personId: skipper, capacity: 'carrier', basis: 'Did not tell anybody of the hours.' }];
    const hearingCarrierWaiver = 'The skipper has left the country.';
    const persons = [
      { ...own, liableParties, hearingCarrierWaiver },
      { ...own, personId: skipper },
    ];
    // One debt with two debtors, and the skipper's own crossing beside it (R1.1.12).
    const both = await agent.post('/entries', { event, persons, recording: 'all' });
    expect([both.status, both.body['totalCents']]).toEqual([200, 40_000]);
    const [file] = entries(both).map(({ offence: made }) => (made as Json)['id']);
    const debtors = await app.dataSource.query<{ capacity: string }[]>(
      'SELECT capacity FROM liable_party WHERE offence_id = $1 ORDER BY capacity',
      [file],
    );
    expect(debtors.map(({ capacity }) => capacity)).toEqual(['carrier', 'offender']);
    const nested = [{ ...own, liableParties: [{ personId: skipper, capacity: 'carrier' }] }];
    const unfounded = await agent.post('/entries', {
      event: { ...event, factsOn: addDays(agent.today(), -3) },
      persons: nested,
      recording: 'all',
    });
    expect(issues(unfounded)).toContain('/persons/0/liableParties/0/basis');
  });

  it('points to the event when that is what is wrong', async () => {
    const { event, own } = await apart();
    const future = { ...event, factsOn: '2026-02-30' };
    const refused = await agent.post('/entries', { event: future, persons: [own], recording: 'all' });
    expect(issues(refused)).toEqual(['/event/factsOn']);
  });

  it('D22: refuses the same person, obligation and day twice, and somebody who is not there', async () => {
    const twice = await offence();
    const refused = await agent.post('/entries', { offences: [twice, twice], recording: 'all' });
    expect([refused.status, issues(refused)]).toEqual([409, ['/offences/1/factsOn']]);
    const nobody = { ...twice, personId: '01900000-0000-7000-8000-00000000dead' };
    const unknown = await agent.post('/entries', { offences: [nobody], recording: 'all' });
    expect([unknown.status, issues(unknown)]).toEqual([404, ['/offences/0/personId']]);
  });

  it('R1.0.2: a file closed without a fine is opened again, once and as it was seen, and its facts may be fined', async () => {
    const facts = await offence();
    const closed = await agent.post('/offences', { ...facts, outcome: 'noFine' });
    expect((await agent.post('/offences', facts)).status).toBe(409);
    const path = `/offences/${String(closed.body['id'])}/reopenings`;
    const { etag } = await agent.get(`/offences/${String(closed.body['id'])}`);
    const reason = { reason: 'The outcome was ticked by mistake.' };
    expect((await agent.post(path, {}, etag)).status).toBe(400);
    const reopened = await agent.post(path, reason, etag);
    expect([reopened.status, reopened.body]).toEqual([201, expect.objectContaining({ version: 2 })]);
    expect((await agent.post(path, reason, etag)).status).toBe(412);
    expect((await agent.post(path, reason, reopened.etag)).status).toBe(409);
    expect((await agent.post('/offences', facts)).status).toBe(201);
  });

  it('refuses more than can be checked on one page, and a body of another shape', async () => {
    const one = await offence();
    const offences = Array.from({ length: 21 }, () => one);
    expect(issues(await agent.post('/entries', { offences, recording: 'all' }))).toEqual(['/offences']);
    const crowd = Array.from({ length: 201 }, () => ({ personId: one['personId'] }));
    expect(issues(await agent.post('/entries', { event: {}, persons: crowd, recording: 'all' }))).toEqual(['/persons']);
    for (const body of [
      { recording: 'all' },
      { offences: [], recording: 'all' },
      { offences: [one], persons: [one], recording: 'all' },
    ])
      expect((await agent.post('/entries', body)).status).toBe(400);
    expect(issues(await agent.post('/entries', { offences: [one] }))).toEqual(['/recording']);
    expect(issues(await agent.post('/entries', { offences: [one], recording: 'some' }))).toEqual(['/recording']);
    expect(issues(await agent.post('/entries', { colour: 'blue', recording: 'all' }))).toEqual(['colour']);
  });
});
