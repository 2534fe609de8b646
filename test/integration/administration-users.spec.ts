import { bootstrapAdministrator } from '../../src/access/first-administrator';
import { DepartmentsRepository } from '../../src/access/departments.repository';
import { UserAccounts } from '../../src/access/user-accounts.service';
import { ChangeGrade, ChangeRoles, CreateUser, MoveUser } from '../../src/access/user-accounts.commands';
import { UsersRepository, type User } from '../../src/access/users.repository';
import { UsersService } from '../../src/access/users.service';
import { actorOf } from '../../src/access/actor';
import { newId, type UserId } from '../../src/kernel/ids';
import { addDays } from '../../src/kernel/legal-calendar';
import { parseCommand } from '../../src/platform/http/fields';
import type { Tx } from '../../src/platform/database/transactions';
import { systemActor } from '../../src/platform/jobs/jobs';
import { openTestGround, type TestGround, type UserActor } from '../support/actors';
import { FineBuilder } from '../support/fine-builder';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';

describe('accounts of users', () => {
  let ground: TestGround;
  let accounts: UserAccounts;
  let users: UsersService;
  const repository = new UsersRepository();
  const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => ground.transactions.view(systemActor('test'), work);
  const administrator = (): UserActor => ground.actor('administrator');
  const create = (more: object = {}) =>
    accounts.create(
      administrator(),
      parseCommand(CreateUser, {
        subject: `person-${newId()}`,
        displayName: 'Exemple Nouvelle',
        departmentId: administrator().departmentId,
        language: 'fr',
        roles: 'agent',
        ...more,
      }),
    );
  const roles = (actor: UserActor, id: UserId, asked: string) =>
    accounts.changeRoles(actor, id, parseCommand(ChangeRoles, { roles: asked }));
  const read = async (id: UserId): Promise<User> => (await inTx((tx) => repository.byId(tx, id)))!;
  const asActor = async (id: UserId): Promise<UserActor> =>
    actorOf(await read(id), { remoteAddress: '192.0.2.1', traceId: newId() });

  beforeAll(async () => {
    ground = await openTestGround();
    accounts = new UserAccounts(ground.transactions, repository, new DepartmentsRepository(), ground.config);
    users = new UsersService(ground.transactions, repository);
  });
  afterAll(() => ground.close());

  it('are made with roles, department and grade, and their grade is printed in three languages', async () => {
    const { id } = await create({ roles: 'signatory,agent', grade: 'adviser', gradeFrom: '2024-01-01' });
    expect(await read(id)).toMatchObject({
      roles: ['agent', 'signatory'],
      gradeCode: 'adviser',
      grade: { fr: 'Conseiller', nl: 'Adviseur', de: 'Berater' },
      active: true,
      demonstration: true,
    });
  });

  it.each([
    [{ roles: 'administrator,agent' }, 'roles: administrator-alone'],
    [{ roles: '' }, 'roles: roles-missing'],
    [{ subject: 'agent.border' }, 'subject: user-subject-taken'],
    [{ departmentId: newId() }, 'departmentId: department-not-open'],
  ])('refuses %j', async (more, refusal) => {
    await expect(refusalsOf(create(more))).resolves.toEqual([refusal]);
  });

  it('two who enter the same person at once: one does', async () => {
    const outcomes = await Promise.all([
      refusalsOf(create({ subject: 'same' })),
      refusalsOf(create({ subject: 'same' })),
    ]);
    expect(outcomes.flat()).toEqual(['subject: user-subject-taken']);
  });

  it('are changed by an administrator only, and never the own', async () => {
    const { id } = await create();
    await expect(refusalsOf(roles(ground.actor('signatory.border'), id, 'agent'))).resolves.toEqual([
      ': missing-permission',
    ]);
    await expect(refusalsOf(roles(administrator(), administrator().id, 'auditor'))).resolves.toEqual([': own-account']);
    await roles(administrator(), id, 'cashier');
    expect((await read(id)).roles).toEqual(['cashier']);
  });

  it('two administrators who close each other at once: one remains', async () => {
    const { id } = await create({ roles: 'administrator' });
    const other = await asActor(id);
    const outcomes = await Promise.all([
      refusalsOf(accounts.deactivate(administrator(), id)),
      refusalsOf(accounts.deactivate(other, administrator().id)),
    ]);
    expect(outcomes.filter((refusals) => refusals.length === 0)).toHaveLength(1);
    const [one, two] = [await read(id), await read(administrator().id)];
    expect([one.active, two.active].filter(Boolean)).toHaveLength(1);
    if (!two.active) await accounts.reactivate(other, two.id);
    else await accounts.reactivate(administrator(), one.id);
    await roles(administrator(), id, 'auditor');
  });

  it('a closed account has no open session, and says what work is left, without a case', async () => {
    const { id } = ground.actor('agent.border');
    await new FineBuilder(ground).build({ isNotified: false });
    await runSql(
      ground.database.superuserUrl,
      `INSERT INTO web_session (id, user_id, data, expires_at) VALUES ('open', '${id}', '{}', now() + interval '1 hour')`,
    );
    const sheet = await accounts.sheet(administrator(), id);
    expect(sheet.openWork).toEqual([{ kind: 'to-notify', count: 1 }]);
    await accounts.deactivate(administrator(), id);
    const open = await inTx((tx) =>
      tx.query('SELECT id FROM web_session WHERE user_id = $1 AND expires_at > now()', [id]),
    );
    expect(open).toEqual([]);
    await expect(refusalsOf(accounts.deactivate(administrator(), id))).resolves.toEqual([': user-already-inactive']);
    await accounts.reactivate(administrator(), id);
    await expect(refusalsOf(accounts.reactivate(administrator(), id))).resolves.toEqual([': user-already-active']);
  });

  it('R2.2, trap 23: another grade ends the power that the decree gave to the one before', async () => {
    const { id } = ground.actor('signatory.residence');
    const today = await inTx((tx) => Promise.resolve(tx.today));
    const tomorrow = addDays(today, 1);
    const grade = (validFrom: string) =>
      accounts.changeGrade(administrator(), id, parseCommand(ChangeGrade, { grade: 'adviser-general', validFrom }));
    await expect(refusalsOf(grade(today))).resolves.toEqual(['validFrom: grade-not-ahead']);
    await grade(tomorrow);
    const standing = (on: typeof today) => inTx((tx) => users.standing(tx, id, '41bis', on));
    await expect(standing(today)).resolves.toMatchObject({ stands: true });
    await expect(standing(tomorrow)).resolves.toEqual({
      stands: false,
      why: 'grade-changed',
      grade: 'adviser',
      held: 'adviser-general',
    });
    const periods = await inTx((tx) => users.delegationsOf(tx, id));
    expect(new Set(periods.map(({ validTo }) => validTo))).toEqual(new Set([today]));
    await expect(inTx((tx) => users.delegationFor(tx, id, '41bis', tomorrow))).resolves.toBeUndefined();
  });

  it('move between departments', async () => {
    const { id } = await create();
    const { departmentId } = ground.actor('agent.residence');
    await accounts.move(administrator(), id, parseCommand(MoveUser, { departmentId }));
    expect((await read(id)).departmentId).toBe(departmentId);
  });

  it('write each step in the event log, without a name', async () => {
    const events = await inTx((tx) =>
      tx.query<{ type: string; detail: object }>(
        `SELECT DISTINCT type FROM event_log WHERE subject_kind = 'user' AND actor_kind = 'user' ORDER BY type`,
      ),
    );
    expect(events.map(({ type }) => type)).toEqual([
      'user.created',
      'user.deactivated',
      'user.grade-changed',
      'user.moved',
      'user.reactivated',
      'user.roles-changed',
    ]);
    const named = await inTx((tx) => tx.query(`SELECT FROM event_log WHERE detail::text LIKE '%Nouvelle%'`));
    expect(named).toEqual([]);
  });
});

describe('the first administrator', () => {
  const options = {
    subject: 'first',
    name: 'Exemple Premier',
    language: 'fr',
    departmentCode: 'ADM',
    departmentFr: 'Gestion',
    departmentNl: 'Beheer',
    departmentDe: 'Verwaltung',
    departmentEn: 'Administration',
    departmentAddress: 'Rue de l’Exemple 1, 1000 Bruxelles',
    departmentMail: 'adm@fines.invalid',
  };
  let ground: TestGround;
  const bootstrap = (more: object = {}) => bootstrapAdministrator(ground.transactions, { ...options, ...more });

  beforeAll(async () => {
    ground = await openTestGround();
  });
  afterAll(() => ground.close());

  it('is refused while another administrator works here', async () => {
    await expect(refusalsOf(bootstrap())).resolves.toEqual([': administrator-exists']);
  });

  it('is made once, also by two commands at once', async () => {
    await runSql(ground.database.superuserUrl, `DELETE FROM user_role WHERE role = 'administrator'`);
    await expect(refusalsOf(bootstrap({ departmentCode: 'adm' }))).resolves.toEqual([
      'departmentCode: department-code-format',
    ]);
    await expect(Promise.all([bootstrap(), bootstrap()])).resolves.toEqual(expect.arrayContaining(['made', 'there']));
    await expect(refusalsOf(bootstrap({ subject: 'second' }))).resolves.toEqual([': administrator-exists']);
    const { users, departments } = await new UserAccounts(
      ground.transactions,
      new UsersRepository(),
      new DepartmentsRepository(),
      ground.config,
    ).directory(ground.actor('auditor'));
    expect(users.find(({ subject }) => subject === 'first')).toMatchObject({
      roles: ['administrator'],
      demonstration: false,
    });
    expect(departments.find(({ code }) => code === 'ADM')).toMatchObject({ ordinal: 99 });
  });
});
