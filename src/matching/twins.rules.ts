import { birthDateToIso } from '../kernel/birth-date';
import { namesOf, type FineParty, type PartyHit } from './fine-index.rules';
import { mayBearSurname, type NameText } from './name-agreement.rules';

/**
 * Whoever may be meant as well as the persons of `meant`, by the birth date and half of the name: where a first name does not stand in
 * the text as it is on file, everybody of the surname who was, or as far as is known may have been, born that day (`IOAN` is neither Ion
 * nor Ioana); where a surname does not, everybody of the first name who was. `hits` are all whose birth date stands in the text.
 */
export function twinsOf(meant: readonly PartyHit[], hits: readonly PartyHit[], text: NameText): PartyHit[] {
  const persons = new Set(meant.map(({ party }) => party.personId));
  const unsure = meant.filter(({ agreement }) => agreement.firstName !== 'exact' || agreement.surname !== 'exact');
  if (unsure.length === 0) return [];
  const others = hits.filter(({ party }) => party.capacity !== 'mandatary' && !persons.has(party.personId));
  return others.filter((other) => unsure.some((hit) => isTwin(hit, other, text)));
}

function isTwin(hit: PartyHit, other: PartyHit, text: NameText): boolean {
  if (!mayBeBornAlike(hit.party, other.party)) return false;
  if (hit.agreement.firstName !== 'exact' && bearsSurname(other, text)) return true;
  return hit.agreement.surname !== 'exact' && other.isFullDate && other.agreement.firstName !== 'none';
}

function bearsSurname({ party, agreement }: PartyHit, text: NameText): boolean {
  return agreement.surname !== 'none' || namesOf(party).some((name) => mayBearSurname(text, name));
}

/** One of the dates is the other as far as it is known. */
function mayBeBornAlike({ birthDate: one }: FineParty, { birthDate: other }: FineParty): boolean {
  if (one === undefined || other === undefined) return false;
  const [date, second] = [birthDateToIso(one), birthDateToIso(other)];
  return date.startsWith(second) || second.startsWith(date);
}

/** Namesakes share a date in the text; a family payment has a date for each person. */
export function hasOneBirthDate(hits: readonly PartyHit[]): boolean {
  const full = hits
    .filter(({ isFullDate }) => isFullDate)
    .map(({ party: { birthDate } }) => `${birthDate?.year ?? 0}-${birthDate?.month ?? 0}-${birthDate?.day ?? 0}`);
  return new Set(full).size <= 1;
}
