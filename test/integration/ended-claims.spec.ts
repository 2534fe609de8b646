import { FinanceMachine } from '../support/finance-machine';
import { ClaimDesk, type FineOfDesk } from '../support/claim-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import type { ClaimId } from '../../src/kernel/ids';
import { ReconciliationDesk } from '../../src/recovery/reconciliation.service';
import { RecoveryDesk } from '../../src/recovery/recovery-desk.service';
import { RecoveryLists } from '../../src/recovery/recovery-lists.service';
import { Transfers } from '../../src/recovery/transfers.service';
import { RefundRequestsService } from '../../src/refunds/refund-requests.service';
import { WriteOffsService } from '../../src/refunds/write-offs.service';

/** The window of a fine of the desk, and its margin, are over. */
const READY = '2027-01-21';

describe('a claim that FPS Finance ended', () => {
  let desk: ClaimDesk;
  let finance: FinanceMachine;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    finance = await FinanceMachine.register(desk);
  }, 60_000);
  beforeEach(() => desk.desk.goTo(TODAY));
  booksHoldAfterEach(() => desk.desk);
  afterAll(async () => {
    await finance.close();
    await desk.close();
  });

  async function told(kind: string, content: object): Promise<{ readonly fine: FineOfDesk; readonly id: ClaimId }> {
    desk.desk.goTo(TODAY);
    const fine = await desk.fine();
    const id = await desk.offer(fine);
    desk.desk.goTo(READY);
    const said = await finance.request('POST', `/claims/${id}/reports`, { reportId: `R-${id}`, kind, occurredOn: READY, ...content }); // prettier-ignore
    expect(said.status).toBe(201);
    return { fine, id };
  }

  it.each(['irrecoverable', 'prescribed'] as const)(
    'R7.7: %s, it is ready no more the same day, and is to be written off until somebody proposes that',
    async (end) => {
      const {
        fine: { decisionId },
        id,
      } = await told(end, {});
      const app = desk.desk.app.app;
      const { eligibility } = await app.get(RecoveryDesk).read(desk.preparer, decisionId);
      expect(eligibility.lines.filter(({ isMet }) => !isMet)).toMatchObject([
        { check: 'not-given-up', code: end, params: { on: READY } },
      ]);
      expect(eligibility).toMatchObject({ isReady: false, isReadyEarly: end === 'irrecoverable' });
      const { ready, waiting } = await app.get(RecoveryLists).read(desk.preparer);
      const among = (fines: typeof ready): boolean => fines?.fines.some((each) => each.fine.decisionId === decisionId) === true; // prettier-ignore
      expect([among(ready), among(waiting)]).toEqual([false, true]);
      const attention = async (): Promise<string[]> =>
        (await app.get(ReconciliationDesk).read(desk.preparer)).attention
          .filter(({ claimId }) => claimId === id)
          .map(({ kind }) => kind);
      expect(await attention()).toEqual(['to-write-off']);
      const proposal = { decisionId, ground: 'irrecoverable', reason: 'Nothing is to be had.' } as const;
      await app.get(WriteOffsService).propose(desk.preparer, proposal);
      expect(await attention()).toEqual([]);
    },
  );

  it('R7.8: irrecoverable, it goes there again with a reason that another person approves; time-barred, it does not', async () => {
    const [again, barred] = [await told('irrecoverable', {}), await told('prescribed', {})];
    const transfers = desk.desk.app.app.get(Transfers);
    const reason = 'The debtor works again.';
    expect(await refusalsOf(transfers.prepare(desk.preparer, [again.fine.decisionId]))).toEqual([
      'decisionIds: recovery-not-ready',
    ]);
    expect(await refusalsOf(transfers.prepareEarly(desk.preparer, barred.fine.decisionId, reason))).toEqual([
      'reason: recovery-early-not-possible',
    ]);
    const { transferId } = await transfers.prepareEarly(desk.preparer, again.fine.decisionId, reason);
    expect(await transfers.approve(await desk.desk.actor('signatory.border'), transferId, 1)).toMatchObject({
      state: 'offered',
    });
  });

  it('R5.1, D30: a request of somebody from whom FPS Finance collected is granted, and what was collected comes off the fine', async () => {
    const { fine, id } = await told('collected', { amountCents: 20_000 });
    const { decisionId } = fine;
    const requests = desk.desk.app.app.get(RefundRequestsService);
    const form = { receivedOn: READY, proof: 'payment', requestReason: 'I was let in.' } as const;
    const { requestId } = await requests.record(await desk.desk.actor('agent.border'), { decisionId, ...form });
    const signatory = await desk.desk.actor('signatory.border');
    expect(await requests.ofDecision(signatory, decisionId)).toMatchObject({ bookedCents: 0, collectedCents: 20_000 });
    const granted = await requests.grant(signatory, requestId, { version: 1, reason: 'The crossing point was open.' });
    expect(granted).toMatchObject({ state: 'granted', cancelledCents: 20_000, owedBackCents: 0 });
    expect(await desk.ground.owed(decisionId)).toBe(0);
    expect(await desk.story(id)).toEqual(['offered', 'collected', 'closed', 'collection-taken-back']);
  });
});
