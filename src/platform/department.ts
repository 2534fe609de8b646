import type { DepartmentId } from '../kernel/ids';
import type { Actor, Tx } from './database/transactions';
import { Refused } from './refused';

/** D32: the content of a file is for its own department, and for those whose task spans departments. Refuses `other-department`. */
export function checkDepartment(tx: Tx, departmentId: DepartmentId): void {
  const { actor } = tx;
  if (actor.kind === 'user' && !actor.spansDepartments && actor.departmentId !== departmentId)
    throw new Refused({ code: 'other-department', rule: 'D32' });
}

/** The department whose files the reader sees in lists; undefined for those whose task spans departments (D32). */
export function departmentSeenBy(actor: Actor): DepartmentId | undefined {
  return actor.kind === 'user' && !actor.spansDepartments ? actor.departmentId : undefined;
}
