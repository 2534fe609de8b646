import type { Permission } from '../access/permissions';

/** One entry of the bar below the band; its text is `ui.navigation.<name>`. */
export interface NavigationItem {
  readonly name: string;
  readonly href: string;
  readonly current: boolean;
}

interface NavigationEntry {
  readonly name: string;
  readonly href: string;
  /** Where else pages of this entry lie. */
  readonly also?: readonly string[];
  /** Shown to those who may open it; the home page is everyone's. */
  readonly permission?: Permission;
}

const ENTRIES: readonly NavigationEntry[] = [
  { name: 'home', href: '/' },
  { name: 'persons', href: '/persons', also: ['/merges'], permission: 'person.read' },
  { name: 'entry', href: '/offences/new', also: ['/entry', '/entries'], permission: 'offence.record' },
  { name: 'signature', href: '/decisions/to-sign', permission: 'decision.sign' },
  { name: 'mail', href: '/mail-batches', also: ['/returned-mail'], permission: 'notification.record' },
  { name: 'statements', href: '/statements', permission: 'statement.read' },
  { name: 'suspense', href: '/suspense', permission: 'payment.read' },
  { name: 'appeals', href: '/appeals', permission: 'appeal.read' },
  { name: 'deposits', href: '/deposits', permission: 'deposit.read' },
  { name: 'refunds', href: '/refunds', also: ['/refund-batches', '/write-offs'], permission: 'refund.read' },
  { name: 'recovery', href: '/recovery', permission: 'recovery.read' },
  { name: 'ledger', href: '/ledger/checks', permission: 'ledger.read' },
  { name: 'exports', href: '/exports', permission: 'case.export' },
  { name: 'parameters', href: '/parameters', also: ['/obligations', '/letters'], permission: 'parameter.read' },
  { name: 'takeOver', href: '/take-over', permission: 'take-over.check' },
  { name: 'administration', href: '/administration', permission: 'user.read' },
];

/** The entries that this person may open; the one that the page belongs to is current. */
export function navigationFor(permissions: ReadonlySet<string>, path: string): NavigationItem[] {
  const here = path.split('?')[0] ?? '/';
  return ENTRIES.filter(({ permission }) => permission === undefined || permissions.has(permission)).map(
    ({ name, href, also = [] }) => ({ name, href, current: [href, ...also].some((place) => isWithin(here, place)) }),
  );
}

function isWithin(here: string, place: string): boolean {
  return here === place || (place !== '/' && here.startsWith(`${place}/`));
}
