import { load, type CheerioAPI } from 'cheerio';
import { newId, type DecisionId } from '../../src/kernel/ids';
import { DepositGround } from '../support/deposit-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { bearer, signIn, type TestBrowser } from '../support/sign-in';

jest.setTimeout(60_000);

const LATER = '2027-02-01';

/** Every page here is used as a browser without script does. */
describe('the pages of appeals and judgments', () => {
  let ground: DepositGround;
  let agent: TestBrowser;
  let signatory: TestBrowser;

  beforeAll(async () => {
    ground = await DepositGround.open();
    ground.desk.app.clock.release();
    agent = await signIn(ground.desk.app, 'agent.border');
    signatory = await signIn(ground.desk.app, 'signatory.border');
    for (const browser of [agent, signatory]) await browser.get('/language?to=en&from=/help');
  }, 60_000);
  beforeEach(() => ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => ground.desk);
  afterAll(() => ground.desk.close());

  const hiddenIn = ($: CheerioAPI, action: string): [string, string][] =>
    $(`form[action="${action}"]`)
      .first()
      .find('input[type=hidden]')
      .toArray()
      .map((input): [string, string] => [$(input).attr('name') ?? '', $(input).attr('value') ?? '']);

  /** Fills in the form of a page, and answers the page that comes. */
  async function send(
    who: TestBrowser,
    $: CheerioAPI,
    action: string,
    typed: Readonly<Record<string, string>>,
  ): Promise<CheerioAPI> {
    const body = new URLSearchParams([...hiddenIn($, action), ...Object.entries(typed)]);
    const response = await who.request(action, { method: 'POST', body });
    const next = response.headers.get('Location');
    return next === null ? load(await response.text()) : (await who.get(next)).$;
  }

  const fileOf = async (decisionId: DecisionId): Promise<string> => {
    const [row] = await ground.desk.rows<{ id: string }>('SELECT offence_id AS id FROM decision WHERE id = $1', [decisionId]); // prettier-ignore
    return `/files/${row!.id}`;
  };
  const appealOn = async (decisionId: DecisionId): Promise<string> => {
    const [row] = await ground.desk.rows<{ id: string }>('SELECT appeal_id AS id FROM appeal_decision WHERE decision_id = $1 ORDER BY appeal_id', [decisionId]); // prettier-ignore
    return `/appeals/${row!.id}`;
  };

  const LODGED = { lodgedOn: '15/01/2027', learnedOn: '20/01/2027', court: 'brussels-french', appellant: 'person' };

  it('R4.1: records one appeal of several persons, whose decisions are looked for by number or name and ticked', async () => {
    const [one, other, third] = [await ground.fine(), await ground.fine(), await ground.fine()];
    ground.desk.goTo(LATER);
    const here = `/decisions/${one.decisionId}/appeals/new`;
    const { $: empty } = await agent.get(here);
    expect(empty('input[name=decisionIds]')).toHaveLength(1);
    const typed = { decisionIds: one.decisionId, ...LODGED, docketNumber: '27/44/A' };
    const found = await send(agent, empty, here, { ...typed, step: 'search', wanted: other.number });
    expect(found('input[name=decisionIds]').toArray().map((box) => found(box).attr('value'))).toEqual([one.decisionId, other.decisionId]); // prettier-ignore
    expect(found('#docketNumber').attr('value')).toBe('27/44/A');
    const both = async (page: CheerioAPI, more: Readonly<Record<string, string>>): Promise<CheerioAPI> => {
      const fields: [string, string][] = [['decisionIds', one.decisionId], ['decisionIds', other.decisionId]]; // prettier-ignore
      const body = new URLSearchParams([...hiddenIn(page, here), ...fields, ...Object.entries({ ...LODGED, ...more })]);
      const response = await agent.request(here, { method: 'POST', body });
      const next = response.headers.get('Location');
      return next === null ? load(await response.text()) : (await agent.get(next)).$;
    };
    const further = await both(found, { step: 'search', wanted: third.number });
    expect(further('input[name=decisionIds]:checked')).toHaveLength(2);
    expect(further('input[name=decisionIds]')).toHaveLength(3);
    const check = await both(further, {});
    for (const { number } of [one, other]) expect(check('main').text()).toContain(number);
    const kept = await send(agent, check, here, { step: 'record' });
    expect(kept('h1').length).toBe(1);
    expect(await appealOn(one.decisionId)).toBe(await appealOn(other.decisionId));
    const [searched] = await ground.desk.rows<{ count: number }>(`SELECT count(*)::int AS count FROM access_log WHERE operation = 'appeal.search'`, []); // prettier-ignore
    expect(searched!.count).toBe(2);
  });

  it('says that an appeal is late, and why, before it is kept (R4.1)', async () => {
    const { decisionId } = await ground.fine();
    ground.desk.goTo(LATER);
    const here = `/decisions/${decisionId}/appeals/new`;
    const file = await agent.get(await fileOf(decisionId));
    expect(file.$(`a[href="${here}"]`)).toHaveLength(1);
    const { $: empty } = await agent.get(here);
    const typed = { decisionIds: decisionId, ...LODGED };
    const wrong = await send(agent, empty, here, { ...typed, learnedOn: '14/01/2027', court: '' });
    expect(wrong('.govuk-error-summary a[href="#court"]')).toHaveLength(1);
    const check = await send(agent, empty, here, typed);
    expect(check('.app-alert').text()).toContain('Late by 25 days: the last day was 21\u00a0December 2026');
    expect(check('main').text()).toContain('The fine stays payable');
    expect(await ground.desk.rows('SELECT 1 FROM appeal_decision WHERE decision_id = $1', [decisionId])).toEqual([]);
    const again = await send(agent, check, here, { step: 'edit' });
    expect(again('#lodgedOn').attr('value')).toBe('15/01/2027');
    const kept = await send(agent, check, here, { step: 'record' });
    expect(kept('main').text()).toContain('Late by 25 days');
    expect((await agent.get('/appeals')).$(`a[href="${await appealOn(decisionId)}"]`)).toHaveLength(1);
    expect((await agent.get(await fileOf(decisionId))).text).toContain('Late: the last day was 21\u00a0December 2026');
  });

  it('R1.1.11, R4.1: offers to record what another appellant lodged, and shows the appeals beside one another', async () => {
    const { decisionId } = await ground.fine();
    ground.desk.goTo(LATER);
    const here = `/decisions/${decisionId}/appeals/new`;
    const record = async (who: Readonly<Record<string, string>>): Promise<[CheerioAPI, CheerioAPI]> => {
      const typed = { decisionIds: decisionId, ...LODGED, ...who };
      const check = await send(agent, (await agent.get(here)).$, here, typed);
      return [check, await send(agent, check, here, { step: 'record' })];
    };
    await record({ docketNumber: '27/1/A' });
    const file = await agent.get(await fileOf(decisionId));
    expect(file.$(`a[href="${here}"]`)).toHaveLength(1);
    expect(file.$(`a[href="/decisions/${decisionId}/registry-checks"]`)).toHaveLength(0);
    const carrier = { appellant: 'carrier', appellantName: 'Exemple Airlines', court: 'liege', docketNumber: '27/2/A' };
    const [check, kept] = await record(carrier);
    expect(check('main').text()).toContain('The person who was fined · 27/1/A');
    expect(check('main').text()).toContain('only if it is a case of its own');
    expect(kept('main').text()).toContain('Other appeals against this decision');
    expect(kept(`a[href="${await appealOn(decisionId)}"]`).text()).toContain('27/1/A');
    const [again] = await record({ docketNumber: '27/3/A' });
    expect((await send(agent, again, here, { step: 'record' }))('.govuk-error-summary').text()).toContain(
      'This appellant already has an open appeal',
    );
    expect((await agent.get(await fileOf(decisionId))).text).toContain('The carrier: Exemple Airlines · 27/2/A');
  });

  it('R4.1: marks an appeal that was recorded by mistake, and enters the number of one that has ended', async () => {
    const { decisionId } = await ground.fine();
    ground.desk.goTo(LATER);
    const entry = `/decisions/${decisionId}/appeals/new`;
    const typed = { decisionIds: decisionId, ...LODGED };
    await send(agent, await send(agent, (await agent.get(entry)).$, entry, typed), entry, { step: 'record' });
    const appeal = await appealOn(decisionId);
    const { $: asked } = await agent.get(`${appeal}?action=mark-mistaken&on=${decisionId}`);
    expect(asked('.app-confirm').text()).toContain('record that');
    const wrong = await send(agent, asked, `${appeal}/mistake`, { reason: '' });
    expect(wrong('.govuk-error-summary a[href="#reason"]')).toHaveLength(1);
    const done = await send(agent, asked, `${appeal}/mistake`, { reason: 'Another person lodged it.' });
    expect(done('main').text()).toContain('as recorded by mistake');
    expect(done('main').text()).toContain('Another person lodged it.');
    expect((await agent.get(await fileOf(decisionId))).text).toContain('Appeal recorded by mistake');
    const { $: number } = await agent.get(`${appeal}/correction`);
    expect(
      number('input[type=text]')
        .toArray()
        .map((each) => number(each).attr('name')),
    ).toEqual(['docketNumber']);
    const entered = { docketNumber: '27/9/A', reason: 'The registry told it late.' };
    const shown = await send(agent, number, `${appeal}/correction`, entered);
    const kept = await send(agent, shown, `${appeal}/correction`, { step: 'record' });
    expect(kept('h1').text()).toContain('27/9/A');
  });

  it('puts a recorded appeal right: what that does is shown before it is kept (R4.1, R7.8)', async () => {
    const { decisionId } = await ground.fine();
    ground.desk.goTo(LATER);
    const entry = `/decisions/${decisionId}/appeals/new`;
    const check = await send(agent, (await agent.get(entry)).$, entry, { decisionIds: decisionId, ...LODGED });
    await send(agent, check, entry, { step: 'record' });
    const appeal = await appealOn(decisionId);
    const here = `${appeal}/correction`;
    expect((await agent.get(appeal)).$(`a[href="${here}"]`)).toHaveLength(1);
    expect((await signatory.get(appeal)).$(`a[href="${here}"]`)).toHaveLength(0);
    const { $: form } = await agent.get(here);
    expect(['lodgedOn', 'learnedOn'].map((id) => form(`#${id}`).attr('value'))).toEqual(['15/01/2027', '20/01/2027']);
    const right = { learnedOn: '20/01/2027', court: 'brussels-french', docketNumber: '', reason: 'Misread.' };
    const same = await send(agent, form, here, { lodgedOn: '15/01/2027', ...right });
    expect(same('.govuk-error-summary').text()).toContain('Nothing changes');
    const shown = await send(agent, form, here, { lodgedOn: '01/12/2026', ...right });
    expect(shown('.app-confirm').text()).toContain('from now on it counts as in time');
    expect(shown('.app-confirm').text()).toContain('What is already with FPS Finance is recalled.');
    expect((await agent.get(appeal)).text).toContain('Late by 25 days');
    const again = await send(agent, shown, here, { step: 'edit' });
    expect(again('#lodgedOn').attr('value')).toBe('01/12/2026');
    const kept = await send(agent, shown, here, { step: 'record' });
    expect(kept('main').text()).toContain('In time: the last day is');
    expect((await agent.get(await fileOf(decisionId))).text).toContain('Appeal corrected');
  });

  it('takes a judgment with its paper to its confirmation by another person, amounts in words (R4.8, trap 17)', async () => {
    const { decisionId } = await ground.fine();
    await ground.held(decisionId);
    ground.desk.goTo(LATER);
    const entry = `/decisions/${decisionId}/appeals/new`;
    const typed = { decisionIds: decisionId, ...LODGED, lodgedOn: '01/12/2026', learnedOn: '01/12/2026' };
    const check = await send(agent, (await agent.get(entry)).$, entry, typed);
    expect(check('main').text()).toContain('In time');
    await send(agent, check, entry, { step: 'record' });
    const appeal = await appealOn(decisionId);
    expect((await agent.get('/appeals?list=month-passed')).$(`a[href="${appeal}"]`)).toHaveLength(1);
    expect((await agent.get('/')).$(`a[href="${appeal}"]`)).toHaveLength(1);
    const form = `${appeal}?action=judge&on=${decisionId}`;
    const judged = { stage: 'first-instance', judgedOn: '20/12/2026', reference: '26/77/A', isAdmissible: 'yes', isWellFounded: 'yes', outcome: 'reduced', reducedToCents: '120,00' }; // prettier-ignore
    const half = await send(agent, (await agent.get(form)).$, `${appeal}/judgments`, {
      ...judged,
      isWellFounded: 'no',
    });
    expect(half('.govuk-error-summary').text()).toContain('annuls or reduces only');
    const kept = await send(agent, (await agent.get(form)).$, `${appeal}/judgments`, judged);
    expect(kept('main').text()).toContain('no effect while it is not final');
    const [judgment] = await ground.desk.rows<{ id: string }>('SELECT id FROM judgment WHERE decision_id = $1', [decisionId]); // prettier-ignore
    const of = (action: string): string => `${appeal}?action=${action}&on=${judgment!.id}`;
    const bytes = Buffer.from('%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF');
    const paper = `${appeal}/judgments/${judgment!.id}/paper`;
    const added = await agent.upload(of('attach'), paper, { name: 'judgment.pdf', bytes }, { fileTitle: '26/77/A' });
    expect(added.text).toContain('The judgment is attached.');
    const [document] = await ground.desk.rows<{ id: string }>(`SELECT id FROM document WHERE decision_id = $1 AND kind = 'judgment'`, [decisionId]); // prettier-ignore
    expect((await signatory.get(appeal)).$(`a[href="/documents/${document!.id}"]`)).toHaveLength(1);
    const finality = { finalOn: '01/02/2027', finalEvidence: 'Certificate of the registry' };
    const proposed = await send(agent, (await agent.get(of('become-final'))).$, `${appeal}/judgments/${judgment!.id}/finality`, finality); // prettier-ignore
    expect(proposed('main').text()).toContain('You recorded this judgment');
    expect((await signatory.get('/')).$(`a[href="${appeal}"]`)).toHaveLength(1);
    const decide = await signatory.get(of('decide'));
    expect(decide.$('.app-confirm').text()).toMatch(/€80\.00 of the claim is cancelled/);
    expect(decide.$('.app-confirm').text()).toMatch(/€120\.00 is still owed/);
    expect(decide.$('.app-confirm').text()).toMatch(/deposit of €200\.00 to the State, up to what is owed/);
    const done = await send(signatory, decide.$, `${appeal}/judgments/${judgment!.id}/confirmation`, {});
    expect(done('main').text()).toContain('in effect');
    expect(await ground.owed(decisionId)).toBe(12_000);
    const timeline = (await agent.get(await fileOf(decisionId))).text;
    for (const event of ['Appeal recorded', 'Judgment recorded', 'Judgment confirmed'])
      expect(timeline).toContain(event);
  });

  it('lists the windows that are over, and notes what the registry said there (D7, D20)', async () => {
    const { decisionId } = await ground.fine();
    ground.desk.goTo('2026-12-22');
    const here = `/decisions/${decisionId}/registry-checks`;
    expect((await agent.get('/appeals/windows-to-check')).$(`a[href="${here}"]`)).toHaveLength(1);
    expect((await agent.get('/')).$(`a[href="${here}"]`)).toHaveLength(1);
    const { $ } = await agent.get(here);
    const kept = await send(agent, $, here, { courtCode: 'brussels-french', checkedOn: '22/12/2026' });
    expect(kept('main').text()).toContain('counts: made after the window’s end');
    expect((await agent.get('/appeals/windows-to-check')).$(`a[href="${here}"]`)).toHaveLength(0);
    const checkId = kept('input[name="checkId"]').val() as string;
    const back = await send(agent, kept, `${here}/mistakes`, { checkId, reason: 'Une autre décision.' });
    expect(back('main').text()).toContain('does not count: recorded by mistake');
    expect((await agent.get('/appeals/windows-to-check')).$(`a[href="${here}"]`)).toHaveLength(1);
    expect((await signatory.get(here)).status).toBe(403);
  });

  it('serves the same appeal over the API', async () => {
    const { decisionId } = await ground.fine();
    ground.desk.goTo(LATER);
    ground.desk.app.clock.release();
    const api = await bearer(ground.desk.app, 'agent.border');
    ground.desk.goTo(LATER);
    const command = { decisions: [{ decisionId }], lodgedOn: '2026-12-01', learnedOn: '2026-12-02', courtCode: 'brussels-french', appellant: 'person' }; // prettier-ignore
    const made = await api.request('POST', '/api/fines/v1/appeals', command, { 'Idempotency-Key': newId() });
    expect(made.status).toBe(201);
    const { id } = made.body as { id: string };
    ground.desk.app.clock.release();
    const read = await api.request('GET', `/api/fines/v1/appeals/${id}`);
    expect(read.body).toMatchObject({ decisions: [{ state: 'lodged', late: false, timeliness: 'inTime' }] });
    ground.desk.goTo(LATER);
    const right = { lodgedOn: '2027-01-15', learnedOn: '2027-01-20', courtCode: 'brussels-french', reason: 'Misread.' };
    const headers = { 'Idempotency-Key': newId(), 'If-Match': '"1"' };
    const corrected = await api.request('POST', `/api/fines/v1/appeals/${id}/corrections`, right, headers);
    expect([corrected.status, corrected.body]).toMatchObject([201, { id, version: 2, stoppedReleaseCount: 0 }]);
    ground.desk.app.clock.release();
    const after = await api.request('GET', `/api/fines/v1/appeals/${id}`);
    expect(after.body).toMatchObject({ lodgedOn: '2027-01-15', decisions: [{ state: 'lodged', late: true }] });
  });
});
