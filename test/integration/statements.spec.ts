import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { writeCoda } from '../../src/statements/coda-writer';
import { credit, debit, StatementChain, statementDraft } from '../support/coda-builder';
import { camtMessage, type CamtStatementDraft } from '../support/camt-builder';
import { systemActor } from '../../src/platform/jobs/jobs';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { booksHoldAfterEach } from '../support/proven-books';

const day = (n: number): ReturnType<typeof legalDate> => legalDate(`2026-09-${String(n).padStart(2, '0')}`);

describe('bank statements', () => {
  let desk: MoneyDesk;

  beforeEach(async () => {
    desk = await openMoneyDesk();
  });
  booksHoldAfterEach(() => desk);
  afterEach(async () => {
    await desk.close();
  });

  const count = async (table: string, where = 'TRUE'): Promise<number> =>
    (await desk.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`))[0]!.n;
  const states = async (): Promise<string[]> =>
    (
      await desk.rows<{ text: string }>(
        `SELECT year || '/' || sequence || ' ' || state AS text FROM statement ORDER BY year, sequence, id`,
      )
    ).map(({ text }) => text);
  const balance = async (kind: string): Promise<number> =>
    Number(
      (
        await desk.rows<{ cents: string }>(
          `SELECT coalesce(sum(CASE WHEN a.id = p.to_account_id THEN p.amount_cents ELSE -p.amount_cents END), 0) AS cents
           FROM ledger_posting p JOIN ledger_account a ON a.id IN (p.to_account_id, p.from_account_id) WHERE a.kind = $1`,
          [kind],
        )
      )[0]!.cents,
    );

  describe('camt.053 beside CODA (issue of the money: one model behind both)', () => {
    const message = (draft: CamtStatementDraft): Uint8Array => new TextEncoder().encode(camtMessage(draft));

    it('takes a message into the same books, matches it, and knows it again', async () => {
      const fine = await desk.fines.build();
      const bytes = message({ entries: [{ reference: fine.reference }] });
      const received = await desk.receive(bytes, 'statement.xml');
      expect(received).toMatchObject({
        outcome: 'received',
        statements: [{ state: 'needs-opening', movementCount: 1 }],
      });
      await desk.confirmOpening(received.statements[0]!.statementId, 0);
      await desk.matching.run({ statementId: received.statements[0]!.statementId }, systemActor('job'));
      expect(await balance('cash')).toBe(20_000);
      expect(await desk.rows('SELECT amount_cents FROM allocation')).toHaveLength(1);
      expect(await desk.rows(`SELECT format FROM statement_file WHERE format = 'camt.053'`)).toHaveLength(1);
      expect(await desk.receive(bytes)).toMatchObject({ outcome: 'already-imported' });
      expect(await desk.receive(message({ copy: 'DUPL', entries: [{ reference: fine.reference }] }))).toMatchObject({
        outcome: 'already-imported',
      });
    });

    it('sets the same number aside when CODA says something else of it, and refuses a message of another’s account', async () => {
      await openBooks(desk);
      await expect(desk.receive(message({ iban: 'BE71096123456769' }))).rejects.toMatchObject({
        refusals: [{ code: 'coda-account-unknown' }],
      });
      const [first] = await desk.rows<{ sequence: number; year: number }>(
        `SELECT sequence, year FROM statement WHERE state = 'accepted' ORDER BY sequence DESC LIMIT 1`,
      );
      const again = await desk.receive(message({ sequence: first!.sequence, on: `${first!.year}-09-30` }));
      expect(again).toMatchObject({ outcome: 'received', statements: [{ state: 'conflict' }] });
    });
  });

  describe('the first statement of an account', () => {
    it('waits until a person confirms its opening balance, then is accepted (bank statements 3)', async () => {
      const received = await desk.receive(new StatementChain().next([credit()], day(1)));
      expect(received).toMatchObject({
        outcome: 'received',
        statements: [{ state: 'needs-opening', movementCount: 1 }],
      });
      expect(await balance('cash')).toBe(0);
      const { statementId } = received.statements[0]!;
      const differing = desk.confirmOpening(statementId, 999_999, 1);
      await expect(differing).rejects.toMatchObject({
        refusals: [{ code: 'opening-differs', params: { openingCents: 1_000_000 } }],
      });
      await expect(desk.confirmOpening(statementId, 1_000_000, 1)).resolves.toMatchObject({ state: 'accepted' });
      expect(await balance('cash')).toBe(1_020_000);
      expect(await balance('suspense')).toBe(-20_000);
    });

    it('may stand in the red: a debit balance is posted the other way round', async () => {
      const chain = new StatementChain(statementDraft({ openingCents: cents(-5_000) }));
      const { statements } = await desk.receive(chain.next([credit()], day(1)));
      await desk.confirmOpening(statements[0]!.statementId, -5_000, 1);
      expect(await balance('cash')).toBe(15_000);
    });

    it('is confirmed once, and only as it was read (412, 409)', async () => {
      const { statements } = await desk.receive(new StatementChain().next([], day(1)));
      const confirm = (version: number): Promise<unknown> =>
        desk.confirmOpening(statements[0]!.statementId, 1_000_000, version);
      await expect(confirm(7)).rejects.toMatchObject({ refusals: [{ code: 'changed-since-read' }] });
      const two = await Promise.allSettled([confirm(1), confirm(1)]);
      expect(two.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      await expect(confirm(2)).rejects.toMatchObject({ refusals: [{ code: 'statement-not-waiting' }] });
    });
  });

  describe('the row of statements (R9)', () => {
    it('keeps 43 waiting with its gap, and accepts it by itself when 42 comes', async () => {
      const chain = await openBooks(desk);
      const [two, three, four] = [
        chain.next([credit()], day(2)),
        chain.next([debit()], day(3)),
        chain.next([credit()], day(4)),
      ];
      await desk.receive(four);
      await desk.receive(three);
      expect(await states()).toEqual(['2026/1 accepted', '2026/3 waiting', '2026/4 waiting']);
      const [waiting] = (await desk.statements.list(desk.cashier, undefined)).rows;
      expect(waiting?.reason).toEqual({
        code: 'gap-numbered',
        params: { expectedOpeningCents: 1_000_000, openingCents: 1_000_000, lastSequenceNumber: 1, sequenceNumber: 4 },
      });
      const received = await desk.receive(two);
      expect(received.statements).toMatchObject([{ state: 'accepted', sequence: 2 }]);
      expect(await states()).toEqual(['2026/1 accepted', '2026/2 accepted', '2026/3 accepted', '2026/4 accepted']);
      expect(await count('graphile_worker.jobs', "task_identifier = 'match-statement'")).toBe(4);
    });

    it('leaves what waits for ever unbooked', async () => {
      const chain = await openBooks(desk);
      chain.next([credit()], day(2));
      await desk.receive(chain.next([credit(), debit()], day(3)));
      expect(await states()).toEqual(['2026/1 accepted', '2026/3 waiting']);
      expect(await balance('cash')).toBe(1_000_000);
    });

    it('goes on with 001 in a new year, and takes the same number next year', async () => {
      const chain = new StatementChain(statementDraft({ sequenceNumber: 365, closingOn: legalDate('2026-12-31') }));
      const { statements } = await desk.receive(chain.next([credit()], legalDate('2026-12-31')));
      await desk.confirmOpening(statements[0]!.statementId, 1_000_000, 1);
      await desk.receive(chain.next([credit()], legalDate('2027-01-04')));
      expect(await states()).toEqual(['2026/365 accepted', '2027/1 accepted']);
    });

    it('advances the number with a statement without movements', async () => {
      const chain = await openBooks(desk);
      await desk.receive(chain.next([], day(2)));
      await desk.receive(chain.next([credit()], day(3)));
      expect(await states()).toEqual(['2026/1 accepted', '2026/2 accepted', '2026/3 accepted']);
    });

    it('sets aside the same number with other content, and books nothing of it (bank statements 2)', async () => {
      const chain = await openBooks(desk);
      const draft = chain.nextDraft([credit()], day(2));
      await desk.receive(writeCoda([draft]));
      const received = await desk.receive(
        writeCoda([{ ...draft, movements: [credit({ amountCents: cents(30_000) })] }]),
      );
      expect(received.statements).toMatchObject([{ state: 'conflict' }]);
      expect(await balance('cash')).toBe(1_020_000);
      expect(await count('event_log', "type = 'statement.set-aside'")).toBeGreaterThan(0);
      const { statementId } = received.statements[0]!;
      await expect(desk.refuse(statementId, 'the bank says so', 2)).rejects.toMatchObject({
        refusals: [{ code: 'changed-since-read' }],
      });
      expect(await desk.refuse(statementId, 'the bank says so')).toMatchObject({ state: 'refused' });
      await expect(desk.refuse(statementId, 'again', 2)).rejects.toMatchObject({
        refusals: [{ code: 'statement-not-waiting' }],
      });
    });

    it('books neither of two that wait with one number until a person has refused the other (bank statements 2)', async () => {
      const chain = await openBooks(desk);
      const two = chain.next([credit()], day(2));
      const draft = chain.nextDraft([credit()], day(3));
      const old = await desk.receive(writeCoda([draft]));
      const corrected = await desk.receive(
        writeCoda([
          { ...draft, movements: [credit({ counterparty: { account: 'BE71096123456769', name: 'SPECIMEN' } })] },
        ]),
      );
      expect(await states()).toEqual(['2026/1 accepted', '2026/3 conflict', '2026/3 conflict']);
      await desk.receive(two);
      expect(await states()).toEqual(['2026/1 accepted', '2026/2 accepted', '2026/3 conflict', '2026/3 conflict']);
      const oldId = old.statements[0]!.statementId;
      const { version } = (await desk.statements.list(desk.cashier, undefined)).rows.find(({ id }) => id === oldId)!;
      expect(await desk.refuse(oldId, 'the bank has corrected it', version)).toMatchObject({
        state: 'refused',
      });
      expect(await states()).toEqual(['2026/1 accepted', '2026/2 accepted', '2026/3 refused', '2026/3 accepted']);
      const [kept] = await desk.rows<{ id: string }>(
        "SELECT id FROM statement WHERE sequence = 3 AND state = 'accepted'",
      );
      expect(kept?.id).toBe(corrected.statements[0]?.statementId);
    });

    it('goes on after a year without any statement', async () => {
      const chain = new StatementChain(statementDraft({ sequenceNumber: 250, closingOn: legalDate('2026-12-31') }));
      const { statements } = await desk.receive(chain.next([credit()], legalDate('2026-12-31')));
      await desk.confirmOpening(statements[0]!.statementId, 1_000_000, 1);
      await desk.receive(writeCoda([{ ...chain.nextDraft([credit()], legalDate('2028-01-04')), sequenceNumber: 1 }]));
      expect(await states()).toEqual(['2026/250 accepted', '2028/1 accepted']);
    });

    it('takes a first arrival marked as duplicate when a person confirms it (bank statements 1)', async () => {
      const chain = await openBooks(desk);
      const draft = chain.nextDraft([credit()], day(2));
      const { statements } = await desk.receive(writeCoda([{ ...draft, duplicate: true }]));
      expect(statements).toMatchObject([{ state: 'needs-confirmation' }]);
      await desk.receive(chain.next([credit()], day(3)));
      expect(await states()).toEqual(['2026/1 accepted', '2026/2 needs-confirmation', '2026/3 waiting']);
      await expect(desk.confirmDuplicate(statements[0]!.statementId)).resolves.toMatchObject({ state: 'accepted' });
      expect(await states()).toEqual(['2026/1 accepted', '2026/2 accepted', '2026/3 accepted']);
    });

    it('says of a repetition marked as duplicate that it came before', async () => {
      const chain = await openBooks(desk);
      const draft = chain.nextDraft([credit()], day(2));
      await desk.receive(writeCoda([draft]));
      expect(await desk.receive(writeCoda([{ ...draft, duplicate: true }]))).toMatchObject({
        outcome: 'already-imported',
      });
    });
  });

  describe('the same file again (R7)', () => {
    it('changes nothing and says who imported it and when', async () => {
      const chain = await openBooks(desk);
      const bytes = chain.next([credit(), credit()], day(2));
      const first = await desk.receive(bytes, 'monday.cod');
      const [before] = await desk.rows<{ n: string }>('SELECT max(position) AS n FROM event_log');
      desk.ground.clock.stopAt(new Date('2026-10-01T09:00:00Z'));
      const again = await desk.receive(bytes, 'again.cod');
      expect(again).toEqual({ ...first, outcome: 'already-imported' });
      expect(again).toMatchObject({ fileName: 'monday.cod', receivedAt: '2026-09-30T09:00:00.000Z' });
      expect(again.receivedByName).not.toBe('');
      expect(await desk.rows<{ n: string }>('SELECT max(position) AS n FROM event_log')).toEqual([before]);
      expect(await count('statement_file')).toBe(2);
    });

    it('has one effect when it is sent eight times at once', async () => {
      const chain = await openBooks(desk);
      const bytes = chain.next([credit(), credit()], day(2));
      const all = await Promise.all(Array.from({ length: 8 }, () => desk.receive(bytes)));
      expect(all.filter(({ outcome }) => outcome === 'received')).toHaveLength(1);
      expect(await count('movement')).toBe(2);
      expect(await balance('cash')).toBe(1_040_000);
    });

    it('knows a statement in another bundle, and takes what is new beside it', async () => {
      const chain = await openBooks(desk);
      const [two, three] = [chain.nextDraft([credit()], day(2)), chain.nextDraft([credit()], day(3))];
      await desk.receive(writeCoda([two]));
      expect((await desk.receive(writeCoda([two, three]))).statements).toMatchObject([
        { sequence: 2 },
        { sequence: 3, state: 'accepted' },
      ]);
      expect(await desk.receive(writeCoda([three]))).toMatchObject({ outcome: 'already-imported' });
      expect(await count('statement')).toBe(3);
    });
  });

  it('keeps the bytes as they came', async () => {
    const bytes = new StatementChain().next([credit()], day(1));
    const { statements } = await desk.receive(bytes, 'as it came.cod');
    const original = await desk.statements.original(desk.cashier, statements[0]!.statementId);
    expect(Buffer.compare(original.bytes, Buffer.from(bytes))).toBe(0);
    expect(original.name).toBe('as it came.cod');
  });
});
