import { load, type CheerioAPI } from 'cheerio';
import type { EnterAdvice } from '../../src/deposits/deposits.commands';
import { newId } from '../../src/kernel/ids';
import type { UserActor } from '../support/actors';
import { DepositGround } from '../support/deposit-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { bearer, signIn } from '../support/sign-in';

describe('advices of the Caisse that are put right (D29)', () => {
  let ground: DepositGround;
  let [cashier, agent] = [] as unknown as [UserActor, UserActor];

  beforeAll(async () => {
    ground = await DepositGround.open();
    [cashier, agent] = [await ground.desk.actor('cashier'), await ground.desk.actor('agent.border')];
  }, 60_000);
  beforeEach(() => ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => ground.desk);
  afterAll(() => ground.desk.close());

  const reason = 'Typed wrong.';
  const advice = (
    payer: string,
    amountCents: number,
    cdcReference = ground.reference(),
  ): { -readonly [Field in keyof EnterAdvice]: EnterAdvice[Field] } => ({
    advisedOn: TODAY,
    cdcReference,
    payer,
    payerBirthDate: '07/03/1971',
    amountCents,
  });
  const setAside = (adviceId: string): Promise<unknown> => ground.advices.setAside(cashier, adviceId, { reason });
  const differences = async (): Promise<string[]> => {
    const sheet = await ground.advices.reconciliation(cashier);
    const ofAdvice = new Map(sheet.advices.map(({ id, cdcReference }) => [id, cdcReference]));
    return sheet.differences.map((each) => `${each.kind} ${'adviceId' in each ? (ofAdvice.get(each.adviceId) ?? '?') : each.depositId}`); // prettier-ignore
  };

  it('typed wrong and linked: set aside it leaves the comparison, and the right one comes under the same reference', async () => {
    const { decisionId } = await ground.fine();
    const { depositId, version } = await ground.held(decisionId, { payerFamilyName: 'Teveel' });
    const { cdcReference } = (await ground.pages.read(agent, depositId)).deposit;
    const wrong = advice('TEVEEL CAMILLE', 2_000_000, cdcReference);
    const { adviceId } = await ground.advices.enter(cashier, wrong);
    await ground.advices.link(cashier, adviceId, { depositId, version, differenceReason: 'As it says.' });
    expect(await differences()).toContain(`amount-differs ${wrong.cdcReference}`);
    const both = await Promise.all([refusalsOf(setAside(adviceId)), refusalsOf(setAside(adviceId))]);
    expect(both.flat()).toEqual([': deposit-advice-set-aside']);
    expect(await differences()).toEqual([`held-without-advice ${depositId}`]);
    expect(await ground.advices.enter(cashier, { ...wrong, amountCents: 20_000 })).toMatchObject({ depositId });
    expect(await differences()).toEqual([]);
    const sheet = await ground.advices.reconciliation(cashier);
    expect(sheet.setAside).toMatchObject([{ cdcReference: wrong.cdcReference, amountCents: 2_000_000, reason }]);
    const kept = await ground.desk.rows(`SELECT deposit_id AS "depositId", difference_reason AS why FROM deposit_advice WHERE id = $1`, [adviceId]); // prettier-ignore
    expect(kept).toEqual([{ depositId, why: 'As it says.' }]);
    const events = await ground.desk.rows<{ type: string }>(`SELECT type FROM event_log WHERE subject_id = $1 AND type LIKE 'deposit.advice%' ORDER BY position`, [depositId]); // prettier-ignore
    expect(events.map(({ type }) => type)).toEqual(['deposit.advice-linked', 'deposit.advice-set-aside', 'deposit.advice-linked']); // prettier-ignore
  });

  it('of nobody’s deposit: leaves the comparison, is linked no more, and the same list again does not bring it back', async () => {
    const reference = ground.reference();
    const list = (euros: string): Buffer =>
      Buffer.from(`advisedOn;cdcReference;payer;payerBirthDate;communication;amount\n${TODAY};${reference};Fremd Paul;1950-01-02;;${euros}\n`); // prettier-ignore
    await ground.advices.enterList(cashier, list('150,00'));
    const [row] = await ground.desk.rows<{ id: string }>('SELECT id FROM deposit_advice WHERE cdc_reference = $1', [reference]); // prettier-ignore
    const before = (await ground.advices.reconciliation(cashier)).advisedCents;
    await setAside(row!.id);
    expect((await ground.advices.reconciliation(cashier)).advisedCents).toBe(before - 15_000);
    const { depositId, version } = await ground.announced((await ground.fine()).decisionId);
    expect(await refusalsOf(ground.advices.link(cashier, row!.id, { depositId, version }))).toEqual([
      ': deposit-advice-set-aside',
    ]);
    expect(await ground.advices.enterList(cashier, list('150,00'))).toMatchObject({ readCount: 1, knownCount: 1 });
    expect(await ground.advices.enterList(cashier, list('160,00'))).toMatchObject({ suspenseCount: 1, knownCount: 0 });
    await expect(
      ground.desk.rows(`UPDATE deposit_advice SET set_aside_at = NULL, set_aside_by = NULL, set_aside_reason = '' WHERE id = $1`, [row!.id]), // prettier-ignore
    ).rejects.toThrow();
  });

  it('is not set aside while a deposit is held on it: that is taken back first', async () => {
    const { decisionId } = await ground.fine();
    const { depositId } = await ground.announced(decisionId, { payerFamilyName: 'Rustend' });
    const { adviceId } = await ground.advices.enter(cashier, advice('RUSTEND CAMILLE', 20_000));
    expect(await refusalsOf(setAside(adviceId))).toEqual([': deposit-advice-holds']);
    const { version } = (await ground.pages.read(agent, depositId)).deposit;
    await ground.deposits.cancel(cashier, depositId, { version, reason: 'Recorded by mistake.' });
    expect(await refusalsOf(setAside(adviceId))).toEqual([]);
    expect(await refusalsOf(setAside('01900000-0000-7000-8000-00000000dead'))).toEqual([': not-found']);
  });

  it('set aside and linked at once: one of the two, whole', async () => {
    const { depositId, version } = await ground.held((await ground.fine()).decisionId, { payerFamilyName: 'Tegelijk' });
    const { adviceId } = await ground.advices.enter(cashier, advice('ONBEKEND PIET', 20_000));
    const link = ground.advices.link(cashier, adviceId, { depositId, version });
    const codes = (await Promise.all([refusalsOf(link), refusalsOf(setAside(adviceId))])).flat();
    // Linked first, it may still be set aside: its deposit is held on other evidence.
    expect([[], [': deposit-advice-set-aside'], [': changed-since-read']]).toContainEqual(codes);
  });

  it('on the page: a payer spelt otherwise is linked by the number of the decision, and a wrong one set aside', async () => {
    const { decisionId, number } = await ground.fine();
    const { depositId } = await ground.announced(decisionId, { payerFamilyName: 'Schoonschrijver' });
    const { adviceId } = await ground.advices.enter(cashier, {
      ...advice('SJOENSKRIEVER KAMIEL', 20_000),
      payerBirthDate: '01/02/1950',
    });
    const stranger = await ground.advices.enter(cashier, advice('NIEMAND PIET', 7_700));
    ground.desk.app.clock.release();
    const browser = await signIn(ground.desk.app, 'cashier');
    await browser.get('/language?to=en&from=/help');
    ground.desk.goTo(TODAY);
    const here = '/deposits/reconciliation';
    const send = async ($: CheerioAPI, action: string, typed: Record<string, string>): Promise<CheerioAPI> => {
      const hidden = $(`form[action="${action}"] input[type=hidden]`).toArray().map((input) => [$(input).attr('name') ?? '', $(input).attr('value') ?? '']); // prettier-ignore
      const body = new URLSearchParams({ ...(Object.fromEntries(hidden) as Record<string, string>), ...typed });
      const response = await browser.request(action, { method: 'POST', body });
      const next = response.headers.get('Location');
      return next === null ? load(await response.text()) : (await browser.get(next)).$;
    };
    const link = `/deposits/advices/${adviceId}/link`;
    expect((await browser.get(here)).$(`form[action="${link}"]`)).toHaveLength(0);
    expect((await browser.get(`${here}?advice=${adviceId}&number=nothing`)).$('main').text()).toContain('No standing deposit'); // prettier-ignore
    const found = await browser.get(`${here}?advice=${adviceId}&number=${number.toLowerCase()}`);
    expect((await send(found.$, link, {}))('main').text()).toContain('held');
    expect((await ground.pages.read(agent, depositId)).deposit.state).toBe('held');
    const aside = `/deposits/advices/${stranger.adviceId}/set-aside`;
    const refused = await send((await browser.get(here)).$, aside, { reason: '' });
    expect(refused('.govuk-error-summary')).toHaveLength(1);
    const ids = refused('[id]').toArray().map((each) => refused(each).attr('id')); // prettier-ignore
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    expect(refused(refused('.govuk-error-summary a').attr('href') ?? '').attr('name')).toBe('reason');
    const done = await send((await browser.get(here)).$, aside, { reason: 'Is about no fine of ours.' });
    expect(done(`form[action="${aside}"]`)).toHaveLength(0);
    expect(done('main').text()).toContain('Is about no fine of ours.');
  });

  it('on the page: another amount needs its reason, asked for beside the deposit that was chosen', async () => {
    const { decisionId, number } = await ground.fine();
    await ground.held(decisionId, { payerFamilyName: 'Gekozen' });
    const { adviceId } = await ground.advices.enter(cashier, { ...advice('ANDERS JAN', 19_500), payerBirthDate: '01/02/1951' }); // prettier-ignore
    ground.desk.app.clock.release();
    const browser = await signIn(ground.desk.app, 'cashier');
    ground.desk.goTo(TODAY);
    const here = `/deposits/reconciliation?advice=${adviceId}&number=${number}`;
    const action = `/deposits/advices/${adviceId}/link`;
    const link = async (typed: Record<string, string>): Promise<CheerioAPI> => {
      const { $ } = await browser.get(here);
      const hidden = $(`form[action="${action}"] input[type=hidden]`).toArray().map((input) => [$(input).attr('name') ?? '', $(input).attr('value') ?? '']); // prettier-ignore
      const body = new URLSearchParams({ ...(Object.fromEntries(hidden) as Record<string, string>), ...typed });
      const response = await browser.request(action, { method: 'POST', body });
      return load(await response.text());
    };
    const refused = await link({});
    expect(refused(refused('.govuk-error-summary a').attr('href') ?? '').attr('name')).toBe('differenceReason');
    expect(refused(`form[action="${action}"]`)).toHaveLength(1);
    await link({ differenceReason: 'Charges were taken on the way.' });
    expect(await ground.desk.rows('SELECT difference_reason AS why FROM deposit_advice WHERE id = $1', [adviceId])).toEqual([{ why: 'Charges were taken on the way.' }]); // prettier-ignore
  });

  it('over the API', async () => {
    const { adviceId } = await ground.advices.enter(cashier, advice('NIEMAND JAN', 6_600));
    ground.desk.app.clock.release();
    const api = await bearer(ground.desk.app, 'cashier');
    const route = `/api/fines/v1/depositAdvices/${adviceId}/settingsAside`;
    const once = (): Record<string, string> => ({ 'Idempotency-Key': newId() });
    const answer = await api.request('POST', route, { reason }, once());
    expect([answer.status, answer.body]).toMatchObject([201, { id: adviceId }]);
    expect((await api.request('POST', route, { reason }, once())).status).toBe(409);
  });
});
