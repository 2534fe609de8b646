import { createReadStream, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { ensureScratchDepartments } from '../../src/access/scratch-departments';
import { LedgerRepository } from '../../src/ledger/ledger.repository';
import { LedgerVerificationRepository } from '../../src/ledger/ledger-verification.repository';
import { LedgerVerification } from '../../src/ledger/ledger-verification.service';
import { LedgerService } from '../../src/ledger/ledger.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import type { DecisionId } from '../../src/kernel/ids';
import { TakeoverRecordsRepository } from '../../src/takeover/takeover-records.repository';
import { TakeoverRecords } from '../../src/takeover/takeover-records.service';
import { openTestGround, type TestGround } from '../support/actors';
import { refusalsOf } from '../support/refusals';
import { asNdjson, fineLine, TakeoverDesk } from '../support/takeover-desk';

describe('the take-over', () => {
  let ground: TestGround;
  let desk: TakeoverDesk;

  beforeEach(async () => {
    ground = await openTestGround();
    ground.clock.stopAt(new Date('2026-09-30T09:00:00Z'));
    desk = await TakeoverDesk.open(ground);
  });
  afterEach(async () => {
    const verification = new LedgerVerification(ground.transactions, new LedgerVerificationRepository());
    expect(await verification.verify(systemActor('test'))).toEqual([]);
    await ground.close();
  });

  const rows = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    ground.dataSource.query(sql, parameters);
  const count = async (table: string): Promise<number> =>
    (await rows<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`))[0]!.count;

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

  describe('of deposits and appeals', () => {
    const deposit = {
      id: 'd1',
      decisionNumber: 'BIF-2025-000001',
      amountCents: 20_000,
      state: 'held',
      receivedOn: '2026-02-10',
      payer: { surname: 'Exemple' },
    };
    const appeal = {
      id: 'a1',
      decisionNumber: 'BIF-2025-000001',
      filedOn: '2026-02-20',
      state: 'filed',
      court: 'LEUVEN',
      hearingOn: '2027-01-10',
    };

    it('keeps them with the fine that they belong to', async () => {
      await desk.load(asNdjson([fineLine(1)]));
      const [court] = await rows<{ code: string }>('SELECT code FROM court ORDER BY code LIMIT 1');
      await desk.load(asNdjson([deposit]), 'deposits');
      await desk.load(asNdjson([{ ...appeal, court: court!.code }]), 'appeals');
      expect(
        await rows(
          `SELECT r.kind, r.state, r.content IS NOT NULL AS kept, d.number FROM takeover_record r JOIN decision d ON d.id = r.decision_id WHERE r.kind <> 'fine' ORDER BY r.kind`,
        ),
      ).toEqual([
        { kind: 'appeal', state: 'loaded', kept: true, number: 'BIF-2025-000001' },
        { kind: 'deposit', state: 'loaded', kept: false, number: 'BIF-2025-000001' },
      ]);
    });

    it('makes deposits of them, with a memo pair for what is held and nothing a second time (D28, D29)', async () => {
      await desk.load(asNdjson([fineLine(1), fineLine(2)]));
      const announced = { ...deposit, id: 'd2', decisionNumber: 'BIF-2025-000002', state: 'announced', receivedOn: undefined }; // prettier-ignore
      await desk.load(asNdjson([deposit, announced]), 'deposits');
      expect(await desk.check(asNdjson([deposit, announced]), 'deposits')).toMatchObject({ outcome: 'known' });
      expect(await desk.load(asNdjson([announced, deposit]), 'deposits')).toMatchObject({ alreadyCount: 2 });
      expect(
        await rows(
          'SELECT t.state, t.held_cents::int AS held, t.payer_family_name AS payer, d.number FROM deposit t JOIN decision d ON d.id = t.decision_id ORDER BY d.number',
        ),
      ).toEqual([
        { state: 'held', held: 20_000, payer: 'Exemple', number: 'BIF-2025-000001' },
        { state: 'announced', held: null, payer: 'Exemple', number: 'BIF-2025-000002' },
      ]);
      expect(
        await rows(
          `SELECT sum(p.amount_cents)::int AS cents FROM ledger_posting p JOIN ledger_account a ON a.id = p.to_account_id WHERE a.kind = 'deposits-at-cdc'`,
        ),
      ).toEqual([{ cents: 20_000 }]);
    });

    it('names every clash of deposits when the file is checked, and keeps nothing (D4, D29, R3.4)', async () => {
      const paid = fineLine(3, { state: 'paid', outstandingCents: 0 });
      await desk.load(asNdjson([fineLine(1), fineLine(2), paid]));
      await desk.load(asNdjson([{ ...deposit, cdcReference: 'CDC-1' }]), 'deposits');
      const of = (id: string, ordinal: number, changes: object): Record<string, unknown> => ({ ...deposit, id, decisionNumber: `BIF-2025-00000${ordinal}`, ...changes }); // prettier-ignore
      const clashing = [
        of('d2', 1, { payer: { surname: 'ÉXEMPLE' } }),
        of('d3', 2, { cdcReference: 'CDC-1' }),
        of('d4', 3, {}),
        of('d5', 2, { payer: { surname: 'Voorbeeld', firstNames: 'Noor' }, cdcReference: 'CDC-2' }),
        of('d6', 2, { payer: { surname: 'Voorbeeld', firstNames: 'Noor' }, cdcReference: 'CDC-2' }),
      ];
      expect(await desk.findings(asNdjson(clashing), 'deposits')).toEqual([
        '1 payer.surname take-over-deposit-standing R3.4',
        '2 cdcReference take-over-reference-taken D4',
        '3 decisionNumber take-over-fine-paid D29',
        '5 cdcReference take-over-twice D4',
        '5 payer.surname take-over-payer-twice R3.4',
      ]);
      expect(await count('deposit')).toBe(1);
    });

    it('sees a clash that arose after the check, and then loads nothing', async () => {
      await desk.load(asNdjson([fineLine(1)]));
      const waiting = await desk.checked(asNdjson([deposit]), 'deposits');
      await desk.load(asNdjson([{ ...deposit, id: 'd9' }]), 'deposits');
      const late = desk.takeover.load(ground.actor('administrator'), waiting.id, waiting.version);
      expect(await refusalsOf(late)).toEqual([': take-over-changed']);
      expect(await count('deposit')).toBe(1);
    });

    it('refuses a second appeal on a fine, in one file and in a later one (R4.1)', async () => {
      await desk.load(asNdjson([fineLine(1), fineLine(2)]));
      const [court] = await rows<{ code: string }>('SELECT code FROM court ORDER BY code LIMIT 1');
      const of = (id: string, ordinal: number): object => ({ ...appeal, id, decisionNumber: `BIF-2025-00000${ordinal}`, court: court!.code }); // prettier-ignore
      await desk.load(asNdjson([of('a1', 1)] as Record<string, unknown>[]), 'appeals');
      expect(
        await desk.findings(asNdjson([of('a2', 1), of('a3', 2), of('a4', 2)] as Record<string, unknown>[]), 'appeals'),
      ).toEqual(['1 decisionNumber take-over-appeal-standing R4.1', '3 decisionNumber take-over-twice R4.1']);
    });

    it('says of an appeal that it holds deposit and recovery, from the load on and of its fine only (D7, D8, trap 13)', async () => {
      await desk.load(asNdjson([fineLine(1), fineLine(2)]));
      const ids = await rows<{ id: DecisionId }>('SELECT id FROM decision ORDER BY number');
      const [first, second] = ids.map(({ id }) => id) as [DecisionId, DecisionId];
      const records = new TakeoverRecords(new TakeoverRecordsRepository());
      const hasAppeal = (...of: DecisionId[]): Promise<boolean> =>
        ground.transactions.run(ground.actor('cashier'), (tx) => records.hasAppeal(tx, of));
      const [court] = await rows<{ code: string }>('SELECT code FROM court ORDER BY code LIMIT 1');
      const checked = await desk.checked(asNdjson([{ ...appeal, court: court!.code }]), 'appeals');
      expect(await hasAppeal(first, second)).toBe(false);
      await desk.takeover.load(ground.actor('administrator'), checked.id, checked.version);
      expect([await hasAppeal(first, second), await hasAppeal(first)]).toEqual([true, true]);
      expect([await hasAppeal(second), await hasAppeal()]).toEqual([false, false]);
      expect(
        await ground.transactions.run(ground.actor('cashier'), (tx) => records.holds(tx, [first, second])),
      ).toEqual([{ decisionId: first, kind: 'appeal', from: '2026-02-20', reason: 'filed' }]);
    });

    it('refuses them without their fine, and what is wrong in them', async () => {
      expect(await desk.findings(asNdjson([deposit]), 'deposits')).toEqual(['1 decisionNumber take-over-fine-unknown']);
      const wrong = { ...deposit, receivedOn: undefined, payer: { surname: 'Exemple', iban: 'BE00 0000 0000 0000' } };
      expect(await desk.findings(asNdjson([wrong]), 'deposits')).toEqual([
        '1 receivedOn take-over-required',
        '1 payer.iban take-over-check-digits D3',
      ]);
      expect(await desk.findings(asNdjson([appeal]), 'appeals')).toEqual(['1 court take-over-value']);
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
