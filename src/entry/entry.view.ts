import { addMonths, compareDates, daysBetween } from '../kernel/legal-calendar';
import { brusselsDay, isLegalDate, type LegalDate } from '../kernel/legal-date';
import { citizenCategory, treatedAsEuCitizen } from '../kernel/country';
import type { Refusal } from '../kernel/outcome';
import { hoursOnFile, type HoursOfDay } from '../offences/crossing.rules';
import { documentsAskedOf, type DocumentRequired } from '../offences/document.rules';
import { liableLabelKey } from '../liability/liable-form.rules';
import { liableForm, type LiableForm } from '../liability/liable-form.view';
import { deadlineOf, offenderCategory } from '../offences/offence.rules';
import type { ObligationDeadline } from '../offences/obligation-deadline.rules';
import type { OffenderCategory } from '../offences/obligation.rules';
import { factsHeard } from '../hearings/heard-on-files.rules';
import { argumentNumbers, numberedField } from '../hearings/hearing-form.rules';
import { fieldKind, type FieldRow } from '../offences/offence-fields.view';
import { offenderOf } from '../offences/offence.view';
import { languageChoices } from '../persons/person.view';
import { standingOf, type Standing } from '../offences/standing.view';
import type { NamedCrossingPoint, ObligationInForce } from '../parameters/parameters.service';
import type { EntryDraftOfPerson } from './entry-drafts.repository';
import type { EntryGround } from './entry.service';
import {
  askedField,
  countingAnswers,
  ENTRY_STEPS,
  FIELDS_OF_STEP,
  offeredObligations,
  stepOf,
  type EntryAnswers,
  type EntryStep,
} from './entry.rules';

/** What every step of the entry shows. */
export interface EntryPage extends EntryGround {
  /** Absent before the first answers are kept. */
  readonly draftId: string | undefined;
  readonly step: EntryStep;
  readonly steps: readonly { readonly step: EntryStep; readonly href: string | undefined; readonly current: boolean }[];
  readonly category: OffenderCategory;
  /** A third-country national may have rights through a family member, whose nationality is then asked (R1.0.6). */
  readonly asksSponsor: boolean;
  readonly offered: readonly ObligationInForce[];
  readonly withheld: readonly ObligationInForce[];
  readonly obligation: ObligationInForce | undefined;
  /** As soon as the facts say from when the delay ran. */
  readonly deadline: ObligationDeadline | undefined;
  readonly crossingPoint: NamedCrossingPoint | undefined;
  /** Its hours on file for the day of the facts, once that is known; where they are part of the offence (4bis). */
  readonly openingHours: readonly HoursOfDay[] | undefined;
  /** No hours of the point are on file for the day, so that they have to be stated; also as long as no point is chosen. */
  readonly asksHours: boolean;
  /** Of the arguments that the hearing's form shows. */
  readonly argumentNumbers: readonly number[];
  /** How a hearing about the facts so far is confirmed, in an entry that was taken up from a file of others. */
  readonly factsHeard: string;
  /** The languages in which a person may be heard, named in the reader's language. */
  readonly spokenLanguages: typeof languageChoices;
  /** The documents that may be asked of the person (R1.1). */
  readonly documents: readonly DocumentRequired[];
  /** Why the facts so far are not yet an offence or never one, and whether a legal review will be needed. */
  readonly standing: Standing | undefined;
  readonly liable: LiableForm;
}

/** One page of the entry, from the answers so far. */
export function entryPage(
  ground: EntryGround,
  entry: { readonly draftId: string | undefined; readonly answers: EntryAnswers },
  step: EntryStep,
): EntryPage {
  const { draftId, answers } = entry;
  const { person, lawOf } = ground;
  const offender = offenderOf(person, answers['sponsorNationality']);
  const category = offenderCategory(offender, lawOf);
  const offered = offeredObligations(ground.obligations, category, offender.sponsorNationality !== undefined);
  const obligation = ground.obligations.find(({ code }) => code === answers['obligationCode']);
  const counting = countingAnswers(answers, obligation);
  const crossingPoint = ground.crossingPoints.find(({ code }) => code === answers['crossingPointCode']);
  const own = citizenCategory(person.nationality, lawOf, person.withdrawalAgreement);
  return {
    ...ground,
    draftId,
    step,
    steps: ENTRY_STEPS.map((each) => ({
      step: each,
      href: draftId === undefined ? undefined : entryPath(draftId, each),
      current: each === step,
    })),
    category,
    asksSponsor: own !== 'belgian' && !treatedAsEuCitizen(own),
    offered,
    withheld: ground.obligations.filter((each) => !offered.includes(each)),
    obligation,
    factsHeard: factsHeard({ obligationCode: obligation?.code, factsOn: answers['factsOn'] }),
    deadline: obligation && deadlineSoFar(obligation, counting),
    crossingPoint,
    openingHours:
      obligation?.subject === 'border-crossing' && answers['factsOn'] === lawOf
        ? hoursOnFile(crossingPoint, lawOf)
        : undefined,
    asksHours: hoursOnFile(crossingPoint, lawOf) === undefined,
    argumentNumbers: argumentNumbers(answers),
    spokenLanguages: languageChoices,
    documents: documentsAskedOf(category),
    standing: obligation && standingOf(counting, obligation, offender, ground, ground.today),
    liable: liableForm(
      answers,
      { offender: person, factsOn: lawOf, carrierCoLiable: obligation?.carrierCoLiable ?? false },
      ground.named,
    ),
  };
}

/** An entry in progress in a list: where it goes on and how old it is. */
export interface DraftLine extends EntryDraftOfPerson {
  readonly href: string;
  readonly ageDays: number;
}

/** The entries in progress as lines; one of several that are recorded together leads to all of them. */
export function draftLines(drafts: readonly EntryDraftOfPerson[], today: LegalDate): DraftLine[] {
  return drafts.map((draft) => ({
    ...draft,
    href: draft.groupId === null ? `/entry/${draft.id}` : `/entries/${draft.groupId}`,
    ageDays: daysBetween(brusselsDay(draft.updatedAt), today),
  }));
}

/** From how many months on the check says that the facts lie back: the law sets no term, only a reasonable one (R2.13). */
const REMARKABLE_MONTHS = 6;

/** Whole months since the facts when they lie so far back that the check remarks on it, else undefined; nothing hangs on it (R2.13). */
export function remarkableMonths(factsOn: string | undefined, today: LegalDate): number | undefined {
  if (factsOn === undefined || !isLegalDate(factsOn)) return undefined;
  let months = 0;
  while (compareDates(addMonths(factsOn as LegalDate, months + 1), today) <= 0) months++;
  return months >= REMARKABLE_MONTHS ? months : undefined;
}

/** Where a step of an entry is. */
export function entryPath(draftId: string, step: EntryStep): string {
  return `/entry/${draftId}/${step}`;
}

/** Days that cannot be read yet say nothing about the delay. */
function deadlineSoFar(obligation: ObligationInForce, answers: EntryAnswers): ObligationDeadline | undefined {
  const days = Object.fromEntries(
    ['factsOn', 'entryOn', 'cardExpiresOn'].flatMap((field): [string, LegalDate][] => {
      const day = answers[field];
      return day !== undefined && isLegalDate(day) ? [[field, day as LegalDate]] : [];
    }),
  );
  if (days['factsOn'] === undefined && obligation.delay.kind === 'at-the-moment') return undefined;
  return deadlineOf({ ...days, factsOn: days['factsOn'] as LegalDate }, obligation);
}

/** The summary of what is wrong: each line leads to the field, on the page of its step. */
export function errorLines(
  refusals: readonly Refusal[],
  draftId: string,
  here: EntryStep,
): readonly {
  readonly field: string | undefined;
  readonly href: string | undefined;
  readonly message: object;
  readonly labelKey?: string;
}[] {
  return refusals.map(({ code, field, params }) => {
    const asked = field === undefined ? undefined : askedField(field);
    const step = asked === undefined ? here : stepOf(asked);
    const labelKey = asked === undefined ? undefined : liableLabelKey(asked);
    const anchor = asked === undefined ? undefined : `#${asked}`;
    return {
      field: asked,
      href: anchor === undefined || step === here ? anchor : `${entryPath(draftId, step)}${anchor}`,
      message: { code, params },
      ...(labelKey !== undefined && { labelKey }),
    };
  });
}

/** The file in which the same offence is on record already, when that is what stands in the way (D22). */
export function duplicateHref(refusals: readonly Refusal[]): string | undefined {
  const id = refusals.find(({ code }) => code === 'duplicate-offence')?.params?.['offenceId'];
  return id === undefined ? undefined : `/files/${id}`;
}

/** What counts of the answers of one step, in the order of its form. */
export function answeredRows(
  { draftId, answers }: { readonly draftId: string; readonly answers: EntryAnswers },
  obligation: ObligationInForce | undefined,
  step: EntryStep,
): FieldRow[] {
  const counting = countingAnswers(answers, obligation);
  return FIELDS_OF_STEP[step].flatMap((field): FieldRow[] => {
    const value = counting[field];
    // A confirmation says nothing of the case.
    if (value === undefined || field === 'hearingAbout') return [];
    // A day that cannot be read is shown as it was typed.
    const kind = fieldKind(field) === 'day' && !isLegalDate(value) ? 'text' : fieldKind(field);
    return [{ ...numberedField(field), kind, value, href: `${entryPath(draftId, step)}#${field}` }];
  });
}
