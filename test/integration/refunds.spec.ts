import type { MovementId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { legalDate } from '../../src/kernel/legal-date';
import type { RefundResult } from '../../src/refunds/refund-events';
import { systemActor } from '../../src/platform/jobs/jobs';
import { credit, debit } from '../support/coda-builder';
import { RefundDesk } from '../support/refund-desk';
import { refusalsOf } from '../support/refusals';
import { booksHoldAfterEach } from '../support/proven-books';

describe('refunds, from the proposal to the debit (R5)', () => {
  let desk: RefundDesk;

  beforeEach(async () => {
    desk = await RefundDesk.open();
  });
  booksHoldAfterEach(() => desk.desk);
  afterEach(async () => {
    await desk.close();
  });

  const executeOn = '2026-09-30';
  /** Released to the bank in a batch of its own. */
  async function ordered(): Promise<RefundResult> {
    const { refundId } = await desk.approved();
    const command = { format: 'pain.001.001.09', executeOn, refunds: [{ id: refundId }] };
    const { batchId } = await desk.batches.prepare(desk.cashier, command);
    await desk.batches.release(desk.treasurer, batchId, { version: 1 });
    return { ...(await desk.state(refundId)), refundId, amountCents: cents(20_000) } as RefundResult;
  }
  const settle = (): Promise<void> => desk.settlement.run({}, systemActor('settle-refunds'));
  const line = (endToEndId: string, direction: 'debit' | 'credit') =>
    (direction === 'debit' ? debit : credit)({
      amountCents: cents(20_000),
      endToEndId,
      communication: `REFUND ${endToEndId}`,
    });

  it('D11, trap 16: nobody is the payee by default, and whoever is has a reason', async () => {
    const { refundId, version } = await desk.proposed();
    const [refund] = await desk.desk.rows('SELECT payee_id FROM refund WHERE id = $1', [refundId]);
    expect(refund).toEqual({ payee_id: null });
    expect(await refusalsOf(desk.refunds.approve(desk.treasurer, refundId, { version }))).toEqual([
      ': illegal-transition',
    ]);
    expect(await refusalsOf(desk.choose(refundId, version, { iban: 'BE68 5390 0754 7035' }))).toEqual([
      'iban: iban-checksum',
    ]);
    const prepared = await desk.choose(refundId, version, { payee: 'debtor', name: 'Exemple Débiteur' });
    expect(prepared.state).toBe('prepared');
    const payees = await desk.desk.rows('SELECT payee, name, reason FROM refund_payee');
    expect(payees).toEqual([{ payee: 'debtor', name: 'Exemple Débiteur', reason: 'She paid out of her own account.' }]);
  });

  it('is paid by two people, an order and the debit on a statement; each cent once', async () => {
    const before = await desk.balance('suspense');
    const { refundId } = await ordered();
    expect(await desk.balance('suspense')).toBe(before);
    expect(await desk.balance('refunds-in-transit')).toBe(-20_000);
    await desk.steps.bring([line(await desk.endToEndId(refundId), 'debit')]);
    await settle();
    await settle();
    expect(await desk.state(refundId)).toMatchObject({ state: 'paid' });
    expect(await Promise.all(['refunds-payable', 'refunds-in-transit'].map((kind) => desk.balance(kind)))).toEqual([
      0, 0,
    ]);
    const states = await desk.desk.rows(
      `SELECT state, reason->>'code' AS code FROM movement ORDER BY entry_on, ordinal`,
    );
    expect(states).toEqual([
      { state: 'booked', code: 'refund-owed' },
      { state: 'booked', code: 'refund-settled' },
    ]);
  });

  it('R5.4: a batch that the bank debits as one total settles each of its refunds by its detail', async () => {
    const [one, other] = [await desk.approved(), await desk.approved(15_000)];
    const refunds = [{ id: one.refundId }, { id: other.refundId }];
    const { batchId } = await desk.batches.prepare(desk.cashier, { format: 'pain.001.001.09', executeOn, refunds });
    await desk.batches.release(desk.treasurer, batchId, { version: 1 });
    const [first, second] = [await desk.endToEndId(one.refundId), await desk.endToEndId(other.refundId)];
    const detail = (endToEndId: string, amount: number, communication: string) =>
      debit({ transactionCode: '50103000', amountCents: cents(amount), endToEndId, communication });
    const total = debit({ transactionCode: '10103000', amountCents: cents(35_000), communication: 'BATCH' });
    const [, named] = await desk.steps.bring([
      { ...total, details: [detail(first, 20_000, first), detail('', 15_000, second)] },
    ]);
    await settle();
    expect(await desk.state(one.refundId)).toMatchObject({ state: 'paid' });
    const { version } = await desk.state(other.refundId);
    const paid = await desk.settlement.settleByHand(desk.cashier, other.refundId, { version, movementId: named! });
    expect(paid.state).toBe('paid');
    expect(await desk.balance('refunds-in-transit')).toBe(0);
  });

  it('a returned transfer opens it again: another account, another approval, and the money is owed once', async () => {
    const { refundId } = await ordered();
    const endToEndId = await desk.endToEndId(refundId);
    await desk.steps.bring([line(endToEndId, 'debit')]);
    await settle();
    await desk.steps.bring([line(endToEndId, 'credit')]);
    await settle();
    const { state, version } = await desk.state(refundId);
    expect(state).toBe('returned');
    expect(await desk.balance('refunds-payable')).toBe(-20_000);
    const chosen = await desk.choose(refundId, version, { reason: 'The first account was closed.' });
    expect(chosen.state).toBe('prepared');
    const { version: approved } = await desk.refunds.approve(desk.treasurer, refundId, { version: chosen.version });
    expect(await desk.balance('refunds-payable')).toBe(-20_000);
    const cancelled = await desk.refunds.cancel(desk.cashier, refundId, {
      version: approved,
      reason: 'Booked instead.',
    });
    expect(cancelled.state).toBe('cancelled');
    expect(await desk.balance('refunds-payable')).toBe(0);
  });

  it('R5.4: money of a refund that came back is never refunded a second time, whoever asks', async () => {
    const { refundId } = await ordered();
    const endToEndId = await desk.endToEndId(refundId);
    await desk.steps.bring([line(endToEndId, 'debit')]);
    const [back] = await desk.steps.bring([line(endToEndId, 'credit')]);
    const again = () =>
      desk.refunds.propose(desk.cashier, { movementId: back!, ground: 'not-a-debt', amountCents: 20_000, note: 'No.' });
    expect(await refusalsOf(again())).toEqual(['movementId: refund-source-settled']);
    const { version } = await desk.state(refundId);
    await desk.refunds.cancel(desk.cashier, refundId, { version, reason: 'Booked instead.' });
    expect(await refusalsOf(again())).toEqual(['movementId: refund-source-settled']);
    const insert = desk.desk.rows(
      `INSERT INTO refund (id, department_id, ground, state, movement_id, amount_cents, proposed_at, proposed_on, changed_at)
       SELECT gen_random_uuid(), department_id, 'not-a-debt', 'proposed', id, 20000, now(), '2026-09-30', now() FROM movement WHERE id = $1`,
      [back],
    );
    await expect(insert).rejects.toThrow('waits in suspense');
  });

  it('a refund that comes back is settled before its line is read as a payment, even of the fine that it names', async () => {
    const fine = await desk.desk.fines.build();
    const { refundId } = await ordered();
    const endToEndId = await desk.endToEndId(refundId);
    await desk.steps.bring([line(endToEndId, 'debit')]);
    await desk.steps.bring([
      credit({ amountCents: cents(20_000), endToEndId, communication: `REFUND ${fine.number} ${endToEndId}` }),
    ]);
    expect((await desk.state(refundId)).state).toBe('returned');
    expect(await desk.steps.outstanding(fine)).toBe(20_000);
  });

  it('R23, R5.4: what the bank takes back is never the money of a refund: neither its source nor its debit', async () => {
    const source = await desk.unknown();
    const { refundId, version } = await desk.refunds.propose(desk.cashier, {
      movementId: source,
      ground: 'not-a-debt',
      amountCents: 20_000,
      note: 'No fine.',
    });
    const recall = debit({ transactionCode: '00149000', rTransaction: 'return', reasonCode: 'AC04' });
    // Of another payer: it holds no refund.
    const other = { account: 'BE68539007547034', name: 'CAMILLE MODELE' } as const;
    const [taken] = await desk.steps.bring([
      { ...recall, amountCents: cents(20_000), counterparty: other, bankReference: '000000000099999999999' },
    ]);
    const undo = (undoneMovementId: MovementId, seen: number, id = taken!) =>
      desk.desk.undoing.undo(desk.cashier, id, { undoneMovementId, version: seen });
    expect(await refusalsOf(undo(source, 2))).toEqual(['undoneMovementId: undo-refund-standing']);
    const chosen = await desk.choose(refundId, version);
    const approved = await desk.refunds.approve(desk.treasurer, refundId, { version: chosen.version });
    const command = { format: 'pain.001.001.09', executeOn, refunds: [{ id: approved.refundId }] };
    const { batchId } = await desk.batches.prepare(desk.cashier, command);
    await desk.batches.release(desk.treasurer, batchId, { version: 1 });
    const [paid] = await desk.steps.bring([line(await desk.endToEndId(refundId), 'debit')]);
    const back = { transactionCode: '00149000', rTransaction: 'return', reasonCode: 'AC04' } as const;
    const [returned] = await desk.steps.bring([
      credit({ ...back, amountCents: cents(20_000), communication: 'RETOUR' }),
    ]);
    expect(await refusalsOf(undo(paid!, 2, returned))).toEqual(['undoneMovementId: undo-refund-standing']);
  });

  it('D32: a refund belongs to the department of its money, whoever proposes it', async () => {
    const movementId = await desk.unknown();
    const [{ department_id: own } = { department_id: '' }] = await desk.desk.rows<{ department_id: string }>(
      'SELECT department_id FROM movement WHERE id = $1',
      [movementId],
    );
    const [other] = await desk.desk.rows<{ id: never }>('SELECT id FROM department WHERE id <> $1 LIMIT 1', [own]);
    const command = { movementId, ground: 'not-a-debt', amountCents: 20_000, note: 'No fine.' };
    const elsewhere = { ...desk.cashier, departmentId: other!.id };
    const stranger = desk.refunds.propose({ ...elsewhere, spansDepartments: false }, command);
    expect(await refusalsOf(stranger)).toEqual([': other-department']);
    const { refundId } = await desk.refunds.propose(elsewhere, command);
    expect(await desk.desk.rows('SELECT department_id FROM refund WHERE id = $1', [refundId])).toEqual([
      { department_id: own },
    ]);
  });

  it('four eyes: who proposed or prepared never approves, whatever the role', async () => {
    const { refundId, version } = await desk.prepared();
    expect(await refusalsOf(desk.refunds.approve(desk.cashier, refundId, { version }))).toEqual([
      ': refund-approver-prepared',
    ]);
    const changed = await desk.refunds.choosePayee(desk.treasurer, refundId, {
      payee: 'other',
      name: 'Exemple Autre',
      reason: 'As asked.',
      iban: 'BE68 5390 0754 7034',
      version,
    });
    const again = desk.refunds.approve(desk.treasurer, refundId, { version: changed.version });
    expect(await refusalsOf(again)).toEqual([': refund-approver-prepared']);
    await expect(
      desk.desk.rows(`UPDATE refund SET state = 'approved', approved_by = $2, approved_at = now() WHERE id = $1`, [
        refundId,
        desk.treasurer.id,
      ]),
    ).rejects.toThrow('does not approve');
  });

  it('a changed account opens the approval again', async () => {
    const { refundId, version } = await desk.approved();
    const changed = await desk.choose(refundId, version, { iban: 'DE89370400440532013000' });
    expect(changed.state).toBe('prepared');
    expect(await desk.desk.rows('SELECT approved_by FROM refund WHERE id = $1', [refundId])).toEqual([
      { approved_by: null },
    ]);
    const prepare = desk.batches.prepare(desk.cashier, {
      format: 'pain.001.001.09',
      executeOn,
      refunds: [{ id: refundId }],
    });
    expect(await refusalsOf(prepare)).toEqual([': illegal-transition']);
  });

  it('refused or cancelled, its money can be booked again', async () => {
    const fine = await desk.desk.fines.build();
    const { refundId, version } = await desk.approved();
    const [row] = await desk.desk.rows<{ id: string; version: number; state: string }>(
      'SELECT m.id, m.version, m.state FROM movement m JOIN refund r ON r.movement_id = m.id',
    );
    expect(row?.state).toBe('booked');
    await desk.refunds.cancel(desk.cashier, refundId, { version, reason: 'The fine was found.' });
    const booked = await desk.steps.book(row!.id as never, fine, row!.version + 1);
    expect(booked.outstandingCents).toBe(0);
    expect(
      await refusalsOf(desk.refunds.cancel(desk.cashier, refundId, { version: version + 1, reason: 'Again.' })),
    ).toEqual([': illegal-transition']);
  });

  it('R5.5: an account outside SEPA is paid by hand, and settled by the line that a person names', async () => {
    const { refundId, version } = await desk.proposed();
    const { version: chosen } = await desk.refunds.choosePayee(desk.cashier, refundId, {
      payee: 'payer',
      name: 'Example Payer',
      reason: 'Lives abroad.',
      accountNumber: '000123456789',
      bankIdentification: 'CHASUS33',
      country: 'US',
      version,
    });
    const approved = await desk.refunds.approve(desk.treasurer, refundId, { version: chosen });
    const inBatch = desk.batches.prepare(desk.cashier, {
      format: 'pain.001.001.03',
      executeOn,
      refunds: [{ id: refundId }],
    });
    expect(await refusalsOf(inBatch)).toEqual([': refund-order-by-hand']);
    const order = await desk.orders.order(desk.treasurer, refundId, { version: approved.version });
    const executed = await desk.orders.execute(desk.cashier, refundId, {
      version: order.version,
      executedOn: '2026-09-30',
    });
    const [other, exact] = await desk.steps.bring([
      debit({ amountCents: cents(19_000), communication: 'X' }),
      debit({ amountCents: cents(20_000), communication: 'Y' }),
    ]);
    const wrong = desk.settlement.settleByHand(desk.cashier, refundId, {
      version: executed.version,
      movementId: other!,
    });
    expect(await refusalsOf(wrong)).toEqual(['movementId: settlement-amount']);
    const paid = await desk.settlement.settleByHand(desk.cashier, refundId, {
      version: executed.version,
      movementId: exact!,
    });
    expect(paid.state).toBe('paid');
  });

  describe('two at once', () => {
    const outcomes = async (...work: Promise<unknown>[]): Promise<string[]> =>
      (await Promise.allSettled(work)).map(({ status }) => status).sort();

    it('two people deciding the same refund: one effect', async () => {
      const { refundId, version } = await desk.prepared();
      const both = [
        desk.refunds.approve(desk.treasurer, refundId, { version }),
        desk.refunds.refuse(desk.treasurer, refundId, { version, reason: 'No proof.' }),
      ];
      expect(await outcomes(...both)).toEqual(['fulfilled', 'rejected']);
      const { refundId: other, version: seen } = await desk.prepared();
      const twice = [1, 2].map(() => desk.refunds.approve(desk.treasurer, other, { version: seen }));
      expect(await outcomes(...twice)).toEqual(['fulfilled', 'rejected']);
    });

    it('a payee changed while it is approved: the approval never covers the other account', async () => {
      const { refundId, version } = await desk.prepared();
      await outcomes(
        desk.refunds.approve(desk.treasurer, refundId, { version }),
        desk.choose(refundId, version, { iban: 'DE89370400440532013000' }),
      );
      const [row] = await desk.desk.rows<{ state: string; iban: string }>(
        'SELECT r.state, p.iban FROM refund r JOIN refund_payee p ON p.id = r.payee_id WHERE r.id = $1',
        [refundId],
      );
      expect([
        { state: 'approved', iban: 'BE68539007547034' },
        { state: 'prepared', iban: 'DE89370400440532013000' },
      ]).toContainEqual(row);
    });

    it('two batches for one refund, two releases of one batch, a release and a dissolution: one effect each', async () => {
      const { refundId } = await desk.approved();
      const prepare = () =>
        desk.batches.prepare(desk.cashier, { format: 'pain.001.001.09', executeOn, refunds: [{ id: refundId }] });
      expect(await outcomes(prepare(), prepare())).toEqual(['fulfilled', 'rejected']);
      const [batch] = await desk.desk.rows<{ id: string }>('SELECT id FROM refund_batch');
      const release = () => desk.batches.release(desk.treasurer, batch!.id as never, { version: 1 });
      expect(await outcomes(release(), release())).toEqual(['fulfilled', 'rejected']);
      const { refundId: other } = await desk.approved();
      const next = await desk.batches.prepare(desk.cashier, {
        format: 'pain.001.001.03',
        executeOn,
        refunds: [{ id: other }],
      });
      const end = [
        desk.batches.release(desk.treasurer, next.batchId, { version: 1 }),
        desk.batches.dissolve(desk.cashier, next.batchId, { version: 1 }),
      ];
      expect(await outcomes(...end)).toEqual(['fulfilled', 'rejected']);
    });

    it('one debit settles one refund, whoever names it', async () => {
      const { refundId, version } = await ordered();
      const [movementId] = await desk.steps.bring([line(await desk.endToEndId(refundId), 'debit')]);
      await outcomes(
        settle(),
        desk.settlement.settleByHand(desk.cashier, refundId, { version, movementId: movementId! }),
      );
      expect(await desk.state(refundId)).toMatchObject({ state: 'paid' });
      expect(await desk.desk.rows(`SELECT id FROM ledger_posting WHERE reason = 'settle-refund'`)).toHaveLength(1);
    });

    it('two orders by hand: one', async () => {
      const { refundId, version } = await desk.proposed();
      const abroad = { iban: 'TR330006100519786457841326' } as const;
      const { version: chosen } = await desk.choose(refundId, version, abroad);
      const approved = await desk.refunds.approve(desk.treasurer, refundId, { version: chosen });
      const order = () => desk.orders.order(desk.treasurer, refundId, { version: approved.version });
      expect(await outcomes(order(), order())).toEqual(['fulfilled', 'rejected']);
    });
  });

  it('the day of an order by hand is not ahead', async () => {
    const { refundId, version } = await desk.approved();
    const ahead = desk.orders.execute(desk.cashier, refundId, { version, executedOn: legalDate('2026-10-01') });
    expect(await refusalsOf(ahead)).toEqual(['executedOn: executed-on-future']);
  });
});
