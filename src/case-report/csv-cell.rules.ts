/**
 * What a spreadsheet begins a formula with, in its full-width forms too, or a control that some programs take for a new cell;
 * whatever stands before it without being seen.
 */
const FORMULA = /^[\s\u007f-\u00a0\u200b-\u200f\u2060\ufeff]*[\u0000-\u001f=+\-@\uff1d\uff0b\uff0d\uff20\u2212]/u;

/**
 * A text as the cell of a CSV that no spreadsheet reads as a formula: an apostrophe goes before what would be one. NUL, which ends the
 * text for some programs and hides what follows, becomes the character that stands for what cannot be shown. Everything else stays as it is.
 */
export function csvCell(text: string): string {
  const shown = text.replaceAll('\u0000', '\ufffd');
  return FORMULA.test(text) ? `'${shown}` : shown;
}
