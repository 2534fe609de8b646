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

/**
 * The persons who may be born on a day that stands in a text, before any fine of theirs is read: ids and names side by side, in one order.
 * There are tens of thousands for the movements of one batch, and an object for each would cost more than to look at it.
 */
export interface BornOnDay {
  /** `1987-03-12`, `1987-03` or `1987`. */
  readonly birthDate: string;
  readonly personIds: readonly PersonId[];
  readonly surnames: readonly string[];
  readonly firstNames: readonly string[];
  /** Those of them who are known under further names, which are on file elsewhere. */
  readonly withOtherNames: readonly PersonId[];
}

interface MarkedDay {
  readonly day: BornOnDay;
  /** Many bear the same; surnames are more by far, and looked at only where these agree. */
  readonly firstNames: readonly MarkedName[];
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
  private readonly days = new Map<string, MarkedDay | undefined>();
  private personCount = 0;

  /** Those of the dates whose persons are to be read. */
  unread(birthDates: readonly string[]): string[] {
    return birthDates.filter((date) => !this.days.has(date));
  }

  /** All who are born on the dates: those that were read, and those that are remembered. */
  withRead(birthDates: readonly string[], read: readonly BornOnDay[]): BornPersons {
    const byDate = new Map<string, MarkedDay>();
    for (const day of read) byDate.set(day.birthDate, { day, firstNames: day.firstNames.map(markedName) });
    for (const date of birthDates) {
      const day = this.days.get(date);
      if (day !== undefined) byDate.set(date, day);
      else this.remember(date, byDate.get(date));
    }
    return new BornPersons(byDate);
  }

  /** That nobody is born on such a day is remembered too. */
  private remember(date: string, day: MarkedDay | undefined): void {
    const count = day?.firstNames.length ?? 0;
    if (!isCrowded(date) || this.personCount + count > MOST_REMEMBERED) return;
    this.days.set(date, day);
    this.personCount += count;
  }
}

/**
 * The persons who may be meant by their birth date. Of thousands of fines some hundred persons are born in the year of any text, and a few
 * bear its names, which their letters tell: the names of the others need not be compared, nor their fines read.
 */
export class BornPersons {
  private readonly others: readonly PersonId[];

  constructor(private readonly byDate: ReadonlyMap<string, MarkedDay>) {
    this.others = [...byDate.values()].flatMap(({ day }) => day.withOtherNames);
  }

  /**
   * Those whose surname and first name stand in a text that also has their birth date: nobody else is booked on, or keeps a booking from
   * being made, by the date (`matchMovement` asks for both names). Whoever has other names is always among them.
   */
  withNames(texts: readonly Evidence[]): PersonId[] {
    return this.bearers(
      texts,
      (text, surname, firstNames) => mayStandIn(text, firstNames) && mayStandIn(text, markedName(surname)),
      (text, name) => hasSurname(text, name) && hasNames(wordsAgreement(text, name)),
    );
  }

  /** Those whose surname does: the others are not even proposed. */
  withSurname(texts: readonly Evidence[]): PersonId[] {
    return this.bearers(texts, (text, surname) => mayStandIn(text, markedName(surname)), hasSurname);
  }

  /** Those of whom the names, compared only where they may be meant, say that they are. */
  private bearers(
    texts: readonly Evidence[],
    mayBeMeant: (text: NameText, surname: string, firstNames: MarkedName) => boolean,
    isMeant: (text: NameText, name: NameWords) => boolean,
  ): PersonId[] {
    const bearers = new Set(this.others);
    for (const evidence of texts) {
      const { names } = evidence;
      for (const date of keysOf(evidence).birthDates) {
        const born = this.byDate.get(date);
        if (born === undefined) continue;
        const { personIds, surnames, firstNames } = born.day;
        born.firstNames.forEach((marked, at) => {
          const surname = surnames[at] ?? '';
          if (!mayBeMeant(names, surname, marked)) return;
          const personId = personIds[at];
          if (personId === undefined || bearers.has(personId)) return;
          if (isMeant(names, nameWordsOf(surname, firstNames[at] ?? ''))) bearers.add(personId);
        });
      }
    }
    return [...bearers];
  }
}
