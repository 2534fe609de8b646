import fc from 'fast-check';
import {
  checkLatinForm,
  checkName,
  containsName,
  nameTokens,
  needsLatinForm,
  sameNames,
  searchKey,
} from './person-name';

const codeOf = (outcome: ReturnType<typeof checkName>): string =>
  outcome.ok ? `accepted ${outcome.value}` : outcome.refusal.code;

describe('a name as given', () => {
  it.each([
    'Ngô Thị Ánh',
    'Παπαδόπουλος',
    'Иванов',
    'محمد',
    'محمدرضا',
    'می‌نا',
    '王小明',
    'Ōé',
    'राम कुमार',
    "O'Neill-D’Arc",
    'Ng',
    'X Æ',
  ])('%j is accepted as it stands', (name) => {
    expect(checkName(name, 'familyName')).toEqual({ ok: true, value: name.normalize('NFC') });
  });

  it('drops outer white space and composes, and nothing else', () => {
    expect(checkName('  Jose\u0301  de la  Cruz\n', 'familyName')).toEqual({ ok: true, value: 'José  de la  Cruz' });
  });

  it.each([
    ['', 'name-empty'],
    [' \t\u00a0 ', 'name-empty'],
    ['a'.repeat(201), 'name-too-long'],
    ['x'.repeat(5000), 'name-too-long'],
    ['Du\u0000pont', 'name-control-character'],
    ['Du\npont', 'name-control-character'],
    ['Du\u202epont', 'name-control-character'],
    ['Du\ud800pont', 'name-control-character'],
    ['Du\u2028pont', 'name-control-character'],
    ['Du\ufffdpont', 'name-control-character'],
    ['---', 'name-without-letter'],
    ['12345', 'name-without-letter'],
    ['😀', 'name-without-letter'],
  ])('%j is refused: %s', (text, code) => {
    const outcome = checkName(text, 'familyName');
    expect(codeOf(outcome)).toBe(code);
    expect(outcome).toMatchObject({ refusal: { field: 'familyName' } });
  });

  it('tells which character and where', () => {
    expect(checkName('Du\u0007pont', 'familyName')).toMatchObject({
      refusal: { params: { codePoint: 'U+0007', position: 3 } },
    });
  });

  it('counts 200 code points, not units or bytes', () => {
    expect(checkName('𠮷'.repeat(200), 'familyName').ok).toBe(true);
    expect(codeOf(checkName('𠮷'.repeat(201), 'familyName'))).toBe('name-too-long');
  });

  it('accepts what it has accepted, unchanged (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 220 }), (text) => {
        const first = checkName(text, 'familyName');
        if (first.ok) expect(checkName(first.value, 'familyName')).toEqual(first);
      }),
    );
  });
});

describe('the Latin form', () => {
  it('is needed beside a name in another script', () => {
    expect(needsLatinForm('Иванов')).toBe(true);
    expect(needsLatinForm('Łukasz Ñúñez Đorđević')).toBe(false);
    expect(codeOf(checkLatinForm('', 'محمد', 'latinFamilyName'))).toBe('name-latin-form-needed');
  });

  it('is the name itself when that is in Latin letters', () => {
    expect(checkLatinForm(' ', 'Dupont', 'latinFamilyName')).toEqual({ ok: true, value: 'Dupont' });
  });

  it.each(['Иванов', 'Ivanоv', 'محمد', 'Ivanov Иванов'])('%j is not Latin', (text) => {
    expect(codeOf(checkLatinForm(text, 'Иванов', 'latinFamilyName'))).toBe('name-not-latin');
  });

  it('keeps its own spelling', () => {
    expect(checkLatinForm('Mohammed', 'محمد', 'latinFamilyName')).toEqual({ ok: true, value: 'Mohammed' });
  });
});

describe('the search key', () => {
  it.each([
    ["Łucja D'Ávila-Şen", 'lucja d avila sen'],
    ['Straße', 'strasse'],
    ['Søren Ægir Œuvre', 'soren aegir oeuvre'],
    ['Đorđe Þór', 'dorde thor'],
    ['IŞIK ışık İnan', 'isik isik inan'],
    ['Van der Auwera', 'van der auwera'],
    ['Nguyễn', 'nguyen'],
    ['Əliyev', 'eliyev'],
    ['ΠΑΠΑΔΌΠΟΥΛΟΣ', 'παπαδοπουλοσ'],
    ['Παπαδόπουλος', 'παπαδοπουλοσ'],
    ['مُحَمَّد', 'محمد'],
    ['राम', 'राम'],
    ['ＤＵＰＯＮＴ', 'dupont'],
    ['---', ''],
  ])('%j → %j', (name, key) => {
    expect(searchKey(name)).toBe(key);
  });

  it('folds again to itself, and does not see case or composition (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const key = searchKey(text);
        expect(searchKey(key)).toBe(key);
        expect(searchKey(text.normalize('NFD'))).toBe(key);
        expect(nameTokens(text).join(' ')).toBe(key);
      }),
    );
  });

  it('folds a text of plain letters and signs as it does beside an accent (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 60 }), (text) => {
        expect(searchKey(text)).toBe(searchKey(`${text} é`).replace(/ ?e$/, ''));
      }),
    );
  });
});

describe('comparing names', () => {
  it.each([
    ['Jean-Pierre Dupont', 'DUPONT Jean Pierre', true],
    ['Jean-Pierre', 'Jeanpierre', true],
    ['Müller Anna', 'Anna MUELLER', true],
    ['Müller', 'Muller', true],
    ["D'Hondt", 'dhondt', true],
    ['Søren', 'Soeren', true],
    ['Ngô Thị Ánh', 'NGO THI ANH', true],
    ['García López María', 'Maria Garcia', false],
    ['Ann Marie', 'Anne Marie', false],
    ['', '', false],
    ['--', '..', false],
  ])('%j and %j: %s', (one, other, same) => {
    expect(sameNames(one, other)).toBe(same);
    expect(sameNames(other, one)).toBe(same);
  });

  it('forgives any order of the words (property)', () => {
    const word = fc.stringMatching(/^[a-zéüłß]{1,8}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        expect(sameNames(words.join(' '), [...words].reverse().join('-').toUpperCase())).toBe(true);
        expect(containsName(`amende ${[...words].reverse().join(' ')} 200 EUR`, words.join(' '))).toBe(true);
      }),
    );
  });

  it('finds a name in a communication only when every word is there', () => {
    expect(containsName('AMENDE BIF DUPONT JEAN-PIERRE 12/03/1987', 'Jean-Pierre Dupont')).toBe(true);
    expect(containsName('AMENDE BIF DUPONT JEAN 12/03/1987', 'Jean-Pierre Dupont')).toBe(false);
    expect(containsName('MUELLER ANNA', 'Anna Müller')).toBe(true);
    expect(containsName('whatever', '')).toBe(false);
  });
});
