import { readFileSync } from 'node:fs';
import { create, type Font, type GlyphRun } from 'fontkit';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';

/** The faces of a letter: DejaVu Sans Condensed, for its reach (Latin Extended, Vietnamese, Greek, Cyrillic, Arabic, Hebrew …). */
export type Face = 'regular' | 'bold';

const FILES: Readonly<Record<Face, string>> = {
  regular: 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf',
  bold: 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf',
};

const parsed = new Map<Face, Font>();

/**
 * The parsed font of a face, read once per process and shared by every letter: parsing it anew for each letter costs
 * five times the rest of the work. pdfkit only reads from it, so letters may be made concurrently.
 */
export function letterFont(face: Face): Font {
  const known = parsed.get(face);
  if (known) return known;
  const font = create(readFileSync(require.resolve(FILES[face])));
  if (!('layout' in font)) throw new Error(`not a single font: ${FILES[face]}`);
  const shared = withShapingCache(font);
  parsed.set(face, shared);
  return shared;
}

/** Shaped words kept per face; the texts of the templates are some thousand. */
const MOST_SHAPED = 20_000;

/**
 * The same font, which shapes each word once per process: letters say mostly the same. pdfkit scales the positions of a
 * run in place, so it is given copies.
 */
function withShapingCache(font: Font): Font {
  const shaped = new Map<string, GlyphRun>();
  const cached = Object.create(font) as Font;
  cached.layout = (text, ...options) => {
    if (options.some((option) => option !== undefined)) return font.layout(text, ...options);
    let run = shaped.get(text);
    if (run === undefined) {
      if (shaped.size >= MOST_SHAPED) shaped.clear();
      run = font.layout(text);
      shaped.set(text, run);
    }
    const copy = Object.create(Object.getPrototypeOf(run) as object) as GlyphRun;
    return Object.assign(copy, run, { positions: run.positions.map((position) => ({ ...position })) });
  };
  return cached;
}

const advances: Readonly<Record<Face, Map<string, number>>> = { regular: new Map(), bold: new Map() };

/** Width of a word in a face, in ems: times the size it is points. */
export function advanceInEms(text: string, face: Face): number {
  const known = advances[face].get(text);
  if (known !== undefined) return known;
  if (advances[face].size >= MOST_SHAPED) advances[face].clear();
  const font = letterFont(face);
  const width = font.layout(text).advanceWidth / font.unitsPerEm;
  advances[face].set(text, width);
  return width;
}

/**
 * Scripts that the bundled faces show and that the line setting puts in the right order (letter-text.ts).
 * A character of another script is refused even where the font happens to have its glyph: joining and reordering
 * would not be right.
 */
const KNOWN_SCRIPTS =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Common}\p{Script=Inherited}]$/u;

/** Control and format characters, private use, lone surrogates and unassigned code points; the two joiners of Persian names are wanted. */
const NEVER_PRINTED = /^[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]$/u;
const JOINERS = new Set(['\u200c', '\u200d']);

function isPrintable(character: string): boolean {
  if (JOINERS.has(character)) return true;
  if (NEVER_PRINTED.test(character) || !KNOWN_SCRIPTS.test(character)) return false;
  const codePoint = character.codePointAt(0) ?? 0;
  return letterFont('regular').hasGlyphForCodePoint(codePoint) && letterFont('bold').hasGlyphForCodePoint(codePoint);
}

const judged = new Map<string, boolean>();

/** The distinct characters of a text that a letter cannot show; empty when all can be shown. Line ends count as unprintable. */
export function unprintableCharacters(text: string): string[] {
  const bad = new Set<string>();
  for (const character of text) {
    let printable = judged.get(character);
    if (printable === undefined) {
      printable = isPrintable(character);
      judged.set(character, printable);
    }
    if (!printable) bad.add(character);
  }
  return [...bad];
}

/**
 * Accepts a text that can be printed in a letter, with line ends between its paragraphs and tabs.
 * Refuses with `text-not-printable`; `characters` names the code points (U+0007), at most ten. Call it when the text is
 * typed, so that nobody learns of it at signature.
 */
export function printableText(text: string, field: string): Outcome<string, Refusal<'text-not-printable'>> {
  const bad = unprintableCharacters(text.replace(/[\r\n\t]/g, ' '));
  if (bad.length === 0) return accept(text);
  return refuse('text-not-printable', {
    field,
    params: { characters: bad.slice(0, 10).map(codePointName).join(', ') },
  });
}

/**
 * A text for a list, which has to be printed whatever stands in it: each character that the fonts cannot show is named in its place
 * (`[U+1F9FF]`), and nothing is left out. A letter to somebody is refused instead (`printableText`).
 */
export function withNamedCharacters(text: string): string {
  return Array.from(text, (each) => (unprintableCharacters(each).length === 0 ? each : `[${codePointName(each)}]`)).join(''); // prettier-ignore
}

/** `U+0007`: names a character that must not itself be shown. */
export function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
