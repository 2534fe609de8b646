import type { PersonId } from '../kernel/ids';
import type { Evidence } from './evidence.rules';
import { keysOf } from './fine-index.rules';
import {
  hasNames,
  hasSurname,
  markedSurname,
  mayHaveSurname,
  nameWordsOf,
  wordsAgreement,
  type MarkedSurname,
  type NameText,
  type NameWords,
} from './name-agreement.rules';

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

interface Marked {
  readonly person: BornPerson;
  readonly surname: MarkedSurname;
}

/**
 * The persons who may be meant by their birth date, each with the surname taken apart once. Of thousands of fines some hundred persons are
 * born in the year of any text, and a few bear its names: the fines of the others need not be read.
 */
export class BornPersons {
  private readonly byDate = new Map<string, Marked[]>();
  private readonly others: readonly PersonId[];

  constructor(born: readonly BornPerson[]) {
    for (const person of born) {
      const known = this.byDate.get(person.birthDate);
      const each = { person, surname: markedSurname(person.surname) };
      if (known) known.push(each);
      else this.byDate.set(person.birthDate, [each]);
    }
    this.others = born.filter(({ hasOtherNames }) => hasOtherNames).map(({ personId }) => personId);
  }

  /**
   * Those whose surname and first name stand in a text that also has their birth date: nobody else is booked on, or keeps a booking from
   * being made, by the date (`matchMovement` asks for both names). Whoever has other names is always among them.
   */
  withNames(texts: readonly Evidence[]): PersonId[] {
    return this.bearers(texts, (text, name) => hasSurname(text, name) && hasNames(wordsAgreement(text, name)));
  }

  /** Those whose surname does: the others are not even proposed. */
  withSurname(texts: readonly Evidence[]): PersonId[] {
    return this.bearers(texts, hasSurname);
  }

  private bearers(texts: readonly Evidence[], isMeant: (text: NameText, name: NameWords) => boolean): PersonId[] {
    const bearers = new Set(this.others);
    for (const evidence of texts) {
      for (const date of keysOf(evidence).birthDates) {
        for (const { person, surname } of this.byDate.get(date) ?? []) {
          if (!mayHaveSurname(evidence.names, surname) || bearers.has(person.personId)) continue;
          if (isMeant(evidence.names, nameWordsOf(person.surname, person.firstNames))) bearers.add(person.personId);
        }
      }
    }
    return [...bearers];
  }
}
