import fc from 'fast-check';
import { fine, movement, party } from '../../test/support/matching-builder';
import { cents } from '../kernel/money';
import { FineIndex, type FineToMatch } from './fine-index.rules';
import { matchMovement } from './matching.rules';

const DAY = '1985-03-05';

function told(text: string, fines: readonly FineToMatch[]): string {
  const outcome = matchMovement(movement({ communication: text }), new FineIndex(fines));
  if (outcome.outcome === 'booked') return `booked ${outcome.shares.map(({ decisionId }) => decisionId).join()}`;
  return `${outcome.reason.code}: ${outcome.candidates.map(({ decisionId }) => decisionId).sort().join()}`; // prettier-ignore
}

const two = (surname: string, one: string, other: string, day = DAY): FineToMatch[] => [
  fine(1, [party(surname, one, day, 'p1')]),
  fine(2, [party(surname, other, day, 'p2')]),
];

describe('two of one surname and one birth date (trap 25)', () => {
  it.each([
    ['EXEMPLESCU IOAN', 'Exemplescu', 'Ion', 'Ioana'],
    ['ESEMPI LUCA', 'Esempi', 'Luc', 'Lucas'],
    ['MITHALI ALIA', 'Mithali', 'Ali', 'Aliya'],
    ['MITHALIALIYA', 'Mithali', 'Ali', 'Aliyah'],
    ['MITHALIALIA', 'Mithali', 'Ali', 'Aliya'],
    ['EXEMPLAAR AWAH', 'Exemplaar', 'Awa', 'Adama'],
    ['MITHALI HUSEIN', 'Mithali', 'Hassan', 'Hussein'],
    ['EXEMPLE PAUL', 'Exemple', 'Jean Paul', 'Pierre'],
  ])('"%s" is told neither of %s %s nor of %s by a slip or by a further first name', (name, surname, one, other) => {
    expect(told(`${name} 05/03/1985`, two(surname, one, other))).toBe('namesakes: d1,d2');
  });

  it('nor by a first name that the bank’s field may have cut', () => {
    expect(told('05/03/1985 EXEMPLAAR ANNA', two('Exemplaar', 'Ann', 'Annabel'))).toBe('namesakes: d1,d2');
    expect(told('05/03/1985 EXEMPLAAR CHRIS', two('Exemplaar', 'Kris', 'Christian'))).toBe('namesakes: d1,d2');
  });

  it('so it is where the fine of the other is settled, or the other is known by the year only', () => {
    const [ion, ioana] = two('Exemplescu', 'Ion', 'Ioana');
    expect(told('EXEMPLESCU IOAN 05/03/1985', [{ ...ion!, outstandingCents: cents(0) }, ioana!])).toBe('namesakes: d1,d2'); // prettier-ignore
    const byYear = fine(1, [party('Exemplescu', 'Ion', '1985')]);
    expect(told('EXEMPLESCU IOAN 05/03/1985', [byYear, ioana!])).toBe('namesakes: d1,d2');
  });

  it('nor by a surname with a slip, of two of one first name', () => {
    const fines = [fine(1, [party('Exemplik', 'Ali', DAY)]), fine(2, [party('Exempel', 'Ali', DAY)])];
    expect(told('EXEMPLIC ALI 05/03/1985', fines)).toBe('namesakes: d1,d2');
  });

  it.each([
    ['EXEMPLESCU IOANA', 'Exemplescu', 'Ion', 'Ioana', 'booked d2'],
    ['EXEMPLESCU ION', 'Exemplescu', 'Ion', 'Ioana', 'booked d1'],
    ['EXEMPLAAR MARIA', 'Exemplaar', 'Maria', 'Mario', 'booked d1'],
    ['MITHALIALI', 'Mithali', 'Ali', 'Aliya', 'booked d1'],
  ])('"%s" is word for word one of them', (name, surname, one, other, expected) => {
    expect(told(`${name} 05/03/1985`, two(surname, one, other))).toBe(expected);
  });

  it('a slip is forgiven where nobody else of the surname is born that day', () => {
    const far = fine(2, [party('Exemplescu', 'Ion', '1985-03-06')]);
    expect(told('EXEMPLESCU IOAN 05/03/1985', [two('Exemplescu', 'Ioana', 'x')[0]!, far])).toBe('booked d1');
  });

  it('property: a twin of any first name keeps a first name with a slip from being booked', () => {
    const first = fc.constantFrom('Alexandru', 'Ioana', 'Mariana', 'Youssef', 'Katharina', 'Dragan');
    fc.assert(
      fc.property(first, first, fc.nat(4), (name, twin, at) => {
        fc.pre(name !== twin);
        const slipped = `${name.slice(0, at + 1)}${name.slice(at + 2)}`;
        fc.pre(slipped !== name);
        expect(told(`EXEMPLESCU ${slipped} 05/03/1985`, two('Exemplescu', name, twin))).not.toMatch(/^booked/);
      }),
      { numRuns: 150 },
    );
  });
});

describe('two spellings of one name (trap 25)', () => {
  const pairs = [
    ['Mohamed', 'Mohammed'],
    ['Hussein', 'Hussain'],
    ['Lea', 'Leah'],
    ['Noa', 'Noah'],
    ['Youssef', 'Yousef'],
  ] as const;
  it.each(pairs)('%s and %s: nobody is told from the other, on 1 January or any day', (one, other) => {
    for (const [iso, written] of [
      ['1991-01-01', '01/01/1991'],
      [DAY, '05/03/1985'],
    ] as const)
      // prettier-ignore
      for (const name of [one, other]) {
        const outcome = told(`MITHALI ${name} ${written}`.toUpperCase(), two('Mithali', one, other, iso));
        expect(outcome).toBe('namesakes: d1,d2');
      }
  });

  it('nor of two spellings of a surname', () => {
    const fines = [fine(1, [party('Hossein', 'Ali', DAY)]), fine(2, [party('Hossain', 'Ali', DAY)])];
    expect(told('HOSSEIN ALI 05/03/1985', fines)).toBe('namesakes: d1,d2');
  });
});
