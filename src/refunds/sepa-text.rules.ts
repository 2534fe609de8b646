import anyAscii from 'any-ascii';
import { suggestLatinForm } from '../kernel/transliteration';

/** EPC: a name has at most 70 characters. */
export const SEPA_NAME_LENGTH = 70;

/** What every bank of SEPA takes: Latin letters, digits and a few marks (EPC217-08). */
const ACCEPTED = /[A-Za-z0-9/\-?:().,'+ ]/;

/**
 * A text in the character set of SEPA, at most `max` characters: accents fall, other scripts are written in Latin letters, what has no
 * likeness becomes a blank. A name abroad keeps its sound; the page shows it beside the name as it was typed.
 */
export function sepaText(value: string, max: number): string {
  const latin = suggestLatinForm(value) ?? value;
  const plain = Array.from(anyAscii(latin), (character) => (ACCEPTED.test(character) ? character : ' ')).join('');
  // A slash at the ends, or two of them, mean something else to a bank.
  const tidy = plain
    .replace(/\/{2,}/g, '/')
    .replace(/ {2,}/g, ' ')
    .replace(/^[/ ]+|[/ ]+$/g, '');
  return tidy.slice(0, max).replace(/[/ ]+$/, '');
}
