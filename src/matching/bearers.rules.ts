import type { PersonId } from '../kernel/ids';
import type { Evidence } from './evidence.rules';
import { keysOf } from './fine-index.rules';
import {
  hasNames,
  hasSurname,
  markedName,
  mayStandIn,
  nameWordsOf,
  wordsAgreement,
  type MarkedName,
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
  /** Many bear the same; surnames are more by far, and looked at only where these agree. */
  readonly firstNames: MarkedName;
}

/** So many are remembered of one statement's crowded days, so that memory stays flat. */
const MOST_REMEMBERED = 50_000;

/** A year or a month that is all that is known of a birth, and the first of January: many are said to be born then (trap 25). */
function isCrowded(birthDate: string): boolean {
  return birthDate.length < '1987-03-12'.length || birthDate.endsWith('-01-01');
}

/**
 * The persons of crowded days, whom nearly every text of a year may mean: read with the first movements of a statement that name such a
 * day, and remembered while the rest of it is matched. Whoever is registered meanwhile was on no file when these payments were made.
 */
export class CrowdedDays {
  private readonly days = new Map<string, readonly Marked[]>();
  private personCount = 0;

  /** Those of the dates whose persons are to be read. */
  unread(birthDates: readonly string[]): string[] {
    return birthDates.filter((date) => !this.days.has(date));
  }

  /** All who are born on the dates: those that were read, and those that are remembered. */
  withRead(birthDates: readonly string[], read: readonly BornPerson[]): BornPersons {
    const byDate = new Map<string, Marked[]>();
    for (const date of this.unread(birthDates)) byDate.set(date, []);
    for (const person of read)
      byDate.get(person.birthDate)?.push({ person, firstNames: markedName(person.firstNames) });
    const remembered = birthDates.flatMap((date) => {
      const persons = this.days.get(date);
      return persons === undefined ? [] : [[date, persons] as const];
    });
    for (const [date, persons] of byDate) this.remember(date, persons);
    return new BornPersons(new Map([...byDate, ...remembered]));
  }

  private remember(date: string, persons: readonly Marked[]): void {
    if (!isCrowded(date) || this.personCount + persons.length > MOST_REMEMBERED) return;
    this.days.set(date, persons);
    this.personCount += persons.length;
  }
}

/**
 * The persons who may be meant by their birth date. Of thousands of fines some hundred persons are born in the year of any text, and a few
 * bear its names, which their letters tell: the names of the others need not be compared, nor their fines read.
 */
export class BornPersons {
  private readonly others: readonly PersonId[];

  constructor(private readonly byDate: ReadonlyMap<string, readonly Marked[]>) {
    this.others = [...byDate.values()].flatMap((marked) =>
      marked.filter(({ person }) => person.hasOtherNames).map(({ person }) => person.personId),
    );
  }

  /**
   * Those whose surname and first name stand in a text that also has their birth date: nobody else is booked on, or keeps a booking from
   * being made, by the date (`matchMovement` asks for both names). Whoever has other names is always among them.
   */
  withNames(texts: readonly Evidence[]): PersonId[] {
    return this.bearers(
      texts,
      (text, { person, firstNames }) => mayStandIn(text, firstNames) && mayStandIn(text, markedName(person.surname)),
      (text, name) => hasSurname(text, name) && hasNames(wordsAgreement(text, name)),
    );
  }

  /** Those whose surname does: the others are not even proposed. */
  withSurname(texts: readonly Evidence[]): PersonId[] {
    return this.bearers(texts, (text, { person }) => mayStandIn(text, markedName(person.surname)), hasSurname);
  }

  /** Those of whom the names, compared only where they may be meant, say that they are. */
  private bearers(
    texts: readonly Evidence[],
    mayBeMeant: (text: NameText, marked: Marked) => boolean,
    isMeant: (text: NameText, name: NameWords) => boolean,
  ): PersonId[] {
    const bearers = new Set(this.others);
    for (const evidence of texts) {
      const { names } = evidence;
      for (const date of keysOf(evidence).birthDates) {
        for (const marked of this.byDate.get(date) ?? []) {
          if (!mayBeMeant(names, marked)) continue;
          const { personId, surname, firstNames } = marked.person;
          if (!bearers.has(personId) && isMeant(names, nameWordsOf(surname, firstNames))) bearers.add(personId);
        }
      }
    }
    return [...bearers];
  }
}
