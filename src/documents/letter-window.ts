import { plain, type AddressWindow, type RichText } from './letter-content';
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
  bottom: millimetres(92),
} as const;

const GAP = millimetres(2);

/** The line is smaller, the longer the sender's address is: a letter that nobody takes has to find its way back. */
const REFERENCE_STYLES: readonly TextStyle[] = [6.8, 6.2, 5.6, 5].map((size) => ({ ...STYLE.running, size }));

/** Address lines are smaller and stand closer, the more there are, so that the last is still shown. */
const ADDRESS_STYLES: readonly (TextStyle & { readonly maxLines: number })[] = [
  { ...STYLE.body, size: 9.5, leading: 12.6, maxLines: 4 },
  { ...STYLE.body, size: 9.2, leading: 11.4, maxLines: 5 },
  { ...STYLE.body, size: 8.6, leading: 9.7, maxLines: 6 },
  { ...STYLE.body, size: 7.6, leading: 8.3, maxLines: 7 },
  { ...STYLE.body, size: 6.8, leading: 7.3, maxLines: 8 },
  { ...STYLE.body, size: 6.2, leading: 6.5, maxLines: 9 },
];

/** Reference and return address, the address, and beside it the reference as a code for letters that come back. */
export function paintWindow(sheet: LetterSheet, window: AddressWindow): void {
  paintReference(sheet, window);
  const width = WINDOW.width - WINDOW.code - GAP;
  const { lines, style } = setAddress(sheet, window.lines, width);
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
  const set = (text: string, style: TextStyle): Line[] => setText(sheet, plain(text), WINDOW.width, style);
  const whole = `${reference} · ${returnAddress}`;
  const fitting = REFERENCE_STYLES.find((style) => set(whole, style).length === 1);
  // Where no size holds both, the reference alone stands there: it is what a letter is known by, and its head bears the address.
  const style = fitting ?? REFERENCE_STYLES.at(-1) ?? STYLE.running;
  const lines = fitting === undefined ? set(reference, style) : set(whole, style);
  const paragraph = sheet.element(sheet.root, 'P');
  sheet.paintLines(paragraph, 'P', lines.slice(0, 1), { x: WINDOW.left, y: WINDOW.referenceTop }, style);
  paragraph.end();
}

/** The address in the largest type in which the window holds all of it. */
function setAddress(
  sheet: LetterSheet,
  entries: readonly RichText[],
  width: number,
): { readonly lines: readonly Line[]; readonly style: TextStyle } {
  let lines: readonly Line[] = [];
  let style: TextStyle = STYLE.body;
  for (const { maxLines, ...own } of ADDRESS_STYLES) {
    const [name = [], ...others] = entries.map((entry) => setText(sheet, entry, width, own));
    style = own;
    lines = [...name, ...others.flat()];
    if (lines.length <= maxLines) break;
    lines = shortened(sheet, name, others.flat(), maxLines);
  }
  return { lines, style };
}

/** Street and place must stay visible, and the end of the name: what is left out of its middle is marked. */
function shortened(sheet: LetterSheet, name: readonly Line[], others: readonly Line[], maxLines: number): Line[] {
  const kept = Math.max(3, maxLines - others.length);
  const [mark] = setText(sheet, plain('…'), WINDOW.width, STYLE.body);
  const whole = name.length <= kept || mark === undefined;
  const shown = whole ? name : [...name.slice(0, kept - 2), mark, ...name.slice(-1)];
  return [...shown, ...others.slice(-Math.max(1, maxLines - shown.length))];
}
