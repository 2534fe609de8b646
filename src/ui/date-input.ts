import { isLegalDate, legalDate, type LegalDate } from '../kernel/legal-date';

const DAY_FIRST = /^(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4})$/;

/**
 * A day as people type or paste it: `22/11/2026`, `22.11.2026`, `22-11-2026`, `2/1/2026`, `2026-11-22`.
 * Undefined for anything else and for days that do not exist; a year of two figures is not guessed at.
 */
export function parseTypedDate(text: string): LegalDate | undefined {
  const typed = text.trim();
  const match = DAY_FIRST.exec(typed);
  const [, day = '', month = '', year = ''] = match ?? [];
  const iso = match ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : typed;
  return isLegalDate(iso) ? legalDate(iso) : undefined;
}

/** Answers in which each day that can be read stands as `YYYY-MM-DD`; what cannot be read stays as it was typed. */
export function typedDays(
  answers: Readonly<Record<string, string>>,
  dayFields: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(answers).map(([field, typed]) => [
      field,
      dayFields.includes(field) ? (parseTypedDate(typed) ?? typed) : typed,
    ]),
  );
}

/** The value that a date field shows for a day already known. */
export function typedDate(date: LegalDate): string {
  return date.split('-').reverse().join('/');
}
