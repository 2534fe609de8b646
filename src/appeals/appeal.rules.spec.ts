import fc from 'fast-check';
import { addDays, compareDates } from '../kernel/legal-calendar';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import { nextState, unreachableStates } from '../kernel/state-machine';
import { appealWindow, type AppealMode, type AppealWindow } from '../notifications/appeal-window.rules';
import { APPEAL_MACHINE, appealThatStands, courtMonthEnd, decideAppeal, isCourtMonthPassed, timelinessOf, type AppealState } from './appeal.rules'; // prettier-ignore

const window = (mode: AppealMode, date: string): AppealWindow => {
  const outcome = appealWindow({ mode, date: legalDate(date) });
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
};
const day = (text: string): LegalDate => legalDate(text);
const HAND = window('hand', '2026-01-15');
const POSTED = window('post', '2026-12-31');

describe('an appeal (R4.1)', () => {
  it('D5, D6, D19: is in time on the last day of the later reading, and late the day after', () => {
    const facts = { windows: [POSTED], untoldCount: 0 };
    expect(timelinessOf({ ...facts, lodgedOn: day('2027-02-08') })).toMatchObject({ isLate: false, reason: 'in-time' });
    expect(timelinessOf({ ...facts, lodgedOn: day('2027-02-09') })).toEqual({
      isLate: true,
      reason: 'after-window',
      lastDay: '2027-02-08',
      daysLate: 1,
    });
  });

  it('D21: is measured by the latest window of several addressees', () => {
    const facts = { untoldCount: 0, lodgedOn: day('2026-03-10') };
    expect(timelinessOf({ ...facts, windows: [HAND] }).isLate).toBe(true);
    expect(timelinessOf({ ...facts, windows: [HAND, window('hand', '2026-02-20')] }).isLate).toBe(false);
  });

  it('trap 11, 4A point 1: is never late while a month does not run', () => {
    const lodgedOn = day('2030-01-01');
    expect(timelinessOf({ windows: [], untoldCount: 0, lodgedOn }).reason).toBe('window-not-started');
    expect(timelinessOf({ windows: [HAND], untoldCount: 1, lodgedOn }).reason).toBe('addressee-untold');
  });

  it('R4.1: is refused only for what cannot have happened, never for being late', () => {
    const given = {
      decisionState: 'notified',
      signedOn: day('2026-01-10'),
      lodgedOn: day('2028-01-10'),
      learnedOn: day('2028-02-10'),
      today: day('2028-02-10'),
      appellant: 'person',
      appellantName: '',
    } as const;
    const codeOf = (change: object): string => {
      const outcome = decideAppeal({ ...given, ...change });
      return outcome.ok ? 'accepted' : outcome.refusal.code;
    };
    expect(codeOf({})).toBe('accepted');
    expect(codeOf({ learnedOn: day('2028-02-11') })).toBe('appeal-day-in-future');
    expect(codeOf({ lodgedOn: day('2028-02-11'), learnedOn: day('2028-02-10') })).toBe('appeal-learned-before-lodged');
    expect(codeOf({ lodgedOn: day('2026-01-09') })).toBe('appeal-before-decision');
    expect(codeOf({ appellant: 'lawyer' })).toBe('appeal-name-missing');
    for (const decisionState of ['draft', 'withdrawn', 'annulled'])
      expect(codeOf({ decisionState })).toBe('appeal-decision-state');
  });

  it('trap 10: no summer vacation and no distance abroad lengthens the month', () => {
    const summer = window('hand', '2026-07-06');
    expect(summer.lastDay).toBe('2026-08-06');
    expect(timelinessOf({ windows: [summer], untoldCount: 0, lodgedOn: day('2026-08-07') }).isLate).toBe(true);
  });

  it('trap 15, D13: the court being late by any time changes no state', () => {
    expect(courtMonthEnd(day('2026-01-31'))).toBe('2026-02-28');
    const passed = (state: AppealState, today: string): boolean =>
      isCourtMonthPassed(state, day('2026-01-31'), day(today));
    expect(passed('lodged', '2026-02-28')).toBe(false);
    expect(passed('pending', '2026-03-01')).toBe(true);
    expect(passed('judged', '2036-03-01')).toBe(false);
    const verbs = Object.values(APPEAL_MACHINE.transitions).flatMap((row) => Object.keys(row));
    expect([...new Set(verbs)].sort()).toEqual([
      'confirm',
      'contest',
      'end-remedy',
      'enter-on-roll',
      'judge',
      'mark-mistaken',
      'refer-back',
      'resume',
      'set-aside',
      'withdraw',
    ]);
  });

  it('D7: an open appeal forbids "no appeal in time", late or not; a judged one only when it was in time', () => {
    const made = (state: AppealState, isLate: boolean): boolean =>
      appealThatStands([{ state, isLate, lodgedOn: day('2026-01-20') }]) !== undefined;
    for (const state of ['lodged', 'pending', 'judged'] as const)
      expect([made(state, true), made(state, false)]).toEqual([true, true]);
    expect([made('final', false), made('final', true), made('withdrawn', false)]).toEqual([true, false, false]);
  });

  it('R4.1: every state is reached, and final ones stay', () => {
    expect(unreachableStates(APPEAL_MACHINE)).toEqual([]);
    expect(nextState(APPEAL_MACHINE, 'final', 'judge').ok).toBe(false);
  });

  it('D6: whoever is late stays late, and whoever is in time would have been before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 80 }),
        fc.constantFrom<AppealMode>('hand', 'post', 'registered-ar'),
        (days, mode) => {
          const told = window(mode, '2026-05-04');
          const late = (on: LegalDate): boolean =>
            timelinessOf({ windows: [told], untoldCount: 0, lodgedOn: on }).isLate;
          const on = addDays(told.date, days);
          expect(late(on)).toBe(compareDates(on, told.adverseLastDay) > 0);
          if (late(on)) expect(late(addDays(on, 1))).toBe(true);
        },
      ),
    );
  });
});
