import { borderDecision } from '../../test/support/letter-samples';
import { readPdf } from '../../test/support/pdf-reader';
import { legalDate } from '../kernel/legal-date';
import { coverSheet } from './cover-sheet';
import { LETTER_LANGUAGES, type LetterLanguage } from './letter-content';
import { renderLetter } from './letter-pdf';

const createdAt = new Date('2026-03-12T10:00:00Z');
const ADDRESS = ['Kerkstraat 99', '9000 Gent'];

async function rendered(language: LetterLanguage, recipient = 'Exemple Ada'): Promise<Buffer> {
  const { department, number } = borderDecision(language);
  const preparedOn = legalDate('2026-03-12');
  const content = coverSheet({
    language,
    department,
    reference: `${number}/2`,
    recipient,
    addressLines: ADDRESS,
    preparedOn,
  });
  return renderLetter(content, { createdAt });
}

describe('the sheet on top of a letter whose window shows another address', () => {
  it.each(LETTER_LANGUAGES)(
    '%s: shows the address and the reference by which it comes back, on one page',
    async (language) => {
      const { pages, unmarkedPainting } = await readPdf(await rendered(language));
      expect(pages).toHaveLength(1);
      for (const said of [...ADDRESS, 'Exemple Ada', `${borderDecision(language).number}/2`])
        expect(pages[0]).toContain(said);
      expect(unmarkedPainting).toEqual([]);
    },
  );

  it('names a character that no font shows: never an empty box', async () => {
    expect((await readPdf(await rendered('fr', 'Exemple \u{1F9FF} Ada'))).text).toContain('Exemple [U+1F9FF] Ada');
  });
});
