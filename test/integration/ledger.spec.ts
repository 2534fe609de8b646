import { DEMONSTRATION_DEPARTMENTS } from '../../src/access/demonstration-users';
import { newId, type DecisionId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { LedgerRepository } from '../../src/ledger/ledger.repository';
import { LedgerService } from '../../src/ledger/ledger.service';
import { postingsFor } from '../../src/ledger/posting.rules';
import type { Tx } from '../../src/platform/database/transactions';
import { runSql } from '../support/test-server';
import { openMoneyDesk, type MoneyDesk } from '../support/money-desk';

jest.setTimeout(60_000);

const BIF = DEMONSTRATION_DEPARTMENTS.BIF;

describe('the ledger', () => {
  const ledger = new LedgerService(new LedgerRepository());
  let desk: MoneyDesk;

  beforeAll(async () => {
    desk = await openMoneyDesk();
  });
  afterAll(() => desk.close());

  /** One transaction of the ledger alone. */
  const within = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    desk.ground.transactions.run(desk.ground.actor('agent.border'), async (tx) => {
      const result = await work(tx);
      tx.record({ type: 'ledger.tested', subjectKind: 'test', subjectId: newId() });
      return result;
    });
  const cause = (): { kind: 'allocation'; id: string } => ({ kind: 'allocation', id: newId() });
  const allocate = (tx: Tx, decisionId: DecisionId, amount: number): Promise<string> =>
    ledger.post(tx, BIF, cause(), postingsFor('allocate', { decisionId }, cents(amount)));
  const owed = (decisionId: DecisionId): Promise<number> =>
    within(async (tx) => (await ledger.lockFine(tx, BIF, decisionId)).receivableCents);

  it('keeps the balance of a fine, and gives it back when an entry is reversed', async () => {
    const { decisionId } = await desk.fines.build();
    const entryId = await within((tx) => allocate(tx, decisionId, 5_000));
    expect(await owed(decisionId)).toBe(15_000);
    await within((tx) => ledger.reverse(tx, cause(), entryId));
    expect(await owed(decisionId)).toBe(20_000);
  });

  it('reverses an entry once, and never a reversal', async () => {
    const { decisionId } = await desk.fines.build();
    const entryId = await within((tx) => allocate(tx, decisionId, 5_000));
    const reversalId = await within((tx) => ledger.reverse(tx, cause(), entryId));
    await expect(within((tx) => ledger.reverse(tx, cause(), entryId))).rejects.toThrow('uq_ledger_posting_reverses');
    await expect(within((tx) => ledger.reverse(tx, cause(), reversalId))).rejects.toThrow(RangeError);
  });

  it('never books more than is owed, even when no rule has asked before (I2)', async () => {
    const { decisionId } = await desk.fines.build();
    await expect(within((tx) => allocate(tx, decisionId, 20_001))).rejects.toMatchObject({
      refusals: [{ code: 'debt-overpaid' }],
    });
    const all = await Promise.allSettled(
      Array.from({ length: 8 }, () => within((tx) => allocate(tx, decisionId, 5_000))),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    expect(await owed(decisionId)).toBe(0);
  });

  it('writes many entries at once, each with its own cause', async () => {
    const { decisionId } = await desk.fines.build();
    const entries = [1_000, 2_000, 3_000].map((amount) => ({
      cause: cause(),
      drafts: postingsFor('allocate', { decisionId }, cents(amount)),
    }));
    const ids = await within((tx) => ledger.postAll(tx, BIF, entries));
    expect(await owed(decisionId)).toBe(14_000);
    const written = await desk.rows<{ entry_id: string; cause_id: string; n: number }>(
      'SELECT entry_id, cause_id, count(*)::int AS n FROM ledger_posting WHERE entry_id = ANY($1) GROUP BY 1, 2 ORDER BY entry_id',
      [ids],
    );
    expect(written).toEqual(ids.map((entry_id, index) => ({ entry_id, cause_id: entries[index]!.cause.id, n: 2 })));
  });

  it('gives a fine its accounts once, when two first bookings meet', async () => {
    const { decisionId } = await desk.fines.build({ isNotified: false });
    await Promise.all([1, 2, 3, 4].map(() => within((tx) => ledger.openFine(tx, BIF, decisionId))));
    const accounts = await desk.rows('SELECT kind FROM ledger_account WHERE decision_id = $1', [decisionId]);
    expect(accounts).toHaveLength(2);
  });

  it('refuses to change or remove a posting, whoever asks', async () => {
    for (const url of [desk.ground.database.ownerUrl, desk.ground.database.superuserUrl]) {
      await expect(runSql(url, 'UPDATE ledger_posting SET amount_cents = 1')).rejects.toThrow(
        'rows are only ever added',
      );
      await expect(runSql(url, 'DELETE FROM ledger_posting')).rejects.toThrow('rows are only ever added');
    }
  });

  describe('verification', () => {
    it('names what does not agree: balance, fine, movement', async () => {
      const sound = await openMoneyDesk();
      const fine = await sound.fines.build();
      expect(await sound.findings()).toEqual([]);
      await runSql(
        sound.ground.database.superuserUrl,
        `UPDATE ledger_account SET balance_cents = 19999 WHERE decision_id = '${fine.decisionId}' AND kind = 'receivable'`,
      );
      const findings = await sound.findings();
      expect(findings.map((text) => text.slice(0, 2))).toEqual(['I1', 'I2']);
      expect(findings[1]).toContain(fine.number);
      await sound.close();
    });
  });
});
