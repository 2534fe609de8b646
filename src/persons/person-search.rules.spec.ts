import { legalDate } from '../kernel/legal-date';
import { checkCriteria, withDayAndMonthSwapped, type TypedCriteria } from './person-search.rules';

const TODAY = legalDate('2026-11-22');

describe('what is searched', () => {
  it.each([
    ['José DE LA Cruz', ['jose', 'cruz']],
    ['Ng', ['ng']],
    ['Li, Na', ['li', 'na']],
    ["D'Hondt d'hondt", ['hondt']],
    ['王小明', ['王小明']],
  ])('%j is sought by %j', (names, words) => {
    expect(checkCriteria({ names }, TODAY)).toMatchObject({ ok: true, value: { words } });
  });

  it('puts the hits in order by every word', () => {
    expect(checkCriteria({ names: 'de la Cruz' }, TODAY)).toEqual({
      ok: true,
      value: { words: ['cruz'], ranking: ['de', 'la', 'cruz'], sounds: ['krs'] },
    });
  });

  it('takes birth date, file number and national number as they are written', () => {
    const typed = { birthDate: '03/1987', officeFileNumber: ' 1234567 ', nationalNumber: '85.07.30-033.28' };
    expect(checkCriteria(typed, TODAY)).toEqual({
      ok: true,
      value: {
        words: [],
        ranking: [],
        sounds: [],
        birthDate: { year: 1987, month: 3 },
        officeFileNumber: '1234567',
        nationalNumber: '85073003328',
      },
    });
  });

  it('takes the number of a document as capitals and digits, and how words sound only when each says something', () => {
    expect(checkCriteria({ documentNumber: 'ab 12-34' }, TODAY)).toMatchObject({ value: { documentNumber: 'AB1234' } });
    expect(checkCriteria({ names: 'Mohammed Eau' }, TODAY)).toMatchObject({ value: { sounds: [] } });
    expect(withDayAndMonthSwapped({ year: 1987, month: 3, day: 12 })).toEqual([{ year: 1987, month: 12, day: 3 }]);
    expect(withDayAndMonthSwapped({ year: 1987, month: 3, day: 13 })).toEqual([]);
  });

  const refused: [TypedCriteria, string[]][] = [
    [{}, ['search-without-criteria']],
    [{ names: '  ' }, ['search-without-criteria']],
    [{ names: '---' }, ['name-without-letter']],
    [{ names: 'a1 b2 c3 d4 e5 f6 g7 h8 i9 j10 k11 l12 m13' }, []],
    [{ names: 'aaa bbb ccc ddd eee fff ggg hhh iii jjj kkk lll mmm' }, ['search-too-many-words']],
    [{ documentNumber: '--' }, ['document-number-format']],
    [{ birthDate: '32/01/1990', nationalNumber: '123' }, ['birth-date-impossible', 'national-number-format']],
  ];
  it.each(refused)('%j is refused: %j', (typed, codes) => {
    const checked = checkCriteria(typed, TODAY);
    expect(checked.ok ? [] : checked.refusals.map(({ code }) => code)).toEqual(codes);
  });
});
