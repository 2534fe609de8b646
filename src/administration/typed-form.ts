import type { FormBody } from '../platform/http/form-body';

/** Ticked boxes of one name, which a browser posts as a text or a list, as a text with commas. */
export function withLists(typed: FormBody, ...names: readonly string[]): Record<string, unknown> {
  const lists = names.flatMap((name) => {
    const value = typed[name];
    return Array.isArray(value) ? [[name, value.join(',')] as const] : [];
  });
  return { ...typed, ...Object.fromEntries(lists) };
}
