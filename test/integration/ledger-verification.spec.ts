import { DEMONSTRATION_DEPARTMENTS } from '../../src/access/demonstration-users';
import { newId, type DecisionId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { LedgerRepository } from '../../src/ledger/ledger.repository';
import { LedgerService } from '../../src/ledger/ledger.service';
import { postingsFor } from '../../src/ledger/posting.rules';
import type { Tx } from '../../src/platform/database/transactions';
import { LANGUAGES } from '../../src/ui/language';
import { LOCALES_FOLDER } from '../../src/ui/pages';
import { Translations } from '../../src/ui/translator';
import { runSql } from '../support/run-sql';
import { credit } from '../support/coda-builder';
import type { BuiltFine } from '../support/fine-builder';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { JOB, PaymentSteps } from '../support/payment-steps';
import { RefundDesk } from '../support/refund-desk';

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
    type Named = readonly [invariant: string, code: string, params?: Readonly<Record<string, string | number>>];
    const place = { sequence: 1, line: 3, statement: '2026/002', iban: 'BE35679200609437' };
    const account = { iban: 'BE35679200609437' };

    // The rows are changed as only somebody with the rights of the server could: triggers and rules aside.
    it.each<[string, string, (fine: BuiltFine) => readonly Named[]]>([
      ['a kept balance', `UPDATE ledger_account SET balance_cents = 1 WHERE kind = 'cash'`, () => [['I1', 'kept-balance', { account: 'cash', keptCents: 1 }], ['I1', 'bank-account', { ...account, ledgerCents: 1 }]]],
      ['the amount of a movement', `ALTER TABLE movement DISABLE TRIGGER USER; UPDATE movement SET amount_cents = 30000`, () => [['I1', 'statement-sum', { statement: '2026/002', openingCents: 1_000_000, closingCents: 1_020_000, movementsCents: 30_000 }], ['I1', 'bank-account', account]]],
      ['a removed posting', `ALTER TABLE ledger_posting DISABLE TRIGGER USER; DELETE FROM ledger_posting WHERE cause_kind = 'movement'`, () => [['I1', 'kept-balance', { account: 'cash' }], ['I3', 'movement-entries', { ...place, times: 0 }]]],
      ['what is owed on a fine', `UPDATE ledger_account SET balance_cents = 5 WHERE kind = 'receivable'`, ({ number }) => [['I1', 'kept-balance', { account: 'receivable', owner: number }], ['I2', 'fine-balance', { number, chargedCents: 20_000, allocatedCents: 20_000 }]]],
      ['what of a movement is booked', `UPDATE movement SET allocated_cents = 7, state = 'suspense'`, () => [['I2', 'movement-bookings', { ...place, allocatedCents: 7 }]]],
      ['a movement that was taken back and is booked again', `ALTER TABLE movement DISABLE TRIGGER USER; INSERT INTO movement SELECT (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid(), 'ordinal', 2, 'counts', true, 'direction', 'debit', 'allocated_cents', 0, 'amount_cents', 0, 'state', 'not-a-fine', 'undoes_id', m.id))).* FROM movement m`, () => [['I2', 'undone-and-booked', place]]],
      ['a booking that was taken out of suspense', `ALTER TABLE ledger_posting DISABLE TRIGGER USER; DELETE FROM ledger_posting WHERE reason = 'allocate' AND to_account_id = (SELECT id FROM ledger_account WHERE kind = 'suspense')`, () => [['I2', 'suspense', { ledgerCents: -20_000, broughtCents: 20_000, bookedCents: 20_000, othersCents: 0 }], ['I2', 'bank-account-suspense', { ...account, ledgerCents: -20_000, broughtCents: 20_000, bookedCents: 20_000 }]]],
      ['a collection that no report of FPS Finance told', `INSERT INTO ledger_account (id, department_id, kind) SELECT gen_random_uuid(), department_id, 'finance-clearing' FROM ledger_account WHERE kind = 'suspense';
        INSERT INTO ledger_posting (id, entry_id, department_id, from_account_id, to_account_id, amount_cents, reason, cause_kind, cause_id, posted_on, posted_at)
        SELECT gen_random_uuid(), gen_random_uuid(), s.department_id, s.id, c.id, 500, 'collect-through-finance', 'claim', gen_random_uuid(), '2026-09-30', now() FROM ledger_account s, ledger_account c WHERE s.kind = 'receivable' AND c.kind = 'finance-clearing'`, () => [['I2', 'finance-clearing', { ledgerCents: 500, collectedCents: 0, receivedCents: 0 }]]],
      ['the money of an annulled fine', `ALTER TABLE decision DISABLE TRIGGER USER; UPDATE decision SET state = 'annulled'; UPDATE ledger_account SET balance_cents = 5 WHERE kind = 'receivable'`, ({ number }) => [['I2', 'annulled-fine', { number, standingCents: 5 }]]],
      ['a write-off', `INSERT INTO write_off SELECT (jsonb_populate_record(null::write_off, jsonb_build_object('id', gen_random_uuid(), 'department_id', d.department_id, 'decision_id', d.id, 'ground', 'irrecoverable', 'state', 'proposed', 'amount_cents', 1, 'reason', 'x', 'decision_reason', '', 'proposed_by', u.id, 'proposed_at', now(), 'version', 1))).* FROM decision d, (SELECT id FROM user_account LIMIT 1) u`, () => [['I4', 'write-off-event', { state: 'proposed' }]]],
      ['an event', `ALTER TABLE event_log DISABLE TRIGGER USER; DELETE FROM event_log WHERE type = 'notification.recorded'`, ({ number }) => [['I4', 'decision-event', { number, state: 'notified' }]]],
      ['a gap in the numbers', `INSERT INTO decision_counter (department_id, year, last_number) SELECT department_id, 2026, 9 FROM decision ON CONFLICT (department_id, year) DO UPDATE SET last_number = 9`, () => [['I5', 'numbers', { department: 'BIF', year: 2026, given: 9 }]]],
    ])('names %s that was tampered with', async (_name, sql, expected) => {
      const { sound, fine } = await paidDesk();
      await runSql(sound.ground.database.superuserUrl, sql);
      const findings = await sound.verification.verify(JOB);
      for (const [invariant, code, params] of expected(fine))
        expect(findings).toContainEqual({ invariant, code, params: expect.objectContaining(params ?? {}) as object });
      await sound.close();
    }); // prettier-ignore

    describe('of refunds', () => {
      const UNLOCKED = `ALTER TABLE ledger_posting DISABLE TRIGGER USER; ALTER TABLE refund DISABLE TRIGGER USER; ALTER TABLE refund_step DISABLE TRIGGER USER; ALTER TABLE event_log DISABLE TRIGGER USER;`;
      const twice = (reason: string): string =>
        `INSERT INTO ledger_posting (id, entry_id, department_id, from_account_id, to_account_id, amount_cents, reason, cause_kind, cause_id, posted_on, posted_at)
         SELECT gen_random_uuid(), gen_random_uuid(), department_id, from_account_id, to_account_id, amount_cents, reason, cause_kind, cause_id, posted_on, posted_at FROM ledger_posting WHERE reason = '${reason}'`;

      // One refund with the bank, and another that was approved; each is proven by itself.
      it.each<[string, string, Named]>([
        ['a refund that became owed twice', twice('owe-refund'), ['I2', 'refund-postings', { state: 'ordered', ledgerPayableCents: -20_000, payableCents: 0 }]],
        ['an order that was posted twice', twice('order-refund'), ['I2', 'refund-postings', { state: 'ordered', ledgerTransitCents: -40_000, transitCents: -20_000 }]],
        ['the totals of both accounts', twice('order-refund'), ['I2', 'refund-accounts', { account: 'refunds-in-transit', ledgerCents: -40_000, refundsCents: -20_000 }]],
        ['a cost of the bank that nobody told', `INSERT INTO ledger_account (id, department_id, kind) SELECT gen_random_uuid(), department_id, 'bank-charges' FROM ledger_account WHERE kind = 'suspense';
           INSERT INTO ledger_posting (id, entry_id, department_id, from_account_id, to_account_id, amount_cents, reason, cause_kind, cause_id, posted_on, posted_at)
           SELECT gen_random_uuid(), gen_random_uuid(), s.department_id, s.id, c.id, 500, 'book-bank-charge', 'verdict', gen_random_uuid(), '2026-09-30', now() FROM ledger_account s, ledger_account c WHERE s.kind = 'suspense' AND c.kind = 'bank-charges'`, ['I2', 'spent-accounts', { account: 'bank-charges', ledgerCents: 500, toldCents: 0 }]],
        ['a refund whose state no step explains', `UPDATE refund SET state = 'returned'`, ['I4', 'refund-event', { state: 'returned' }]],
        ['a refund whose event is gone', `DELETE FROM event_log WHERE type = 'refund.ordered'`, ['I4', 'refund-event', { state: 'ordered' }]],
      ])('names %s', async (_name, sql, [invariant, code, params]) => {
        const desk = await RefundDesk.open();
        const { refundId } = await desk.approved();
        const command = { format: 'pain.001.001.09', executeOn: '2026-09-30', refunds: [{ id: refundId }] };
        const { batchId } = await desk.batches.prepare(desk.cashier, command);
        await desk.batches.release(desk.treasurer, batchId, { version: 1 });
        expect(await desk.desk.findings()).toEqual([]);
        await runSql(desk.desk.ground.database.superuserUrl, `${UNLOCKED} ${sql}`);
        const findings = await desk.desk.verification.verify(JOB);
        expect(findings).toContainEqual({ invariant, code, params: expect.objectContaining(params ?? {}) as object });
        await desk.close();
      }); // prettier-ignore
    });

    it('says each finding in four languages', async () => {
      const { sound } = await paidDesk();
      await runSql(sound.ground.database.superuserUrl, `UPDATE movement SET allocated_cents = 7, state = 'suspense'`);
      const [finding] = await sound.verification.verify(JOB);
      const translations = new Translations({ folder: LOCALES_FOLDER });
      const said = LANGUAGES.map((language) =>
        translations.for(language).t(`ledger.finding.${finding!.code}`, finding!.params).replaceAll(/\s/g, ' '),
      );
      expect(said).toEqual([
        expect.stringMatching(/^Mouvement 1 \(ligne 3\) de l’extrait 2026\/002 de BE35 6792 0060 9437 : 200,00 €/),
        expect.stringMatching(/^Beweging 1 \(regel 3\) van uittreksel 2026\/002 van BE35 6792 0060 9437: €/),
        expect.stringMatching(/^Bewegung 1 \(Zeile 3\) des Auszugs 2026\/002 von BE35 6792 0060 9437: 200,00 €/),
        expect.stringMatching(/^Movement 1 \(line 3\) of statement 2026\/002 of BE35 6792 0060 9437: €200.00/),
      ]);
      await sound.close();
    });

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
