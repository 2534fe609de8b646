import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { openCorpus } from '../../src/evaluation/corpus-folder';
import { MatchingEvaluation } from '../../src/evaluation/matching-evaluation.service';
import { openScratchOffice } from '../../src/evaluation/scratch-office';
import { startTestApp, type TestApp } from '../support/app';
import { writtenCorpus } from '../support/corpus-writer';
import { signIn } from '../support/sign-in';
import { asNdjson, fineLine } from '../support/takeover-desk';
import { booksHoldAfterEach, booksOf } from '../support/proven-books';

jest.setTimeout(120_000);

describe('the pages of the take-over', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
    await ensureReferenceData(app.transactions, app.config);
  });
  booksHoldAfterEach(() => booksOf(app));
  afterAll(() => app.close());

  const text = (content: string): Uint8Array => new TextEncoder().encode(content);

  it('show what is wrong by line, take a sound file, and let a second person load it', async () => {
    const cashier = await signIn(app, 'cashier');
    const send = (content: string): ReturnType<typeof cashier.upload> =>
      cashier.upload('/take-over', '/take-over', { name: 'open.ndjson', bytes: text(content) }, { kind: 'fines' });
    const wrong = await send(asNdjson([fineLine(1, { state: 'gone', department: 'XYZ' })]));
    expect(wrong.$('.govuk-error-summary li')).toHaveLength(2);
    const checked = await send(asNdjson([fineLine(1), fineLine(2, { state: 'paid', outstandingCents: 0 })]));
    const path = new URL(checked.url).pathname;
    expect(checked.$('form[action$="/load"]')).toHaveLength(0);
    const second = await signIn(app, 'treasurer');
    const loaded = await second.submit(path, { version: '1' }, `${path}/load`);
    expect(loaded.$('.govuk-notification-banner--success')).toHaveLength(1);
    const [file] = await app.dataSource.query<{ id: string }[]>(
      `SELECT o.id FROM offence o JOIN decision d ON d.offence_id = o.id WHERE d.opening_cents > 0`,
    );
    const shown = await cashier.get(`/files/${file!.id}`);
    expect(shown.status).toBe(200);
    expect(shown.$('main').text()).toContain('BIF-2025-000001');
    expect(shown.$('#offence-heading').text().length).toBeGreaterThan(0);
  });
});

describe('the evaluation of the matching', () => {
  it('plays a corpus of ours through the product, without one wrong booking, and tells what it made of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
    const app = await startTestApp();
    try {
      for (const [name, bytes] of writtenCorpus(3, 120)) writeFileSync(join(folder, name), bytes);
      const corpus = openCorpus(folder);
      const office = { app: app.app, dataSource: app.dataSource, clock: app.clock, close: () => app.close() };
      const scratch = await openScratchOffice(office, app.config, corpus.finesPath);
      const score = await new MatchingEvaluation(scratch, () => undefined).run(corpus);
      expect(score).toMatchObject({ movements: corpus.truth.length, wrongBookings: 0, wrong: [] });
      expect(score.byExpected['auto']?.right).toBeGreaterThan(0);
      expect(score.missed.every(({ statement, expected }) => statement !== '' && expected !== '')).toBe(true);
    } finally {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('refuses a folder that lacks a file, and says which', () => {
    const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
    expect(() => openCorpus(folder)).toThrow(/fines\.ndjson is not there/);
    expect(() => openCorpus(join(folder, 'nowhere'))).toThrow(/no folder/);
    rmSync(folder, { recursive: true });
  });
});
