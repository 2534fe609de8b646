import type { Face } from './letter-fonts';
import type { RichText } from './letter-content';
import { staysTogether } from './letter-ties';

/** Width in points of a text set in a face. */
export type Measure = (text: string, face: Face) => number;

/** A stretch of one line that is drawn in one go. `x` is the offset from the left of the line, in points. */
export interface Fragment {
  readonly text: string;
  readonly face: Face;
  readonly x: number;
  readonly width: number;
  /** BCP 47, where it differs from the letter's. */
  readonly language?: string;
  /** Right-to-left words, drawn one by one; `text` is in logical order. */
  readonly words?: readonly { readonly text: string; readonly x: number }[];
}

export interface Line {
  readonly fragments: readonly Fragment[];
  readonly width: number;
}

interface Atom {
  /** Without the spaces that follow it. */
  readonly text: string;
  readonly spaces: string;
  readonly face: Face;
  readonly language: string | undefined;
  readonly rightToLeft: boolean;
  readonly width: number;
  readonly spacesWidth: number;
}

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

/** Right-to-left letters of one word with what stands between them; the rest of a mixed word (`محمد-Ali`) keeps its own direction. */
const RIGHT_TO_LEFT_RUN =
  /([\p{Script=Arabic}\p{Script=Hebrew}](?:[^\p{L}\p{N}]*[\p{Script=Arabic}\p{Script=Hebrew}\p{M}])*)/u;

/**
 * Sets a text in lines of at most `width` points, broken at ordinary spaces only, and not at those of `staysTogether`; a word wider than the line is cut
 * between characters (never before a combining mark). Runs of right-to-left words keep their own direction inside
 * the left-to-right line.
 */
export function breakLines(content: RichText, width: number, measure: Measure): Line[] {
  const lines: Line[] = [];
  let line: Atom[] = [];
  let used = 0;
  for (const word of tied(wordsOf(content, measure), width)) {
    const wordWidth = widthOfWord(word);
    if (line.length > 0 && used + wordWidth > width) {
      lines.push(assemble(line));
      line = [];
      used = 0;
    }
    for (const piece of wordWidth > width ? cut(word, width, measure) : [word]) {
      if (line.length > 0 && used + widthOfWord(piece) > width) {
        lines.push(assemble(line));
        line = [];
        used = 0;
      }
      line.push(...piece);
      used += piece.reduce((sum, atom) => sum + atom.width + atom.spacesWidth, 0);
    }
  }
  if (line.length > 0 || lines.length === 0) lines.push(assemble(line));
  return lines;
}

/** Words are what must stay together: atoms of several runs without a space between them (a bold amount and its comma). */
function* wordsOf(content: RichText, measure: Measure): Generator<Atom[]> {
  let word: Atom[] = [];
  for (const run of content) {
    const face: Face = run.bold ? 'bold' : 'regular';
    for (const match of run.text.matchAll(/([^ ]*)( *)/g)) {
      const [whole, text = '', spaces = ''] = match;
      if (whole === '') continue;
      const parts = RIGHT_TO_LEFT.test(text) ? text.split(RIGHT_TO_LEFT_RUN).filter((part) => part !== '') : [text];
      parts.forEach((part, index) => {
        word.push(atomOf(part, index === parts.length - 1 ? spaces : '', face, run.language, measure));
      });
      if (spaces !== '') {
        yield word;
        word = [];
      }
    }
  }
  if (word.length > 0) yield word;
}

/** Words that stay together become one, unless the line is too short for them. */
function* tied(words: Iterable<Atom[]>, width: number): Generator<Atom[]> {
  let before: Atom[] | undefined;
  for (const word of words) {
    const isTied =
      before !== undefined &&
      staysTogether(before.at(-1)?.text ?? '', word[0]?.text ?? '') &&
      widthOfWord([...before, ...word]) <= width;
    if (isTied) before?.push(...word);
    else {
      if (before !== undefined) yield before;
      before = word;
    }
  }
  if (before !== undefined) yield before;
}

function atomOf(text: string, spaces: string, face: Face, language: string | undefined, measure: Measure): Atom {
  const width = text === '' ? 0 : measure(text, face);
  const spacesWidth = spaces === '' ? 0 : measure(spaces, face);
  return { text, spaces, face, language, rightToLeft: RIGHT_TO_LEFT.test(text), width, spacesWidth };
}

/** Trailing spaces may hang over the edge: they do not count. They are painted, so that words of two lines stay apart for whoever listens. */
function widthOfWord(word: readonly Atom[]): number {
  return word.reduce((sum, atom, index) => sum + atom.width + (index < word.length - 1 ? atom.spacesWidth : 0), 0);
}

/** Cuts a word that no line can hold into pieces that fit, between a character and the next base character. */
function cut(word: readonly Atom[], width: number, measure: Measure): Atom[][] {
  const pieces: Atom[][] = [];
  for (const atom of word) {
    const characters = atom.text.match(/\P{M}\p{M}*|\p{M}+/gu) ?? [];
    let piece = '';
    for (const character of characters) {
      if (piece !== '' && measure(piece + character, atom.face) > width) {
        pieces.push([atomOf(piece, '', atom.face, atom.language, measure)]);
        piece = '';
      }
      piece += character;
    }
    pieces.push([atomOf(piece, atom.spaces, atom.face, atom.language, measure)]);
  }
  return pieces;
}

/** One line of atoms as fragments: neighbours of one look are joined, so that a line is mostly one drawing operation. */
function assemble(atoms: readonly Atom[]): Line {
  const fragments: Fragment[] = [];
  let x = 0;
  for (const group of groupsOf(atoms)) {
    const fragment = group[0]?.rightToLeft ? rightToLeftFragment(group, x) : leftToRightFragment(group, x);
    if (fragment) fragments.push(fragment);
    x += group.reduce((sum, atom) => sum + atom.width + atom.spacesWidth, 0);
  }
  const last = fragments[fragments.length - 1];
  return { fragments, width: last ? last.x + last.width : 0 };
}

function groupsOf(atoms: readonly Atom[]): Atom[][] {
  const groups: Atom[][] = [];
  for (const atom of atoms) {
    const group = groups[groups.length - 1];
    const first = group?.[0];
    const sameLook =
      first?.face === atom.face && first.language === atom.language && first.rightToLeft === atom.rightToLeft;
    if (group && sameLook) group.push(atom);
    else groups.push([atom]);
  }
  return groups;
}

function leftToRightFragment(group: readonly Atom[], x: number): Fragment | undefined {
  const first = group[0];
  if (!first) return undefined;
  const text = group.map((atom) => atom.text + atom.spaces).join('');
  if (text === '') return undefined;
  return {
    text,
    face: first.face,
    x,
    width: widthOfGroup(group),
    ...(first.language ? { language: first.language } : {}),
  };
}

/** Without the spaces behind the last word. */
function widthOfGroup(group: readonly Atom[]): number {
  return group.reduce((sum, atom, index) => sum + atom.width + (index < group.length - 1 ? atom.spacesWidth : 0), 0);
}

/** The first word in reading order stands rightmost; the font joins and turns the letters within a word. */
function rightToLeftFragment(group: readonly Atom[], x: number): Fragment | undefined {
  const first = group[0];
  if (!first) return undefined;
  const inner = widthOfGroup(group);
  let right = x + inner;
  // The spaces are painted too, for whoever copies or searches the text; the last one lies towards what follows.
  const words = group.flatMap((atom, index) => {
    right -= atom.width;
    const placed = [{ text: atom.text, x: right }];
    if (atom.spaces === '') return placed;
    right -= atom.spacesWidth;
    return [...placed, { text: atom.spaces, x: index < group.length - 1 ? right : x + inner }];
  });
  const text = group
    .map((atom) => atom.text + atom.spaces)
    .join('')
    .trimEnd();
  return { text, face: first.face, x, width: inner, words, ...(first.language ? { language: first.language } : {}) };
}
