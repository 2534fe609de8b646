import { borderDecision, presenceDecision } from '../../test/support/letter-samples';
import { readPdf } from '../../test/support/pdf-reader';
import { bindLetters } from './bound-letters';
import { decisionLetter } from './decision-letter';
import { renderLetter } from './letter-pdf';
import { mapReferences, UnreadablePdfError } from './pdf-file';

const createdAt = new Date('2026-03-12T10:00:00Z');

describe('letters bound for the printer', () => {
  it('have every page of every letter, in order, with nothing between them', async () => {
    const contents = [borderDecision('fr'), presenceDecision('nl'), borderDecision('de')].map((data) =>
      decisionLetter(data),
    );
    const letters = await Promise.all(contents.map((content) => renderLetter(content, { createdAt })));
    const apart = await Promise.all(letters.map((letter) => readPdf(letter)));
    const bound = await readPdf(bindLetters(letters));
    expect(bound.pages).toEqual(apart.flatMap(({ pages }) => pages));
    expect(bound.operations.map((page) => page.length)).toEqual(
      apart.flatMap(({ operations }) => operations.map((page) => page.length)),
    );
  });

  it('come out the same each time, and leave the letters as they were', async () => {
    const letter = await renderLetter(decisionLetter(borderDecision('fr')), { createdAt });
    const before = Buffer.from(letter);
    expect(bindLetters([letter, letter]).equals(bindLetters([letter, letter]))).toBe(true);
    expect(letter.equals(before)).toBe(true);
  });

  it('refuses what is no letter', () => {
    expect(() => bindLetters([Buffer.from('%PDF-1.7 nothing')])).toThrow(UnreadablePdfError);
  });

  it('leaves strings alone when it numbers anew', () => {
    const text = '<< /A 1 0 R /B (1 0 R \\) ((x)) 2 0 R) /C <31203020 52> /D [10 0 R 3.1 0 R] /E 12 >>';
    expect(mapReferences(text, (object) => `${object + 100} 0 R`)).toBe(
      '<< /A 101 0 R /B (1 0 R \\) ((x)) 2 0 R) /C <31203020 52> /D [110 0 R 3.1 0 R] /E 12 >>',
    );
  });
});
