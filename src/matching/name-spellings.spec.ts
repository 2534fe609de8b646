import { fine, movement, party } from '../../test/support/matching-builder';
import { FineIndex, type FineToMatch } from './fine-index.rules';
import type { MatchOutcome } from './match-outcome.types';
import { matchMovement } from './matching.rules';

const match = (text: string, ...fines: FineToMatch[]): MatchOutcome =>
  matchMovement(movement({ communication: text }), new FineIndex(fines));
const born = (surname: string, firstNames: string, day: string, counter = 1): FineToMatch =>
  fine(counter, [party(surname, firstNames, day)]);

/** Surname and first names on file, and what a payer writes. */
const BOOKED: readonly (readonly [string, string, string])[] = [
  ['Müller', 'Jürgen', 'MUELLER JUERGEN'], ['Schröder', 'Björn', 'SCHROEDER BJOERN'], ['Groß', 'Jörg', 'GROSS JOERG'], ['Mueller', 'Juergen', 'MULLER JURGEN'],
  ['Østergård', 'Søren', 'OESTERGAARD SOEREN'], ['Petrov', 'Ivan', 'PETROFF IVAN'], ['Ivanov', 'Sergei', 'IWANOW SERGEJ'], ['Ivanov', 'Sergei', 'IVANOV SERGUEI'],
  ['Sokolov', 'Yevgeny', 'SOKOLOV EVGENI'], ['Sokolov', 'Yevgeny', 'SOKOLOW JEWGENIJ'], ['Dimitrov', 'Georgi', 'DIMITROFF GEORGI'],
  ['Shevchenko', 'Oleksandr', 'CHEVTCHENKO ALEXANDRE'], ['Shevchenko', 'Oleksandr', 'SCHEWTSCHENKO OLEKSANDR'], ['Khrushch', 'Halyna', 'HRUSHCH GALYNA'],
  ['Benali', 'Khadija', 'BENALI HADIJA'], ['Benali', 'Khadija', 'BENALI KHADIDJA'], ['Tahiri', 'Muhammad', 'TAHIRI MOHAMED'], ['Tahiri', 'Mohamed', 'TAHIRI MUHAMMAD'],
  ['Tahiri', 'Mohammed', 'TAHIRI MHD'], ['Saidi', 'Abdelkader', 'SAIDI ABD EL KADER'], ['Saidi', 'Abd El Kader', 'SAIDI ABDELKADER'],
  ['Şahin', 'Ayşe', 'SCHAHIN AYSCHE'], ['Şahin', 'Ayşe', 'SAHIN AYSE'], ['Çelik', 'Çiğdem', 'TSCHELIK CIGDEM'], ['Đorđević', 'Dragan', 'DJORDJEVIC DRAGAN'],
  ['Đorđević', 'Dragan', 'DORDEVIC DRAGAN'], ['Kovač', 'Željko', 'KOVATCH ZHELJKO'], ['Kovač', 'Željko', 'KOVAC ZELJKO'], ['Hussein', 'Yusuf', 'HUSSAIN YOUSSEF'],
  ['Hussein', 'Yusuf', 'HUSEYIN YOUSSOUF'], ['Diallo', 'Oumar', 'DIALLO OMAR'], ['Diallo', 'Aïcha', 'DIALLO AISHA'], ['Gebreyesus', 'Tesfaye', 'GHEBREYESUS TESFAY'],
  ['Wiśniewski', 'Łukasz', 'WISNIEWSKI LUKASZ'], ['Nguyễn', 'Thị Hoa', 'NGUYEN THI HOA'], ['Zhou', 'Xiaoming', 'ZHOU XIAO MING'], ['Kim', 'Min-jun', 'KIM MINJUN'],
  ['van der Meer', 'Jan', 'VD MEER JAN'], ['van Dijk', 'Jan', 'VAN DYCK JAN'], ['De Smet', 'Lies', 'DESMET LIES'], ["D'Angelo", 'Nicolò', 'DANGELO NICOLO'], ['O’Connor', 'Seán', 'O CONNOR SEAN'],
  ['Ben Ali', 'Sami', 'BENALI SAMI'], ['Al-Hassan', 'Omar', 'HASSAN OMAR'], ['El Mansouri', 'Fatima Zohra', 'MANSOURI FATIMAZOHRA'], ['Kowalska', 'Anna', 'KOWALSKI ANNA'],
  ['García López', 'José', 'GARCIA JOSE'], ['García López', 'José', 'LOPEZ JOSE'], ['dos Santos Silva', 'Maria', 'SANTOS MARIA'], ['dos Santos Silva', 'Maria', 'SILVA MARIA'],
  ['Tshisekedi', 'Jean', 'CHISEKEDI JEAN'], ['Papadopoulos', 'Giorgos', 'PAPADOPOULOS GEORGIOS'], ['Abdullah', 'Ahmed', 'ABDALLAH AHMAD'],
  ['Rahman', 'Md Abdur', 'RAHMAN MOHAMMAD ABDUR'], ['Tadić', 'Ivana', 'TADIC IVANNA'],
]; // prettier-ignore

describe('a name in another official spelling, beside the whole birth date (trap 25)', () => {
  it.each(BOOKED)('%s %s is booked by %s', (surname, firstNames, text) => {
    const outcome = match(`${text} 14/05/1985`, born(surname, firstNames, '1985-05-14'));
    expect(outcome).toMatchObject({ outcome: 'booked', shares: [{ decisionId: 'd1' }] });
  });

  it.each(BOOKED)('%s %s by %s is never booked without the date, nor by 1 January where the names are not those on file', (surname, firstNames, text) => {
    expect(match(text, born(surname, firstNames, '1985-05-14')).outcome).not.toBe('booked');
    const outcome = match(`${text} 01/01/1985`, born(surname, firstNames, '1985-01-01'));
    if (outcome.outcome === 'booked') expect(outcome.confidence).toBeGreaterThanOrEqual(96);
    else expect(outcome.outcome).toBe('proposed');
  }); // prettier-ignore

  it.each(BOOKED)('%s %s by %s is no longer told where somebody of the very same names is born that day', (surname, firstNames, text) => {
    const namesake = fine(2, [party(surname, firstNames, '1985-05-14', 'another')]);
    expect(match(`${text} 14/05/1985`, born(surname, firstNames, '1985-05-14'), namesake)).toMatchObject({ outcome: 'proposed', reason: { code: 'namesakes' } });
  }); // prettier-ignore

  it.each([
    // A twin of another first name, where the first name is only a spelling of the one on file.
    ['TAHIRI MOHAMED', ['Tahiri', 'Muhammad'], ['Tahiri', 'Karim']],
    ['HUSSEIN YOUSSOUF', ['Hussein', 'Yusuf'], ['Hussein', 'Ali']],
    // Somebody of the first name, where the surname is only a spelling or a part of the one on file.
    ['LOPEZ JOSE', ['García López', 'José'], ['Pérez', 'José']],
    ['IWANOW IVAN', ['Ivanov', 'Ivan'], ['Dimitrov', 'Ivan']],
    ['LOPEZ JOSE', ['García López', 'José'], ['López', 'José']],
    // Two spellings of one name.
    ['TAHIRI MOHAMED', ['Tahiri', 'Muhammad'], ['Tahiri', 'Mohamed']],
    ['IWANOW SERGEJ', ['Ivanov', 'Sergei'], ['Iwanow', 'Sergej']],
  ] as const)('"%s" goes to a person beside somebody near: %j, %j', (text, one, other) => {
    const fines = [born(one[0], one[1], '1985-05-14'), born(other[0], other[1], '1985-05-14', 2)];
    const outcome = match(`${text} 14/05/1985`, ...fines);
    expect(outcome.outcome).toBe('proposed');
    expect(outcome.outcome === 'proposed' && outcome.candidates.map(({ decisionId }) => decisionId).sort()).toEqual(['d1', 'd2']); // prettier-ignore
  });

  it.each([
    ['EXEMPLAAR MARIA', 'Exemplaar', 'Maria', 'Mario'],
    ['EXEMPLAAR ANDREAS', 'Exemplaar', 'Andreas', 'Andrea'],
    ['EXEMPLAAR DANIELA', 'Exemplaar', 'Daniela', 'Daniel'],
    ['EXEMPLAAR JANA', 'Exemplaar', 'Jana', 'Jan'],
  ])('"%s" stays that of %s %s, never of %s', (text, surname, one, other) => {
    const fines = [born(surname, one, '1985-05-14'), born(surname, other, '1985-05-14', 2)];
    expect(match(`${text} 14/05/1985`, ...fines)).toMatchObject({ outcome: 'booked', shares: [{ decisionId: 'd1' }] });
  });

  it('whoever has the whole date and the first name is proposed at least, but on 1 January', () => {
    for (const text of ['ZZYZX KARIM', 'KARIM', 'UNREADABLE KARIEM'])
      expect(match(`${text} 14/05/1985`, born('Exemplari', 'Karim', '1985-05-14'))).toMatchObject({
        outcome: 'proposed',
        candidates: [{ decisionId: 'd1', confidence: 40, reason: { code: 'candidate-first-name-and-birth-date' } }],
      });
    expect(match('ZZYZX KARIM 01/01/1985', born('Exemplari', 'Karim', '1985-01-01')).outcome).toBe('suspense');
  });
});
