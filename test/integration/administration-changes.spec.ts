import { ChangeSheets } from '../../src/administration/change-sheets.service';
import { ChangesRepository } from '../../src/administration/changes.repository';
import { ChangesService } from '../../src/administration/changes.service';
import { ConfirmChange, RejectChange, type ProposedKind } from '../../src/administration/changes.commands';
import { VersionsRepository } from '../../src/administration/versions.repository';
import { DepartmentsRepository } from '../../src/access/departments.repository';
import { UsersRepository } from '../../src/access/users.repository';
import { UsersService } from '../../src/access/users.service';
import type { ChangeId, ChangeKind } from '../../src/administration/change.types';
import { legalDate } from '../../src/kernel/legal-date';
import { ParametersRepository } from '../../src/parameters/parameters.repository';
import { ParametersService } from '../../src/parameters/parameters.service';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { parseCommand } from '../../src/platform/http/fields';
import type { Tx } from '../../src/platform/database/transactions';
import { systemActor } from '../../src/platform/jobs/jobs';
import { newId } from '../../src/kernel/ids';
import { openTestGround, type TestGround } from '../support/actors';
import { FineBuilder } from '../support/fine-builder';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';

const SOURCE = 'Moniteur belge of a day to come';

describe('changes of dated data', () => {
  let ground: TestGround;
  let fines: FineBuilder;
  let changes: ChangesService;
  let sheets: ChangeSheets;
  let parameters: ParametersService;
  const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => ground.transactions.view(systemActor('test'), work);
  const today = (): Promise<string> => inTx((tx) => Promise.resolve(tx.today));
  const propose = (kind: ProposedKind, code: string | undefined, body: object) =>
    changes.propose(ground.actor('administrator'), kind, code, { source: SOURCE, ...body });
  const confirm = (id: ChangeId, subject: 'signatory.border' | 'signatory.residence' = 'signatory.border') =>
    changes.confirm(ground.actor(subject), id);
  const changed = async (kind: ProposedKind, code: string | undefined, body: object): Promise<ChangeId> => {
    const { id } = await propose(kind, code, body);
    await confirm(id);
    return id;
  };
  const history = async (kind: ChangeKind, code: string) =>
    (await sheets.item(ground.actor('auditor'), kind, code)).versions.map(({ validFrom, validTo, payload }) => ({
      validFrom,
      validTo,
      ...payload,
    }));

  beforeAll(async () => {
    ground = await openTestGround();
    fines = new FineBuilder(ground);
    const [repository, versions] = [new ChangesRepository(), new VersionsRepository()];
    changes = new ChangesService(ground.transactions, repository, versions);
    sheets = new ChangeSheets(ground.transactions, repository, versions);
    parameters = new ParametersService(ground.transactions, new ParametersRepository(), ground.config);
    await ensureReferenceData(ground.transactions, ground.config);
  });
  afterAll(() => ground.close());

  describe('the amount', () => {
    it('trap 2, trap 27: is another from the day of the facts on, once a second person has confirmed it', async () => {
      const { id } = await propose('number', 'fine-amount-cents', { value: '250,00', validFrom: '2028-07-01' });
      const amountOn = (day: string) => inTx((tx) => parameters.fineAmount(tx, legalDate(day)));
      await expect(amountOn('2028-07-01')).resolves.toBe(20_000);
      await confirm(id);
      await expect(amountOn('2028-06-30')).resolves.toBe(20_000);
      await expect(amountOn('2028-07-01')).resolves.toBe(25_000);
      await expect(history('number', 'fine-amount-cents')).resolves.toEqual([
        { validFrom: '2016-07-24', validTo: '2028-06-30', value: 20_000 },
        { validFrom: '2028-07-01', validTo: null, value: 25_000 },
      ]);
      const [, next] = (await sheets.item(ground.actor('auditor'), 'number', 'fine-amount-cents')).versions;
      expect(next).toMatchObject({
        source: SOURCE,
        change: { id, proposedByName: 'Voorbeeld Beheer', decidedByName: 'Exemple Signataire' },
      });
    });

    it('trap 27: is never changed for facts that are recorded; the files are told without a name', async () => {
      const fine = await fines.build();
      const [factsOn] = await inTx((tx) =>
        tx.query<{ facts_on: string }>('SELECT facts_on FROM offence WHERE id = $1', [fine.offenceId]),
      );
      const files = await sheets.affectedBy(
        ground.actor('administrator'),
        'number',
        'fine-amount-cents',
        legalDate('2020-01-01'),
      );
      expect(files).toEqual({
        count: 1,
        first: [{ reference: fine.number, departmentCode: 'BIF', article: '4bis', factsOn: factsOn?.facts_on }],
      });
      await expect(
        refusalsOf(propose('number', 'fine-amount-cents', { value: '100', validFrom: '2020-01-01' })),
      ).resolves.toEqual(['validFrom: change-before-version', 'validFrom: change-alters-recorded-facts']);
    });

    it('trap 27: no program rewrites or removes a version', async () => {
      const rewritten = runSql(ground.database.superuserUrl, `UPDATE legal_parameter SET value = '1'`);
      await expect(rewritten).rejects.toThrow('ended and followed, never rewritten');
      const removed = runSql(ground.database.superuserUrl, 'DELETE FROM legal_parameter');
      await expect(removed).rejects.toThrow('ended and followed, never rewritten');
      const moved = runSql(ground.database.superuserUrl, `UPDATE parameter_change SET effective_on = '2020-01-01'`);
      await expect(moved).rejects.toThrow('decided once and never changed');
    });
  });

  describe('four eyes', () => {
    const margin = (days: number, validFrom = '2029-01-01') =>
      propose('number', 'appeal-margin-days', { value: String(days), validFrom });

    it('who proposes does not confirm, whatever the roles', async () => {
      const { id } = await margin(40);
      await expect(refusalsOf(changes.confirm(ground.actor('administrator'), id))).resolves.toEqual([
        ': change-confirmer-proposed',
      ]);
      await changes.reject(
        ground.actor('administrator'),
        id,
        parseCommand(RejectChange, { reason: 'a slip of the pen' }),
      );
    });

    it('two who confirm at once: one does', async () => {
      const { id } = await margin(41);
      const outcomes = await Promise.all([refusalsOf(confirm(id)), refusalsOf(confirm(id, 'signatory.residence'))]);
      expect(outcomes.flat()).toEqual([': change-already-decided']);
      await expect(history('number', 'appeal-margin-days')).resolves.toHaveLength(2);
    });

    it('two proposals for the same thing at once: one waits, the other is told', async () => {
      const outcomes = await Promise.all([refusalsOf(margin(50, '2030-01-01')), refusalsOf(margin(60, '2030-02-01'))]);
      expect(outcomes.flat()).toEqual([': change-already-waiting']);
      const { waiting } = await sheets.list(ground.actor('auditor'));
      const open = waiting.find(({ code }) => code === 'appeal-margin-days');
      await changes.reject(
        ground.actor('signatory.border'),
        open!.id,
        parseCommand(RejectChange, { reason: 'not needed' }),
      );
      await expect(refusalsOf(confirm(open!.id))).resolves.toEqual([': change-already-decided']);
      const { decided } = await sheets.list(ground.actor('auditor'));
      expect(decided.find(({ id }) => id === open!.id)).toMatchObject({
        state: 'rejected',
        rejectionReason: 'not needed',
      });
    });

    it('asks for the permission of each step, by kind', async () => {
      const agent = ground.actor('agent.border');
      const body = { value: '9', validFrom: '2031-01-01', source: SOURCE };
      await expect(refusalsOf(changes.propose(agent, 'number', 'small-rest-cents', body))).resolves.toEqual([
        ': missing-permission',
      ]);
      const { id } = await propose('number', 'small-rest-cents', body);
      for (const subject of ['agent.border', 'treasurer', 'auditor'] as const)
        await expect(refusalsOf(changes.confirm(ground.actor(subject), id))).resolves.toEqual([': missing-permission']);
      await confirm(id);
    });

    it('is written in the event log, with who and from when', async () => {
      const events = await inTx((tx) =>
        tx.query<{ type: string; detail: object }>(
          `SELECT type, detail FROM event_log WHERE subject_kind = 'parameter-change' AND detail->>'code' = 'small-rest-cents' ORDER BY id`,
        ),
      );
      expect(events.map(({ type }) => type)).toEqual(['change.proposed', 'change.confirmed']);
      expect(events[0]?.detail).toEqual({
        kind: 'number',
        code: 'small-rest-cents',
        operation: 'replace',
        effectiveOn: '2031-01-01',
      });
    });
  });

  describe('crossing points and their hours (rules.md part 8)', () => {
    const names = {
      nameFr: 'Port d’Anvers-Bruges',
      nameNl: 'Haven',
      nameDe: 'Hafen',
      nameEn: 'Port of Antwerp-Bruges',
    };

    it('trap 27: a new name holds from its day, the old one for the days before', async () => {
      await changed('crossing-point', 'sea-antwerp', { kind: 'sea', ...names, validFrom: '2027-05-01' });
      const nameOn = async (day: string) =>
        (await inTx((tx) => parameters.crossingPoints(tx, legalDate(day)))).find(({ code }) => code === 'sea-antwerp')
          ?.names.en;
      await expect(nameOn('2027-04-30')).resolves.toBe('Port of Antwerp');
      await expect(nameOn('2027-05-01')).resolves.toBe('Port of Antwerp-Bruges');
    });

    it('is added with a code of its own, and ends after its last day', async () => {
      await expect(
        refusalsOf(
          propose('crossing-point', undefined, { code: 'sea-ghent', kind: 'sea', ...names, validFrom: '2027-01-01' }),
        ),
      ).resolves.toEqual(['code: change-code-taken']);
      await changed('crossing-point', undefined, { code: 'sea-doel', kind: 'sea', ...names, validFrom: '2027-01-01' });
      const end = { lastDay: '2027-12-31', source: SOURCE };
      const { id } = await changes.proposeEnd(ground.actor('administrator'), 'crossing-point', 'sea-doel', end);
      await confirm(id);
      const codesOn = async (day: string) =>
        (await inTx((tx) => parameters.crossingPoints(tx, legalDate(day)))).map(({ code }) => code);
      expect(await codesOn('2027-12-31')).toContain('sea-doel');
      expect(await codesOn('2028-01-01')).not.toContain('sea-doel');
    });

    it.each([
      ['a point that nobody knows', 'air-nowhere', '2027-12-31', ': not-found'],
      ['a season that is over before it begins', 'air-wevelgem', '2027-03-31', 'lastDay: change-last-day-before'],
    ])('refuses hours of %s', async (_, code, lastDay, refusal) => {
      const hours = { weekdays1: '1', opensAt1: '07:00', closesAt1: '21:00' };
      const season = { ...hours, validFrom: '2027-04-01', lastDay };
      await expect(refusalsOf(propose('crossing-hours', code, season))).resolves.toEqual([refusal]);
    });

    it('hours go by weekday, over midnight and by date; those of a season end with it', async () => {
      await changed('crossing-hours', 'air-wevelgem', {
        ...{ weekdays1: '1,2,3,4,5', opensAt1: '07:00', closesAt1: '21:00' },
        ...{ weekdays2: '5', opensAt2: '22:00', closesAt2: '02:00' },
        validFrom: '2027-04-01',
        lastDay: '2027-09-30',
      });
      const on = (day: string) => inTx((tx) => parameters.openingHours(tx, 'air-wevelgem', legalDate(day)));
      const season = { validFrom: '2027-04-01', validTo: '2027-09-30' };
      await expect(on('2027-07-01')).resolves.toEqual([
        { opensAt: '07:00', closesAt: '21:00', weekdays: [1, 2, 3, 4, 5], ...season },
        { opensAt: '22:00', closesAt: '02:00', weekdays: [5], ...season },
      ]);
      await expect(on('2027-10-01')).resolves.toEqual([]);
      await changed('crossing-hours', 'air-wevelgem', {
        ...{ weekdays1: '1,2,3,4,5,6,7', opensAt1: '06:00', closesAt1: '24:00' },
        validFrom: '2027-08-01',
      });
      await expect(on('2027-07-31')).resolves.toHaveLength(2);
      await expect(on('2027-08-01')).resolves.toEqual([
        { opensAt: '06:00', closesAt: '24:00', validFrom: '2027-08-01', validTo: null },
      ]);
    });

    it('trap 27: are refused at the confirmation when facts were recorded there since the proposal', async () => {
      const fine = await fines.build();
      const hours = { weekdays1: '1,2,3,4,5,6,7', opensAt1: '07:00', closesAt1: '21:00', validFrom: '2025-01-01' };
      const { id } = await propose('crossing-hours', 'sea-zeebrugge', hours);
      await runSql(
        ground.database.superuserUrl,
        `UPDATE offence SET crossing_point_code = 'sea-zeebrugge' WHERE id = '${fine.offenceId}'`,
      );
      await expect(refusalsOf(confirm(id))).resolves.toEqual(['validFrom: change-alters-recorded-facts']);
      const sheet = await sheets.sheet(ground.actor('signatory.border'), id);
      expect(sheet).toMatchObject({ mayConfirm: false, mayReject: true, affected: { count: 1 } });
    });
  });

  it('R1.1: an obligation keeps its code and has another definition from its day on', async () => {
    await changed('obligation', '41bis-report-presence', {
      finable: 'eu-citizen,family-of-eu-citizen,family-of-belgian',
      delayCount: '15',
      needsLegalReview: 'no',
      validFrom: '2027-03-01',
    });
    const delayOn = async (day: string) =>
      (await inTx((tx) => parameters.obligation(tx, '41bis-report-presence', legalDate(day))))?.delay;
    await expect(delayOn('2027-02-28')).resolves.toEqual({ kind: 'working-days', workingDays: 10 });
    await expect(delayOn('2027-03-01')).resolves.toEqual({ kind: 'working-days', workingDays: 15 });
  });

  describe('courts (rules.md part 9)', () => {
    it('are thirteen in twelve districts, eight of them with divisions', async () => {
      const courts = await inTx((tx) => parameters.courts(tx, legalDate('2026-11-22')));
      expect(courts).toHaveLength(13);
      expect(new Set(courts.map(({ district }) => district)).size).toBe(12);
      expect(courts.filter(({ divisions }) => divisions.length > 0)).toHaveLength(8);
    });

    it('gain a division, of a court that exists', async () => {
      const division = {
        nameFr: 'Louvain',
        nameNl: 'Leuven',
        nameDe: 'Löwen',
        nameEn: 'Leuven',
        validFrom: '2027-01-01',
      };
      await expect(
        refusalsOf(propose('court-division', undefined, { code: 'leuven-city', courtCode: 'nowhere', ...division })),
      ).resolves.toEqual(['courtCode: change-court-unknown']);
      await changed('court-division', undefined, { code: 'leuven-city', courtCode: 'leuven', ...division });
      const courts = await inTx((tx) => parameters.courts(tx, legalDate('2027-01-01')));
      expect(courts.find(({ code }) => code === 'leuven')?.divisions.map(({ code }) => code)).toEqual(['leuven-city']);
    });
  });

  describe('departments', () => {
    const address = { address: 'Rue de l’Exemple 1\n1000 Bruxelles', email: 'new@fines.invalid' };
    const names = { nameFr: 'Frontières', nameNl: 'Grenzen', nameDe: 'Grenzen', nameEn: 'Borders' };

    it('print their new name from its day on', async () => {
      await changed('department', 'BIF', { ...names, ...address, validFrom: '2027-02-01' });
      const departments = new DepartmentsRepository();
      const nameOn = async (instant: string) => {
        ground.clock.moveTo(new Date(instant));
        const all = await inTx((tx) => departments.all(tx));
        return all.find(({ code }) => code === 'BIF')?.name.en;
      };
      const before = ground.clock.now();
      await expect(nameOn('2027-01-31T12:00:00Z')).resolves.toBe('Border Inspection');
      await expect(nameOn('2027-02-01T12:00:00Z')).resolves.toBe('Borders');
      ground.clock.moveTo(before);
      await expect(history('department', 'BIF')).resolves.toMatchObject([
        { validFrom: '2016-01-01', validTo: '2027-01-31', names: { en: 'Border Inspection' } },
        { validFrom: '2027-02-01', validTo: null, names: { en: 'Borders' }, ordinal: 1 },
      ]);
    });

    it('are founded with an ordinal that no other has', async () => {
      const body = { code: 'NEW', ordinal: '1', ...names, ...address, validFrom: '2027-01-01' };
      const { id } = await propose('department', undefined, body);
      await expect(refusalsOf(confirm(id))).resolves.toEqual(['ordinal: department-ordinal-taken']);
      await changes.reject(ground.actor('signatory.border'), id, parseCommand(RejectChange, { reason: 'taken' }));
      await changed('department', undefined, { ...body, ordinal: '42' });
      const all = await inTx((tx) => new DepartmentsRepository().all(tx));
      expect(all.find(({ code }) => code === 'NEW')).toMatchObject({ ordinal: 42, validFrom: '2027-01-01' });
    });
  });

  describe('delegations (R2.2)', () => {
    const users = () => new UsersService(ground.transactions, new UsersRepository());
    const standing = async (article: string, day?: string) => {
      const { id } = ground.actor('signatory.border');
      const on = legalDate(day ?? (await today()));
      return inTx((tx) => users().standing(tx, id, article, on));
    };

    it('trap 23: stand for article, grade and day, by another person than the one who benefits', async () => {
      const userId = ground.actor('signatory.border').id;
      const validFrom = await today();
      const { id } = await propose('delegation', undefined, { userId, article: '41bis', grade: 'adviser', validFrom });
      await expect(refusalsOf(confirm(id))).resolves.toEqual([': change-confirmer-benefits']);
      await expect(standing('41bis')).resolves.toMatchObject({ stands: false, why: 'other-article' });
      await confirm(id, 'signatory.residence');
      await expect(standing('41bis')).resolves.toMatchObject({ stands: true, delegation: { reference: SOURCE } });
    });

    it('trap 23: a delegation that ended yesterday gives no power', async () => {
      const code = `${ground.actor('signatory.border').id}:41bis`;
      const lastDay = await today();
      const { id } = await changes.proposeEnd(ground.actor('administrator'), 'delegation', code, {
        lastDay,
        source: SOURCE,
      });
      await confirm(id, 'signatory.residence');
      await expect(standing('41bis')).resolves.toMatchObject({ stands: true });
      const [next] = await inTx((tx) => tx.query<{ day: string }>(`SELECT $1::date + 1 AS day`, [lastDay]));
      await expect(standing('41bis', next?.day)).resolves.toEqual({ stands: false, why: 'ended', endedOn: lastDay });
    });

    it('trap 23: is refused for days that are over, and for nobody', async () => {
      const userId = ground.actor('signatory.border').id;
      const body = { userId, article: '42', grade: 'adviser', validFrom: '2026-01-01' };
      await expect(refusalsOf(propose('delegation', undefined, body))).resolves.toEqual([
        'validFrom: change-not-ahead',
      ]);
      await expect(refusalsOf(propose('delegation', undefined, { ...body, userId: newId() }))).resolves.toEqual([
        'userId: change-user-unknown',
      ]);
    });
  });

  it('D3: an account ends by the administrator and the treasurer', async () => {
    const [account] = await parameters.accounts(ground.actor('auditor'));
    const lastDay = '2027-12-31';
    const { id } = await changes.proposeEnd(ground.actor('administrator'), 'account', account!.id, {
      lastDay,
      source: SOURCE,
    });
    await expect(refusalsOf(confirm(id))).resolves.toEqual([': missing-permission']);
    await changes.confirm(ground.actor('treasurer'), id);
    await expect(inTx((tx) => parameters.paymentAccount(tx, legalDate(lastDay)))).resolves.toMatchObject({
      id: account!.id,
    });
    await expect(refusalsOf(inTx((tx) => parameters.paymentAccount(tx, legalDate('2028-01-01'))))).resolves.toEqual([
      ': no-payment-account',
    ]);
  });

  it('D9: the patience before recovery is a dated number too', async () => {
    await expect(inTx(async (tx) => parameters.recoveryPatienceDays(tx, tx.today))).resolves.toBe(0);
  });

  it('is confirmed only by who says to have compared', () => {
    expect(() => parseCommand(ConfirmChange, {})).toThrow('compared: required');
  });
});
