import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import type { DecisionId } from '../../src/kernel/ids';
import { WriteOffsService } from '../../src/refunds/write-offs.service';
import { PaymentsService } from '../../src/payments/payments.service';
import { Undoing } from '../../src/payments/undoing.service';
import { CourtDesk, type BankLineSeen } from '../support/court-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

jest.setTimeout(60_000);

/** A claim fell in whole or in part, and the bank then takes back a payment of it: nobody is paid twice, and nobody owes what is to go back (R5.4). */
describe('payments of a fine that fell, taken back by the bank (R4.4, R4.8, R2.12)', () => {
  let court: CourtDesk;

  beforeAll(async () => {
    court = await CourtDesk.open();
  }, 60_000);
  beforeEach(() => court.ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => court.ground.desk);
  afterAll(() => court.ground.desk.close());

  const undo = async ([payment, taken]: readonly BankLineSeen[]): Promise<unknown> => {
    const choice = { undoneMovementId: payment!.id, version: taken!.version };
    return court.get(Undoing).undo(await court.ground.desk.actor('cashier'), taken!.id, choice);
  };
  const versionOf = async (id: DecisionId): Promise<number> =>
    (await court.ground.desk.rows<{ version: number }>('SELECT version FROM decision WHERE id = $1', [id]))[0]!.version;
  const statesOf = async (decisionId: DecisionId): Promise<unknown[]> => [
    await court.stateOf(decisionId),
    await court.ground.owed(decisionId),
    (await court.refundsOf(decisionId)).map(({ state, amountCents }) => `${state} ${amountCents}`),
  ];
  const reduced = async (decisionId: DecisionId): Promise<void> => {
    const appealId = await court.lodged(decisionId);
    await court.confirmed(await court.judged({ appealId, decisionId }, { outcome: 'reduced', reducedToCents: 12_000 }));
  };

  it('R4.4: annulled: the refund ends with its payment, and the claim stays fallen', async () => {
    const { decisionId, number } = await court.ground.fine();
    await court.pay(number, 20_000, 'ANNULLED-2026-1');
    const appealId = await court.lodged(decisionId);
    await court.confirmed(await court.judged({ appealId, decisionId }));
    const lines = await court.takenBack('ANNULLED-2026-1');
    expect(lines.map(({ state, reason }) => `${state} ${reason}`)).toEqual(['booked decision-number', 'suspense undo-owed-back']); // prettier-ignore
    await undo(lines);
    expect(await statesOf(decisionId)).toEqual(['annulled', 0, ['cancelled 20000']]);
  });

  it('R4.8: reduced: the fine owes what is left of it, and nothing goes back', async () => {
    const { decisionId, number } = await court.ground.fine();
    await court.pay(number, 20_000, 'REDUCED-2026-1');
    await reduced(decisionId);
    expect(await statesOf(decisionId)).toEqual(['notified', 0, ['proposed 8000']]);
    await undo(await court.takenBack('REDUCED-2026-1'));
    expect(await statesOf(decisionId)).toEqual(['notified', 12_000, ['cancelled 8000']]);
  });

  it('R4.8: reduced and paid in two parts: the part that is left pays the fine instead of going back', async () => {
    const { decisionId, number } = await court.ground.fine();
    await court.pay(number, 10_000, 'PART-2026-1');
    await court.pay(number, 10_000, 'PART-2026-2');
    await reduced(decisionId);
    expect(await statesOf(decisionId)).toEqual(['notified', 0, ['proposed 8000']]);
    const lines = await court.takenBack('PART-2026-1', 10_000);
    expect(lines.map(({ reason }) => reason)).toContain('undo-owed-back');
    await undo(lines);
    expect(await statesOf(decisionId)).toEqual(['notified', 2_000, ['cancelled 8000']]);
  });

  it('D31, R4.8: a rest given up before the judgment stays given up: the fine owes what the judgment left of it', async () => {
    const { decisionId, number } = await court.ground.fine();
    await court.pay(number, 19_950, 'REST-2026-1');
    const [cashier, treasurer] = [await court.ground.desk.actor('cashier'), await court.ground.desk.actor('treasurer')];
    const proposal = { decisionId, ground: 'small-rest', reason: 'Bank charges.' } as const;
    const { writeOffId, version } = await court.get(WriteOffsService).propose(cashier, proposal);
    await court.get(WriteOffsService).approve(treasurer, writeOffId, { version });
    await reduced(decisionId);
    expect(await statesOf(decisionId)).toEqual(['notified', 0, ['proposed 7950']]);
    await undo(await court.takenBack('REST-2026-1', 19_950));
    expect(await statesOf(decisionId)).toEqual(['notified', 12_000, ['cancelled 7950']]);
    expect(await court.ground.desk.rows('SELECT state FROM write_off')).toEqual([{ state: 'approved' }]);
  });

  const givenUp = async (decisionId: DecisionId): Promise<void> => {
    const [cashier, treasurer] = [await court.ground.desk.actor('cashier'), await court.ground.desk.actor('treasurer')];
    const proposal = { decisionId, ground: 'small-rest', reason: 'Bank charges.' } as const;
    const { writeOffId, version } = await court.get(WriteOffsService).propose(cashier, proposal);
    await court.get(WriteOffsService).approve(treasurer, writeOffId, { version });
  };
  const writeOffOf = async (decisionId: DecisionId): Promise<unknown[]> => [
    ...(await court.ground.desk.rows<{ state: string }>('SELECT state FROM write_off WHERE decision_id = $1', [decisionId])).map(({ state }) => state),
    ...(await court.ground.desk.rows<{ type: string }>(
      `SELECT e.type FROM event_log e JOIN write_off w ON w.id = e.subject_id WHERE w.decision_id = $1 ORDER BY e.position DESC LIMIT 1`,
      [decisionId],
    )).map(({ type }) => type),
  ]; // prettier-ignore

  it('D31, R4.6: a rest that was small beside a reduced fine is owed again once a later judgment lets all of it stand', async () => {
    const { decisionId, number } = await court.ground.fine();
    await court.pay(number, 11_700, 'SMALL-2026-1');
    const appealId = await court.lodged(decisionId);
    const first = await court.judged({ appealId, decisionId }, { outcome: 'reduced', reducedToCents: 12_000 });
    await court.confirmed(first);
    await givenUp(decisionId);
    expect(await statesOf(decisionId)).toEqual(['notified', 0, []]);
    const version = await court.versionOf(appealId);
    await court.confirmed(await court.later({ appealId, decisionId }, { ...first, version }, { outcome: 'confirmed' }));
    expect(await statesOf(decisionId)).toEqual(['notified', 8_300, []]);
    expect(await writeOffOf(decisionId)).toEqual(['lapsed', 'write-off.lapsed']);
  });

  it('D31, R4.6: given up before the judgment, it stands where all else is paid again, and lapses where it is not, then or later', async () => {
    for (const [reference, isGone] of [
      ['STANDS-2026', false],
      ['LAPSES-2026', true],
    ] as const) {
      court.ground.desk.goTo(TODAY);
      const { decisionId, number } = await court.ground.fine();
      await court.pay(number, 19_950, `${reference}-1`);
      await givenUp(decisionId);
      const appealId = await court.lodged(decisionId);
      const first = await court.judged({ appealId, decisionId }, { outcome: 'reduced', reducedToCents: 12_000 });
      await court.confirmed(first);
      if (isGone) await court.paidOut(decisionId);
      await court.confirmed(await court.later({ appealId, decisionId }, first, { outcome: 'confirmed' }));
      if (isGone) expect(await statesOf(decisionId)).toEqual(['notified', 8_000, ['paid 7950']]);
      else {
        expect(await statesOf(decisionId)).toEqual(['notified', 0, ['cancelled 7950']]);
        expect((await writeOffOf(decisionId))[0]).toBe('approved');
        const lines = await court.takenBack(`${reference}-1`, 19_950);
        if (lines.some(({ state }) => state === 'suspense')) await undo(lines);
        expect(await statesOf(decisionId)).toEqual(['notified', 20_000, ['cancelled 7950']]);
      }
      expect(await writeOffOf(decisionId)).toEqual(['lapsed', 'write-off.lapsed']);
    }
  });

  it('R4.8: of what was given up before the judgment, no more is taken in than the court left of the fine', async () => {
    const { decisionId, number } = await court.ground.fine();
    await court.ground.flagged(decisionId, 'insolvency');
    const [cashier, treasurer] = [await court.ground.desk.actor('cashier'), await court.ground.desk.actor('treasurer')];
    const proposal = { decisionId, ground: 'irrecoverable', reason: 'Nothing is to be had.' } as const;
    const { writeOffId, version } = await court.get(WriteOffsService).propose(cashier, proposal);
    await court.get(WriteOffsService).approve(treasurer, writeOffId, { version });
    await reduced(decisionId);
    await court.pay(number, 20_000, 'GIVEN-UP-2026-1');
    const [payment] = await court.lines('GIVEN-UP-2026-1');
    const book = (amountCents?: number): Promise<unknown> =>
      court.get(PaymentsService).book(cashier, payment!.id, { version: payment!.version, decisionId, reviveWriteOff: true, ...(amountCents !== undefined && { amountCents }) }); // prettier-ignore
    expect(await refusalsOf(book(20_000))).toEqual(['amountCents: allocation-exceeds-debt']);
    expect(await book()).toMatchObject({ amountCents: 12_000, remainingCents: 8_000 });
    expect(await court.ground.owed(decisionId)).toBe(0);
  });

  it('R2.12, D26: withdrawn, whether it was notified or paid in advance: nothing is owed and nothing goes back', async () => {
    for (const [isNotified, reference] of [
      [true, 'WITHDRAWN-2026-1'],
      [false, 'ADVANCE-2026-1'],
    ] as const) {
      court.ground.desk.goTo(TODAY);
      const { decisionId, number } = await court.ground.fine(isNotified);
      await court.pay(number, 20_000, reference);
      const withdrawals = court.get(WithdrawalDesk);
      const reason = 'La décision repose sur un procès-verbal qui concerne une autre personne.';
      await withdrawals.propose(court.agent, decisionId, { version: await versionOf(decisionId), reason });
      await withdrawals.withdraw(court.signatory, decisionId, { version: await versionOf(decisionId) });
      expect(await statesOf(decisionId)).toEqual(['withdrawn', 0, ['proposed 20000']]);
      await undo(await court.takenBack(reference));
      expect(await statesOf(decisionId)).toEqual(['withdrawn', 0, ['cancelled 20000']]);
    }
  });
});
