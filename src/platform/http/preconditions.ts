import { unknownField } from '../../kernel/outcome';
import type { Actor } from '../database/transactions';
import { Refused } from '../refused';
import { createHash } from 'node:crypto';

const ETAG = /^"(\d{1,9})"$/;

/** The version that a client has read, from If-Match. Refusals: if-match-missing, if-match-malformed (400). */
export function versionFromIfMatch(header: string | undefined): number {
  if (header === undefined) throw new Refused({ code: 'if-match-missing', field: 'If-Match' });
  const match = ETAG.exec(header);
  if (!match?.[1]) throw new Refused({ code: 'if-match-malformed', field: 'If-Match' });
  return Number(match[1]);
}

/**
 * The body of a verb, if it has one, with the version that If-Match names; the two are one command. Refuses a version in the
 * body: it has one place.
 */
export function onSeenVersion(body: unknown, ifMatch: string | undefined): unknown {
  const version = versionFromIfMatch(ifMatch);
  if (body === undefined || body === null) return { version };
  if (typeof body !== 'object' || Array.isArray(body)) return body;
  if ('version' in body) throw new Refused(unknownField('version'));
  return { ...body, version };
}

/** The ETag of a version of a resource. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/** The ETag of a representation: the same for the same content, another for any other (RFC 9110, 8.8.1). */
export function etagOfAnswer(representation: object): string {
  return `"${createHash('sha256').update(JSON.stringify(representation)).digest('hex')}"`;
}

/** M16: refuses when the row under the lock is not the one the person has seen. */
export function checkVersion(row: { readonly version: number }, seen: number): void {
  if (row.version !== seen) throw new Refused({ code: 'changed-since-read', params: { seen, current: row.version } });
}

const KEY = /^[A-Za-z0-9_-]{8,100}$/;

/**
 * The actor of a POST with its idempotency key attached, so that the command it runs happens once.
 * `body` is what the key stands for; the same key with another body is refused (409).
 */
export function withIdempotency<A extends Actor>(actor: A, key: string | undefined, route: string, body: unknown): A {
  if (key === undefined || key === '') throw new Refused({ code: 'idempotency-key-missing', field: 'Idempotency-Key' });
  if (!KEY.test(key)) throw new Refused({ code: 'idempotency-key-malformed', field: 'Idempotency-Key' });
  const requestHash = createHash('sha256')
    .update(route)
    .update('\n')
    .update(Buffer.isBuffer(body) ? body : JSON.stringify(body ?? null))
    .digest('hex');
  return {
    ...actor,
    origin: { ...actor.origin, idempotency: { client: `${actor.kind}:${actor.id}`, key, requestHash } },
  };
}
