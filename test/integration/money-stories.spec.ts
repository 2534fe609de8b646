import type { MovementId, StatementId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import type { CodaMovementDraft } from '../../src/statements/coda-movement-writer';
import { camtMessage } from '../support/camt-builder';
import { credit, debit } from '../support/coda-builder';
import { JOB } from '../support/payment-steps';
import { booksHoldAfterEach } from '../support/proven-books';
import { RefundDesk } from '../support/refund-desk';
import { refusalsOf } from '../support/refusals';

/** Longer stories of money that comes, goes and comes again (R23, R5.4): what is owed at the end is what was paid and stayed. */
describe('money that comes and goes', () => {
  let desk: RefundDesk;

  beforeEach(async () => {
    desk = await RefundDesk.open();
  });
  booksHoldAfterEach(() => desk.desk);
  afterEach(async () => {
    await desk.close();
  });

  const back = { transactionCode: '00149000', rTransaction: 'return', reasonCode: 'AC04' } as const;
  /** Takes a line in, matches it and looks for what it takes back. */
  const bring = async (line: CodaMovementDraft): Promise<MovementId> => {
    const [id] = await desk.steps.bring([line]);
    const { movement } = await desk.steps.read(id!);
    await desk.desk.undoing.run({ statementId: movement.statementId as StatementId }, JOB);
    return id!;
  };
  const placeOf = async (id: MovementId): Promise<string> => {
    const { movement } = await desk.steps.read(id);
    return `${movement.state} ${movement.reason?.code ?? ''}`;
  };
  const versionOf = async (id: MovementId): Promise<number> => (await desk.steps.read(id)).movement.version;

  it('one transfer for three fines, with a small rest given up on one: taken back, each is owed whole (D31)', async () => {
    const fines = [
      await desk.desk.fines.build(),
      await desk.desk.fines.build(),
      await desk.desk.fines.build(),
    ] as const;
    const id = await bring(credit({ communication: 'three fines', amountCents: cents(59_950), endToEndId: 'ALL-2026-1' })); // prettier-ignore
    for (const fine of fines) await desk.steps.book(id, fine, await versionOf(id));
    const { decisionId } = fines[2];
    const proposal = { decisionId, ground: 'small-rest', reason: 'Bank charges.' } as const;
    const { writeOffId } = await desk.writeOffs.propose(desk.cashier, proposal);
    await desk.writeOffs.approve(desk.treasurer, writeOffId, { version: 1 });
    const taken = await bring(debit({ ...back, amountCents: cents(59_950), endToEndId: 'ALL-2026-1' }));
    expect([await placeOf(id), await placeOf(taken)]).toEqual(['not-a-fine undone', 'not-a-fine undoes']);
    expect(await Promise.all(fines.map((fine) => desk.steps.outstanding(fine)))).toEqual([20_000, 20_000, 20_000]);
  });

  it('the return of a return is money that a person books again, and pays nothing by itself', async () => {
    const fine = await desk.desk.fines.build();
    const first = await bring(credit({ communication: fine.number, endToEndId: 'TWICE-2026-1' }));
    await bring(debit({ ...back, endToEndId: 'TWICE-2026-1' }));
    const again = await bring(credit({ ...back, communication: fine.number, endToEndId: 'TWICE-2026-1' }));
    expect([await placeOf(again), await desk.steps.outstanding(fine)]).toEqual(['suspense r-transaction', 20_000]);
    expect((await desk.desk.undoing.read(desk.cashier, again)).offers).toEqual([]);
    await desk.steps.book(again, fine, await versionOf(again));
    expect([await placeOf(first), await desk.steps.outstanding(fine)]).toEqual(['not-a-fine undone', 0]);
  });

  it('a camt.053 that takes one payment of a batch back opens that fine alone', async () => {
    const [one, other] = [await desk.desk.fines.build(), await desk.desk.fines.build()];
    const take = async (text: string, ...references: readonly string[]): Promise<void> => {
      const named = references.reduce((xml, each) => xml.replace('>E2E1<', `>${each}<`), text);
      const { statements } = await desk.desk.receive(new TextEncoder().encode(named), 'statement.xml');
      for (const { statementId } of statements) {
        await desk.desk.matching.run({ statementId }, JOB);
        await desk.desk.undoing.run({ statementId }, JOB);
      }
    };
    const batch = [one, other].map(({ number }) => ({ amount: '200.00', text: number }));
    const paid = { sequence: 2, on: '2026-09-02', opening: '10000.00', closing: '10400.00' } as const;
    await take(camtMessage({ ...paid, entries: [{ amount: '400.00', batch }] }), 'BATCH-2026-1', 'BATCH-2026-2');
    const owed = () => Promise.all([one, other].map((fine) => desk.steps.outstanding(fine)));
    expect(await owed()).toEqual([0, 0]);
    const returned = { sequence: 3, on: '2026-09-03', opening: '10400.00', closing: '10200.00' } as const;
    const reversal = { amount: '200.00', direction: 'DBIT', reversal: 'true', returnReason: 'AC04' } as const;
    await take(camtMessage({ ...returned, entries: [reversal] }), 'BATCH-2026-2');
    expect(await owed()).toEqual([0, 20_000]);
  });

  it('R5.4: a refund that ended with a payment named by mistake is proposed anew, once the true one is named', async () => {
    const fine = await desk.desk.fines.build();
    const payment = await bring(credit({ communication: fine.number, endToEndId: 'OWN-2026-1' }));
    const { decisionId } = fine;
    const request = { decisionId, receivedOn: '2026-09-29', proof: 'payment', requestReason: 'It was open.' } as const;
    const { requestId } = await desk.requests.record(desk.desk.ground.actor('agent.border'), request);
    await desk.requests.grant(desk.desk.ground.actor('signatory.border'), requestId, { version: 1, reason: 'Open.' });
    const meant = await bring(credit({ communication: 'another one', endToEndId: 'OTHER-2026-1' }));
    const taken = await bring(debit({ ...back, endToEndId: 'OTHERWISE-1' }));
    const name = async (undoneMovementId: MovementId): Promise<unknown> =>
      desk.desk.undoing.undo(desk.cashier, taken, { undoneMovementId, version: await versionOf(taken) });
    await name(payment);
    const version = await versionOf(taken);
    const mistake = { reason: 'Another payment was taken back.', version };
    const { reversalId } = await desk.desk.reversals.propose(desk.cashier, taken, mistake);
    await desk.desk.reversals.confirm(desk.treasurer, reversalId, { version });
    expect(await placeOf(payment)).toMatch(/^suspense/);
    const anew = { movementId: payment, ground: 'not-a-debt', amountCents: 20_000, note: 'Granted.' } as const;
    const { refundId } = await desk.refunds.propose(desk.cashier, anew);
    expect(await refusalsOf(desk.choose(refundId, 1))).toEqual([': refund-taking-back-waits']);
    await name(meant);
    await desk.choose(refundId, 1);
    expect(await desk.refunds.approve(desk.treasurer, refundId, { version: 2 })).toMatchObject({ state: 'approved' });
  });
});
