/**
 * What a spreadsheet begins a formula with, in its full-width forms too, or a control that some programs take for a new cell;
 * whatever stands before it without being seen.
 */
const FORMULA = /^[\s\u007f-\u00a0\u200b-\u200f\u2060\ufeff]*[\u0000-\u001f=+\-@\uff1d\uff0b\uff0d\uff20\u2212]/u;

/**
 * The same inside a text, after what parts cells where the list separator is not a comma, as in Belgium, or after the end of a line: such a
 * spreadsheet does not see our quotes, for the quoted cell does not begin where its own does; a quote of the text then opens a cell of its own.
 */
const FORMULA_WITHIN =
  /([;\t\r\n][\s"\u007f-\u00a0\u200b-\u200f\u2060\ufeff]*)([=+\-@\uff1d\uff0b\uff0d\uff20\u2212])/gu;

/**
 * A text as the cell of a CSV that no spreadsheet reads as a formula: an apostrophe goes before what would be one, wherever a
 * cell may begin. NUL, which ends the
 * text for some programs and hides what follows, becomes the character that stands for what cannot be shown. Everything else stays as it is.
 */
export function csvCell(text: string): string {
  const shown = text.replaceAll('\u0000', '\ufffd').replace(FORMULA_WITHIN, "$1'$2");
  return FORMULA.test(text) ? `'${shown}` : shown;
}
