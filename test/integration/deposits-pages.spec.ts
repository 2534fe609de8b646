import { load, type CheerioAPI } from 'cheerio';
import type { DepositId } from '../../src/kernel/ids';
import { DepositGround } from '../support/deposit-desk';
import { TODAY } from '../support/fine-desk';
import { bearer, signIn, type TestBrowser } from '../support/sign-in';
import { booksHoldAfterEach } from '../support/proven-books';

/** Every page here is used as a browser without script does. */
describe('the pages and the API of deposits', () => {
  let ground: DepositGround;
  let agent: TestBrowser;
  let cashier: TestBrowser;
  let treasurer: TestBrowser;

  beforeAll(async () => {
    ground = await DepositGround.open();
    ground.desk.app.clock.release();
    agent = await signIn(ground.desk.app, 'agent.border');
    cashier = await signIn(ground.desk.app, 'cashier');
    treasurer = await signIn(ground.desk.app, 'treasurer');
    for (const browser of [agent, cashier, treasurer]) await browser.get('/language?to=en&from=/help');
    ground.desk.goTo(TODAY);
  }, 60_000);
  booksHoldAfterEach(() => ground.desk);
  afterAll(() => ground.desk.close());

  const hiddenIn = ($: CheerioAPI, action: string): Record<string, string> =>
    Object.fromEntries(
      $(`form[action="${action}"] input[type=hidden]`)
        .toArray()
        .map((input) => [$(input).attr('name') ?? '', $(input).attr('value') ?? '']),
    );

  /** Fills in the form of a page, and answers the page that comes. */
  async function send(
    who: TestBrowser,
    page: string,
    action: string,
    typed: Record<string, string>,
  ): Promise<CheerioAPI> {
    const { $ } = await who.get(page);
    const body = new URLSearchParams({ ...hiddenIn($, action), ...typed });
    const response = await who.request(action, { method: 'POST', body });
    const next = response.headers.get('Location');
    return next === null ? load(await response.text()) : (await who.get(next)).$;
  }

  it('takes a deposit from its announcement to the State, one button at a time', async () => {
    const { decisionId, number } = await ground.fine();
    const [row] = await ground.desk.rows<{ id: string }>('SELECT offence_id AS id FROM decision WHERE id = $1', [
      decisionId,
    ]);
    const file = await agent.get(`/files/${row!.id}`);
    const announce = `/decisions/${decisionId}/deposits/new`;
    expect(file.$(`a[href="${announce}"]`)).toHaveLength(1);
    const wrong = await send(agent, announce, announce, { payerFamilyName: 'Modèle', payerGivenNames: 'Camille', amountCents: 'much', announcedOn: '20/11/2026', payerIban: 'BE58 6792 0030 327' }); // prettier-ignore
    expect(wrong('.govuk-error-summary').text()).toContain('Amount');
    const payer = { payerFamilyName: 'Modèle', payerGivenNames: 'Camille', payerBirthDate: '7/3/1971' };
    const known = { payerAddress: 'Rue Imaginaire 2', payerIban: 'BE68 5390 0754 7034', reason: 'Appeal.' };
    const iban = await send(agent, announce, announce, { ...payer, payerIban: 'BE58 6792 0030 327', amountCents: '200,00', announcedOn: '20/11/2026' }); // prettier-ignore
    expect(iban('.govuk-error-summary').text()).toContain('16');
    const made = await send(agent, announce, announce, { ...payer, ...known, amountCents: '200,00', announcedOn: '20/11/2026' }); // prettier-ignore
    expect(made('h1').text()).toContain('Modèle');
    const [deposit] = await ground.desk.rows<{ id: DepositId }>('SELECT id FROM deposit WHERE decision_id = $1', [
      decisionId,
    ]);
    const page = `/deposits/${deposit!.id}`;
    const letter = await send(agent, `${page}?action=issue-letter`, `${page}/letter`, {});
    expect(letter('main').text()).toContain('letter issued');
    const held = await send(cashier, `${page}?action=hold`, `${page}/holding`, {
      source: 'advice',
      datedOn: '20/11/2026',
      heldCents: '150,00',
      cdcReference: ground.reference(),
    });
    expect(held('main').text()).toContain('€50.00 less than was announced');
    expect((await agent.get(`/files/${row!.id}`)).text).toContain('recovery is held until its outcome');
    const early = await send(cashier, `${page}?action=propose`, `${page}/release-proposal`, { ground: 'to-state.no-appeal', reason: 'No appeal.' }); // prettier-ignore
    expect(early('.govuk-error-summary').text()).toContain('20\u00a0January 2027');
    ground.desk.goTo('2027-01-21');
    const ask = await send(cashier, `${page}?action=propose`, `${page}/release-proposal`, { ground: 'to-state.no-appeal', reason: 'No appeal.' }); // prettier-ignore
    expect(ask('main').text()).toContain('another person decides');
    const decide = await treasurer.get(`${page}?action=decide`);
    expect(decide.$('.app-confirm').text()).toContain('€150.00 falls to the State and settles the fine');
    expect(decide.$('.app-confirm').text()).toContain('€50.00 is still owed');
    const done = await send(treasurer, `${page}?action=decide`, `${page}/release`, {});
    expect(done('main').text()).toContain('released to the State');
    const released = await treasurer.get('/deposits?list=released-to-state');
    expect(released.text).toContain(number);
    const lists = released.$('.app-scope a').toArray();
    expect(lists.map((each) => released.$(each).text())).toEqual(
      expect.arrayContaining(['Standing', 'Announced', 'Released to the State']),
    );
  });

  it('compares with the Caisse, and takes a list in', async () => {
    ground.desk.goTo(TODAY);
    const { decisionId } = await ground.fine();
    await ground.announced(decisionId, {
      payerFamilyName: 'Zoologie',
      payerGivenNames: 'Anna',
      payerBirthDate: '01/02/1980',
    });
    const here = '/deposits/reconciliation';
    const advice = {
      advisedOn: '20/11/2026',
      cdcReference: ground.reference(),
      payer: 'ZOOLOGIE ANNA',
      amountCents: '200,00',
    };
    const kept = await send(cashier, here, '/deposits/advices', advice);
    expect(kept('main').text()).toContain('same names, without a birth date that proves it');
    const link = kept('form[action$="/link"]').attr('action') ?? '';
    const linked = await send(cashier, here, link, {});
    expect(linked('main').text()).toContain('held');
    expect((await treasurer.get(here)).$('form[action="/deposits/advices"]')).toHaveLength(0);
    expect((await cashier.get('/deposits/wrong-account')).status).toBe(200);
  });

  it('serves the same over the API, with the version that was read', async () => {
    ground.desk.goTo(TODAY);
    const { decisionId } = await ground.fine();
    ground.desk.app.clock.release();
    const api = await bearer(ground.desk.app, 'cashier');
    const { depositId } = await ground.announced(decisionId);
    const read = await api.request('GET', `/api/fines/v1/deposits/${depositId}`);
    expect(read.body).toMatchObject({
      state: 'announced',
      payer: { familyName: 'Modèle', isDebtor: false },
      version: 1,
    });
    const list = await api.request('GET', '/api/fines/v1/deposits?list=announced');
    expect(JSON.stringify(list.body)).toContain(depositId);
    expect((await api.request('GET', '/api/fines/v1/depositReconciliation')).status).toBe(200);
    expect((await api.request('GET', '/api/fines/v1/deposits?list=letter-issued')).status).toBe(400);
    const fine = await api.request('GET', `/api/fines/v1/fines/${decisionId}`);
    expect(fine.body).toMatchObject({ deposits: [{ id: depositId, state: 'announced', lapsed: false }] });
  });
});
