import { legalDate } from '../kernel/legal-date';
import { LETTER_LANGUAGES } from './letter-content';
import { printableText } from './letter-fonts';
import { SAMPLE_OBLIGATIONS } from './letter-samples';
import { motivationBlocks } from './motivation-blocks';
import { hasOpenGaps } from './motivation-gaps.rules';

const on = legalDate('2026-03-12');

describe('motivation blocks', () => {
  it.each(LETTER_LANGUAGES)('R2.4: offer for each obligation in %s passages that have to be completed', (language) => {
    for (const code of SAMPLE_OBLIGATIONS) {
      const blocks = motivationBlocks(code, language, on);
      expect(blocks.length).toBeGreaterThanOrEqual(2);
      for (const block of blocks) {
        expect(hasOpenGaps(block)).toBe(true);
        expect(printableText(block, 'motivation').ok).toBe(true);
      }
    }
    expect(motivationBlocks('none', language, on)).toEqual([]);
  });

  it.each([
    ['Il ressort du rapport que […].', true],
    ['Il ressort du rapport que [...].', true],
    ['Il ressort du rapport que [ .. ].', true],
    ['Il a dit : « je… » [traduction].', false],
    ['', false],
  ])('R2.4: in %p a gap is open: %p', (text, open) => {
    expect(hasOpenGaps(text)).toBe(open);
  });

  it('speak the same of each obligation in each language', () => {
    for (const code of SAMPLE_OBLIGATIONS) {
      const gaps = LETTER_LANGUAGES.map((language) =>
        motivationBlocks(code, language, on).map((block) => block.split('[…]').length),
      );
      expect(gaps[1]).toEqual(gaps[0]);
      expect(gaps[2]).toEqual(gaps[0]);
    }
  });
});
