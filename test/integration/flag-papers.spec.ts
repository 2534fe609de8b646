import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { CaseReportService } from '../../src/case-report/case-report.service';
import { PersonFlagsService } from '../../src/liability/person-flags.service';
import type { OffenceId } from '../../src/kernel/ids';
import { API, ContractClient, freshKey } from '../support/contract-client';
import { FineDesk, TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { bearer, signIn, type TestBrowser } from '../support/sign-in';

const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(2000), Buffer.from([0xff, 0xd9])]);
const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n');

/** A flag rests on a paper: certificate of death, judgment of insolvency, appointment of a guardian (D34). */
describe('the papers of what holds recovery', () => {
  let desk: FineDesk;
  let browser: TestBrowser;
  let flags: PersonFlagsService;

  beforeAll(async () => {
    desk = await FineDesk.open();
    desk.app.clock.release();
    browser = await signIn(desk.app, 'agent.border');
    flags = desk.app.app.get(PersonFlagsService);
    desk.goTo(TODAY);
  }, 60_000);
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const death = { kind: 'death', since: '2026-11-01', evidence: 'Acte de décès.' } as const;
  const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

  it('D34: is attached with the flag, shown with it, and each opening is noted, whatever the department', async () => {
    const person = await desk.person();
    const path = `/persons/${person}/flags`;
    const form = { kind: 'death', since: '01/11/2026', evidence: 'Acte de décès.', fileTitle: 'Acte de décès scanné' };
    const recorded = await browser.upload(path, path, { name: 'acte.jpg', bytes: JPEG }, form);
    const link = recorded.$('main a[href^="/documents/"]');
    expect(link.text()).toBe('Acte de décès scanné');
    const other = await signIn(desk.app, 'agent.residence');
    const opened = await other.request(link.attr('href')!);
    expect([opened.status, opened.headers.get('Content-Type')]).toEqual([200, 'image/jpeg']);
    expect(Buffer.from(await opened.arrayBuffer()).equals(JPEG)).toBe(true);
    const looks = await desk.rows(
      `SELECT reason FROM access_log WHERE operation = 'document.read' AND $1 = ANY (person_ids)`,
      [person],
    );
    expect(looks).toEqual([{ reason: 'identity' }]);
    const events = await desk.rows(
      `SELECT detail->>'sha256' AS sha256 FROM event_log WHERE type = 'evidence.attached' AND person_id = $1`,
      [person],
    );
    expect(events).toEqual([{ sha256: sha256(JPEG) }]);
  });

  it('D34: a flag that is refused keeps no file, and a flag may do without one', async () => {
    const person = await desk.person();
    const path = `/persons/${person}/flags`;
    const form = { kind: 'death', since: '01/11/2030', evidence: 'x' };
    const refused = await browser.upload(path, path, { name: 'acte.jpg', bytes: JPEG }, form);
    expect(refused.$('#since-error').text()).toContain('ne peut être postérieur');
    const text = { ...form, since: '01/11/2026' };
    const unread = await browser.upload(path, path, { name: 'acte.txt', bytes: Buffer.from('text') }, text);
    expect(unread.$('#file-error').text()).not.toBe('');
    expect(await desk.rows('SELECT 1 FROM person_flag WHERE person_id = $1', [person])).toEqual([]);
    await flags.record(await desk.actor('agent.border'), person, death);
    expect((await browser.get(path)).$('main a[href^="/documents/"]')).toHaveLength(0);
  });

  it('D34: comes later too, also once the flag is lifted; the same file twice is refused, of two at once as well', async () => {
    const [person, stranger] = [await desk.person(), await desk.person()];
    const agent = await desk.actor('agent.border');
    const { flagId } = await flags.record(agent, person, death);
    const path = `/persons/${person}/flags`;
    const none = await browser.submit(`${path}/${flagId}/files`, {});
    expect(none.$('#file-error').text()).not.toBe('');
    const file = { name: 'acte.pdf', bytes: PDF };
    const added = await browser.upload(`${path}/${flagId}/files`, `${path}/${flagId}/files`, file);
    expect(added.$('main a[href^="/documents/"]').text()).toBe('acte.pdf');
    await flags.lift(agent, person, flagId, { reason: 'Erreur sur la personne.' });
    const add = (bytes: Buffer, of = person): Promise<unknown> =>
      flags.addPaper(agent, of, flagId, { file: { name: 'a.jpg', mediaType: '', bytes }, title: '' });
    const both = await Promise.all([refusalsOf(add(JPEG)), refusalsOf(add(JPEG))]);
    expect(both.flat()).toEqual(['file: evidence-already-attached']);
    expect(await refusalsOf(add(PDF))).toEqual(['file: evidence-already-attached']);
    expect(await refusalsOf(add(Buffer.from('%PDF-other'), stranger))).toEqual([': not-found']);
  });

  it('D34: over the API, held to the contract, and in the report of each case of the person with its hash', async () => {
    const { decisionId } = await desk.signed();
    const [row] = await desk.rows<{ id: OffenceId; personId: string }>(
      'SELECT o.id, o.person_id AS "personId" FROM offence o JOIN decision d ON d.offence_id = o.id WHERE d.id = $1',
      [decisionId],
    );
    const client = new ContractClient(desk.app, await bearer(desk.app, 'agent.border'));
    const path = `/persons/${row!.personId}/flags`;
    const recorded = await client.post(path, death);
    const flag = `${path}/${String(recorded.body['id'])}`;
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(PDF)]), 'acte.pdf');
    const headers = { Authorization: `Bearer ${client.client.token}`, 'Idempotency-Key': freshKey() };
    const sent = await fetch(`${desk.app.url}${API}${flag}/files`, { method: 'POST', headers, body: form });
    const kept = (await sent.json()) as { readonly href: string; readonly sha256: string };
    expect([sent.status, sent.headers.get('Location'), kept.sha256]).toEqual([201, kept.href, sha256(PDF)]);
    expect((await client.get(flag)).body).toMatchObject({ files: [{ href: kept.href, sha256: sha256(PDF) }] });
    const auditor = await desk.actor('auditor');
    const order = { purpose: 'Contrôle interne 2026-11', format: 'json' } as const;
    const made = await desk.app.app.get(CaseReportService).export(auditor, row!.id, order);
    const report = JSON.parse((await buffer(made.read())).toString('utf8')) as Record<
      string,
      readonly Record<string, unknown>[]
    >;
    expect(report['evidenceFiles']).toEqual([expect.objectContaining({ sha256: sha256(PDF), title: 'acte.pdf' })]);
    expect(report['documents']!.map((each) => each['sha256'])).toContain(sha256(PDF));
  });

  it('a paper of a flag stands with nothing else, whatever program writes', async () => {
    const person = await desk.person();
    const { flagId } = await flags.record(await desk.actor('agent.border'), person, death);
    const forged = desk.rows(
      `INSERT INTO document (id, department_id, person_flag_id, kind, language, template_version, media_type, sha256, bytes, created_at)
       SELECT gen_random_uuid(), department_id, id, 'judgment', 'fr', '', 'application/pdf', sha256('x'::bytea), 'x'::bytea, now() FROM person_flag WHERE id = $1`,
      [flagId],
    );
    await expect(forged).rejects.toMatchObject({ constraint: 'ck_document_subject' });
  });
});
