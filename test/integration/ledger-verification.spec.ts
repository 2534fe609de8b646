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

describe('the ledger of many and its proof', () => {
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
  const owed = (decisionId: DecisionId): Promise<number> =>
    within(async (tx) => (await ledger.lockFine(tx, BIF, decisionId)).receivableCents);

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
