import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import { DocumentsService } from '../../src/documents/documents.service';
import type { DecisionId, DepositId, DocumentId, RefundId } from '../../src/kernel/ids';
import { RefundList } from '../../src/refunds/refund-list.service';
import { RefundRequestsService } from '../../src/refunds/refund-requests.service';
import { RefundsService } from '../../src/refunds/refunds.service';
import { PAYEE } from '../support/refund-desk';
import { ParametersService } from '../../src/parameters/parameters.service';
import type { UserActor } from '../support/actors';
import { DepositGround, PAYER } from '../support/deposit-desk';
import { TODAY } from '../support/fine-desk';
import { readPdf } from '../support/pdf-reader';
import { refusalsOf } from '../support/refusals';
import { booksHoldAfterEach } from '../support/proven-books';

/** Handed over on 20 November 2026: the month ends on Monday 21 December, the margin of 30 days on 20 January. */
const WINDOW_ENDS = '2026-12-21';
const MARGIN_ENDS = '2027-01-20';
const FINAL = '2027-01-21';

const codesOf = async (work: Promise<unknown>): Promise<string[]> =>
  (await refusalsOf(work)).map((line) => line.split(': ')[1] ?? '');

describe('deposits at the Caisse des Dépôts (D4)', () => {
  let ground: DepositGround;
  let [agent, cashier, signatory, treasurer] = [] as unknown as UserActor[] as [
    UserActor,
    UserActor,
    UserActor,
    UserActor,
  ];

  beforeAll(async () => {
    ground = await DepositGround.open();
    const { desk } = ground;
    agent = await desk.actor('agent.border');
    cashier = await desk.actor('cashier');
    signatory = await desk.actor('signatory.border');
    treasurer = await desk.actor('treasurer');
  }, 60_000);
  beforeEach(() => ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => ground.desk);
  afterAll(() => ground.desk.close());

  const holds = (decisionId: DecisionId): Promise<{ kind: string }[]> =>
    ground.desk.app.transactions.view(cashier, (tx) => ground.deposits.holds(tx, [decisionId]));

  const releasesOf = (depositId: DepositId): Promise<unknown[]> =>
    ground.desk.rows('SELECT kind, ground, state FROM deposit_release WHERE deposit_id = $1 ORDER BY proposed_at, id', [
      depositId,
    ]);
  async function withdraw(decisionId: DecisionId, version: number): Promise<void> {
    const withdrawals = ground.desk.app.app.get(WithdrawalDesk);
    await withdrawals.propose(agent, decisionId, { version, reason: 'The report is about somebody else.' });
    await withdrawals.withdraw(signatory, decisionId, { version });
  }

  it('R3.4: are announced with their payer, who is not the debtor, and for a signed decision only', async () => {
    const { decisionId } = await ground.fine(false);
    const { depositId } = await ground.announced(decisionId);
    const { deposit } = await ground.pages.read(agent, depositId);
    expect(deposit).toMatchObject({
      state: 'announced',
      lapsesOn: '2026-12-20',
      payer: { familyName: 'Modèle', birthDate: '1971-03-07', iban: 'BE68539007547034', isDebtor: false },
    });
    expect(await codesOf(ground.announced(decisionId))).toEqual(['deposit-already-announced']);
    const draft = await ground.desk.draft();
    expect(await codesOf(ground.announced(draft))).toEqual(['deposit-decision-state']);
  });

  it('trap 12: while money is announced or lies there nothing is in default; sent back, nothing holds any more', async () => {
    const { decisionId } = await ground.fine();
    const { depositId, version } = await ground.announced(decisionId);
    expect(await holds(decisionId)).toMatchObject([{ kind: 'deposit-announced', until: '2026-12-20' }]);
    ground.desk.goTo('2026-12-21');
    expect(await holds(decisionId)).toEqual([]);
    expect((await ground.pages.list(agent, 'lapsed')).rows.map(({ id }) => id)).toContain(depositId);
    const evidence = { source: 'payer-proof', datedOn: '2026-12-18' } as const;
    const received = await ground.deposits.receive(cashier, depositId, { version, ...evidence });
    expect(await holds(decisionId)).toMatchObject([{ kind: 'deposit', from: '2026-12-18' }]);
    expect(await ground.owed(decisionId)).toBe(20_000);
    const back = { version: received.version, source: 'advice', datedOn: '2026-12-21', reason: 'No form.' } as const;
    expect(await ground.deposits.return(cashier, depositId, back)).toMatchObject({ state: 'returned-by-cdc' });
    expect(await holds(decisionId)).toEqual([]);
  });

  it('trap 13: held money is no revenue; released to the State after the window and the margin, it settles the fine', async () => {
    const { decisionId } = await ground.fine();
    const revenue = await ground.balance('revenue');
    const atCaisse = await ground.balance('deposits-at-cdc');
    const { depositId, version } = await ground.held(decisionId);
    expect(await ground.balance('deposits-at-cdc')).toBe(atCaisse + 20_000);
    expect([await ground.balance('revenue'), await ground.owed(decisionId)]).toEqual([revenue, 20_000]);
    ground.desk.goTo(MARGIN_ENDS);
    const early = ground.proposed(depositId, version, {});
    expect(await codesOf(early)).toEqual(['deposit-window-open']);
    ground.desk.goTo(FINAL);
    await ground.proposed(depositId, version, {});
    expect(await ground.balance('revenue')).toBe(revenue);
    expect(await codesOf(ground.releases.confirm(cashier, depositId, { version }))).toEqual([
      'deposit-release-own-proposal',
    ]);
    const done = await ground.releases.confirm(treasurer, depositId, { version });
    expect(done).toMatchObject({ state: 'released-to-state', toStateCents: 20_000, toPayerCents: 0 });
    expect([await ground.balance('revenue'), await ground.owed(decisionId)]).toEqual([revenue - 20_000, 0]);
    expect(await ground.balance('deposits-at-cdc')).toBe(atCaisse);
  });

  it('D20: a look at the registry makes it final sooner, but only after the window', async () => {
    const { decisionId } = await ground.fine();
    const { depositId, version } = await ground.held(decisionId);
    ground.desk.goTo('2026-12-28');
    const early = ground.proposed(depositId, version, { registryCheckedOn: WINDOW_ENDS });
    expect(await codesOf(early)).toEqual(['deposit-registry-check-early']);
    await ground.proposed(depositId, version, { registryCheckedOn: '2026-12-22' });
    expect(await ground.releases.confirm(signatory, depositId, { version })).toMatchObject({
      state: 'released-to-state',
    });
  });

  it('R4.4: goes back to the debtor on a judgment that is final, and the fine stays open until it falls', async () => {
    const { decisionId } = await ground.fine();
    const { depositId, version } = await ground.held(decisionId);
    const judgment = { kind: 'to-debtor', ground: 'judgment', groundOn: '2026-11-19', reference: '26/1234/A' } as const;
    expect(await codesOf(ground.proposed(depositId, version, judgment))).toEqual(['required']);
    const tomorrow = ground.proposed(depositId, version, { ...judgment, finalOn: '2026-11-21' });
    expect(await codesOf(tomorrow)).toEqual(['deposit-judgment-not-final']);
    await ground.proposed(depositId, version, { ...judgment, finalOn: TODAY });
    const back = { version, source: 'advice', datedOn: TODAY, reason: 'x' } as const;
    expect(await codesOf(ground.deposits.return(cashier, depositId, back))).toEqual([
      'deposit-release-already-proposed',
    ]);
    expect(await codesOf(ground.releases.refuse(cashier, depositId, { version, reason: 'No.' }))).toEqual([
      'deposit-release-own-proposal',
    ]);
    await ground.releases.refuse(treasurer, depositId, { version, reason: 'Wrong case number.' });
    await ground.proposed(depositId, version, { ...judgment, finalOn: TODAY });
    const done = await ground.releases.confirm(treasurer, depositId, { version });
    expect(done).toMatchObject({ state: 'released-to-debtor', toStateCents: 0, toPayerCents: 20_000 });
    expect(await ground.owed(decisionId)).toBe(20_000);
  });

  it('R2.12: goes back after a withdrawal, and not on the word of one that did not happen', async () => {
    const { decisionId, version: seen } = await ground.fine();
    const { depositId, version } = await ground.held(decisionId);
    const terms = { kind: 'to-debtor', ground: 'withdrawal' } as const;
    expect(await codesOf(ground.proposed(depositId, version, terms))).toEqual(['deposit-decision-stands']);
    await withdraw(decisionId, seen);
    expect(await releasesOf(depositId)).toEqual([{ kind: 'to-debtor', ground: 'withdrawal', state: 'proposed' }]);
    expect(await codesOf(ground.releases.confirm(signatory, depositId, { version }))).toEqual([
      'deposit-release-own-proposal',
    ]);
    const request = { kind: 'to-payment', ground: 'debtor-request', groundOn: TODAY } as const;
    expect(await codesOf(ground.proposed(depositId, version, request))).toEqual(['deposit-nothing-owed']);
    expect(await ground.releases.confirm(treasurer, depositId, { version })).toMatchObject({
      state: 'released-to-debtor',
    });
  });

  it('R2.12: what was proposed for the State is stopped by the withdrawal, and its return proposed in the same step', async () => {
    const { decisionId, version: seen } = await ground.fine();
    const { depositId, version } = await ground.held(decisionId);
    ground.desk.goTo(FINAL);
    await ground.proposed(depositId, version, {});
    await withdraw(decisionId, seen);
    expect(await releasesOf(depositId)).toEqual([
      { kind: 'to-state', ground: 'no-appeal', state: 'stopped' },
      { kind: 'to-debtor', ground: 'withdrawal', state: 'proposed' },
    ]);
  });

  it('R2.12: told of only after the withdrawal, money at the Caisse is proposed to go back at once', async () => {
    const { decisionId, version: seen } = await ground.fine();
    const { depositId, version } = await ground.announced(decisionId);
    await withdraw(decisionId, seen);
    expect(await releasesOf(depositId)).toEqual([]);
    const cdcReference = ground.reference();
    const hold = { version, source: 'advice', datedOn: TODAY, heldCents: 20_000, cdcReference } as const;
    await ground.deposits.hold(cashier, depositId, hold);
    expect(await releasesOf(depositId)).toEqual([{ kind: 'to-debtor', ground: 'withdrawal', state: 'proposed' }]);
  });

  it('D30: a granted request under 4bis §1 proposes that the deposit goes back', async () => {
    const { decisionId } = await ground.fine();
    const { depositId } = await ground.held(decisionId);
    const requests = ground.desk.app.app.get(RefundRequestsService);
    const asked = { decisionId, receivedOn: TODAY, proof: 'deposit', requestReason: 'J’avais un visa.' } as const;
    const { requestId, version } = await requests.record(agent, asked);
    await requests.grant(signatory, requestId, { version, reason: 'The visa was shown.' });
    expect(await releasesOf(depositId)).toEqual([{ kind: 'to-debtor', ground: 'agreement', state: 'proposed' }]);
    expect(await ground.owed(decisionId)).toBe(0);
  });

  it('R2.12: gone to the State, it is owed back when the decision falls: a refund of its own, once, within what went there', async () => {
    const { decisionId, version: seen } = await ground.fine();
    const { depositId, version } = await ground.held(decisionId, { heldCents: 25_000 });
    await ground.proposed(depositId, version, { kind: 'to-payment', ground: 'debtor-request', groundOn: TODAY });
    await ground.releases.confirm(treasurer, depositId, { version });
    const payable = await ground.balance('refunds-payable');
    const withdrawals = ground.desk.app.app.get(WithdrawalDesk);
    await withdrawals.propose(agent, decisionId, { version: seen, reason: 'The report is about somebody else.' });
    const both = [1, 2].map(() => withdrawals.withdraw(signatory, decisionId, { version: seen }));
    expect((await Promise.allSettled(both)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await ground.balance('refunds-payable')).toBe(payable - 20_000);
    const rows = await ground.desk.rows<{ id: RefundId }>(
      'SELECT id, ground, state, amount_cents, movement_id FROM refund WHERE deposit_id = $1',
      [depositId],
    );
    expect(rows).toEqual([
      { id: rows[0]!.id, ground: 'withdrawal', state: 'proposed', amount_cents: '20000', movement_id: null },
    ]);
    const [{ id }] = rows as [{ id: RefundId }];
    const { app } = ground.desk.app;
    const { refund } = await app.get(RefundList).read(cashier, id);
    expect(refund).toMatchObject({ deposit: { id: depositId, payerName: 'Modèle Camille' } });
    expect(refund.movement).toBeUndefined();
    const refunds = app.get(RefundsService);
    const chosen = await refunds.choosePayee(cashier, id, { ...PAYEE, version: 1 });
    const approved = await refunds.approve(treasurer, id, { version: chosen.version });
    expect(approved.state).toBe('approved');
    const giveUp = refunds.cancel(cashier, id, { version: approved.version, reason: 'Kept.' });
    expect(await codesOf(giveUp)).toEqual(['refund-owed']);
    const copy = `INSERT INTO refund (id, department_id, ground, state, decision_id, deposit_id, amount_cents, proposed_at, proposed_on, changed_at)
      SELECT gen_random_uuid(), department_id, ground, 'proposed', decision_id, deposit_id, amount_cents + $2::int, proposed_at, proposed_on, changed_at FROM refund WHERE id = $1`;
    for (const more of [0, 1])
      await expect(ground.desk.rows(copy, [id, more])).rejects.toThrow('within what went to the State');
  });

  it('D29: held by mistake, it is taken back with a reason: the memo is reversed, and the advice is linked to another', async () => {
    const atCaisse = await ground.balance('deposits-at-cdc');
    const [wrong, right] = [await ground.fine(), await ground.fine()];
    const [mistaken, meant] = [await ground.announced(wrong.decisionId), await ground.announced(right.decisionId)];
    const cdcReference = ground.reference();
    const advice = { advisedOn: TODAY, cdcReference, payer: 'MODELE', amountCents: 20_000 };
    const { adviceId } = await ground.advices.enter(cashier, advice);
    await ground.advices.link(cashier, adviceId, mistaken);
    const held = await ground.pages.read(cashier, mistaken.depositId);
    expect([held.deposit.state, await ground.balance('deposits-at-cdc')]).toEqual(['held', atCaisse + 20_000]);
    const { version } = held.deposit;
    const takeBack = () =>
      ground.deposits.cancel(cashier, mistaken.depositId, { version, reason: 'Another fine was meant.' });
    const both = await Promise.allSettled([takeBack(), takeBack()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await ground.balance('deposits-at-cdc')).toBe(atCaisse);
    expect(await holds(wrong.decisionId)).toEqual([]);
    await ground.advices.link(cashier, adviceId, meant);
    expect((await ground.pages.read(cashier, meant.depositId)).deposit).toMatchObject({ state: 'held', cdcReference });
    expect(await ground.balance('deposits-at-cdc')).toBe(atCaisse + 20_000);
  });

  it('R5.4: moved to payment on request, what is more than the debt goes back to who paid it in', async () => {
    const { decisionId } = await ground.fine();
    const { depositId, version } = await ground.held(decisionId, { heldCents: 25_000 });
    await ground.proposed(depositId, version, { kind: 'to-payment', ground: 'debtor-request', groundOn: TODAY });
    const done = await ground.releases.confirm(treasurer, depositId, { version });
    expect(done).toMatchObject({ state: 'moved-to-payment', toStateCents: 20_000, toPayerCents: 5_000 });
    expect(await ground.owed(decisionId)).toBe(0);
  });

  it('two at once: each verb happens once', async () => {
    const { decisionId } = await ground.fine();
    const settled = async (both: readonly Promise<unknown>[]): Promise<string[]> =>
      (await Promise.allSettled(both)).map(({ status }) => status).sort();
    const once = ['fulfilled', 'rejected'];
    expect(await settled([ground.announced(decisionId), ground.announced(decisionId)])).toEqual(once);
    const [row] = (await ground.pages.list(agent, 'announced')).rows.filter((each) => each.decisionId === decisionId);
    const depositId = row!.id;
    const hold = { version: 1, source: 'advice', datedOn: TODAY, heldCents: 20_000 } as const;
    const held = (): Promise<unknown> =>
      ground.deposits.hold(cashier, depositId, { ...hold, cdcReference: ground.reference() });
    expect(await settled([held(), held()])).toEqual(once);
    const [second, next, last] = [await ground.fine(), await ground.fine(), await ground.fine()];
    ground.desk.goTo(FINAL);
    const propose = (): Promise<unknown> => ground.proposed(depositId, 2, {});
    expect(await settled([propose(), propose()])).toEqual(once);
    const confirm = (who: UserActor): Promise<unknown> => ground.releases.confirm(who, depositId, { version: 2 });
    expect(await settled([confirm(treasurer), confirm(signatory)])).toEqual(once);
    const other = await ground.held(second.decisionId);
    const back = { version: other.version, source: 'advice', datedOn: TODAY, reason: 'No form.' } as const;
    const sendBack = (): Promise<unknown> => ground.deposits.return(cashier, other.depositId, back);
    expect(await settled([sendBack(), sendBack()])).toEqual(once);
    const third = await ground.announced(next.decisionId);
    const cancel = (): Promise<unknown> =>
      ground.deposits.cancel(cashier, third.depositId, { version: 1, reason: 'Never came.' });
    expect(await settled([cancel(), cancel()])).toEqual(once);
    const fourth = await ground.announced(last.decisionId);
    const letter = (): Promise<unknown> => ground.letters.issue(agent, fourth.depositId, { version: 1 });
    expect(await settled([letter(), letter()])).toEqual(once);
  });

  it('trap 14: the letter to the Caisse names the payer, encloses the decision and prints no account that is not confirmed', async () => {
    const { decisionId, number } = await ground.fine();
    const { depositId, version } = await ground.announced(decisionId);
    const { documentId } = await ground.letters.issue(agent, depositId, { version });
    const { bytes } = await ground.desk.app.app.get(DocumentsService).read(agent, documentId as DocumentId);
    const { text } = await readPdf(bytes);
    expect(text).toContain('Camille');
    expect(text).toContain(number);
    expect(text).toContain('BE68 5390 0754 7034');
    expect(text).not.toContain('BE58');
    expect(bytes.includes(`${number}.pdf`)).toBe(true);
    const account = await ground.desk.app.transactions.view(agent, (tx) =>
      ground.desk.app.app.get(ParametersService).confirmedDepositAccount(tx, tx.today),
    );
    expect(account).toBeUndefined();
    const bare = await ground.announced((await ground.fine()).decisionId, { payerAddress: '' });
    expect(await codesOf(ground.letters.issue(agent, bare.depositId, { version: 1 }))).toEqual([
      'deposit-letter-incomplete',
    ]);
  });

  it('D29: an advice is matched by its payer alone, holds the deposit, and is compared with what we hold', async () => {
    const { decisionId } = await ground.fine();
    const { depositId } = await ground.announced(decisionId, {
      payerFamilyName: 'Échantillon',
      payerGivenNames: 'Zoé',
    });
    const advice = { advisedOn: TODAY, amountCents: 20_000, payerBirthDate: '07/03/1971' };
    const entered = await ground.advices.enter(cashier, {
      ...advice,
      cdcReference: ground.reference(),
      payer: 'ECHANTILLON ZOE',
    });
    expect(entered).toMatchObject({ outcome: 'booked', depositId });
    expect((await ground.pages.read(agent, depositId)).deposit).toMatchObject({ state: 'held', heldCents: 20_000 });
    const stranger = { ...advice, cdcReference: ground.reference(), payer: 'Inconnu Paul' };
    const csv = `advisedOn;cdcReference;payer;payerBirthDate;communication;amount\n${TODAY};${stranger.cdcReference};Inconnu Paul;1950-01-02;;150,00\n`;
    const counts = { readCount: 1, bookedCount: 0, proposedCount: 0, suspenseCount: 1, knownCount: 0 };
    expect(await ground.advices.enterList(cashier, Buffer.from(csv))).toEqual(counts);
    expect(await ground.advices.enterList(cashier, Buffer.from(csv))).toEqual({
      ...counts,
      suspenseCount: 0,
      knownCount: 1,
    });
    expect(await codesOf(ground.advices.enter(cashier, stranger))).toEqual(['deposit-advice-known']);
    const { differences } = await ground.advices.reconciliation(treasurer);
    expect(differences).toContainEqual(
      expect.objectContaining({ kind: 'advice-without-deposit', amountCents: 15_000 }),
    );
    expect(differences).not.toContainEqual(expect.objectContaining({ depositId }));
  });

  it('R3.4: a second payer may deposit for the same fine, and neither can be forged by the department of another', async () => {
    const { decisionId } = await ground.fine();
    await ground.announced(decisionId);
    await ground.announced(decisionId, { ...PAYER, payerGivenNames: 'Dominique' });
    const stranger = await ground.desk.actor('agent.residence');
    const command = { amountCents: 1, announcedOn: TODAY, ...PAYER };
    expect(await codesOf(ground.deposits.announce(stranger, decisionId, command))).toEqual(['other-department']);
  });
});
