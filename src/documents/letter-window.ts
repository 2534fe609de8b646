import { plain, type AddressWindow } from './letter-content';
import { setText } from './letter-flow';
import { millimetres, STYLE, type LetterSheet, type TextStyle } from './letter-sheet';
import { paintQr } from './letter-slips';
import type { Line } from './letter-text';

/**
 * The part of the first page that shows through the window of a C5/6 envelope (114 × 229 mm, window of 40 × 110 mm at the
 * right, 15 mm from the right and 20 mm from the bottom) wherever the sheet, folded in three, slides inside it: 15 mm up or down
 * and 19 mm sideways leave 54 to 79 mm from the top and 104 to 195 mm from the left.
 */
const SHOWN = {
  left: millimetres(104),
  right: millimetres(195),
  top: millimetres(54),
  bottom: millimetres(79),
} as const;

/** Where the parts of the window stand; `bottom` is where the letter goes on. */
export const WINDOW = {
  left: millimetres(108),
  width: millimetres(82),
  referenceTop: SHOWN.top + 1,
  addressTop: millimetres(57.8),
  code: millimetres(14),
  maxLines: 6,
  bottom: millimetres(92),
} as const;

const GAP = millimetres(2);

const REFERENCE_STYLE = { ...STYLE.running, size: 6.8 } as const;

/** Address lines stand closer, the more there are, so that the last is still shown. */
function addressStyle(lineCount: number): TextStyle {
  if (lineCount <= 4) return { ...STYLE.body, size: 9.5, leading: 12.6 };
  return lineCount === 5 ? { ...STYLE.body, size: 9.2, leading: 11.4 } : { ...STYLE.body, size: 8.6, leading: 9.7 };
}

/** Reference and return address, the address, and beside it the reference as a code for letters that come back. */
export function paintWindow(sheet: LetterSheet, window: AddressWindow): void {
  paintReference(sheet, window);
  const width = WINDOW.width - WINDOW.code - GAP;
  const lines = shownLines(window.lines.flatMap((line) => setText(sheet, line, width, addressStyle(1))));
  const style = addressStyle(lines.length);
  lines.forEach((line, index) => {
    const paragraph = sheet.element(sheet.root, 'P');
    sheet.paintLines(paragraph, 'P', [line], { x: WINDOW.left, y: WINDOW.addressTop + index * style.leading }, style);
    paragraph.end();
  });
  if (window.code === undefined) return;
  const at = { x: WINDOW.left + WINDOW.width - WINDOW.code, y: WINDOW.addressTop };
  paintQr(sheet, sheet.root, window.code, { ...at, width: WINDOW.code });
}

function paintReference(sheet: LetterSheet, { reference, returnAddress }: AddressWindow): void {
  const whole = setText(sheet, plain(`${reference} · ${returnAddress}`), WINDOW.width, REFERENCE_STYLE);
  const lines = whole.length === 1 ? whole : setText(sheet, plain(reference), WINDOW.width, REFERENCE_STYLE);
  const paragraph = sheet.element(sheet.root, 'P');
  sheet.paintLines(paragraph, 'P', lines.slice(0, 1), { x: WINDOW.left, y: WINDOW.referenceTop }, REFERENCE_STYLE);
  paragraph.end();
}

/** The street and the place must stay visible: of a name too long for the window, the first lines are shown. */
function shownLines(lines: readonly Line[]): readonly Line[] {
  if (lines.length <= WINDOW.maxLines) return lines;
  return [...lines.slice(0, 2), ...lines.slice(lines.length - WINDOW.maxLines + 2)];
}
