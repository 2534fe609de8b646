import fc from 'fast-check';
import { checkLatinForm } from './person-name';
import { soundKey, soundKeys, suggestLatinForm } from './transliteration';

describe('suggested Latin forms', () => {
  it.each([
    ['محمد', 'Mohamed'],
    ['الخطيب', 'El Khtib'],
    ['يوسف إبراهيم', 'Youssef Ibrahim'],
    ['Παπαδόπουλος', 'Papadopoulos'],
    ['Ευάγγελος', 'Evangelos'],
    ['Μπάμπης', 'Bampis'],
    ['Евгений Щербаков', 'Evgenii Shcherbakov'],
    ['Юлия', 'Iuliia'],
    ['გიორგი', 'Giorgi'],
    ['Հակոբ', 'Hakob'],
    ['王小明', 'Wangxiaoming'],
  ])('%s is offered as %s', (name, latin) => {
    expect(suggestLatinForm(name)).toBe(latin);
  });

  it('offers nothing for a name in Latin letters', () => {
    expect(suggestLatinForm('Nguyễn Thị')).toBeUndefined();
    expect(suggestLatinForm('')).toBeUndefined();
  });

  it('what it offers would be accepted as a Latin form (property)', () => {
    const letters = fc.constantFrom(...Array.from('محدعبصيΑβγδουЖщюяგიორգჰაहिन 王'));
    fc.assert(
      fc.property(fc.string({ unit: letters, minLength: 1, maxLength: 20 }), (name) => {
        const latin = suggestLatinForm(name);
        expect(latin === undefined || checkLatinForm(latin, name, 'latinFamilyName').ok).toBe(true);
      }),
    );
  });
});

describe('how a name sounds (trap 25)', () => {
  it.each([
    ['Mohammed', 'Muhamad'],
    ['Mohamed', 'محمد'],
    ['Khalid', 'Halid'],
    ['Djamel', 'Jamal'],
    ['Omar', 'عمر'],
    ['Abdallah', 'Abdulla'],
    ['Shcherbakov', 'Щербаков'],
    ['Ivanow', 'Ivanov'],
    ['Philippe', 'Filip'],
    ['Yusuf', 'Youssef'],
    ['Papadopoulos', 'Παπαδόπουλος'],
  ])('%s sounds like %s', (one, other) => {
    expect(soundKey(one)).toBe(soundKey(other));
  });

  it.each([
    ['Amina', 'Samira'],
    ['Ali', 'Lila'],
  ])('%s does not sound like %s', (one, other) => {
    expect(soundKey(one)).not.toBe(soundKey(other));
  });

  it('leaves out what says nothing', () => {
    expect(soundKeys(['Io', 'Li', 'Mohamed', 'Muhamad'])).toEqual(['mhmd']);
  });
});
