import type { Config } from '../platform/config/config';
import { maskNationalNumber, formatNationalNumber } from '../kernel/national-number';
import { birthDateToIso } from '../kernel/birth-date';
import type { PersonFacts } from '../persons/person.rules';
import { apiLink } from '../platform/http/api-links';
import { camelCase } from '../platform/http/problem';
import {
  changedSinceMerge,
  isIdentity,
  MERGE_FIELD_NAMES,
  MERGE_FIELDS,
  type MergeField,
  type MergeState,
} from './merge.rules';

/** How the text of a value is shown: as it is, as the name of a code, or as a birth date out of its interchange form. */
export type ShownAs = 'text' | 'sex' | 'language' | 'birthDate';

/** What a record says in one field; both empty when it says nothing. */
export interface ComparedValue {
  readonly text: string;
  /** The code of a country that belongs to the value, shown by its name after the text; empty where there is none. */
  readonly country: string;
}

/** One field of two records side by side. */
export interface ComparedField {
  readonly field: MergeField;
  readonly as: ShownAs;
  readonly one: ComparedValue;
  readonly other: ComparedValue;
  readonly differs: boolean;
  /** What the surviving record says by default: its own, or the other's where it says nothing. */
  readonly suggested: 'survivor' | 'merged';
}

const SHOWN_AS: Partial<Readonly<Record<MergeField, ShownAs>>> = {
  sex: 'sex',
  language: 'language',
  birthDate: 'birthDate',
};

/** The fields of two records side by side, those that neither has left out. A national number only for those who may use it. */
export function comparedFields(one: PersonFacts, other: PersonFacts, mayUseNationalNumber: boolean): ComparedField[] {
  return MERGE_FIELD_NAMES.flatMap((field): ComparedField[] => {
    const [mine, theirs] = [valueOf(one, field, mayUseNationalNumber), valueOf(other, field, mayUseNationalNumber)];
    if (!isSaid(mine) && !isSaid(theirs)) return [];
    const differs = JSON.stringify(factsIn(one, field)) !== JSON.stringify(factsIn(other, field));
    const suggested = !isKnown(mine) && isKnown(theirs) ? 'merged' : 'survivor';
    return [{ field, as: SHOWN_AS[field] ?? 'text', one: mine, other: theirs, differs, suggested }];
  });
}

/** One field of the surviving record that was changed after the merge, as it stood then and stands now. */
export interface ChangeSinceMerge extends Pick<ComparedField, 'field' | 'as'> {
  readonly then: ComparedValue;
  readonly now: ComparedValue;
  /** Whose it is cannot be told: the merge cannot be undone. What is no identity stays with the record. */
  readonly isIdentity: boolean;
}

/** What was changed on the surviving record since the merge. A national number only for those who may use it. */
export function changesSince(
  joined: PersonFacts,
  today: PersonFacts,
  mayUseNationalNumber: boolean,
): ChangeSinceMerge[] {
  return changedSinceMerge(joined, today).map((field) => ({
    field,
    as: SHOWN_AS[field] ?? 'text',
    then: valueOf(joined, field, mayUseNationalNumber),
    now: valueOf(today, field, mayUseNationalNumber),
    isIdentity: isIdentity(field),
  }));
}

function isSaid({ text, country }: ComparedValue): boolean {
  return text !== '' || country !== '';
}

/** Unknown is a nationality and a sex that can be recorded; the other record may know better. */
function isKnown(value: ComparedValue): boolean {
  return isSaid(value) && value.text !== 'unknown' && value.country !== 'unknown';
}

function factsIn(facts: PersonFacts, field: MergeField): unknown[] {
  return MERGE_FIELDS[field].map((each) => facts[each] ?? null);
}

/** Which of the facts of a field is a country: kept as a code, shown by its name. */
const COUNTRY_IN: Partial<Readonly<Record<MergeField, 'nationality' | 'registerCountry' | 'country'>>> = {
  nationality: 'nationality',
  registerNumber: 'registerCountry',
  addressLine: 'country',
};

function valueOf(facts: PersonFacts, field: MergeField, mayUseNationalNumber: boolean): ComparedValue {
  const inField = COUNTRY_IN[field];
  const country = inField === undefined ? '' : (facts[inField] ?? '');
  const text = textOf(facts, field, mayUseNationalNumber);
  // An address in Belgium goes without its country, as on an envelope.
  return { text, country: field === 'addressLine' && country === 'BE' ? '' : country };
}

function textOf(facts: PersonFacts, field: MergeField, mayUseNationalNumber: boolean): string {
  if (field === 'birthDate') return facts.birthDate ? birthDateToIso(facts.birthDate) : '';
  if (field === 'sex' && facts.kind === 'legal') return '';
  if (field === 'nationalNumber') {
    if (facts.nationalNumber === undefined) return '';
    return mayUseNationalNumber ? formatNationalNumber(facts.nationalNumber) : maskNationalNumber(facts.nationalNumber);
  }
  const parts = MERGE_FIELDS[field].filter((each) => each !== COUNTRY_IN[field]).map((each) => facts[each]);
  return [...new Set(parts.filter((part) => typeof part === 'string' && part !== ''))].join(' · ');
}

/** A merge as the API shows it. */
export function mergeJson(
  config: Config,
  merge: {
    readonly id: string;
    readonly survivorId: string;
    readonly mergedId: string;
    readonly state: MergeState;
    readonly takenFields: readonly string[];
    readonly reason: string;
    readonly proposedAt: Date;
    readonly decidedAt: Date | null;
    readonly undoneAt: Date | null;
    readonly version: number;
  },
  outlook: {
    readonly moves: readonly { readonly table: string; readonly count: number }[];
    /** Against confirming what is proposed, or taking apart what was merged. */
    readonly obstacles: readonly { readonly code: string }[];
  },
): object {
  const person = (id: string): object => ({ href: apiLink(config, `/persons/${id}`), id });
  return {
    self: apiLink(config, `/personMerges/${merge.id}`),
    id: merge.id,
    survivor: person(merge.survivorId),
    merged: person(merge.mergedId),
    state: merge.state,
    takenFields: merge.takenFields,
    reason: merge.reason,
    proposedAt: merge.proposedAt,
    ...(merge.decidedAt !== null && { decidedAt: merge.decidedAt }),
    ...(merge.undoneAt !== null && { undoneAt: merge.undoneAt }),
    ...(merge.state === 'proposed' && {
      moves: outlook.moves.map(({ table, count }) => ({ kind: camelCase(table.replaceAll('_', '-')), count })),
    }),
    ...((merge.state === 'proposed' || merge.state === 'merged') && {
      obstacles: outlook.obstacles.map(({ code }) => camelCase(code)),
    }),
    version: merge.version,
  };
}
