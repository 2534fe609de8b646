import { legalDate } from '../kernel/legal-date';
import type { UserId } from '../kernel/ids';
import { decideAccountChange, decideGrade, readRoles } from './user-account.rules';
import { ROLES } from './permissions';

const [ann, ben] = ['ann', 'ben'] as UserId[];
const told = (outcome: { ok: boolean; refusal?: { code: string } }): string | undefined => outcome.refusal?.code;

describe('roles', () => {
  it('come in the order of the product, each once', () => {
    expect(readRoles('signatory,agent,agent')).toEqual({ ok: true, value: ['agent', 'signatory'] });
  });

  it.each(ROLES.filter((role) => role !== 'administrator'))('an administrator is not %s too', (role) => {
    expect(readRoles(`administrator,${role}`)).toMatchObject({ ok: false, refusal: { code: 'administrator-alone' } });
  });

  it('are never none, and never unknown', () => {
    expect(readRoles(' ')).toMatchObject({ refusal: { code: 'roles-missing' } });
    expect(readRoles('agent,king')).toMatchObject({ refusal: { code: 'role-unknown' } });
  });
});

describe('an account', () => {
  const change = { userId: ben!, by: ann!, administrators: [ann!], staysAdministrator: false };
  it('is never the own', () => {
    expect(told(decideAccountChange({ ...change, userId: ann! }))).toBe('own-account');
    expect(told(decideAccountChange(change))).toBeUndefined();
  });

  it('never leaves the product without an administrator', () => {
    expect(told(decideAccountChange({ ...change, administrators: [ben!] }))).toBe('last-administrator');
    expect(told(decideAccountChange({ ...change, administrators: [ben!], staysAdministrator: true }))).toBeUndefined();
    expect(told(decideAccountChange({ ...change, administrators: [ann!, ben!] }))).toBeUndefined();
  });
});

describe('a grade (R2.2)', () => {
  const TODAY = legalDate('2026-11-22');
  const held = { grade: 'attache', validFrom: legalDate('2020-01-01'), validTo: null } as const;
  const next = (day: string, grade: 'attache' | 'adviser' = 'adviser') => ({ grade, validFrom: legalDate(day) });

  it('begins tomorrow at the earliest and ends the one before on the eve', () => {
    expect(decideGrade([held], next('2026-11-23'), TODAY)).toEqual({ ok: true, value: { endsOn: '2026-11-22' } });
    expect(decideGrade([held], next('2026-11-22'), TODAY)).toMatchObject({
      refusal: { code: 'grade-not-ahead', params: { earliest: '2026-11-23' } },
    });
    expect(told(decideGrade([held], next('2026-12-01', 'attache'), TODAY))).toBe('grade-held-already');
  });

  it('may begin in the past when it is the first', () => {
    expect(decideGrade([], next('2019-05-01'), TODAY)).toEqual({ ok: true, value: { endsOn: undefined } });
  });
});
