import { DepositStatements, type DepositStatementRead } from '../../src/deposits/deposit-statements.service';
import { newId, type DecisionId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { closingCentsOf, writeCoda } from '../../src/statements/coda-writer';
import type { UserActor } from '../support/actors';
import { credit, debit, OFFICE_ACCOUNT, StatementChain, statementDraft } from '../support/coda-builder';
import { DepositGround } from '../support/deposit-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { signIn } from '../support/sign-in';

/** Invented for the test, with check digits that hold. */
const IBAN = 'BE68539007547034';
const from = (name: string, communication: string, amountCents = 20_000): ReturnType<typeof credit> =>
  credit({
    communication,
    amountCents: cents(amountCents),
    entryOn: legalDate(TODAY),
    counterparty: { account: 'BE71096123456769', bic: 'GKCCBEBB', name },
  });

describe('statements of the deposit account (D29)', () => {
  let ground: DepositGround;
  let [cashier, treasurer] = [] as unknown as [UserActor, UserActor];
  let chain: StatementChain;

  beforeAll(async () => {
    ground = await DepositGround.open();
    [cashier, treasurer] = [await ground.desk.actor('cashier'), await ground.desk.actor('treasurer')];
    chain = new StatementChain(
      statementDraft({ account: { ...OFFICE_ACCOUNT, number: IBAN }, openingCents: cents(500_000) }),
    );
  }, 60_000);
  beforeEach(() => ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => ground.desk);
  afterAll(() => ground.desk.close());

  const receive = (bytes: Uint8Array): Promise<DepositStatementRead> =>
    ground.desk.app.app.get(DepositStatements).receive(cashier, bytes);
  const next = (...movements: ReturnType<typeof credit>[]): Uint8Array => chain.next(movements, legalDate(TODAY));
  const holds = (decisionId: DecisionId): Promise<{ kind: string }[]> =>
    ground.desk.app.transactions.view(cashier, (tx) => ground.deposits.holds(tx, [decisionId]));

  it('D3: are accepted of an account that is confirmed, and of no other', async () => {
    const other = new StatementChain().next([credit()]);
    expect(await refusalsOf(receive(other))).toEqual(['file: deposit-account-unconfirmed']);
    await ground.desk.rows(
      `INSERT INTO bank_account (id, department_id, purpose, iban, bic, holder, state, entered_by, confirmed_by, confirmation_reference, valid_from)
       SELECT $1, department_id, 'deposit', $2, 'PCHQBEBB', 'Caisse', 'confirmed', $3, $4, 'Letter of the Caisse', '2020-01-01' FROM bank_account LIMIT 1`,
      [newId(), IBAN, cashier.id, treasurer.id],
    );
    expect(await refusalsOf(receive(other))).toEqual(['file: coda-account-unknown']);
  });

  it('R11: a third party pays to the Deposit Office while an appeal can run: matched by the payer or queued, never silent', async () => {
    const { decisionId } = await ground.fine();
    const [revenue, cash] = [await ground.balance('revenue'), await ground.balance('cash')];
    const { depositId } = await ground.announced(decisionId, { payerFamilyName: 'Voorbeeldman' });
    const bytes = next(
      from('VOORBEELDMAN CAMILLE', 'VOORBEELDMAN CAMILLE 07/03/1971'),
      from('UNBEKANNT ERIKA', 'UNBEKANNT ERIKA 01/02/1980'),
      debit({ amountCents: cents(5_000) }),
    );
    const counts = { readCount: 2, bookedCount: 1, proposedCount: 0, suspenseCount: 1, knownCount: 0 };
    expect(await receive(bytes)).toEqual({ ...counts, ignoredCount: 1, ignoredCents: 5_000 });
    const { deposit, evidence } = await ground.pages.read(cashier, depositId);
    expect(deposit).toMatchObject({ state: 'held', heldCents: 20_000, cdcReference: '' });
    expect(evidence).toMatchObject([{ step: 'hold', source: 'statement', reference: `${IBAN} 2026/001/1` }]);
    expect(await holds(decisionId)).toMatchObject([{ kind: 'deposit' }]);
    expect([await ground.owed(decisionId), await ground.balance('revenue'), await ground.balance('cash')]).toEqual([20_000, revenue, cash]); // prettier-ignore
    const { open, differences } = await ground.advices.reconciliation(cashier);
    expect(open).toMatchObject([{ advice: { payer: 'UNBEKANNT ERIKA', source: 'statement' }, candidates: [] }]);
    expect(differences.map(({ kind }) => kind)).toEqual(['advice-without-deposit']);
  });

  it('the same file again changes nothing, two at once', async () => {
    const { decisionId } = await ground.fine();
    await ground.announced(decisionId, { payerFamilyName: 'Tweemaal' });
    const bytes = next(from('TWEEMAAL CAMILLE', 'TWEEMAAL CAMILLE 07/03/1971'));
    const both = await Promise.all([receive(bytes), receive(bytes)]);
    expect(both.map(({ bookedCount, knownCount }) => [bookedCount, knownCount]).sort()).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect((await receive(bytes)).knownCount).toBe(1);
  });

  it('D29: an advice and a movement may tell of one deposit; of another amount only with a reason, on what was seen', async () => {
    const { decisionId } = await ground.fine();
    const { depositId, version } = await ground.held(decisionId, { payerFamilyName: 'Verschil' });
    await receive(next(from('VERSCHIL CAMILLE', 'VERSCHIL CAMILLE 07/03/1971', 19_500)));
    const { open } = await ground.advices.reconciliation(cashier);
    const line = open.find(({ advice }) => advice.payer === 'VERSCHIL CAMILLE');
    expect(line?.candidates).toMatchObject([{ depositId, reason: 'payer-other-amount' }]);
    const link = (command: object): Promise<unknown> =>
      ground.advices.link(cashier, line!.advice.id, { depositId, version, ...command });
    expect(await refusalsOf(link({ version: version - 1 }))).toEqual([': changed-since-read']);
    expect(await refusalsOf(link({}))).toEqual(['differenceReason: deposit-advice-amount-differs']);
    const reason = { differenceReason: 'Charges were taken on the way.' };
    const both = await Promise.all([refusalsOf(link(reason)), refusalsOf(link(reason))]);
    expect(both.flat()).toEqual([': deposit-advice-linked']);
    const { differences } = await ground.advices.reconciliation(cashier);
    expect(differences).toContainEqual(
      expect.objectContaining({ kind: 'amount-differs', depositId, differenceCents: -500 }),
    );
    expect((await ground.pages.read(cashier, depositId)).deposit.heldCents).toBe(20_000);
  });

  it('nothing is taken from a file that fails its own totals', async () => {
    const sound = next(from('X Y', 'X Y'));
    const text = Buffer.from(sound).toString('latin1');
    const broken = Buffer.from(text.replace(/^(8.{41})0{3}/mu, '$1001'), 'latin1');
    expect(await refusalsOf(receive(broken))).toEqual(['file: coda-balance']);
    expect(await receive(sound)).toMatchObject({ readCount: 1, knownCount: 0 });
  });

  describe('the row of its statements', () => {
    const gaps = async (): Promise<string[]> => {
      const { accounts } = await ground.advices.reconciliation(cashier);
      return accounts.flatMap((account) => account.gaps.map(({ kind, number }) => `${kind} ${number}`));
    };

    it('D29: the same number with other content refuses the whole file, two at once, and nothing vanishes silently', async () => {
      const draft = chain.nextDraft([from('EERSTE CAMILLE', 'EERSTE CAMILLE 07/03/1971')], legalDate(TODAY));
      const { decisionId } = await ground.fine();
      const { depositId } = await ground.announced(decisionId, { payerFamilyName: 'Tweede' });
      const other = { ...draft, movements: [from('TWEEDE CAMILLE', 'TWEEDE CAMILLE 07/03/1971')] };
      const both = await Promise.allSettled([receive(writeCoda([draft])), receive(writeCoda([draft]))]);
      expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
      const after = chain.nextDraft([from('DERDE CAMILLE', 'DERDE CAMILLE 07/03/1971')], legalDate(TODAY));
      expect(await refusalsOf(receive(writeCoda([other, after])))).toEqual(['file: deposit-statement-conflict']);
      const { advices } = await ground.advices.reconciliation(cashier);
      expect(advices.map(({ payer }) => payer)).not.toContain('DERDE CAMILLE');
      expect((await ground.pages.read(cashier, depositId)).deposit.state).toBe('announced');
      await receive(writeCoda([after]));
    });

    it('shows the last statement, and what is missing between two until it comes', async () => {
      expect(await gaps()).toEqual([]);
      const [one, two, three] = [1, 2, 3].map((n) => chain.nextDraft([from(`RIJ${n} CAMILLE`, '')], legalDate(TODAY)));
      await receive(writeCoda([one!]));
      await receive(writeCoda([three!]));
      const number = (draft: typeof one): string => `2026/${String(draft!.sequenceNumber).padStart(3, '0')}`;
      expect(await gaps()).toEqual([`missing ${number(three)}`]);
      const { accounts } = await ground.advices.reconciliation(cashier);
      const page = await (await signIn(ground.desk.app, 'cashier')).get('/deposits/reconciliation');
      expect(page.$('section[aria-labelledby=accounts-heading] li').text()).toContain(number(three));
      expect(accounts).toMatchObject([
        { iban: IBAN, lastNumber: number(three), closingCents: closingCentsOf(three!), closingOn: TODAY },
      ]);
      await receive(writeCoda([two!]));
      expect(await gaps()).toEqual([]);
    });

    it('shows a balance that does not go on, and a copy whose first never came', async () => {
      const copy = { ...chain.nextDraft([], legalDate(TODAY)), duplicate: true };
      const number = (sequence: number): string => `2026/${String(sequence).padStart(3, '0')}`;
      await receive(writeCoda([copy]));
      expect(await gaps()).toEqual([`marked-duplicate ${number(copy.sequenceNumber)}`]);
      await receive(writeCoda([{ ...copy, duplicate: false }]));
      expect(await gaps()).toEqual([]);
      const next = chain.nextDraft([], legalDate(TODAY));
      await receive(writeCoda([{ ...next, openingCents: cents(7) }]));
      expect(await gaps()).toEqual([`balance ${number(next.sequenceNumber)}`]);
    });
  });
});
