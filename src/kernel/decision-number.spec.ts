import fc from 'fast-check';
import {
  findDecisionNumbers,
  formatDecisionNumber,
  isDepartmentCode,
  ogmOf,
  parseDecisionNumber,
  type DecisionNumberParts,
  readDecisionNumber,
} from './decision-number';
import { isOgm } from './ogm';

const parts: fc.Arbitrary<DecisionNumberParts> = fc.record({
  department: fc.stringMatching(/^[A-Z]{3}$/),
  year: fc.integer({ min: 2016, max: 2099 }),
  counter: fc.integer({ min: 1, max: 999_999 }),
});

describe('decision numbers', () => {
  const number = formatDecisionNumber({ department: 'BIF', year: 2026, counter: 123 });

  it('shows department, year, counter and check digits', () => {
    expect(number).toBe('BIF-2026-000123-77');
    expect(parseDecisionNumber(` ${number} `)).toEqual({
      ok: true,
      value: { department: 'BIF', year: 2026, counter: 123, number },
    });
  });

  it('is read back (property)', () => {
    fc.assert(
      fc.property(parts, (each) => {
        const formatted = formatDecisionNumber(each);
        expect(parseDecisionNumber(formatted)).toEqual({ ok: true, value: { ...each, number: formatted } });
      }),
    );
  });

  it('sees any one changed character and any two swapped neighbours (property)', () => {
    fc.assert(
      fc.property(parts, fc.nat(14), fc.integer({ min: 1, max: 9 }), (each, at, by) => {
        const compact = formatDecisionNumber(each).replaceAll('-', '');
        const spell = (text: string): string =>
          [text.slice(0, 3), text.slice(3, 7), text.slice(7, 13), text.slice(13)].join('-');
        const old = compact[at]!;
        const changed =
          at < 3 ? String.fromCharCode(65 + ((old.charCodeAt(0) - 65 + by) % 26)) : (Number(old) + by) % 10;
        expect(parseDecisionNumber(spell(`${compact.slice(0, at)}${changed}${compact.slice(at + 1)}`)).ok).toBe(false);
        const next = compact[at + 1];
        if (next !== undefined && next !== old && at !== 2) {
          const swapped = `${compact.slice(0, at)}${next}${old}${compact.slice(at + 2)}`;
          expect(parseDecisionNumber(spell(swapped)).ok).toBe(false);
        }
      }),
    );
  });

  it.each([
    ['bif-2026-000123-77', 'decision-number-format'],
    ['BIF 2026 000123 77', 'decision-number-format'],
    ['BIF-2026-123-77', 'decision-number-format'],
    ['BIF-2026-000000-00', 'decision-number-format'],
    ['B1F-2026-000123-77', 'decision-number-format'],
    ['BIF-2026-000123-78', 'decision-number-check'],
    ['BIF-2026-000124-77', 'decision-number-check'],
  ])('%j is refused: %s', (text, code) => {
    expect(parseDecisionNumber(text)).toMatchObject({ ok: false, refusal: { code, field: 'decisionNumber' } });
  });

  it('is not made outside its bounds', () => {
    expect(() => formatDecisionNumber({ department: 'bif', year: 2026, counter: 1 })).toThrow(RangeError);
    expect(() => formatDecisionNumber({ department: 'BIF', year: 2026, counter: 0 })).toThrow(RangeError);
    expect(() => formatDecisionNumber({ department: 'BIF', year: 2026, counter: 1_000_000 })).toThrow(RangeError);
    expect(isDepartmentCode('BI')).toBe(false);
  });
});

describe('decision numbers in a bank communication', () => {
  it('are found however they are spelled (property)', () => {
    const spelling = fc.constantFrom(
      (text: string) => text,
      (text: string) => text.toLowerCase(),
      (text: string) => text.replaceAll('-', ''),
      (text: string) => text.replaceAll('-', ' '),
      (text: string) => text.replaceAll('-', ' - '),
      (text: string) => text.replaceAll('-', '–'),
      (text: string) => text.replaceAll('-', '/'),
      (text: string) => `${text.slice(0, 10)}\n${text.slice(10)}`,
      (text: string) => `AMENDE${text}`,
    );
    fc.assert(
      fc.property(parts, spelling, (each, spell) => {
        const formatted = formatDecisionNumber(each);
        expect(findDecisionNumbers(`Boete ${spell(formatted)} 12/03/1987`)).toEqual([formatted]);
      }),
    );
  });

  it('need their check digits', () => {
    expect(findDecisionNumbers('BIF-2026-000123-78 et BIF 2026 000124 77')).toEqual([]);
    expect(findDecisionNumbers('BIF-2026-000123')).toEqual([]);
    expect(findDecisionNumbers('BIF-2026-000123-771')).toEqual([]);
  });

  it('are found several at once, once each', () => {
    const [one, other] = [1, 2].map((counter) => formatDecisionNumber({ department: 'EUR', year: 2026, counter }));
    expect(findDecisionNumbers(`${one} + ${other}, ${one}`)).toEqual([one, other]);
  });

  it('are looked for in a hostile text without end', () => {
    expect(findDecisionNumbers('abc'.repeat(20_000) + 'abc1- 1- '.repeat(10_000))).toEqual([]);
  });
});

describe('the structured communication of a decision', () => {
  it('is made of ordinal, year and counter', () => {
    expect(ogmOf({ year: 2026, counter: 123 }, 1)).toBe('012600012333');
  });

  it('differs for every decision and is valid (property)', () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: 1, max: 99 }), (each, ordinal) => {
        const ogm = ogmOf(each, ordinal);
        expect(isOgm(ogm)).toBe(true);
        expect(ogm.slice(0, 10)).toBe(
          [ordinal, each.year % 100].map((part) => String(part).padStart(2, '0')).join('') +
            String(each.counter).padStart(6, '0'),
        );
      }),
    );
  });

  it('is not made outside its bounds', () => {
    expect(() => ogmOf({ year: 2026, counter: 1 }, 0)).toThrow(RangeError);
    expect(() => ogmOf({ year: 2026, counter: 1 }, 100)).toThrow(RangeError);
  });

  describe('the number of any fine, as a person types it', () => {
    it('is one of ours with its check digits, whatever the case', () => {
      const number = formatDecisionNumber({ department: 'BIF', year: 2026, counter: 123 });
      expect(readDecisionNumber(` ${number.toLowerCase()} `)).toEqual({ ok: true, value: number });
    });
    it('is refused when our check digits do not agree: another fine may be meant', () => {
      const number = formatDecisionNumber({ department: 'BIF', year: 2026, counter: 123 });
      const wrong = number.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
      expect(readDecisionNumber(wrong)).toMatchObject({ ok: false, refusal: { code: 'decision-number-check' } });
    });
    it.each(['GR-2025-17', 'eur-2026-000001', 'A 12/3'])('is what an earlier administration gave: %s', (text) => {
      expect(readDecisionNumber(text)).toEqual({ ok: true, value: text.toUpperCase() });
    });
    it.each(['', 'GR', 'no digit', 'BIF–2026', '2026;DROP'])('is not just anything: %j', (text) => {
      expect(readDecisionNumber(text)).toMatchObject({ ok: false, refusal: { code: 'decision-number-format' } });
    });
  });
});
