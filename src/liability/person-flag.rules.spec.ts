import { legalDate } from '../kernel/legal-date';
import type { Verdict } from '../kernel/outcome';
import {
  checkFlag,
  checkLift,
  holdsRecovery,
  PERSON_FLAG_KINDS,
  type FlagInQuestion,
  type PersonFlagKind,
} from './person-flag.rules';

const TODAY = legalDate('2026-11-20');
const death: FlagInQuestion = { kind: 'death', since: legalDate('2026-11-01') };
const lifted: FlagInQuestion = { ...death, liftedOn: legalDate('2026-11-10') };

const flagOf = (kind: PersonFlagKind): FlagInQuestion => ({ ...death, kind });

const codes = (verdict: Verdict<unknown>): string[] =>
  verdict.ok ? [] : verdict.refusals.map(({ field, code }) => `${field ?? ''} ${code}`);
const record = (flag: object = {}, standing: FlagInQuestion[] = []): string[] =>
  codes(checkFlag({ ...death, evidence: 'Acte de décès.', ...flag }, standing, TODAY));

describe('what holds recovery (D34)', () => {
  it.each(PERSON_FLAG_KINDS)('is a standing flag: %s', (kind) => {
    expect(holdsRecovery([flagOf(kind)])).toBe(true);
    expect(holdsRecovery([lifted, flagOf(kind)])).toBe(true);
  });

  it('is nothing, or nothing any more', () => {
    expect(holdsRecovery([])).toBe(false);
    expect(holdsRecovery([lifted])).toBe(false);
  });

  it('is recorded with a day and its evidence, once at a time', () => {
    expect(record()).toEqual([]);
    expect(record({}, [lifted, { ...death, kind: 'insolvency' }])).toEqual([]);
    expect(record({}, [death])).toEqual(['kind flag-stands-already']);
    expect(record({ since: legalDate('2026-11-21'), evidence: ' ' })).toEqual([
      'since flag-in-future',
      'evidence required',
    ]);
  });

  it('is lifted once, with the reason', () => {
    expect(codes(checkLift(death, 'Erreur sur la personne.'))).toEqual([]);
    expect(codes(checkLift(death, ' '))).toEqual(['reason required']);
    expect(codes(checkLift(lifted, 'Encore.'))).toEqual([' flag-lifted']);
  });
});
