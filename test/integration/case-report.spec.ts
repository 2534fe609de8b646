import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { DemonstrationSeed } from '../../src/demonstration/demonstration-seed';
import { CaseReportService } from '../../src/case-report/case-report.service';
import type { ExportCase, ExportList } from '../../src/case-report/case-report.commands';
import { columnsOf, EXPORTED_LISTS, type ExportedListId } from '../../src/case-report/exported-lists';
import { ListExportService } from '../../src/case-report/list-export.service';
import { REPORT_SECTIONS } from '../../src/case-report/report-sections.repository';
import type { UserActor } from '../support/actors';
import { LANGUAGES } from '../../src/ui/language';
import { Translations } from '../../src/ui/translator';
import { FineDesk } from '../support/fine-desk';
import { allNodes, readPdf } from '../support/pdf-reader';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { scriptTokens, signIn } from '../support/sign-in';

type Item = Readonly<Record<string, unknown>>;
type Report = Readonly<Record<string, readonly Item[]>> & { readonly asOf: string; readonly format: string };

const PURPOSE = 'Contrôle annuel, échantillon 7';

/** Tables of which a case has no rows, or which are told with the rows of another. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  decision_correction_item: 'with its correction',
  decision_correction_letter: 'with its correction',
  decision_correction_notification: 'with its correction',
  document: 'the documents, with their bytes',
  offence_draft: 'gone once the offence is recorded',
  person_distinct: 'says of two persons that they are two; nothing of the case',
  person_merge_item: 'which rows a merge moved, of all cases of a person',
};

describe('the report of a case', () => {
  let desk: FineDesk;
  let reports: CaseReportService;
  let auditor: UserActor;

  beforeAll(async () => {
    desk = await FineDesk.open();
    await new DemonstrationSeed(desk.app.app, desk.app.clock).fill();
    reports = desk.app.app.get(CaseReportService);
    auditor = await desk.actor('auditor');
  }, 120_000);
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  /** The case with the most of a kind of rows. */
  async function richest(sql: string): Promise<string> {
    const [row] = await desk.rows<{ id: string }>(
      `SELECT o.id FROM offence o JOIN decision d ON d.offence_id = o.id ORDER BY (${sql}) DESC, o.id LIMIT 1`,
      [],
    );
    return row!.id;
  }
  const paid = (): Promise<string> =>
    richest(`SELECT count(*) * 100 + (SELECT count(*) FROM document x WHERE x.decision_id = d.id) FROM allocation a
      JOIN ledger_posting g ON g.cause_id = a.id WHERE a.decision_id = d.id`);

  async function whole(fileId: string, changes: Partial<ExportCase> = {}): Promise<{ text: string; sha256: string }> {
    const made = await reports.export(auditor, fileId, { purpose: PURPOSE, format: 'json', ...changes });
    const bytes = await buffer(made.read());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(made.sha256Hex);
    expect(bytes.length).toBe(made.sizeBytes);
    return { text: bytes.toString('utf8'), sha256: made.sha256Hex };
  }
  const read = async (fileId: string, changes: Partial<ExportCase> = {}): Promise<Report> =>
    JSON.parse((await whole(fileId, changes)).text) as Report;

  it('holds the case down to the line of the bank, each document with bytes that its hash is of', async () => {
    const report = await read(await paid());
    expect(report.format).toBe('case-report');
    const [movement, booking] = [report['movements']![0]!, report['bookings']![0]!];
    expect(booking['movementId']).toBe(movement['id']);
    expect(movement['bankLine']).toMatchObject({
      iban: expect.any(String) as string,
      statementSequence: expect.any(Number) as number,
    });
    expect(movement['communication']).toEqual(expect.any(String));
    expect(movement).not.toHaveProperty('reason');
    expect(report['ledgerPostings']!.some(({ causeId }) => causeId === booking['id'])).toBe(true);
    expect(report['documents']!.length).toBeGreaterThan(0);
    for (const { contentBase64, sha256, sizeBytes } of report['documents']!) {
      const bytes = Buffer.from(contentBase64 as string, 'base64');
      expect([createHash('sha256').update(bytes).digest('hex'), bytes.length]).toEqual([sha256, sizeBytes]);
    }
    const events = report['events']!.map(({ type }) => type);
    expect(events).toEqual(expect.arrayContaining(['offence.recorded', 'decision.signed', 'payment.allocated']));
    const names = new Set(report['users']!.map(({ id }) => id));
    for (const { actorKind, actorId } of report['events']!) if (actorKind === 'user') expect(names).toContain(actorId);
  });

  it('gives the same text for the same facts, names in alphabetical order, nothing empty, nothing that only serves the search', async () => {
    const fileId = await paid();
    const [one, other] = [await read(fileId, { documents: 'listed' }), await read(fileId, { documents: 'listed' })];
    // What the first export added: its own event and its own access, and the name of whoever made it.
    const without = (report: Report): unknown => ({ ...report, asOf: '', events: [], accesses: [], users: [] });
    expect(JSON.stringify(without(other))).toBe(JSON.stringify(without(one)));
    expect(other['events']!.length).toBe(one['events']!.length + 1);
    expect(other['accesses']!.at(-1)).toMatchObject({ operation: 'case.export', reason: `export: ${PURPOSE}` });
    for (const section of REPORT_SECTIONS)
      for (const item of one[section.name]!) {
        expect(Object.keys(item)).toEqual(Object.keys(item).sort());
        expect(Object.values(item)).not.toContain(null);
      }
    expect(JSON.stringify(one)).not.toMatch(/"(searchKey|soundKeys|numberKey|contentBase64)"/);
  });

  it('has every table that says something of a case', async () => {
    const known = new Set(REPORT_SECTIONS.map(({ table }) => table));
    const tables = await desk.rows<{ name: string }>(
      `SELECT DISTINCT c.conrelid::regclass::text AS name FROM pg_constraint c WHERE c.contype = 'f' AND c.confrelid = ANY(
        ARRAY['offence', 'decision', 'person', 'movement', 'refund', 'deposit', 'appeal', 'appeal_decision', 'claim', 'document']::regclass[])`,
      [],
    );
    expect(tables.map(({ name }) => name).filter((name) => !known.has(name) && !(name in LEFT_OUT))).toEqual([]);
  });

  it('stays within its case: no other file, decision or booking is in it', async () => {
    const fileId = await paid();
    const { text } = await whole(fileId, { documents: 'listed' });
    const others = await desk.rows<{ id: string }>(
      `SELECT o.id FROM offence o WHERE o.id <> $1 UNION SELECT a.id FROM allocation a JOIN decision d ON d.id = a.decision_id WHERE d.offence_id <> $1`,
      [fileId],
    );
    expect(others.filter(({ id }) => text.includes(id))).toEqual([]);
  });

  it('can be made of every case of the demonstration, whatever its state', async () => {
    for (const { id } of await desk.rows<{ id: string }>('SELECT id FROM offence ORDER BY id', []))
      expect((await read(id, { documents: 'listed' }))['offences']).toHaveLength(1);
  });

  it('records each export with its purpose, persons, form and hash', async () => {
    const fileId = await paid();
    const { sha256 } = await whole(fileId);
    const [event] = await desk.rows<{ detail: Item; commitment: Buffer | null }>(
      `SELECT detail, commitment FROM event_log WHERE case_id = $1 AND type = 'case-report.exported' ORDER BY position DESC LIMIT 1`,
      [fileId],
    );
    expect(event).toMatchObject({ detail: { format: 'json', sha256, sizeBytes: expect.any(Number) as number } });
    expect(event!.commitment).not.toBeNull();
    expect(JSON.stringify(event!.detail)).not.toContain(PURPOSE);
    const [access] = await desk.rows<{ reason: string; person_ids: string[]; criteria: Item }>(
      `SELECT reason, person_ids, criteria FROM access_log WHERE operation = 'case.export' ORDER BY position DESC LIMIT 1`,
      [],
    );
    expect(access).toMatchObject({ reason: `export: ${PURPOSE}`, criteria: { format: 'json', sha256 } });
    expect(access!.person_ids.length).toBeGreaterThan(0);
  });

  it.each(['fr', 'nl', 'de', 'en'] as const)(
    'is a tagged PDF in %s, every page numbered, nothing painted outside marks',
    async (language) => {
      const made = await reports.export(auditor, await paid(), { purpose: PURPOSE, format: 'pdf', language });
      const bytes = await buffer(made.read());
      const pdf = await readPdf(bytes);
      expect(pdf).toMatchObject({ language: `${language}-BE`, unmarkedPainting: [], hasScript: false });
      expect(pdf.outline.length).toBeGreaterThan(9);
      const nodes = allNodes(pdf.structure);
      const roles = new Set(nodes.map(({ role }) => role));
      expect([...roles]).toEqual(expect.arrayContaining(['H1', 'H2', 'P', 'Table', 'TR', 'TH', 'TD']));
      // The words of the act bear its language where the report has another.
      expect(nodes.some(({ lang }) => lang === 'nl-BE')).toBe(true);
      const report = await read(await paid(), { documents: 'listed' });
      const [movement, document] = [report['movements']![0]!, report['documents']![0]!];
      expect(pdf.text).toContain(movement['communication']);
      expect(pdf.text.replaceAll(' ', '')).toContain(document['sha256']);
      expect(pdf.text).toContain(PURPOSE);
      // What letters are held to: PDF/A-3a and PDF/UA-1 by name, a document in its language, headings in steps and with text, pictures in words.
      for (const claim of ['<pdfaid:part>3<', '<pdfaid:conformance>A<', '<pdfuaid:part>1<']) expect(pdf.xmp).toContain(claim); // prettier-ignore
      expect(bytes.toString('latin1')).toMatch(/\/DisplayDocTitle true/);
      expect(nodes[0]).toMatchObject({ role: 'Document', lang: `${language}-BE` });
      const levels = nodes.flatMap(({ role }) => (/^H\d$/.test(role) ? [Number(role[1])] : []));
      expect(levels.filter((level, at) => level > (levels[at - 1] ?? 0) + 1)).toEqual([]);
      expect(nodes.filter(({ role, text }) => /^H\d$/.test(role) && text.trim() === '')).toEqual([]); // prettier-ignore
      expect(nodes.filter(({ role, alt }) => role === 'Figure' && (alt ?? '') === '')).toEqual([]);
      const printed = pdf.text.replaceAll(' ', '');
      for (const { sha256 } of report['documents']!) expect(printed).toContain(sha256);
      expect(pdf.pages.at(-1)).toContain(String(pdf.pageCount));
    },
  );

  it.each([
    ['fr', 'Paiement', 'Remboursement'],
    ['nl', 'Betaling', 'Terugbetaling'],
  ] as const)(
    'says in %s what was paid and what goes back among what followed the decision',
    async (language, payment, refund) => {
      const refunded = await richest('SELECT count(*) FROM refund r WHERE r.decision_id = d.id');
      const report = await read(refunded, { documents: 'listed' });
      const [item] = report['refunds']!;
      const made = await reports.export(auditor, refunded, { purpose: PURPOSE, format: 'pdf', language });
      const bytes = await buffer(made.read());
      const text = (await readPdf(bytes)).text.replace(/\s+/g, ' ');
      const { money } = desk.app.app.get(Translations).for(language);
      const amount = money(item!['amountCents'] as number).replace(/\s+/g, ' ');
      expect(text).toContain(`${payment} ${amount}`);
      expect(text).toMatch(new RegExp(`${refund} [^0-9]+ ${amount.replace('.', '\\.')} .+BE68 5390 0754 7034`));
    },
  );

  it.each(LANGUAGES)(
    'R4.7, R3.4: prints in %s the figures of appeal, judgment and deposit that the JSON has',
    async (language) => {
      const { t, money, date } = desk.app.app.get(Translations).for(language);
      const flat = (text: string): string => text.replace(/\s+/g, '');
      const expectAll = (text: string, values: readonly string[]): void => {
        for (const value of values) expect(flat(text)).toContain(flat(value));
      };
      const printed = async (fileId: string): Promise<string> => {
        const made = await reports.export(auditor, fileId, { purpose: PURPOSE, format: 'pdf', language });
        return (await readPdf(await buffer(made.read()))).text;
      };
      const reduced = await richest(`SELECT count(*) FROM judgment j WHERE j.decision_id = d.id AND j.reduced_to_cents > 0 AND j.final_on IS NOT NULL`); // prettier-ignore
      const { appeals, judgments } = await read(reduced, { documents: 'listed' });
      const [appeal, judgment] = [appeals![0]!, judgments![0]!];
      const told = (key: string, value: string): string => t('report.paper.labelled', { label: t(`appeals.${key}`), value }); // prettier-ignore
      expectAll(await printed(reduced), [
        (appeal['courtNames'] as Record<string, string>)[language]!,
        t(`appeals.appellant.${String(appeal['appellant'])}`),
        told('field.reducedToCents.label', money(judgment['reducedToCents'] as number)),
        told('field.stage.label', t(`appeals.stage.${String(judgment['stage'])}`)),
        told('field.isAdmissible.label', t('appeals.yes')),
        told('field.finalOn.label', date(judgment['finalOn'] as string)),
      ]);
      const held = await richest(`SELECT count(*) FROM deposit p WHERE p.decision_id = d.id AND p.held_cents IS NOT NULL`); // prettier-ignore
      const [deposit] = (await read(held, { documents: 'listed' }))['deposits']!;
      expectAll(await printed(held), [
        `${date(deposit!['heldOn'] as string)} · ${money(deposit!['heldCents'] as number)}`,
        deposit!['cdcReference'] as string,
        deposit!['payerFamilyName'] as string,
      ]);
    },
  );

  it('I1: says under a line of the bank what goes back of it, and prints its postings on accounts of nobody', async () => {
    const fileId = await richest(`SELECT count(*) FROM refund r WHERE r.decision_id = d.id AND r.movement_id IS NOT NULL AND r.allocation_id IS NULL`); // prettier-ignore
    const report = await read(fileId, { documents: 'listed' });
    const refund = report['refunds']!.find(({ allocationId }) => allocationId === undefined)!;
    const made = await reports.export(auditor, fileId, { purpose: PURPOSE, format: 'pdf', language: 'en' });
    const text = (await readPdf(await buffer(made.read()))).text.replace(/\s+/g, ' ');
    const { t, money } = desk.app.app.get(Translations).for('en');
    const line = text.slice(text.indexOf('Lines of the bank statements'), text.indexOf('Postings'));
    expect(line).toContain(`Refund: ${money(refund['amountCents'] as number)} · ${t(`refunds.ground.${String(refund['ground'])}`)}`); // prettier-ignore
    expect(report['ledgerPostings']!.length).toBeGreaterThan(0);
    for (const { position, reason } of report['ledgerPostings']!) {
      expect(text).toContain(t('report.paper.posting', { position: String(position) }));
      expect(text).toContain(t(`file.posting.${String(reason)}`));
    }
  });

  it('is a PDF of every case of the demonstration, whatever its state', async () => {
    for (const { id } of await desk.rows<{ id: string }>('SELECT id FROM offence ORDER BY id', [])) {
      const made = await reports.export(auditor, id, {
        purpose: 'Signe \u2603 𓀀\nligne',
        format: 'pdf',
        language: 'en',
      });
      expect((await buffer(made.read())).subarray(0, 5).toString()).toBe('%PDF-');
    }
  }, 60_000);

  describe('and lists as CSV', () => {
    async function csv(list: ExportedListId, changes: Partial<ExportList> = {}): Promise<string[][]> {
      const made = await desk.app.app
        .get(ListExportService)
        .export(auditor, { purpose: PURPOSE, list, ...changes }, 'nl');
      const bytes = await buffer(made.read());
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(made.sha256Hex);
      expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
      return parse(bytes, { bom: true, record_delimiter: '\r\n' });
    }

    it.each(EXPORTED_LISTS)('%s has headings in the language of the reader and a line a row', async (list) => {
      const [head, ...lines] = await csv(list);
      expect(head).toHaveLength(columnsOf(list).length);
      for (const line of lines) expect(line).toHaveLength(head!.length);
      const [access] = await desk.rows<{ hits: number; reason: string; criteria: Item }>(
        `SELECT hits, reason, criteria FROM access_log WHERE operation = 'list.export' ORDER BY position DESC LIMIT 1`,
        [],
      );
      expect(access).toMatchObject({
        hits: lines.length,
        reason: `export: ${PURPOSE}`,
        criteria: { format: 'csv', list },
      });
    });

    it('gives all fines, in cents and ISO days, none of which is a formula; and is narrowed by state and day', async () => {
      const [head, ...lines] = await csv('fines');
      expect(head!.slice(0, 3)).toEqual(['Beslissing', 'Toestand', 'Persoon']);
      const [all] = await desk.rows<{ n: number }>('SELECT count(*)::int AS n FROM decision', []);
      expect(lines).toHaveLength(all!.n);
      expect(lines.some((line) => line.includes('20000'))).toBe(true);
      expect(lines.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
      const notified = await csv('fines', { state: 'notified' });
      expect(new Set(notified.slice(1).map(([, state]) => state))).toEqual(new Set(['notified']));
      expect(await csv('fines', { until: '2016-01-01' })).toHaveLength(1);
    });

    it('D32: gives who does not span departments the own one alone, and refuses days out of order', async () => {
      const lists = desk.app.app.get(ListExportService);
      const command = { purpose: PURPOSE, list: 'fines' } as const;
      const own = await lists.export({ ...auditor, spansDepartments: false }, command, 'fr');
      const [, ...lines]: string[][] = parse(await buffer(own.read()), { bom: true, record_delimiter: '\r\n' });
      const [count] = await desk.rows<{ n: number }>(
        'SELECT count(*)::int AS n FROM decision d JOIN offence o ON o.id = d.offence_id WHERE o.department_id = $1',
        [auditor.departmentId],
      );
      expect(lines).toHaveLength(count!.n);
      const wrong = lists.export(auditor, { ...command, from: '2026-02-01', until: '2026-01-01' }, 'fr');
      expect(await refusalsOf(wrong)).toEqual(['until: list-days-order']);
    });
  });

  it('D32: gives the persons whom a search by names finds, and refuses names for another list', async () => {
    const exported = async (list: ExportedListId, names: string): Promise<string> => {
      const command = { purpose: PURPOSE, list, names };
      const made = await desk.app.app.get(ListExportService).export(auditor, command, 'en');
      return (await buffer(made.read())).toString('utf8');
    };
    const [person] = await desk.rows<{ name: string }>(`SELECT family_name AS name FROM person WHERE office_file_number = 'DEMO-002'`, []); // prettier-ignore
    const found = await exported('persons', person!.name);
    expect(found).toContain(person!.name);
    const [everybody] = await desk.rows<{ count: number }>('SELECT count(*)::int AS count FROM person', []);
    expect(found.trim().split('\r\n').length - 1).toBeLessThan(everybody!.count);
    expect(await refusalsOf(exported('fines', 'x'))).toEqual(['names: list-names-persons']);
  });

  it('D32: is refused to somebody of another department, and nothing is recorded', async () => {
    const fileId = await paid();
    const [department] = await desk.rows<{ id: string }>(
      'SELECT id FROM department WHERE id <> (SELECT department_id FROM offence WHERE id = $1) LIMIT 1',
      [fileId],
    );
    const stranger = { ...auditor, departmentId: department!.id as UserActor['departmentId'], spansDepartments: false };
    const count = 'SELECT count(*)::int AS n FROM access_log';
    const before = await desk.rows(count, []);
    const command: ExportCase = { purpose: PURPOSE, format: 'json' };
    expect(await refusalsOf(reports.export(stranger, fileId, command))).toEqual([': other-department']);
    expect(await desk.rows(count, [])).toEqual(before);
  });

  it('on its pages: asks for the purpose by name, then gives the file and the list', async () => {
    const browser = await signIn(desk.app, 'auditor');
    const here = `/files/${await paid()}`;
    expect((await browser.get(here)).$(`a[href="${here}/report"]`)).toHaveLength(1);
    expect((await browser.get(`${here}/report`)).status).toBe(200);
    const refused = await browser.submit(`${here}/report`, { format: 'json', purpose: '' });
    expect([refused.status, refused.$('.govuk-error-summary a').attr('href')]).toEqual([400, '#purpose']);
    const made = await browser.submit(`${here}/report`, { format: 'json', documents: 'listed', purpose: PURPOSE });
    expect([made.status, (JSON.parse(made.text) as Report).format]).toEqual([200, 'case-report']);
    expect((await browser.get('/exports')).status).toBe(200);
    expect((await browser.submit('/exports', { list: 'fines', purpose: '' })).status).toBe(400);
    expect((await browser.submit('/exports', { list: 'fines', purpose: PURPOSE })).text).toContain('20000');
  });

  it('over the API: refuses a missing purpose by name and whoever is no auditor; answers the file with its hash', async () => {
    const fileId = await paid();
    const path = `/api/fines/v1/files/${fileId}/report/query`;
    const call = async (who: 'auditor' | 'agent.border', payload: object) => {
      const { access } = await scriptTokens(desk.app, who);
      const headers = { authorization: `Bearer ${access}` };
      return desk.app.app.getHttpAdapter().getInstance().inject({ method: 'POST', url: path, headers, payload });
    };
    const refused = await call('auditor', { format: 'json' });
    expect(refused.statusCode).toBe(400);
    expect(refused.json()).toMatchObject({ issues: [{ name: 'purpose' }] });
    expect((await call('agent.border', { purpose: PURPOSE, format: 'json' })).statusCode).toBe(403);
    const made = await call('auditor', { purpose: PURPOSE, format: 'json', documents: 'listed' });
    expect([made.statusCode, made.headers['content-type']]).toEqual([200, 'application/json']);
    expect(made.headers.etag).toBe(`"${createHash('sha256').update(made.rawPayload).digest('hex')}"`);
  });
});
