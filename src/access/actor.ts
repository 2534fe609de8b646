import type { Actor, RequestOrigin } from '../platform/database/transactions';
import { permissionsOf, ROLES_ACROSS_DEPARTMENTS } from './permissions';
import type { User } from './users.repository';

/** The user as somebody who acts: with what the roles allow at this moment. */
export function actorOf(user: User, origin: RequestOrigin): Extract<Actor, { kind: 'user' }> {
  return {
    kind: 'user',
    id: user.id,
    departmentId: user.departmentId,
    roles: user.roles,
    permissions: permissionsOf(user.roles),
    spansDepartments: user.roles.some((role) => ROLES_ACROSS_DEPARTMENTS.includes(role)),
    origin,
  };
}
