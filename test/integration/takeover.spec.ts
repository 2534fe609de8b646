import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { ensureScratchDepartments } from '../../src/access/scratch-departments';
import { LedgerRepository } from '../../src/ledger/ledger.repository';
import { LedgerService } from '../../src/ledger/ledger.service';
import { openTestGround, type TestGround } from '../support/actors';
import { refusalsOf } from '../support/refusals';
import { asNdjson, fineLine, TakeoverDesk } from '../support/takeover-desk';
import { booksHoldAfterEach, booksOn } from '../support/proven-books';

describe('the take-over', () => {
  let ground: TestGround;
  let desk: TakeoverDesk;

  beforeEach(async () => {
    ground = await openTestGround();
    ground.clock.stopAt(new Date('2026-09-30T09:00:00Z'));
    desk = await TakeoverDesk.open(ground);
  });
  booksHoldAfterEach(() => booksOn(ground));
  afterEach(() => ground.close());

  const rows = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    ground.dataSource.query(sql, parameters);
  const count = async (table: string): Promise<number> =>
    (await rows<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`))[0]!.count;

  /** A line as CSV has it: the debtor's fields are columns of their own. */
  const flat = ({ debtor, ...line }: Readonly<Record<string, unknown>>): Record<string, unknown> => {
    const named = Object.entries(debtor as Record<string, string>).map(([name, value]) => [`debtor.${name}`, value]);
    return { ...(Object.fromEntries(named) as Record<string, string>), ...line };
  };
  const csv = (...lines: Record<string, unknown>[]): string => stringify(lines, { header: true, delimiter: ';' });

  describe('of fines', () => {
    it('keeps number and communication as they are, with an opening entry and no revenue (D28)', async () => {
      await desk.load(
        asNdjson([
          fineLine(1),
          fineLine(2, { outstandingCents: 5000 }),
          fineLine(3, { state: 'paid', outstandingCents: 0 }),
          fineLine(4, { state: 'withdrawn', outstandingCents: 0 }),
        ]),
      );
      const fines = await rows(
        `SELECT d.number, d.state, d.signed_by, d.opening_cents::int AS opening, o.hearing_kind AS hearing, r.balance_cents::int AS owed
         FROM decision d JOIN offence o ON o.id = d.offence_id JOIN ledger_account r ON r.decision_id = d.id AND r.kind = 'receivable' ORDER BY d.number`,
      );
      const taken = { signed_by: null, hearing: 'not-on-file' };
      expect(fines).toEqual([
        { ...taken, number: 'BIF-2025-000001', state: 'notified', opening: 20_000, owed: 20_000 },
        { ...taken, number: 'BIF-2025-000002', state: 'notified', opening: 5000, owed: 5000 },
        { ...taken, number: 'BIF-2025-000003', state: 'notified', opening: 0, owed: 0 },
        { ...taken, number: 'BIF-2025-000004', state: 'withdrawn', opening: 0, owed: 0 },
      ]);
      const sums = await rows(
        `SELECT a.kind, sum(CASE WHEN p.to_account_id = a.id THEN p.amount_cents ELSE -p.amount_cents END)::int AS cents
         FROM ledger_account a JOIN ledger_posting p ON a.id IN (p.from_account_id, p.to_account_id) GROUP BY a.kind ORDER BY a.kind`,
      );
      expect(sums).toEqual([
        { kind: 'claims-raised', cents: -25_000 },
        { kind: 'opening-balances', cents: 0 },
        { kind: 'receivable', cents: 25_000 },
      ]);
    });

    it('reads the same fines from CSV', async () => {
      const { debtor, ...line } = fineLine(1);
      const person = debtor as Record<string, string>;
      const flat = {
        ...line,
        'debtor.surname': person['surname'],
        'debtor.firstNames': 'Alix',
        'debtor.birthDate': '1987',
      };
      await desk.load(`\ufeff${stringify([flat], { header: true, delimiter: ';', record_delimiter: '\r\n' })}`);
      expect(await rows('SELECT birth_year, birth_month FROM person')).toEqual([
        { birth_year: 1987, birth_month: null },
      ]);
    });

    it('is loaded by a second person only', async () => {
      const file = await desk.checked(asNdjson([fineLine(1)]));
      const own = desk.takeover.load(ground.actor('cashier'), file.id, file.version);
      expect(await refusalsOf(own)).toEqual([': take-over-own-check']);
      expect(await count('decision')).toBe(0);
    });

    it('changes nothing a second time, and adds only what is new in a longer file', async () => {
      const first = await desk.load(asNdjson([fineLine(1)]));
      expect(await desk.check(asNdjson([fineLine(1)]))).toMatchObject({
        outcome: 'known',
        file: { id: first.id, state: 'loaded' },
      });
      const longer = await desk.load(asNdjson([fineLine(1), fineLine(2)]));
      expect(longer).toMatchObject({ recordCount: 2, alreadyCount: 1 });
      expect(await count('decision')).toBe(2);
    });

    it('knows the same record again when it comes once as JSON lines and once as CSV', async () => {
      await desk.load(asNdjson([fineLine(1), fineLine(2)]));
      const again = csv({ ...flat(fineLine(2)), language: '' }, flat(fineLine(1)), flat(fineLine(3)));
      expect(await desk.load(again)).toMatchObject({ recordCount: 3, alreadyCount: 2 });
      expect(await desk.load(asNdjson([fineLine(3), fineLine(4)]))).toMatchObject({ alreadyCount: 1 });
      expect(await count('decision')).toBe(4);
      expect(await desk.findings(csv({ ...flat(fineLine(1)), outstandingCents: 19_999 }))).toEqual([
        '2 id take-over-conflict',
      ]);
    });

    it('knows a record again that was once kept as CSV, by its amounts as texts', async () => {
      await desk.load(asNdjson([fineLine(1)]));
      const asTexts = Object.entries(flat(fineLine(1))).map(([column, value]) => [column, String(value)]);
      const sha256 = createHash('sha256').update(JSON.stringify(asTexts.sort())).digest('hex');
      await rows(`UPDATE takeover_record SET sha256 = decode('${sha256}', 'hex')`);
      expect(await desk.load(csv(flat(fineLine(1)), flat(fineLine(2))))).toMatchObject({ alreadyCount: 1 });
      expect(await desk.load(asNdjson([fineLine(1), fineLine(3)]))).toMatchObject({ alreadyCount: 1 });
      expect(await count('decision')).toBe(3);
    });

    it('refuses the same id with other content as a conflict', async () => {
      await desk.load(asNdjson([fineLine(1)]));
      expect(await desk.findings(asNdjson([fineLine(1, { outstandingCents: 10_000 })]))).toEqual([
        '1 id take-over-conflict',
      ]);
      expect(await desk.findings(asNdjson([fineLine(1, { id: 'other' })]))).toEqual([
        '1 decisionNumber take-over-taken',
        '1 structuredCommunication take-over-taken',
      ]);
    });

    it('makes one file of the same bytes sent twice at once, and one load of two (R7)', async () => {
      const text = asNdjson(Array.from({ length: 50 }, (_, at) => fineLine(at + 1)));
      const checks = await Promise.all([desk.check(text), desk.check(text)]);
      expect(checks.map(({ outcome }) => outcome).sort()).toEqual(['checked', 'known']);
      const [file] = await desk.takeover.list(ground.actor('cashier'));
      const loads = await Promise.allSettled(
        ['administrator', 'treasurer'].map((who) =>
          desk.takeover.load(ground.actor(who as 'administrator'), file!.id, file!.version),
        ),
      );
      expect(loads.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await count('decision')).toBe(50);
    });

    it('leaves nothing when it fails half-way', async () => {
      class FailingLedger extends LedgerService {
        override openTakenOver(): Promise<void> {
          return Promise.reject(new Error('the machine failed'));
        }
      }
      const failing = await TakeoverDesk.open(ground, new FailingLedger(new LedgerRepository()));
      await expect(failing.load(asNdjson([fineLine(1)]))).rejects.toThrow('the machine failed');
      expect([await count('decision'), await count('person')]).toEqual([0, 0]);
    });

    it('can be put aside and checked again', async () => {
      const file = await desk.checked(asNdjson([fineLine(1)]));
      await desk.takeover.discard(ground.actor('cashier'), file.id, file.version);
      await desk.load(asNdjson([fineLine(1)]));
      expect(await count('decision')).toBe(1);
    });
  });

  describe('of persons', () => {
    const same = { surname: 'Voorbeeld', firstNames: 'Noor', birthDate: '1990-05-17' };

    it('takes exact names, day of birth and nationality for one person, in the file and on record', async () => {
      await desk.load(asNdjson([fineLine(1, { debtor: same }), fineLine(2, { debtor: same })]));
      const later = await desk.load(asNdjson([fineLine(3, { debtor: same })]));
      expect(later).toMatchObject({ foundPersonCount: 1, newPersonCount: 0 });
      expect(await count('person')).toBe(1);
    });

    it('never takes two births on a first of January, or known by the year alone, for one person (trap 25)', async () => {
      const births = ['1990-01-01', '1990', '1990-05'];
      const lines = births.flatMap((birthDate, at) => [
        fineLine(2 * at + 1, { debtor: { ...same, birthDate } }),
        fineLine(2 * at + 2, { debtor: { ...same, birthDate } }),
      ]);
      await desk.load(asNdjson(lines));
      expect(await count('person')).toBe(6);
    });
  });

  describe('of those who must pay beside the debtor', () => {
    const carrier = { name: 'Transport Exemple', enterpriseNumber: '0403.019.261', basis: 'No check of documents.' };
    const minor = { surname: 'Voorbeeld', firstNames: 'Noor', birthDate: '2012-05-05' };
    const mother = { surname: 'Voorbeeld', firstNames: 'Mara', birthDate: '1980-02-03', capacity: 'legal-representative', basis: 'Mother.' }; // prettier-ignore
    const mandatary = { surname: 'Exemple', firstNames: 'Bram', birthDate: '1975-06-07', addressLine: 'Voorbeeldstraat 1', kind: 'lawyer', reference: 'M/1', givenOn: '2026-01-15', isAddressee: 'yes', represents: 'carrier' }; // prettier-ignore
    const parties = (): Promise<unknown[]> =>
      rows(
        `SELECT d.number, l.capacity, p.family_name AS name, p.given_names AS given FROM liable_party l JOIN person p ON p.id = l.person_id JOIN decision d ON d.offence_id = l.offence_id
         ORDER BY d.number, l.capacity DESC, p.given_names`,
      );

    it('puts carrier, representatives and mandate on file before the decision stands (R1.0.7, R1.1.11, trap 6)', async () => {
      await desk.load(
        asNdjson([
          fineLine(1, { article: '4bis', carrier, mandatary }),
          fineLine(2, { article: '4bis', carrier }),
          fineLine(3, { debtor: minor, representative: mother }),
          fineLine(4, { debtor: { surname: 'Voorbeeld', firstNames: 'Mara', birthDate: '1980-02-03' } }),
        ]),
      );
      expect(await parties()).toEqual([
        { number: 'BIF-2025-000001', capacity: 'offender', name: 'Exemple b', given: 'Alix' },
        { number: 'BIF-2025-000001', capacity: 'carrier', name: 'Transport Exemple', given: '' },
        { number: 'BIF-2025-000002', capacity: 'offender', name: 'Exemple c', given: 'Alix' },
        { number: 'BIF-2025-000002', capacity: 'carrier', name: 'Transport Exemple', given: '' },
        { number: 'BIF-2025-000003', capacity: 'legal-representative', name: 'Voorbeeld', given: 'Mara' },
        { number: 'BIF-2025-000004', capacity: 'offender', name: 'Voorbeeld', given: 'Mara' },
      ]);
      expect(
        await rows(
          `SELECT m.kind, m.reference, m.elects_domicile AS elects, p.family_name AS mandatary, r.family_name AS represented FROM mandate m
           JOIN person p ON p.id = m.person_id JOIN person r ON r.id = m.represented_id`,
        ),
      ).toEqual([{ kind: 'lawyer', reference: 'M/1', elects: true, mandatary: 'Exemple', represented: 'Transport Exemple' }]); // prettier-ignore
      // One carrier, one mother: a firm by its number, a person by names and day of birth.
      expect(await count('person')).toBe(6);
      const later = await desk.load(asNdjson([fineLine(5, { article: '4bis', carrier: { ...carrier, name: 'T. Exemple' } })])); // prettier-ignore
      expect(later.recordCount).toBe(1);
      expect(await count('person')).toBe(7);
    });

    it('reads the same from CSV, and refuses what does not fit with its line', async () => {
      const line = Object.fromEntries(
        Object.entries(fineLine(1, { article: '4bis' })).filter(([name]) => name !== 'debtor'),
      );
      const flat = { ...line, 'debtor.surname': 'Exemple', 'debtor.birthDate': '1987-03-12' };
      const columns = Object.fromEntries(Object.entries(carrier).map(([end, value]) => [`carrier.${end}`, value]));
      const empty = Object.fromEntries(Object.keys(columns).map((column) => [column, '']));
      const csv = (...lines: object[]): string => stringify(lines, { header: true });
      expect(await desk.findings(csv({ ...flat, ...columns, 'carrier.enterpriseNumber': '0403.019.260' }))).toEqual([
        '2 carrier.enterpriseNumber take-over-check-digits',
      ]);
      const other = { ...flat, id: 'g2', decisionNumber: 'GR-2', structuredCommunication: fineLine(2)['structuredCommunication'] }; // prettier-ignore
      await desk.load(csv({ ...flat, ...columns }, { ...other, ...empty }));
      expect((await parties()).length).toBe(3);
    });
  });

  it('holds for the Office itself what it held before: no signature without signer', async () => {
    await desk.load(asNdjson([fineLine(1)]));
    await expect(
      rows(`UPDATE decision SET origin = 'office', opening_cents = NULL, taken_over_on = NULL`),
    ).rejects.toThrow(/origin/);
    await expect(rows(`UPDATE offence SET origin = 'office'`)).rejects.toThrow(/origin/);
  });

  it('loads the fines of a corpus that lies beside the project as they are', async () => {
    const shared = ['../shared', '../../shared'].map((each) => resolve(__dirname, '../..', each)).find(existsSync);
    if (shared === undefined) return;
    const path = join(shared, 'data/matching/corpus-a/fines.ndjson');
    const names = new Map(['FAM', 'PSE'].map((code): [string, string] => [code, code]));
    await ensureScratchDepartments(ground.transactions, ground.config, names);
    const open = (): AsyncIterable<Uint8Array> => createReadStream(path);
    const checked = await desk.takeover.check(ground.actor('cashier'), { name: 'fines.ndjson', kind: 'fines', open });
    expect(checked).toMatchObject({ outcome: 'checked', file: { recordCount: 3001, format: 'json-lines' } });
    if (checked.outcome !== 'refused')
      await desk.takeover.load(ground.actor('administrator'), checked.file.id, checked.file.version);
    expect(await count('decision')).toBe(3001);
  });
});
