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

/** Answers in which each of these days that can be read stands as `YYYY-MM-DD`; what cannot be read stays as typed, to be refused. */
export function typedDays<Answers extends Readonly<Record<string, unknown>>>(
  answers: Answers,
  dayFields: readonly string[],
): Answers {
  const read = dayFields.flatMap((field) => {
    const typed = answers[field];
    const day = typeof typed === 'string' ? parseTypedDate(typed) : undefined;
    return day === undefined ? [] : [[field, day] as const];
  });
  return { ...answers, ...Object.fromEntries(read) };
}

/** The value that a date field shows for a day already known. */
export function typedDate(date: LegalDate): string {
  return date.split('-').reverse().join('/');
}
