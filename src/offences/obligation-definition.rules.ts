import { compareDates } from '../kernel/legal-calendar';
import { isLegalDate } from '../kernel/legal-date';
import { accept, refuse, unknownField, type Outcome, type Refusal } from '../kernel/outcome';
import type { Delay } from './obligation-deadline.rules';
import {
  ARTICLES,
  EXEMPTIONS,
  OBLIGATION_SUBJECTS,
  OFFENDER_CATEGORIES,
  RULE_CONFIDENCES,
  type Article,
  type Obligation,
  type ObligationSubject,
} from './obligation.rules';

/** What each subject belongs to: its article, and the kind of delay that its checks can compute (R1.1). */
const SUBJECT_OF_LAW: Readonly<
  Record<ObligationSubject, { readonly article: Article; readonly delay: Delay['kind'] }>
> = {
  'border-crossing': { article: '4bis', delay: 'at-the-moment' },
  'document-at-border': { article: '41', delay: 'at-the-moment' },
  'document-in-territory': { article: '41', delay: 'at-the-moment' },
  'presence-report': { article: '41bis', delay: 'working-days' },
  'residence-registration': { article: '42', delay: 'months' },
  'permanent-residence': { article: '42quinquies', delay: 'before-expiry' },
  'collection-article': { article: '42octies', delay: 'at-the-moment' },
};

const FIELDS: readonly (keyof Obligation)[] = [
  'code',
  'article',
  'paragraph',
  'subject',
  'finable',
  'delay',
  'exemptions',
  'collectionBasis',
  'carrierCoLiable',
  'needsLegalReview',
  'confidence',
  'source',
  'validFrom',
  'validTo',
];
const CODE = /^(?:4bis|41|41bis|42|42quinquies|42octies)(?:-[a-z0-9]+)+$/;
const MAX_CODE = 60;
const MAX_PARAGRAPH = 20;
const MAX_SOURCE = 200;
const MAX_DELAY = 366;

type Given = Readonly<Record<string, unknown>>;

/**
 * Checks the whole definition of an obligation, as an administrator proposes it, and gives it back typed. Refuses the first thing
 * that is wrong, with its field: what is no field of a definition (`unknown-field`: an amount is none, trap 2), malformed or unlisted
 * values (`obligation-malformed`, params `accepted`), and what contradicts the law: a subject under another article or delay than
 * its own, `collection-basis-foreign` (trap 3), `carrier-only-4bis` (R1.1.11), `review-needed-42octies` (D1, trap 1),
 * `belgian-finable` (R1.0.5), `permanent-card-of-family-only` (R1.1.9), `validity-reversed`.
 */
export function checkObligationDefinition(definition: unknown): Outcome<Obligation> {
  if (typeof definition !== 'object' || definition === null || Array.isArray(definition)) {
    return refuse('obligation-malformed', {
      field: 'definition',
      rule: 'R1.1',
      params: { accepted: FIELDS.join(', ') },
    });
  }
  const given = definition as Given;
  const refusal = foreignField(given) ?? malformed(given) ?? contradiction(given as unknown as Obligation);
  return refusal === undefined ? accept(given as unknown as Obligation) : { ok: false, refusal };
}

function foreignField(given: Given): Refusal | undefined {
  const foreign = Object.keys(given).find((field) => !(FIELDS as readonly string[]).includes(field));
  return foreign === undefined ? undefined : { ...unknownField(foreign), rule: 'R1.1' };
}

/** The form of each field by itself, in the order of the definition. */
function malformed(given: Given): Refusal | undefined {
  const checks: readonly (readonly [keyof Obligation, (value: unknown) => boolean, string])[] = [
    ['code', (value) => isText(value, MAX_CODE) && CODE.test(value), '<article>-<name>'],
    ['article', isOneOf(ARTICLES), ARTICLES.join(', ')],
    ['paragraph', (value) => value === null || isText(value, MAX_PARAGRAPH), `1–${MAX_PARAGRAPH}`],
    ['subject', isOneOf(OBLIGATION_SUBJECTS), OBLIGATION_SUBJECTS.join(', ')],
    ['finable', isListOf(OFFENDER_CATEGORIES, 1), OFFENDER_CATEGORIES.join(', ')],
    ['delay', isDelay, 'at-the-moment, working-days, months, before-expiry'],
    ['exemptions', isListOf(EXEMPTIONS, 0), EXEMPTIONS.join(', ')],
    ['collectionBasis', isOneOf(['4bis', '42octies']), '4bis, 42octies'],
    ['carrierCoLiable', isYesOrNo, 'true, false'],
    ['needsLegalReview', isYesOrNo, 'true, false'],
    ['confidence', (value) => value === undefined || isOneOf(RULE_CONFIDENCES)(value), RULE_CONFIDENCES.join(', ')],
    ['source', (value) => value === undefined || isText(value, MAX_SOURCE), `1–${MAX_SOURCE}`],
    ['validFrom', isDay, 'YYYY-MM-DD'],
    ['validTo', (value) => value === null || isDay(value), 'YYYY-MM-DD, null'],
  ];
  const wrong = checks.find(([field, accepts]) => !accepts(given[field]));
  if (wrong === undefined) return undefined;
  const [field, , accepted] = wrong;
  return refuse('obligation-malformed', { field, rule: 'R1.1', params: { accepted } }).refusal;
}

/** What the fields say against each other or against the law. */
function contradiction(obligation: Obligation): Refusal | undefined {
  const { article, subject, delay, finable, validFrom, validTo } = obligation;
  const law = SUBJECT_OF_LAW[subject];
  const basis = article === '4bis' ? '4bis' : '42octies';
  const found: readonly (readonly [boolean, Refusal])[] = [
    [
      law.article !== article || !obligation.code.startsWith(`${article}-`),
      { code: 'obligation-malformed', field: 'article', rule: 'R1.1', params: { accepted: law.article } },
    ],
    [
      delay.kind !== law.delay,
      { code: 'obligation-malformed', field: 'delay', rule: 'R1.1', params: { accepted: law.delay } },
    ],
    // Exemptions are those from reporting one's presence (R1.1.2).
    [
      obligation.exemptions.length > 0 && subject !== 'presence-report',
      { code: 'obligation-malformed', field: 'exemptions', rule: 'R1.1.2', params: { accepted: '[]' } },
    ],
    [
      obligation.collectionBasis !== basis,
      { code: 'collection-basis-foreign', field: 'collectionBasis', rule: 'R1.1', params: { article, basis } },
    ],
    [
      obligation.carrierCoLiable && article !== '4bis',
      { code: 'carrier-only-4bis', field: 'carrierCoLiable', rule: 'R1.1.11' },
    ],
    [
      subject === 'collection-article' && !obligation.needsLegalReview,
      { code: 'review-needed-42octies', field: 'needsLegalReview', rule: 'D1' },
    ],
    [finable.includes('belgian'), { code: 'belgian-finable', field: 'finable', rule: 'R1.0.5' }],
    [
      subject === 'permanent-residence' && finable.some((each) => !each.startsWith('family-of-')),
      { code: 'permanent-card-of-family-only', field: 'finable', rule: 'R1.1.9' },
    ],
    [
      validTo !== null && compareDates(validTo, validFrom) < 0,
      { code: 'validity-reversed', field: 'validTo', rule: 'R1.1', params: { validFrom } },
    ],
  ];
  return found.find(([isWrong]) => isWrong)?.[1];
}

function isText(value: unknown, max: number): value is string {
  return typeof value === 'string' && value.trim() === value && value !== '' && value.length <= max;
}

function isYesOrNo(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isDay(value: unknown): boolean {
  return typeof value === 'string' && isLegalDate(value);
}

function isOneOf(accepted: readonly string[]): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && accepted.includes(value);
}

function isListOf(accepted: readonly string[], min: number): (value: unknown) => boolean {
  return (value) =>
    Array.isArray(value) &&
    value.length >= min &&
    new Set(value).size === value.length &&
    value.every(isOneOf(accepted));
}

/** A delay with exactly its own number: whole, from one up to a year of days; never days for months (trap 19). */
function isDelay(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, ...rest } = value as Given;
  const counted = kind === 'working-days' ? 'workingDays' : kind === 'months' ? 'months' : undefined;
  if (counted === undefined) return isOneOf(['at-the-moment', 'before-expiry'])(kind) && Object.keys(rest).length === 0;
  const count = rest[counted];
  const isCount = typeof count === 'number' && Number.isSafeInteger(count) && count >= 1 && count <= MAX_DELAY;
  return isCount && Object.keys(rest).length === 1;
}
