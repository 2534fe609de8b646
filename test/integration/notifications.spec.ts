import type { DecisionId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { LedgerService } from '../../src/ledger/ledger.service';
import type { NotificationAct } from '../../src/notifications/notifications.service';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { parseCommand } from '../../src/platform/http/fields';
import { systemActor } from '../../src/platform/jobs/jobs';
import { ConfirmOpening } from '../../src/statements/statements.commands';
import { StatementsService } from '../../src/statements/statements.service';
import { credit, StatementChain, statementDraft } from '../support/coda-builder';
import type { UserActor } from '../support/actors';
import { FineDesk, TODAY } from '../support/fine-desk';
import { refusalsOf } from '../support/refusals';
import { booksHoldAfterEach } from '../support/proven-books';

describe('the notification of a decision', () => {
  let desk: FineDesk;
  let agent: UserActor;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const hand = (version: number, changes: object = {}): NotificationAct => ({
    channel: 'hand',
    command: { version, handedOverOn: TODAY, receipt: 'signed', ...changes },
  });
  const post = (version: number, changes: object = {}): NotificationAct => ({
    channel: 'post',
    command: { version, postedOn: TODAY, postingReference: 'RR 123', ...changes },
  });
  const owed = async (decisionId: DecisionId): Promise<object> => {
    const { decision } = await desk.decisions.read(agent, decisionId);
    return desk.app.transactions.view(agent, (tx) =>
      desk.app.app.get(LedgerService).lockFine(tx, decision.departmentId, decisionId),
    );
  };

  /** Some of the money comes on a statement before anybody has recorded the notification. */
  const payInAdvance = async (decisionId: DecisionId, amountCents: number): Promise<void> => {
    const { decision } = await desk.decisions.read(agent, decisionId);
    const chain = new StatementChain(statementDraft({ openingCents: cents(0) }));
    const payment = credit({
      amountCents: cents(amountCents),
      communication: `AMENDE ${decision.number ?? ''}`,
    });
    const bytes = chain.next([payment], legalDate(TODAY));
    const cashier = await desk.actor('cashier');
    const statements = desk.app.app.get(StatementsService);
    const { statements: received } = await statements.receive(cashier, { fileName: 'advance.cod', bytes });
    const statementId = received[0]!.statementId;
    await statements.confirmOpening(
      cashier,
      statementId,
      parseCommand(ConfirmOpening, { version: 1, openingCents: 0 }),
    );
    await desk.app.app.get(StatementMatching).run({ statementId }, systemActor('test'));
  };

  it('R3.1, 4A points 1, 5 and 6: handed over, the fine is due that day and the month runs from the next', async () => {
    const { decisionId, version } = await desk.signed();
    const result = await desk.notifications.notify(agent, decisionId, hand(version));
    expect(result).toMatchObject({ payableFrom: '2026-11-20', lastDay: '2026-12-21', adverseLastDay: '2026-12-21' });
    const { decision } = await desk.decisions.read(agent, decisionId);
    expect(decision).toMatchObject({ state: 'notified', notifiedOn: TODAY, payableFrom: TODAY });
    expect(await owed(decisionId)).toEqual({ receivableCents: 20_000, advanceCents: 0 });
  });

  it('4A point 3, D6, D19: posted, the third working day begins the month; anything adverse waits a day more', async () => {
    const { decisionId, version } = await desk.signed();
    const outlook = await desk.notifications.preview(agent, decisionId, post(version));
    expect(outlook.notified).toMatchObject({ payableFrom: '2026-11-25' });
    const result = await desk.notifications.notify(agent, decisionId, post(version));
    expect(result).toMatchObject({ payableFrom: '2026-11-25', lastDay: '2026-12-24', adverseLastDay: '2026-12-28' });
    expect(outlook.notified.window).toMatchObject({ lastDay: result.lastDay, adverseLastDay: result.adverseLastDay });
    const [row] = await desk.rows('SELECT channel, first_day, raw_end FROM notification WHERE decision_id = $1', [
      decisionId,
    ]);
    expect(row).toEqual({ channel: 'post', first_day: '2026-11-25', raw_end: '2026-12-24' });
  });

  it('D26: what was paid before the notification is set against the claim', async () => {
    const { decisionId, version, offenceId } = await desk.signed();
    await payInAdvance(decisionId, 5_000);
    expect(await owed(decisionId)).toEqual({ receivableCents: 0, advanceCents: 5_000 });
    await desk.notifications.notify(agent, decisionId, hand(version));
    expect(await owed(decisionId)).toEqual({ receivableCents: 15_000, advanceCents: 0 });
    const events = await desk.rows(
      `SELECT detail FROM event_log WHERE case_id = $1 AND type = 'fine.advance-settled'`,
      [offenceId],
    );
    expect(events).toEqual([{ detail: { amountCents: 5_000 } }]);
  });

  it('the check keeps nothing', async () => {
    const { decisionId, version } = await desk.signed();
    await desk.notifications.preview(agent, decisionId, hand(version));
    expect((await desk.decisions.read(agent, decisionId)).decision).toMatchObject({ state: 'signed', version });
    expect(await owed(decisionId)).toEqual({ receivableCents: 0, advanceCents: 0 });
  });

  it('R2.10: a refusal to sign is written down and does not undo the notification', async () => {
    const { decisionId, version } = await desk.signed();
    const act = (note?: string): NotificationAct =>
      hand(version, { receipt: 'refused', ...(note !== undefined && { receiptNote: note }) });
    expect(await refusalsOf(desk.notifications.notify(agent, decisionId, act()))).toEqual(['receiptNote: required']);
    await expect(desk.notifications.notify(agent, decisionId, act('Refuse de signer, 10 h.'))).resolves.toMatchObject({
      state: 'notified',
    });
  });

  it.each([
    ['R2.10: without a receipt', { receipt: undefined }, ['receipt: receipt-missing']],
    ['R3.1: tomorrow', { handedOverOn: '2026-11-21' }, ['handedOverOn: notified-in-future']],
    ['R2.3: before its signature', { handedOverOn: '2026-11-19' }, ['handedOverOn: notified-before-signature']],
    [
      'D21: to somebody who owes nothing',
      { addresseeId: '01900000-0000-7000-8000-000000000001' },
      ['addresseeId: addressee-not-liable'],
    ],
  ])('refuses a hand-over %s', async (_what, changes, expected) => {
    const { decisionId, version } = await desk.signed();
    const act = hand(version, changes);
    expect(await refusalsOf(desk.notifications.preview(agent, decisionId, act))).toEqual(expected);
    expect(await refusalsOf(desk.notifications.notify(agent, decisionId, act))).toEqual(expected);
    expect((await desk.decisions.read(agent, decisionId)).decision.state).toBe('signed');
  });

  it('4A point 3: refuses a posting without its reference', async () => {
    const { decisionId, version } = await desk.signed();
    const act = post(version, { postingReference: undefined });
    expect(await refusalsOf(desk.notifications.notify(agent, decisionId, act))).toEqual(['postingReference: required']);
  });

  it('refuses a decision that is not signed, and one that is notified already', async () => {
    const { decisionId, version } = await desk.submitted();
    expect(await refusalsOf(desk.notifications.notify(agent, decisionId, hand(version)))).toEqual([
      ': illegal-transition',
    ]);
    const signed = await desk.signed();
    const { version: notified } = await desk.notifications.notify(agent, signed.decisionId, hand(signed.version));
    expect(await refusalsOf(desk.notifications.notify(agent, signed.decisionId, hand(notified)))).toEqual([
      ': illegal-transition',
    ]);
  });

  it('of two at once one is told, and the fine is charged once', async () => {
    const { decisionId, version } = await desk.signed();
    const outcomes = await Promise.all([
      refusalsOf(desk.notifications.notify(agent, decisionId, hand(version))),
      refusalsOf(desk.notifications.notify(agent, decisionId, post(version))),
    ]);
    expect(outcomes.sort()).toEqual([[], [': changed-since-read']]);
    expect(await owed(decisionId)).toEqual({ receivableCents: 20_000, advanceCents: 0 });
  });

  it('the same request again charges nothing again and answers the same', async () => {
    const { decisionId, version } = await desk.signed();
    const once = desk.once(agent, 'notify-key-0001', { decisionId });
    const first = await desk.notifications.notify(once, decisionId, hand(version));
    expect(await desk.notifications.notify(once, decisionId, hand(version))).toEqual(first);
    expect(await owed(decisionId)).toEqual({ receivableCents: 20_000, advanceCents: 0 });
  });

  it('D32: is the own department’s business', async () => {
    const { decisionId, version } = await desk.signed();
    const elsewhere = await desk.actor('agent.residence');
    expect(await refusalsOf(desk.notifications.begin(elsewhere, decisionId))).toEqual([': other-department']);
    expect(await refusalsOf(desk.notifications.notify(elsewhere, decisionId, hand(version)))).toEqual([
      ': other-department',
    ]);
  });
});
