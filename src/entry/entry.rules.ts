import { argumentFormField, foldArguments, HEARING_ARGUMENT_FIELDS } from '../hearings/hearing-form.rules';
import { fieldsNotAsked } from '../offences/asked-fields.rules';
import {
  EVENT_FIELDS,
  HEARD_FIELDS,
  HEARING_OF_PARTIES_FIELDS,
  INVITATION_FIELDS,
  OFFENCE_DAYS,
  POINT_FIELDS,
  REPORT_FIELDS,
  STAY_FIELDS,
  WEIGHING_FIELDS,
} from '../offences/offence-fields.rules';
import { binds, type Obligation, type OffenderCategory } from '../offences/obligation.rules';
import { LIABLE_ANCHOR, LIABLE_DAYS, LIABLE_FIELDS, liabilityBody, liableField } from '../liability/liable-form.rules';

/** The steps of an entry, in order; each is a page. */
export const ENTRY_STEPS = ['obligation', 'facts', 'liable', 'hearing', 'check'] as const;
export type EntryStep = (typeof ENTRY_STEPS)[number];

/** The answers asked for in each step; the names are those of the command, hence of the API, but for who must pay and the arguments of the hearing, lists there. */
export const FIELDS_OF_STEP: Readonly<Record<EntryStep, readonly string[]>> = {
  obligation: ['obligationCode', 'sponsorNationality', 'ground'],
  facts: [
    ...EVENT_FIELDS,
    ...STAY_FIELDS,
    'exemption',
    'compliedOn',
    'groundReason',
    'facts',
    'evidence',
    ...REPORT_FIELDS,
  ],
  liable: LIABLE_FIELDS,
  hearing: [
    ...INVITATION_FIELDS,
    'hearingKind',
    ...HEARD_FIELDS,
    'hearingAbout',
    ...HEARING_ARGUMENT_FIELDS,
    'hearingAnswer',
    'hearingWaiverReason',
    ...HEARING_OF_PARTIES_FIELDS,
    ...WEIGHING_FIELDS,
    'outcome',
    'decisionLanguage',
    'decisionLanguageReason',
  ],
  check: [],
};

/** Answers that are days; they are kept as `YYYY-MM-DD` once they can be read, as typed before. */
export const DAY_FIELDS: readonly string[] = [...OFFENCE_DAYS, ...LIABLE_DAYS];

/** The choice that says that nothing of a list is the case. */
const NONE_OF_THESE: Readonly<Record<string, string>> = { ground: 'none' };

/** Answers that hold only under a certain other answer. */
const FIELDS_UNDER_ANSWER: readonly {
  readonly field: string;
  readonly is?: string;
  readonly isNot?: string;
  readonly opens: readonly string[];
}[] = [
  {
    field: 'crossingSite',
    is: 'authorised-point',
    opens: POINT_FIELDS,
  },
  { field: 'documentDefect', is: 'expired', opens: ['documentExpiredOn'] },
  {
    field: 'hearingKind',
    is: 'heard',
    opens: [...HEARD_FIELDS, 'hearingAbout', ...HEARING_ARGUMENT_FIELDS, 'hearingAnswer'],
  },
  { field: 'hearingKind', is: 'waived', opens: ['hearingWaiverReason'] },
  // R2.8: why a representative was not heard is asked only where the minor spoke alone.
  { field: 'hearingKind', is: 'heard', opens: ['hearingRepresentativeWaiver'] },
  { field: 'hearingHeard', isNot: 'representative', opens: ['hearingRepresentativeWaiver'] },
  // R1.0.2: without a fine nobody must pay; until that is weighed whoever is named counts.
  { field: 'outcome', isNot: 'no-fine', opens: [...LIABLE_FIELDS, ...HEARING_OF_PARTIES_FIELDS] },
  { field: 'outcome', is: 'fine', opens: ['decisionLanguage', 'decisionLanguageReason'] },
];

/** Answers as typed, by field. */
export type EntryAnswers = Readonly<Record<string, string>>;

/**
 * The answers that make up the entry: blank ones, those that another obligation asks for and those that another answer
 * rules out are left aside. They stay in the draft, in case the agent comes back to them; the check shows what counts.
 */
export function countingAnswers(answers: EntryAnswers, obligation: Obligation | undefined): EntryAnswers {
  const left = new Set(fieldsNotAsked(obligation));
  // An answer rules others out only where its own question is asked: a document is shown at a point without the choice of a site.
  for (const { field, is = answers[field], isNot, opens } of FIELDS_UNDER_ANSWER.filter(
    (each) => !left.has(each.field),
  )) {
    const isOpen = answers[field] === is && (isNot === undefined || answers[field] !== isNot);
    if (!isOpen) for (const each of opens) left.add(each);
  }
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
  return ASKED_AS[field] ?? liableField(argumentFormField(field));
}

/** The answers as the command takes them: flat, but for who must pay and for the arguments of the hearing. */
export function commandBody(answers: EntryAnswers): Readonly<Record<string, unknown>> {
  const others = Object.entries(answers).filter(([field]) => !LIABLE_FIELDS.includes(field));
  return { ...foldArguments(Object.fromEntries(others)), ...liabilityBody(answers) };
}

/** The step in which a field is asked for; what belongs to none is told at the check. */
export function stepOf(field: string): EntryStep {
  const asked = askedField(field);
  if (asked === LIABLE_ANCHOR) return 'liable';
  return ENTRY_STEPS.find((step) => FIELDS_OF_STEP[step].includes(asked)) ?? 'check';
}

/** The step after this one; the check is the last. Who must pay is gone past when there is nothing to ask. */
export function nextStep(step: EntryStep, asksLiable: boolean): EntryStep {
  const next = ENTRY_STEPS[ENTRY_STEPS.indexOf(step) + 1] ?? 'check';
  return next === 'liable' && !asksLiable ? nextStep(next, asksLiable) : next;
}

/** The first step that has not been answered, where an entry goes on. */
export function openStep(answers: EntryAnswers, asksLiable: boolean): EntryStep {
  const isOpen = (field: string): boolean => (answers[field] ?? '') === '';
  if (isOpen('obligationCode')) return 'obligation';
  if (isOpen('factsOn')) return 'facts';
  if (asksLiable && isOpen('majorityDecided') && isOpen('party1Id')) return 'liable';
  return isOpen('hearingKind') ? 'hearing' : 'check';
}

/** What can be told of a step before the later ones are answered: refusals of this step and of those before it. */
export function isToldAt(step: EntryStep, field: string | undefined): boolean {
  return field !== undefined && ENTRY_STEPS.indexOf(stepOf(field)) <= ENTRY_STEPS.indexOf(step);
}

/**
 * The obligations to offer to a person (R1.0.5, R1.0.6). Rights through a family member are not known before the
 * agent names that person's nationality, so a third-country national is offered what binds family members too; once it is named,
 * only what binds the family of a sponsor of that nationality.
 */
export function offeredObligations<Each extends Obligation>(
  catalogue: readonly Each[],
  category: OffenderCategory,
  isSponsorNamed = false,
): Each[] {
  const throughFamily: readonly OffenderCategory[] = ['family-of-eu-citizen', 'family-of-belgian'];
  const isThirdCountry = category === 'other-foreigner' || category === 'withdrawal-agreement';
  const possible = isThirdCountry && !isSponsorNamed ? [category, ...throughFamily] : [category];
  return catalogue.filter((each) => possible.some((one) => binds(each, one)));
}
