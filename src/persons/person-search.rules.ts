import { fromParts, parseBirthDate, type BirthDate } from '../kernel/birth-date';
import type { LegalDate } from '../kernel/legal-date';
import { parseNationalNumber, type NationalNumber } from '../kernel/national-number';
import { accept, refuse, verdict, type Outcome, type Refusal, type Verdict } from '../kernel/outcome';
import { nameTokens } from '../kernel/person-name';
import { soundKey } from '../kernel/transliteration';
import { numberKey } from './duplicate.rules';
import { parseOfficeFileNumber, type PersonFacts } from './person.rules';

/** How much each word must resemble (pg_trgm word similarity): `Jon` finds `John`, `Fernandes` finds `Fernandez`. */
export const WORD_SIMILARITY = 0.5;

/** How much all words together must resemble when no person has each of them, and for likely duplicates. */
export const NAMES_SIMILARITY = 0.4;

/** More hits than this are not shown: the search is to be narrowed. */
export const MAX_HITS = 50;

const MAX_WORDS = 12;

/** What somebody looks for, as typed; empty parts are absent. */
export interface TypedCriteria {
  readonly names?: string;
  readonly birthDate?: string;
  readonly officeFileNumber?: string;
  readonly nationalNumber?: string;
  /** Number of an identity document, an enterprise or a foreign register. */
  readonly documentNumber?: string;
}

export interface SearchCriteria {
  /** Folded words of the names, each once; particles of one or two letters only when there is nothing longer. */
  readonly words: readonly string[];
  /** All folded words, by which the hits are put in order. */
  readonly ranking: readonly string[];
  readonly birthDate?: BirthDate;
  readonly officeFileNumber?: string;
  readonly nationalNumber?: NationalNumber;
  /** Capitals and digits. */
  readonly documentNumber?: string;
  /** How each of the words sounds; empty when one of them says nothing that way. */
  readonly sounds: readonly string[];
}

/**
 * Checks what is searched. Refuses `search-without-criteria`, `search-too-many-words` (params `max`), `name-without-letter`,
 * `document-number-format`, and what the kernel refuses of a birth date or national number.
 */
export function checkCriteria(typed: TypedCriteria, today: LegalDate): Verdict<SearchCriteria> {
  const refusals: Refusal[] = [];
  const read = <T>(text: string | undefined, parse: (text: string) => Outcome<T>): T | undefined => {
    if (text === undefined || text.trim() === '') return undefined;
    const outcome = parse(text);
    if (outcome.ok) return outcome.value;
    refusals.push(outcome.refusal);
    return undefined;
  };
  const ranking = [...new Set(nameTokens(typed.names ?? ''))];
  const words = telling(ranking);
  if (words.length > MAX_WORDS)
    refusals.push({ code: 'search-too-many-words', field: 'names', params: { max: MAX_WORDS } });
  if (words.length === 0 && (typed.names ?? '').trim() !== '')
    refusals.push({ code: 'name-without-letter', field: 'names' });
  const birthDate = read(typed.birthDate, (text) => parseBirthDate(text, today));
  const officeFileNumber = read(typed.officeFileNumber, parseOfficeFileNumber);
  const nationalNumber = read(typed.nationalNumber, parseNationalNumber);
  const documentNumber = read(typed.documentNumber, parseDocumentNumber);
  const nothing = Object.values(typed).every((text: string | undefined) => (text ?? '').trim() === '');
  if (nothing) refusals.push({ code: 'search-without-criteria', field: 'names' });
  return verdict(refusals, {
    words,
    sounds: soundsOf(words),
    ranking,
    ...(birthDate && { birthDate }),
    ...(officeFileNumber !== undefined && { officeFileNumber }),
    ...(nationalNumber !== undefined && { nationalNumber }),
    ...(documentNumber !== undefined && { documentNumber }),
  });
}

function soundsOf(words: readonly string[]): string[] {
  const sounds = words.map(soundKey);
  return sounds.every(({ length }) => length > 1) ? [...new Set(sounds)] : [];
}

function parseDocumentNumber(text: string): Outcome<string> {
  const key = numberKey(text);
  return /^[A-Z0-9]{1,30}$/.test(key)
    ? accept(key)
    : refuse('document-number-format', { field: 'documentNumber', params: { max: 30 } });
}

/** `de`, `la`, `el` stand in too many names to say anything beside a longer word. */
function telling(words: readonly string[]): string[] {
  const longer = words.filter((word) => Array.from(word).length > 2);
  return longer.length > 0 ? longer : [...words];
}

/**
 * The names by which a likely duplicate is sought: in Latin letters, because another transliteration of the same name is
 * nearer than another script (trap 25).
 */
export function namesForDuplicates({ latinFamilyName, latinGivenNames }: PersonFacts): string {
  return nameTokens(`${latinFamilyName} ${latinGivenNames}`).join(' ');
}

/** The same date with day and month turned around, where that is another date that exists; nothing otherwise. */
export function withDayAndMonthSwapped(birthDate: BirthDate): BirthDate[] {
  const { year, month, day } = birthDate;
  if (month === undefined || day === undefined || month === day) return [];
  return fromParts(year, day, month) ? [{ year, month: day, day: month }] : [];
}
