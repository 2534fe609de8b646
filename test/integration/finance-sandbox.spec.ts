import { UnsecuredJWT } from 'jose';
import { MachineKeys } from '../../src/access/machine-keys.service';
import type { ClaimId } from '../../src/kernel/ids';
import { ClaimDesk, type FineOfDesk } from '../support/claim-desk';
import { FinanceMachine } from '../support/finance-machine';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { bearer } from '../support/sign-in';

describe('the interface of FPS Finance, over HTTP', () => {
  let desk: ClaimDesk;
  let finance: FinanceMachine;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    finance = await FinanceMachine.register(desk);
  }, 60_000);
  beforeEach(() => desk.desk.goTo(TODAY));
  booksHoldAfterEach(() => desk.desk);
  afterAll(async () => {
    await finance.close();
    await desk.close();
  });

  const stateOf = async (id: string): Promise<unknown> => (await finance.request('GET', `/claims/${id}`)).body['state'];

  it('the sandbox takes claims, rejects one, reports a collection, answers a recall and reads the feed whole', async () => {
    const [one, two, three] = [await desk.fine(), await desk.fine(), await desk.fine()];
    const ids = [await desk.offer(one), await desk.offer(two), await desk.offer(three)];
    const told = await finance.sandbox('--reject-every', '3', '--collect', '5000');
    expect(told.map(({ did }) => did)).toEqual(['acknowledged', 'collected', 'acknowledged', 'collected', 'rejected', 'statedHoldings', 'readFeed']); // prettier-ignore
    expect(told.find(({ did }) => did === 'statedHoldings')).toMatchObject({ claims: 2, differences: [] });
    expect(await Promise.all(ids.map(stateOf))).toEqual(['inRecovery', 'inRecovery', 'rejected']);
    expect(await desk.ground.owed(one.decisionId)).toBe(15_000);
    expect(await desk.ground.balance('finance-clearing')).toBe(10_000);
    await desk.pay(one.number, 15_000);
    const again = await finance.sandbox('--collect', '0');
    expect(again.map(({ did }) => did)).toEqual(['recallAccepted', 'statedHoldings', 'readFeed']);
    expect(await stateOf(ids[0]!)).toBe('recalled');
  });

  it('the sandbox plays every part: costs, a plan, both ends, too much, unknown codes, a refused recall, the feed read again', async () => {
    const fines: FineOfDesk[] = [];
    for (let count = 0; count < 7; count++) fines.push(await desk.fine());
    const ids: ClaimId[] = [];
    for (const fine of fines) ids.push(await desk.offer(fine));
    const told = await finance.sandbox('--scenario', 'whole');
    const storyOf = (id: string): unknown[] => told.filter(({ claim }) => claim === id).map(({ did, state, kept }) => [did, state, kept]); // prettier-ignore
    expect(ids.map(storyOf)).toEqual([
      [['acknowledged', 'acknowledged', undefined], ['collected', 'inRecovery', 'applied']],
      [['acknowledged', 'acknowledged', undefined], ['costs', 'inRecovery', 'applied'], ['plan', 'inRecovery', 'applied']],
      [['acknowledged', 'acknowledged', undefined], ['irrecoverable', 'closed', 'applied']],
      [['acknowledged', 'acknowledged', undefined], ['prescribed', 'closed', 'applied']],
      [['acknowledged', 'acknowledged', undefined], ['collected', 'closed', 'applied'], ['collectionReversed', 'closed', 'late']],
      [['moonPhase', 'offered', 'quarantined'], ['acknowledged', 'acknowledged', undefined], ['seizureOfBoat', 'acknowledged', 'quarantined']],
      [['rejected', 'rejected', undefined]],
    ]); // prettier-ignore
    expect(told.find(({ did }) => did === 'statedHoldings')).toMatchObject({ differences: [] });
    expect(await Promise.all([0, 1, 4].map((at) => desk.ground.owed(fines[at]!.decisionId)))).toEqual([15_000, 20_000, 0]); // prettier-ignore
    await desk.pay(fines[1]!.number, 20_000);
    const again = await finance.sandbox('--recall', 'refused');
    expect(again.map(({ did, state }) => [did, state])).toContainEqual(['recallRefused', 'recallRefused']);
  });

  it('R7.2, R7.3: tells the debtor, the legal basis, both names of the recipient, the amounts and the act with its hash', async () => {
    const id = await desk.offer(await desk.fine());
    const { body } = await finance.request('GET', `/claims/${id}`);
    expect(body).toMatchObject({ id, state: 'offered', payload: 'decision', outstandingCents: 20_000, offeredCents: 20_000 }); // prettier-ignore
    expect(body['statutoryName']).not.toEqual(body['operationalRecipient']);
    expect(body['document']).toMatchObject({ mediaType: 'application/pdf', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string }); // prettier-ignore
    const seen = await desk.desk.rows<{ actor_id: string }>(
      `SELECT actor_id FROM access_log WHERE operation = 'claim.disclosed' AND actor_kind = 'machine'`,
    );
    expect(seen.length).toBeGreaterThan(0);
  });

  it('trap 26: tells of those who must pay only what recovery needs: no register number, sex, language or other relations', async () => {
    const id = await desk.offer(await desk.fine());
    const { body } = await finance.request('GET', `/claims/${id}`);
    const [debtor] = body['debtors'] as Record<string, unknown>[];
    expect(Object.keys(debtor ?? {}).sort()).toEqual(['address', 'birthDate', 'familyName', 'givenNames', 'kind', 'nationality']); // prettier-ignore
    const { liability, ...others } = body;
    expect(liability).toBe('sole');
    expect(JSON.stringify(others)).not.toMatch(/nationalNumber|sex|liab|representative|minor/i);
  });

  it('each look at claims leaves one row with who is concerned, lists and the feed too; codes and health leave none', async () => {
    const fine = await desk.fine();
    const id = await desk.offer(fine);
    const last = Number((await finance.request('GET', '/events')).body['position']);
    const rowsOf = async (path: string): Promise<object[]> => {
      const [before] = await desk.desk.rows<{ count: number }>('SELECT count(*)::int AS count FROM access_log');
      expect([path, (await finance.answer('GET', path)).status]).toEqual([path, 200]);
      return desk.desk.rows<object>(
        'SELECT operation, reason, person_ids AS persons, case_ids AS cases, hits FROM access_log ORDER BY position OFFSET $1',
        [before?.count],
      );
    };
    const of = { reason: 'recovery', persons: [fine.personId], cases: [fine.offenceId] };
    const list = await rowsOf('/claims?state=offered&pageSize=500');
    expect(list).toEqual([expect.objectContaining({ operation: 'claim.listed', reason: 'recovery', cases: expect.arrayContaining([fine.offenceId]) as unknown })]); // prettier-ignore
    expect(await rowsOf(`/claims/${id}`)).toEqual([{ operation: 'claim.disclosed', hits: null, ...of }]);
    expect(await rowsOf(`/claims/${id}/document`)).toEqual([{ operation: 'claim.document-disclosed', hits: null, ...of }]); // prettier-ignore
    expect(await rowsOf(`/events?afterPosition=${last - 1}`)).toEqual([{ operation: 'claim.events-disclosed', hits: 1, ...of }]); // prettier-ignore
    const nobody = { operation: 'claim.events-disclosed', reason: 'recovery', persons: [], cases: [], hits: 0 };
    expect(await rowsOf(`/events?afterPosition=${last}`)).toEqual([nobody]);
    for (const path of ['/refData', '/refData/claimStates', '/health'])
      expect([path, await rowsOf(path)]).toEqual([path, []]);
  });

  it('the ETag of a claim changes when a debtor moves, though nothing happened to the claim; else it stays', async () => {
    const fine = await desk.fine();
    const path = `/claims/${await desk.offer(fine)}`;
    const tagged = async (): Promise<[string | null, unknown]> => {
      const { headers, body } = await finance.answer('GET', path);
      return [headers.get('ETag'), (body as { version: number }).version];
    };
    const [first, version] = await tagged();
    expect(first).toMatch(/^"[0-9a-f]{64}"$/);
    expect(await tagged()).toEqual([first, version]);
    await desk.desk.rows(`UPDATE person SET address_line = 'Rue Imaginaire 2' WHERE id = $1`, [fine.personId]);
    const [moved, same] = await tagged();
    expect([moved === first, same]).toEqual([false, version]);
  });

  it('an acknowledgement said twice has one effect; said with other content, or after a rejection, it is a conflict', async () => {
    const id = await desk.offer(await desk.fine());
    const path = `/claims/${id}/acknowledgements`;
    const both = await Promise.all([
      finance.request('POST', path, { financeReference: 'A-1' }),
      finance.request('POST', path, { financeReference: 'A-1' }),
    ]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(await desk.story(id)).toEqual(['offered', 'acknowledged']);
    expect((await finance.request('POST', path, { financeReference: 'A-2' })).status).toBe(409);
    expect((await finance.request('POST', `/claims/${id}/rejections`, { code: 'debtorUnknown' })).status).toBe(409);
    expect((await finance.request('POST', path, { financeReference: 'A-1' })).body).toMatchObject({ claimState: 'acknowledged', reportState: 'applied' }); // prettier-ignore
  });

  it('unknown codes are kept for a person to look at, never fatal; the right one may still follow', async () => {
    const id = await desk.offer(await desk.fine());
    const unknown = await finance.request('POST', `/claims/${id}/rejections`, { code: 'moonPhase' });
    expect(unknown).toMatchObject({ status: 200, body: { claimState: 'offered', reportState: 'quarantined' } });
    const odd = { reportId: 'R-odd', kind: 'seizureOfBoat', occurredOn: TODAY };
    expect((await finance.request('POST', `/claims/${id}/reports`, odd)).body['reportState']).toBe('quarantined');
    const known = await finance.request('POST', `/claims/${id}/rejections`, { code: 'debtorUnknown' });
    expect(known.body).toMatchObject({ claimState: 'rejected', reportState: 'applied' });
  });

  it('trap 17, R20: reports that come twice, late or out of order never move a claim back, and money is booked once', async () => {
    const fine = await desk.fine();
    const id = await desk.offer(fine);
    const collected = { reportId: 'C-1', kind: 'collected', occurredOn: TODAY, amountCents: 12_000 };
    expect((await finance.request('POST', `/claims/${id}/reports`, collected)).body['claimState']).toBe('inRecovery');
    const late = await finance.request('POST', `/claims/${id}/acknowledgements`, { financeReference: 'L-1' });
    expect(late.body).toMatchObject({ claimState: 'inRecovery', reportState: 'late' });
    await finance.request('POST', `/claims/${id}/reports`, collected);
    expect(await desk.ground.owed(fine.decisionId)).toBe(8_000);
    const other = await finance.request('POST', `/claims/${id}/reports`, { ...collected, amountCents: 1 });
    expect(other.status).toBe(409);
    const rest = { ...collected, reportId: 'C-2', amountCents: 9_000 };
    expect((await finance.request('POST', `/claims/${id}/reports`, rest)).body['claimState']).toBe('closed');
    expect(await desk.ground.owed(fine.decisionId)).toBe(0);
    const end = { reportId: 'E-1', kind: 'irrecoverable', occurredOn: TODAY };
    expect((await finance.request('POST', `/claims/${id}/reports`, end)).body).toMatchObject({ claimState: 'closed', reportState: 'late' }); // prettier-ignore
  });

  it('killed between the offer and the end of the acknowledgement: nothing is half done, and the same request has one effect', async () => {
    const fine = await desk.fine();
    const id = await desk.offer(fine);
    const key = 'key-of-a-request-that-dies';
    const path = `/claims/${id}/acknowledgements`;
    let dying: Promise<{ status: number }> | undefined;
    // Somebody holds the decision, so that the acknowledgement waits in the middle of its transaction; then its server process is killed.
    await desk.within(fine.decisionId, async (tx) => {
      dying = finance.request('POST', path, { financeReference: 'D-1' }, key);
      for (let tries = 0, killed = 0; killed === 0 && tries < 200; tries++) {
        const rows = await tx.query<{ killed: boolean }>(
          `SELECT pg_terminate_backend(pid) AS killed FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()`,
        );
        killed = rows.length;
        if (killed === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      }
      tx.record({ type: 'claim.offered', subjectKind: 'claim', subjectId: id });
    });
    expect((await dying)?.status).toBeGreaterThanOrEqual(500);
    expect(await desk.story(id)).toEqual(['offered']);
    const again = await finance.request('POST', path, { financeReference: 'D-1' }, key);
    expect(again).toMatchObject({ status: 200, body: { claimState: 'acknowledged' } });
    expect(await desk.story(id)).toEqual(['offered', 'acknowledged']);
  });

  it('the same key gives the same answer, and is refused with another body', async () => {
    const id = await desk.offer(await desk.fine());
    const key = 'one-key-for-one-request';
    const path = `/claims/${id}/acknowledgements`;
    const first = await finance.request('POST', path, { financeReference: 'K-1' }, key);
    expect(await finance.request('POST', path, { financeReference: 'K-1' }, key)).toEqual(first);
    expect((await finance.request('POST', path, { financeReference: 'K-2' }, key)).status).toBe(409);
  });

  it('tokens: an assertion is used once, and none, another audience, another key, an expired or a long one is refused', async () => {
    const once = await finance.assertion();
    expect((await finance.ask(once)).status).toBe(200);
    expect((await finance.ask(once)).status).toBe(401);
    const seconds = Math.floor(Date.now() / 1000);
    for (const changes of [
      { aud: `${finance.url}/api/recovery/v1` },
      { iss: 'somebody' },
      { sub: 'somebody' },
      { iat: seconds - 7200, exp: seconds - 3600 },
      { exp: seconds + 3600 },
      { jti: undefined },
    ])
      expect([changes, (await finance.ask(await finance.assertion(changes))).status]).toEqual([changes, 401]);
    const unsecured = new UnsecuredJWT({ iss: 'fps-finance', sub: 'fps-finance', aud: `${finance.url}/oauth/token`, jti: 'n', iat: seconds, exp: seconds + 60 }).encode(); // prettier-ignore
    expect((await finance.ask(unsecured)).status).toBe(401);
    expect((await finance.ask(await finance.assertion(), { scope: 'everything' })).status).toBe(400);
    expect((await finance.ask(await finance.assertion(), { grant_type: 'password' })).status).toBe(400);
  });

  it('tokens: are good for this interface only, and end with their key; those of people do not open it', async () => {
    const token = await finance.token();
    const headers = { Authorization: `Bearer ${token}` };
    expect((await fetch(`${finance.url}/api/recovery/v1/claims`, { headers })).status).toBe(200);
    expect((await fetch(`${finance.url}/api/fines/v1/refunds`, { headers })).status).toBe(401);
    desk.desk.app.clock.release();
    const agent = await bearer(desk.desk.app, 'agent.border');
    expect((await agent.request('GET', '/api/recovery/v1/claims')).status).toBe(403);
    desk.desk.goTo(TODAY);
    await desk.desk.rows(`UPDATE machine_token SET issued_at = issued_at - interval '10 minutes', expires_at = expires_at - interval '10 minutes'`); // prettier-ignore
    expect((await fetch(`${finance.url}/api/recovery/v1/claims`, { headers })).status).toBe(401);
    const other = await FinanceMachine.register(desk);
    const theirs = { Authorization: `Bearer ${await other.token()}` };
    const keys = desk.desk.app.app.get(MachineKeys);
    await keys.end(await desk.desk.actor('administrator'), other.keyId);
    expect((await fetch(`${finance.url}/api/recovery/v1/claims`, { headers: theirs })).status).toBe(401);
    expect((await other.ask(await other.assertion())).status).toBe(401);
    await other.close();
  });

  it('keys: need two people, and never hold a private half', async () => {
    const keys = desk.desk.app.app.get(MachineKeys);
    const administrator = await desk.desk.actor('administrator');
    expect(await refusalsOf(keys.propose(administrator, { jwk: JSON.stringify(finance.jwk) }))).toEqual([
      'jwk: machine-key-private',
    ]);
    expect(await refusalsOf(keys.propose(administrator, { jwk: 'no key' }))).toEqual(['jwk: machine-key-malformed']);
    const { d, ...half } = finance.jwk;
    expect(d).toBeDefined();
    expect(await refusalsOf(keys.propose(administrator, { jwk: JSON.stringify(half) }))).toEqual([
      'jwk: machine-key-known',
    ]);
    expect(await refusalsOf(keys.confirm(administrator, finance.keyId))).toEqual([': machine-key-state']);
  });
});
