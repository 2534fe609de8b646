import { birthDateToIso } from '../kernel/birth-date';
import type { DepartmentId } from '../kernel/ids';
import { formatNationalNumber, maskNationalNumber, type NationalNumber } from '../kernel/national-number';
import type { Config } from '../platform/config/config';
import { apiLink } from '../platform/http/api-links';
import { camelCase } from '../platform/http/problem';
import { PERSON_LANGUAGES } from './person-languages';
import type { SearchCriteria, TypedCriteria } from './person-search.rules';
import type { Person, PersonFacts, PersonNames } from './person.rules';

/** Names of a department or a thing in the languages of the screens. */
export type InFourLanguages = Readonly<Record<'fr' | 'nl' | 'de' | 'en', string>>;

/**
 * Who somebody is: in a list, at the head of a page (components/person.njk), and for the modules that decide and write letters.
 * Everything but the national number, whose use is a permission.
 */
export interface PersonSummary extends Omit<Person, 'nationalNumber' | 'createdBy'> {
  /** `Family, Given`, in the script of the person. */
  readonly displayName: string;
  /** Only when it differs from the name as given. */
  readonly nameInLatin?: string;
  /** The address as it is printed; empty when it is not known. */
  readonly addressLines: readonly string[];
  readonly href: string;
}

/** A person with all that the reader may see. */
export interface ShownPerson {
  readonly person: PersonSummary;
  /** As printed, or masked; absent when there is none. */
  readonly nationalNumber?: string;
  /** The facts as form and API carry them. */
  readonly form: Readonly<Record<string, string | boolean>>;
  readonly fines: readonly PersonFine[];
  /** What holds recovery about the person today (D34). */
  readonly flags: readonly StandingFlag[];
  /** What the record said before, newest first. */
  readonly history: readonly PersonHistoryEntry[];
}

/** A ground that stands: death, insolvency, the guardian of an unaccompanied minor. */
export interface StandingFlag {
  readonly kind: string;
  readonly since: string;
}

/** What the record said before a change: only the fields that were different from what came after. */
export interface PersonHistoryEntry {
  readonly version: number;
  readonly cause: string;
  readonly replacedAt: Date;
  readonly replacedByName: string;
  readonly fields: readonly { readonly field: string; readonly stood: string }[];
}

/** A file in which the person is involved. Of another department only its article, state and order are told (D32). */
export interface PersonFine {
  readonly department: InFourLanguages;
  readonly article: string;
  /** State of the decision; `none` before there is one, `no-fine` when the file was closed without, `reopened` when it was opened again. */
  readonly state: string;
  /** Which fine in order it is (D10). */
  readonly repeatOrder?: number;
  /** From here on, only for files of one's own department. */
  readonly number?: string;
  readonly factsOn?: string;
  readonly offender?: boolean;
  readonly caseId?: string;
}

/** A row about a file, as the repository reads it. */
export interface FileOfPerson {
  readonly offence_id: string;
  readonly department_id: DepartmentId;
  readonly department_fr: string;
  readonly department_nl: string;
  readonly department_de: string;
  readonly department_en: string;
  readonly article: string;
  readonly facts_on: string;
  readonly outcome: 'fine' | 'no-fine';
  readonly offence_state: 'recorded' | 'closed' | 'void';
  readonly offender: boolean;
  readonly decision_state: string | null;
  readonly number: string | null;
  readonly repeat_order: number | null;
}

/** `Family, Given`; a person with one name, or a firm, has that alone. */
export function displayName({ familyName, givenNames }: Pick<PersonNames, 'familyName' | 'givenNames'>): string {
  return givenNames === '' ? familyName : `${familyName}, ${givenNames}`;
}

// The Universal Postal Union's own language, which every post reads.
const COUNTRY_NAMES = new Intl.DisplayNames(['fr'], { type: 'region' });

/** Street, then postal code and place, then the country in capitals unless it is Belgium. */
export function addressLines({ addressLine, postalCode, municipality, country }: PersonFacts): string[] {
  const place = [postalCode, municipality].filter((part) => part !== undefined).join(' ');
  const abroad = country !== undefined && country !== 'BE' ? COUNTRY_NAMES.of(country)?.toUpperCase() : undefined;
  return [addressLine ?? '', place, abroad ?? ''].filter((line) => line !== '');
}

export function summaryOf(person: Person): PersonSummary {
  const { nationalNumber: _withheld, createdBy: _unneeded, ...identity } = person;
  const shown = displayName(person);
  const latin = displayName({ familyName: person.latinFamilyName, givenNames: person.latinGivenNames });
  return {
    ...identity,
    displayName: shown,
    ...(latin !== shown && { nameInLatin: latin }),
    addressLines: addressLines(person),
    href: `/persons/${person.id}`,
  };
}

/**
 * D32: of a file of another department only that there is one, its article, state and order. Closed files without a fine and
 * drafts of another department are nobody's business outside it.
 */
export function finesShownTo(
  files: readonly FileOfPerson[],
  reader: { readonly departmentId: DepartmentId | undefined; readonly spansDepartments: boolean },
): PersonFine[] {
  return files.flatMap((file): PersonFine[] => {
    const own = reader.spansDepartments || file.department_id === reader.departmentId;
    const signed = file.number !== null;
    if (!own && !signed) return [];
    return [
      {
        department: {
          fr: file.department_fr,
          nl: file.department_nl,
          de: file.department_de,
          en: file.department_en,
        },
        article: file.article,
        state: file.decision_state ?? stateWithoutDecision(file),
        ...(file.repeat_order !== null && { repeatOrder: file.repeat_order }),
        ...(own && { factsOn: file.facts_on, offender: file.offender, caseId: file.offence_id }),
        ...(own && file.number !== null && { number: file.number }),
      },
    ];
  });
}

/** Closed without a fine, opened again after that, or still without a decision. */
function stateWithoutDecision({ outcome, offence_state: state }: FileOfPerson): PersonFine['state'] {
  if (outcome === 'fine') return 'none';
  return state === 'void' ? 'reopened' : 'no-fine';
}

/** The number as printed, or masked for those who may not use it. */
export function nationalNumberFor(number: NationalNumber | undefined, mayUse: boolean): string | undefined {
  if (number === undefined) return undefined;
  return mayUse ? formatNationalNumber(number) : maskNationalNumber(number);
}

const LANGUAGES_OF_ACTS: readonly string[] = ['fr', 'nl', 'de'];

/** A language by its name in the reader's language. */
export function languageName(code: string, reader: 'fr' | 'nl' | 'de' | 'en'): string {
  return new Intl.DisplayNames([reader], { type: 'language' }).of(code) ?? code;
}

/** The languages that a person may speak, by their names in the reader's language; those of the acts first (D14). */
export function languageChoices(reader: 'fr' | 'nl' | 'de' | 'en'): readonly { value: string; text: string }[] {
  const names = new Intl.DisplayNames([reader], { type: 'language' });
  const order = new Intl.Collator(reader);
  const named = (value: string): { value: string; text: string } => ({ value, text: names.of(value) ?? value });
  const others = PERSON_LANGUAGES.filter((code) => !LANGUAGES_OF_ACTS.includes(code)).map(named);
  return [...LANGUAGES_OF_ACTS.map(named), ...others.sort((one, other) => order.compare(one.text, other.text))];
}

/** A person in a list of the API. */
export function personItemJson(config: Config, person: PersonSummary): object {
  return {
    href: apiLink(config, `/persons/${person.id}`),
    id: person.id,
    kind: person.kind,
    familyName: person.familyName,
    givenNames: person.givenNames,
    latinFamilyName: person.latinFamilyName,
    latinGivenNames: person.latinGivenNames,
    ...(person.birthDate && { birthDate: birthDateToIso(person.birthDate) }),
    nationality: person.nationality,
    ...(person.officeFileNumber !== undefined && { officeFileNumber: person.officeFileNumber }),
  };
}

/** Other names and documents, as far as the API shows them. */
interface ShownPapers {
  readonly aliases: readonly ShownPaper[];
  readonly documents: readonly ShownPaper[];
}

interface ShownPaper {
  readonly id: string;
  readonly kind: string;
  readonly endedAt: Date | null;
}

/** What is known of a paper, its codes as the API writes them; nothing that is empty. */
function paperJson({ kind, ...paper }: ShownPaper): object {
  const { personId: _person, recordedByName: _by, ...told } = paper as Record<string, unknown>;
  const filled = Object.entries(told).filter(([, value]) => value !== null && value !== '');
  return { kind: camelCase(kind), ...Object.fromEntries(filled) };
}

/** A person as the API shows it: the facts as they can be sent back with PUT, and the fines (D32). */
export function personJson(config: Config, file: ShownPerson & ShownPapers): object {
  return {
    self: apiLink(config, `/persons/${file.person.id}`),
    id: file.person.id,
    ...file.form,
    ...(file.nationalNumber !== undefined &&
      file.form['nationalNumber'] === undefined && { maskedNationalNumber: file.nationalNumber }),
    ...(file.person.mergedInto !== undefined && {
      mergedInto: { href: apiLink(config, `/persons/${file.person.mergedInto}`), id: file.person.mergedInto },
    }),
    aliases: file.aliases.map(paperJson),
    documents: file.documents.map(paperJson),
    fines: file.fines.map(({ caseId, number, ...fine }) => ({
      ...fine,
      state: camelCase(fine.state),
      ...(number !== undefined && { decisionNumber: number }),
      ...(caseId !== undefined && { offence: { href: apiLink(config, `/offences/${caseId}`), id: caseId } }),
    })),
    version: file.person.version,
  };
}

/** What each earlier version said that the next one did not, newest first; a national number only for those who may use it. */
export function historyOf(
  versions: readonly {
    readonly version: number;
    readonly facts: Readonly<Record<string, string | boolean>>;
    readonly cause: string;
    readonly replacedAt: Date;
    readonly replacedByName: string;
  }[],
  current: Readonly<Record<string, string | boolean>>,
  mayUseNationalNumber: boolean,
): PersonHistoryEntry[] {
  return versions.map(({ facts, ...change }, index) => {
    const next = versions[index - 1]?.facts ?? current;
    const fields = [...new Set([...Object.keys(facts), ...Object.keys(next)])]
      .filter((field) => facts[field] !== next[field])
      .filter((field) => mayUseNationalNumber || field !== 'nationalNumber')
      .map((field) => ({ field, stood: String(facts[field] ?? '') }));
    return { ...change, fields };
  });
}

/** The criteria as logged: names as they were understood, the national number only as far as to tell two searches apart. */
export function recordedCriteria(typed: TypedCriteria, criteria: SearchCriteria): Record<string, unknown> {
  return {
    ...(criteria.words.length > 0 && { names: typed.names }),
    ...(criteria.birthDate && { birthDate: birthDateToIso(criteria.birthDate) }),
    ...(criteria.officeFileNumber !== undefined && { officeFileNumber: criteria.officeFileNumber }),
    ...(criteria.nationalNumber !== undefined && { nationalNumber: nationalNumberFor(criteria.nationalNumber, false) }),
    ...(criteria.documentNumber !== undefined && { documentNumber: criteria.documentNumber }),
  };
}
