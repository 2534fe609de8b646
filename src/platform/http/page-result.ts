import type { Readable } from 'node:stream';
import type { Refusal } from '../../kernel/outcome';
import { Refused } from '../refused';
import { statusOf } from './refusal-status';

/** A message for the next page: a key and its values, never text or HTML (M17). */
export interface Flash {
  readonly kind: 'success' | 'important';
  readonly key: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** What a controller of pages answers; the interceptor renders it. */
export type PageResult =
  | {
      readonly kind: 'page';
      readonly template: string;
      readonly data: Readonly<Record<string, unknown>>;
      readonly status: number;
    }
  | { readonly kind: 'redirect'; readonly to: string; readonly flash: Flash | undefined }
  | {
      readonly kind: 'file';
      /** As a stream where it is too long to lie in memory whole. */
      readonly bytes: Buffer | Readable;
      readonly mediaType: string;
      readonly fileName: string;
      readonly sha256Hex: string | undefined;
    };

/** A page made from `templates/web/<template>.njk`. */
export function page(template: string, data: Readonly<Record<string, unknown>> = {}, status = 200): PageResult {
  return { kind: 'page', template, data, status };
}

/** 303 to another page, after a command has succeeded. */
export function redirect(to: string, flash?: Flash): PageResult {
  return { kind: 'redirect', to, flash };
}

/** Bytes to keep or to look at, with the name they are saved under. */
export function file(bytes: Buffer | Readable, mediaType: string, fileName: string, sha256Hex?: string): PageResult {
  return { kind: 'file', bytes, mediaType, fileName, sha256Hex };
}

/**
 * Runs what a form asked for; when it is refused, gives the same form again with what was typed, the refusals and the status the
 * API would answer. Refusals about the caller (not signed in, not allowed) go on to the filter.
 */
export async function submitted(
  command: () => Promise<PageResult>,
  again: (refusals: readonly Refusal[]) => Promise<PageResult> | PageResult,
): Promise<PageResult> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof Refused) || [401, 403, 404].includes(statusOf(error.refusals))) throw error;
    const form = await again(error.refusals);
    return form.kind === 'page' ? { ...form, status: statusOf(error.refusals) } : form;
  }
}
