import { newId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { systemActor } from '../../src/platform/jobs/jobs';
import type { ProofHoldsService } from '../../src/proof-holds/proof-holds.service';
import { EndProof, RecordProof } from '../../src/proof-holds/proofs.commands';
import { credit } from '../support/coda-builder';
import type { BuiltFine } from '../support/fine-builder';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { PaymentSteps } from '../support/payment-steps';
import { proofHoldsOn } from '../support/proof-holds';
import { refusalsOf } from '../support/refusals';
import { booksHoldAfterEach } from '../support/proven-books';

/** A picture of one pixel. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
  'base64',
);

describe('a proof of payment that is not yet on a statement (R7.9)', () => {
  let desk: MoneyDesk;
  let steps: PaymentSteps;
  let proofs: ProofHoldsService;

  beforeAll(async () => {
    desk = await openMoneyDesk();
    steps = new PaymentSteps(desk, await openBooks(desk));
    proofs = proofHoldsOn(desk.ground);
  });
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  function show({ decisionId }: BuiltFine, fields: Partial<RecordProof> = {}) {
    const proof = { kind: 'transfer-slip', shownOn: '2026-09-30', amountCents: cents(20_000), ...fields } as const;
    return proofs.record(desk.cashier, decisionId, Object.assign(new RecordProof(), proof));
  }
  const end = (id: string, reason = 'the bank rejected it') =>
    proofs.end(desk.cashier, id, Object.assign(new EndProof(), { reason }));
  const holds = ({ decisionId }: BuiltFine) =>
    desk.ground.transactions.view(systemActor('test'), (tx) => proofs.holds(tx, [decisionId]));

  it('keeps the scan with the proof, once, and nothing when the proof is refused', async () => {
    const fine = await desk.fines.build();
    const file = { name: 'preuve.png', mediaType: 'image/png', bytes: PICTURE };
    const scanned = (given: { readonly name: string; readonly mediaType: string; readonly bytes: Buffer }) => {
      const proof = { kind: 'transfer-slip', shownOn: '2026-09-30', amountCents: cents(20_000) } as const;
      const command = Object.assign(new RecordProof(), proof);
      return proofs.record(desk.cashier, fine.decisionId, command, { file: given, title: '' });
    };
    expect(await refusalsOf(scanned({ ...file, bytes: Buffer.from('GIF89a') }))).toEqual([
      'file: evidence-not-accepted',
    ]);
    const { id } = await scanned(file);
    expect((await proofs.read(desk.cashier, fine.decisionId)).scans).toMatchObject({
      [id]: [{ title: 'preuve.png', kind: 'evidence', mediaType: 'image/png' }],
    });
    expect(await desk.rows('SELECT 1 FROM document')).toHaveLength(1);
  });

  it('keeps a scan that comes later, also once the hold has ended, and the same file once for two at once', async () => {
    const fine = await desk.fines.build();
    const { id } = await show(fine);
    await end(id);
    const file = { name: 'plus-tard.png', mediaType: 'image/png', bytes: PICTURE };
    const add = () => proofs.addScan(desk.cashier, id, { file, title: 'Ordre de virement' });
    const both = await Promise.allSettled([add(), add()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await refusalsOf(add())).toEqual([expect.stringContaining('evidence-already-attached')]);
    const { scans } = await proofs.read(desk.cashier, fine.decisionId);
    expect(scans[id]).toMatchObject([{ title: 'Ordre de virement', fileName: 'plus-tard.png' }]);
    expect(await proofs.readOne(desk.cashier, fine.decisionId, id)).toMatchObject({ proof: { id, state: 'ended' } });
    const other = await desk.fines.build();
    expect(await refusalsOf(proofs.readOne(desk.cashier, other.decisionId, id))).toEqual([': not-found']);
    const nothing = proofs.addScan(desk.cashier, newId(), { file, title: '' });
    expect(await refusalsOf(nothing)).toEqual([': not-found']);
    const stranger = proofs.addScan(desk.ground.actor('agent.residence'), id, { file, title: '' });
    expect(await refusalsOf(stranger)).toEqual([': other-department']);
  });

  it('holds until its day, by agent or cashier, and once for two at once', async () => {
    const fine = await desk.fines.build();
    const both = await Promise.allSettled([show(fine), show(fine)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((each) => each.status === 'rejected')?.reason).toMatchObject({
      refusals: [{ code: 'proof-recorded-already' }],
    });
    expect(await holds(fine)).toEqual([
      {
        decisionId: fine.decisionId,
        kind: 'payment-proof',
        from: '2026-09-30',
        until: '2026-10-15',
        reason: 'transfer-slip',
      },
    ]);
    desk.ground.clock.stopAt(new Date('2026-10-16T09:00:00Z'));
    expect(await holds(fine)).toEqual([]);
    const { proofs: shown } = await proofs.read(desk.cashier, fine.decisionId);
    expect(shown).toMatchObject([{ state: 'expired' }]);
    desk.ground.clock.stopAt(new Date('2026-09-30T09:00:00Z'));
  });

  it('ends by itself when the payment is booked, and stands again when that is taken back', async () => {
    const fine = await desk.fines.build();
    await show(fine);
    const [id] = await steps.bring([credit({ communication: 'X' })]);
    const { allocationId } = await steps.book(id!, fine, 2);
    expect(await holds(fine)).toEqual([]);
    await expect(show(fine, { amountCents: 100 })).rejects.toMatchObject({
      refusals: [{ code: 'proof-fine-settled' }],
    });
    await steps.reverse(allocationId, 'another fine', 3);
    expect(await holds(fine)).toHaveLength(1);
  });

  it('is ended with a reason, once, also for two at once', async () => {
    const fine = await desk.fines.build({ isNotified: false });
    const { id } = await show(fine, { kind: 'other', note: 'a letter of the bank' });
    const both = await Promise.allSettled([end(id), end(id)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await holds(fine)).toEqual([]);
    const rows = await desk.rows<{ type: string }>(
      `SELECT type FROM event_log WHERE type LIKE 'proof.%' AND subject_id = $1 ORDER BY position`,
      [fine.decisionId],
    );
    expect(rows.map(({ type }) => type)).toEqual(['proof.shown', 'proof.ended']);
    await expect(end(newId())).rejects.toMatchObject({ refusals: [{ code: 'not-found' }] });
  });

  it('D32: is not for the agents of another department', async () => {
    const fine = await desk.fines.build();
    const stranger = desk.ground.actor('agent.residence');
    await expect(proofs.read(stranger, fine.decisionId)).rejects.toMatchObject({
      refusals: [{ code: 'other-department' }],
    });
  });
});
