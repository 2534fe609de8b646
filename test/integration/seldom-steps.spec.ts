import { DepositCorrections } from '../../src/deposits/deposit-corrections.service';
import { DEPOSIT_MACHINE, type DepositState, type DepositVerb } from '../../src/deposits/deposit.rules';
import type { DepositResult } from '../../src/deposits/deposits.service';
import { nextState } from '../../src/kernel/state-machine';
import { MailBatches } from '../../src/mail/mail.service';
import { orRefuse } from '../../src/platform/refused';
import type { UserActor } from '../support/actors';
import { DepositGround, PAYER } from '../support/deposit-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { RefundDesk } from '../support/refund-desk';

const REASON = 'It was another fine.';

/** The ways on which a deposit is before the Caisse holds it, each state with each of its verbs. */
const BEFORE_HELD: readonly (readonly [DepositState, DepositVerb])[] = (
  ['announced', 'letter-issued', 'received'] as const
).flatMap((state) => (Object.keys(DEPOSIT_MACHINE.transitions[state]) as DepositVerb[]).map((verb) => [state, verb] as const)); // prettier-ignore

// What other tests seldom do, so that `npm test` can say that every transition of docs/states.md was taken.
describe('the seldom steps', () => {
  let ground: DepositGround;
  let agent: UserActor;

  beforeAll(async () => {
    ground = await DepositGround.open();
    agent = await ground.desk.actor('agent.border');
  }, 60_000);
  beforeEach(() => ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => ground.desk);
  afterAll(() => ground.desk.close());

  async function depositIn(state: DepositState): Promise<DepositResult> {
    const announced = await ground.announced((await ground.fine()).decisionId);
    if (state === 'announced') return announced;
    const { depositId, version } = announced;
    if (state === 'letter-issued') {
      const issued = await ground.letters.issue(agent, depositId, { version });
      return { ...announced, version: issued.version };
    }
    return ground.deposits.receive(agent, depositId, { version, source: 'advice', datedOn: TODAY });
  }

  async function take(verb: DepositVerb, { depositId, version }: DepositResult): Promise<unknown> {
    const evidence = { version, source: 'advice', datedOn: TODAY } as const;
    const { deposits } = ground;
    switch (verb) {
      case 'issue-letter':
        return ground.letters.issue(agent, depositId, { version });
      case 'receive':
        return deposits.receive(agent, depositId, evidence);
      case 'hold':
        return deposits.hold(agent, depositId, { ...evidence, heldCents: 20_000, cdcReference: ground.reference() });
      case 'return':
        return deposits.return(agent, depositId, { ...evidence, reason: REASON });
      case 'cancel':
        return deposits.cancel(agent, depositId, { version, reason: REASON });
      case 'correct': {
        const right = { amountCents: 20_000, announcedOn: TODAY, reason: 'Je conteste l’amende.', ...PAYER };
        const command = { ...right, payerGivenNames: 'Camille Ada', version, correctionReason: REASON };
        return ground.desk.app.app.get(DepositCorrections).correct(agent, depositId, command);
      }
      default:
        throw new Error(`${verb} is a step of what is held`);
    }
  }

  it.each(BEFORE_HELD)('R3.4, D29: a deposit that is %s can %s', async (state, verb) => {
    const deposit = await depositIn(state);
    await take(verb, deposit);
    const [row] = await ground.desk.rows<{ state: string }>('SELECT state FROM deposit WHERE id = $1', [
      deposit.depositId,
    ]);
    expect(row?.state).toBe(orRefuse(nextState(DEPOSIT_MACHINE, state, verb)));
  });

  it('R2.10: a batch of letters is printed twice and dropped', async () => {
    const batches = ground.desk.app.app.get(MailBatches);
    const { decisionId } = await ground.desk.signed();
    const letters = await ground.desk.rows<{ documentId: string }>(
      `SELECT id AS "documentId" FROM document WHERE decision_id = $1 AND kind = 'decision'`,
      [decisionId],
    );
    const { batchId: id } = await batches.prepare(agent, { channel: 'post', letters });
    const { version: first } = await batches.print(agent, id, { version: 1 });
    const { version } = await batches.print(agent, id, { version: first });
    expect((await batches.drop(agent, id, { version, reason: REASON })).state).toBe('dropped');
  });

  it('R5.5: a batch of refunds is dissolved, and its refunds are free again', async () => {
    const desk = await RefundDesk.open();
    const { refundId } = await desk.approved();
    const command = { format: 'pain.001.001.09', executeOn: '2026-10-05', refunds: [{ id: refundId }] };
    const { batchId } = await desk.batches.prepare(desk.cashier, command);
    await desk.batches.dissolve(desk.cashier, batchId, { version: 1 });
    await expect(desk.batches.prepare(desk.cashier, command)).resolves.toBeDefined();
    await desk.desk.close();
  });
});
