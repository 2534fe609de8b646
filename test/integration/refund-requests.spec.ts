import { newId, type DecisionId, type DepartmentId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import type { BuiltFine } from '../support/fine-builder';
import { credit, debit } from '../support/coda-builder';
import { systemActor } from '../../src/platform/jobs/jobs';
import { RefundDesk } from '../support/refund-desk';
import { refusalsOf } from '../support/refusals';
import type { UserActor } from '../support/actors';
import { runSql } from '../support/run-sql';
import { booksHoldAfterEach } from '../support/proven-books';

const RECEIVED = { receivedOn: '2026-09-29', proof: 'payment', requestReason: 'I was let in.' } as const;

describe('requests under article 4bis, write-offs and the bank’s answers', () => {
  let desk: RefundDesk;
  let agent: UserActor;
  let signatory: UserActor;

  beforeEach(async () => {
    desk = await RefundDesk.open();
    agent = desk.desk.ground.actor('agent.border');
    signatory = desk.desk.ground.actor('signatory.border');
  });
  booksHoldAfterEach(() => desk.desk);
  afterEach(async () => {
    await desk.close();
  });

  const pay = (fine: BuiltFine, amount = 20_000) =>
    desk.steps.bring([credit({ communication: `AMENDE ${fine.number}`, amountCents: cents(amount) })]);
  const asked = ({ decisionId }: BuiltFine) => desk.requests.record(agent, { decisionId, ...RECEIVED });
  const outcomes = async (...work: Promise<unknown>[]): Promise<string[]> =>
    (await Promise.allSettled(work)).map(({ status }) => status).sort();
  const reason = 'The crossing point was open.';

  describe('a request under article 4bis paragraph 1', () => {
    it('R5.1, D12: goes out as a form, comes back, and is decided by another person', async () => {
      const fine = await desk.desk.fines.build();
      await pay(fine);
      const { decisionId } = fine;
      const sent = await desk.requests.sendForm(agent, { decisionId, formSentOn: '2026-09-28' });
      const early = { ...RECEIVED, receivedOn: '2026-09-27', version: 1 };
      expect(await refusalsOf(desk.requests.receive(agent, sent.requestId, early))).toEqual([
        'receivedOn: request-day',
      ]);
      const { requestId, version } = await desk.requests.receive(agent, sent.requestId, { ...RECEIVED, version: 1 });
      expect(await refusalsOf(desk.requests.grant(agent, requestId, { version, reason }))).toEqual([
        ': request-decider-recorded',
      ]);
      const granted = await desk.requests.grant(signatory, requestId, { version, reason });
      expect(granted).toMatchObject({ state: 'granted', cancelledCents: 20_000, owedBackCents: 20_000 });
    });

    it('D12: neither who sent the form nor who received it decides, or closes what came in', async () => {
      const fine = await desk.desk.fines.build();
      await pay(fine);
      const { decisionId } = fine;
      const { requestId } = await desk.requests.sendForm(signatory, { decisionId, formSentOn: '2026-09-28' });
      const { version } = await desk.requests.receive(agent, requestId, { ...RECEIVED, version: 1 });
      const command = { version, reason };
      for (const verb of ['grant', 'refuse', 'close'] as const)
        expect(await refusalsOf(desk.requests[verb](signatory, requestId, command))).toEqual([
          ': request-decider-recorded',
        ]);
      expect(await refusalsOf(desk.requests.close(agent, requestId, command))).toEqual([': request-decider-recorded']);
      const close = `UPDATE refund_request SET state = 'closed', decided_by = $2, decided_at = now(), decided_on = '2026-09-30', decision_reason = 'x' WHERE id = $1`;
      await expect(desk.desk.rows(close, [requestId, signatory.id])).rejects.toThrow('ck_refund_request_four_eyes');
      const other = await desk.requests.sendForm(agent, {
        decisionId: (await desk.desk.fines.build()).decisionId,
        formSentOn: '2026-09-28',
      });
      expect(await desk.requests.close(agent, other.requestId, { version: 1, reason })).toMatchObject({
        state: 'closed',
      });
    });

    it('D30: a granted one ends the claim in the same transaction, and proposes what goes back; nothing is paid by itself (trap 16)', async () => {
      const fine = await desk.desk.fines.build();
      await pay(fine, 12_000);
      const { requestId } = await asked(fine);
      await desk.requests.grant(signatory, requestId, { version: 1, reason });
      expect(await desk.steps.outstanding(fine)).toBe(0);
      expect(await desk.desk.rows('SELECT ground, state, amount_cents FROM refund')).toEqual([
        { ground: 'request-4bis', state: 'proposed', amount_cents: '12000' },
      ]);
      const id = await desk.unknown();
      const { movement } = await desk.steps.read(id);
      expect(await refusalsOf(desk.steps.book(id, fine, movement.version))).toEqual([
        'decisionId: allocation-fine-settled',
      ]);
    });

    it('R5.4: what is being refunded is not reversed, in whichever order two people act', async () => {
      const fine = await desk.desk.fines.build();
      const [movementId] = await pay(fine);
      const { requestId } = await asked(fine);
      const booking = (await desk.steps.read(movementId!)).allocations[0]!;
      const { version } = (await desk.steps.read(movementId!)).movement;
      const results = await outcomes(
        desk.requests.grant(signatory, requestId, { version: 1, reason }),
        desk.steps.reverse(booking.id, 'Another fine was meant.', version),
      );
      expect(results).toEqual(['fulfilled', 'rejected']);
    });

    it('R23, R5.4: what the bank takes back of a granted one is left to the cashier, and stops no other movement', async () => {
      const [granted, other] = [await desk.desk.fines.build(), await desk.desk.fines.build()];
      const paidBy = (fine: BuiltFine, endToEndId: string) =>
        credit({ communication: `AMENDE ${fine.number}`, amountCents: cents(20_000), endToEndId });
      await desk.steps.bring([paidBy(granted, '20260901-PAY-000041'), paidBy(other, '20260901-PAY-000042')]);
      const { requestId } = await asked(granted);
      await desk.requests.grant(signatory, requestId, { version: 1, reason });
      const recall = { transactionCode: '00149000', rTransaction: 'return', reasonCode: 'AC04' } as const;
      const [left, taken] = await desk.steps.bring([
        debit({ ...recall, amountCents: cents(20_000), endToEndId: '20260901-PAY-000041' }),
        debit({ ...recall, amountCents: cents(20_000), endToEndId: '20260901-PAY-000042' }),
      ]);
      const [row] = await desk.desk.rows<{ id: string }>('SELECT statement_id AS id FROM movement WHERE id = $1', [
        left,
      ]);
      const job = systemActor('undo-movements');
      await desk.desk.undoing.run({ statementId: row!.id }, job);
      await desk.desk.undoing.run({ statementId: row!.id }, job);
      const stateOf = (id: string) =>
        desk.desk.rows(`SELECT state, reason->>'code' AS code FROM movement WHERE id = $1`, [id]);
      expect(await stateOf(left!)).toEqual([{ state: 'suspense', code: 'undo-owed-back' }]);
      expect(await stateOf(taken!)).toEqual([{ state: 'not-a-fine', code: 'undoes' }]);
      expect(await desk.steps.outstanding(other)).toBe(20_000);
    });

    it('R5.4: never before the payment that it shows is booked', async () => {
      const fine = await desk.desk.fines.build();
      const { requestId } = await asked(fine);
      expect(await refusalsOf(desk.requests.grant(signatory, requestId, { version: 1, reason }))).toEqual([
        ': request-not-reconciled',
      ]);
      const refused = await desk.requests.refuse(signatory, requestId, { version: 1, reason: 'No payment was found.' });
      expect(refused.state).toBe('refused');
      expect((await asked(fine)).state).toBe('received');
      expect(await desk.steps.outstanding(fine)).toBe(20_000);
    });

    it('D12: two at once: one request stands, and one decision on it', async () => {
      const fine = await desk.desk.fines.build();
      await pay(fine);
      expect(await outcomes(asked(fine), asked(fine))).toEqual(['fulfilled', 'rejected']);
      const [row] = await desk.desk.rows<{ id: never }>('SELECT id FROM refund_request');
      const results = await outcomes(
        desk.requests.grant(signatory, row!.id, { version: 1, reason }),
        desk.requests.refuse(signatory, row!.id, { version: 1, reason }),
      );
      expect(results).toEqual(['fulfilled', 'rejected']);
    });

    it('R5.2: of a notified fine only', async () => {
      const signed = await desk.desk.fines.build({ isNotified: false });
      expect(await refusalsOf(asked(signed))).toEqual([': request-no-claim']);
    });
  });

  describe('a write-off', () => {
    const small = async (): Promise<DecisionId> => {
      const fine = await desk.desk.fines.build();
      await pay(fine, 19_950);
      return fine.decisionId;
    };
    /** FPS Finance had it, and said that nothing is to be had. */
    const closed = async (decisionId: DecisionId): Promise<void> => {
      await desk.offer(decisionId);
      await desk.declareIrrecoverable(decisionId);
    };
    const propose = (decisionId: DecisionId, ground = 'small-rest') =>
      desk.writeOffs.propose(desk.cashier, { decisionId, ground, reason: 'Bank charges abroad.' });

    it('D31: a small rest is listed, proposed by one and approved by another', async () => {
      const decisionId = await small();
      const { smallRests } = await desk.writeOffs.list(desk.cashier);
      expect(smallRests).toMatchObject([{ decisionId, outstandingCents: 50 }]);
      const { writeOffId } = await propose(decisionId);
      expect(await refusalsOf(desk.writeOffs.approve(desk.cashier, writeOffId, { version: 1 }))).toEqual([
        ': write-off-decider-proposed',
      ]);
      const approved = await desk.writeOffs.approve(desk.treasurer, writeOffId, { version: 1 });
      expect(approved).toMatchObject({ state: 'approved', amountCents: 50 });
      expect(await desk.balance('claims-written-off')).toBe(50);
      expect((await desk.writeOffs.list(desk.cashier)).smallRests).toEqual([]);
    });

    it('D31: more than a small rest is given up only as irrecoverable', async () => {
      const { decisionId } = await desk.desk.fines.build();
      expect(await refusalsOf(propose(decisionId))).toEqual(['ground: write-off-not-small']);
      await closed(decisionId);
      expect((await propose(decisionId, 'irrecoverable')).amountCents).toBe(20_000);
    });

    it('R7.9, D8: waits while a deposit or a proof of payment stands, when proposed and when approved', async () => {
      const { decisionId } = await desk.desk.fines.build();
      const held = async (sql: string): Promise<void> => {
        await runSql(desk.desk.ground.database.superuserUrl, sql);
      };
      await closed(decisionId);
      const { writeOffId } = await propose(decisionId, 'irrecoverable');
      const proof = `INSERT INTO payment_proof (id, department_id, decision_id, kind, shown_on, until_on, amount_cents, recorded_by, recorded_at)
        SELECT gen_random_uuid(), department_id, id, 'transfer-slip', '2026-09-20', '2026-12-31', 20000, '${desk.cashier.id}', now() FROM decision WHERE id = '${decisionId}'`;
      await held(proof);
      expect(await refusalsOf(desk.writeOffs.approve(desk.treasurer, writeOffId, { version: 1 }))).toEqual([
        ': write-off-held',
      ]);
      await desk.writeOffs.cancel(desk.cashier, writeOffId, { version: 1, reason: 'Money comes.' });
      expect(await refusalsOf(propose(decisionId, 'irrecoverable'))).toEqual(['decisionId: write-off-held']);
      await held(`UPDATE payment_proof SET ended_at = now(), ended_by = '${desk.cashier.id}', end_reason = 'False.'`);
      expect((await propose(decisionId, 'irrecoverable')).state).toBe('proposed');
    });

    it('R7.9: waits while FPS Finance holds the claim, and is possible once it is declared irrecoverable', async () => {
      const { decisionId } = await desk.desk.fines.build();
      await closed(decisionId);
      const { writeOffId } = await propose(decisionId, 'irrecoverable');
      await desk.offer(decisionId);
      expect(await refusalsOf(desk.writeOffs.approve(desk.treasurer, writeOffId, { version: 1 }))).toEqual([
        ': write-off-at-recovery',
      ]);
      await desk.writeOffs.cancel(desk.cashier, writeOffId, { version: 1, reason: 'FPS Finance collects.' });
      expect(await refusalsOf(propose(decisionId, 'irrecoverable'))).toEqual(['decisionId: write-off-at-recovery']);
      const rest = await small();
      await desk.offer(rest);
      expect((await desk.writeOffs.list(desk.cashier)).smallRests).toEqual([]);
      await desk.declareIrrecoverable(decisionId);
      const { writeOffId: last } = await propose(decisionId, 'irrecoverable');
      expect(await desk.writeOffs.approve(desk.treasurer, last, { version: 1 })).toMatchObject({ state: 'approved' });
    });

    it('D32: of another department is nobody’s without a task across departments', async () => {
      const { decisionId } = await desk.desk.fines.build();
      const stranger = { ...desk.cashier, spansDepartments: false, departmentId: newId<DepartmentId>() };
      const command = { decisionId, ground: 'irrecoverable', reason: 'No.' };
      expect(await refusalsOf(desk.writeOffs.propose(stranger, command))).toEqual([': other-department']);
    });

    it('is refused when the rest is no longer what was proposed, and two at once have one effect', async () => {
      const fine = await desk.desk.fines.build();
      await closed(fine.decisionId);
      const { writeOffId } = await propose(fine.decisionId, 'irrecoverable');
      await pay(fine, 5_000);
      expect(await refusalsOf(desk.writeOffs.approve(desk.treasurer, writeOffId, { version: 1 }))).toEqual([
        ': write-off-rest-changed',
      ]);
      await desk.writeOffs.cancel(desk.cashier, writeOffId, { version: 1, reason: 'Something was paid.' });
      const again = await propose(fine.decisionId, 'irrecoverable');
      const results = await outcomes(
        desk.writeOffs.approve(desk.treasurer, again.writeOffId, { version: 1 }),
        desk.writeOffs.refuse(desk.treasurer, again.writeOffId, { version: 1, reason: 'Wait.' }),
      );
      expect(results).toEqual(['fulfilled', 'rejected']);
      const other = await desk.desk.fines.build();
      await closed(other.decisionId);
      const both = [propose(other.decisionId, 'irrecoverable'), propose(other.decisionId, 'irrecoverable')];
      expect(await outcomes(...both)).toEqual(['fulfilled', 'rejected']);
    });
  });

  describe('the bank’s answer to a batch', () => {
    it('a rejected transfer is owed as before; the same answer again, or one of nobody, has no effect', async () => {
      const { refundId } = await desk.approved();
      const { refundId: other } = await desk.approved();
      const { batchId } = await desk.batches.prepare(desk.cashier, {
        format: 'pain.001.001.09',
        executeOn: '2026-09-30',
      });
      await desk.batches.release(desk.treasurer, batchId, { version: 1 });
      const { bytes, sha256Hex } = await desk.batches.download(desk.treasurer, batchId);
      const looks = await desk.desk.rows(`SELECT actor_id FROM access_log WHERE operation = 'refund-batch.download'`);
      expect(looks).toEqual([{ actor_id: desk.treasurer.id }]);
      expect(bytes.toString('utf8')).toContain('<CtrlSum>400.00</CtrlSum>');
      expect(sha256Hex).toMatch(/^[0-9a-f]{64}$/);
      const { batch } = await desk.batches.read(desk.treasurer, batchId);
      const answer = (messageId: string, endToEndId: string): Buffer =>
        Buffer.from(
          `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>${messageId}</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>` +
            `<TxInfAndSts><OrgnlEndToEndId>${endToEndId}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`,
        );
      const bytesOf = answer(batch.messageId, await desk.endToEndId(refundId));
      expect(await desk.reports.receive(desk.cashier, bytesOf)).toMatchObject({ acceptedCount: 0, rejectedCount: 1 });
      expect(await refusalsOf(desk.reports.receive(desk.cashier, bytesOf))).toEqual(['file: bank-report-already']);
      expect(await refusalsOf(desk.reports.receive(desk.cashier, answer('RB-NONE', 'RF-1')))).toEqual([
        'file: bank-report-unknown',
      ]);
      expect([(await desk.state(refundId)).state, (await desk.state(other)).state]).toEqual(['returned', 'ordered']);
      expect(await desk.balance('refunds-payable')).toBe(-20_000);
    });

    it('a released batch never changes, whatever program writes', async () => {
      await desk.approved();
      const { batchId } = await desk.batches.prepare(desk.cashier, {
        format: 'pain.001.001.03',
        executeOn: '2026-09-30',
      });
      expect(await refusalsOf(desk.batches.release(desk.cashier, batchId, { version: 1 }))).toEqual([
        ': batch-releaser-prepared',
      ]);
      await desk.batches.release(desk.treasurer, batchId, { version: 1 });
      await expect(desk.desk.rows(`UPDATE refund_batch SET bytes = 'x' WHERE id = $1`, [batchId])).rejects.toThrow(
        'released or dissolved once',
      );
    });
  });
});
