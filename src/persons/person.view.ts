import type { DepartmentId } from '../kernel/ids';
import { formatNationalNumber, maskNationalNumber, type NationalNumber } from '../kernel/national-number';
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

/** A file in which the person is involved. Of another department only its article, state and order are told (D32). */
export interface PersonFine {
  readonly department: InFourLanguages;
  readonly article: string;
  /** State of the decision; `none` before there is one, `no-fine` when the file was closed without. */
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
        state: file.decision_state ?? (file.outcome === 'no-fine' ? 'no-fine' : 'none'),
        ...(file.repeat_order !== null && { repeatOrder: file.repeat_order }),
        ...(own && { factsOn: file.facts_on, offender: file.offender, caseId: file.offence_id }),
        ...(own && file.number !== null && { number: file.number }),
      },
    ];
  });
}

/** The number as printed, or masked for those who may not use it. */
export function nationalNumberFor(number: NationalNumber | undefined, mayUse: boolean): string | undefined {
  if (number === undefined) return undefined;
  return mayUse ? formatNationalNumber(number) : maskNationalNumber(number);
}
