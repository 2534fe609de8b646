import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { LedgerRepository } from '../../src/ledger/ledger.repository';
import { LedgerService } from '../../src/ledger/ledger.service';
import { createDataSource } from '../../src/platform/database/data-source';
import { Transactions, type Tx } from '../../src/platform/database/transactions';
import { writeCoda } from '../../src/statements/coda-writer';
import { MovementsRepository } from '../../src/statements/movements.repository';
import { StatementAcceptance } from '../../src/statements/statement-acceptance.service';
import { StatementsRepository } from '../../src/statements/statements.repository';
import { StatementsService, type ReceivedFile } from '../../src/statements/statements.service';
import { codaBytes, codaLines, credit, type StatementChain } from '../support/coda-builder';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { JOB, PaymentSteps } from '../support/payment-steps';
import { startProgram } from '../support/running-program';
import { booksHoldAfterEach } from '../support/proven-books';

const ON = legalDate('2026-09-02');
/** Records of one movement: 2.1, 2.2 and 2.3. */
const LINES_OF_A_MOVEMENT = 3;

describe('imports that go wrong', () => {
  let desk: MoneyDesk;
  let chain: StatementChain;

  beforeEach(async () => {
    desk = await openMoneyDesk();
    chain = await openBooks(desk);
  });
  booksHoldAfterEach(() => desk);
  afterEach(async () => {
    await desk.close();
  });

  const count = async (table: string): Promise<number> =>
    (await desk.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]!.n;
  /** Everything that an import writes. */
  const traces = (): Promise<number[]> =>
    Promise.all(['statement_file', 'statement', 'movement', 'ledger_posting', 'event_log'].map(count));

  it('R7: the same file on two instances of the office at once is one import', async () => {
    const dataSources = await Promise.all([1, 2].map(() => createDataSource(desk.ground.database.url).initialize()));
    const instances = dataSources.map((dataSource) => {
      const transactions = new Transactions(dataSource, desk.ground.clock, desk.ground.config.auditKey);
      const [statements, movements] = [new StatementsRepository(), new MovementsRepository()];
      const acceptance = new StatementAcceptance(statements, movements, new LedgerService(new LedgerRepository()));
      return new StatementsService(transactions, statements, movements, acceptance);
    });
    const bytes = chain.next([credit(), credit()], ON);
    const send = (instance: StatementsService): Promise<ReceivedFile> =>
      instance.receive(desk.cashier, { fileName: 'same.cod', bytes });
    const all = await Promise.all([...instances, ...instances, ...instances].map(send));
    expect(all.filter(({ outcome }) => outcome === 'received')).toHaveLength(1);
    expect(new Set(all.map(({ statements }) => statements[0]?.statementId)).size).toBe(1);
    expect(await count('movement')).toBe(2);
    await Promise.all(dataSources.map((dataSource) => dataSource.destroy()));
  });

  it('R8: a process killed at every thousandth line leaves nothing, and the file is then taken in whole', async () => {
    const movements = Array.from({ length: 1_400 }, () => credit());
    const bytes = chain.next(movements, ON);
    const folder = mkdtempSync(join(tmpdir(), 'killed-import-'));
    const file = join(folder, 'statement.cod');
    writeFileSync(file, bytes);
    const before = await traces();
    const { cashier, ground } = desk;
    if (cashier.kind !== 'user') throw new Error('the cashier is a person');
    const lines = codaLines(bytes).length;
    for (let line = 1_000; line < lines + 1_000; line += 1_000) {
      const order = {
        databaseUrl: ground.database.url,
        auditKey: ground.config.auditKey,
        actor: { id: cashier.id, departmentId: cashier.departmentId },
        file,
        line,
      };
      const program = startProgram(
        ['-r', './test/support/swc-register.cjs', './test/support/killed-import.ts', JSON.stringify(order)],
        {},
        resolve(__dirname, '../..'),
      );
      await program.ended();
      expect({ line, signal: program.process.signalCode, said: program.said() }).toEqual({
        line,
        signal: 'SIGKILL',
        said: '',
      });
      expect({ line, traces: await traces() }).toEqual({ line, traces: before });
    }
    rmSync(folder, { recursive: true });
    expect(await desk.receive(bytes)).toMatchObject({ outcome: 'received', statements: [{ state: 'accepted' }] });
    expect(await count('movement')).toBe((lines - 4) / LINES_OF_A_MOVEMENT);
  });

  it('R8: a statement of SQL that takes too long leaves nothing either', async () => {
    class SlowMovements extends MovementsRepository {
      override async insertAll(
        tx: Tx,
        ...rest: Parameters<MovementsRepository['insertAll']> extends [Tx, ...infer Rest] ? Rest : never
      ): Promise<void> {
        await super.insertAll(tx, ...rest);
        await tx.query(`SET LOCAL statement_timeout = '20ms'`);
        await tx.query('SELECT pg_sleep(30)');
      }
    }
    const [rows, slow] = [new StatementsRepository(), new SlowMovements()];
    const acceptance = new StatementAcceptance(rows, slow, new LedgerService(new LedgerRepository()));
    const service = new StatementsService(desk.ground.transactions, rows, slow, acceptance);
    const bytes = chain.next([credit()], ON);
    const before = await traces();
    await expect(service.receive(desk.cashier, { fileName: 'slow.cod', bytes })).rejects.toThrow('statement timeout');
    expect(await traces()).toEqual(before);
    expect(await desk.receive(bytes)).toMatchObject({ outcome: 'received', statements: [{ state: 'accepted' }] });
  });

  it('books nothing of a file that fails its own totals, whatever is wrong in it', async () => {
    const steps = new PaymentSteps(desk, chain);
    const fine = await desk.fines.build();
    const structured = { kind: 'structured', type: '101', text: fine.reference } as const;
    const sound = codaLines(writeCoda([chain.nextDraft([credit({ communication: structured }), credit({ amountCents: cents(350) })], ON)])); // prettier-ignore
    const before = await traces();
    // Amounts, counts, sums, balances, signs and codes: every digit that the totals depend on.
    const places = sound.flatMap((content, line) => {
      const fields: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
        1: [[43, 58]], 2: content.startsWith('21') ? [[32, 47]] : [], 8: [[42, 57]], 9: [[17, 52]],
      }; // prettier-ignore
      return (fields[content.charAt(0)] ?? []).flatMap(([from, to]) =>
        Array.from({ length: to - from + 1 }, (_, index) => ({ line, at: from - 1 + index })),
      );
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.integer({ min: 1, max: 9 }), async ({ line, at }, by) => {
        const changed = sound.map((content, index) => {
          if (index !== line) return content;
          const digit = (Number(content.charAt(at)) + by) % 10;
          return content.slice(0, at) + String(digit) + content.slice(at + 1);
        });
        await expect(desk.receive(codaBytes(changed))).rejects.toMatchObject({
          refusals: expect.anything() as unknown,
        });
      }),
      { numRuns: 150 },
    );
    expect(await traces()).toEqual(before);
    const { statements } = await desk.receive(codaBytes(sound));
    await desk.matching.run({ statementId: statements[0]!.statementId }, JOB);
    expect(await steps.outstanding(fine)).toBe(0);
  });

  it('R5: twenty-four payments booked at once on one new fine take no more than it owes', async () => {
    const steps = new PaymentSteps(desk, chain);
    const fine = await desk.fines.build();
    const ids = await steps.bring(
      Array.from({ length: 24 }, () => credit({ communication: 'sans rien', counterparty: {} })),
    );
    const all = await Promise.allSettled(ids.map((id) => steps.book(id, fine, 2)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await steps.outstanding(fine)).toBe(0);
    expect(await desk.rows('SELECT amount_cents FROM allocation')).toEqual([{ amount_cents: '20000' }]);
  });

  it('R5: parts of payments booked at once on one fine come to what it owes, and the rest stays in suspense', async () => {
    const steps = new PaymentSteps(desk, chain);
    const fine = await desk.fines.build();
    const ids = await steps.bring(
      Array.from({ length: 16 }, () =>
        credit({ communication: 'sans rien', counterparty: {}, amountCents: cents(3_000) }),
      ),
    );
    await Promise.allSettled(ids.map((id) => steps.book(id, fine, 2)));
    expect(await steps.outstanding(fine)).toBe(0);
    const [sum] = await desk.rows<{ booked: string; left: string }>(
      `SELECT sum(allocated_cents) AS booked, sum(amount_cents - allocated_cents) AS left FROM movement WHERE statement_id = (SELECT statement_id FROM movement WHERE id = $1)`,
      [ids[0]],
    );
    expect(sum).toEqual({ booked: '20000', left: '28000' });
  });
});
