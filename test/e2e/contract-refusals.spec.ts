import { addDays } from '../../src/kernel/legal-calendar';
import type { TestApp } from '../support/app';
import { faultsOfAnswer } from '../support/contract';
import {
  API,
  freshKey,
  sampleOffence,
  samplePerson,
  startContractApp,
  type ContractClient,
  type Json,
  type Kept,
} from '../support/contract-client';

const NOBODY = '01900000-0000-7000-8000-00000000dead';

describe('what the API refuses, as the contract says', () => {
  let app: TestApp;
  let agent: ContractClient;
  let deputy: ContractClient;
  let auditor: ContractClient;

  beforeAll(async () => {
    const started = await startContractApp();
    app = started.app;
    agent = await started.as('agent.border');
    deputy = await started.as('deputy.border');
    auditor = await started.as('auditor');
  });
  afterAll(() => app.close());

  describe('refusals', () => {
    const typesIn = ({ body }: Kept): unknown[] =>
      ((body['issues'] ?? []) as Json[]).map((issue) => [issue['in'], issue['name'], issue['type']]);
    const ours = (code: string): string => `urn:problem-type:fines-office:fines:${code}`;
    const required = 'urn:problem-type:belgif-ext:input-validation:requiredInput';

    it('400: names each field that does not validate, and refuses what it does not know', async () => {
      const { givenNames: _left, ...named } = samplePerson('Exemple');
      const refused = await agent.post('/persons', { ...named, familyName: '', shoeSize: 41 });
      expect(refused.status).toBe(400);
      expect(refused.body['type']).toBe('urn:problem-type:belgif:badRequest');
      expect(typesIn(refused)).toEqual(
        expect.arrayContaining([
          ['body', 'familyName', required],
          ['body', 'shoeSize', 'urn:problem-type:belgif:input-validation:unknownInput'],
        ]),
      );
    });

    it('400: names the headers that are missing, and the query that is no day', async () => {
      const unkeyed = await agent.ask('POST', '/persons', samplePerson('Exemple'));
      expect([unkeyed.status, typesIn(unkeyed)]).toEqual([400, [['header', 'Idempotency-Key', required]]]);
      const { decisionId } = await agent.draft();
      const unmatched = await agent.ask('PATCH', `/decisions/${decisionId}`, { language: 'fr' });
      expect([unmatched.status, typesIn(unmatched)]).toEqual([400, [['header', 'If-Match', required]]]);
      const noDay = await agent.get('/refData/parameters?on=2026-02-30');
      expect([noDay.status, typesIn(noDay)]).toEqual([
        400,
        [['query', 'on', 'urn:problem-type:belgif:input-validation:schemaViolation']],
      ]);
    });

    it('400: has one spelling for a code, and lists what is accepted in it', async () => {
      const { body: made } = await agent.post('/persons', {
        ...samplePerson('Exemple Orthographe'),
        notDuplicate: true,
        notDuplicateReason: 'a fictitious person of its own',
      });
      const refused = await agent.post('/offences', {
        ...sampleOffence(made['id'], addDays(agent.today(), -1)),
        crossingSite: 'authorised-point',
      });
      expect(refused.status).toBe(400);
      expect(refused.body['issues']).toEqual([
        expect.objectContaining({ name: 'crossingSite', params: { accepted: 'authorisedPoint, elsewhere' } }),
      ]);
    });

    it('400: takes the version from If-Match alone', async () => {
      const { decisionId } = await agent.draft();
      const { etag } = await agent.get(`/decisions/${decisionId}`);
      const body = { language: 'fr', version: 1 };
      const refused = await agent.ask('PATCH', `/decisions/${decisionId}`, body, { 'If-Match': etag });
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
      const { decisionId } = await agent.draft();
      const etag = await agent.submit(decisionId);
      const unallowed = await agent.post(`/decisions/${decisionId}/signatures`, {}, etag);
      expect([unallowed.status, unallowed.body['type']]).toEqual([403, 'urn:problem-type:belgif:missingPermission']);
    });

    it('400: to whom does not say why a colleague’s case is read (D32)', async () => {
      const { offenceId: other } = await deputy.draft();
      const unsaid = await agent.get(`/files/${other}/timeline`);
      expect([unsaid.status, typesIn(unsaid)]).toEqual([400, [['header', 'FinesOffice-Access-Reason', required]]]);
      const said = { 'FinesOffice-Access-Reason': 'samePerson: seen twice' };
      expect((await agent.ask('GET', `/files/${other}/timeline`, undefined, said)).status).toBe(200);
      const unknown = { 'FinesOffice-Access-Reason': 'curiosity' };
      expect((await agent.ask('GET', `/files/${other}/timeline`, undefined, unknown)).status).toBe(400);
      expect((await auditor.get(`/files/${other}/timeline`)).status).toBe(200);
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
      const refused = await agent.get(path);
      expect([refused.status, refused.body['type']]).toEqual([404, 'urn:problem-type:belgif:resourceNotFound']);
    });

    it('409: to the signatory who drafted (R2.2), and for the same offence again (D22)', async () => {
      const { personId, offenceId, decisionId } = await deputy.draft();
      const own = await deputy.post(`/decisions/${decisionId}/signatures`, {}, await deputy.submit(decisionId));
      expect([own.status, own.body['type']]).toEqual([409, ours('signerDrafted')]);
      const twice = await deputy.post('/offences', sampleOffence(personId, addDays(deputy.today(), -1)));
      expect([twice.status, twice.body['type']]).toEqual([409, ours('duplicateOffence')]);
      expect(JSON.stringify(twice.body['issues'])).toContain(offenceId);
    });

    it('412: to whom has seen an older version', async () => {
      const { decisionId } = await agent.draft();
      const { etag } = await agent.get(`/decisions/${decisionId}`);
      const text = { language: 'fr', motivation: 'Première version.' };
      await agent.ask('PATCH', `/decisions/${decisionId}`, text, { 'If-Match': etag });
      const stale = await agent.ask('PATCH', `/decisions/${decisionId}`, text, { 'If-Match': etag });
      expect([stale.status, stale.body['type']]).toEqual([412, ours('changedSinceRead')]);
    });
  });

  describe('the same request again', () => {
    it('gives the first answer again and does nothing; another with the key is refused', async () => {
      const headers = { 'Idempotency-Key': freshKey() };
      const body = {
        ...samplePerson('Exemple Répété'),
        notDuplicate: true,
        notDuplicateReason: 'a fictitious person of its own',
      };
      const first = await agent.ask('POST', '/persons', body, headers);
      const again = await agent.ask('POST', '/persons', body, headers);
      expect([again.status, again.body, again.etag]).toEqual([201, first.body, first.etag]);
      expect(again.headers.get('Location')).toBe(first.headers.get('Location'));
      const other = await agent.ask('POST', '/persons', { ...body, familyName: 'Exemple Autre' }, headers);
      expect(other.status).toBe(409);
    });
  });
});
