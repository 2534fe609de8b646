import { refuse, type Refusal } from '../kernel/outcome';
import type { Obligation } from './obligation.rules';

/** Asked for a crossing at an authorised point only: elsewhere there are no hours to breach. */
export const POINT_FIELDS: readonly string[] = [
  'crossingPointCode',
  'statedOpensAt',
  'statedClosesAt',
  'statedHoursSource',
];

/**
 * The facts that some obligations ask for and others do not. Conditions are those of the checks in offence.rules.ts, so that no
 * fact is kept that no rule has looked at. What is not listed is asked for whatever the obligation.
 */
const ASKED_WHEN: readonly {
  readonly fields: readonly string[];
  readonly isAsked: (obligation: Obligation) => boolean;
}[] = [
  {
    fields: ['border', 'crossingDirection', 'crossingSite', ...POINT_FIELDS],
    isAsked: ({ subject }) => subject === 'border-crossing',
  },
  {
    fields: ['municipality'],
    isAsked: ({ subject }) => subject === 'presence-report' || subject === 'residence-registration',
  },
  // R1.2: the delays that run from the entry, those that end with the card, and what can be done in time at all.
  {
    fields: ['entryOn', 'entryEvidence'],
    isAsked: ({ delay }) => delay.kind === 'working-days' || delay.kind === 'months',
  },
  { fields: ['cardExpiresOn'], isAsked: ({ delay }) => delay.kind === 'before-expiry' },
  { fields: ['compliedOn'], isAsked: ({ delay }) => delay.kind !== 'at-the-moment' },
  // R1.1.2
  { fields: ['exemption'], isAsked: ({ exemptions }) => exemptions.length > 0 },
  // R1.0.6: the family tie decides nothing where any foreigner is bound.
  { fields: ['sponsorNationality'], isAsked: ({ finable }) => !finable.includes('other-foreigner') },
];

/** The fields that the obligation does not ask for; without an obligation, all that only some ask for. */
export function fieldsNotAsked(obligation: Obligation | undefined): ReadonlySet<string> {
  const foreign = ASKED_WHEN.filter(({ isAsked }) => obligation === undefined || !isAsked(obligation));
  return new Set(foreign.flatMap(({ fields }) => fields));
}

/**
 * Refuses every answer that the obligation does not ask for: `field-not-asked` (R1.1; params `article`). Fields of a crossing point
 * are not asked for where the crossing was elsewhere. Answers that are blank or absent are none.
 */
export function checkAskedFields(given: object, obligation: Obligation): Refusal[] {
  const answers = Object.entries(given).filter(([, value]) => value !== undefined && value !== '');
  const isElsewhere = answers.some(([field, value]) => field === 'crossingSite' && value === 'elsewhere');
  const notAsked = new Set([...fieldsNotAsked(obligation), ...(isElsewhere ? POINT_FIELDS : [])]);
  const { article } = obligation;
  return answers
    .filter(([field]) => notAsked.has(field))
    .map(([field]) => refuse('field-not-asked', { field, rule: 'R1.1', params: { article } }).refusal);
}
