import { CROSSING, FineDesk, TODAY } from '../support/fine-desk';
import { signIn, type TestBrowser } from '../support/sign-in';
import { booksHoldAfterEach } from '../support/proven-books';

/** Every page here is used as a browser without script does. */
describe('the pages of entry, decision and notification', () => {
  let desk: FineDesk;
  let agent: TestBrowser;
  let signatory: TestBrowser;

  beforeAll(async () => {
    desk = await FineDesk.open();
    desk.app.clock.release();
    agent = await signIn(desk.app, 'agent.border');
    signatory = await signIn(desk.app, 'signatory.border');
    for (const browser of [agent, signatory]) await browser.get('/language?to=en&from=/help');
    desk.goTo(TODAY);
  }, 60_000);
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const pathOf = (url: string): string => new URL(url).pathname;
  const stepAnswers = (fields: readonly string[]): Record<string, string> =>
    Object.fromEntries(fields.map((field) => [field, CROSSING[field] ?? '']));
  const FACTS = [
    'factsAt',
    'place',
    'border',
    'crossingDirection',
    'crossingSite',
    'crossingPointCode',
    'statedOpensAt',
  ];
  const REPORT = ['statedClosesAt', 'statedHoursSource', 'facts', 'evidence', 'reportingAuthority', 'reportReference'];
  const DAYS = { factsOn: '18/11/2026', reportOn: '18.11.2026' };
  const PROCEDURE = [
    'hearingKind',
    'hearingMeans',
    'hearingStatement',
    'hearingAnswer',
    'forceMajeure',
    'discretion',
    'outcome',
  ];

  async function begin(): Promise<string> {
    const personId = await desk.person();
    const { url } = await agent.submit(
      `/offences/new?person=${personId}`,
      {
        obligationCode: '4bis-1-border-crossing',
        ground: 'none',
      },
      '/offences/new',
    );
    return pathOf(url).replace('/facts', '');
  }

  it('asks for the person first, and lists the entries begun', async () => {
    const draft = await begin();
    const { $, status } = await agent.get('/offences/new');
    expect(status).toBe(200);
    expect($(`main a[href="${draft}"]`).text()).toContain('Exemple');
    expect($('main form[action="/offences/new/persons"] [name="names"]')).toHaveLength(1);
  });

  it('refuses to begin without an obligation, beside the field, and keeps nothing', async () => {
    const personId = await desk.person();
    const { status, $ } = await agent.submit(`/offences/new?person=${personId}`, { ground: 'none' }, '/offences/new');
    expect(status).toBe(400);
    expect($('#obligationCode-error').text()).toContain('Fill in this field');
    expect(await desk.rows('SELECT id FROM offence_draft WHERE person_id = $1', [personId])).toEqual([]);
  });

  it('R1.1.7: says at once that illegal stay is never an offence', async () => {
    const personId = await desk.person();
    const { $, url } = await agent.submit(
      `/offences/new?person=${personId}`,
      {
        obligationCode: '4bis-1-border-crossing',
        ground: 'illegal-stay',
      },
      '/offences/new',
    );
    expect(pathOf(url)).toMatch(/\/obligation$/);
    expect($('#ground-error').text()).toContain('Irregular stay');
  });

  it('keeps what cannot be read and tells it beside its field; the day stays as typed', async () => {
    const draft = await begin();
    const { $ } = await agent.submit(`${draft}/facts`, { factsOn: '31/02/2026', place: 'Zeebrugge' });
    expect($('#factsOn').attr('value')).toBe('31/02/2026');
    expect($('#factsOn-error').text()).toContain('existing day');
    expect($('#place').attr('value')).toBe('Zeebrugge');
  });

  it('checks from page to page, records once, and goes on to decision, signature and notification', async () => {
    const draft = await begin();
    const facts = { ...stepAnswers([...FACTS, ...REPORT]), ...DAYS };
    expect(pathOf((await agent.submit(`${draft}/facts`, { ...facts, action: 'next' })).url)).toBe(`${draft}/hearing`);
    const early = await agent.get(`${draft}/check`);
    expect(early.$('.govuk-error-summary a').attr('href')).toBe(`${draft}/hearing#hearingKind`);
    expect(early.$('.app-confirm')).toHaveLength(0);
    const heard = { ...stepAnswers(PROCEDURE), hearingOn: '18/11/2026', action: 'next' };
    const check = await agent.submit(`${draft}/hearing`, heard);
    expect(pathOf(check.url)).toBe(`${draft}/check`);
    expect(check.$('.app-confirm').text()).toContain('€200.00');
    const form = hiddenOf(check.$, `${draft}/check`);
    const recorded = await agent.post(`${draft}/check`, form);
    expect(pathOf(recorded.url)).toMatch(/^\/decisions\//);
    // The same form again, as by a double click: the same file, nothing twice.
    expect((await agent.post(`${draft}/check`, form)).url).toBe(recorded.url);

    const decision = pathOf(recorded.url);
    const empty = await agent.submit(decision, { language: 'fr', motivation: '', action: 'submit' });
    expect([empty.status, empty.$('#motivation-error').text()]).toEqual([400, expect.stringContaining('Fill in')]);
    const submitted = await agent.submit(decision, {
      language: 'fr',
      motivation: 'Propre à ce cas.',
      action: 'submit',
    });
    expect(pathOf(submitted.url)).toMatch(/^\/files\//);

    const list = await signatory.get('/decisions/to-sign');
    expect(list.$(`a[href="${decision}"]`)).toHaveLength(1);
    const toSign = await signatory.get(decision);
    expect(toSign.$('.app-confirm').text()).toContain('BIF-2026');
    expect((await agent.get(decision)).$('.app-confirm')).toHaveLength(0);
    const preview = await signatory.request(`${decision}/preview.pdf`);
    expect(preview.headers.get('Content-Type')).toBe('application/pdf');
    const unreasoned = await signatory.submit(decision, { reason: ' ' }, `${decision}/return`);
    expect([unreasoned.status, unreasoned.$('#reason-error')]).toMatchObject([400, { length: 1 }]);
    const signed = await signatory.submit(decision, {}, `${decision}/signature`);
    expect(signed.$('.govuk-notification-banner').text()).toMatch(/BIF-2026-\d{6}-\d{2} is signed/);

    const none = await agent.submit(`${decision}/notification`, {}, `${decision}/notification/check`);
    expect([none.status, none.$('#channel-error')]).toMatchObject([400, { length: 1 }]);
    const today = desk.app.clock.now().toISOString().slice(0, 10).split('-').reverse().join('/');
    const byHand = { channel: 'hand', handedOverOn: today, receipt: 'signed' };
    const outlook = await agent.submit(`${decision}/notification`, byHand, `${decision}/notification/check`);
    expect(outlook.$('.app-confirm li')).toHaveLength(8);
    expect(outlook.$('.app-derivation li').length).toBeGreaterThan(3);
    const notified = await agent.post(`${decision}/notification`, hiddenOf(outlook.$, `${decision}/notification`));
    expect(notified.$('.govuk-notification-banner').text()).toContain('The notification is recorded');
    const again = await agent.get(`${decision}/notification`);
    expect(again.$('main form')).toHaveLength(0);
  }, 30_000);

  it('tells who comes second that the decision changed meanwhile', async () => {
    const { decisionId, version } = await desk.submitted();
    const path = `/decisions/${decisionId}`;
    const form = hiddenOf((await signatory.get(path)).$, `${path}/signature`);
    await desk.decisions.returnToDrafter(await desk.actor('deputy.border'), decisionId, {
      version,
      reason: 'Le rapport manque.',
    });
    const late = await signatory.post(`${path}/signature`, form);
    expect(late.status).toBe(412);
    expect(late.$('main').text()).toContain('changed it since you read it');
    expect(late.$('.app-confirm')).toHaveLength(0);
  });

  it('drops an entry on demand, and knows no step that there is not', async () => {
    const draft = await begin();
    expect((await agent.get(`${draft}/colour`)).status).toBe(404);
    const dropped = await agent.submit(`${draft}/facts`, {}, `${draft}/drop`);
    expect(pathOf(dropped.url)).toBe('/offences/new');
    expect((await agent.get(`${draft}/facts`)).status).toBe(404);
  });

  function hiddenOf($: Awaited<ReturnType<TestBrowser['get']>>['$'], action: string): Record<string, string> {
    const hidden = $(`form[action="${action}"] input[type=hidden]`).toArray();
    return Object.fromEntries(hidden.map((input) => [$(input).attr('name') ?? '', $(input).attr('value') ?? '']));
  }
});
