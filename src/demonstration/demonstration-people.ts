interface Addressed {
  readonly addressLine?: string;
  readonly postalCode?: string;
  readonly municipality?: string;
  readonly country?: string;
  /** By it the demonstration knows its persons again. */
  readonly officeFileNumber: string;
}

/** A plainly fictitious person, as the registration form would send it. */
export interface DemonstrationPerson extends Addressed {
  readonly kind: 'natural';
  readonly familyName: string;
  readonly givenNames: string;
  readonly latinFamilyName?: string;
  readonly latinGivenNames?: string;
  readonly birthDate: string;
  readonly nationality: string;
  readonly sex: 'female' | 'male' | 'x' | 'unknown';
  readonly language: string;
  /** Looked at beside a likely duplicate, and registered all the same. */
  readonly notDuplicate?: true;
}

/** A plainly fictitious firm or body. */
export interface DemonstrationFirm extends Addressed {
  readonly kind: 'legal';
  readonly familyName: string;
  readonly nationality: string;
  readonly language: string;
  readonly enterpriseNumber: string;
}

const IN_GENT = { postalCode: '9000', municipality: 'Gent', country: 'BE' } as const;
const IN_BRUSSELS = { postalCode: '1000', municipality: 'Bruxelles', country: 'BE' } as const;

/** Those who pay in the place of a minor, beside a person, or act for one. */
export const MOTHER: DemonstrationPerson = {
  kind: 'natural',
  officeFileNumber: 'DEMO-101',
  familyName: 'Beispiel',
  givenNames: 'Karin',
  birthDate: '11/06/1982',
  nationality: 'DE',
  sex: 'female',
  language: 'de',
  addressLine: 'Musterstraße 14',
  postalCode: '4700',
  municipality: 'Eupen',
  country: 'BE',
};
export const GUARDIAN: DemonstrationPerson = {
  kind: 'natural',
  officeFileNumber: 'DEMO-102',
  familyName: 'Fictif',
  givenNames: 'Tutrice',
  birthDate: '30/01/1970',
  nationality: 'BE',
  sex: 'female',
  language: 'fr',
  addressLine: 'Rue Imaginaire 21',
  ...IN_BRUSSELS,
};
export const LAWYER: DemonstrationPerson = {
  kind: 'natural',
  officeFileNumber: 'DEMO-103',
  familyName: 'Raadsman',
  givenNames: 'Voorbeeld',
  birthDate: '05/05/1975',
  nationality: 'BE',
  sex: 'x',
  language: 'nl',
  addressLine: 'Verzonnen Kaai 8 bus 2',
  ...IN_GENT,
};
export const BODY_IN_CHARGE: DemonstrationFirm = {
  kind: 'legal',
  officeFileNumber: 'DEMO-104',
  familyName: 'Jeugdhuis Voorbeeld vzw',
  nationality: 'BE',
  language: 'nl',
  enterpriseNumber: '0123.456.749',
  addressLine: 'Proefstraat 40',
  ...IN_GENT,
};
export const CARRIER: DemonstrationFirm = {
  kind: 'legal',
  officeFileNumber: 'DEMO-105',
  familyName: 'Specimen Lines SA',
  nationality: 'BE',
  language: 'fr',
  enterpriseNumber: '0987.654.394',
  addressLine: 'Quai Fictif 3',
  ...IN_BRUSSELS,
};

/** Two registrations that may be of one and the same person. */
export const LIKELY_DUPLICATES: readonly DemonstrationPerson[] = [
  {
    kind: 'natural',
    officeFileNumber: 'DEMO-201',
    familyName: 'Przykładowy',
    givenNames: 'Józef',
    birthDate: '08/08/1986',
    nationality: 'PL',
    sex: 'male',
    language: 'nl',
    addressLine: 'Modelstraat 7',
    ...IN_GENT,
  },
  {
    kind: 'natural',
    officeFileNumber: 'DEMO-202',
    familyName: 'Przykladowy',
    givenNames: 'Jozef',
    birthDate: '1986',
    nationality: 'PL',
    sex: 'male',
    language: 'nl',
    notDuplicate: true,
  },
];

/** Two registrations of which it is proposed that they are one person. */
export const PROPOSED_AS_ONE: readonly [DemonstrationPerson, DemonstrationPerson] = [
  twin('DEMO-203', 'Voorbeeldt'),
  { ...twin('DEMO-204', 'Voorbeeld'), birthDate: '1978', notDuplicate: true },
];

function twin(officeFileNumber: string, familyName: string): DemonstrationPerson {
  const rest = {
    givenNames: 'Mirela',
    birthDate: '15/05/1978',
    nationality: 'HR',
    sex: 'female',
    language: 'nl',
  } as const;
  return { kind: 'natural', officeFileNumber, familyName, ...rest };
}

/** The crew of one crossing, whose entries are made together. */
export const ONE_EVENT: readonly [DemonstrationPerson, ...DemonstrationPerson[]] = [
  sailor('DEMO-301', { familyName: 'Esimerkki', givenNames: 'Aino', nationality: 'US', sex: 'female' }),
  sailor('DEMO-302', { familyName: 'Specimen', givenNames: 'Tomás', nationality: 'AR', sex: 'male' }),
  sailor('DEMO-303', { familyName: 'Példa', givenNames: 'Zsófia', nationality: 'AU', sex: 'female' }),
];

function sailor(
  officeFileNumber: string,
  person: Pick<DemonstrationPerson, 'familyName' | 'givenNames' | 'nationality' | 'sex'>,
): DemonstrationPerson {
  return { kind: 'natural', officeFileNumber, ...person, birthDate: '1984', language: 'fr' };
}

/** Fined, and fined again while the breach goes on. */
export const FINED_TWICE: DemonstrationPerson = {
  kind: 'natural',
  officeFileNumber: 'DEMO-001',
  familyName: 'Παράδειγμα',
  givenNames: 'Νίκος',
  latinFamilyName: 'Paradeigma',
  latinGivenNames: 'Nikos',
  birthDate: '14/02/1988',
  nationality: 'GR',
  sex: 'male',
  language: 'nl',
  addressLine: 'Voorbeeldstraat 12',
  postalCode: '9000',
  municipality: 'Gent',
  country: 'BE',
};

/** Over the border twice in the same way. */
export const CROSSED_TWICE: DemonstrationPerson = {
  kind: 'natural',
  officeFileNumber: 'DEMO-002',
  familyName: 'Exemple',
  givenNames: 'Amélie Louise',
  birthDate: '03/09/1979',
  nationality: 'CA',
  sex: 'female',
  language: 'fr',
  addressLine: '1 rue de l’Exemple',
  postalCode: 'H2X 1Y4',
  municipality: 'Montréal',
  country: 'CA',
};
