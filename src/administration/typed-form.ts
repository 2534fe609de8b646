import { parseTypedDate } from '../ui/date-input';
import type { FormBody } from '../platform/http/form-body';

/** Days as people write them, in the one form of commands; what is no day goes on as it is, to be refused. */
export function withDays(typed: FormBody, ...names: readonly string[]): Record<string, unknown> {
  const days = names.flatMap((name) => {
    const value = typed[name];
    const day = typeof value === 'string' ? parseTypedDate(value) : undefined;
    return day === undefined ? [] : [[name, day] as const];
  });
  return { ...typed, ...Object.fromEntries(days) };
}

/** Ticked boxes of one name, which a browser posts as a text or a list, as a text with commas. */
export function withLists(typed: FormBody, ...names: readonly string[]): Record<string, unknown> {
  const lists = names.flatMap((name) => {
    const value = typed[name];
    return Array.isArray(value) ? [[name, value.join(',')] as const] : [];
  });
  return { ...typed, ...Object.fromEntries(lists) };
}
