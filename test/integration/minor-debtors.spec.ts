import { ListExportService } from '../../src/case-report/list-export.service';
import type { DecisionId, PersonId } from '../../src/kernel/ids';
import { RecoveryDesk } from '../../src/recovery/recovery-desk.service';
import { RecoveryLists } from '../../src/recovery/recovery-lists.service';
import { Transfers } from '../../src/recovery/transfers.service';
import { RefundList } from '../../src/refunds/refund-list.service';
import { WriteOffsService } from '../../src/refunds/write-offs.service';
import type { UserActor } from '../support/actors';
import { ClaimDesk } from '../support/claim-desk';
import { TODAY } from '../support/fine-desk';
import { LiableSteps, MINOR, parentOf } from '../support/liable-steps';
import { booksHoldAfterEach } from '../support/proven-books';

/** The month and its margin are over. */
const READY = '2027-01-21';
const TIME_BARRED = '2036-11-21';

const MOTHER = 'Parente Exemplaire';

describe('trap 6: the fine of a child, which the mother must pay', () => {
  let desk: ClaimDesk;
  let cashier: UserActor;
  let [child, mother] = [] as unknown as PersonId[] as [PersonId, PersonId];
  let decisionId: DecisionId;
  let number: string;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    cashier = desk.preparer;
    desk.desk.goTo(TODAY);
    const agent = await desk.desk.actor('agent.border');
    child = await desk.desk.person({ ...MINOR, familyName: 'Jeune', givenNames: 'Exemplaire' });
    mother = await desk.desk.person({ familyName: 'Parente', givenNames: 'Exemplaire' });
    const steps = new LiableSteps(desk.desk, agent);
    const signed = await steps.signed(await steps.enter(child, { liableParties: [parentOf(mother)] }));
    decisionId = signed.decisionId;
    const told = { version: signed.version, handedOverOn: TODAY, receipt: 'signed', addresseeId: mother } as const;
    await desk.desk.notifications.handOver(agent, decisionId, told);
    const [row] = await desk.desk.rows<{ number: string }>('SELECT number FROM decision WHERE id = $1', [decisionId]);
    number = row!.number;
  }, 90_000);
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  /** Whom the last look of a kind is noted about. */
  const notedOf = async (operation: string): Promise<string[]> => {
    const [row] = await desk.desk.rows<{ person_ids: string[] }>(
      'SELECT person_ids FROM access_log WHERE operation = $1 ORDER BY position DESC LIMIT 1',
      [operation],
    );
    return [...(row?.person_ids ?? [])].sort();
  };
  const both = (): string[] => [child, mother].sort();

  it('notes both where recovery shows the mother: its lists, its file, its batch, its CSV', async () => {
    desk.desk.goTo(READY);
    await desk.desk.app.app.get(RecoveryLists).read(cashier);
    expect(await notedOf('recovery.list')).toEqual(both());
    await desk.desk.app.app.get(RecoveryDesk).read(cashier, decisionId);
    expect(await notedOf('recovery.read')).toEqual(both());
    const command = { purpose: 'Contrôle', list: 'recoverable' } as const;
    await desk.desk.app.app.get(ListExportService).export(await desk.desk.actor('auditor'), command, 'en');
    expect(await notedOf('list.export')).toEqual(both());
    const transfers = desk.desk.app.app.get(Transfers);
    const [transferId] = (await transfers.prepare(cashier, [decisionId])).transferIds;
    await transfers.read(cashier, transferId!);
    expect(await notedOf('recovery-batch.read')).toEqual(both());
    await transfers.dissolve(cashier, transferId!, 1);
  });

  it('D31, R7.7: names the mother as the debtor of what is given up, small rest or whole, and notes both', async () => {
    desk.desk.goTo(TIME_BARRED);
    const writeOffs = desk.desk.app.app.get(WriteOffsService);
    const proposal = { decisionId, ground: 'irrecoverable', reason: 'Ten years are over.' } as const;
    const { writeOffId } = await writeOffs.propose(cashier, proposal);
    const one = await writeOffs.read(cashier, writeOffId);
    expect(one.writeOff.debtorName).toBe(MOTHER);
    expect(await notedOf('write-off.read')).toEqual(both());
    expect((await writeOffs.list(cashier)).writeOffs).toMatchObject([{ number, debtorName: MOTHER }]);
    expect(await notedOf('write-off.list')).toEqual(both());
    await writeOffs.cancel(cashier, writeOffId, { version: 1, reason: 'Money came.' });
    await desk.pay(number, 19_950);
    expect((await writeOffs.list(cashier)).smallRests).toMatchObject([{ number, debtorName: MOTHER }]);
  });

  it('names the mother as the debtor of a refund, and notes both', async () => {
    await desk.pay(number, 10_000);
    const [refund] = (await desk.desk.app.app.get(RefundList).list(cashier, 'proposed', undefined)).page.rows;
    expect(refund?.refund.fine).toMatchObject({ number, debtorName: MOTHER });
    expect(await notedOf('refund.list')).toEqual(both());
  });
});
