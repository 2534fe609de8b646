import { LANGUAGES } from '../ui/language';
import { LOCALES_FOLDER } from '../ui/pages';
import { Translations } from '../ui/translator';
import { messageLines } from './quarantine.view';

const translations = new Translations({ folder: LOCALES_FOLDER });
const inEnglish = (given: Parameters<typeof messageLines>[0]): string[] =>
  messageLines(given).map(({ key, params }) => translations.for('en').t(key, params));

describe('a message of FPS Finance that was not understood, as people read it', () => {
  const odd = {
    kind: 'seizureOfBoat',
    reportId: 'report:R-7',
    content: { kind: 'seizureOfBoat', occurredOn: '2026-11-20', amountCents: 5_000, installments: [{}, {}], note: 'Moored.' }, // prettier-ignore
  };

  it('names what it is and each thing that it says, and quotes what has no name', () => {
    const lines = inEnglish(odd);
    expect(lines).toHaveLength(6);
    for (const word of ['seizureOfBoat', 'R-7', '20 November 2026', '50.00', '2', 'Moored.'])
      expect(lines.join('\n').replace(/[\u00a0\u202f]/g, ' ')).toContain(word);
    for (const raw of ['occurredOn', 'amountCents', 'installments', 'reportId'])
      expect(lines.join()).not.toContain(raw);
  });

  it('tells a rejection with its code, and a known kind that could not be applied by its name', () => {
    const rejection = { kind: 'rejection', reportId: 'rejection:0123', content: { code: 'moonPhase', note: '' } };
    expect(inEnglish(rejection)).toEqual([expect.stringContaining('moonPhase')]);
    const reversal = { kind: 'collectionReversed', reportId: 'report:2', content: { kind: 'collectionReversed' } };
    const [what] = inEnglish(reversal);
    expect(what).not.toContain('collectionReversed');
  });

  it.each(LANGUAGES)('has its words in %s', (language) => {
    const { t } = translations.for(language);
    for (const { key, params } of messageLines(odd)) expect(t(key, params)).not.toContain('{{');
  });
});
