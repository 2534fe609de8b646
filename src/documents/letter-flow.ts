import { breakLines, type Line } from './letter-text';
import type { RichText } from './letter-content';
import { SHEET, type LetterSheet, type StructureElement, type TextStyle } from './letter-sheet';

/**
 * A block that is measured and ready to be painted. `before` is the white space above it, `lead` what must fit under
 * the previous block for this one to begin there, `height` the whole without page breaks (points).
 */
export interface PreparedBlock {
  readonly before: number;
  readonly lead: number;
  readonly height: number;
  readonly keepWithNext?: boolean;
  paint(parent: StructureElement): void;
}

/** Lines that never stand alone at the foot or the head of a page. */
export const TOGETHER = 2;

/** Sets a text for a style and a width. */
export function setText(sheet: LetterSheet, content: RichText, width: number, style: TextStyle): Line[] {
  return breakLines(content, width, sheet.measure(style.size));
}

/**
 * How many of `remaining` lines go on the current page when `room` lines fit: no single line is left behind or carried
 * over. `onFreshPage` lets anything begin.
 */
export function linesForPage(remaining: number, room: number, isStart: boolean, onFreshPage: boolean): number {
  if (remaining <= room) return remaining;
  const least = isStart ? Math.min(TOGETHER, remaining) : 1;
  const taken = remaining - room === 1 ? room - 1 : room;
  if (taken < least) return onFreshPage ? Math.max(1, room) : 0;
  return taken;
}

/** Paints lines that may flow over pages, as content of one element. */
export function flowLines(
  sheet: LetterSheet,
  element: StructureElement,
  tag: string,
  lines: readonly Line[],
  place: { x: number; style: TextStyle },
): void {
  let from = 0;
  while (from < lines.length) {
    const room = Math.floor(sheet.room / place.style.leading);
    const count = linesForPage(lines.length - from, room, from === 0, sheet.y <= SHEET.nextTop);
    if (count === 0) {
      sheet.newPage();
      continue;
    }
    sheet.paintLines(element, tag, lines.slice(from, from + count), { x: place.x, y: sheet.y }, place.style);
    sheet.y += count * place.style.leading;
    from += count;
    if (from < lines.length) sheet.newPage();
  }
}
