import { startTestApp, type TestApp } from '../support/app';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { bearer, signIn, type TestBrowser } from '../support/sign-in';

const LANGUAGES = ['fr', 'nl', 'de', 'en'] as const;

describe('the pages of the administration', () => {
  let app: TestApp;
  let administrator: TestBrowser;
  let signatory: TestBrowser;

  beforeAll(async () => {
    app = await startTestApp();
    await ensureReferenceData(app.transactions, app.config);
    administrator = await signIn(app, 'administrator');
    signatory = await signIn(app, 'signatory.border');
    for (const person of [administrator, signatory]) await person.get('/language?to=en&from=/help');
  });
  afterAll(() => app.close());

  const amount = '/parameters/items/number/fine-amount-cents';

  it.each(LANGUAGES)('speak %s, each of them', async (language) => {
    await administrator.get(`/language?to=${language}&from=/help`);
    const paths = [
      '/parameters',
      '/parameters/changes',
      '/parameters/holidays?year=2027',
      amount,
      `${amount}/change`,
      '/parameters/items/obligation/41bis-report-presence/change',
      '/parameters/items/crossing-hours/air-deurne',
      '/parameters/items/crossing-hours/air-deurne/change',
      '/parameters/items/crossing-point/air-deurne/end',
      '/parameters/items/court/leuven/change',
      '/parameters/items/department/BIF',
      ...['crossing-point', 'court', 'court-division', 'department', 'delegation'].map(
        (kind) => `/parameters/items/${kind}/new`,
      ),
      ...['users', 'users/new', 'departments', 'delegations'].map((page) => `/administration/${page}`),
    ];
    for (const path of paths) {
      const { status, $ } = await administrator.get(path);
      expect(`${path} ${status} ${$('html').attr('lang') ?? ''}`).toBe(`${path} 200 ${language}`);
    }
    await administrator.get('/language?to=en&from=/help');
  });

  it('show days as days and percents as percents, and only amounts in euros', async () => {
    const { $ } = await administrator.get('/parameters');
    const values = $('main').text();
    for (const shown of ['30 days', '15 days', '95%', '€200.00'])
      expect(values.replaceAll('\u00a0', ' ')).toContain(shown);
    expect(values).not.toMatch(/€0\.\d\d/);
  });

  it('trap 27: a person proposes, another sees old beside new and confirms', async () => {
    const proposal = { value: '250,00', validFrom: '01/07/2029', source: 'a later law' };
    const proposed = await administrator.submit(`${amount}/change`, proposal);
    expect(proposed.$('h1').text()).toBe('Change: Amount of the fine');
    expect(proposed.$('.app-confirm').text()).toContain('another person has to confirm it');
    const { pathname } = new URL(proposed.url);

    const home = await signatory.get('/');
    expect(home.$('.app-work__item').text()).toContain('Confirm the change');
    expect(home.$(`a[href="${pathname}"]`).text()).toBe('Amount of the fine');

    const sheet = await signatory.get(pathname);
    expect(sheet.$('#compare tbody tr').text().replace(/\s+/g, ' ')).toContain('200.00');
    const unread = await signatory.submit(pathname, {}, `${pathname}/confirmation`);
    expect(unread.status).toBe(400);
    const confirmed = await signatory.submit(pathname, { compared: 'yes' }, `${pathname}/confirmation`);
    expect(confirmed.status).toBe(200);
    expect(confirmed.$('.govuk-tag').first().text()).toContain('confirmed');
    const history = await administrator.get(amount);
    expect(history.$('#versions tbody tr')).toHaveLength(2);
  });

  it('a timetable goes by its crossing point and a division by its court, in the language of the reader', async () => {
    const hours = '/parameters/items/crossing-hours/air-deurne/change';
    const spans = {
      weekdays1: '1',
      opensAt1: '08:00',
      closesAt1: '20:00',
      validFrom: '01/07/2029',
      source: 'a later law',
    };
    const { url } = await administrator.submit(hours, spans);
    const { pathname } = new URL(url);
    await signatory.get('/language?to=de&from=/help');
    for (const place of ['/parameters/changes', '/']) {
      const { $ } = await signatory.get(place);
      expect($(`a[href="${pathname}"]`).text()).toBe('Flughafen Deurne (Antwerpen)');
    }
    const division = await signatory.get('/parameters/items/court-division/antwerp-mechelen');
    expect(division.$('#versions dd').first().text()).toContain('Antwerpen');
    await signatory.get('/language?to=en&from=/help');
  });

  it('a refused form keeps what was typed and says what is accepted', async () => {
    const refused = await administrator.submit(`${amount}/change`, { value: 'up to 200', validFrom: '', source: 'x' });
    expect(refused.status).toBe(400);
    expect(refused.$('#value').attr('value')).toBe('up to 200');
    expect(refused.$('.govuk-error-summary a[href="#validFrom"]')).toHaveLength(1);
  });

  it('a user is entered, gets other roles, and is told why not', async () => {
    const departmentId = (await administrator.get('/administration/users/new'))
      .$('#departmentId option')
      .eq(1)
      .attr('value');
    const person = {
      subject: 'new.person',
      displayName: 'Exemple Arrivée',
      departmentId: departmentId ?? '',
      language: 'fr',
    };
    const made = await administrator.submit('/administration/users/new', { ...person, roles: 'agent' });
    expect(made.$('h1').text()).toBe('Exemple Arrivée');
    const { pathname } = new URL(made.url);
    const changed = await administrator.submit(pathname, { roles: 'cashier' }, `${pathname}/roles`);
    expect(changed.$('.govuk-summary-list').text()).toContain('cashier');
    const none = await administrator.submit(pathname, {}, `${pathname}/roles`);
    expect([none.status, none.$('.govuk-error-summary').text().includes('Tick at least one role')]).toEqual([
      400,
      true,
    ]);
    const closed = await administrator.submit(pathname, {}, `${pathname}/deactivation`);
    expect(closed.$('.govuk-tag').first().text()).toContain('closed');
  });

  it('a closed account is out at the next request', async () => {
    const agent = await signIn(app, 'agent.residence');
    const list = await administrator.get('/administration/users');
    const href =
      list
        .$('a')
        .filter((_, link) => list.$(link).text() === 'Voorbeeld Verblijf')
        .attr('href') ?? '';
    await administrator.submit(href, {}, `${href}/deactivation`);
    const after = await agent.request('/persons');
    expect([after.status, after.headers.get('location')?.startsWith('/sign-in')]).toEqual([303, true]);
    await administrator.submit(href, {}, `${href}/reactivation`);
  });

  it('administrators see no case', async () => {
    for (const path of ['/persons', '/statements', '/suspense', '/decisions/to-sign', '/offences/new'])
      expect(`${path} ${(await administrator.get(path)).status}`).toBe(`${path} 403`);
  });

  it('courts are in the code lists of the API', async () => {
    const client = await bearer(app, 'auditor');
    const { status, body } = await client.request('GET', '/api/fines/v1/refData/courts');
    expect(status).toBe(200);
    expect((body as { items: unknown[] }).items).toHaveLength(13);
  });
});
