import { searchKey } from '../kernel/person-name';
import type { Cents } from '../kernel/money';
import type { Evidence } from './evidence.rules';
import type { FineToMatch } from './fine-index.rules';

/** An amount beside the letters: then `EUR` is the currency and no department. */
const AMOUNT_BEFORE = /(?<![\d/.-])\d{1,5}(?:[.,]\d{1,2})?\s*$/;
const AMOUNT_AFTER = /^\s*\d{1,5}(?:[.,]\d{1,2})?(?![\d/.-])/;
const DEPARTMENT_OF = /^[A-Z]{2,5}(?=[-\s./]?\d{4})/;
const YEAR_OF = /^[A-Z]{2,5}[-\s./]?(?<year>\d{4})/;

/**
 * Which of one person's fines the text means: the deciding department by code or name (R3.3), the article, the year of the decision.
 * Each is asked in turn and narrows only when it speaks for some of them. Returns those that are left; all of them when the text
 * says nothing.
 */
export function finesTold(fines: readonly FineToMatch[], evidence: Evidence): readonly FineToMatch[] {
  return [namesDepartment, namesArticle, namesYear].reduce((left, tells) => {
    const told = left.length > 1 ? left.filter((fine) => tells(fine, evidence)) : [];
    return told.length > 0 ? told : left;
  }, fines);
}

/** The one whose debt is the amount, when it is one only. */
export function fineOfAmount(fines: readonly FineToMatch[], amountCents: Cents): FineToMatch | undefined {
  const [found, ...others] = fines.filter(({ outstandingCents }) => outstandingCents === amountCents);
  return others.length === 0 ? found : undefined;
}

/** True when the text names the deciding department of the fine: its code as a word, or one of its names whole. */
export function namesDepartment({ number, departmentNames = [] }: FineToMatch, { text }: Evidence): boolean {
  const code = DEPARTMENT_OF.exec(number)?.[0];
  if (code !== undefined && namesCode(text, code)) return true;
  if (departmentNames.length === 0) return false;
  const key = ` ${searchKey(text)} `;
  return departmentNames.some((name) => key.includes(` ${searchKey(name)} `));
}

function namesCode(text: string, code: string): boolean {
  const asWord = new RegExp(`(?<![\\p{L}\\d])${code}(?![\\p{L}\\d])`, 'giu');
  return [...text.matchAll(asWord)].some(({ index }) => {
    const [before, after] = [
      text.slice(Math.max(0, index - 12), index),
      text.slice(index + code.length, index + code.length + 12),
    ];
    return code !== 'EUR' || !(AMOUNT_BEFORE.test(before) || AMOUNT_AFTER.test(after));
  });
}

/** `4bis`, `42 quinquies`; an article without such an ending only after the word itself, for 42 alone may be anything. */
function namesArticle({ article }: FineToMatch, { text }: Evidence): boolean {
  const parts = /^(?<number>\d+)(?<ending>[a-z]*)$/.exec(article ?? '')?.groups;
  if (parts?.['number'] === undefined) return false;
  const [number, ending = ''] = [parts['number'], parts['ending']];
  const written =
    ending === ''
      ? `art(?:\\.|icle|ikel)?\\s?${number}(?!\\s?(?:bis|quinquies|octies)|[\\d/.-])`
      : `(?<![\\d/.-])${number}\\s?${ending}(?!\\p{L})`;
  return new RegExp(written, 'iu').test(text);
}

/** The year of the decision as it stands in its number, and alone in the text. */
function namesYear({ number }: FineToMatch, { birthYears }: Evidence): boolean {
  const year = YEAR_OF.exec(number)?.groups?.['year'];
  return year !== undefined && birthYears.includes(year);
}
