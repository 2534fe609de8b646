import { newId } from '../../kernel/ids';
import type { Refusal } from '../../kernel/outcome';
import { guideTypeOf, repeatable, sentAt } from './issue-types';
import { statusOf } from './refusal-status';

/** RFC 9457 problem in the form of the Belgian federal REST guide; `detail` and `title` are for developers, never parsed. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly issues?: readonly ProblemIssue[];
  /** With 413: how many bytes are accepted. With 429: how many are allowed, and how many seconds to wait. */
  readonly limit?: number;
  readonly retryAfterSec?: number;
}

export interface ProblemIssue {
  /** The type of the guide for input that does not validate, else one of ours. */
  readonly type: string;
  /** Which refusal of ours it is: the types of the guide are broader. */
  readonly code: string;
  readonly in: 'body' | 'header' | 'path' | 'query';
  readonly name: string;
  /** What was sent, where it says nothing of a person. */
  readonly value?: unknown;
  readonly detail: string;
  readonly rule?: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

const BELGIF = 'urn:problem-type:belgif:';
/** The types of our own, by the API that answers [prb-type]. */
const ours = (api: string, code: string): string => `urn:problem-type:fines-office:${api}:${camelCase(code)}`;

const STANDARD: Readonly<Record<number, { readonly type: string; readonly title: string }>> = {
  400: { type: `${BELGIF}badRequest`, title: 'Bad Request' },
  401: { type: `${BELGIF}noAccessToken`, title: 'No Access Token' },
  403: { type: `${BELGIF}missingPermission`, title: 'Missing Permission' },
  404: { type: `${BELGIF}resourceNotFound`, title: 'Resource Not Found' },
  413: { type: `${BELGIF}payloadTooLarge`, title: 'Payload Too Large' },
  429: { type: `${BELGIF}tooManyRequests`, title: 'Too Many Requests' },
  500: { type: `${BELGIF}internalServerError`, title: 'Internal Server Error' },
  503: { type: `${BELGIF}serviceUnavailable`, title: 'Service Unavailable' },
};

/** Statuses that the guide uses and has no type for: those are of our own. */
const UNNAMED: Readonly<Record<number, { readonly code: string; readonly title: string }>> = {
  405: { code: 'method-not-allowed', title: 'Method Not Allowed' },
  415: { code: 'unsupported-media-type', title: 'Unsupported Media Type' },
};

/** The type and title of a status, where it has one for all its refusals. */
function standardOf(status: number, api: string): { readonly type: string; readonly title: string } | undefined {
  const unnamed = UNNAMED[status];
  return unnamed === undefined ? STANDARD[status] : { type: ours(api, unnamed.code), title: unnamed.title };
}

/** What the guide distinguishes within one status. */
const STANDARD_BY_CODE: Readonly<Record<string, { readonly type: string; readonly title: string }>> = {
  'token-not-accepted': { type: `${BELGIF}invalidAccessToken`, title: 'Invalid Access Token' },
  'too-many-failed-requests': { type: `${BELGIF}tooManyFailedRequests`, title: 'Too Many Failed Requests' },
  'token-expired': { type: `${BELGIF}expiredAccessToken`, title: 'Expired Access Token' },
};

/** kebab-case to the lowerCamelCase that codes have outside. */
export function camelCase(code: string): string {
  return code.replace(/-([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}

const HEADERS = new Set(['Idempotency-Key', 'If-Match', 'Authorization', 'FinesOffice-Access-Reason']);

/** What was read of a refused request beside its headers: the body, or for GET the query. */
export type ReadPart = 'body' | 'query';

/** The request that is refused. */
export interface RefusedRequest {
  readonly part: ReadPart;
  /** The name of the API that answers. */
  readonly api: string;
  /** What was read, as it was sent. */
  readonly sent?: unknown;
}

/**
 * The APIs that repeat in a problem what was sent. That of FPS Finance takes nothing about persons but notes; in the API of the Office nearly every field is
 * about somebody.
 */
const REPEATING_APIS: ReadonlySet<string> = new Set(['recovery']);

/** Refusals whose `accepted` lists codes. */
const LISTS_CODES = new Set(['not-one-of', 'access-reason-unknown']);

/** A refusal as machines read it: the accepted codes in the spelling in which they are to be sent. */
function asOutside(refusal: Refusal): Refusal {
  const accepted = refusal.params?.['accepted'];
  if (!LISTS_CODES.has(refusal.code) || typeof accepted !== 'string') return refusal;
  return { ...refusal, params: { ...refusal.params, accepted: camelCase(accepted) } };
}

function placeOf(refusal: Refusal, part: ReadPart): ProblemIssue['in'] {
  if (refusal.code === 'unknown-parameter') return 'query';
  if (refusal.field !== undefined && HEADERS.has(refusal.field)) return 'header';
  return statusOf([refusal]) === 404 ? 'path' : part;
}

function issueOf(refusal: Refusal, request: RefusedRequest, sentence: (refusal: Refusal) => string): ProblemIssue {
  const { part, api } = request;
  const place = placeOf(refusal, part);
  const sent = place === part ? sentAt(request.sent, refusal.field) : undefined;
  const value = REPEATING_APIS.has(api) ? repeatable(refusal, sent) : undefined;
  // Places in a list are in brackets outside, as in a path of JavaScript; fields of pages keep the dots of their names.
  const name = (refusal.field ?? '').replace(/\.(\d+)(?=\.|$)/g, '[$1]');
  return {
    type: guideTypeOf(refusal, sent) ?? ours(api, refusal.code),
    code: camelCase(refusal.code),
    in: place,
    name,
    ...(value === undefined ? {} : { value }),
    detail: sentence(refusal),
    ...(refusal.rule === undefined ? {} : { rule: refusal.rule }),
    ...(refusal.params === undefined || Object.keys(refusal.params).length === 0 ? {} : { params: refusal.params }),
  };
}

/** The problem that refusals are told as. `sentence` gives the English text of a refusal. */
export function problemOf(
  refused: readonly Refusal[],
  sentence: (refusal: Refusal) => string,
  request: RefusedRequest = { part: 'body', api: 'fines' },
): Problem {
  const refusals = refused.map(asOutside);
  const { api } = request;
  const status = statusOf(refusals);
  const [first] = refusals;
  const standard = (first && STANDARD_BY_CODE[first.code]) ?? standardOf(status, api);
  const own = first !== undefined && standard === undefined;
  return {
    type: own ? ours(api, first.code) : (standard ?? { type: 'about:blank' }).type,
    title: own ? (status === 412 ? 'Precondition Failed' : 'Conflict') : (standard?.title ?? 'Refused'),
    status,
    detail: refusals.map(sentence).join(' '),
    instance: `urn:uuid:${newId<string>()}`,
    issues: refusals.map((refusal) => issueOf(refusal, request, sentence)),
    ...((status === 413 || status === 429) && limitOf(refusals)),
  };
}

/** What the guide wants beside a 413 and a 429. */
function limitOf(refusals: readonly Refusal[]): { readonly limit?: number; readonly retryAfterSec?: number } {
  const told = refusals.find(({ params }) => params?.['limit'] !== undefined || params?.['retryAfterSec'] !== undefined)?.params ?? {}; // prettier-ignore
  const { limit, retryAfterSec } = told;
  return { ...(typeof limit === 'number' && { limit }), ...(typeof retryAfterSec === 'number' && { retryAfterSec }) };
}

/** A problem that is not a refusal: a defect or an overload of ours. Says nothing of the inside. `api` is the name of the API that answers. */
export function problemOfStatus(status: number, api = 'fines'): Problem {
  const standard = standardOf(status, api) ?? { type: 'about:blank', title: 'Error' };
  return { ...standard, status, detail: standard.title, instance: `urn:uuid:${newId<string>()}` };
}
