import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import type { AllocationId, MovementId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import type { LegalDate } from '../../src/kernel/legal-date';
import { NotificationRegister } from '../../src/notifications/register.service';
import { PaymentsService } from '../../src/payments/payments.service';
import { SuspenseService } from '../../src/payments/suspense.service';
import { ClaimDesk, type FineOfDesk } from '../support/claim-desk';
import { TODAY } from '../support/fine-desk';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';
import { booksHoldAfterEach } from '../support/proven-books';

const codesOf = async (work: Promise<unknown>): Promise<string[]> =>
  (await refusalsOf(work)).map((line) => line.split(': ')[1] ?? '');

describe('claims that stand with FPS Finance (R7.1)', () => {
  let desk: ClaimDesk;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
  }, 60_000);
  beforeEach(() => desk.desk.goTo(TODAY));
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  it('are offered once, by another person than whoever prepared them, and post nothing', async () => {
    const fine = await desk.fine();
    expect(await codesOf(desk.offer(fine, desk.approver.id))).toEqual(['claim-own-preparation']);
    const before = await desk.ground.balance('revenue');
    const id = await desk.offer(fine);
    expect(await codesOf(desk.offer(fine))).toEqual(['claim-stands-already']);
    expect([await desk.ground.owed(fine.decisionId), await desk.ground.balance('revenue')]).toEqual([20_000, before]);
    expect(await desk.story(id)).toEqual(['offered']);
    const states = await desk.within(fine.decisionId, async (tx) => {
      tx.record({ type: 'claim.offered', subjectKind: 'claim', subjectId: id });
      return [...(await desk.claims.stateOf(tx, [fine.decisionId]))];
    });
    expect(states).toEqual([[fine.decisionId, 'offered']]);
  });

  it('two at once offer one claim', async () => {
    const fine = await desk.fine();
    const both = await Promise.allSettled([desk.offer(fine), desk.offer(fine)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('the database itself refuses four eyes of one person, a second standing claim and a claim that goes back', async () => {
    const fine = await desk.fine();
    const id = await desk.offer(fine);
    const { url } = desk.desk.app.database;
    await expect(runSql(url, `UPDATE claim SET version = version + 1, state = 'closed' WHERE id = '${id}'`)).rejects.toThrow('ck_claim_ended'); // prettier-ignore
    await expect(runSql(url, `UPDATE claim SET version = version WHERE id = '${id}'`)).rejects.toThrow('never goes back'); // prettier-ignore
    await expect(runSql(url, `DELETE FROM claim_event WHERE claim_id = '${id}'`)).rejects.toThrow(/claim_event/);
    await expect(runSql(url, `UPDATE claim SET version = version + 1, offered_cents = 1 WHERE id = '${id}'`)).rejects.toThrow('keeps what was offered'); // prettier-ignore
  });

  it('R7.9: a payment at the Office is booked on the same receivable and told in the same transaction; paid, the claim is recalled (trap 17)', async () => {
    const fine = await desk.fine();
    const id = await desk.offer(fine);
    await desk.pay(fine.number, 5_000);
    expect(await desk.ground.owed(fine.decisionId)).toBe(15_000);
    const [told] = (await desk.feed()).filter(({ claimId, type }) => claimId === id && type === 'payment-received');
    expect(told?.detail).toMatchObject({ amountCents: 5_000, outstandingCents: 15_000, receivedOn: '2026-09-01' });
    await desk.pay(fine.number, 15_000);
    expect(await desk.story(id)).toEqual(['offered', 'payment-received', 'payment-received', 'recall-asked']);
    const last = (await desk.feed()).at(-1);
    expect(last).toMatchObject({ claimId: id, type: 'recall-asked', state: 'recall-asked', detail: { cause: 'paid' } });
  });

  it('R7.9: the page of a movement says that the fine was with FPS Finance, before it is booked and after', async () => {
    const [fine, elsewhere] = [await desk.fine(), await desk.fine()];
    await desk.offer(fine);
    const read = (id: MovementId) => desk.desk.app.app.get(SuspenseService).read(desk.preparer, id);
    const [booked, here] = [await desk.pay(fine.number, 5_000), await desk.pay(elsewhere.number, 5_000)];
    expect((await read(booked)).allocations).toMatchObject([{ toldFinanceOn: TODAY }]);
    expect((await read(here)).allocations).toMatchObject([{ toldFinanceOn: undefined }]);
    const [{ name } = { name: '' }] = await desk.desk.rows<{ name: string }>(
      `SELECT p.latin_family_name || ' ' || p.latin_given_names AS name FROM person p JOIN offence o ON o.person_id = p.id JOIN decision d ON d.offence_id = o.id WHERE d.id = $1`,
      [fine.decisionId],
    );
    const { candidates } = await read(await desk.pay(name, 15_000));
    expect(candidates.find((each) => each.fine.decisionId === fine.decisionId)).toMatchObject({ fine: { isAtFinance: true } }); // prettier-ignore
  });

  it('R7.9: a booking that is taken back is told as well', async () => {
    const fine = await desk.fine();
    const id = await desk.offer(fine);
    const movementId: MovementId = await desk.pay(fine.number, 5_000);
    const [row] = await desk.desk.rows<{ id: AllocationId; version: number }>(
      'SELECT a.id, m.version FROM allocation a JOIN movement m ON m.id = a.movement_id WHERE m.id = $1',
      [movementId],
    );
    const command = { reason: 'Booked on the wrong fine.', version: row!.version };
    await desk.desk.app.app.get(PaymentsService).reverse(desk.preparer, row!.id, command);
    expect(await desk.story(id)).toEqual(['offered', 'payment-received', 'payment-taken-back']);
    expect((await desk.feed()).at(-1)?.detail).toMatchObject({ amountCents: 5_000, outstandingCents: 20_000 });
  });

  it('R5.4, trap 17: a withdrawal recalls what stands, and nothing of it is refunded before the recall is answered', async () => {
    const fine = await desk.fine();
    const id = await desk.offer(fine);
    await desk.pay(fine.number, 5_000);
    const withdrawals = desk.desk.app.app.get(WithdrawalDesk);
    const { version } = fine;
    const reason = 'The report is about somebody else.';
    await withdrawals.propose(await desk.desk.actor('agent.border'), fine.decisionId, { version, reason });
    await withdrawals.withdraw(await desk.desk.actor('signatory.border'), fine.decisionId, { version });
    expect(await desk.story(id)).toEqual(['offered', 'payment-received', 'recall-asked']);
    const [row] = await desk.desk.rows<{ at: boolean }>('SELECT decision_at_recovery($1) AS at', [fine.decisionId]);
    expect(row?.at).toBe(true);
  });

  it('R4.2, R7.9, trap 12: a deposit recalls what stands the moment it is held, and its release to the State is told as a payment', async () => {
    const fine = await desk.fine();
    const id = await desk.offer(fine);
    const { depositId, version } = await desk.ground.held(fine.decisionId);
    expect(await desk.story(id)).toEqual(['offered', 'recall-asked']);
    expect((await desk.feed()).at(-1)?.detail).toMatchObject({ cause: 'deposit', outstandingCents: 20_000 });
    desk.desk.goTo('2027-02-01');
    await desk.ground.proposed(depositId, version, {});
    await desk.ground.releases.confirm(desk.approver, depositId, { version });
    expect(await desk.story(id)).toEqual(['offered', 'recall-asked', 'payment-received']);
    expect((await desk.feed()).at(-1)?.detail).toMatchObject({ amountCents: 20_000, outstandingCents: 0, receivedOn: '2027-02-01' }); // prettier-ignore
  });

  it('nothing is told of fines that do not stand there', async () => {
    const fine = await desk.fine();
    const before = (await desk.feed()).length;
    await desk.pay(fine.number, 20_000);
    const recalled = await desk.within(fine.decisionId, async (tx) => {
      tx.record({ type: 'claim.offered', subjectKind: 'decision', subjectId: fine.decisionId });
      return (await desk.claims.recall(tx, fine.decisionId, { cause: 'other' })) ?? 'none';
    });
    expect(recalled).toBe('none');
    expect(await desk.feed()).toHaveLength(before);
  });

  it('the feed has no gap and is read in the order of the commits: what commits later stands later, and a rollback leaves no hole', async () => {
    const [first, second, third] = [await desk.fine(), await desk.fine(), await desk.fine()];
    const ids = [await desk.offer(first), await desk.offer(second), await desk.offer(third)];
    const before = (await desk.feed()).at(-1)?.position ?? 0;
    const payment = { amountCents: cents(100), receivedOn: TODAY as LegalDate };
    let letSlowGo: () => void = () => undefined;
    const slowMayGo = new Promise<void>((resolve) => (letSlowGo = resolve));
    let slowHasWritten: () => void = () => undefined;
    const slowWrote = new Promise<void>((resolve) => (slowHasWritten = resolve));
    const slow = desk.within(first.decisionId, async (tx) => {
      await desk.claims.tellPayment(tx, { decisionId: first.decisionId, ...payment });
      slowHasWritten();
      await slowMayGo;
    });
    await slowWrote;
    const failing = desk.within(third.decisionId, async (tx) => {
      await desk.claims.tellPayment(tx, { decisionId: third.decisionId, ...payment });
      throw new Error('given up');
    });
    await expect(failing).rejects.toThrow('given up');
    // The second wrote after the first and commits before it: no reader may pass by the first.
    await desk.within(second.decisionId, (tx) => desk.claims.tellPayment(tx, { decisionId: second.decisionId, ...payment })); // prettier-ignore
    const meanwhile = await desk.feed(before);
    expect(meanwhile.map(({ claimId, position }) => [claimId, position])).toEqual([[ids[1], before + 1]]);
    letSlowGo();
    await slow;
    const after = await desk.feed(before + 1);
    expect(after.map(({ claimId, position }) => [claimId, position])).toEqual([[ids[0], before + 2]]);
  });

  it('twenty at once take twenty places in a row', async () => {
    const fines: FineOfDesk[] = [];
    for (let count = 0; count < 4; count++) fines.push(await desk.fine());
    for (const fine of fines) await desk.offer(fine);
    const before = (await desk.feed()).at(-1)?.position ?? 0;
    const payment = { amountCents: cents(1), receivedOn: TODAY as LegalDate };
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => fines[at % fines.length]!).map(({ decisionId }) =>
        desk.within(decisionId, (tx) => desk.claims.tellPayment(tx, { decisionId, ...payment })),
      ),
    );
    const told = await desk.feed(before);
    expect(told.map(({ position }) => position)).toEqual(Array.from({ length: 20 }, (_, at) => before + 1 + at));
    for (const { decisionId } of fines) {
      const versions = told.filter((event) => event.decisionId === decisionId).map(({ version }) => version);
      expect(versions).toEqual([...versions].sort((a, b) => a - b));
    }
  });

  it('D7, D9: are asked back when a corrected day opens the month of the fine again', async () => {
    const fine = await desk.fine();
    const id = await desk.offer(fine);
    desk.desk.goTo('2027-02-01');
    const register = desk.desk.app.app.get(NotificationRegister);
    const agent = await desk.desk.actor('agent.border');
    const { register: known, decision } = await register.read(agent, fine.decisionId);
    const factId = known.facts[0]!.id;
    const correct = async (version: number, happenedOn: string): Promise<number> => {
      const command = { version, happenedOn, reason: 'Date du reçu mal lue au guichet.' };
      return (await register.act(agent, fine.decisionId, { verb: 'correct', factId, command })).version;
    };
    await correct(decision.version, '2027-01-15');
    expect(await desk.story(id)).toEqual(['offered', 'recall-asked']);
  });
});
