/** What a person or a machine may do. A route names one; a route that names none is closed (default deny). */
export const PERMISSIONS = [
  'work.read',
  'person.read',
  'person.write',
  'person.merge',
  'person.national-number',
  'person.flag',
  'file.read',
  'offence.record',
  'decision.draft',
  'decision.sign',
  'decision.return',
  'withdrawal.propose',
  'withdrawal.decide',
  'document.attach',
  'notification.record',
  'document.read',
  'statement.read',
  'statement.import',
  'payment.read',
  'payment.allocate',
  'parameter.read',
  'parameter.propose',
  'parameter.confirm',
  'delegation.propose',
  'delegation.confirm',
  'change.decide',
  'account.enter',
  'account.confirm',
  'user.read',
  'user.write',
  'audit.read',
  'access-log.read',
  'demonstration.clock',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = [
  'agent',
  'signatory',
  'cashier',
  'treasurer',
  'auditor',
  'data-protection-officer',
  'administrator',
] as const;

export type Role = (typeof ROLES)[number];

/** The table of architecture.md "Roles". The administrator sees no content of files. */
const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  agent: [
    'work.read',
    'person.read',
    'person.write',
    'person.merge',
    'person.national-number',
    'person.flag',
    'file.read',
    'offence.record',
    'decision.draft',
    'withdrawal.propose',
    'document.attach',
    'notification.record',
    'document.read',
    'parameter.read',
  ],
  signatory: [
    'work.read',
    'person.read',
    'person.merge',
    'file.read',
    'decision.sign',
    'decision.return',
    'withdrawal.decide',
    'document.attach',
    'document.read',
    'parameter.read',
    'parameter.confirm',
    'delegation.confirm',
    'change.decide',
  ],
  cashier: [
    'work.read',
    'person.read',
    'file.read',
    'document.read',
    'statement.read',
    'statement.import',
    'payment.read',
    'payment.allocate',
    'parameter.read',
  ],
  treasurer: [
    'work.read',
    'person.read',
    'file.read',
    'document.read',
    'statement.read',
    'payment.read',
    'parameter.read',
    'account.confirm',
    'change.decide',
  ],
  auditor: [
    'work.read',
    'person.read',
    'person.national-number',
    'file.read',
    'document.read',
    'statement.read',
    'payment.read',
    'parameter.read',
    'user.read',
    'audit.read',
    'access-log.read',
  ],
  'data-protection-officer': ['work.read', 'person.read', 'access-log.read', 'parameter.read'],
  administrator: [
    'work.read',
    'parameter.read',
    'parameter.propose',
    'parameter.confirm',
    'delegation.propose',
    'delegation.confirm',
    'change.decide',
    'account.enter',
    'user.read',
    'user.write',
  ],
};

/** D32: money and control look across departments; a person's file otherwise belongs to its own department. */
export const ROLES_ACROSS_DEPARTMENTS: readonly Role[] = ['cashier', 'treasurer', 'auditor', 'data-protection-officer'];

/** Everything the roles together may do. */
export function permissionsOf(roles: readonly Role[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => ROLE_PERMISSIONS[role]));
}
