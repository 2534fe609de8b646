import type { DemonstrationPerson } from '../demonstration/demonstration-people';

/** A plainly fictitious person of the year: an adult who speaks French and lives in Brussels. */
function person(
  number: number,
  names: Pick<DemonstrationPerson, 'familyName' | 'givenNames' | 'nationality' | 'sex'>,
  birthDate = `1${number % 9}/03/19${70 + number}`,
): DemonstrationPerson {
  return {
    kind: 'natural',
    officeFileNumber: `YEAR-${String(number).padStart(2, '0')}`,
    ...names,
    birthDate,
    language: 'fr',
    addressLine: `Rue Imaginaire ${number}`,
    postalCode: '1000',
    municipality: 'Bruxelles',
    country: 'BE',
  };
}

export const PAID = person(1, { familyName: 'Exemple', givenNames: 'Aline', nationality: 'BR', sex: 'female' });
export const DEPOSIT_LOST = person(2, { familyName: 'Specimen', givenNames: 'Boris', nationality: 'RS', sex: 'male' });
export const DEPOSIT_WON = person(3, { familyName: 'Modèle', givenNames: 'Carla', nationality: 'AR', sex: 'female' });
export const LATE_APPEAL = person(4, { familyName: 'Fictif', givenNames: 'Denis', nationality: 'GE', sex: 'male' });
export const LEARNED_LATE = person(5, {
  familyName: 'Voorbeeld',
  givenNames: 'Emma',
  nationality: 'GB',
  sex: 'female',
});
export const ANNULLED = person(6, { familyName: 'Muster', givenNames: 'Farid', nationality: 'TN', sex: 'male' });
export const MINOR = person(
  7,
  { familyName: 'Beispiel', givenNames: 'Gaston', nationality: 'US', sex: 'male' },
  '04/07/2011',
);
export const ON_BOARD = person(8, { familyName: 'Proef', givenNames: 'Hana', nationality: 'JP', sex: 'female' });
export const TWICE = person(9, { familyName: 'Inventé', givenNames: 'Igor', nationality: 'UA', sex: 'male' });
export const MOVED = person(10, { familyName: 'Imaginaire', givenNames: 'Julia', nationality: 'MX', sex: 'female' });
/** Where the one whose letter came back lives now. */
export const NEW_ADDRESS = { addressLine: 'Rue Inventée 12', postalCode: '1050', municipality: 'Ixelles' };
export const OVERPAID = person(11, { familyName: 'Simulé', givenNames: 'Karim', nationality: 'MA', sex: 'male' });
export const ASKED_BACK = person(12, { familyName: 'Esimerkki', givenNames: 'Lina', nationality: 'CA', sex: 'female' });
export const UNPAID = person(13, { familyName: 'Exemplaire', givenNames: 'Marco', nationality: 'BR', sex: 'male' });
