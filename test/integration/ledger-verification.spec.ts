import { DEMONSTRATION_DEPARTMENTS } from '../../src/access/demonstration-users';
import { newId, type DecisionId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { LedgerRepository } from '../../src/ledger/ledger.repository';
import { LedgerService } from '../../src/ledger/ledger.service';
import { postingsFor } from '../../src/ledger/posting.rules';
import type { Tx } from '../../src/platform/database/transactions';
import { runSql } from '../support/test-server';
import { credit } from '../support/coda-builder';
import type { BuiltFine } from '../support/fine-builder';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { JOB, PaymentSteps } from '../support/payment-steps';

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

    /** A desk with one paid fine on an accepted statement: everything that the invariants look at. */
    const paidDesk = async (): Promise<{ sound: MoneyDesk; fine: BuiltFine }> => {
      const sound = await openMoneyDesk();
      const fine = await sound.fines.build();
      const chain = await openBooks(sound);
      const structured = { kind: 'structured', type: '101', text: fine.reference } as const;
      await new PaymentSteps(sound, chain).bring([credit({ communication: structured })]);
      expect(await sound.findings()).toEqual([]);
      return { sound, fine };
    };
    const place = 'movement 1 (line 3) of statement 2026/002 of BE35679200609437';

    // The rows are changed as only somebody with the rights of the server could: triggers and rules aside.
    it.each<[string, string, (fine: BuiltFine) => readonly string[]]>([
      ['a kept balance', `UPDATE ledger_account SET balance_cents = 1 WHERE kind = 'cash'`, () => ['I1 kept balance of account cash of bank account BE35679200609437', 'I1 bank account BE35679200609437: ledger cash 1,']],
      ['the amount of a movement', `ALTER TABLE movement DISABLE TRIGGER USER; UPDATE movement SET amount_cents = 30000`, () => ['I1 statement 2026/002 of BE35679200609437: from 1000000 to 1020000, its movements make 30000', 'I1 bank account BE35679200609437']],
      ['a removed posting', `ALTER TABLE ledger_posting DISABLE TRIGGER USER; DELETE FROM ledger_posting WHERE cause_kind = 'movement'`, () => ['I1 kept balance of account cash', `I3 ${place}`]],
      ['what is owed on a fine', `UPDATE ledger_account SET balance_cents = 5 WHERE kind = 'receivable'`, (fine) => [`I1 kept balance of account receivable of fine ${fine.number}`, `I2 fine ${fine.number}: charged 20000, allocated 20000,`]],
      ['what of a movement is booked', `UPDATE movement SET allocated_cents = 7, state = 'suspense'`, () => [`I2 ${place}`]],
      ['a movement that was taken back and is booked again', `ALTER TABLE movement DISABLE TRIGGER USER; INSERT INTO movement SELECT (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid(), 'ordinal', 2, 'counts', true, 'direction', 'debit', 'allocated_cents', 0, 'amount_cents', 0, 'state', 'not-a-fine', 'undoes_id', m.id))).* FROM movement m`, () => [`I2 ${place}`]],
      ['a booking that was taken out of suspense', `ALTER TABLE ledger_posting DISABLE TRIGGER USER; DELETE FROM ledger_posting WHERE reason = 'allocate' AND to_account_id = (SELECT id FROM ledger_account WHERE kind = 'suspense')`, () => ['I2 suspense stands at -20000, movements brought 20000, booked 20000, posted for other causes 0']],
      ['the money of an annulled fine', `ALTER TABLE decision DISABLE TRIGGER USER; UPDATE decision SET state = 'annulled'; UPDATE ledger_account SET balance_cents = 5 WHERE kind = 'receivable'`, (fine) => [`I2 annulled fine ${fine.number}: 5 cents`]],
      ['a write-off', `INSERT INTO write_off SELECT (jsonb_populate_record(null::write_off, jsonb_build_object('id', gen_random_uuid(), 'department_id', d.department_id, 'decision_id', d.id, 'ground', 'irrecoverable', 'state', 'proposed', 'amount_cents', 1, 'reason', 'x', 'decision_reason', '', 'proposed_by', u.id, 'proposed_at', now(), 'version', 1))).* FROM decision d, (SELECT id FROM user_account LIMIT 1) u`, () => ['I4 write-off ']],
      ['an event', `ALTER TABLE event_log DISABLE TRIGGER USER; DELETE FROM event_log WHERE type = 'notification.recorded'`, (fine) => [`I4 decision ${fine.number} is notified without its event`]],
      ['a gap in the numbers', `INSERT INTO decision_counter (department_id, year, last_number) SELECT department_id, 2026, 9 FROM decision ON CONFLICT (department_id, year) DO UPDATE SET last_number = 9`, () => ['I5 numbers of department BIF in 2026: 9 given']],
    ])('names %s that was tampered with', async (_name, sql, expected) => {
      const { sound, fine } = await paidDesk();
      await runSql(sound.ground.database.superuserUrl, sql);
      const findings = await sound.findings();
      for (const beginning of expected(fine)) expect(findings).toContainEqual(expect.stringContaining(beginning));
      await sound.close();
    }); // prettier-ignore

    it('keeps what each night found, and fails loudly when the books do not agree', async () => {
      const { sound, fine } = await paidDesk();
      await sound.verification.run({}, JOB);
      await runSql(
        sound.ground.database.superuserUrl,
        `UPDATE ledger_account SET balance_cents = 5 WHERE decision_id = '${fine.decisionId}' AND kind = 'receivable'`,
      );
      sound.ground.clock.stopAt(new Date('2026-10-01T01:30:00Z'));
      await expect(sound.verification.run({}, JOB)).rejects.toThrow(fine.number);
      const [last, before] = await sound.verification.last(sound.ground.actor('treasurer'));
      expect(last).toMatchObject({ findingCount: 2, checkedAt: '2026-10-01T01:30:00.000Z' });
      expect(last?.findings[1]).toMatchObject({ invariant: 'I2' });
      expect(before).toMatchObject({ findingCount: 0, findings: [] });
      expect(await sound.rows(`SELECT detail FROM event_log WHERE type = 'ledger.verified' ORDER BY position`)).toEqual(
        [{ detail: { findings: 0, invariants: [] } }, { detail: { findings: 2, invariants: ['I1', 'I2'] } }],
      );
      await sound.close();
    });
  });
});
