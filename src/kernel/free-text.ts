import { accept, refuse, type Outcome } from './outcome';

/** Longest free text (motivation, statement, reason) in Unicode code points. */
export const FREE_TEXT_MAX_LENGTH = 20_000;

// As in names, except that lines and tabs belong to a text.
const REFUSED_CHARACTER = /(?![\n\t])[\p{Cc}\p{Cs}\p{Co}\u202a-\u202e\u2066-\u2069\ufffd]/u;

/** Letters, in any script, below which a text explains nothing: a full stop or "see file" is no reason. */
export const REASON_MIN_LETTERS = 10;

export interface FreeTextLimits {
  readonly field: string;
  /** The rule that asks for the text, in docs/rules.md. */
  readonly rule?: string;
  readonly max?: number;
}

/**
 * Checks a text of one or more lines that has to be there. Outer white space is dropped, line ends become LF, the text NFC.
 * Refuses on its field: `required` (white space alone too), `too-long` (params `max`, `length`), `control-characters`
 * (params `codePoint`, `position` from 1).
 */
export function checkFreeText(text: string | undefined, limits: FreeTextLimits): Outcome<string> {
  const { field, max = FREE_TEXT_MAX_LENGTH } = limits;
  const details = limits.rule === undefined ? { field } : { field, rule: limits.rule };
  const clean = (text ?? '').replace(/\r\n?/g, '\n').trim();
  if (clean === '') return refuse('required', details);
  const found = REFUSED_CHARACTER.exec(clean);
  if (found) {
    const codePoint = `U+${(found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
    return refuse('control-characters', { ...details, params: { codePoint, position: found.index + 1 } });
  }
  const value = clean.normalize('NFC');
  const length = Array.from(value).length;
  if (length > max) return refuse('too-long', { ...details, params: { max, length } });
  return accept(value);
}

/**
 * Checks a stated reason: a free text that says something. Refuses what `checkFreeText` refuses, and `reason-too-short` below
 * REASON_MIN_LETTERS letters (params `min`, `letters`); digits and signs count for nothing.
 */
export function checkStatedReason(text: string | undefined, limits: FreeTextLimits): Outcome<string> {
  const checked = checkFreeText(text, limits);
  if (!checked.ok) return checked;
  const letters = checked.value.match(/\p{L}/gu)?.length ?? 0;
  if (letters >= REASON_MIN_LETTERS) return checked;
  const { field, rule } = limits;
  return refuse('reason-too-short', { field, ...(rule && { rule }), params: { min: REASON_MIN_LETTERS, letters } });
}
