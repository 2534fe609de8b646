import * as fc from 'fast-check';
import type { RichText } from './letter-content';
import { breakLines, type Line } from './letter-text';

/** Every character one point wide, combining marks none: lines can be counted by hand. */
const measure = (text: string): number => Array.from(text).filter((character) => !/\p{M}/u.test(character)).length;
const textOf = (line: Line): string => line.fragments.map((fragment) => fragment.text).join('');
const words = fc.array(fc.stringMatching(/^[a-zé]{1,12}$/), { maxLength: 40 });

describe('breakLines', () => {
  it('breaks at ordinary spaces only, and lets trailing spaces hang over', () => {
    const lines = breakLines([{ text: 'une amende de 200,00\u00a0€ à payer' }], 10, measure);
    expect(lines.map(textOf).map((text) => text.trimEnd())).toEqual(['une amende', 'de', '200,00\u00a0€ à', 'payer']);
  });

  it('keeps what follows a bold passage without a space on its line', () => {
    const content: RichText = [{ text: 'il faut ' }, { text: 'payer', bold: true }, { text: ', vite' }];
    const lines = breakLines(content, 12, measure);
    expect(lines.map(textOf).map((text) => text.trimEnd())).toEqual(['il faut', 'payer, vite']);
    expect(lines[1]?.fragments.map((fragment) => fragment.face)).toEqual(['bold', 'regular']);
  });

  it.each([
    ['une amende : payer', ['une', 'amende :', 'payer']],
    ['il a dit « oui »', ['il a dit', '« oui »']],
    ['voir l’article 42', ['voir', 'l’article 42']],
    ['geldboete nr. 2 is', ['geldboete', 'nr. 2 is']],
    ['le mardi 1er mars', ['le mardi', '1er mars']],
    ['een 12 maart', ['een', '12 maart']],
    ['payez 3 fois 12 ans', ['payez 3', 'fois 12 ans']],
  ])('keeps on one line what is read as one: %s', (text, expected) => {
    const width = Math.max(...expected.map(({ length }) => length));
    expect(breakLines([{ text }], width, measure).map((line) => textOf(line).trimEnd())).toEqual(expected);
  });

  it('breaks even there where the line is too short for both, and ties across runs', () => {
    expect(breakLines([{ text: 'communication : x' }], 13, measure).map(textOf)).toEqual(['communication ', ': x']);
    const content: RichText = [{ text: 'dans le ' }, { text: 'délai', bold: true }, { text: ' : un mois' }];
    expect(breakLines(content, 13, measure).map((line) => textOf(line).trimEnd())).toEqual([
      'dans le',
      'délai : un',
      'mois',
    ]);
  });

  it('gives one empty line for an empty text', () => {
    expect(breakLines([], 10, measure)).toEqual([{ fragments: [], width: 0 }]);
  });

  it('loses nothing, exceeds no line, and joins neighbours of one look', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 12, max: 60 }), (list, width) => {
        const lines = breakLines([{ text: list.join(' ') }], width, measure);
        expect(lines.map(textOf).join('')).toBe(list.join(' '));
        for (const line of lines) {
          expect(line.width).toBeLessThanOrEqual(width);
          expect(line.fragments.length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('cuts a word wider than the line, never before a combining mark', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^([a-z]\u0301?){30,90}$/), fc.integer({ min: 3, max: 20 }), (word, width) => {
        const lines = breakLines([{ text: word }], width, measure);
        expect(lines.map(textOf).join('')).toBe(word);
        for (const line of lines) {
          expect(line.width).toBeLessThanOrEqual(width);
          expect(textOf(line).startsWith('\u0301')).toBe(false);
        }
      }),
    );
  });

  it('sets the first right-to-left word rightmost, between the left-to-right words around it', () => {
    const [line] = breakLines([{ text: 'nom محمد العلوي ici' }], 40, measure);
    expect(line?.fragments.map((fragment) => fragment.text)).toEqual(['nom ', 'محمد العلوي', 'ici']);
    const [before, name, after] = line?.fragments ?? [];
    expect(name?.words).toEqual([
      { text: 'محمد', x: 11 },
      { text: ' ', x: 10 },
      { text: 'العلوي', x: 4 },
      { text: ' ', x: 15 },
    ]);
    expect([before?.x, name?.x, name?.width, after?.x]).toEqual([0, 4, 11, 16]);
  });

  it('keeps the direction of each part of a word that has two', () => {
    const [line] = breakLines([{ text: '(محمد-العلوي) محمد-Ali' }], 40, measure);
    expect(line?.fragments.map(({ text, words: parts }) => [text, parts !== undefined])).toEqual([
      ['(', false],
      ['محمد-العلوي', true],
      [') ', false],
      ['محمد', true],
      ['-Ali', false],
    ]);
  });
});
