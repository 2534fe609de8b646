import { argumentFormField, HEARING_ARGUMENT_FIELDS } from '../hearings/hearing-form.rules';
import { fieldsNotAsked, POINT_FIELDS } from '../offences/asked-fields.rules';
import type { Obligation, OffenderCategory } from '../offences/obligation.rules';

/** The steps of an entry, in order; each is a page. */
export const ENTRY_STEPS = ['obligation', 'facts', 'hearing', 'check'] as const;
export type EntryStep = (typeof ENTRY_STEPS)[number];

/** The answers asked for in each step; the names are those of the command, hence of the API. */
export const FIELDS_OF_STEP: Readonly<Record<EntryStep, readonly string[]>> = {
  obligation: ['obligationCode', 'sponsorNationality', 'ground'],
  facts: [
    'factsOn',
    'factsAt',
    'place',
    'border',
    'crossingDirection',
    'crossingSite',
    'crossingPointCode',
    'statedOpensAt',
    'statedClosesAt',
    'statedHoursSource',
    'entryOn',
    'entryEvidence',
    'municipality',
    'exemption',
    'compliedOn',
    'facts',
    'evidence',
    'reportingAuthority',
    'reportReference',
    'reportOn',
  ],
  hearing: [
    'hearingInvitedTo',
    'hearingInvitedFor',
    'hearingInvitedOn',
    'hearingInvitationMeans',
    'hearingInvitationEvidence',
    'hearingKind',
    'hearingOn',
    'hearingMeans',
    'hearingHeard',
    'hearingHeardName',
    'hearingLawyer',
    'hearingLanguage',
    'hearingInterpreter',
    'hearingStatement',
    ...HEARING_ARGUMENT_FIELDS,
    'hearingAnswer',
    'hearingWaiverReason',
    'forceMajeureRaised',
    'forceMajeure',
    'discretion',
    'outcome',
    'decisionLanguage',
    'decisionLanguageReason',
  ],
  check: [],
};

/** Answers that are days; they are kept as `YYYY-MM-DD` once they can be read, as typed before. */
export const DAY_FIELDS: readonly string[] = [
  'factsOn',
  'entryOn',
  'compliedOn',
  'reportOn',
  'hearingInvitedOn',
  'hearingInvitedFor',
  'hearingOn',
];

/** The choice that says that nothing of a list is the case. */
const NONE_OF_THESE: Readonly<Record<string, string>> = { ground: 'none' };

/** Answers that hold only under a certain other answer. */
const FIELDS_UNDER_ANSWER: readonly {
  readonly field: string;
  readonly is: string;
  readonly opens: readonly string[];
}[] = [
  {
    field: 'crossingSite',
    is: 'authorised-point',
    opens: POINT_FIELDS,
  },
  {
    field: 'hearingKind',
    is: 'heard',
    opens: [
      'hearingOn',
      'hearingMeans',
      'hearingHeard',
      'hearingHeardName',
      'hearingLawyer',
      'hearingLanguage',
      'hearingInterpreter',
      'hearingStatement',
      ...HEARING_ARGUMENT_FIELDS,
      'hearingAnswer',
    ],
  },
  { field: 'hearingKind', is: 'waived', opens: ['hearingWaiverReason'] },
  { field: 'outcome', is: 'fine', opens: ['decisionLanguage', 'decisionLanguageReason'] },
];

/** Answers as typed, by field. */
export type EntryAnswers = Readonly<Record<string, string>>;

/**
 * The answers that make up the entry: blank ones, those that another obligation asks for and those that another answer
 * rules out are left aside. They stay in the draft, in case the agent comes back to them; the check shows what counts.
 */
export function countingAnswers(answers: EntryAnswers, obligation: Obligation | undefined): EntryAnswers {
  const closed = FIELDS_UNDER_ANSWER.flatMap(({ field, is, opens }) => (answers[field] === is ? [] : opens));
  const left = new Set([...fieldsNotAsked(obligation), ...closed]);
  return Object.fromEntries(
    Object.entries(answers).filter(
      ([field, value]) => value.trim() !== '' && value !== NONE_OF_THESE[field] && !left.has(field),
    ),
  );
}

/** Names that rules give to what is wrong, where the entry asks for it under another name. */
const ASKED_AS: Readonly<Record<string, string>> = {
  nationality: 'obligationCode',
  person: 'obligationCode',
  personId: 'obligationCode',
};

/** The field of the entry beside which a refusal stands. */
export function askedField(field: string): string {
  return ASKED_AS[field] ?? argumentFormField(field);
}

/** The step in which a field is asked for; what belongs to none is told at the check. */
export function stepOf(field: string): EntryStep {
  return ENTRY_STEPS.find((step) => FIELDS_OF_STEP[step].includes(askedField(field))) ?? 'check';
}

/** The step after this one; the check is the last. */
export function nextStep(step: EntryStep): EntryStep {
  return ENTRY_STEPS[ENTRY_STEPS.indexOf(step) + 1] ?? 'check';
}

/** The first step that has not been answered, where an entry goes on. */
export function openStep(answers: EntryAnswers): EntryStep {
  const isOpen = (field: string): boolean => (answers[field] ?? '') === '';
  if (isOpen('obligationCode')) return 'obligation';
  if (isOpen('factsOn')) return 'facts';
  return isOpen('hearingKind') ? 'hearing' : 'check';
}

/** What can be told of a step before the later ones are answered: refusals of this step and of those before it. */
export function isToldAt(step: EntryStep, field: string | undefined): boolean {
  return field !== undefined && ENTRY_STEPS.indexOf(stepOf(field)) <= ENTRY_STEPS.indexOf(step);
}

/**
 * The obligations to offer to a person (R1.0.5, R1.0.6). Rights through a family member are not known before the
 * agent names that person's nationality, so a third-country national is offered what binds family members too.
 */
export function offeredObligations<Each extends Obligation>(
  catalogue: readonly Each[],
  category: OffenderCategory,
): Each[] {
  const possible: readonly OffenderCategory[] =
    category === 'other-foreigner' ? ['other-foreigner', 'family-of-eu-citizen', 'family-of-belgian'] : [category];
  return catalogue.filter(({ finable }) => finable.some((each) => possible.includes(each)));
}
