import { cents } from '../../src/kernel/money';
import type { Tx } from '../../src/platform/database/transactions';
import { newId, type MovementId } from '../../src/kernel/ids';
import { MergeUndoingRepository } from '../../src/merges/merge-undoing.repository';
import { MergesRepository, type MergeId } from '../../src/merges/merges.repository';
import { PersonReferences } from '../../src/merges/person-references.repository';
import type { PaymentResult } from '../../src/payments/bookings.service';
import { credit, debit, type StatementChain } from '../support/coda-builder';
import type { BuiltFine } from '../support/fine-builder';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { JOB, PaymentSteps } from '../support/payment-steps';
import { refusalsOf } from '../support/refusals';
import { booksHoldAfterEach } from '../support/proven-books';

const ACCOUNT = 'BE71096123456769';
const PERSON = { surname: 'Exemple', firstNames: 'Alix', birthDate: '1990-04-05' };
const fromAccount = (communication: string, account = ACCOUNT) =>
  credit({ communication, counterparty: { account, name: 'TIERS PAYEUR' } });

describe('accounts from which a person is known to pay', () => {
  let desk: MoneyDesk;
  let chain: StatementChain;
  let steps: PaymentSteps;

  beforeEach(async () => {
    desk = await openMoneyDesk();
    chain = await openBooks(desk);
    steps = new PaymentSteps(desk, chain);
  });
  booksHoldAfterEach(() => desk);
  afterEach(async () => {
    await desk.close();
  });

  async function bookAndRemember(fine: BuiltFine, id: MovementId): Promise<PaymentResult> {
    const { version } = (await steps.read(id)).movement;
    return steps.bookAs(id, { decisionNumber: fine.number, version, rememberPayer: true });
  }

  it('of two records of one person are one account once they are merged, and two again after the undoing', async () => {
    const [one, two] = [await desk.fines.build(PERSON), await desk.fines.build(PERSON)];
    const [first, second] = await steps.bring([fromAccount('MERCI'), fromAccount('MERCI ENCORE')]);
    await bookAndRemember(one, first!);
    await bookAndRemember(two, second!);
    const { transactions, actor } = desk.ground;
    const references = new PersonReferences();
    const [merges, agent] = [new MergesRepository(references), actor('agent.border')];
    const merge = {
      id: newId<MergeId>(),
      departmentId: agent.departmentId,
      survivorId: one.personId,
      mergedId: two.personId,
      takenFields: [],
      reason: 'Même passeport présenté.',
      proposedBy: agent.id,
      survivorVersion: 1,
      mergedVersion: 1,
    };
    const ibansOf = async (tx: Tx): Promise<unknown[]> =>
      Promise.all(
        [one, two].map(({ personId }) =>
          tx.query('SELECT iban FROM payer_account WHERE person_id = $1 AND forgotten_at IS NULL', [personId]),
        ),
      );
    const seen = await transactions.run(agent, async (tx) => {
      await merges.insert(tx, merge);
      const moves = await merges.countRows(tx, merge);
      const proposed = (await merges.find(tx, merge.id))!;
      await merges.moveRows(tx, proposed);
      const merged = await ibansOf(tx);
      await new MergeUndoingRepository(references).putRowsBack(tx, proposed);
      tx.record({
        type: 'merge.undone',
        subjectKind: 'merge',
        subjectId: merge.id,
        personId: one.personId,
        detail: {},
      });
      return { tables: moves.map(({ table }) => table), merged, undone: await ibansOf(tx) };
    });
    expect(seen.tables).not.toContain('payer_account');
    const account = [{ iban: ACCOUNT }];
    expect(seen).toMatchObject({ merged: [account, account], undone: [account, account] });
  });

  it('are learnt with a booking, count in the next statement, and count no more once forgotten', async () => {
    const fine = await desk.fines.build(PERSON);
    const [unknown] = await steps.bring([fromAccount('MERCI')]);
    expect((await steps.read(unknown!)).movement).toMatchObject({ state: 'suspense', confidence: undefined });
    await bookAndRemember(fine, unknown!);
    const next = await desk.fines.build({ personId: fine.personId });
    const [known] = await steps.bring([fromAccount('MERCI ENCORE')]);
    const proposed = await steps.read(known!);
    expect(proposed.movement).toMatchObject({
      state: 'suspense',
      confidence: 55,
      reason: { candidates: [{ decisionId: next.decisionId, reason: { code: 'candidate-payer-account' } }, {}] },
    });
    expect(proposed.candidates[0]?.differences.map(({ code }) => code)).toContain('payer-account');
    const { accounts } = await desk.payers.ofPerson(desk.cashier, fine.personId);
    expect(accounts).toMatchObject([{ iban: ACCOUNT, payerName: 'TIERS PAYEUR', forgottenAt: null }]);
    await desk.payers.forget(desk.cashier, fine.personId, accounts[0]!.id, 'Compte clôturé');
    const [later] = await steps.bring([fromAccount('MERCI POUR TOUT')]);
    expect((await steps.read(later!)).movement).toMatchObject({ state: 'suspense', confidence: undefined });
    expect(await desk.rows('SELECT type FROM event_log WHERE type LIKE $1 ORDER BY id', ['payer-account.%'])).toEqual([
      { type: 'payer-account.learnt' },
      { type: 'payer-account.forgotten' },
    ]);
    const looks = await desk.rows(`SELECT operation FROM access_log WHERE operation = 'payer-account.list'`);
    expect(looks).toHaveLength(1);
  });

  it('are learnt once, by whoever is first, and forgotten once, with a reason', async () => {
    const fine = await desk.fines.build(PERSON);
    const ids = await steps.bring([fromAccount('UN'), fromAccount('DEUX')]);
    await Promise.all(
      ids.map(async (id) => {
        const { version } = (await steps.read(id)).movement;
        const half = { decisionNumber: fine.number, version, amountCents: cents(10_000), rememberPayer: true };
        return steps.bookAs(id, half);
      }),
    );
    const { accounts } = await desk.payers.ofPerson(desk.cashier, fine.personId);
    expect(accounts).toHaveLength(1);
    const { id } = accounts[0]!;
    const forget = (reason: string) => desk.payers.forget(desk.cashier, fine.personId, id, reason);
    await expect(refusalsOf(forget(' '))).resolves.toEqual(['reason: payer-account-reason']);
    const outcomes = await Promise.all([refusalsOf(forget('Erreur')), refusalsOf(forget('Erreur'))]);
    expect(outcomes.flat()).toEqual(['payerAccountId: payer-account-forgotten']);
    const [third] = await steps.bring([fromAccount('TROIS')]);
    const other = await desk.fines.build({ personId: fine.personId });
    await bookAndRemember(other, third!);
    expect((await desk.payers.ofPerson(desk.cashier, fine.personId)).accounts).toHaveLength(2);
  });

  it('are not learnt from a movement without an account, and nothing is booked then', async () => {
    const fine = await desk.fines.build(PERSON);
    const [id] = await steps.bring([fromAccount('MERCI', '')]);
    await expect(refusalsOf(bookAndRemember(fine, id!))).resolves.toEqual(['payerAccount: payer-account-missing']);
    expect(await steps.outstanding(fine)).toBe(20_000);
  });

  it('tell nothing when two persons are known for one account', async () => {
    const [one, two] = [await desk.fines.build(PERSON), await desk.fines.build({ ...PERSON, firstNames: 'Bram' })];
    const [first, second] = await steps.bring([fromAccount('UN'), fromAccount('DEUX')]);
    await bookAndRemember(one, first!);
    await bookAndRemember(two, second!);
    const [third] = await steps.bring([fromAccount('TROIS')]);
    expect((await steps.read(third!)).movement.confidence).toBeUndefined();
  });

  it('are forgotten with the booking that taught them, whoever takes it back', async () => {
    const [fine, other] = [await desk.fines.build(PERSON), await desk.fines.build({ ...PERSON, firstNames: 'Bram' })];
    const reference = { endToEndId: 'E2E-2026-1' };
    const [id, second] = await steps.bring([fromAccount('MERCI'), { ...fromAccount('ENCORE'), ...reference }]);
    const booked = await bookAndRemember(fine, id!);
    await steps.reverse(booked.allocationId, 'Un autre débiteur', booked.version);
    await bookAndRemember(other, second!);
    const recall = {
      transactionCode: '00149000',
      rTransaction: 'return',
      reasonCode: 'AC04',
      communication: 'RETOUR',
    } as const;
    const [taken] = await steps.bring([debit({ ...recall, ...reference, counterparty: { account: ACCOUNT } })]);
    await desk.undoing.run({ statementId: (await steps.read(taken!)).movement.statementId }, JOB);

    const told = [];
    for (const { personId } of [fine, other])
      told.push(...(await desk.payers.ofPerson(desk.cashier, personId)).accounts.map((each) => [each.reason, each.forgottenAt !== null, each.forgottenByName === null])); // prettier-ignore
    expect(told).toEqual([
      ['Un autre débiteur', true, false],
      ['return AC04', true, true],
    ]);
    const events = await desk.rows(`SELECT type FROM event_log WHERE type = 'payer-account.forgotten'`);
    expect(events).toHaveLength(2);
    const [next] = await steps.bring([fromAccount('MERCI POUR TOUT')]);
    expect((await steps.read(next!)).movement.confidence).toBeUndefined();
  });

  it('stay as they were learnt', async () => {
    const fine = await desk.fines.build(PERSON);
    const [id] = await steps.bring([fromAccount('MERCI')]);
    await bookAndRemember(fine, id!);
    for (const change of [`UPDATE payer_account SET iban = 'XX00000'`, 'DELETE FROM payer_account'])
      await expect(desk.rows(change)).rejects.toThrow(/learnt|permission denied/);
  });
});
