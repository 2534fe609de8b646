import { VerdictsService } from '../../src/cashier/verdicts.service';
import type { DecisionId, DepositId, MovementId } from '../../src/kernel/ids';
import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import { LedgerVerification } from '../../src/ledger/ledger-verification.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import { RefundRequestsService } from '../../src/refunds/refund-requests.service';
import { LANGUAGES } from '../../src/ui/language';
import { LOCALES_FOLDER } from '../../src/ui/pages';
import { Translations } from '../../src/ui/translator';
import { CourtDesk } from '../support/court-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { runSql } from '../support/run-sql';

jest.setTimeout(120_000);

/** What of the fixture a change names. */
interface Things {
  readonly decisionId: DecisionId;
  readonly number: string;
  readonly depositId: DepositId;
  readonly movementId: MovementId;
  /** The fine of which a withdrawal is proposed, and the refund asked for. */
  readonly asked: string;
  readonly requestId: string;
}

/** One row that is not what its events tell: how it is broken, how it is mended, and what the finding says. */
type Broken = readonly [
  what: string,
  change: string,
  mend: string,
  code: string,
  params: (things: Things) => Readonly<Record<string, unknown>>,
];

/** An event that never was, and that is there again. */
const lost = (type: string): readonly [string, string] => [
  `UPDATE event_log SET type = 'lost.event' WHERE type = '${type}'`,
  `UPDATE event_log SET type = '${type}' WHERE type = 'lost.event'`,
];

const BROKEN: readonly Broken[] = [
  ['a deposit in a state that it has left', `UPDATE deposit SET state = 'announced', held_cents = NULL, held_on = NULL`, `UPDATE deposit SET state = 'held', held_cents = 20000, held_on = '2026-11-20'`, 'deposit-event', ({ depositId }) => ({ depositId, state: 'announced' })],
  ['a deposit without the event of its state', ...lost('deposit.held'), 'deposit-event', ({ depositId }) => ({ depositId, state: 'held' })],
  ['a statement in a state that was never told', `UPDATE statement SET state = 'refused' WHERE sequence = 2`, `UPDATE statement SET state = 'accepted' WHERE sequence = 2`, 'statement-event', () => ({ statement: '2026/002', state: 'refused' })],
  ['a statement that was never accepted', ...lost('statement.accepted'), 'statement-event', () => ({ statement: '2026/002', state: 'accepted' })],
  ['a statement whose file was never received', ...lost('statement.received'), 'statement-event', () => ({ statement: '2026/002', state: 'accepted' })],
  ['a booking that nobody told', ...lost('payment.allocated'), 'booking-event', ({ number }) => ({ number, amountCents: 15_000, toldCents: 0, booked: 0, reversed: 0 })],
  ['a booking of another amount than was told', `UPDATE allocation SET amount_cents = 14000`, `UPDATE allocation SET amount_cents = 15000`, 'booking-event', ({ number }) => ({ number, amountCents: 14_000, toldCents: 15_000 })],
  ['a booking taken back without a word', `UPDATE allocation SET reversed_at = now(), reversal_reason = 'x'`, `UPDATE allocation SET reversed_at = NULL, reversal_reason = NULL`, 'booking-event', ({ number }) => ({ number, booked: 1, reversed: 0 })],
  ['a verdict that nobody told', ...lost('movement.set-aside'), 'verdict-event', ({ movementId }) => ({ movementId, amountCents: 700, reversedCents: 0, toldCents: 0 })],
  ['a verdict of another kind than was told', `UPDATE movement_verdict SET kind = 'other-levy'`, `UPDATE movement_verdict SET kind = 'bank-test'`, 'verdict-event', ({ movementId }) => ({ movementId, toldCents: 0 })],
  ['a verdict taken back without a word', `UPDATE movement_verdict SET reversed_at = now(), reversed_by = decided_by, reversal_reason = 'x'`, `UPDATE movement_verdict SET reversed_at = NULL, reversed_by = NULL, reversal_reason = NULL`, 'verdict-event', ({ movementId }) => ({ movementId, reversedCents: 700, toldReversedCents: 0 })],
  ['a notification on another day than was told', `UPDATE notification SET acted_on = acted_on - 1`, `UPDATE notification SET acted_on = acted_on + 1`, 'notification-event', ({ number }) => ({ number, actedOn: '2026-11-19' })],
  ['a window longer than was told', `UPDATE notification SET adverse_last_day = adverse_last_day + 1`, `UPDATE notification SET adverse_last_day = adverse_last_day - 1`, 'notification-event', ({ number }) => ({ number, actedOn: '2026-11-20' })],
  ['a notification that nobody told', ...lost('notification.recorded'), 'notification-event', ({ number }) => ({ number, actedOn: '2026-11-20' })],
  ['a judgment replaced without a word', `UPDATE judgment SET state = 'replaced', replaced_by = (SELECT id FROM judgment WHERE stage = 'first-instance') WHERE stage = 'cassation'`, `UPDATE judgment SET state = 'confirmed', replaced_by = NULL WHERE stage = 'cassation'`, 'judgment-event', ({ number }) => ({ number, reference: 'C.27.0001.F', state: 'replaced' })],
  ['a judgment that nobody confirmed', ...lost('judgment.confirmed'), 'judgment-event', ({ number }) => ({ number, state: 'confirmed' })],
  ['a judgment that nothing replaced', ...lost('judgment.replaced'), 'judgment-event', ({ number }) => ({ number, state: 'replaced' })],
  ['a judgment that nobody recorded', ...lost('judgment.recorded'), 'judgment-event', ({ number }) => ({ number, state: 'confirmed' })],
  ['an appeal that nobody took back', `UPDATE appeal_decision SET state = 'withdrawn'`, `UPDATE appeal_decision SET state = 'final'`, 'appeal-event', ({ number }) => ({ number, state: 'withdrawn' })],
  ['a withdrawal that nobody refused', `UPDATE withdrawal SET state = 'refused', decided_by = (SELECT id FROM user_account WHERE id <> proposed_by LIMIT 1), decided_at = now(), refusal_reason = 'x'`, `UPDATE withdrawal SET state = 'proposed', decided_by = NULL, decided_at = NULL, refusal_reason = NULL`, 'withdrawal-event', ({ asked }) => ({ number: asked, state: 'refused' })],
  ['a withdrawal that nobody proposed', ...lost('withdrawal.proposed'), 'withdrawal-event', ({ asked }) => ({ number: asked, state: 'proposed' })],
  ['a refund request in a state that was never told', `UPDATE refund_request SET state = 'closed', decided_by = (SELECT id FROM user_account WHERE id <> recorded_by LIMIT 1), decided_at = now(), decided_on = '2026-11-20', decision_reason = 'x'`, `UPDATE refund_request SET state = 'received', decided_by = NULL, decided_at = NULL, decided_on = NULL, decision_reason = NULL`, 'refund-request-event', ({ requestId }) => ({ requestId, state: 'closed' })],
  ['a refund request that nobody received', ...lost('refund-request.received'), 'refund-request-event', ({ requestId }) => ({ requestId, state: 'received' })],
  ['an appeal that nobody recorded', ...lost('appeal.recorded'), 'appeal-event', ({ number }) => ({ number, state: 'final' })],
]; // prettier-ignore

describe('I4: every state has its event', () => {
  let court: CourtDesk;
  let things: Things;

  beforeAll(async () => {
    court = await CourtDesk.open();
    const { desk } = court.ground;
    const { decisionId, number } = await court.ground.fine();
    const { decisionId: of, number: asked, version: seen } = await court.ground.fine();
    const agent = await desk.actor('agent.border');
    const request = { decisionId: of, receivedOn: TODAY, proof: 'payment', requestReason: 'Admise.' } as const;
    const { requestId } = await court.get(RefundRequestsService).record(agent, request);
    await court.get(WithdrawalDesk).propose(agent, of, { version: seen, reason: 'Le poste était ouvert.' });
    await court.pay(number, 15_000);
    await court.pay('NOBODY KNOWN', 700);
    const [movement] = await desk.rows<{ id: MovementId; version: number }>(
      'SELECT id, version FROM movement WHERE amount_cents = 700',
    );
    const { id: movementId, version } = movement!;
    await court.get(VerdictsService).decide(await desk.actor('cashier'), movementId, { kind: 'bank-test', version });
    const { depositId } = await court.ground.held((await court.ground.fine(false)).decisionId);
    const file = { decisionId, appealId: await court.lodged(decisionId) };
    const first = await court.confirmed(await court.judged(file, { outcome: 'reduced', reducedToCents: 10_000 }));
    await court.confirmed(await court.later(file, first, { outcome: 'confirmed' }));
    things = { decisionId, number, depositId, movementId, asked, requestId };
  });
  booksHoldAfterEach(() => court.ground.desk);
  afterAll(() => court.ground.desk.close());

  // The rows are changed as only somebody with the rights of the server could, triggers and constraints aside, and changed back.
  const changed = (sql: string): Promise<number> =>
    runSql(court.ground.desk.app.database.superuserUrl, `SET session_replication_role = replica; ${sql}`);

  it.each(BROKEN)('names %s', async (_what, change, mend, code, params) => {
    await changed(change);
    const findings = await court.get(LedgerVerification).verify(systemActor('test'));
    await changed(mend);
    expect(findings).toContainEqual({
      invariant: 'I4',
      code,
      params: expect.objectContaining(params(things)) as object,
    });
    const [finding] = findings.filter((each) => each.code === code);
    const translations = new Translations({ folder: LOCALES_FOLDER });
    for (const language of LANGUAGES)
      expect(translations.for(language).t(`ledger.finding.${code}`, finding!.params)).not.toMatch(/[{}]|undefined/);
  });
});
