import { fine, movement, party } from '../../test/support/matching-builder';
import { cents } from '../kernel/money';
import { formatOgm } from '../kernel/ogm';
import { FineIndex, type FineToMatch } from './fine-index.rules';
import { matchMovement } from './matching.rules';

/** Whoever owes a fine of EUR 200, by what happened to it. */
const DEBTORS = [
  ['El Mithali', 'Youssef', '1987-03-12'], ['Van den Voorbeelde', 'Marie-Louise', '1990-05-04'], ['Ejemplo Prueba', 'José Antonio', '1979-11-23'], // 1-3
  ['Müster', 'Jürgen', '1965-02-28'], ['Exemplallo', 'Mamadou', '1995-01-01'], ['Exemplallo', 'Mamadou', '1995-07-14'], // 4-6
  ['Mauviet', 'Thi Hoa', '1988-08-08'], ['Mauviet', 'Thi Hong', '1988-08-08'], ['Örnek', 'Mehmet', '1970-10-05'], ['Örnek', 'Emre', '1998-10-06'], // 7-10
  ['Primerova', 'Elena', '1983-06-17'], ['Primerov', 'Aleksandr', '1976-12-31'], ["N'Exemplaye", 'Aïssatou', '1992-09-09'], ["O'Sample", 'Seán', '1981-04-30'], // 11-14
  ['Exemplescu', 'Ion', '1985-03-05'], ['Exemplescu', 'Ioana', '1985-03-05'], ['Mithad', 'Karim', '1960-02-01'], ['Mithad', 'Samir', '1995-04-03'], // 15-18
  ['Exemplo', 'João', '1989-07-07', 'paid'], ['Exemplo', 'João', '1989-07-07'], ['Exemploré', 'Fatoumata', '1991-11-11'], ['Weißmuster', 'Günther', '1958-01-13'], // 19-22
  ['Mithabdi', 'Hassan Mohamed', '1993-05-20'], ['Przykladska', 'Agnieszka', '1986-08-02'], ['Mithiri', 'Mohamed', '1990-01-01'], ['Mithiri', 'Mohammed', '1990-01-01'], // 23-26
  ['Esempi', 'Luca', '1994-12-10'], ['Modelon', 'Anne', '1972-03-09'], ['Modelon', 'Anna', '1972-09-03'], ['Exempbah', 'Oumar', '1999-02-02', 'withdrawn'], // 27-30
  ['Örnelik', 'Ali', '1982-05-15'], ['Örnelik', 'Ayşe', '1984-06-16'], ['Sampler', 'John', '1977-07-27'], ['Muestra', 'Ana', '2001-12-12'], // 31-34
  ['Nemune', 'Reza', '1996-06-09'], ['Mfano', 'Sarah', '1988-10-19'], ['Apere', 'Chidi', '1990-10-20'], ['Benmithal', 'Nadia', '1985-05-25'], // 35-38
  ['Benmithal', 'Nadia', '1985-05-26'], ['Örneksiz', 'Can', '1993-03-30'], // 39-40
] as const; // prettier-ignore

const FINES = DEBTORS.map(([surname, firstNames, birthDate, fate], at): FineToMatch => {
  const departmentNames = [['Border Inspection'], ['EU Residence'], ['Family Reunification']][at % 3]!;
  const open = fine(at + 1, [party(surname, firstNames, birthDate)], { departmentNames });
  if (fate === 'paid') return { ...open, outstandingCents: cents(0), settledBy: 'payment' };
  return fate === 'withdrawn' ? { ...open, state: 'withdrawn' } : open;
});
const ogm = (counter: number): string => formatOgm(FINES[counter - 1]!.reference);

/** What a payer writes, what it comes to (the fines booked, `?` the fines proposed among others, `-` nobody's), and the amount where it is another. */
const PAYMENTS: readonly (readonly [string, string, number?])[] = [
  ['VERSEMENT SUR BE35 6792 0060 9437 POUR EL MITHALI YOUSSEF NE LE 12/03/1987', 'd1'],
  ['compte 679-2006094-37 boete Vandenvoorbeelde Marie Louise geb. 4 mei 1990', 'd2'],
  ['AMENDE EJEMPLO PRUEBA JOSE ANTONIO NE 23.XI.1979', '? d3'],
  ['Geldbusse Muester Juergen geb. am 28. Februar 1965', 'd4'],
  ['EXEMPLALLO MAMADOU 01/01/1995 AMENDE', 'd5'],
  // Thi is the first of the first names of both; a person says whether Hoa tells them apart.
  ['MAUVIET THI HOA 08-08-1988 FAMILY REUNIFICATION', '? d7 d8'],
  ['MAUVIET THI 08/08/1988', '? d7 d8'],
  ['DE LA PART DE ÖRNEK MEHMET (05/10/1970) POUR MON FILS ÖRNEK EMRE 06/10/1998', '? d10 d9'],
  ['MITHAD KARIM 01/02/1960 PAIE POUR SON FILS MITHAD SAMIR 04/03/1995', '? d17 d18'],
  ['PRIMEROVA/ELENA/19830617/VISUM', '? d11'],
  ['fine for Alexander Primeroff, born December 31, 1976', 'd12'],
  ['NEXEMPLAYE AISSATOU 9 SEPTEMBRE 92 AMENDE', 'd13'],
  ['OSAMPLE SEAN 30APR1981', 'd14'],
  ['EXEMPLESCU IOAN 05.03.1985', '? d15 d16'],
  ['EXEMPLO JOAO 07/07/1989 EU RESIDENCE', 'd20'],
  ['EXEMPLOREFATOUMATA11111991', 'd21'],
  ['Weissmuster Gunther 13011958 Bussgeld 200,00 EUR', 'd22'],
  ['MOHAMED MITHABDI HASSAN 20/05/1993', 'd23'],
  ['PRZYKLADSKI AGNIESZKA 02/08/1986 mandat', 'd24'],
  ['MITHIRI MOHAMED 01/01/1990', '? d25 d26'],
  ['Esempi Luca 10/12/94 prima rata 1/2', 'd27', 10_000],
  ['MODELON ANNE 03/09/1972', '? d28 d29'],
  ['EXEMPBAH OUMAR 02/02/1999', '? d30'],
  ['ORNELIK ALI 15/05/1982 EN ORNELIK AYSE 16/06/1984', 'd31 d32', 40_000],
  ['Sampler John 27.7.1977 5 / 7 / 2026', 'd33'],
  ['MUESTRA ANA 12.12.2001 remboursement de mon avance', 'd34', 19_950],
  ['REZA NEMUNE 9/6/1996 pas ma dette, loyer juin', '? d35', 65_000],
  [`MFANO SARAH ${ogm(37)}`, 'd37'],
  [`APERE CHIDI 20/10/1990 ${ogm(36)}`, '? d36 d37'],
  ['BENMITHAL NADIA 25/05/1985 OU 26/05/1985', '? d38 d39'],
  ['ORNEKSIZ CAN 30 MRT 1993 / CAN ORNEKSIZ PAYE POUR LUI MEME', 'd40'],
];

describe('payments as people write them, made by hand to lead matching astray (trap 25)', () => {
  const index = new FineIndex(FINES);

  it.each(PAYMENTS.map(([text, expected, amount = 20_000]) => [text, expected, amount] as const))(
    '"%s" → %s',
    (communication, expected, amount) => {
      const outcome = matchMovement(movement({ communication, amountCents: cents(amount) }), index);
      const ids = outcome.outcome === 'booked' ? outcome.shares : outcome.candidates;
      const told = [...new Set(ids.map(({ decisionId }) => String(decisionId)))].sort();
      if (!expected.startsWith('?')) return expect([outcome.outcome, told.join(' ')]).toEqual(['booked', expected]);
      expect(outcome.outcome).toBe('proposed');
      expect(told).toEqual(expect.arrayContaining(expected.split(' ').slice(1)));
    },
  );

  it('the order of the fines changes none of them', () => {
    const turned = new FineIndex([...FINES].reverse());
    for (const [communication, , amount = 20_000] of PAYMENTS) {
      const paid = movement({ communication, amountCents: cents(amount) });
      expect(matchMovement(paid, turned)).toEqual(matchMovement(paid, index));
    }
  });
});
