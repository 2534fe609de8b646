import { birthDateFromIso, formatBirthDate, type BirthDate } from '../kernel/birth-date';
import { COUNTRY_CODES } from '../kernel/country';
import { NO_BREAK } from '../kernel/fixed-spaces';
import { countryOfIssuer } from '../kernel/icao-issuer';
import { brusselsDay, type LegalDate } from '../kernel/legal-date';
import { parseTypedDate } from './date-input';
import type { Language } from './language';

const LOCALES: Readonly<Record<Language, string>> = { fr: 'fr-BE', nl: 'nl-BE', de: 'de-BE', en: 'en-GB' };

/** Intl objects are slow to make and safe to share. */
function onePerLanguage<T>(make: (locale: string) => T): (language: Language) => T {
  const made = new Map<Language, T>();
  return (language) => {
    const existing = made.get(language);
    if (existing !== undefined) return existing;
    const fresh = make(LOCALES[language]);
    made.set(language, fresh);
    return fresh;
  };
}

const longMonth = onePerLanguage((locale) => new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }));
const countries = onePerLanguage((locale) => new Intl.DisplayNames([locale], { type: 'region', fallback: 'none' }));
const brusselsTime = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'Europe/Brussels',
});

function partsOf(date: LegalDate): [year: number, month: number, day: number] {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return [year, month, day];
}

/**
 * `2026-11-22` → `22 novembre 2026`, `22 november 2026`, `22. November 2026`, `22 November 2026`; French writes `1er`.
 * No line ends between the day and its month.
 */
export function formatDate(date: LegalDate, language: Language): string {
  const [year, month, day] = partsOf(date);
  const name = longMonth(language).format(new Date(Date.UTC(2000, month - 1, 1)));
  const ordinal = { de: `${day}.`, fr: day === 1 ? '1er' : `${day}`, nl: `${day}`, en: `${day}` }[language];
  return `${ordinal}${NO_BREAK}${name} ${year}`;
}

/** `2026-11-22` → `22/11/2026`, with full stops in German. Also what a date field shows. */
export function formatShortDate(date: LegalDate, language: Language): string {
  return date
    .split('-')
    .reverse()
    .join(language === 'de' ? '.' : '/');
}

/**
 * A known day (`22/11/2026`, `2026-11-22`) or a month of birth (`11/1987`) as a field shows it in the language of the page:
 * as its hint does. Anything else as it stands.
 */
export function dayInField(value: string, language: Language): string {
  const day = parseTypedDate(value);
  if (day !== undefined) return formatShortDate(day, language);
  return language === 'de' && /^\d{2}\/\d{4}$/.test(value) ? value.replace('/', '.') : value;
}

/** A known amount without sign and grouping (`200,00`, `200.00`) as an amount field shows it; anything else as it stands. */
export function amountInField(value: string, language: Language): string {
  const [, whole, rest] = /^(\d+)[.,](\d{2})$/.exec(value) ?? [];
  return whole === undefined || rest === undefined ? value : `${whole}${language === 'en' ? '.' : ','}${rest}`;
}

/**
 * A birth date as far as it is known, or its interchange form (`1987-03`), like a short day: `12/03/1987`, in German `12.03.1987`.
 * Throws a RangeError for a text that is none.
 */
export function formatBirthDay(birthDate: BirthDate | string, language: Language): string {
  const known = typeof birthDate === 'string' ? birthDateFromIso(birthDate) : birthDate;
  if (known === undefined) throw new RangeError('not a birth date');
  return formatBirthDate(known).replaceAll('/', language === 'de' ? '.' : '/');
}

/** Reads an instant as the database or the API gives it; throws a RangeError when it is none. */
export function instantOf(value: Date | string): Date {
  const instant = typeof value === 'string' ? new Date(value) : value;
  if (Number.isNaN(instant.getTime())) throw new RangeError('not an instant');
  return instant;
}

/** The day and the time of day on the clocks of Brussels. */
export function brusselsDayAndTime(instant: Date): { day: LegalDate; time: string } {
  return { day: brusselsDay(instant), time: brusselsTime.format(instant) };
}

/**
 * A country by its ISO 3166-1 alpha-2 code in the reader's language; undefined for a code that names none.
 * Stateless and unknown are not countries: they are texts under `codes.nationality`.
 */
export function countryName(language: Language, code: string): string | undefined {
  return /^[A-Z]{2}$/.test(code) ? countries(language).of(code) : undefined;
}

/** Who issued a travel document: the country by its name, any other issuer by its code. */
export function issuerName(language: Language, code: string): string {
  const country = countryOfIssuer(code);
  return (country === undefined ? undefined : countryName(language, country)) ?? code;
}

const languageNames = onePerLanguage((locale) => new Intl.DisplayNames([locale], { type: 'language' }));

/** A language by its ISO 639 code in the reader's language: `nl` → `néerlandais`. The code itself where none names it. */
export function languageName(language: Language, code: string): string {
  return languageNames(language).of(code) ?? code;
}

const lists = new Map<Language, readonly { value: string; text: string }[]>();

/** Every country for a choice list, in the alphabetical order of the language. */
export function countryChoices(language: Language): readonly { value: string; text: string }[] {
  const known = lists.get(language);
  if (known) return known;
  const choices = COUNTRY_CODES.map((value) => ({ value, text: countryName(language, value) ?? value }));
  const order = new Intl.Collator(LOCALES[language]);
  choices.sort((one, other) => order.compare(one.text, other.text));
  lists.set(language, choices);
  return choices;
}
