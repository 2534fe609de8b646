import { actorOf } from '../../src/access/actor';
import type { DemonstrationSubject } from '../../src/access/demonstration-users';
import { UsersRepository } from '../../src/access/users.repository';
import { EntryDrafts } from '../../src/entry/entry-drafts.service';
import { newId, type PersonId } from '../../src/kernel/ids';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { systemActor } from '../../src/platform/jobs/jobs';
import type { UserActor } from '../support/actors';
import { startTestApp, type TestApp } from '../support/app';
import { FileBuilder } from '../support/file-builder';
import type { BuiltFile } from '../support/file-money-builder';
import { bearer, signIn } from '../support/sign-in';

jest.setTimeout(120_000);

const HEADER = 'FinesOffice-Access-Reason';

/** D32: whichever way leads to the content of a case, a colleague says why first, and the record says the truth. */
describe('D32: the reason for a colleague’s case, by every way to its content', () => {
  let app: TestApp;
  let builder: FileBuilder;
  let agent: UserActor;
  let signatory: UserActor;
  let signed: BuiltFile;
  let submitted: BuiltFile;
  let documentId: string;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.moveTo(new Date('2026-11-22T09:00:00Z'));
    await ensureReferenceData(app.transactions, app.config);
    builder = new FileBuilder(app.dataSource);
    [agent, signatory] = [await actor('agent.border'), await actor('signatory.border')];
    signed = await builder.file({
      agent,
      familyName: 'EXEMPLE SIGNÉ',
      signed: { by: signatory, on: '2026-11-02', counter: 1 },
    });
    submitted = await builder.file({ agent, familyName: 'EXEMPLE SOUMIS', submittedOn: '2026-11-02' });
    const [row] = await app.dataSource.query<{ id: string }[]>('SELECT id FROM document WHERE decision_id = $1', [
      signed.decisionId,
    ]);
    documentId = row?.id ?? '';
  });
  afterAll(() => app.close());

  async function actor(subject: DemonstrationSubject): Promise<UserActor> {
    const user = await app.transactions.view(systemActor('test'), (tx) => new UsersRepository().bySubject(tx, subject));
    if (!user) throw new Error(`no user ${subject}`);
    return actorOf(user, { remoteAddress: '192.0.2.1', traceId: newId() });
  }

  async function accesses(): Promise<{ operation: string; reason: string }[]> {
    return app.dataSource.query('SELECT operation, reason FROM access_log ORDER BY position');
  }

  const pages = (): [operation: string, path: string][] => [
    ['decision.read', `/decisions/${signed.decisionId}`],
    ['document.read', `/documents/${documentId}`],
    ['notification.prepare', `/decisions/${signed.decisionId}/notification`],
  ];
  const resources = (): [operation: string, path: string][] => [
    ['decision.read', `/api/fines/v1/decisions/${signed.decisionId}`],
    ['document.list', `/api/fines/v1/decisions/${signed.decisionId}/documents`],
    ['document.read', `/api/fines/v1/documents/${documentId}/content`],
    ['offence.read', `/api/fines/v1/offences/${signed.offenceId}`],
    ['fine.read', `/api/fines/v1/fines/${signed.decisionId}`],
  ];

  it('asks on every page, once a day, and leads back to the page that was asked for', async () => {
    for (const [operation, path] of pages()) {
      const browser = await signIn(app, 'deputy.border');
      const before = (await accesses()).length;
      const asked = await browser.request(path);
      const question = `/files/${signed.offenceId}/reason?to=${encodeURIComponent(path)}`;
      expect([path, asked.status, asked.headers.get('location')]).toEqual([path, 303, question]);
      expect(await accesses()).toHaveLength(before);
      const { $ } = await browser.get(question);
      const to = $('input[name=to]').attr('value') ?? '';
      const csrf = $('input[name=_csrf]').attr('value') ?? '';
      const answered = await browser.request(`/files/${signed.offenceId}/reason`, {
        method: 'POST',
        body: new URLSearchParams({ _csrf: csrf, to, reason: 'replacement', motive: '' }),
      });
      expect([answered.status, answered.headers.get('location')]).toEqual([303, path]);
      expect((await browser.request(path)).status).toBe(200);
      const since = (await accesses()).slice(before);
      expect(since.map((access) => access.operation)).toContain(operation);
      expect(new Set(since.map((access) => access.reason))).toEqual(new Set(['colleague-case: replacement']));
    }
  });

  it('leads to no other site after the question', async () => {
    const browser = await signIn(app, 'deputy.border');
    const question = `/files/${signed.offenceId}/reason?to=${encodeURIComponent('//example.org/')}`;
    expect((await browser.get(question)).$('input[name=to]').attr('value')).toBe('/');
  });

  it('asks for the letter as it would be', async () => {
    const browser = await signIn(app, 'deputy.border');
    const draft = await builder.file({ agent, familyName: 'EXEMPLE BROUILLON' });
    const asked = await browser.request(`/decisions/${draft.decisionId}/preview.pdf`);
    expect([asked.status, asked.headers.get('location')]).toEqual([
      303,
      `/files/${draft.offenceId}/reason?to=${encodeURIComponent(`/decisions/${draft.decisionId}/preview.pdf`)}`,
    ]);
  });

  it('asks for an entry that a colleague has begun', async () => {
    const { draftId } = await app.app.get(EntryDrafts).begin(agent, signed.personId as PersonId, {});
    const browser = await signIn(app, 'deputy.border');
    for (const path of [`/entry/${draftId}`, `/entry/${draftId}/facts`, `/entry/${draftId}/check`]) {
      const asked = await browser.request(path);
      expect([asked.status, asked.headers.get('location')]).toEqual([
        303,
        `/files/${draftId}/reason?to=${encodeURIComponent(path)}`,
      ]);
    }
    const opened = await browser.submit(`/files/${draftId}/reason?to=%2Fentry%2F${draftId}`, {
      reason: 'replacement',
      motive: '',
    }); // prettier-ignore
    expect(opened.status).toBe(200);
    expect((await accesses()).at(-1)).toEqual({ operation: 'entry.read', reason: 'colleague-case: replacement' });
  });

  it('asks the API’s clients in a header, on every resource', async () => {
    const deputy = await bearer(app, 'deputy.border');
    for (const [operation, path] of resources()) {
      const before = (await accesses()).length;
      const asked = await deputy.request('GET', path);
      expect([path, asked.status]).toEqual([path, 400]);
      expect(asked.body).toMatchObject({ issues: [{ name: HEADER }] });
      expect(await accesses()).toHaveLength(before);
      expect((await deputy.request('GET', path, undefined, { [HEADER]: 'check: inspection' })).status).toBe(200);
      expect((await accesses()).at(-1)).toEqual({ operation, reason: 'colleague-case: check – inspection' });
    }
  });

  it.each([
    ['agent.border', 'own-case'],
    ['signatory.border', 'own-case'],
    ['auditor', 'supervision'],
  ] as const)('records for %s: %s', async (subject, reason) => {
    const client = await bearer(app, subject);
    for (const [operation, path] of resources()) {
      const answer = await client.request('GET', path);
      if (answer.status === 403) continue; // D32 leaves letters to those who may read documents
      expect([path, answer.status]).toEqual([path, 200]);
      expect((await accesses()).at(-1)).toEqual({ operation, reason });
    }
  });

  it('opens what waits for a signature to a signatory, and closes it to another department', async () => {
    const path = `/api/fines/v1/decisions/${submitted.decisionId}`;
    expect((await (await bearer(app, 'signatory.border')).request('GET', path)).status).toBe(200);
    expect((await accesses()).at(-1)).toEqual({ operation: 'decision.read', reason: 'to-sign' });
    const stranger = await bearer(app, 'agent.residence');
    expect((await stranger.request('GET', path, undefined, { [HEADER]: 'check' })).status).toBe(403);
  });
});
