import { load, type CheerioAPI } from 'cheerio';
import { FINANCE_CLIENT, FINANCE_PERMISSIONS } from '../../src/access/permissions';
import { FinanceAnswers } from '../../src/recovery/finance-answers.service';
import { ClaimDesk } from '../support/claim-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { signIn, type TestBrowser } from '../support/sign-in';

const FINANCE = {
  kind: 'machine',
  id: FINANCE_CLIENT,
  permissions: FINANCE_PERMISSIONS,
  origin: { remoteAddress: '192.0.2.9', traceId: 'test' },
} as const;
const UNKNOWN = '01900000-0000-7000-8000-0000000000c1';

/** Every page here is used as a browser without script does. */
describe('the pages of recovery', () => {
  let desk: ClaimDesk;
  let [agent, cashier, treasurer] = [] as unknown as TestBrowser[] as [TestBrowser, TestBrowser, TestBrowser];

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    desk.desk.app.clock.release();
    agent = await signIn(desk.desk.app, 'agent.border');
    cashier = await signIn(desk.desk.app, 'cashier');
    treasurer = await signIn(desk.desk.app, 'treasurer');
    for (const browser of [agent, cashier, treasurer]) await browser.get('/language?to=en&from=/help');
    desk.desk.goTo(TODAY);
  }, 60_000);
  beforeEach(() => desk.desk.goTo(TODAY));
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  /** Fills in the form of a page, whose action is its own address unless named, and answers the page that comes. */
  async function send(
    who: TestBrowser,
    page: string,
    typed: Record<string, string>,
    action?: string,
  ): Promise<CheerioAPI> {
    const { $ } = await who.get(page);
    const form = action === undefined ? 'form.app-form:not([action])' : `form[action="${action}"]`;
    const hidden = Object.fromEntries(
      $(`${form} input[type=hidden]`)
        .toArray()
        .map((input) => [$(input).attr('name') ?? '', $(input).attr('value') ?? '']),
    );
    const body = new URLSearchParams({ ...hidden, ...typed });
    const response = await who.request(action ?? page, { method: 'POST', body });
    const next = response.headers.get('Location');
    return next === null ? load(await response.text()) : (await who.get(next)).$;
  }

  it('D9, R7.8: shows what is ready, prepares a batch, and another person offers it', async () => {
    const fine = await desk.fine();
    const explanation = `/decisions/${fine.decisionId}/recovery`;
    expect((await agent.get(explanation)).$('main').text()).toContain('The window ends on');
    desk.desk.goTo('2027-01-21');
    expect((await agent.get(explanation)).$('main').text()).toContain('Ready for FPS Finance.');
    const batches = await send(cashier, '/recovery', { decisionIds: fine.decisionId });
    const batch = batches('main table a').attr('href') ?? '';
    expect((await cashier.get(batch)).$('main').text()).toContain('You prepared this batch');
    const offered = await send(treasurer, batch, {}, `${batch}/approval`);
    expect(offered('main').text()).toContain('offered');
    for (const format of ['csv', 'xml']) {
      const text = await (await cashier.request(`${batch}/${format}`)).text();
      expect(text).toContain(fine.number);
    }
    const claim = (await agent.get(explanation)).$;
    expect(claim('main').text()).toContain('The claim stands with FPS Finance.');
    const recall = claim('form[action$="/recall"]').attr('action') ?? '';
    const recalled = await send(agent, explanation, { reason: 'Identity in doubt.' }, recall);
    expect(recalled('main').text()).toContain('recall asked');
  });

  it('D8: takes a hold with its days, says what is wrong with it, and ends it', async () => {
    const { decisionId } = await desk.fine();
    const page = `/decisions/${decisionId}/recovery`;
    const wrong = await send(
      agent,
      page,
      { reason: 'Plan.', from: '20/11/2026', until: '19/11/2026' },
      `${page}/holds`,
    );
    expect(wrong('.govuk-error-summary').text()).toContain('The hold ends');
    const held = await send(agent, page, { reason: 'Plan.', from: '20/11/2026', until: '' }, `${page}/holds`);
    expect(held('main').text()).toContain('On hold since');
    const ended = await send(agent, page, { reason: 'Agreed.' }, `${page}/hold-ends`);
    expect(ended('main').text()).toContain('ended: Agreed.');
  });

  it('R7: the reconciliation names each fine and who must pay, and puts what was not understood into words', async () => {
    const fine = await desk.fine();
    const id = await desk.offer(fine);
    const answers = desk.desk.app.app.get(FinanceAnswers);
    const odd = { kind: 'seizureOfBoat', occurredOn: TODAY, amountCents: 5_000, note: 'Moored.' };
    await answers.report(FINANCE, id, 'R-odd', odd);
    await answers.reject(FINANCE, id, 'moonPhase');
    const stated = [UNKNOWN, id].map((claimId) => ({ claimId, collectedCents: 700 }));
    await answers.reconcile(FINANCE, TODAY, stated);
    const [person] = await desk.desk.rows<{ name: string }>('SELECT family_name AS name FROM person WHERE id = $1', [
      fine.personId,
    ]);
    const { $ } = await treasurer.get('/recovery/reconciliation');
    const differences = $('main li').toArray().map((item) => $(item).text()); // prettier-ignore
    const own = differences.find((each) => each.includes(fine.number));
    expect(own).toContain(person!.name);
    expect(own).toContain('there €');
    expect(differences.find((each) => each.includes(UNKNOWN))).toContain('which is none of ours');
    const messages = $('#quarantine').text().replace(/\s+/g, ' ');
    for (const words of [
      fine.number,
      person!.name,
      'a kind that is not known: “seizureOfBoat”',
      'Number given by FPS Finance: R-odd',
      'Remark: Moored.',
      'a code that is not known: “moonPhase”',
    ])
      expect(messages).toContain(words);
    expect(messages).not.toMatch(/occurredOn|amountCents|reportId|object Object/);
    const [look] = await desk.desk.rows<{ persons: string[] }>(
      `SELECT person_ids AS persons FROM access_log WHERE operation = 'recovery.reconciliation' ORDER BY position DESC LIMIT 1`,
    );
    expect(look!.persons).toContain(fine.personId);
  });
});
