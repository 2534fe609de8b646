import { newId, type DepartmentId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import type { Config } from '../platform/config/config';
import type { Transactions } from '../platform/database/transactions';
import { systemActor } from '../platform/jobs/jobs';
import { DepartmentsRepository } from './departments.repository';

/**
 * Makes the departments that a corpus names and the database has not, with ordinals that nothing else uses. For databases that are
 * thrown away: throws in production, where a department is entered and confirmed by two people.
 */
export async function ensureScratchDepartments(
  transactions: Transactions,
  config: Config,
  wanted: ReadonlyMap<string, string>,
): Promise<void> {
  if (config.environment === 'production') throw new Error('departments are never made up in production');
  const departments = new DepartmentsRepository();
  await transactions.run(systemActor('scratch-departments'), async (tx) => {
    const there = await departments.all(tx);
    const codes = new Set(there.map(({ code }) => code));
    const ordinals = new Set(there.map(({ ordinal }) => ordinal));
    for (const [code, given] of wanted) {
      if (codes.has(code)) continue;
      const ordinal = Array.from({ length: 99 }, (_, at) => 99 - at).find((free) => !ordinals.has(free)) ?? 99;
      ordinals.add(ordinal);
      const id = newId<DepartmentId>();
      const name = given === '' ? code : given;
      await departments.insert(tx, {
        id,
        code,
        ordinal,
        name: { fr: name, nl: name, de: name, en: name },
        address: '',
        email: `${code.toLowerCase()}@fines.invalid`,
        validFrom: legalDate('2016-01-01'),
        validTo: null,
      });
      tx.record({ type: 'department.created', subjectKind: 'department', subjectId: id, departmentId: id });
    }
  });
}
