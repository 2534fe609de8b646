import { ensureReferenceData } from '../../src/parameters/reference-data';
import { ParametersRepository } from '../../src/parameters/parameters.repository';
import { ParametersService } from '../../src/parameters/parameters.service';
import { ConfirmAccount, EnterAccount } from '../../src/parameters/parameters.commands';
import { parseCommand } from '../../src/platform/http/fields';
import { isUuid, type BankAccountId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import type { Tx } from '../../src/platform/database/transactions';
import { systemActor } from '../../src/platform/jobs/jobs';
import { openTestGround, type TestGround } from '../support/actors';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';

const TODAY = legalDate('2026-11-22');
/** A number that validates and is nobody's known account. */
const DEPOSIT_IBAN = 'BE68 5390 0754 7034';
const ID_OF_NOBODY = '00000000-0000-7000-8000-000000000000' as BankAccountId;

const confirmation = (reference: string): ConfirmAccount => parseCommand(ConfirmAccount, { reference });

describe('the law as dated data', () => {
  let ground: TestGround;
  let parameters: ParametersService;
  const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => ground.transactions.view(systemActor('test'), work);

  beforeAll(async () => {
    ground = await openTestGround();
    parameters = new ParametersService(ground.transactions, new ParametersRepository(), ground.config);
    await ensureReferenceData(ground.transactions, ground.config);
  });
  afterAll(() => ground.close());

  it('D2: the amount is EUR 200, by the day of the facts', async () => {
    await expect(inTx((tx) => parameters.fineAmount(tx, TODAY))).resolves.toBe(20_000);
    await expect(inTx((tx) => parameters.fineAmount(tx, legalDate('2016-07-24')))).resolves.toBe(20_000);
    await expect(refusalsOf(inTx((tx) => parameters.fineAmount(tx, legalDate('2016-07-23'))))).resolves.toEqual([
      'factsOn: parameter-not-in-force',
    ]);
  });

  it('D2, trap 27: an amount that follows leaves the earlier one as it was', async () => {
    await inSuperuserSql(
      `UPDATE legal_parameter SET valid_to = '2027-06-30' WHERE code = 'fine-amount-cents'`,
      `INSERT INTO legal_parameter (id, code, value, valid_from, source, state, entered_at)
       VALUES (gen_random_uuid(), 'fine-amount-cents', '25000', '2027-07-01', 'a later law', 'confirmed', now())`,
    );
    await expect(inTx((tx) => parameters.fineAmount(tx, legalDate('2027-06-30')))).resolves.toBe(20_000);
    await expect(inTx((tx) => parameters.fineAmount(tx, legalDate('2027-07-01')))).resolves.toBe(25_000);
  });

  it('D7, D31: the margin is 30 days, the small rest EUR 5', async () => {
    await expect(inTx((tx) => parameters.appealMarginDays(tx, TODAY))).resolves.toBe(30);
    await expect(inTx((tx) => parameters.smallRest(tx, TODAY))).resolves.toBe(500);
  });

  it('R1.1: the catalogue holds 4bis §1 and 41bis, with the row that a finding refers to', async () => {
    const obligations = await inTx((tx) => parameters.obligationsOn(tx, TODAY));
    expect(obligations.map(({ article }) => article)).toEqual(expect.arrayContaining(['4bis', '41bis']));
    const [first] = obligations;
    const same = await inTx((tx) => parameters.obligation(tx, first?.code ?? '', TODAY));
    expect(same).toEqual(first);
    expect(isUuid(same?.id ?? '')).toBe(true);
    await expect(
      inTx((tx) => parameters.obligation(tx, first?.code ?? '', legalDate('2016-07-23'))),
    ).resolves.toBeUndefined();
    await expect(inTx((tx) => parameters.obligation(tx, 'no-such', TODAY))).resolves.toBeUndefined();
  });

  it('rules.md part 8: six airports, six ports and a station, named in four languages, without hours', async () => {
    const points = await inTx((tx) => parameters.crossingPoints(tx, TODAY));
    expect(points).toHaveLength(13);
    const kinds = points.map(({ kind }) => kind);
    expect(['air', 'sea', 'rail'].map((kind) => kinds.filter((each) => each === kind).length)).toEqual([6, 6, 1]);
    for (const point of points) {
      expect(Object.values<string>({ ...point.names }).every((name) => name.length > 5)).toBe(true);
      expect(point.hours).toEqual([]);
    }
    expect(points.map(({ names }) => names.fr)).toContain('Aéroport de Wevelgem (Courtrai)');
    await expect(inTx((tx) => parameters.openingHours(tx, 'air-wevelgem', TODAY))).resolves.toEqual([]);
  });

  it('rules.md part 8: hours are those of the day', async () => {
    await inSuperuserSql(
      `INSERT INTO crossing_point_hours (id, crossing_point_code, opens_at, closes_at, valid_from, source)
       VALUES (gen_random_uuid(), 'sea-nieuwpoort', '08:00', '20:00', '2026-01-01', 'notice of the harbour master')`,
    );
    await expect(inTx((tx) => parameters.openingHours(tx, 'sea-nieuwpoort', TODAY))).resolves.toEqual([
      { opensAt: '08:00', closesAt: '20:00', validFrom: '2026-01-01', validTo: null },
    ]);
    await expect(inTx((tx) => parameters.openingHours(tx, 'sea-nieuwpoort', legalDate('2025-12-31')))).resolves.toEqual(
      [],
    );
  });

  it('brings nothing a second time, not even when two instances start at once', async () => {
    const nothing = { parameters: [], obligations: [], crossingPoints: [], courts: [], paymentAccount: undefined };
    const again = () => ensureReferenceData(ground.transactions, ground.config);
    await expect(Promise.all([again(), again()])).resolves.toEqual([nothing, nothing]);
  });

  async function inSuperuserSql(...statements: string[]): Promise<void> {
    for (const statement of statements) await runSql(ground.database.superuserUrl, statement);
  }
});

describe('accounts (D3)', () => {
  let ground: TestGround;
  let parameters: ParametersService;
  const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => ground.transactions.view(systemActor('test'), work);
  const deposit = (overrides: Partial<EnterAccount> = {}): EnterAccount =>
    parseCommand(EnterAccount, {
      purpose: 'deposit',
      iban: DEPOSIT_IBAN,
      bic: 'GKCCBEBB',
      holder: 'Caisse des Dépôts et Consignations',
      validFrom: '2026-11-01',
      ...overrides,
    });

  beforeAll(async () => {
    ground = await openTestGround();
    parameters = new ParametersService(ground.transactions, new ParametersRepository(), ground.config);
    await ensureReferenceData(ground.transactions, ground.config);
  });
  afterAll(() => ground.close());

  it("brings the Office's own account as published, and no deposit account", async () => {
    await expect(inTx((tx) => parameters.paymentAccount(tx, TODAY))).resolves.toMatchObject({
      iban: 'BE35679200609437',
      bic: 'PCHQBEBB',
    });
    await expect(inTx((tx) => parameters.confirmedDepositAccount(tx, TODAY))).resolves.toBeUndefined();
    await expect(refusalsOf(inTx((tx) => parameters.paymentAccount(tx, legalDate('2016-07-23'))))).resolves.toEqual([
      ': no-payment-account',
    ]);
  });

  it('trap 14: refuses the number one digit short, with every other fault at once', async () => {
    const entered = parameters.enterAccount(
      ground.actor('administrator'),
      deposit({ iban: 'BE58 6792 0030 327', bic: 'X' }),
    );
    await expect(refusalsOf(entered)).resolves.toEqual(['iban: iban-length', 'bic: bic-format']);
  });

  it('is entered by one and confirmed by another, and printed only then', async () => {
    const { id } = await parameters.enterAccount(ground.actor('administrator'), deposit());
    await expect(inTx((tx) => parameters.confirmedDepositAccount(tx, TODAY))).resolves.toBeUndefined();
    await parameters.confirmAccount(ground.actor('treasurer'), id, confirmation('letter of 3 November 2026'));
    await expect(inTx((tx) => parameters.confirmedDepositAccount(tx, TODAY))).resolves.toMatchObject({
      id,
      iban: 'BE68539007547034',
    });
    await expect(
      refusalsOf(parameters.confirmAccount(ground.actor('treasurer'), id, confirmation('again'))),
    ).resolves.toEqual([': account-already-confirmed']);
    await expect(refusalsOf(parameters.enterAccount(ground.actor('administrator'), deposit()))).resolves.toEqual([
      'iban: account-already-entered',
    ]);
  });

  it('is not confirmed by who entered it, whatever the roles', async () => {
    const administrator = ground.actor('administrator');
    const both = { ...administrator, permissions: new Set([...administrator.permissions, 'account.confirm']) };
    const { id } = await parameters.enterAccount(both, deposit({ iban: 'BE71 0961 2345 6769' }));
    await expect(refusalsOf(parameters.confirmAccount(both, id, confirmation('my own word')))).resolves.toEqual([
      ': account-confirmer-entered',
    ]);
  });

  it('is confirmed once when two confirm it at the same time', async () => {
    const { id } = await parameters.enterAccount(
      ground.actor('administrator'),
      deposit({ iban: 'NL91 ABNA 0417 1643 00' }),
    );
    const confirm = () => refusalsOf(parameters.confirmAccount(ground.actor('treasurer'), id, confirmation('letter')));
    const outcomes = await Promise.all([confirm(), confirm()]);
    expect(outcomes.flat()).toEqual([': account-already-confirmed']);
  });

  it('asks for the permission of each step', async () => {
    await expect(refusalsOf(parameters.enterAccount(ground.actor('treasurer'), deposit()))).resolves.toEqual([
      ': missing-permission',
    ]);
    await expect(
      refusalsOf(parameters.confirmAccount(ground.actor('administrator'), ID_OF_NOBODY, confirmation('letter'))),
    ).resolves.toEqual([': missing-permission']);
    await expect(
      refusalsOf(parameters.confirmAccount(ground.actor('treasurer'), ID_OF_NOBODY, confirmation('letter'))),
    ).resolves.toEqual([': not-found']);
  });
});
