import { actorOf } from '../../src/access/actor';
import type { DemonstrationSubject } from '../../src/access/demonstration-users';
import { UsersRepository } from '../../src/access/users.repository';
import { newId } from '../../src/kernel/ids';
import { systemActor } from '../../src/platform/jobs/jobs';
import { startTestApp, type TestApp } from '../support/app';
import type { UserActor } from '../support/actors';
import { FileBuilder } from '../support/file-builder';
import type { BuiltFile } from '../support/file-money-builder';
import { bearer, signIn, type ApiClient } from '../support/sign-in';

type Json = Record<string, unknown>;

describe('home, file and fines over HTTP', () => {
  let app: TestApp;
  let file: BuiltFile;
  let auditor: ApiClient;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.moveTo(new Date('2026-11-22T09:00:00Z'));
    const builder = new FileBuilder(app.dataSource);
    const [agent, signatory] = [await actor('agent.border'), await actor('signatory.border')];
    for (const counter of [1, 2, 3])
      file = await builder.file({
        agent, familyName: `EXEMPLE ${'ABC'.charAt(counter - 1)}`,
        signed: { by: signatory, on: '2026-11-02', counter }, notified: { on: '2026-11-05', mode: 'hand' },
      }); // prettier-ignore
    await builder.payment(file, {
      cashier: await actor('cashier'),
      on: '2026-11-09',
      sequence: 1,
      amountCents: 20_000,
    });
    auditor = await bearer(app, 'auditor');
  });
  afterAll(() => app.close());

  async function actor(subject: DemonstrationSubject): Promise<UserActor> {
    const user = await app.transactions.view(systemActor('test'), (tx) => new UsersRepository().bySubject(tx, subject));
    if (!user) throw new Error(`no user ${subject}`);
    return actorOf(user, { remoteAddress: '192.0.2.1', traceId: newId() });
  }

  async function lastReason(): Promise<string | undefined> {
    const [row] = await app.dataSource.query<{ reason: string }[]>(
      'SELECT reason FROM access_log ORDER BY position DESC LIMIT 1',
    );
    return row?.reason;
  }

  it('shows the home page and the file to whose case it is', async () => {
    const browser = await signIn(app, 'agent.border');
    expect((await browser.get('/')).$('h1').text()).toBe('Travail à faire');
    const page = await browser.get(`/files/${file.offenceId}`);
    expect(page.status).toBe(200);
    expect(page.$('h1').text()).toBe('EXEMPLE C, Aline');
    expect(page.$('.app-figure--outstanding .app-figure__amount').text()).toBe('0,00\u00a0€');
    expect(await lastReason()).toBe('own-case');
  });

  it('D32: asks a colleague why, once a day, and keeps the answer with the reading', async () => {
    const browser = await signIn(app, 'deputy.border');
    const asked = await browser.get(`/files/${file.offenceId}`);
    expect(asked.url).toMatch(/\/reason\?to=/);
    expect(asked.text).not.toContain('EXEMPLE C');
    const path = `/files/${file.offenceId}/reason`;
    const refused = await browser.submit(path, { reason: 'other', motive: '' });
    expect([refused.status, refused.$('.govuk-error-summary li').length]).toEqual([400, 1]);
    const opened = await browser.submit(path, { reason: 'question', motive: 'appel de l’avocat' });
    expect(opened.$('h1').text()).toBe('EXEMPLE C, Aline');
    expect(await lastReason()).toBe('colleague-case: question – appel de l’avocat');
    expect((await browser.get(`/files/${file.offenceId}`)).url).not.toMatch(/reason/);
    app.clock.moveTo(new Date('2026-11-23T09:00:00Z'));
    expect((await browser.get(`/files/${file.offenceId}`)).url).toMatch(/\/reason\?to=/);
    app.clock.moveTo(new Date('2026-11-22T09:00:00Z'));
  });

  it('closes the file to another department and leads nowhere without an id', async () => {
    const browser = await signIn(app, 'agent.residence');
    expect((await browser.get(`/files/${file.offenceId}`)).status).toBe(403);
    expect((await browser.get(`/files/${file.offenceId}/reason`)).status).toBe(403);
    expect((await browser.get('/files/nothing')).status).toBe(404);
    expect((await browser.get(`/files/${newId<string>()}`)).status).toBe(404);
  });

  it('finds a file by its number in any spelling and by its communication, and a person by name', async () => {
    const browser = await signIn(app, 'agent.border');
    const find = (text: string) => browser.submit('/', { text }, '/find');
    const loose = (file.number ?? '').toLowerCase().replaceAll('-', ' ');
    expect((await find(loose)).url).toBe(`${app.url}/files/${file.offenceId}`);
    expect((await find(`+++${file.communication ?? ''}+++`)).url).toBe(`${app.url}/files/${file.offenceId}`);
    expect((await find('exemple')).text).toContain('EXEMPLE C');
    expect((await find('BIF-2026-000099-06')).text).not.toContain('EXEMPLE');
    expect((await find('')).status).toBeLessThan(500);
    expect((await find(`${'x'.repeat(300)}\u0000`)).status).toBeLessThan(500);
  });

  describe('API', () => {
    it('gives a fine with its amounts, states and links', async () => {
      const { status, headers, body } = await auditor.request('GET', `/api/fines/v1/fines/${file.decisionId}`);
      expect([status, headers.get('ETag')]).toEqual([200, '"1"']);
      expect(body).toMatchObject({
        self: `${app.url}/api/fines/v1/fines/${file.decisionId}`,
        decisionNumber: file.number,
        decisionState: 'notified',
        moneyState: 'settled',
        appealWindowState: 'running',
        chargedCents: 20_000,
        paidCents: 20_000,
        outstandingCents: 0,
        appealWindow: { channel: 'hand', actedOn: '2026-11-05', lastDay: '2026-12-07' },
      });
    });

    it('asks a colleague’s reason in a header', async () => {
      const deputy = await bearer(app, 'deputy.border');
      const path = `/api/fines/v1/fines/${file.decisionId}`;
      expect(await deputy.request('GET', path)).toMatchObject({
        status: 400,
        body: { issues: [{ name: 'FinesOffice-Access-Reason' }] },
      });
      expect((await deputy.request('GET', path, undefined, { 'FinesOffice-Access-Reason': 'curiosity' })).status).toBe(
        400,
      );
      expect(
        (await deputy.request('GET', path, undefined, { 'FinesOffice-Access-Reason': 'other: inspection' })).status,
      ).toBe(200);
      expect(await lastReason()).toBe('colleague-case: other – inspection');
    });

    it('tells the story in the language asked for', async () => {
      const path = `/api/fines/v1/files/${file.offenceId}/timeline`;
      const { headers, body } = await auditor.request('GET', path, undefined, { 'Accept-Language': 'nl-BE' });
      expect(headers.get('Content-Language')).toBe('nl');
      const items = (body as { items: Json[] }).items;
      expect(items.at(-1)).toMatchObject({
        type: 'paymentAllocated',
        title: 'Betaling toegewezen aan de geldboete',
        actor: { kind: 'system' },
      });
    });

    it('lists fines page by page, each once, newest first', async () => {
      const seen: unknown[] = [];
      let cursor: unknown;
      do {
        const { status, body } = await auditor.request('POST', '/api/fines/v1/fines/query', {
          pageSize: 2,
          state: 'notified',
          cursor,
        });
        expect(status).toBe(200);
        const answer = body as { items: Json[]; nextCursor?: string };
        seen.push(...answer.items.map(({ decisionNumber }) => decisionNumber));
        cursor = answer.nextCursor;
      } while (cursor !== undefined);
      expect(seen).toHaveLength(3);
      expect(seen[0]).toBe(file.number);
      expect(new Set(seen).size).toBe(3);
    });

    it('filters by number, person and state, and keeps other departments out', async () => {
      const query = async (client: ApiClient, body: Json) =>
        ((await client.request('POST', '/api/fines/v1/fines/query', body)).body as { items: Json[] }).items;
      expect(await query(auditor, { decisionNumber: file.number })).toMatchObject([
        { id: file.decisionId, outstandingCents: 0 },
      ]);
      expect(await query(auditor, { personId: file.personId })).toHaveLength(1);
      expect(await query(auditor, { state: 'draft' })).toEqual([]);
      expect(await query(await bearer(app, 'agent.residence'), { decisionNumber: file.number })).toEqual([]);
    });

    it.each([
      [{ state: 'paid' }],
      [{ personId: 'x' }],
      [{ pageSize: 101 }],
      [{ cursor: 'AAAA' }],
      [{ name: 'EXEMPLE' }],
    ])('refuses %j', async (body) => {
      expect((await auditor.request('POST', '/api/fines/v1/fines/query', body)).status).toBe(400);
    });

    it('gives the work to do', async () => {
      const { body } = await (await bearer(app, 'agent.border')).request('GET', '/api/fines/v1/work');
      expect((body as { items: Json[] }).items).toEqual([]);
    });
  });
});
