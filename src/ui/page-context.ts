import type { Flash } from '../platform/http/page-result';
import type { Language } from './language';

/** Who is signed in, as the band at the top shows it. */
export interface SignedInUser {
  readonly displayName: string;
  /** Role codes, shown by `codes.role.*`. */
  readonly roles: readonly string[];
  /** The department's name in the language of the page. */
  readonly department: string;
}

/** What every page needs beside its own data. Controllers fill it in one place per request. */
export interface PageContext {
  readonly language: Language;
  /** Path and query of the page, from the root; the language switch comes back to it. */
  readonly path: string;
  readonly user?: SignedInUser | undefined;
  readonly permissions: ReadonlySet<string>;
  readonly csrfToken: string;
  /** A fresh idempotency key for the forms of this page, so that a form sent twice acts once. */
  readonly once: string;
  /** News about the action before this page. */
  readonly flash?: Flash | undefined;
  /** True where nothing is real: the pages then say so. */
  readonly demonstration: boolean;
  readonly productVersion: string;
}

const LOCAL_PATH = /^\/(?![/\\])[\w\-./?=&%~:@!$'()*+,;]*$/;

/** Where the language switch or a sign-in may send the browser: a path of ours, else the home page (no open redirect). */
export function localPath(text: unknown): string {
  return typeof text === 'string' && text.length <= 2048 && LOCAL_PATH.test(text) ? text : '/';
}
