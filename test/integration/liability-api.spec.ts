import { openBrowser, axeViolations } from '../support/browser';
import { ContractClient, freshKey } from '../support/contract-client';
import { ADDRESS, CROSSING, FineDesk, TODAY } from '../support/fine-desk';
import { carrierOf, FIRM, LiableSteps, MINOR } from '../support/liable-steps';
import { bearer, signIn } from '../support/sign-in';
import { booksHoldAfterEach } from '../support/proven-books';

/** Every answer here is held to docs/openapi.yaml by the client. */
describe('who must pay, over the API', () => {
  let desk: FineDesk;
  let steps: LiableSteps;
  let agent: ContractClient;
  let cashier: ContractClient;

  beforeAll(async () => {
    desk = await FineDesk.open();
    desk.app.clock.release();
    agent = new ContractClient(desk.app, await bearer(desk.app, 'agent.border'));
    cashier = new ContractClient(desk.app, await bearer(desk.app, 'cashier'));
    steps = new LiableSteps(desk, await desk.actor('agent.border'));
    desk.goTo(TODAY);
  }, 60_000);
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const post = (client: ContractClient, path: string, body: object): ReturnType<ContractClient['ask']> =>
    client.ask('POST', path, body, { 'Idempotency-Key': freshKey() });

  it('records lists of parties and mandates, with codes in their outer spelling, and refuses by their place', async () => {
    const [child, mother, lawyer] = [await desk.person(MINOR), await desk.person(), await desk.person(ADDRESS)];
    const party = { personId: mother, capacity: 'legalRepresentative', basis: 'Mère, acte de naissance.' };
    const mandate = { personId: lawyer, representedId: mother, kind: 'lawyer', reference: 'B', givenOn: '2026-11-01' };
    const outer = { crossingSite: 'authorisedPoint' };
    const heard = { hearingHeard: 'representative', hearingHeardName: 'La mère' };
    const body = { ...CROSSING, ...outer, ...heard, personId: child };
    const refused = await post(agent, '/offences', { ...body, liableParties: [{ ...party, basis: '' }] });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain('liableParties');
    const named = { liableParties: [party], mandates: [{ ...mandate, electsDomicile: true }] };
    const recorded = await post(agent, '/offences', { ...body, ...named });
    expect(recorded.status).toBe(201);
    const read = await agent.get(`/offences/${String(recorded.body['id'])}`);
    expect(read.body).toMatchObject({
      liableParties: [{ person: { id: mother }, capacity: 'legalRepresentative', basis: party.basis }],
      mandates: [{ mandatary: { id: lawyer }, represented: { id: mother }, electsDomicile: true }],
    });
  });

  it('corrects on the version that was read', async () => {
    const line = await desk.person({ ...FIRM, familyName: 'Lignes Contrat sa' });
    const { offenceId } = await steps.enter(await desk.person(), {});
    const path = `/offences/${offenceId}/liability`;
    const correct = (etag: string): ReturnType<ContractClient['ask']> =>
      agent.ask('PUT', path, { liableParties: [carrierOf(line)] }, { 'If-Match': etag });
    const corrected = await correct('"1"');
    expect([corrected.status, corrected.etag]).toEqual([200, '"2"']);
    expect((await correct('"1"')).status).toBe(412);
    expect((await cashier.ask('PUT', path, {}, { 'If-Match': '"2"' })).status).toBe(403);
  });

  it('R1.1.12, trap 7: tells of a decision who also owes a fine for the same crossing, and for which part', async () => {
    const [person, skipper] = [await desk.person(), await desk.person()];
    const crossed = await steps.enter(person, { liableParties: [carrierOf(skipper)] });
    const decision = (decisionId?: string): Promise<unknown> => agent.get(`/decisions/${decisionId ?? ''}`);
    expect(await decision(crossed.decisionId)).toMatchObject({ body: { carriersFined: [] } });
    const own = await steps.enter(skipper, {});
    const told = (as: string): object => ({ body: { carriersFined: [{ person: { id: skipper }, as }] } });
    expect(await decision(crossed.decisionId)).toMatchObject(told('carrier'));
    expect(await decision(own.decisionId)).toMatchObject(told('offender'));
  });

  it('D34: records, lists and lifts what holds recovery', async () => {
    const path = `/persons/${await desk.person()}/flags`;
    const flag = { kind: 'death', since: '2026-11-01', evidence: 'Acte de décès.' };
    const recorded = await post(agent, path, flag);
    expect(recorded.status).toBe(201);
    expect((await post(agent, path, flag)).status).toBe(409);
    expect((await post(cashier, path, flag)).status).toBe(403);
    const one = `${path}/${String(recorded.body['id'])}`;
    expect((await agent.get(one)).body).toMatchObject({ kind: 'death', standing: true });
    const [first, second] = await Promise.all(
      ['Erreur.', 'Erreur encore.'].map((reason) => post(agent, `${one}/liftings`, { reason })),
    );
    expect([first?.status, second?.status].sort()).toEqual([201, 409]);
    expect((await agent.get(path)).body).toMatchObject({ items: [{ standing: false, liftedOn: TODAY }] });
  });

  it('D21: the file leads to telling the other debtor, and its pages are usable by everybody', async () => {
    const line = await desk.person({ ...FIRM, familyName: 'Lignes Accès sa' });
    const [adult, child] = [await desk.person(), await desk.person(MINOR)];
    const entered = await steps.enter(adult, { liableParties: [carrierOf(line)] });
    const open = await steps.enter(await desk.person(), { liableParties: [carrierOf(line)] });
    const { decisionId, version } = await steps.signed(entered);
    const told = { version, handedOverOn: TODAY, receipt: 'signed', addresseeId: line };
    await desk.notifications.handOver(steps.agent, decisionId, told);
    const walker = await signIn(desk.app, 'agent.border');
    const file = await walker.get(`/files/${entered.offenceId}`);
    const tell = `/decisions/${decisionId}/notification`;
    expect(file.$(`main a[href="${tell}"]`).length).toBeGreaterThan(0);
    const pages = [`/files/${open.offenceId}/liability`, `/persons/${child}/flags`, tell];
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(desk.app.url);
      await page.click('button[value="agent.border"]');
      await page.waitForURL(`${desk.app.url}/`);
      for (const path of pages) {
        await page.goto(desk.app.url + path);
        expect([path, await axeViolations(page)]).toEqual([path, []]);
      }
    } finally {
      await browser.close();
    }
  });
});
