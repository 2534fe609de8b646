import fc from 'fast-check';
import { permissionsOf, ROLES } from '../access/permissions';
import { addDays, compareDates } from '../kernel/legal-calendar';
import { legalDate } from '../kernel/legal-date';
import { kindsFor, SUPERVISED_KINDS, timingOf, URGENCIES, WORK_KINDS, type WorkKind } from './work.rules';

const TODAY = legalDate('2026-11-22');
const KINDS = Object.keys(WORK_KINDS) as WorkKind[];

describe('how urgent a piece of work is', () => {
  it('counts the days of waiting and names the day it is due', () => {
    expect(timingOf('decision-to-sign', legalDate('2026-11-17'), undefined, TODAY)).toEqual({
      urgency: 'soon',
      dueOn: '2026-11-22',
      ageDays: 5,
    });
    expect(timingOf('decision-to-sign', legalDate('2026-11-16'), undefined, TODAY).urgency).toBe('overdue');
    expect(timingOf('decision-to-sign', legalDate('2026-11-19'), undefined, TODAY).urgency).toBe('soon');
    expect(timingOf('decision-to-sign', legalDate('2026-11-22'), undefined, TODAY).urgency).toBe('rest');
  });

  it('D5: the last day of an appeal is near, never overdue', () => {
    const since = legalDate('2026-10-24');
    expect(timingOf('appeal-window', since, legalDate('2026-11-25'), TODAY).urgency).toBe('soon');
    expect(timingOf('appeal-window', since, legalDate('2026-11-26'), TODAY).urgency).toBe('rest');
    expect(timingOf('appeal-window', since, TODAY, TODAY).urgency).toBe('soon');
  });

  it('never becomes less urgent by waiting a day longer', () => {
    const days = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), days, days, (kind, waited, longer) => {
        const since = addDays(TODAY, -waited);
        const now = timingOf(kind, since, undefined, TODAY);
        const later = timingOf(kind, since, undefined, addDays(TODAY, longer));
        expect(URGENCIES.indexOf(later.urgency)).toBeLessThanOrEqual(URGENCIES.indexOf(now.urgency));
        expect(now.urgency === 'overdue').toBe(
          'overdueAfterDays' in WORK_KINDS[kind] && compareDates(TODAY, now.dueOn) > 0,
        );
      }),
    );
  });
});

describe('whose work it is', () => {
  it.each(ROLES)('%s sees only what the role may do', (role) => {
    const permissions = permissionsOf([role]);
    for (const { kind } of kindsFor(permissions, 'own')) expect(permissions).toContain(WORK_KINDS[kind].permission);
  });

  it('widens from the own cases to the department, and never to other departments', () => {
    const reach = (scope: 'own' | 'department') => kindsFor(permissionsOf(['agent']), scope).map((each) => each.reach);
    expect(reach('own')).toContain('own');
    expect(reach('department').every((each) => each === 'department')).toBe(true);
  });

  it('D32: only money and control reach every department', () => {
    for (const role of ['agent', 'signatory'] as const)
      // A change of dated data is nobody's case: who confirms it sees no file.
      expect(
        kindsFor(permissionsOf([role]), 'department').filter(
          ({ kind, reach }) => reach === 'office' && kind !== 'change-to-confirm',
        ),
      ).toEqual([]);
    const deposits = kindsFor(permissionsOf(['treasurer']), 'own', true).filter(({ kind }) =>
      kind.startsWith('deposit'),
    );
    expect(deposits).toEqual([{ kind: 'deposit-to-decide', reach: 'office' }]);
    expect(SUPERVISED_KINDS.every((kind) => KINDS.includes(kind))).toBe(true);
  });
});
