import { newId, type DepartmentId, type UserId } from '../kernel/ids';
import type { InterfaceLanguage } from '../kernel/language';
import type { Transactions } from '../platform/database/transactions';
import { systemActor } from '../platform/jobs/jobs';
import { parseCommand, OneOf, Text } from '../platform/http/fields';
import { Refused } from '../platform/refused';
import { DepartmentsRepository } from './departments.repository';
import { UsersRepository } from './users.repository';

/** The first administrator and the department the person works in; everybody else is entered on the pages. */
class FirstAdministrator {
  @Text({ max: 200 }) readonly subject!: string;
  @Text({ min: 2, max: 120 }) readonly name!: string;
  @OneOf(['fr', 'nl', 'de', 'en']) readonly language!: string;
  @Text({ min: 3, max: 3 }) readonly departmentCode!: string;
  @Text({ max: 150 }) readonly departmentFr!: string;
  @Text({ max: 150 }) readonly departmentNl!: string;
  @Text({ max: 150 }) readonly departmentDe!: string;
  @Text({ max: 150 }) readonly departmentEn!: string;
  @Text({ max: 300 }) readonly departmentAddress!: string;
  @Text({ max: 120 }) readonly departmentMail!: string;
}

/** The names of the options of the command line, as `--department-code` is written. */
export const FIRST_ADMINISTRATOR_OPTIONS = [
  'subject',
  'name',
  'language',
  'department-code',
  'department-fr',
  'department-nl',
  'department-de',
  'department-en',
  'department-address',
  'department-mail',
] as const;

/** Ordinal of the department of the administrators: it makes no fines, so that its place in a communication is the last. */
const ORDINAL = 99;

/**
 * Makes the first administrator of an empty product, with a department. Run again for the same person it does nothing and
 * answers `there`. Refuses `administrator-exists` once an administrator works here, `department-code-format` on a department code that is
 * not three capitals.
 */
export function bootstrapAdministrator(transactions: Transactions, options: unknown): Promise<'made' | 'there'> {
  return transactions.run(systemActor('bootstrap-administrator'), async (tx) => {
    const command = parseCommand(FirstAdministrator, options);
    if (!/^[A-Z]{3}$/.test(command.departmentCode))
      throw new Refused({ code: 'department-code-format', field: 'departmentCode' });
    const users = new UsersRepository();
    await users.lockAccounts(tx);
    const administrators = (await users.list(tx)).filter((user) => user.active && user.roles.includes('administrator'));
    if (administrators.some((user) => user.subject === command.subject)) return 'there';
    if (administrators.length > 0) throw new Refused({ code: 'administrator-exists' });
    const departments = new DepartmentsRepository();
    const known = (await departments.all(tx)).find(({ code }) => code === command.departmentCode);
    const departmentId = known?.id ?? newId<DepartmentId>();
    if (known === undefined) {
      await departments.insert(tx, {
        id: departmentId,
        code: command.departmentCode,
        ordinal: ORDINAL,
        name: {
          fr: command.departmentFr,
          nl: command.departmentNl,
          de: command.departmentDe,
          en: command.departmentEn,
        },
        address: command.departmentAddress,
        email: command.departmentMail,
        validFrom: tx.today,
        validTo: null,
      });
      tx.record({ type: 'department.created', subjectKind: 'department', subjectId: departmentId, departmentId });
    }
    const id = newId<UserId>();
    await users.insert(tx, {
      id,
      departmentId,
      subject: command.subject,
      displayName: command.name,
      grade: { fr: '', nl: '', de: '' },
      gradeCode: null,
      language: command.language as InterfaceLanguage,
      active: true,
      demonstration: false,
      roles: ['administrator'],
    });
    tx.record({
      type: 'user.created',
      subjectKind: 'user',
      subjectId: id,
      departmentId,
      detail: { roles: ['administrator'] },
      personal: { subject: command.subject },
    });
    return 'made';
  });
}
