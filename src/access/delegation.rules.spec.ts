import fc from 'fast-check';
import { addDays } from '../kernel/legal-calendar';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import {
  delegationStanding,
  standingPeriods,
  type DelegatedPower,
  type Grade,
  type HeldGrade,
} from './delegation.rules';

const TODAY = legalDate('2026-11-22');
const YESTERDAY = legalDate('2026-11-21');
const SINCE = legalDate('2020-01-01');

const power = (more: Partial<DelegatedPower> = {}): DelegatedPower => ({
  article: '4bis',
  grade: 'adviser',
  validFrom: SINCE,
  validTo: null,
  ...more,
});
const held = (grade: Grade, validFrom = SINCE, validTo: LegalDate | null = null): HeldGrade => ({
  grade,
  validFrom,
  validTo,
});
const ADVISER = [held('adviser')];

describe('whether a delegation stands (R2.2)', () => {
  it('stands for the article, the grade and the day', () => {
    expect(delegationStanding([power()], ADVISER, '4bis', TODAY)).toEqual({ stands: true, delegation: power() });
    expect(delegationStanding([power({ validTo: TODAY })], ADVISER, '4bis', TODAY).stands).toBe(true);
    expect(delegationStanding([power({ validFrom: TODAY })], ADVISER, '4bis', TODAY).stands).toBe(true);
  });

  it('trap 23: a delegation that ended yesterday does not, and the day is told', () => {
    expect(delegationStanding([power({ validTo: YESTERDAY })], ADVISER, '4bis', TODAY)).toEqual({
      stands: false,
      why: 'ended',
      endedOn: YESTERDAY,
    });
  });

  it.each([
    ['there never was one', [], { why: 'never-had' }],
    ['it is for another article', [power({ article: '41' })], { why: 'other-article', articles: ['41'] }],
    ['it begins tomorrow', [power({ validFrom: addDays(TODAY, 1) })], { why: 'not-yet', from: '2026-11-23' }],
  ])('trap 23: does not when %s', (_why, delegations, reason) => {
    expect(delegationStanding(delegations, ADVISER, '4bis', TODAY)).toEqual({ stands: false, ...reason });
  });

  it('R2.2: falls with the grade that the decree names, and stands again with it', () => {
    const grades = [held('adviser', SINCE, YESTERDAY), held('attache', TODAY)];
    expect(delegationStanding([power()], grades, '4bis', YESTERDAY).stands).toBe(true);
    expect(delegationStanding([power()], grades, '4bis', TODAY)).toEqual({
      stands: false,
      why: 'grade-changed',
      grade: 'adviser',
      held: 'attache',
    });
    expect(delegationStanding([power()], [], '4bis', TODAY)).toMatchObject({ why: 'grade-changed', held: undefined });
    expect(delegationStanding([power({ grade: null })], grades, '4bis', TODAY).stands).toBe(true);
  });

  it('takes, of several, the one that began last', () => {
    const [old, young] = [power({ grade: null }), power({ validFrom: legalDate('2025-01-01') })];
    expect(delegationStanding([old, young], ADVISER, '4bis', TODAY)).toEqual({ stands: true, delegation: young });
  });

  it('R2.2: holds on a day exactly when one of its standing periods does (property)', () => {
    const day = fc.integer({ min: 0, max: 60 }).map((days) => addDays(SINCE, days));
    const dated = fc.tuple(day, fc.option(fc.integer({ min: 0, max: 30 }))).map(([validFrom, length]) => ({
      validFrom,
      validTo: length === null ? null : addDays(validFrom, length),
    }));
    const grade = fc.constantFrom<Grade>('attache', 'adviser');
    const powers = fc.array(
      fc.tuple(dated, fc.option(grade)).map(([days, named]) => power({ ...days, grade: named })),
      { maxLength: 4 },
    );
    const grades = fc
      .tuple(day, grade, grade)
      .map(([change, before, after]) => [held(before, SINCE, addDays(change, -1)), held(after, change)]);
    fc.assert(
      fc.property(powers, grades, day, (delegations, heldGrades, on) => {
        const { stands } = delegationStanding(delegations, heldGrades, '4bis', on);
        const periods = standingPeriods(delegations, heldGrades);
        expect(stands).toBe(periods.some((each) => each.validFrom <= on && (each.validTo ?? '9999-12-31') >= on));
      }),
    );
  });
});
