import type { PersonId } from '../kernel/ids';
import type { Evidence } from './evidence.rules';
import { keysOf } from './fine-index.rules';
import {
  hasNames,
  hasSurname,
  markedName,
  mayBearSurname,
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

type MayBeMeant = (text: NameText, surname: string, firstNames: MarkedName) => boolean;
type IsMeant = (text: NameText, name: NameWords) => boolean;

/** On a crowded day nobody is booked on by a name with a slip. */
function isOneDay(birthDate: string): boolean {
  return !isCrowded(birthDate);
}

function mayBearBoth(text: NameText, surname: string, firstNames: MarkedName): boolean {
  return mayStandIn(text, firstNames) && mayBearTheSurname(text, surname);
}

function mayBearTheSurname(text: NameText, surname: string): boolean {
  return mayStandIn(text, markedName(surname));
}

function mayBearFirstNames(text: NameText, _: string, firstNames: MarkedName): boolean {
  return mayStandIn(text, firstNames);
}

function bearsFirstName(text: NameText, name: NameWords): boolean {
  return wordsAgreement(text, name).firstName !== 'none';
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
   * being made, by the date (`matchMovement` asks for both names); and where one of these names does not stand there as it is on file,
   * whoever bears the other one as well (`twinsOf`). Whoever has other names is always among them.
   */
  withNames(texts: readonly Evidence[]): PersonId[] {
    const bearers = new Set(this.others);
    for (const evidence of texts) {
      let [isFirstNameSure, isSurnameSure] = [true, true];
      const { names } = evidence;
      this.look(evidence, mayBearBoth, (personId, name) => {
        if (!mayBearSurname(names, name)) return;
        const agreement = wordsAgreement(names, name);
        if (!hasNames(agreement)) return;
        bearers.add(personId);
        isFirstNameSure &&= agreement.firstName === 'exact';
        isSurnameSure &&= agreement.surname === 'exact';
      });
      if (this.hasOtherNames(evidence)) isFirstNameSure = isSurnameSure = false;
      const addIf = (isMeant: IsMeant) => (personId: PersonId, name: NameWords) => {
        if (!bearers.has(personId) && isMeant(names, name)) bearers.add(personId);
      };
      if (!isFirstNameSure) this.look(evidence, mayBearTheSurname, addIf(mayBearSurname));
      if (!isSurnameSure) this.look(evidence, mayBearFirstNames, addIf(bearsFirstName), isOneDay);
    }
    return [...bearers];
  }

  /** What another name on file comes to is not known here: its bearer may stand in the text by a slip. */
  private hasOtherNames(evidence: Evidence): boolean {
    return keysOf(evidence).birthDates.some(
      (date) => isOneDay(date) && (this.byDate.get(date)?.day.withOtherNames.length ?? 0) > 0,
    );
  }

  /** Those whose surname does, or whose first name does where the day of birth is known: the others are not even proposed. */
  withSurname(texts: readonly Evidence[]): PersonId[] {
    const bearers = new Set(this.others);
    for (const evidence of texts) {
      const { names } = evidence;
      this.look(evidence, mayBearTheSurname, (personId, name) => {
        if (!bearers.has(personId) && hasSurname(names, name)) bearers.add(personId);
      });
      const add = (personId: PersonId, name: NameWords): void => {
        if (!bearers.has(personId) && bearsFirstName(names, name)) bearers.add(personId);
      };
      this.look(evidence, mayBearFirstNames, add, isOneDay);
    }
    return [...bearers];
  }

  /** Shows those whose names, by their letters, may be meant: only of these the names are taken apart and compared. */
  private look(
    evidence: Evidence,
    mayBeMeant: MayBeMeant,
    show: (personId: PersonId, name: NameWords) => void,
    isAsked: (birthDate: string) => boolean = () => true,
  ): void {
    const { names } = evidence;
    for (const date of keysOf(evidence).birthDates.filter(isAsked)) {
      const born = this.byDate.get(date);
      if (born === undefined) continue;
      const { personIds, surnames, firstNames } = born.day;
      born.firstNames.forEach((marked, at) => {
        const [personId, surname = ''] = [personIds[at], surnames[at]];
        if (personId === undefined || !mayBeMeant(names, surname, marked)) return;
        show(personId, nameWordsOf(surname, firstNames[at] ?? ''));
      });
    }
  }
}
