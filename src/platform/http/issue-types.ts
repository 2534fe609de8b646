import type { Refusal } from '../../kernel/outcome';
import { statusOf } from './refusal-status';

const GUIDE = 'urn:problem-type:belgif:input-validation:';
const GUIDE_EXTENDED = 'urn:problem-type:belgif-ext:input-validation:';

/** The types of the Belgian federal REST guide that input which does not validate is told as, and the codes of ours that are each of them. */
const CODES_BY_TYPE: Readonly<Record<string, readonly string[]>> = {
  [`${GUIDE}unknownInput`]: ['unknown-field', 'unknown-parameter', 'field-not-asked', 'not-of-event', 'not-for-this-kind'],
  [`${GUIDE}schemaViolation`]: [
    'not-a-text', 'too-long', 'control-characters', 'not-a-day', 'not-a-time', 'not-one-of', 'not-an-id', 'not-yes-or-no', 'not-an-object',
    'not-a-list', 'too-many', 'malformed-body', 'idempotency-key-malformed', 'if-match-malformed', 'entries-shape', 'access-reason-unknown',
  ],
  [`${GUIDE}invalidInput`]: ['invalid-cursor'],
  [`${GUIDE_EXTENDED}requiredInput`]: ['required'],
  [`${GUIDE_EXTENDED}invalidPeriod`]: ['list-days-order'],
  [`${GUIDE_EXTENDED}outOfRange`]: [
    'reported-day-in-future', 'executed-on-future', 'execute-on-range', 'change-value-range', 'appeal-date-out-of-range', 'too-many-offences',
    'too-many-persons', 'birth-date-in-future', 'birth-date-too-early',
  ],
  [`${GUIDE_EXTENDED}invalidStructure`]: [
    'iban-checksum', 'iban-national-check', 'national-number-check', 'enterprise-number-check', 'decision-number-check',
  ],
  [`${GUIDE_EXTENDED}anyOfExpected`]: ['search-without-criteria', 'fine-not-named'],
  [`${GUIDE_EXTENDED}exactlyOneOfExpected`]: ['payee-account-both'],
  [`${GUIDE_EXTENDED}zeroOrAllOfExpected`]: ['payee-account-incomplete', 'birth-date-incomplete'],
}; // prettier-ignore

const TYPE_OF_CODE: ReadonlyMap<string, string> = new Map(
  Object.entries(CODES_BY_TYPE).flatMap(([type, codes]) => codes.map((code) => [code, type] as const)),
);

/** Something that was to be sent and was not. */
const MISSING = /-(missing|needed)$/;

/**
 * The type that the guide has for an input which does not validate, so that whoever reads problems with the guide's library knows it; undefined for a
 * refusal of the state or of the law, which bears a name of our own. `value` is what was sent: a number out of its bounds is told from what is no number.
 */
export function guideTypeOf(refusal: Refusal, value: unknown): string | undefined {
  const { code } = refusal;
  if (statusOf([refusal]) !== 400) return undefined;
  if (code === 'not-a-number') return isWholeNumber(value) ? `${GUIDE_EXTENDED}outOfRange` : `${GUIDE}schemaViolation`;
  if (MISSING.test(code)) return `${GUIDE_EXTENDED}requiredInput`;
  return TYPE_OF_CODE.get(code) ?? `${GUIDE_EXTENDED}rejectedInput`;
}

/** What a refusal is about, in what was sent: `claims.1.claimId` leads there. Undefined where there is nothing. */
export function sentAt(sent: unknown, field: string | undefined): unknown {
  return (field ?? '').split('.').reduce<unknown>((inner, name) => {
    const isThere = typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name);
    return isThere ? (inner as Readonly<Record<string, unknown>>)[name] : undefined;
  }, sent);
}

/** Refusals of what is a code, a day, a number or an id: fields in which nobody writes about a person. */
const ABOUT_VALUES: ReadonlySet<string> = new Set(['not-one-of', 'not-a-day', 'not-a-number', 'not-an-id', 'not-yes-or-no', 'invalid-cursor', 'reported-day-in-future', 'held-claim-twice']); // prettier-ignore

/** A code, a day, a number, an id: one word, and short. What has a blank in it may be a sentence about somebody. */
const ONE_WORD = /^[\w.:+-]{1,60}$/;

const NATIONAL_NUMBER = /(?<!\d)\d{2}\.?\d{2}\.?\d{2}-?\d{3}\.?\d{2}(?!\d)/g;

/** What was sent, as it may be repeated in a problem: never what may be a sentence or a name, and no national number, which is masked. */
export function repeatable(refusal: Refusal, value: unknown): unknown {
  return ABOUT_VALUES.has(refusal.code) ? shown(value) : undefined;
}

function shown(value: unknown): unknown {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value);
  if (!ONE_WORD.test(text)) return undefined;
  const masked = text.replace(NATIONAL_NUMBER, '***');
  return masked === text ? value : masked;
}

function isWholeNumber(value: unknown): boolean {
  return Number.isInteger(value) || (typeof value === 'string' && /^[+-]?\d+$/.test(value));
}
