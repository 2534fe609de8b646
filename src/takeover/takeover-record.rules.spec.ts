import fc from 'fast-check';
import { birthDateToIso } from '../kernel/birth-date';
import type { DepartmentId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { ogmFor } from '../kernel/ogm';
import { formatDecisionNumber, ogmOf } from '../kernel/decision-number';
import { identityOf } from './takeover-person.rules';
import { readTakenRecord } from './takeover-record.rules';
import type { RawValue, TakenFine, TakeoverLaw } from './takeover.types';

const BIF = '01900000-0000-7000-8000-000000000001' as DepartmentId;
const LAW: TakeoverLaw = {
  today: legalDate('2026-09-30'),
  departments: new Map([['BIF', { id: BIF, ordinal: 1 }]]),
  courts: new Set(['leuven']),
  amounts: [{ from: legalDate('2016-07-24'), cents: cents(20_000) }],
};
const FINE: Readonly<Record<string, RawValue>> = {
  id: 'f1',
  department: 'BIF',
  decisionNumber: 'BIF-2025-000001',
  structuredCommunication: '070000003722',
  'debtor.surname': 'Exemple',
  'debtor.firstNames': 'Alix',
  'debtor.birthDate': '1987-03-12',
  article: '41',
  amountCents: 20_000,
  outstandingCents: 20_000,
  notifiedOn: '2026-01-29',
  state: 'open',
};

function read(changes: Readonly<Record<string, RawValue>>, without: readonly string[] = []): string[] {
  const values = new Map(Object.entries({ ...FINE, ...changes }).filter(([name]) => !without.includes(name)));
  const outcome = readTakenRecord('fines', { line: 7, values }, LAW);
  if (outcome.ok) return [];
  return outcome.findings.map(({ code, field, params }) => {
    expect(params?.['line']).toBe(7);
    return `${field ?? ''}: ${code}`;
  });
}

describe('a fine that is taken over', () => {
  it('needs no hearing and no signer', () => expect(read({})).toEqual([]));

  it.each(Object.keys(FINE).filter((name) => name !== 'debtor.firstNames'))('needs %s', (name) => {
    expect(read({}, [name])).toContain(`${name}: take-over-required`);
  });

  it.each<[string, Record<string, RawValue>, string]>([
    ['a department that is not here', { department: 'XYZ' }, 'department: take-over-department'],
    ['an article that is none', { article: '43' }, 'article: take-over-value'],
    [
      'wrong check digits',
      { structuredCommunication: '070000003723' },
      'structuredCommunication: take-over-check-digits',
    ],
    [
      'a communication with marks',
      { structuredCommunication: '+++070/0000/03722+++' },
      'structuredCommunication: take-over-value',
    ],
    ['another amount (D2)', { amountCents: 20_001 }, 'amountCents: take-over-amount'],
    ['part of a cent', { amountCents: 200.5 }, 'amountCents: take-over-value'],
    ['an amount as text with letters', { amountCents: '20 000' }, 'amountCents: take-over-value'],
    ['an open fine that owes nothing', { outstandingCents: 0 }, 'outstandingCents: take-over-outstanding'],
    ['more owed than the amount', { outstandingCents: 20_001 }, 'outstandingCents: take-over-outstanding'],
    ['a paid fine that owes', { state: 'paid' }, 'outstandingCents: take-over-outstanding'],
    ['an unknown state', { state: 'closed' }, 'state: take-over-value'],
    ['a day to come', { notifiedOn: '2026-10-01' }, 'notifiedOn: take-over-future'],
    ['a day that does not exist', { notifiedOn: '2026-02-30' }, 'notifiedOn: take-over-value'],
    ['facts after the notification', { factsOn: '2026-01-30' }, 'factsOn: take-over-order'],
    ['a birth date in another form', { 'debtor.birthDate': '12/03/1987' }, 'debtor.birthDate: take-over-value'],
    ['a birth date to come', { 'debtor.birthDate': '2027' }, 'debtor.birthDate: take-over-person-value'],
    ['a name without a letter', { 'debtor.surname': '12' }, 'debtor.surname: take-over-person-value'],
    ['a name of another script alone', { 'debtor.surname': 'Приклад' }, 'debtor.latinSurname: take-over-person-latin'],
    ['an unknown column', { signer: 'X' }, 'signer: take-over-unknown-column'],
    ['a number where a text belongs', { id: 1 }, 'id: take-over-value'],
    ['an id with a blank', { id: 'f 1' }, 'id: take-over-value'],
  ])('is refused with %s', (_what, changes, expected) => expect(read(changes)).toEqual([expected]));

  it('is refused with a number or communication that the Office itself may still give', () => {
    const own = { year: 2026, counter: 12 };
    expect(read({ decisionNumber: formatDecisionNumber({ department: 'BIF', ...own }) })).toEqual([
      'decisionNumber: take-over-own-series',
    ]);
    expect(read({ structuredCommunication: ogmOf(own, 1) })).toEqual(['structuredCommunication: take-over-own-series']);
    expect(read({ structuredCommunication: ogmOf({ ...own, year: 2019 }, 1) })).toEqual([]);
  });

  it('may have been paid before it was notified, in part or whole (D26)', () => {
    expect(read({ outstandingCents: 5000 })).toEqual([]);
    expect(read({ state: 'paid', outstandingCents: 0 })).toEqual([]);
  });

  it('tells everything that is wrong in one go', () => {
    expect(read({ id: '', state: 'x', amountCents: 1 }, ['department'])).toHaveLength(4);
  });

  it('is the same in CSV, where every value is a text', () => {
    expect(read({ amountCents: '20000', outstandingCents: '20000', factsOn: '' })).toEqual([]);
  });
});

describe('who a debtor is', () => {
  const identity = (birthDate: string, surname = 'Exemple'): string | undefined => {
    const values = new Map(Object.entries({ ...FINE, 'debtor.birthDate': birthDate, 'debtor.surname': surname }));
    const outcome = readTakenRecord('fines', { line: 1, values }, LAW);
    return outcome.ok ? identityOf((outcome.value as TakenFine).debtor) : undefined;
  };

  it('is told by exact names and a full day of birth, never by a first of January (trap 25)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1930, max: 2005 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        (year, month, day) => {
          const date = birthDateToIso({ year, month, day });
          expect(identity(date) === undefined).toBe(month === 1 && day === 1);
          expect(identity(date, 'Exemplé')).not.toBe(month === 1 && day === 1 ? 'nobody' : identity(date));
        },
      ),
    );
    expect([identity('1987'), identity('1987-03')]).toEqual([undefined, undefined]);
  });
});

it('reads any values or refuses them, never throws', () => {
  const value = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.integer());
  const record = fc.dictionary(fc.constantFrom(...Object.keys(FINE), 'factsOn', 'language', 'x'), value);
  fc.assert(
    fc.property(record, fc.constantFrom('fines' as const, 'deposits' as const, 'appeals' as const), (values, kind) => {
      expect(readTakenRecord(kind, { line: 1, values: new Map(Object.entries(values)) }, LAW).ok).toBe(false);
    }),
  );
  expect(ogmFor('0700000037')).toBe('070000003722');
});
