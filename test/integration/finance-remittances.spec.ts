import { buffer } from 'node:stream/consumers';
import { CaseReportService } from '../../src/case-report/case-report.service';
import { MovementDesk } from '../../src/cashier/movement-desk.service';
import { RemittancesService } from '../../src/cashier/remittances.service';
import { VerdictsService } from '../../src/cashier/verdicts.service';
import type { ClaimId, MovementId } from '../../src/kernel/ids';
import { systemActor } from '../../src/platform/jobs/jobs';
import { FinanceAnswers } from '../../src/recovery/finance-answers.service';
import { ClaimDesk, type FineOfDesk } from '../support/claim-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { signIn } from '../support/sign-in';

interface Collected extends FineOfDesk {
  readonly claimId: ClaimId;
}

describe('money that FPS Finance collected and pays on (R7.2)', () => {
  let desk: ClaimDesk;
  let remittances: RemittancesService;
  let verdicts: VerdictsService;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    remittances = desk.desk.app.app.get(RemittancesService);
    verdicts = desk.desk.app.app.get(VerdictsService);
  }, 60_000);
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  async function collected(amountCents = 20_000): Promise<Collected> {
    const fine = await desk.fine();
    const claimId = await desk.offer(fine);
    const answers = desk.desk.app.app.get(FinanceAnswers);
    const [machine, content] = [systemActor('finance'), { kind: 'collected', occurredOn: TODAY, amountCents }];
    await answers.acknowledge(machine, claimId, `FIN-${fine.number}`);
    await answers.report(machine, claimId, 'r1', content);
    return { ...fine, claimId };
  }

  const parts = (...of: readonly (readonly [Collected, number])[]) =>
    of.map(([{ claimId }, amountCents]) => ({ claimId, amountCents }));

  const receive = (id: MovementId, command: { parts: ReturnType<typeof parts>; note?: string; version?: number }) =>
    remittances.receive(desk.preparer, id, { version: 2, ...command });

  const dueOf = async (id: MovementId, { claimId }: Collected): Promise<number | undefined> =>
    (await remittances.propose(desk.preparer, id)).awaited.find((each) => each.claimId === claimId)?.dueCents;

  const cleared = async (): Promise<number> => {
    const [row] = await desk.desk.rows<{ cents: string }>(
      `SELECT coalesce(sum(CASE WHEN i.kind = 'finance-clearing' THEN g.amount_cents ELSE -g.amount_cents END), 0) AS cents
       FROM ledger_posting g JOIN ledger_account i ON i.id = g.to_account_id JOIN ledger_account o ON o.id = g.from_account_id
       WHERE 'finance-clearing' IN (i.kind, o.kind)`,
      [],
    );
    return Number(row!.cents);
  };

  it('one transfer for several claims: proposed by the sum, taken off what was to come, told in each file, and taken back', async () => {
    const [one, two] = [await collected(), await collected(15_000)];
    const movement = await desk.pay(`SPF FINANCES FIN-${one.number}, FIN-${two.number}`, 35_000);
    const { proposed } = await remittances.propose(desk.preparer, movement);
    expect([...proposed].sort((a, b) => b.amountCents - a.amountCents)).toEqual(parts([one, 20_000], [two, 15_000]));
    const before = await cleared();
    const done = await receive(movement, { parts: parts([one, 20_000], [two, 15_000]) });
    expect(done).toMatchObject({ remittedCents: 35_000, unexplainedCents: 0, movementState: 'not-a-fine' });
    expect(await cleared()).toBe(before - 35_000);
    expect(await dueOf(movement, one)).toBeUndefined();
    const { verdict } = await desk.desk.app.app.get(MovementDesk).read(desk.preparer, movement);
    expect(verdict).toMatchObject({ kind: 'finance-remittance' });
    expect(verdict!.parts.map(({ number }) => number).sort()).toEqual([one.number, two.number].sort());
    const told = await desk.desk.rows('SELECT 1 FROM event_log WHERE type = $1 AND case_id = $2', ['claim.remitted', one.offenceId]); // prettier-ignore
    expect(told).toHaveLength(1);
    const auditor = await desk.desk.actor('auditor');
    const asked = { purpose: 'Contrôle annuel', format: 'json', documents: 'listed' } as const;
    const made = await desk.desk.app.app.get(CaseReportService).export(auditor, one.offenceId, asked);
    const report = JSON.parse((await buffer(made.read())).toString('utf8')) as Record<string, { readonly id: string; readonly movementId: string }[]>; // prettier-ignore
    expect(report['claimRemittances']!.map(({ movementId }) => movementId)).toEqual([movement]);
    expect(report['movements']!.map(({ id }) => id)).toContain(movement);
    const back = await verdicts.reverse(desk.preparer, movement, {
      version: done.version,
      reason: 'Another transfer.',
    });
    expect(back.movementState).toBe('suspense');
    expect([await cleared(), await dueOf(movement, one)]).toEqual([before, 20_000]);
    await receive(movement, { parts: parts([one, 20_000], [two, 15_000]), version: back.version });
  });

  it('differences are explained: a claim paid on in part stays awaited, and money that no claim explains has its words', async () => {
    const [one, two] = [await collected(), await collected()];
    const less = await desk.pay('SPF FINANCES VERSEMENT A', 19_000);
    expect(await refusalsOf(receive(less, { parts: parts([one, 19_000]) }))).toEqual(['note: remittance-note-missing']);
    await receive(less, { parts: parts([one, 19_000]), note: 'Frais retenus.' });
    const more = await desk.pay('SPF FINANCES VERSEMENT B', 20_500);
    expect(await dueOf(more, one)).toBe(1_000);
    const beyond = receive(more, { parts: parts([one, 1_001]), note: 'x' });
    expect(await refusalsOf(beyond)).toEqual(['parts.0.amountCents: remittance-beyond-due']);
    const done = await receive(more, { parts: parts([two, 20_000]), note: 'Intérêts, à rendre.' });
    expect(done).toMatchObject({ remittedCents: 20_000, unexplainedCents: 500 });
  });

  it('a claim that fell after its money came leaves nothing to come, and the books still agree', async () => {
    const one = await collected();
    const movement = await desk.pay('SPF FINANCES VERSEMENT C', 20_000);
    await receive(movement, { parts: parts([one, 20_000]) });
    await desk.within(one.decisionId, (tx) => desk.claims.takeBack(tx, one.decisionId));
    expect(await dueOf(movement, one)).toBeUndefined();
  });

  it('never twice: two transfers that name the same claim at once, one stands', async () => {
    const one = await collected();
    const movements = [await desk.pay('SPF FINANCES D', 20_000), await desk.pay('SPF FINANCES E', 20_000)];
    const both = await Promise.allSettled(movements.map((id) => receive(id, { parts: parts([one, 20_000]) })));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const same = await desk.pay('SPF FINANCES F', 20_000);
    const two = await collected();
    const twice = await Promise.allSettled([1, 2].map(() => receive(same, { parts: parts([two, 20_000]) })));
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('R5.4: money with the number of a fine is no double payment while what FPS Finance collected on it has not come', async () => {
    const one = await collected();
    const first = await desk.pay(one.number, 20_000);
    const refunds = (id: MovementId) => desk.desk.rows<{ ground: string }>('SELECT ground FROM refund WHERE movement_id = $1', [id]); // prettier-ignore
    expect(await refunds(first)).toEqual([]);
    await receive(first, { parts: parts([one, 20_000]) });
    const second = await desk.pay(one.number, 20_000);
    expect(await refunds(second)).toEqual([{ ground: 'double-payment' }]);
  });

  it.each([
    ['more than is still owed', 15_000, 15_000],
    ['less than is still owed', 5_000, 5_000],
  ])('R5.4: nor is it booked by itself while a part was collected, %s', async (_, collectedCents, paidCents) => {
    const one = await collected(collectedCents);
    const movement = await desk.pay(`SPF FINANCES ${one.number}`, paidCents);
    const { movement: kept, candidates } = await desk.desk.app.app.get(MovementDesk).read(desk.preparer, movement);
    expect(kept).toMatchObject({ state: 'suspense', allocatedCents: 0, reason: { code: 'may-be-remittance' } });
    expect(candidates[0]?.fine.decisionId).toBe(one.decisionId);
    expect(await desk.desk.rows('SELECT 1 FROM refund WHERE movement_id = $1', [movement])).toEqual([]);
    await receive(movement, { parts: parts([one, paidCents]) });
    const rest = await desk.pay(one.number, 20_000 - collectedCents);
    const paid = await desk.desk.app.app.get(MovementDesk).read(desk.preparer, rest);
    expect(paid.movement).toMatchObject({ allocatedCents: 20_000 - collectedCents });
  });

  it('R5.4: a debtor who pays more than is awaited, and names nobody who pays on, pays for the fine', async () => {
    const one = await collected(5_000);
    const own = await desk.pay(one.number, 15_000);
    const { movement } = await desk.desk.app.app.get(MovementDesk).read(desk.preparer, own);
    expect(movement).toMatchObject({ state: 'booked', allocatedCents: 15_000 });
  });

  it('is laid out on a page, which keeps what was typed when it is refused', async () => {
    const one = await collected();
    const movement = await desk.pay(`SPF FINANCES FIN-${one.number}`, 20_000);
    desk.desk.app.clock.release();
    const browser = await signIn(desk.desk.app, 'cashier');
    desk.desk.goTo(TODAY);
    const form = await browser.get(`/suspense/${movement}/remittance`);
    const field = `part.${one.claimId}`;
    expect(form.$(`input[name="${field}"]`).attr('value')).toBe('200,00');
    const to = `/suspense/${movement}/remittance`;
    const refused = await browser.submit(to, { [field]: '250' }, to);
    expect(refused.status).toBe(409);
    expect(refused.$(`input[name="${field}"]`).attr('value')).toBe('250');
    expect(refused.$('.govuk-error-summary a').attr('href')).toBe(`#${form.$(`input[name="${field}"]`).attr('id')}`);
    const done = await browser.submit(to, { [field]: '200' }, to);
    expect([done.status, new URL(done.url).pathname]).toEqual([200, `/suspense/${movement}`]);
    expect(done.$('#verdict-heading').parent().text()).toContain(one.number);
  });
});
