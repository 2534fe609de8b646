import { demonstrationUsersIn, seedDemonstrationUsers } from '../../src/access/demonstration-users';
import { DepartmentsRepository } from '../../src/access/departments.repository';
import { DepartmentsService } from '../../src/access/departments.service';
import { UsersRepository } from '../../src/access/users.repository';
import { UsersService } from '../../src/access/users.service';
import { newId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { openTestGround, type TestGround } from '../support/actors';

describe('users, departments and delegations', () => {
  let ground: TestGround;
  let users: UsersService;
  const repository = new UsersRepository();
  beforeAll(async () => {
    ground = await openTestGround();
    users = new UsersService(ground.transactions, repository);
  });
  afterAll(() => ground.close());

  it('gives departments in the order of their ordinals, with their names in four languages', async () => {
    const departments = new DepartmentsService(new DepartmentsRepository());
    const all = await ground.transactions.view(ground.actor('auditor'), (tx) => departments.all(tx));
    expect(all.map(({ code, ordinal }) => [code, ordinal])).toEqual([
      ['BIF', 1],
      ['EUR', 2],
      ['OFF', 9],
    ]);
    expect(all[0]!.name).toMatchObject({ fr: 'Inspection aux frontières', nl: 'Grensinspectie' });
    const one = await ground.transactions.view(ground.actor('auditor'), (tx) => departments.byId(tx, all[1]!.id));
    expect(one).toEqual(all[1]);
  });

  it('gives the roles of a user with what they allow, and sees the control across departments (D32)', () => {
    expect(ground.actor('deputy.border').roles).toEqual(['agent', 'signatory']);
    expect(ground.actor('deputy.border').permissions).toContain('decision.sign');
    expect(ground.actor('agent.border').permissions).not.toContain('decision.sign');
    expect(ground.actor('agent.border').spansDepartments).toBe(false);
    for (const subject of ['cashier', 'treasurer', 'auditor', 'dpo'] as const)
      expect(ground.actor(subject).spansDepartments).toBe(true);
    expect(ground.actor('administrator').permissions).not.toContain('file.read');
  });

  describe('delegationFor (R2.2)', () => {
    const onDay = (day: string, article: string, subject: 'signatory.border' | 'agent.border' = 'signatory.border') =>
      ground.transactions.view(ground.actor('auditor'), (tx) =>
        users.delegationFor(tx, ground.actor(subject).id, article, legalDate(day)),
      );

    it('covers the article on the days between its first and its last, both included', async () => {
      const signatory = ground.actor('signatory.border');
      await ground.transactions.run(ground.actor('administrator'), async (tx) => {
        await repository.insertDelegation(tx, {
          id: newId(),
          userId: signatory.id,
          departmentId: signatory.departmentId,
          article: '42octies',
          grade: null,
          reference: 'for a while',
          validFrom: legalDate('2026-02-01'),
          validTo: legalDate('2026-02-28'),
        });
        tx.record({ type: 'delegation.given', subjectKind: 'user', subjectId: signatory.id });
      });
      expect(await onDay('2026-01-31', '42octies')).toBeUndefined();
      expect(await onDay('2026-02-01', '42octies')).toMatchObject({ validTo: '2026-02-28', reference: 'for a while' });
      expect(await onDay('2026-02-28', '42octies')).toBeDefined();
      expect(await onDay('2026-03-01', '42octies')).toBeUndefined();
    });

    it('covers no other article and no other person', async () => {
      expect(await onDay('2026-02-10', '4bis')).toBeDefined();
      expect(await onDay('2026-02-10', '41bis')).toBeUndefined();
      expect(await onDay('2026-02-10', '4bis', 'agent.border')).toBeUndefined();
    });
  });

  describe('the demonstration', () => {
    it('is seeded once: a second time changes nothing', async () => {
      const before = await users.list(ground.actor('auditor'));
      const people = await seedDemonstrationUsers(ground.transactions, ground.config);
      expect(people).toHaveLength(11);
      expect(await users.list(ground.actor('auditor'))).toEqual(before);
    });

    it('is refused in production, and counted there', async () => {
      const production = { ...ground.config, environment: 'production' as const };
      await expect(seedDemonstrationUsers(ground.transactions, production)).rejects.toThrow('never made in production');
      expect(await demonstrationUsersIn(ground.transactions)).toBe(11);
    });
  });
});
