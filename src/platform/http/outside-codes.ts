import { camelCase } from './problem';

/**
 * The inner spelling of a code that came in lowerCamelCase. A hyphen that came from outside is doubled, so that a code
 * has one spelling there: `authorised-point` is refused, `authorisedPoint` accepted.
 */
export function innerCode(code: string): string {
  return code.replace(/-/g, '--').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The body with the codes in these fields in their inner spelling; everything else as it came. */
export function withInnerCodes(body: unknown, fields: readonly string[]): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body).map(([field, value]: [string, unknown]) => [
      field,
      fields.includes(field) && typeof value === 'string' ? innerCode(value.trim()) : value,
    ]),
  );
}

/** The fields of an answer, those with codes in lowerCamelCase. */
export function withOutsideCodes<T extends object>(fields: T, codes: readonly string[]): T {
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]: [string, unknown]) => [
      field,
      codes.includes(field) && typeof value === 'string' ? camelCase(value) : value,
    ]),
  ) as T;
}
