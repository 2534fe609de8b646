import type { Browser } from 'playwright-core';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import { writeCoda } from '../../src/statements/coda-writer';
import type { TestApp } from '../support/app';
import { axeViolations, openBrowser } from '../support/browser';
import { credit, StatementChain } from '../support/coda-builder';
import { faultsOfAnswer, finesContract } from '../support/contract';
import { API, samplePerson, startContractApp, type ContractClient, type Json } from '../support/contract-client';

describe('the running product and its contract', () => {
  let app: TestApp;
  let agent: ContractClient;
  let signatory: ContractClient;
  let cashier: ContractClient;

  beforeAll(async () => {
    const started = await startContractApp();
    app = started.app;
    agent = await started.as('agent.border');
    signatory = await started.as('signatory.border');
    cashier = await started.as('cashier');
  });
  afterAll(() => app.close());

  describe('routes', () => {
    const written = finesContract.operations.map(({ method, path }) => `${method} ${path}`);

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
      for (const at of loaded.filter((each) => each.startsWith(API))) {
        const answer = await fetch(`${app.url}${at}`);
        // Read whole: an answer that nobody reads keeps its connection open, and the application waits for it when it closes.
        expect([at, answer.status, (await answer.arrayBuffer()).byteLength > 0]).toEqual([at, 200, true]);
      }
    });
  });

  describe('the page to try it on', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await openBrowser();
    });
    afterAll(() => browser.close());

    it('shows every operation under our content security policy, readable by everybody', async () => {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(`${app.url}${API}/doc`);
      // They are drawn one after the other; the last one there, none may be left over.
      const blocks = page.locator('.opblock');
      await blocks.nth(finesContract.operations.length - 1).waitFor();
      expect(await blocks.count()).toBe(finesContract.operations.length);
      expect(await axeViolations(page)).toEqual([]);
      await page.locator('.opblock-post .opblock-summary-control').first().click();
      await page.locator('.opblock-get .opblock-summary-control').first().click();
      await page.locator('.btn.authorize').first().click();
      await page.waitForSelector('.close-modal[aria-label]');
      expect(await axeViolations(page)).toEqual([]);
      // The stylesheet of the product is built by npm start; a test of the sources has none.
      expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([]);
      await page.close();
    });
  });

  describe('one fine from the person to the notification', () => {
    it('answers each step as written', async () => {
      const { personId, offenceId, decisionId } = await agent.draft();
      const shown = await agent.get(`/persons/${personId}`);
      const corrected = { ...samplePerson('Exemple Corrigé'), givenNames: 'Alix Louise' };
      await agent.ask('PUT', `/persons/${personId}`, corrected, { 'If-Match': shown.etag });
      const offence = await agent.get(`/offences/${offenceId}`);
      expect(offence.body).toMatchObject({ crossingSite: 'authorisedPoint', offenderCategory: 'otherForeigner' });

      const signed = await signatory.post(`/decisions/${decisionId}/signatures`, {}, await agent.submit(decisionId));
      const documents = await agent.get(`/decisions/${decisionId}/documents`);
      const [letter] = documents.body['items'] as Json[];
      expect(letter?.['href']).toBe((signed.body['document'] as Json)['href']);
      const content = await agent.client.request('GET', `${API}/documents/${String(letter?.['id'])}/content`);
      expect(faultsOfAnswer('GET', `/documents/${String(letter?.['id'])}/content`, content)).toEqual([]);
      expect(content.headers.get('ETag')).toBe(`"${String(letter?.['sha256'])}"`);

      const handOver = { channel: 'hand', handedOverOn: agent.today(), receipt: 'signed' };
      const told = await agent.post(`/decisions/${decisionId}/notifications`, handOver, signed.etag);
      expect(told.body).toMatchObject({ id: decisionId, state: 'notified', offence: { id: offenceId } });

      const fine = await agent.get(`/fines/${decisionId}`);
      expect(fine.body).toMatchObject({ moneyState: 'open', outstandingCents: 20_000, appealWindowState: 'running' });
      const timeline = await agent.get(`/files/${offenceId}/timeline`);
      const types = (timeline.body['items'] as Json[]).map((item) => item['type']);
      expect(types).toEqual(expect.arrayContaining(['offenceRecorded', 'decisionSigned', 'notificationRecorded']));
      const again = await agent.get(`/persons/${personId}`);
      expect(again.body['fines']).toHaveLength(1);
    });

    it('answers a decision that was returned, and one that was cancelled', async () => {
      const { decisionId } = await agent.draft();
      const etag = await agent.submit(decisionId);
      const returned = await signatory.post(
        `/decisions/${decisionId}/returns`,
        { reason: 'Say more about the hours.' },
        etag,
      );
      expect(returned.body['state']).toBe('draft');
      const cancelled = await agent.post(
        `/decisions/${decisionId}/cancellations`,
        { reason: 'Wrong person named.' },
        returned.etag,
      );
      expect(cancelled.body['state']).toBe('cancelled');
    });
  });

  describe('money from the statement to the fine', () => {
    const chain = new StatementChain();

    it('answers each step as written', async () => {
      const { decisionId } = await agent.draft();
      const signed = await signatory.post(`/decisions/${decisionId}/signatures`, {}, await agent.submit(decisionId));
      const posted = { channel: 'post', postedOn: agent.today(), postingReference: 'RP 123 456' };
      await agent.post(`/decisions/${decisionId}/notifications`, posted, signed.etag);

      const bytes = chain.next([credit({ communication: 'NOTHING THAT ANYBODY COULD RECOGNISE' })]);
      const received = await cashier.upload(bytes);
      expect([received.status, received.body['outcome']]).toEqual([201, 'received']);
      const again = await cashier.upload(bytes);
      expect([again.status, again.body['outcome']]).toEqual([200, 'alreadyImported']);
      const [item] = received.body['items'] as Json[];
      const statementId = String(item?.['id']);
      const waiting = await cashier.get(`/statements/${statementId}`);
      expect(waiting.body['state']).toBe('needsOpening');
      const opening = { openingCents: waiting.body['openingCents'] };
      await cashier.post(`/statements/${statementId}/openingConfirmations`, opening, waiting.etag);
      await app.app.get(StatementMatching, { strict: false }).run({ statementId }, systemActor('match-statement'));
      expect((await cashier.get(`/statements/${statementId}`)).body['state']).toBe('accepted');
      expect((await cashier.get('/statements')).body['items']).toHaveLength(1);

      const suspense = await cashier.get('/movements?state=suspense');
      const [movement] = suspense.body['items'] as Json[];
      const movementId = String(movement?.['id']);
      const read = await cashier.get(`/movements/${movementId}`);
      const { decisionNumber } = signed.body;
      const booked = await cashier.post(`/movements/${movementId}/allocations`, { decisionNumber }, read.etag);
      expect(booked.body).toMatchObject({
        fine: { id: decisionId, outstandingCents: 0 },
        movement: { state: 'booked' },
      });
      await cashier.get(`/movements/${movementId}`);
      const reversal = { reason: 'Booked on the wrong fine.' };
      const stale = await cashier.post(`/allocations/${String(booked.body['id'])}/reversals`, reversal, read.etag);
      expect(stale.status).toBe(412);
      const reversed = await cashier.post(`/allocations/${String(booked.body['id'])}/reversals`, reversal, booked.etag);
      expect(reversed.body).toMatchObject({ fine: { outstandingCents: 20_000 }, movement: { state: 'suspense' } });
      expect((await cashier.get(`/fines/${decisionId}`)).body['outstandingCents']).toBe(20_000);
    });

    it('refuses what is no statement with its line, a copy that was never an original waits', async () => {
      const refused = await cashier.upload(new TextEncoder().encode('not a statement'));
      expect(refused.status).toBe(400);
      expect((await agent.upload(chain.next([credit()]))).status).toBe(403);
      const copy = writeCoda([{ ...chain.nextDraft([credit()]), duplicate: true }]);
      const [item] = (await cashier.upload(copy)).body['items'] as Json[];
      const path = `/statements/${String(item?.['id'])}`;
      const read = await cashier.get(path);
      expect(read.body).toMatchObject({ state: 'needsConfirmation', isMarkedDuplicate: true });
      await cashier.post(`${path}/duplicateConfirmations`, undefined, read.etag);
    });
  });

  describe('lists and searches', () => {
    it('finds persons by names, fines by what is given, page by page', async () => {
      const { personId } = await agent.draft();
      await agent.draft();
      const found = await agent.ask('POST', '/persons/query', { names: 'exemple alix' });
      expect((found.body['items'] as unknown[]).length).toBeGreaterThan(0);
      const first = await agent.ask('POST', '/fines/query', { pageSize: 1 });
      const cursor = first.body['nextCursor'];
      expect(typeof cursor).toBe('string');
      const second = await agent.ask('POST', '/fines/query', { pageSize: 1, cursor });
      expect(second.body['items']).not.toEqual(first.body['items']);
      const own = await agent.ask('POST', '/fines/query', { personId });
      expect(own.body['items']).toHaveLength(1);
      expect(own.body).not.toHaveProperty('nextCursor');
    });

    it('lists the work of each, and what the law gives', async () => {
      const { decisionId } = await agent.draft();
      await agent.submit(decisionId);
      const { body } = await signatory.get('/work');
      const kinds = (body['items'] as Json[]).map((item) => item['kind']);
      expect(kinds).toContain('decisionToSign');
      for (const list of ['parameters', 'obligations', 'crossingPoints']) {
        const entries = (await agent.get(`/refData/${list}`)).body['items'] as Json[];
        expect(entries.length).toBeGreaterThan(0);
        for (const { code } of entries) await agent.get(`/refData/${list}/${String(code)}`);
      }
      expect((await agent.get('/refData/obligations?on=2000-01-01')).body['items']).toEqual([]);
    });
  });
});
