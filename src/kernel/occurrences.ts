/**
 * Every place where a global pattern agrees with a text, in order. `matchAll` makes a pattern of its own for each text: most texts hold
 * nothing of what is looked for, and are only looked at.
 */
export function occurrences(text: string, pattern: RegExp): RegExpExecArray[] {
  return text.search(pattern) === -1 ? [] : [...text.matchAll(pattern)];
}

/** The values once each, in the order in which they first come. */
export function distinct<Value>(values: readonly Value[]): Value[] {
  return values.length < 2 ? [...values] : [...new Set(values)];
}
