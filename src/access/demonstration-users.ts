import { newId, type DepartmentId, type UserId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import type { Config } from '../platform/config/config';
import type { Transactions, Tx } from '../platform/database/transactions';
import { systemActor } from '../platform/jobs/jobs';
import { DepartmentsRepository, type Department } from './departments.repository';
import { GRADE_NAMES, type Grade } from './delegation.rules';
import type { Role } from './permissions';
import { UsersRepository } from './users.repository';

type DepartmentCode = 'BIF' | 'EUR' | 'OFF';

/** Ids are fixed, so that seeds of other modules can name them. */
export const DEMONSTRATION_DEPARTMENTS: Readonly<Record<DepartmentCode, DepartmentId>> = {
  BIF: '01900000-0000-7000-8000-000000000001' as DepartmentId,
  EUR: '01900000-0000-7000-8000-000000000002' as DepartmentId,
  OFF: '01900000-0000-7000-8000-000000000009' as DepartmentId,
};

const SEED = systemActor('demonstration-users');

const SINCE = legalDate('2016-01-01');

function department(code: DepartmentCode, ordinal: number, name: Department['name']): Department {
  return {
    id: DEMONSTRATION_DEPARTMENTS[code],
    code,
    ordinal,
    name,
    address: 'Boulevard Pacheco 44 Pachecolaan\n1000 Bruxelles/Brussel',
    email: `${code.toLowerCase()}@fines.invalid`,
    validFrom: SINCE,
    validTo: null,
  };
}

const DEPARTMENTS: readonly Department[] = [
  department('BIF', 1, {
    fr: 'Inspection aux frontières',
    nl: 'Grensinspectie',
    de: 'Grenzinspektion',
    en: 'Border Inspection',
  }),
  department('EUR', 2, {
    fr: 'Séjour des citoyens de l’Union',
    nl: 'Verblijf van Unieburgers',
    de: 'Aufenthalt der Unionsbürger',
    en: 'EU Residence',
  }),
  department('OFF', 9, {
    fr: 'Finances et contrôle',
    nl: 'Financiën en controle',
    de: 'Finanzen und Kontrolle',
    en: 'Finance and Control',
  }),
];

/** Somebody to sign in as. */
export interface DemonstrationUser {
  readonly subject: DemonstrationSubject;
  readonly displayName: string;
  readonly department: DepartmentCode;
  readonly language: 'fr' | 'nl' | 'de';
  readonly grade: Grade;
  readonly roles: readonly Role[];
  /** Articles for which the person may sign (R2.2). */
  readonly signs: readonly string[];
}

/** The names by which demonstrations and tests sign in. */
export type DemonstrationSubject =
  | 'agent.border'
  | 'agent.residence'
  | 'signatory.border'
  | 'signatory.residence'
  | 'deputy.border'
  | 'deputy.residence'
  | 'cashier'
  | 'treasurer'
  | 'auditor'
  | 'dpo'
  | 'administrator';

const BORDER_ARTICLES = ['4bis', '41'];
const RESIDENCE_ARTICLES = ['41bis', '42', '42quinquies', '42octies'];

function user(
  subject: DemonstrationSubject,
  displayName: string,
  department: DepartmentCode,
  work: Pick<DemonstrationUser, 'language' | 'grade' | 'roles'> & { readonly signs?: readonly string[] },
): DemonstrationUser {
  return { subject, displayName, department, signs: [], ...work };
}

/** Nobody of flesh and blood: every name says so. The deputies draft and sign, so that four eyes can be tried (D33). */
const USERS: readonly DemonstrationUser[] = [
  user('agent.border', 'Exemple Frontière', 'BIF', {
    language: 'fr',
    grade: 'administrative-expert',
    roles: ['agent'],
  }),
  user('agent.residence', 'Voorbeeld Verblijf', 'EUR', {
    language: 'nl',
    grade: 'administrative-expert',
    roles: ['agent'],
  }),
  user('signatory.border', 'Exemple Signataire', 'BIF', {
    language: 'fr',
    grade: 'adviser',
    roles: ['signatory'],
    signs: BORDER_ARTICLES,
  }),
  user('signatory.residence', 'Voorbeeld Ondertekenaar', 'EUR', {
    language: 'nl',
    grade: 'adviser',
    roles: ['signatory'],
    signs: RESIDENCE_ARTICLES,
  }),
  user('deputy.border', 'Exemple Adjoint', 'BIF', {
    language: 'fr',
    grade: 'attache',
    roles: ['agent', 'signatory'],
    signs: BORDER_ARTICLES,
  }),
  user('deputy.residence', 'Voorbeeld Adjunct', 'EUR', {
    language: 'nl',
    grade: 'attache',
    roles: ['agent', 'signatory'],
    signs: RESIDENCE_ARTICLES,
  }),
  user('cashier', 'Exemple Caisse', 'OFF', { language: 'fr', grade: 'administrative-expert', roles: ['cashier'] }),
  user('treasurer', 'Voorbeeld Penning', 'OFF', { language: 'nl', grade: 'attache', roles: ['treasurer'] }),
  user('auditor', 'Beispiel Prüfung', 'OFF', { language: 'de', grade: 'adviser', roles: ['auditor'] }),
  user('dpo', 'Exemple Vie-Privée', 'OFF', {
    language: 'fr',
    grade: 'adviser',
    roles: ['data-protection-officer'],
  }),
  user('administrator', 'Voorbeeld Beheer', 'OFF', {
    language: 'nl',
    grade: 'attache',
    roles: ['administrator'],
  }),
];

/**
 * Fills an empty database with the demonstration's departments, users and delegations; what is there already stays.
 * @returns the people to sign in as
 * Throws in production: these people sign in without a password.
 */
export async function seedDemonstrationUsers(
  transactions: Transactions,
  config: Config,
): Promise<readonly DemonstrationUser[]> {
  if (config.environment === 'production') throw new Error('demonstration users are never made in production');
  const departments = new DepartmentsRepository();
  const users = new UsersRepository();
  await transactions.run(SEED, async (tx) => {
    for (const row of DEPARTMENTS) {
      if (await departments.byId(tx, row.id)) continue;
      await departments.insert(tx, row);
      tx.record({ type: 'department.created', subjectKind: 'department', subjectId: row.id, departmentId: row.id });
    }
    for (const person of USERS) {
      if (!(await users.bySubject(tx, person.subject))) await insertUser(tx, users, person);
    }
  });
  return USERS;
}

async function insertUser(tx: Tx, users: UsersRepository, person: DemonstrationUser): Promise<void> {
  const id = newId<UserId>();
  const departmentId = DEMONSTRATION_DEPARTMENTS[person.department];
  const account = { ...person, id, departmentId, grade: GRADE_NAMES[person.grade], gradeCode: person.grade };
  await users.insert(tx, { ...account, active: true, demonstration: true });
  await users.insertGrade(tx, id, person.grade, SINCE);
  for (const article of person.signs) {
    await users.insertDelegation(tx, {
      id: newId(),
      userId: id,
      departmentId,
      article,
      grade: person.grade,
      reference: 'Demonstration 2009/18.03',
      validFrom: SINCE,
      validTo: null,
    });
  }
  tx.record({
    type: 'user.created',
    subjectKind: 'user',
    subjectId: id,
    departmentId,
    detail: { roles: person.roles, signs: person.signs, demonstration: true },
  });
}

/** How many demonstration users the database holds, also those who have left; production starts with none. */
export async function demonstrationUsersIn(transactions: Transactions): Promise<number> {
  const found = await transactions.view(SEED, (tx) => new UsersRepository().demonstrationUsers(tx));
  return found.length;
}
