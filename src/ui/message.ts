import type { Refusal } from '../kernel/outcome';

/** Values for the placeholders of a sentence; dates as `YYYY-MM-DD` or RFC 3339, amounts as whole cents. */
export type MessageParams = Readonly<Record<string, string | number>>;

/**
 * A sentence that is not yet in a language: a key of templates/locales with its values, or a refusal by its code.
 * Views and flash messages carry these, so that only templates and the translator know languages.
 */
export type Message =
  | { readonly key: string; readonly params?: MessageParams | undefined }
  | { readonly code: string; readonly params?: MessageParams | undefined };

/** The sentence of a refusal; its text is found in whichever area declares the code under `refusal`. */
export function refusalMessage(refusal: Refusal): Message {
  return { code: refusal.code, params: refusal.params };
}
