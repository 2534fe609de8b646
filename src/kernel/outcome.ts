/**
 * What a rule answers: either the event that happened, or the refusal with its reason.
 * Rules never throw for an expected refusal; the service turns a refusal into one error (platform/http/refusals).
 */
export type Outcome<T, R extends Refusal = Refusal> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: R };

/**
 * Why something was refused.
 * `code` is the key into the table of statuses and texts; `field` names what the person typed, when there is one;
 * `rule` is the id in docs/rules.md; `params` are values for the translated sentence (no personal data).
 */
export interface Refusal<Code extends string = string> {
  readonly code: Code;
  readonly field?: string;
  readonly rule?: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** The accepted outcome. */
export function accept<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** The refused outcome; see `Refusal` for the fields. */
export function refuse<Code extends string>(
  code: Code,
  details: Omit<Refusal<Code>, 'code'> = {},
): { readonly ok: false; readonly refusal: Refusal<Code> } {
  return { ok: false, refusal: { code, ...details } };
}

/**
 * What the check of a whole form answers: the value, or every refusal that was found, so that each can stand beside its field.
 */
export type Verdict<T, R extends Refusal = Refusal> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusals: readonly [R, ...R[]] };

/** The value when nothing was found against it, else all refusals in their order. */
export function verdict<T, R extends Refusal>(refusals: readonly R[], value: T): Verdict<T, R> {
  const [first, ...others] = refusals;
  return first === undefined ? { ok: true, value } : { ok: false, refusals: [first, ...others] };
}

/** Refuses a field that nobody asked for, by its name (at most 60 characters of it): it is refused or acted on, never dropped. */
export function unknownField(name: string): Refusal<'unknown-field'> {
  return { code: 'unknown-field', field: name, params: { name: name.slice(0, 60) } };
}
