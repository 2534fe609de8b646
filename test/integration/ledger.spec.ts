import fc from 'fast-check';
import { newId, type DecisionId } from '../../src/kernel/ids';
import { cents, type Cents } from '../../src/kernel/money';
import { LedgerRepository } from '../../src/ledger/ledger.repository';
import { LedgerService, type PostingCause } from '../../src/ledger/ledger.service';
import { postingsFor, type PostingDraft } from '../../src/ledger/posting.rules';
import type { Tx } from '../../src/platform/database/transactions';
import { systemActor } from '../../src/platform/jobs/jobs';
import { openTestGround, type TestGround, type UserActor } from '../support/actors';
import { FileBuilder } from '../support/file-builder';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';

const FINE: Cents = cents(20_000);

describe('the ledger', () => {
  let ground: TestGround;
  let builder: FileBuilder;
  let agent: UserActor;
  const ledger = new LedgerService(new LedgerRepository());

  beforeAll(async () => {
    ground = await openTestGround();
    agent = ground.actor('agent.border');
    builder = new FileBuilder(ground.dataSource);
  });
  afterAll(() => ground.close());

  /** A transaction with its event, which the ledger leaves to whoever posts. */
  const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    ground.transactions.run(systemActor('test'), async (tx) => {
      const result = await work(tx);
      tx.record({ type: 'fine.charged', subjectKind: 'decision', subjectId: newId<string>() });
      return result;
    });
  const cause = (): PostingCause => ({ kind: 'allocation', id: newId<string>() });
  const post = (drafts: readonly PostingDraft[]): Promise<string> =>
    run((tx) => ledger.post(tx, agent.departmentId, cause(), drafts));
  const reverse = (entryId: string): Promise<string> => run((tx) => ledger.reverse(tx, cause(), entryId));

  /** A fine with its accounts; with `charged` it is owed. */
  async function fine(charged = false): Promise<DecisionId> {
    const decisionId = (await builder.file({ agent })).decisionId as DecisionId;
    await run((tx) => ledger.openFine(tx, agent.departmentId, decisionId));
    if (charged) await post(postingsFor('charge-fine', { decisionId }, FINE));
    return decisionId;
  }

  const owed = async (decisionId: DecisionId): Promise<number> =>
    (await run((tx) => ledger.lockFine(tx, agent.departmentId, decisionId))).receivableCents;

  /** Accounts whose kept balance is not what their postings add up to. */
  const wrongBalances = (): Promise<unknown[]> =>
    ground.transactions.view(systemActor('test'), (tx) =>
      tx.query(
        `SELECT a.id, a.balance_cents, sum(CASE WHEN p.to_account_id = a.id THEN p.amount_cents ELSE -p.amount_cents END) AS posted
         FROM ledger_account a LEFT JOIN ledger_posting p ON a.id IN (p.to_account_id, p.from_account_id)
         WHERE a.balance_cents IS NOT NULL
         GROUP BY a.id HAVING a.balance_cents <> coalesce(sum(CASE WHEN p.to_account_id = a.id THEN p.amount_cents ELSE -p.amount_cents END), 0)`,
      ),
    );

  it('moves what a verb moves, and gives it back when reversed (I1)', async () => {
    const decisionId = await fine(true);
    expect(await owed(decisionId)).toBe(20_000);
    const entry = await post(postingsFor('allocate', { decisionId }, cents(12_000)));
    expect(await owed(decisionId)).toBe(8_000);
    await reverse(entry);
    expect(await owed(decisionId)).toBe(20_000);
    expect(await wrongBalances()).toEqual([]);
  });

  it('keeps an advance beside the debt, as a positive amount (D26)', async () => {
    const decisionId = await fine();
    await post(postingsFor('allocate-advance', { decisionId }, FINE));
    const found = await run((tx) => ledger.lockFine(tx, agent.departmentId, decisionId));
    expect(found).toEqual({ receivableCents: 0, advanceCents: 20_000 });
  });

  it('opens the accounts of a fine once, also when asked twice at once', async () => {
    const decisionId = (await builder.file({ agent })).decisionId as DecisionId;
    const open = (): Promise<void> => run((tx) => ledger.openFine(tx, agent.departmentId, decisionId));
    await Promise.all([open(), open(), open()]);
    const accounts = await ground.dataSource.query<unknown[]>('SELECT 1 FROM ledger_account WHERE decision_id = $1', [
      decisionId,
    ]);
    expect(accounts).toHaveLength(2);
  });

  it('loses nothing when many post on one fine at once', async () => {
    const decisionId = await fine(true);
    const some = postingsFor('allocate', { decisionId }, cents(1_000));
    await Promise.all(Array.from({ length: 12 }, () => post(some)));
    expect(await owed(decisionId)).toBe(8_000);
    expect(await wrongBalances()).toEqual([]);
  });

  it('never takes more than is owed: of two who pay the whole at once, one is refused and leaves nothing (I2)', async () => {
    const decisionId = await fine(true);
    const whole = postingsFor('allocate', { decisionId }, FINE);
    const refusals = await Promise.all([refusalsOf(post(whole)), refusalsOf(post(whole))]);
    expect(refusals.sort()).toEqual([[], ['amountCents: debt-overpaid']]);
    expect(await owed(decisionId)).toBe(0);
    expect(await wrongBalances()).toEqual([]);
  });

  it('reverses an entry once: a second reversal, also at once, changes nothing', async () => {
    const decisionId = await fine(true);
    const entry = await post(postingsFor('allocate', { decisionId }, cents(5_000)));
    const outcomes = await Promise.allSettled([reverse(entry), reverse(entry)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(reverse(entry)).rejects.toThrow('uq_ledger_posting_reverses');
    expect(await owed(decisionId)).toBe(20_000);
  });

  it('reverses neither a reversal nor what was never posted', async () => {
    const decisionId = await fine(true);
    const reversal = await reverse(await post(postingsFor('allocate', { decisionId }, cents(5_000))));
    await expect(reverse(reversal)).rejects.toThrow(RangeError);
    await expect(reverse(newId<string>())).rejects.toThrow(RangeError);
  });

  it('keeps every balance equal to its postings, whatever is posted and reversed (property, I1)', async () => {
    const decisionId = await fine(true);
    const steps = fc.array(fc.record({ amount: fc.integer({ min: 1, max: 30_000 }), undo: fc.boolean() }), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (planned) => {
        for (const { amount, undo } of planned) {
          const before = await owed(decisionId);
          const drafts = postingsFor('allocate', { decisionId }, cents(amount));
          if (amount > before) {
            expect(await refusalsOf(post(drafts))).toEqual(['amountCents: debt-overpaid']);
          } else {
            const entry = await post(drafts);
            if (undo) await reverse(entry);
          }
          expect(await owed(decisionId)).toBe(undo || amount > before ? before : before - amount);
        }
        expect(await wrongBalances()).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  describe('is only ever added to', () => {
    const CHANGES = [
      'UPDATE ledger_posting SET amount_cents = 1',
      'DELETE FROM ledger_posting',
      'TRUNCATE ledger_posting',
    ];

    beforeAll(() => fine(true));

    it.each(CHANGES)('%s: the application has no right to it', async (sql) => {
      await expect(runSql(ground.database.url, sql)).rejects.toThrow(/permission denied/);
    });

    it.each(CHANGES)('%s: nor has the owner of the tables, by a trigger', async (sql) => {
      await expect(runSql(ground.database.ownerUrl, sql)).rejects.toThrow(/ledger_posting/);
    });

    it.each([
      ['an amount of nothing', 'amount_cents = 0', 'ck_ledger_posting_amount'],
      ['a negative amount', 'amount_cents = -1', 'ck_ledger_posting_amount'],
      ['an account to itself', 'to_account_id = from_account_id', 'ck_ledger_posting_accounts'],
    ])('%s is no posting', async (_what, change, constraint) => {
      const [name = '', value = ''] = change.split(' = ');
      const columns = [
        'department_id',
        'entry_id',
        'from_account_id',
        'to_account_id',
        'amount_cents',
        'reason',
        'cause_kind',
        'cause_id',
        'posted_on',
        'posted_at',
      ];
      const values = columns.map((column) => (column === name ? value : column));
      const sql = `INSERT INTO ledger_posting (id, ${columns.join(', ')}) SELECT gen_random_uuid(), ${values.join(', ')} FROM ledger_posting LIMIT 1`;
      await expect(runSql(ground.database.url, sql)).rejects.toThrow(constraint);
    });
  });
});
