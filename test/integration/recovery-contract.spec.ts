import { partsOf, recoveryContract } from '../support/contract';
import { ClaimDesk } from '../support/claim-desk';
import { FinanceMachine } from '../support/finance-machine';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { guardedRoutes } from '../support/route-matrix';

const PREFIX = '/api/recovery/v1';
const NOWHERE = '01900000-0000-7000-8000-0000000000c1';
type Body = Record<string, unknown>;

/** The conventions are checked in test/architecture/openapi.spec.ts; here, that what runs answers as the contract says, to the last property. */
describe('the contract with FPS Finance, against what runs', () => {
  let desk: ClaimDesk;
  let finance: FinanceMachine;
  const seen = new Set<string>();

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    finance = await FinanceMachine.register(desk);
    desk.desk.goTo(TODAY);
  }, 60_000);
  booksHoldAfterEach(() => desk.desk);
  afterAll(async () => {
    await finance.close();
    await desk.close();
  });

  /** Sends a request whose answer must be of this status and as the contract has it. */
  async function said(status: number, method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await finance.answer(method, path, body);
    expect([path, answer.status, answer.body]).toEqual([path, status, answer.body]);
    expect([path, recoveryContract.faultsOfAnswer(method, path, answer)]).toEqual([path, []]);
    seen.add(`${method} ${recoveryContract.operationOf(method, path).path} ${status}`);
    return answer.body as Body;
  }

  /** Every list of codes and every code of it, each with a name in four languages; what is none of them is not there. */
  async function codesAnswer(): Promise<void> {
    const { items } = await said(200, 'GET', '/refData');
    const schemas = recoveryContract.schemas as Record<string, { readonly enum?: readonly string[] }>;
    const lists = (items as { code: string; href: string }[]).map(({ code }) => code);
    expect(lists).toEqual(schemas['CodeList']?.enum);
    for (const list of lists) {
      const { items: codes } = await said(200, 'GET', `/refData/${list}`);
      const [first] = codes as { code: string; href: string; name: object }[];
      const { code, href, name } = first!;
      expect(href).toBe(`${finance.url}${PREFIX}/refData/${list}/${code}`);
      expect(await said(200, 'GET', `/refData/${list}/${code}`)).toEqual({ self: href, code, name });
    }
    const codesOf = async (list: string): Promise<string[]> =>
      ((await said(200, 'GET', `/refData/${list}`))['items'] as { code: string }[]).map(({ code }) => code);
    for (const [list, schema] of [
      ['articles', 'Article'],
      ['payloads', 'Payload'],
      ['claimStates', 'ClaimState'],
      ['recallCauses', 'RecallCause'],
      ['liabilities', 'Liability'],
    ] as const)
      // prettier-ignore
      expect([list, (await codesOf(list)).sort()]).toEqual([list, [...(schemas[schema]?.enum ?? [])].sort()]);
    expect(await codesOf('rejectionCodes')).toEqual(expect.arrayContaining(['debtorUnknown', 'notRecoverableHere']));
    expect(await codesOf('reportKinds')).toEqual(expect.arrayContaining(['collectionReversed', 'prescribed']));
    expect(await codesOf('recallAnswers')).toEqual(['accepted', 'refused']);
    expect(await codesOf('debtorKinds')).toEqual(['natural', 'legal']);
    expect(await codesOf('eventOrigins')).toEqual(['office', 'finance']);
    const late = await said(200, 'GET', '/refData/reportStates/late');
    expect(late['name']).toMatchObject({ en: 'too late, kept', fr: 'trop tard, conservé' });
    await said(404, 'GET', '/refData/moonPhases');
    await said(404, 'GET', '/refData/rejectionCodes/moonPhase');
  }

  it('has every route that runs, and no other', () => {
    const running = guardedRoutes(desk.desk.app)
      // The contract about itself is served beside the operations.
      .filter(({ method, path }) => method !== 'HEAD' && path.startsWith(PREFIX) && !path.startsWith(`${PREFIX}/doc`))
      .map(({ method, path }) => `${method} ${path.slice(PREFIX.length).replace(/:(\w+)/g, '{$1}')}`);
    expect(running.sort()).toEqual(recoveryContract.operations.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('answers every operation and every refusal as it is written, over the whole life of claims', async () => {
    const [paid, refused, given] = [await desk.fine(), await desk.fine(), await desk.fine()];
    const [id, rejected, recalled] = [await desk.offer(paid), await desk.offer(refused), await desk.offer(given)];
    const first = await said(200, 'GET', '/claims?pageSize=1');
    expect(first['next']).toEqual(expect.stringContaining('afterClaim='));
    await said(200, 'GET', '/claims?state=inRecovery');
    await said(400, 'GET', '/claims?state=in-recovery');
    await said(400, 'GET', '/claims?sort=state');
    await said(200, 'GET', `/claims/${id}`);
    await said(404, 'GET', `/claims/${NOWHERE}`);
    await said(200, 'GET', `/claims/${id}/document`);
    await said(404, 'GET', `/claims/${NOWHERE}/document`);

    const acknowledgement = `/claims/${id}/acknowledgements`;
    await said(400, 'POST', acknowledgement, { financeReference: 'F', more: 1 });
    await said(200, 'POST', acknowledgement, { financeReference: 'F-1' });
    await said(409, 'POST', acknowledgement, { financeReference: 'F-2' });
    await said(404, 'POST', `/claims/${NOWHERE}/acknowledgements`, { financeReference: 'F' });
    await said(200, 'POST', `/claims/${rejected}/rejections`, { code: 'moonPhase' });
    await said(200, 'POST', `/claims/${rejected}/rejections`, { code: 'debtorDeceased', note: 'On 2 November.' });
    await said(409, 'POST', `/claims/${rejected}/rejections`, { code: 'debtorUnknown' });
    await said(400, 'POST', `/claims/${rejected}/rejections`, {});
    await said(404, 'POST', `/claims/${NOWHERE}/rejections`, { code: 'debtorUnknown' });

    const report = (reportId: string, kind: string, amountCents?: number): Promise<Body> =>
      said(201, 'POST', `/claims/${id}/reports`, { reportId, kind, occurredOn: TODAY, ...(amountCents && { amountCents }) }); // prettier-ignore
    const installments = [{ dueOn: '2027-01-15', amountCents: 20_000 }];
    await said(201, 'POST', `/claims/${id}/reports`, { reportId: '1', kind: 'plan', occurredOn: TODAY, installments });
    await report('2', 'costs', 1_500);
    await report('3', 'collected', 4_000);
    await report('4', 'collectionReversed', 1_000);
    await report('5', 'seizureOfBoat');
    await said(409, 'POST', `/claims/${id}/reports`, { reportId: '3', kind: 'collected', occurredOn: TODAY, amountCents: 1 }); // prettier-ignore
    await said(400, 'POST', `/claims/${id}/reports`, { reportId: '6', kind: 'collected', occurredOn: '2026-02-30' });
    await said(404, 'POST', `/claims/${NOWHERE}/reports`, { reportId: '6', kind: 'plan', occurredOn: TODAY });
    await said(200, 'POST', `/claims/${id}/reports`, { reportId: '5', kind: 'seizureOfBoat', occurredOn: TODAY });
    expect(await said(200, 'GET', `/claims/${id}/reports/1`)).toMatchObject({
      reportId: '1',
      kind: 'plan',
      installments,
    });
    await said(404, 'GET', `/claims/${rejected}/reports/1`);
    await said(409, 'POST', `/claims/${id}/recallAnswers`, { answer: 'accepted' });
    await desk.pay(paid.number, 5_000);
    const held = { statedOn: TODAY, claims: [{ claimId: NOWHERE, collectedCents: 7 }] };
    const { id: holdingId, differences } = await said(201, 'POST', '/holdings', held);
    expect(await said(200, 'GET', `/holdings/${String(holdingId)}`)).toMatchObject({ claimCount: 1, differences });
    await said(404, 'GET', `/holdings/${NOWHERE}`);
    await said(400, 'POST', '/holdings', { statedOn: TODAY, claims: [{ claimId: 'no id', collectedCents: 7 }] });
    await report('7', 'irrecoverable');

    await desk.pay(given.number, 20_000);
    await said(400, 'POST', `/claims/${recalled}/recallAnswers`, { answer: 'perhaps' });
    await said(404, 'POST', `/claims/${NOWHERE}/recallAnswers`, { answer: 'refused' });
    await said(200, 'POST', `/claims/${recalled}/recallAnswers`, {
      answer: 'refused',
      note: 'A bailiff is on the way.',
    });
    await said(200, 'POST', `/claims/${recalled}/recallAnswers`, { answer: 'accepted' });
    for (const each of [id, rejected, recalled]) await said(200, 'GET', `/claims/${each}`);
    await said(200, 'GET', '/health');
    await codesAnswer();
    await said(400, 'GET', '/events?afterPosition=-1');
    const { items } = await said(200, 'GET', '/events');
    const types = (items as Body[]).map(({ type }) => String(type).split('.').at(-1));
    expect(new Set(types)).toEqual(new Set(['offered', 'acknowledged', 'rejected', 'planAgreed', 'costsIncurred', 'collected', 'collectionReversed', 'paymentReceived', 'irrecoverable', 'recallAsked', 'recallRefused', 'recalled'])); // prettier-ignore
    await said(200, 'GET', `/events/${String((items as Body[])[0]?.['id'])}`);
    await said(404, 'GET', `/events/${NOWHERE}`);
    await said(400, 'GET', `/claims/${id}?embed=items`);
    expect((items as { data: Body }[]).map(({ data }) => data['rejectionCode']).filter(Boolean)).toEqual(['debtorDeceased']); // prettier-ignore

    const wanted = recoveryContract.operations.flatMap(({ method, path, node }) =>
      Object.keys(partsOf(node, 'responses')).filter((status) => status.startsWith('2')).map((status) => `${method} ${path} ${status}`)); // prettier-ignore
    expect(wanted.filter((each) => !seen.has(each))).toEqual([]);
  });

  it('is served to everybody itself, with the address of this product, and health answers without a token', async () => {
    const contract = await fetch(`${finance.url}${PREFIX}/doc/openapi.yaml`);
    expect([contract.status, contract.headers.get('Content-Type')]).toEqual([200, 'application/yaml; charset=utf-8']);
    const text = await contract.text();
    for (const address of [`url: ${finance.url}${PREFIX}`, `tokenUrl: ${finance.url}/oauth/token`])
      expect(text).toContain(address);
    const health = await fetch(`${finance.url}${PREFIX}/health`);
    expect([health.status, await health.json()]).toEqual([200, { status: 'UP' }]);
  });

  it('answers health and the contract to whoever sends a token that has expired or is none: they need none', async () => {
    for (const token of ['fo-machine-of-nobody', 'of-nothing', await expiredToken()]) {
      const headers = { Authorization: `Bearer ${token}` };
      const statusOf = async (path: string): Promise<number> =>
        (await fetch(`${finance.url}${PREFIX}${path}`, { headers })).status;
      expect([await statusOf('/health'), await statusOf('/doc/openapi.yaml')]).toEqual([200, 200]);
      expect([await statusOf('/claims'), await statusOf('/doc/openapi.yaml?lang=fr')]).toEqual([401, 400]);
    }
  });

  async function expiredToken(): Promise<string> {
    const token = await finance.token();
    await desk.desk.rows(`UPDATE machine_token SET issued_at = issued_at - interval '10 minutes', expires_at = expires_at - interval '10 minutes'`); // prettier-ignore
    return token;
  }

  it.each(
    recoveryContract.operations.filter(({ path }) => path !== '/health').map(({ method, path }) => [method, path]),
  )('asks for a token: %s %s', async (method, template) => {
    const path = template
      .replace('{claimId}', NOWHERE)
      .replace('{eventId}', NOWHERE)
      .replace('{list}', 'claimStates')
      .replace('{code}', 'offered');
    const call = async (authorization?: string): Promise<void> => {
      const response = await fetch(`${finance.url}${PREFIX}${path}`, {
        method,
        headers: { 'Content-Type': 'application/json', ...(authorization !== undefined && { authorization }) },
        ...(method === 'POST' && { body: '{}' }),
      });
      const answer = { status: response.status, headers: response.headers, body: await response.json() };
      expect([answer.status, recoveryContract.faultsOfAnswer(method, path, answer)]).toEqual([401, []]);
    };
    await call();
    await call('Bearer fo-machine-of-nobody');
  });

  it('tells what is its own under its own name, and lets no key go without [prb-type]', async () => {
    const id = await desk.offer(await desk.fine());
    const path = `/claims/${id}/recallAnswers`;
    expect(await said(409, 'POST', path, { answer: 'accepted' })).toMatchObject({
      type: 'urn:problem-type:fines-office:recovery:illegalTransition',
    });
    const headers = { Authorization: `Bearer ${await finance.token()}`, 'Content-Type': 'application/json' };
    for (const { path: each } of recoveryContract.operations.filter(({ method }) => method === 'POST')) {
      const [{ example }] = Object.values(
        (recoveryContract.operationOf('POST', each.replace('{claimId}', id)).node['requestBody'] as { content: Record<string, { example: object }> }).content,
      ) as [{ example: object }]; // prettier-ignore
      const url = `${finance.url}${PREFIX}${each.replace('{claimId}', id)}`;
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(example) });
      const problem = (await response.json()) as { issues: { name: string; in: string }[] };
      expect([each, response.status, problem.issues[0]]).toMatchObject([
        each,
        400,
        { name: 'Idempotency-Key', in: 'header' },
      ]);
    }
  });
});
