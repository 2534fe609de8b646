import { addDays } from '../../src/kernel/legal-calendar';
import { brusselsDay } from '../../src/kernel/legal-date';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { startTestApp, type TestApp } from '../support/app';
import { faultsOfAnswer, operations } from '../support/contract';
import { bearer, type ApiAnswer, type ApiClient } from '../support/sign-in';

const API = '/api/fines/v1';
const NOBODY = '01900000-0000-7000-8000-00000000dead';

type Json = Readonly<Record<string, unknown>>;

/** An answer that keeps the contract, with its body as JSON. */
interface Kept extends ApiAnswer {
  readonly body: Json;
  readonly etag: string;
}

describe('the running product and its contract', () => {
  let app: TestApp;
  let agent: ApiClient;
  let deputy: ApiClient;
  let signatory: ApiClient;
  let auditor: ApiClient;
  let keys = 0;

  beforeAll(async () => {
    app = await startTestApp();
    await ensureReferenceData(app.transactions, app.config);
    agent = await bearer(app, 'agent.border');
    deputy = await bearer(app, 'deputy.border');
    signatory = await bearer(app, 'signatory.border');
    auditor = await bearer(app, 'auditor');
  });
  afterAll(() => app.close());

  const freshKey = (): string => `contract-${++keys}-key`;

  /** Asks, and holds the answer to the contract: status, media type, headers, body to the last property. */
  async function ask(
    client: ApiClient,
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Kept> {
    const answer = await client.request(method, `${API}${path}`, body, headers);
    expect({ path, faults: faultsOfAnswer(method, path, answer) }).toEqual({ path, faults: [] });
    return { ...answer, body: answer.body as Json, etag: answer.headers.get('ETag') ?? '' };
  }

  const post = (client: ApiClient, path: string, body: unknown, etag?: string): Promise<Kept> =>
    ask(client, 'POST', path, body, { 'Idempotency-Key': freshKey(), ...(etag !== undefined && { 'If-Match': etag }) });

  const get = (client: ApiClient, path: string): Promise<Kept> => ask(client, 'GET', path);

  const today = (): ReturnType<typeof brusselsDay> => brusselsDay(app.clock.now());

  function person(familyName: string): Json {
    return {
      kind: 'natural',
      familyName,
      givenNames: 'Alix',
      birthDate: '12/03/1987',
      nationality: 'CA',
      sex: 'female',
      language: 'fr',
      addressLine: '1 rue de l’Exemple',
      postalCode: 'H2X 1Y4',
      municipality: 'Montréal',
      country: 'CA',
    };
  }

  function crossing(personId: unknown, daysAgo = 1): Json {
    const factsOn = addDays(today(), -daysAgo);
    return {
      personId,
      obligationCode: '4bis-1-border-crossing',
      factsOn,
      factsAt: '23:40',
      place: 'Zeebrugge',
      facts: 'Ashore outside the opening hours.',
      evidence: 'Report of the shipping police.',
      reportingAuthority: 'Shipping police',
      reportReference: `E2E-${factsOn}`,
      reportOn: factsOn,
      border: 'external',
      crossingDirection: 'entry',
      crossingSite: 'authorisedPoint',
      crossingPointCode: 'sea-zeebrugge',
      statedOpensAt: '07:00',
      statedClosesAt: '22:00',
      statedHoursSource: 'Notice at the post',
      hearingKind: 'heard',
      hearingOn: factsOn,
      hearingMeans: 'policeForm',
      hearingStatement: 'Did not know the hours.',
      hearingAnswer: 'They are displayed.',
      forceMajeure: 'None: calm sea.',
      discretion: 'No reason to refrain.',
      outcome: 'fine',
    };
  }

  const letters = (number: number): string =>
    String(number).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));

  /** A person of their own with a recorded offence and the draft of its decision. */
  async function drafted(client: ApiClient): Promise<{ personId: string; offenceId: string; decisionId: string }> {
    const made = await post(client, '/persons', { ...person(`Exemple ${letters(++keys)}`), notDuplicate: true });
    const recorded = await post(client, '/offences', crossing(made.body['id']));
    if (recorded.status !== 201) throw new Error(JSON.stringify(recorded.body));
    const decision = recorded.body['decision'] as Json;
    return {
      personId: String(made.body['id']),
      offenceId: String(recorded.body['id']),
      decisionId: String(decision['id']),
    };
  }

  async function submitted(client: ApiClient, decisionId: string): Promise<string> {
    const read = await get(client, `/decisions/${decisionId}`);
    const text = { language: 'fr', motivation: 'Le procès-verbal établit les faits.' };
    const edited = await ask(client, 'PATCH', `/decisions/${decisionId}`, text, { 'If-Match': read.etag });
    return (await post(client, `/decisions/${decisionId}/submissions`, undefined, edited.etag)).etag;
  }

  describe('routes', () => {
    const written = operations().map(({ method, path }) => `${method} ${path}`);

    /** The contract about itself is served beside the operations. */
    const served = (): string[] =>
      app.routes
        .filter(
          ({ method, path }) =>
            method !== 'HEAD' && path.startsWith(`${API}/`) && !/^\/doc(\/|$)/.test(path.slice(API.length)),
        )
        .map(({ method, path }) => `${method} ${path.slice(API.length).replace(/:(\w+)/g, '{$1}')}`);

    it('are all in the contract', () => {
      expect(served().filter((route) => !written.includes(route))).toEqual([]);
    });

    it('are all that the contract promises', () => {
      expect(written.filter((route) => !served().includes(route))).toEqual([]);
    });
  });

  describe('the contract itself', () => {
    it('is served to everybody, with the address of this product', async () => {
      const response = await fetch(`${app.url}${API}/doc/openapi.yaml`);
      expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'application/yaml; charset=utf-8']);
      expect(await response.text()).toContain(`url: ${app.url}${API}`);
    });

    it('has a page to try it on, that loads nothing from elsewhere', async () => {
      const html = await (await fetch(`${app.url}${API}/doc`)).text();
      const loaded = [...html.matchAll(/<(?:script|link)[^>]*(?:src|href)="([^"]+)"/g)].map(([, at = '']) => at);
      expect(loaded.length).toBeGreaterThan(2);
      expect(loaded.filter((at) => !at.startsWith('/'))).toEqual([]);
      for (const at of loaded.filter((each) => each.startsWith(API)))
        expect([at, (await fetch(`${app.url}${at}`)).status]).toEqual([at, 200]);
    });
  });

  describe('one fine from the person to the notification', () => {
    it('answers each step as written', async () => {
      const { personId, offenceId, decisionId } = await drafted(agent);
      const shown = await get(agent, `/persons/${personId}`);
      const corrected = { ...person('Exemple Corrigé'), givenNames: 'Alix Louise' };
      await ask(agent, 'PUT', `/persons/${personId}`, corrected, { 'If-Match': shown.etag });
      const offence = await get(agent, `/offences/${offenceId}`);
      expect(offence.body).toMatchObject({ crossingSite: 'authorisedPoint', offenderCategory: 'otherForeigner' });

      const signed = await post(
        signatory,
        `/decisions/${decisionId}/signatures`,
        {},
        await submitted(agent, decisionId),
      );
      const documents = await get(agent, `/decisions/${decisionId}/documents`);
      const [letter] = documents.body['items'] as Json[];
      expect(letter?.['href']).toBe((signed.body['document'] as Json)['href']);
      const content = await agent.request('GET', `${API}/documents/${String(letter?.['id'])}/content`);
      expect(faultsOfAnswer('GET', `/documents/${String(letter?.['id'])}/content`, content)).toEqual([]);
      expect(content.headers.get('ETag')).toBe(`"${String(letter?.['sha256'])}"`);

      const handOver = { channel: 'hand', handedOverOn: today(), receipt: 'signed' };
      const told = await post(agent, `/decisions/${decisionId}/notifications`, handOver, signed.etag);
      expect(told.body).toMatchObject({ id: decisionId, state: 'notified', offence: { id: offenceId } });

      const fine = await get(agent, `/fines/${decisionId}`);
      expect(fine.body).toMatchObject({ moneyState: 'open', outstandingCents: 20_000, appealWindowState: 'running' });
      const timeline = await get(agent, `/files/${offenceId}/timeline`);
      const types = (timeline.body['items'] as Json[]).map((item) => item['type']);
      expect(types).toEqual(expect.arrayContaining(['offenceRecorded', 'decisionSigned', 'notificationRecorded']));
      const again = await get(agent, `/persons/${personId}`);
      expect(again.body['fines']).toHaveLength(1);
    });

    it('answers a decision that was returned, and one that was cancelled', async () => {
      const { decisionId } = await drafted(agent);
      const etag = await submitted(agent, decisionId);
      const returned = await post(signatory, `/decisions/${decisionId}/returns`, { reason: 'Say more.' }, etag);
      expect(returned.body['state']).toBe('draft');
      const cancelled = await post(
        agent,
        `/decisions/${decisionId}/cancellations`,
        { reason: 'Wrong.' },
        returned.etag,
      );
      expect(cancelled.body['state']).toBe('cancelled');
    });
  });

  describe('lists and searches', () => {
    it('finds persons by names, fines by what is given, page by page', async () => {
      const { personId } = await drafted(agent);
      await drafted(agent);
      const found = await ask(agent, 'POST', '/persons/query', { names: 'exemple alix' });
      expect((found.body['items'] as unknown[]).length).toBeGreaterThan(0);
      const first = await ask(agent, 'POST', '/fines/query', { pageSize: 1 });
      const cursor = first.body['nextCursor'];
      expect(typeof cursor).toBe('string');
      const second = await ask(agent, 'POST', '/fines/query', { pageSize: 1, cursor });
      expect(second.body['items']).not.toEqual(first.body['items']);
      const own = await ask(agent, 'POST', '/fines/query', { personId });
      expect(own.body['items']).toHaveLength(1);
      expect(own.body).not.toHaveProperty('nextCursor');
    });

    it('lists the work of each, and what the law gives', async () => {
      const { decisionId } = await drafted(agent);
      await submitted(agent, decisionId);
      const { body } = await get(signatory, '/work');
      const kinds = (body['items'] as Json[]).map((item) => item['kind']);
      expect(kinds).toContain('decisionToSign');
      for (const list of ['parameters', 'obligations', 'crossingPoints']) {
        const entries = (await get(agent, `/refData/${list}`)).body['items'] as Json[];
        expect(entries.length).toBeGreaterThan(0);
        for (const { code } of entries) await get(agent, `/refData/${list}/${String(code)}`);
      }
      expect((await get(agent, '/refData/obligations?on=2000-01-01')).body['items']).toEqual([]);
    });
  });

  describe('refusals', () => {
    const typesIn = ({ body }: Kept): unknown[] =>
      ((body['issues'] ?? []) as Json[]).map((issue) => [issue['in'], issue['name'], issue['type']]);
    const ours = (code: string): string => `urn:problem-type:fines-office:fines:${code}`;

    it('400: names each field that does not validate, and refuses what it does not know', async () => {
      const { givenNames: _left, ...named } = person('Exemple');
      const refused = await post(agent, '/persons', { ...named, familyName: '', shoeSize: 41 });
      expect(refused.status).toBe(400);
      expect(refused.body['type']).toBe('urn:problem-type:belgif:badRequest');
      expect(typesIn(refused)).toEqual(
        expect.arrayContaining([
          ['body', 'familyName', 'urn:problem-type:belgif-ext:input-validation:requiredInput'],
          ['body', 'shoeSize', 'urn:problem-type:belgif:input-validation:unknownInput'],
        ]),
      );
    });

    it('400: names the headers that are missing, and the query that is no day', async () => {
      const unkeyed = await ask(agent, 'POST', '/persons', person('Exemple'));
      expect([unkeyed.status, typesIn(unkeyed)]).toEqual([
        400,
        [['header', 'Idempotency-Key', ours('idempotencyKeyMissing')]],
      ]);
      const { decisionId } = await drafted(agent);
      const unmatched = await ask(agent, 'PATCH', `/decisions/${decisionId}`, { language: 'fr' });
      expect([unmatched.status, typesIn(unmatched)]).toEqual([400, [['header', 'If-Match', ours('ifMatchMissing')]]]);
      const noDay = await get(agent, '/refData/parameters?on=2026-02-30');
      expect([noDay.status, typesIn(noDay)]).toEqual([400, [['query', 'on', ours('notADay')]]]);
    });

    it('400: has one spelling for a code, and lists what is accepted in it', async () => {
      const { body: made } = await post(agent, '/persons', { ...person('Exemple Orthographe'), notDuplicate: true });
      const refused = await post(agent, '/offences', { ...crossing(made['id']), crossingSite: 'authorised-point' });
      expect(refused.status).toBe(400);
      expect(refused.body['issues']).toEqual([
        expect.objectContaining({ name: 'crossingSite', params: { accepted: 'authorisedPoint, elsewhere' } }),
      ]);
    });

    it('400: takes the version from If-Match alone', async () => {
      const { decisionId } = await drafted(agent);
      const { etag } = await get(agent, `/decisions/${decisionId}`);
      const body = { language: 'fr', version: 1 };
      const refused = await ask(agent, 'PATCH', `/decisions/${decisionId}`, body, { 'If-Match': etag });
      expect([refused.status, typesIn(refused)]).toEqual([
        400,
        [['body', 'version', 'urn:problem-type:belgif:input-validation:unknownInput']],
      ]);
    });

    it.each([
      ['', 'urn:problem-type:belgif:noAccessToken', 'Bearer'],
      ['Bearer of-nothing', 'urn:problem-type:belgif:invalidAccessToken', 'Bearer error="invalid_token"'],
    ])('401: with the header %p', async (authorization, type, challenge) => {
      const response = await fetch(`${app.url}${API}/work`, {
        headers: authorization === '' ? {} : { Authorization: authorization },
      });
      const answer = { status: response.status, headers: response.headers, body: (await response.json()) as Json };
      expect(faultsOfAnswer('GET', '/work', answer)).toEqual([]);
      expect([answer.status, answer.body['type'], answer.headers.get('WWW-Authenticate')]).toEqual([
        401,
        type,
        challenge,
      ]);
    });

    it('403: to whom lacks the permission', async () => {
      const { decisionId } = await drafted(agent);
      const etag = await submitted(agent, decisionId);
      const unallowed = await post(agent, `/decisions/${decisionId}/signatures`, {}, etag);
      expect([unallowed.status, unallowed.body['type']]).toEqual([403, 'urn:problem-type:belgif:missingPermission']);
    });

    it('400: to whom does not say why a colleague’s case is read (D32)', async () => {
      const { offenceId: other } = await drafted(deputy);
      const unsaid = await get(agent, `/files/${other}/timeline`);
      expect([unsaid.status, typesIn(unsaid)]).toEqual([
        400,
        [['header', 'FinesOffice-Access-Reason', ours('accessReasonNeeded')]],
      ]);
      const said = { 'FinesOffice-Access-Reason': 'samePerson: seen twice' };
      expect((await ask(agent, 'GET', `/files/${other}/timeline`, undefined, said)).status).toBe(200);
      const unknown = { 'FinesOffice-Access-Reason': 'curiosity' };
      expect((await ask(agent, 'GET', `/files/${other}/timeline`, undefined, unknown)).status).toBe(400);
      expect((await get(auditor, `/files/${other}/timeline`)).status).toBe(200);
    });

    it.each([
      `/persons/${NOBODY}`,
      `/offences/${NOBODY}`,
      `/decisions/${NOBODY}`,
      `/fines/${NOBODY}`,
      `/files/${NOBODY}/timeline`,
      '/refData/parameters/none',
      '/decisions/not-an-id',
    ])('404: for %s', async (path) => {
      const refused = await get(agent, path);
      expect([refused.status, refused.body['type']]).toEqual([404, 'urn:problem-type:belgif:resourceNotFound']);
    });

    it('409: to the signatory who drafted (R2.2), and for the same offence again (D22)', async () => {
      const { personId, offenceId, decisionId } = await drafted(deputy);
      const own = await post(deputy, `/decisions/${decisionId}/signatures`, {}, await submitted(deputy, decisionId));
      expect([own.status, own.body['type']]).toEqual([409, ours('signerDrafted')]);
      const twice = await post(deputy, '/offences', crossing(personId));
      expect([twice.status, twice.body['type']]).toEqual([409, ours('duplicateOffence')]);
      expect(JSON.stringify(twice.body['issues'])).toContain(offenceId);
    });

    it('412: to whom has seen an older version', async () => {
      const { decisionId } = await drafted(agent);
      const { etag } = await get(agent, `/decisions/${decisionId}`);
      const text = { language: 'fr', motivation: 'Première version.' };
      await ask(agent, 'PATCH', `/decisions/${decisionId}`, text, { 'If-Match': etag });
      const stale = await ask(agent, 'PATCH', `/decisions/${decisionId}`, text, { 'If-Match': etag });
      expect([stale.status, stale.body['type']]).toEqual([412, ours('changedSinceRead')]);
    });
  });

  describe('the same request again', () => {
    it('gives the first answer again and does nothing; another with the key is refused', async () => {
      const headers = { 'Idempotency-Key': freshKey() };
      const body = { ...person('Exemple Répété'), notDuplicate: true };
      const first = await ask(agent, 'POST', '/persons', body, headers);
      const again = await ask(agent, 'POST', '/persons', body, headers);
      expect([again.status, again.body, again.etag]).toEqual([201, first.body, first.etag]);
      expect(again.headers.get('Location')).toBe(first.headers.get('Location'));
      const other = await ask(agent, 'POST', '/persons', { ...body, familyName: 'Exemple Autre' }, headers);
      expect(other.status).toBe(409);
    });
  });
});
