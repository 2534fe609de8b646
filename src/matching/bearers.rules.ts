import type { PersonId } from '../kernel/ids';
import type { Evidence } from './evidence.rules';
import { keysOf } from './fine-index.rules';
import { hasSurname, nameWordsOf, type NameWords } from './name-agreement.rules';

/** A person who may be born on a day that stands in a text, before any fine of theirs is read. */
export interface BornPerson {
  readonly personId: PersonId;
  /** `1987-03-12`, `1987-03` or `1987`. */
  readonly birthDate: string;
  readonly surname: string;
  readonly firstNames: string;
  /** Known under further names, which are on file elsewhere. */
  readonly hasOtherNames: boolean;
}

/**
 * Those of the persons whose surname stands in a text that also has their birth date: the others are neither booked on nor proposed
 * (`matchMovement` asks for the surname of whoever it finds by a date), so that their fines need not be read. Whoever has other names
 * is always among them. Of thousands of fines some hundred persons are born in the year of any text, and a few bear its names.
 */
export function bearersOf(born: readonly BornPerson[], texts: readonly Evidence[]): PersonId[] {
  const byDate = new Map<string, { readonly personId: PersonId; readonly words: NameWords }[]>();
  for (const person of born) {
    const known = byDate.get(person.birthDate);
    const each = { personId: person.personId, words: nameWordsOf(person.surname, person.firstNames) };
    if (known) known.push(each);
    else byDate.set(person.birthDate, [each]);
  }
  const bearers = new Set(born.filter(({ hasOtherNames }) => hasOtherNames).map(({ personId }) => personId));
  for (const evidence of texts) {
    for (const { personId, words } of keysOf(evidence).birthDates.flatMap((date) => byDate.get(date) ?? [])) {
      if (!bearers.has(personId) && hasSurname(evidence.names, words)) bearers.add(personId);
    }
  }
  return [...bearers];
}
