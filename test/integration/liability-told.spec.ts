import type { Entered } from '../../src/entry/entry.service';
import type { MovementId, PersonId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import type { HandOverDecision } from '../../src/notifications/notifications.commands';
import { BookMovement } from '../../src/payments/payments.commands';
import { PaymentsService } from '../../src/payments/payments.service';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { parseCommand } from '../../src/platform/http/fields';
import { systemActor } from '../../src/platform/jobs/jobs';
import { ConfirmOpening } from '../../src/statements/statements.commands';
import { StatementsService } from '../../src/statements/statements.service';
import type { UserActor } from '../support/actors';
import { credit, StatementChain, statementDraft } from '../support/coda-builder';
import { ADDRESS, FineDesk, TODAY } from '../support/fine-desk';
import { carrierOf, FIRM, LiableSteps } from '../support/liable-steps';
import { refusalsOf } from '../support/refusals';
import { booksHoldAfterEach } from '../support/proven-books';

describe('several who must pay, told and paid', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let steps: LiableSteps;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
    steps = new LiableSteps(desk, agent);
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  let lines = 0;
  const twoDebtors = async (): Promise<{ entered: Entered; person: PersonId; line: PersonId }> => {
    lines += 1;
    const line = await desk.person({ ...FIRM, familyName: `Lignes ${lines}` });
    const person = await desk.person();
    return { entered: await steps.enter(person, { liableParties: [carrierOf(line)] }), person, line };
  };

  it('D21, trap 7: the first notification makes payable, the second charges nothing, the latest window governs', async () => {
    const { entered, person, line } = await twoDebtors();
    const { decisionId, version } = await steps.signed(entered);
    const hand = (at: number, addresseeId?: string): HandOverDecision => ({
      version: at,
      handedOverOn: TODAY,
      receipt: 'signed',
      ...(addresseeId !== undefined && { addresseeId }),
    });
    const tell = (at: number, addresseeId?: string): Promise<{ version: number }> =>
      desk.notifications.handOver(agent, decisionId, hand(at, addresseeId));
    expect(await refusalsOf(tell(version))).toEqual(['addresseeId: addressee-not-liable']);
    const first = await tell(version, line);
    expect(await refusalsOf(tell(first.version, line))).toEqual(['addresseeId: already-notified']);
    desk.goTo('2026-11-24');
    const second = await desk.notifications.post(agent, decisionId, {
      version: first.version,
      postedOn: '2026-11-24',
      postingReference: 'RR 9',
      addresseeId: person,
    });
    expect(second).toMatchObject({ lastDay: '2026-12-28' });
    const { decision } = await desk.decisions.read(agent, decisionId);
    expect(decision).toMatchObject({ state: 'notified', notifiedOn: TODAY, payableFrom: TODAY });
    const charged = await desk.rows(`SELECT 1 FROM event_log WHERE subject_id = $1 AND type = 'fine.charged'`, [
      decisionId,
    ]);
    expect(charged).toHaveLength(1);
    expect(await refusalsOf(tell(second.version, line))).toEqual([': illegal-transition']);
  });

  it('R1.1.11, trap 7: what the carrier pays frees the person too', async () => {
    const { entered, line } = await twoDebtors();
    const { decisionId, version } = await steps.signed(entered);
    await desk.notifications.handOver(agent, decisionId, {
      version,
      handedOverOn: TODAY,
      receipt: 'signed',
      addresseeId: line,
    });
    const cashier = await desk.actor('cashier');
    const statements = desk.app.app.get(StatementsService);
    const chain = new StatementChain(statementDraft({ openingCents: cents(0) }));
    const bytes = chain.next(
      [credit({ amountCents: cents(20_000), communication: 'LIGNES IMAGINAIRES' })],
      legalDate(TODAY),
    );
    const { statements: received } = await statements.receive(cashier, { fileName: 'carrier.cod', bytes });
    const { statementId } = received[0]!;
    await statements.confirmOpening(
      cashier,
      statementId,
      parseCommand(ConfirmOpening, { version: 1, openingCents: 0 }),
    );
    await desk.app.app.get(StatementMatching).run({ statementId }, systemActor('test'));
    const [movement] = await desk.rows<{ id: MovementId; version: number }>(
      'SELECT id, version FROM movement WHERE statement_id = $1 AND counts',
      [statementId],
    );
    const { decision } = await desk.decisions.read(agent, decisionId);
    const booking = parseCommand(BookMovement, { decisionNumber: decision.number, version: movement!.version });
    const paid = await desk.app.app.get(PaymentsService).book(cashier, movement!.id, booking);
    expect(paid).toMatchObject({ outstandingCents: 0 });
    const [claim] = await desk.rows<{ claims: number; owed: string }>(
      `SELECT count(*)::int AS claims, sum(balance_cents) AS owed FROM ledger_account WHERE decision_id = $1 AND kind = 'receivable'`,
      [decisionId],
    );
    expect(claim).toEqual({ claims: 1, owed: '0' });
    expect(await steps.debtors(entered)).toHaveLength(2);
  });

  it('R2.10: a mandatary is told for the person only as the address for service', async () => {
    const person = await desk.person();
    const mandate = { representedId: person, kind: 'agent', reference: 'M-1', givenOn: '2026-11-19' };
    const tellMandatary = async (electsDomicile: boolean): Promise<string[]> => {
      const mandatary = await desk.person(ADDRESS);
      const who = await desk.person();
      const mandates = [{ ...mandate, representedId: who, personId: mandatary, electsDomicile }];
      const { decisionId, version } = await steps.signed(await steps.enter(who, { mandates }));
      return refusalsOf(
        desk.notifications.handOver(agent, decisionId, {
          version,
          handedOverOn: TODAY,
          receipt: 'signed',
          addresseeId: mandatary,
        }),
      );
    };
    expect(await tellMandatary(true)).toEqual([]);
    expect(await tellMandatary(false)).toEqual(['addresseeId: addressee-not-liable']);
  });
});
