import { ensureReferenceData } from '../../src/parameters/reference-data';
import { startTestApp, type TestApp } from '../support/app';
import { bearer, signIn, type ApiClient, type TestBrowser } from '../support/sign-in';

const ADA = {
  kind: 'natural',
  familyName: 'Exemple',
  givenNames: 'Ada',
  birthDate: '12/03/1987',
  nationality: 'FR',
  sex: 'female',
  language: 'fr',
};

const API = '/api/fines/v1';

describe('persons and parameters over HTTP', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
    await ensureReferenceData(app.transactions, app.config);
  });
  afterAll(() => app.close());

  describe('the API', () => {
    let agent: ApiClient;
    let key = 0;
    const post = (body: unknown) =>
      agent.request('POST', `${API}/persons`, body, { 'Idempotency-Key': `persons-http-${++key}` });

    beforeAll(async () => {
      agent = await bearer(app, 'agent.border');
    });

    it('registers with 201, place and version; reads and corrects with the version', async () => {
      const created = await post({ ...ADA, addressLine: 'Rue Fictive 1', officeFileNumber: '7654321' });
      expect(created.status).toBe(201);
      const { id } = created.body as { id: string };
      const self = `${app.url}${API}/persons/${id}`;
      expect(created.headers.get('Location')).toBe(self);
      expect(created.headers.get('ETag')).toBe('"1"');
      const read = await agent.request('GET', `${API}/persons/${id}`);
      expect(read.headers.get('ETag')).toBe('"1"');
      expect(read.body).toEqual({
        self,
        id,
        ...ADA,
        birthDate: '1987-03-12',
        latinFamilyName: 'Exemple',
        latinGivenNames: 'Ada',
        addressLine: 'Rue Fictive 1',
        officeFileNumber: '7654321',
        aliases: [],
        documents: [],
        fines: [],
        version: 1,
      });
      const put = (headers: Record<string, string>) =>
        agent.request('PUT', `${API}/persons/${id}`, { ...ADA, givenNames: 'Ada Byron' }, headers);
      expect((await put({})).status).toBe(400);
      const corrected = await put({ 'If-Match': '"1"' });
      expect([corrected.status, corrected.headers.get('ETag')]).toEqual([200, '"2"']);
      expect((await put({ 'If-Match': '"1"' })).status).toBe(412);
    });

    it('refuses a likely duplicate with links, until somebody says that it is another person', async () => {
      const first = await post({ ...ADA, familyName: 'Semblable' });
      const again = await post({ ...ADA, familyName: 'Semblables' });
      expect(again.status).toBe(409);
      expect(again.body).toMatchObject({
        type: 'urn:problem-type:fines-office:fines:likelyDuplicate',
        issues: [{ name: 'notDuplicate', params: { count: 1, links: (first.body as { self: string }).self } }],
      });
      expect((await post({ ...ADA, familyName: 'Semblables', notDuplicate: true })).status).toBe(201);
    });

    it('tells every malformed field with 400, and a missing key', async () => {
      const refused = await post({
        ...ADA,
        familyName: 'x'.repeat(5000),
        sex: 'other',
        birthDate: '31/02/1990',
        colour: 'red',
      });
      expect(refused.status).toBe(400);
      const names = (refused.body as { issues: { name: string }[] }).issues.map(({ name }) => name);
      expect(names.sort()).toEqual(['colour', 'familyName']);
      expect((await agent.request('POST', `${API}/persons`, ADA)).status).toBe(400);
      expect((await post({ ...ADA, birthDate: '31/02/1990' })).status).toBe(400);
    });

    it('searches by POST and gives links', async () => {
      const { id } = (await post({ ...ADA, familyName: 'Cherchée' })).body as { id: string };
      const found = await agent.request('POST', `${API}/persons/query`, { names: 'ada CHERCHEE' });
      expect(found.status).toBe(200);
      expect(found.body).toMatchObject({
        items: [{ href: `${app.url}${API}/persons/${id}`, id, familyName: 'Cherchée', birthDate: '1987-03-12' }],
        approximate: false,
        more: false,
      });
    });

    it('knows nobody under an id that is none', async () => {
      expect((await agent.request('GET', `${API}/persons/no-id`)).status).toBe(404);
    });

    it('gives the code lists of a day', async () => {
      const list = await agent.request('GET', `${API}/refData/crossingPoints?on=2020-01-01`);
      expect((list.body as { items: unknown[] }).items).toHaveLength(13);
      const item = await agent.request('GET', `${API}/refData/crossingPoints/air-deurne`);
      expect(item.body).toMatchObject({ kind: 'air', name: { nl: 'Luchthaven Deurne (Antwerpen)' }, hours: [] });
      expect((await agent.request('GET', `${API}/refData/parameters`)).body).toMatchObject({
        items: expect.arrayContaining([
          expect.objectContaining({ code: 'fine-amount-cents', value: 20_000 }),
        ]) as unknown,
      });
      const before = await agent.request('GET', `${API}/refData/obligations?on=2016-07-23`);
      expect((before.body as { items: unknown[] }).items).toEqual([]);
      expect((await agent.request('GET', `${API}/refData/nothing`)).status).toBe(404);
      expect((await agent.request('GET', `${API}/refData/parameters?on=2026-02-30`)).status).toBe(400);
    });
  });

  describe.each([
    ['fr', '1981'],
    ['nl', '1982'],
    ['de', '1983'],
    ['en', '1984'],
  ])('the pages in %s', (language, birthDate) => {
    let browser: TestBrowser;

    beforeAll(async () => {
      browser = await signIn(app, 'agent.border');
      await browser.get(`/language?to=${language}&from=/`);
    });

    it('register, show, find and correct a person', async () => {
      const familyName = `Pagina ${language}`;
      const typed = { ...ADA, familyName, givenNames: 'Ώρα', latinGivenNames: 'Ora', birthDate };
      const shown = await browser.submit('/persons/new', typed);
      expect(shown.status).toBe(200);
      expect(new URL(shown.url).pathname).toMatch(/^\/persons\/[0-9a-f-]{36}$/);
      expect(shown.$('html').attr('lang')).toBe(language);
      expect(shown.$('h1').text()).toBe(`${familyName}, Ώρα`);
      expect(shown.$('.govuk-notification-banner').length).toBe(1);
      const found = await browser.submit('/persons', { names: `Ora ${familyName}` });
      expect(found.status).toBe(200);
      expect(found.$('#found tbody th a').first().attr('href')).toBe(new URL(shown.url).pathname);
      const { pathname } = new URL(shown.url);
      const corrected = await browser.submit(`${pathname}/edit`, { ...typed, municipality: 'Bruxelles' });
      expect(corrected.status).toBe(200);
      expect(corrected.text).toContain('Bruxelles');
    });

    it('show what was typed beside those it resembles, and register after the tick', async () => {
      const typed = { ...ADA, familyName: `Dubbel${language}`, givenNames: 'Ganger' };
      await browser.submit('/persons/new', { ...typed, familyName: `Dubbel${language}` });
      const refused = await browser.submit('/persons/new', typed);
      expect(refused.status).toBe(409);
      expect(refused.$('.govuk-error-summary').length).toBe(1);
      expect(refused.$('#duplicates tbody tr').length).toBeGreaterThanOrEqual(2);
      expect(refused.$('input[name=familyName]').attr('value')).toBe(typed.familyName);
      const after = await browser.submit('/persons/new', {
        ...typed,
        notDuplicate: 'yes',
        notDuplicateReason: 'compared, another person',
      });
      expect(after.status).toBe(200);
      expect(new URL(after.url).pathname).not.toBe('/persons/new');
    });

    it('give the form again with every refusal', async () => {
      const refused = await browser.submit('/persons/new', {
        ...ADA,
        familyName: 'Иванов',
        birthDate: '31/02/1990',
        sex: '',
      });
      expect(refused.status).toBe(400);
      expect(refused.$('.govuk-error-message').length).toBe(3);
      expect((await browser.submit('/persons', {})).status).toBe(400);
      expect((await browser.get('/persons/new?kind=legal')).$('input[name=enterpriseNumber]').length).toBe(1);
    });

    it('show the law as data, and the accounts', async () => {
      const parameters = await browser.get('/parameters');
      expect(parameters.status).toBe(200);
      expect(parameters.$('#crossing-points tbody tr').length).toBe(13);
      expect(parameters.$('#accounts').text().replace(/\s/g, ' ')).toContain('BE35 6792 0060 9437');
      expect((await browser.get('/parameters?on=30/02/2026')).status).toBe(400);
      expect((await browser.get('/parameters?on=23/07/2016')).$('#numbers tbody tr').length).toBe(0);
    });
  });

  it('D3: an account is entered on one page and confirmed on another by another', async () => {
    const administrator = await signIn(app, 'administrator');
    const typed = {
      purpose: 'deposit',
      iban: 'BE58 6792 0030 327',
      bic: 'GKCCBEBB',
      holder: 'Kas',
      validFrom: '01/11/2026',
    };
    const refused = await administrator.submit('/parameters/accounts/new', typed);
    expect(refused.status).toBe(400);
    expect(refused.$('input[name=iban]').attr('value')).toBe('BE58 6792 0030 327');
    const entered = await administrator.submit('/parameters/accounts/new', { ...typed, iban: 'BE68 5390 0754 7034' });
    expect(entered.status).toBe(200);
    const treasurer = await signIn(app, 'treasurer');
    const link = (await treasurer.get('/parameters')).$('#accounts a[href$=confirmation]').attr('href') ?? '';
    const confirmed = await treasurer.submit(link, { reference: 'letter of 3 November 2026' });
    expect(confirmed.status).toBe(200);
    expect(confirmed.$('#accounts').text()).toContain('letter of 3 November 2026');
    expect((await administrator.get(link)).status).toBe(403);
  });
});
