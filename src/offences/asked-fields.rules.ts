import { refuse, type Refusal } from '../kernel/outcome';
import type { Obligation, ObligationSubject } from './obligation.rules';
import { POINT_FIELDS } from './offence-fields.rules';

/** What was to be held, what was wrong with it and where that was found; and the printed expiry, asked for an expired document only (R1.1.5). */
const DOCUMENT_FIELDS: readonly string[] = ['documentRequired', 'documentDefect', 'documentFoundAt'];
const EXPIRY_FIELD = 'documentExpiredOn';

/** True where the breach is about a document that was to be held (article 41). */
export function isAboutDocuments(subject: ObligationSubject): boolean {
  return subject === 'document-at-border' || subject === 'document-in-territory';
}

/** True where the duty is done at a municipality, which is then named (articles 41bis, 42, 42quinquies). */
export function isAtMunicipality(subject: ObligationSubject): boolean {
  return subject === 'presence-report' || subject === 'residence-registration' || subject === 'permanent-residence';
}

function isAtBorder({ subject }: Obligation): boolean {
  return subject === 'border-crossing' || subject === 'document-at-border';
}

/**
 * The facts that some obligations ask for and others do not. Conditions are those of the checks in the rules of this folder, so that no
 * fact is kept that no rule has looked at. What is not listed is asked for whatever the obligation.
 */
const ASKED_WHEN: readonly {
  readonly fields: readonly string[];
  readonly isAsked: (obligation: Obligation) => boolean;
}[] = [
  { fields: ['border', 'crossingDirection', 'crossingPointCode'], isAsked: isAtBorder },
  {
    fields: ['crossingSite', 'statedOpensAt', 'statedClosesAt', 'statedHoursSource'],
    isAsked: ({ subject }) => subject === 'border-crossing',
  },
  { fields: [...DOCUMENT_FIELDS, EXPIRY_FIELD], isAsked: ({ subject }) => isAboutDocuments(subject) },
  { fields: ['municipality'], isAsked: ({ subject }) => isAtMunicipality(subject) },
  // R1.2, R1.1.10: the delays that run from the entry, and the short stay in which a document is to be carried.
  {
    fields: ['entryOn', 'entryEvidence'],
    isAsked: ({ delay, subject }) =>
      delay.kind === 'working-days' || delay.kind === 'months' || subject === 'document-in-territory',
  },
  { fields: ['cardExpiresOn'], isAsked: ({ delay }) => delay.kind === 'before-expiry' },
  { fields: ['residenceCardNumber'], isAsked: ({ subject }) => subject === 'permanent-residence' },
  // D1
  { fields: ['groundReason'], isAsked: ({ subject }) => subject === 'collection-article' },
  { fields: ['compliedOn'], isAsked: ({ delay }) => delay.kind !== 'at-the-moment' },
  // R1.1.2
  { fields: ['exemption'], isAsked: ({ exemptions }) => exemptions.length > 0 },
  // R1.0.6: the family tie decides nothing where any foreigner is bound, nor where no family is.
  {
    fields: ['sponsorNationality'],
    isAsked: ({ finable }) =>
      !finable.includes('other-foreigner') && finable.some((each) => each.startsWith('family-of-')),
  },
];

/** The fields that the obligation does not ask for; without an obligation, all that only some ask for. */
export function fieldsNotAsked(obligation: Obligation | undefined): ReadonlySet<string> {
  const foreign = ASKED_WHEN.filter(({ isAsked }) => obligation === undefined || !isAsked(obligation));
  return new Set(foreign.flatMap(({ fields }) => fields));
}

/**
 * Refuses every answer that the obligation does not ask for: `field-not-asked` (R1.1; params `article`). Fields of a crossing point
 * are not asked for where the crossing was elsewhere, nor an expiry of a document that did not expire. Answers that are blank or
 * absent are none.
 */
export function checkAskedFields(given: object, obligation: Obligation): Refusal[] {
  const answers = Object.entries(given).filter(([, value]) => value !== undefined && value !== '');
  const isAnswered = (field: string, answer: string): boolean =>
    answers.some(([each, value]) => each === field && value === answer);
  const notAsked = new Set(fieldsNotAsked(obligation));
  if (isAnswered('crossingSite', 'elsewhere')) for (const field of POINT_FIELDS) notAsked.add(field);
  if (!isAnswered('documentDefect', 'expired')) notAsked.add(EXPIRY_FIELD);
  const { article } = obligation;
  return answers
    .filter(([field]) => notAsked.has(field))
    .map(([field]) => refuse('field-not-asked', { field, rule: 'R1.1', params: { article } }).refusal);
}
