import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppealFactsRepository } from '../../src/appeals/appeal-facts.repository';
import { AppealFacts } from '../../src/appeals/appeal-facts.service';
import { ParametersRepository } from '../../src/parameters/parameters.repository';
import { ParametersService } from '../../src/parameters/parameters.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import type { DecisionId } from '../../src/kernel/ids';
import { TakeoverRecordsRepository } from '../../src/takeover/takeover-records.repository';
import { TakeoverRecords } from '../../src/takeover/takeover-records.service';
import { openTestGround, type TestGround } from '../support/actors';
import { booksHoldAfterEach, booksOn } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';
import { asNdjson, fineLine, TakeoverDesk } from '../support/takeover-desk';

describe('the take-over of deposits and appeals', () => {
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

  const courtCode = async (): Promise<string> =>
    (await rows<{ code: string }>('SELECT code FROM court ORDER BY code LIMIT 1'))[0]!.code;

  it('keeps their records with the fine that they belong to', async () => {
    await desk.load(asNdjson([fineLine(1)]));
    await desk.load(asNdjson([deposit]), 'deposits');
    await desk.load(asNdjson([{ ...appeal, court: await courtCode() }]), 'appeals');
    expect(
      await rows(
        `SELECT r.kind, r.state, r.content IS NOT NULL AS kept, d.number FROM takeover_record r JOIN decision d ON d.id = r.decision_id WHERE r.kind <> 'fine' ORDER BY r.kind`,
      ),
    ).toEqual([
      { kind: 'appeal', state: 'loaded', kept: false, number: 'BIF-2025-000001' },
      { kind: 'deposit', state: 'loaded', kept: false, number: 'BIF-2025-000001' },
    ]);
  });

  it('makes appeals of them, lodged or on the roll, which hold recovery and stand against "no appeal" (R4.1, D7, D8)', async () => {
    await desk.load(asNdjson([fineLine(1), fineLine(2), fineLine(3)]));
    const of = (ordinal: number, changes: object): Record<string, unknown> => ({ ...appeal, id: `a${ordinal}`, decisionNumber: `BIF-2025-00000${ordinal}`, ...changes }); // prettier-ignore
    const court = await courtCode();
    await desk.load(
      asNdjson([
        of(1, { court }),
        of(2, {
          court,
          docketNumber: '26/12/A',
          learnedOn: '2026-02-28',
          appellant: 'lawyer',
          appellantName: 'Mr Voorbeeld',
        }),
        of(3, { court, state: 'pleaded', hearingOn: '2026-06-01' }),
      ]),
      'appeals',
    );
    expect(
        await rows(
          `SELECT x.state, a.lodged_on::text AS lodged, a.learned_on::text AS learned, a.docket_number AS docket, a.appellant, a.note, d.number FROM appeal a
           JOIN appeal_decision x ON x.appeal_id = a.id JOIN decision d ON d.id = x.decision_id ORDER BY d.number`,
        ),
      ).toEqual([
        { state: 'lodged', lodged: '2026-02-20', learned: '2026-09-30', docket: '', appellant: 'person', note: 'Audience / zitting / Sitzung: 2027-01-10', number: 'BIF-2025-000001' },
        { state: 'pending', lodged: '2026-02-20', learned: '2026-02-28', docket: '26/12/A', appellant: 'lawyer', note: 'Audience / zitting / Sitzung: 2027-01-10', number: 'BIF-2025-000002' },
        { state: 'pending', lodged: '2026-02-20', learned: '2026-09-30', docket: '', appellant: 'person', note: 'Audience / zitting / Sitzung: 2026-06-01', number: 'BIF-2025-000003' },
      ]); // prettier-ignore
    const [fine] = await rows<{ id: DecisionId }>('SELECT id FROM decision ORDER BY number LIMIT 1');
    const parameters = new ParametersService(ground.transactions, new ParametersRepository(), ground.config);
    const takenOver = new TakeoverRecords(new TakeoverRecordsRepository());
    const facts = new AppealFacts(new AppealFactsRepository(), parameters, takenOver);
    const held = await ground.transactions.view(systemActor('test'), (tx) => facts.holds(tx, [fine!.id]));
    expect(held).toEqual([
      {
        decisionId: fine!.id,
        kind: 'appeal',
        from: '2026-02-20',
        reason: 'lodged',
        isLate: false,
        recordedAt: expect.any(Date) as Date,
      },
    ]);
  });

  it('says of an appeal that waits that it holds, until the step that takes it up (D7, D8, trap 13)', async () => {
    await desk.load(asNdjson([fineLine(1), fineLine(2)]));
    const ids = await rows<{ id: DecisionId }>('SELECT id FROM decision ORDER BY number');
    const [first, second] = ids.map(({ id }) => id) as [DecisionId, DecisionId];
    const records = new TakeoverRecords(new TakeoverRecordsRepository());
    const hasAppeal = (...of: DecisionId[]): Promise<boolean> =>
      ground.transactions.view(systemActor('test'), (tx) => records.hasAppeal(tx, of));
    const { id } = await desk.checked(asNdjson([{ ...appeal, court: await courtCode() }]), 'appeals');
    expect(await hasAppeal(first, second)).toBe(false);
    // As the take-over left them before the product knew appeals.
    await rows(`UPDATE takeover_record SET state = 'loaded' WHERE file_id = $1`, [id]);
    await rows(`UPDATE takeover_file SET state = 'loaded', decided_by = $2, decided_at = '2026-09-30T09:00:00Z' WHERE id = $1`, [id, ground.actor('administrator').id]); // prettier-ignore
    expect([await hasAppeal(first, second), await hasAppeal(first)]).toEqual([true, true]);
    expect([await hasAppeal(second), await hasAppeal()]).toEqual([false, false]);
    expect(await ground.transactions.view(systemActor('test'), (tx) => records.holds(tx, [first, second]))).toEqual([
      { decisionId: first, kind: 'appeal', from: '2026-02-20', reason: 'filed' },
    ]);
    await runSql(
      ground.database.ownerUrl,
      `ALTER TABLE appeal_decision ALTER COLUMN appellant_key SET DEFAULT 'person'`,
    );
    const step = readFileSync(join(__dirname, '../../migrations/1763900000067-taken-appeals.sql'), 'utf8');
    for (const time of ['once', 'again']) {
      await rows(step);
      expect([time, await hasAppeal(first), await count('appeal')]).toEqual([time, false, 1]);
    }
    expect(await rows('SELECT x.state, x.decision_id AS id, a.learned_on::text AS learned FROM appeal_decision x JOIN appeal a ON a.id = x.appeal_id')).toEqual([
        { state: 'lodged', id: first, learned: '2026-09-30' },
      ]); // prettier-ignore
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

  it('refuses a second appeal of one appellant or of one case, in one file and in a later one, and takes another appellant (R4.1, R1.1.11)', async () => {
    await desk.load(asNdjson([fineLine(1), fineLine(2)]));
    const court = await courtCode();
    const of = (id: string, ordinal: number): object => ({ ...appeal, id, decisionNumber: `BIF-2025-00000${ordinal}`, court }); // prettier-ignore
    const lines = (...given: object[]): ReturnType<typeof asNdjson> => asNdjson(given as Record<string, unknown>[]);
    await desk.load(lines({ ...of('a1', 1), docketNumber: '26/1/A' }), 'appeals');
    expect(await desk.findings(lines(of('a2', 1), of('a3', 2), of('a4', 2)), 'appeals')).toEqual([
      '1 decisionNumber take-over-appeal-standing R4.1',
      '3 decisionNumber take-over-appellant-twice R4.1',
    ]);
    const carrier = { appellant: 'carrier', appellantName: 'Exemple Airlines' };
    const lawyer = { appellant: 'lawyer', appellantName: 'Me Exemple' };
    const sameCase = { docketNumber: '26/1/A' };
    expect(
      await desk.findings(
        lines({ ...of('a5', 1), ...carrier, ...sameCase }, { ...of('a6', 2), ...carrier, ...sameCase }, { ...of('a7', 2), ...lawyer, ...sameCase }), // prettier-ignore
        'appeals',
      ),
    ).toEqual(['1 decisionNumber take-over-appeal-standing R4.1', '3 docketNumber take-over-docket-twice R4.1']);
    await desk.load(lines({ ...of('a8', 1), ...carrier, docketNumber: '26/2/A' }, of('a9', 2), { ...of('a10', 2), ...carrier }), 'appeals'); // prettier-ignore
    expect(await count('appeal')).toBe(4);
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
