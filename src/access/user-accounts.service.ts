import { Inject, Injectable } from '@nestjs/common';
import { newId, type DepartmentId, type UserId } from '../kernel/ids';
import type { InterfaceLanguage } from '../kernel/language';
import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import type { Config } from '../platform/config/config';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { CONFIG } from '../platform/platform.module';
import { found, orRefuse, Refused } from '../platform/refused';
import type { Grade, HeldGrade } from './delegation.rules';
import { DepartmentsRepository, type Department } from './departments.repository';
import { decideAccountChange, decideGrade, readRoles } from './user-account.rules';
import type { ChangeGrade, ChangeRoles, CreateUser, MoveUser } from './user-accounts.commands';
import { UsersRepository, type Delegation, type OpenWork, type User } from './users.repository';

/** Somebody's account with all that hangs on it, for the page of an administrator. */
export interface UserSheet {
  readonly user: User;
  readonly department: Department | undefined;
  readonly grades: readonly HeldGrade[];
  readonly delegations: readonly Delegation[];
  /** Work that others take over when the person leaves: how much of each kind. */
  readonly openWork: readonly OpenWork[];
  readonly on: LegalDate;
}

export interface UserResult {
  readonly id: UserId;
}

const NO_GRADE = { fr: '', nl: '', de: '' };

/** Accounts as administrators keep them: nobody the own one, and each change takes effect at the next request. */
@Injectable()
export class UserAccounts {
  constructor(
    private readonly transactions: Transactions,
    private readonly users: UsersRepository,
    private readonly departments: DepartmentsRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Every account with every department, for lists and choices. */
  directory(actor: Actor): Promise<{ readonly users: readonly User[]; readonly departments: readonly Department[] }> {
    return this.transactions.view(actor, async (tx) => ({
      users: await this.users.list(tx),
      departments: await this.departments.all(tx),
    }));
  }

  /** One account; refuses `not-found`. */
  sheet(actor: Actor, id: UserId): Promise<UserSheet> {
    return this.transactions.view(actor, async (tx) => {
      const user = found(await this.users.byId(tx, id));
      return {
        user,
        department: await this.departments.byId(tx, user.departmentId),
        grades: await this.users.gradesOf(tx, id),
        delegations: await this.users.delegationsOf(tx, id),
        openWork: await this.users.openWork(tx, id),
        on: tx.today,
      };
    });
  }

  /**
   * Gives somebody an account. Outside production it is marked as demonstration. Refuses what `readRoles` refuses,
   * `department-not-open`, `user-subject-taken`.
   */
  create(actor: Actor, command: CreateUser): Promise<UserResult> {
    return this.transactions.run(actor, async (tx) => {
      mayWrite(tx.actor);
      const roles = orRefuse(readRoles(command.roles ?? ''));
      const departmentId = await this.openDepartment(tx, command.departmentId);
      const id = newId<UserId>();
      if ((await this.users.bySubject(tx, command.subject)) !== undefined)
        throw new Refused({ code: 'user-subject-taken', field: 'subject' });
      await this.users.insert(tx, {
        id,
        departmentId,
        subject: command.subject,
        displayName: command.displayName,
        grade: NO_GRADE,
        gradeCode: null,
        language: command.language as InterfaceLanguage,
        active: true,
        demonstration: this.config.environment !== 'production',
        roles,
      });
      const { grade } = command;
      if (grade !== undefined) {
        await this.users.insertGrade(tx, id, grade as Grade, (command.gradeFrom as LegalDate | undefined) ?? tx.today);
      }
      tx.record({
        type: 'user.created',
        subjectKind: 'user',
        subjectId: id,
        departmentId,
        detail: { roles, ...(grade !== undefined && { grade }) },
        personal: { subject: command.subject, displayName: command.displayName },
      });
      return { id };
    });
  }

  /** Gives somebody these roles and no others. Refuses what `readRoles` and `decideAccountChange` refuse. */
  changeRoles(actor: Actor, id: UserId, command: ChangeRoles): Promise<UserResult> {
    return this.transactions.run(actor, async (tx) => {
      const roles = orRefuse(readRoles(command.roles ?? ''));
      const user = await this.lockOther(tx, id, (locked) => locked.active && roles.includes('administrator'));
      await this.users.replaceRoles(tx, id, roles);
      recordUser(tx, 'user.roles-changed', user, { before: user.roles, after: roles });
      return { id };
    });
  }

  /** Gives somebody another grade from a day on; the one before ends on the eve. Refuses what `decideGrade` refuses. */
  changeGrade(actor: Actor, id: UserId, command: ChangeGrade): Promise<UserResult> {
    return this.transactions.run(actor, async (tx) => {
      const user = await this.lockOther(tx, id, (locked) => locked.roles.includes('administrator'));
      const next = { grade: command.grade as Grade, validFrom: command.validFrom as LegalDate };
      const { endsOn } = orRefuse(decideGrade(await this.users.gradesOf(tx, id), next, tx.today));
      if (endsOn !== undefined) await this.users.endGrade(tx, id, endsOn);
      await this.users.insertGrade(tx, id, next.grade, next.validFrom);
      recordUser(tx, 'user.grade-changed', user, next);
      return { id };
    });
  }

  /** Moves somebody to another department; delegations and files stay where they are. Refuses `department-not-open`. */
  move(actor: Actor, id: UserId, command: MoveUser): Promise<UserResult> {
    return this.transactions.run(actor, async (tx) => {
      const user = await this.lockOther(tx, id, (locked) => locked.roles.includes('administrator'));
      const departmentId = await this.openDepartment(tx, command.departmentId);
      await this.users.move(tx, id, departmentId);
      recordUser(tx, 'user.moved', user, { from: user.departmentId, to: departmentId });
      return { id };
    });
  }

  /**
   * Closes the account: every session of the person ends with the commit, and tokens are refused from the next request on.
   * Refuses `user-already-inactive`, what `decideAccountChange` refuses.
   */
  deactivate(actor: Actor, id: UserId): Promise<UserResult> {
    return this.transactions.run(actor, async (tx) => {
      const user = await this.lockOther(tx, id, () => false);
      if (!user.active) throw new Refused({ code: 'user-already-inactive' });
      await this.users.setActive(tx, id, false);
      await this.users.endSessions(tx, id);
      recordUser(tx, 'user.deactivated', user, { openWork: await this.users.openWork(tx, id) });
      return { id };
    });
  }

  /** Opens a closed account again, with the roles that it had. Refuses `user-already-active`. */
  reactivate(actor: Actor, id: UserId): Promise<UserResult> {
    return this.transactions.run(actor, async (tx) => {
      const user = await this.lockOther(tx, id, () => true);
      if (user.active) throw new Refused({ code: 'user-already-active' });
      await this.users.setActive(tx, id, true);
      recordUser(tx, 'user.reactivated', user, { roles: user.roles });
      return { id };
    });
  }

  /** Somebody else's account, locked after those of the administrators, so that two who remove each other take turns. */
  private async lockOther(tx: Tx, id: UserId, staysAdministrator: (user: User) => boolean): Promise<User> {
    const by = mayWrite(tx.actor);
    const administrators = await this.users.lockAdministrators(tx);
    const user = found(await this.users.lock(tx, id));
    orRefuse(decideAccountChange({ userId: id, by, administrators, staysAdministrator: staysAdministrator(user) }));
    // The one who acts may have lost the role to the other while waiting for the lock.
    if (!administrators.includes(by))
      throw new Refused({ code: 'missing-permission', params: { permission: 'user.write' } });
    return user;
  }

  private async openDepartment(tx: Tx, id: string): Promise<DepartmentId> {
    const department = await this.departments.byId(tx, id as DepartmentId);
    const isOpen = department && (department.validTo === null || compareDates(department.validTo, tx.today) >= 0);
    if (!isOpen) throw new Refused({ code: 'department-not-open', field: 'departmentId' });
    return department.id;
  }
}

function recordUser(tx: Tx, type: `user.${string}`, user: User, detail: Readonly<Record<string, unknown>>): void {
  tx.record({ type, subjectKind: 'user', subjectId: user.id, departmentId: user.departmentId, detail });
}

function mayWrite(actor: Actor): UserId {
  const user = actingUser(actor);
  if (!user.permissions.has('user.write'))
    throw new Refused({ code: 'missing-permission', params: { permission: 'user.write' } });
  return user.id;
}
