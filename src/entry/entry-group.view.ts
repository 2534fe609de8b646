import { isLegalDate, type LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import type { PersonSummary } from '../persons/person.view';
import type { Message } from '../ui/message';
import { takenOver } from './entry-group.rules';
import type { EntryGroupOnDesk, EntryOfGroup } from './entry-groups.service';
import { askedField, ENTRY_STEPS, stepOf, type EntryStep } from './entry.rules';
import { entryPath } from './entry.view';

/** One entry of a group as a line: what becomes of it, or in which steps something is missing. */
export interface GroupLine {
  readonly draftId: string;
  readonly version: number;
  readonly position: number;
  readonly href: string;
  readonly person: PersonSummary;
  readonly obligationCode: string | undefined;
  /** Absent as long as it cannot be read. */
  readonly factsOn: LegalDate | undefined;
  readonly isComplete: boolean;
  readonly missing: readonly { readonly step: EntryStep; readonly href: string; readonly count: number }[];
  /** From here on, only of what is complete. */
  readonly outcome: 'fine' | 'no-fine' | undefined;
  readonly article: string | undefined;
  readonly repeatOrder: number | undefined;
  readonly amountCents: Cents | undefined;
  /** Who owes it and another fine for the same crossing. */
  readonly carriersFined: readonly Message[];
}

/** Something that stands against one entry, and where it is put right. */
export interface GroupError {
  readonly position: number;
  readonly person: PersonSummary;
  readonly field: string | undefined;
  readonly href: string;
  readonly message: object;
}

export interface GroupPage {
  readonly groupId: string;
  readonly version: number;
  readonly lines: readonly GroupLine[];
  readonly errors: readonly GroupError[];
  readonly totalCents: Cents;
  readonly completeCount: number;
  readonly fineCount: number;
  readonly personCount: number;
  /** Places of the entries whose event is not that of the first any more. */
  readonly differing: readonly number[];
}

/** The page of a group: every decision to come, before anything is kept. */
export function groupPage({ groupId, version, entries, totalCents }: EntryGroupOnDesk): GroupPage {
  const lines = entries.map(groupLine);
  return {
    groupId,
    version,
    lines,
    errors: entries.flatMap((entry, index) => errorsOf(entry, index + 1)),
    totalCents,
    completeCount: lines.filter(({ isComplete }) => isComplete).length,
    fineCount: lines.filter(({ outcome }) => outcome === 'fine').length,
    personCount: new Set(entries.map(({ person }) => person.id)).size,
    differing: differing(entries),
  };
}

/** Where a group is. */
export function groupPath(groupId: string): string {
  return `/entries/${groupId}`;
}

function groupLine({ draft, person, refusals, found }: EntryOfGroup, index: number): GroupLine {
  const steps = refusals.map(({ field }) => (field === undefined ? 'check' : stepOf(field)));
  const { factsOn } = draft.answers;
  return {
    draftId: draft.id,
    version: draft.version,
    position: index + 1,
    href: entryPath(draft.id, 'check'),
    person,
    obligationCode: draft.obligationCode ?? undefined,
    factsOn: factsOn !== undefined && isLegalDate(factsOn) ? (factsOn as LegalDate) : undefined,
    isComplete: found !== undefined,
    missing: ENTRY_STEPS.flatMap((step) => {
      const count = steps.filter((each) => each === step).length;
      return count === 0 ? [] : [{ step, count, href: toldPath(draft.id, step) }];
    }),
    outcome: found?.finding.checked.outcome,
    article: found?.finding.checked.article,
    repeatOrder: found?.finding.repeatOrder,
    amountCents: found?.finding.amountCents,
    carriersFined: found?.finding.carriersFined ?? [],
  };
}

function errorsOf({ draft, person, refusals }: EntryOfGroup, position: number): GroupError[] {
  return refusals.map(({ code, field, params }) => {
    const asked = field === undefined ? undefined : askedField(field);
    const path = toldPath(draft.id, asked === undefined ? 'check' : stepOf(asked));
    const href = asked === undefined ? path : `${path}#${asked}`;
    return { position, person, field: asked, href, message: { code, params } };
  });
}

/** The step with what stands against it beside its fields; the check tells it anyway. */
function toldPath(draftId: string, step: EntryStep): string {
  return step === 'check' ? entryPath(draftId, step) : `${entryPath(draftId, step)}?told`;
}

function differing(entries: readonly EntryOfGroup[]): number[] {
  const [model, ...others] = entries.map(({ draft }) => draft);
  if (model === undefined) return [];
  return others.flatMap((other, index) => {
    const event = Object.entries(takenOver(model, other));
    return event.every(([field, value]) => other.answers[field] === value) ? [] : [index + 2];
  });
}
