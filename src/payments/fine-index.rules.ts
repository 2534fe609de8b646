import { birthDateToIso, type BirthDate } from '../kernel/birth-date';
import type { DecisionNumber } from '../kernel/decision-number';
import type { DecisionId, PersonId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import type { Ogm } from '../kernel/ogm';
import { nameTokens } from '../kernel/person-name';
import { compactNumber, type Evidence } from './evidence.rules';
import { hasNames, nameAgreement, type NameAgreement, type NameText } from './name-agreement.rules';

/** Decisions that have a number. The earlier states cannot be paid. */
export type FineState = 'signed' | 'notified' | 'withdrawn' | 'annulled';

/** A person who owes a fine or committed the offence: whoever's names the communication may bear. */
export interface FineParty {
  readonly personId: PersonId;
  readonly surname: string;
  /** May be empty: some persons have one name only. */
  readonly firstNames: string;
  readonly birthDate: BirthDate;
}

/** What matching knows of a fine, closed ones included: a payment for a closed one must be recognised too. */
export interface FineToMatch {
  readonly decisionId: DecisionId;
  readonly number: DecisionNumber;
  readonly reference: Ogm;
  readonly state: FineState;
  /** What is still owed; before notification the amount less its advances (D26). */
  readonly outstandingCents: Cents;
  readonly parties: readonly FineParty[];
}

/** A party of a fine whose birth date agrees with one in the text. */
export interface PartyHit {
  readonly fine: FineToMatch;
  readonly party: FineParty;
  readonly agreement: NameAgreement;
  /** False when only the year or the month of birth is known: such a date proves nobody, yet it makes somebody possible. */
  readonly isFullDate: boolean;
}

/** The keys under which fines are looked up, so that a batch of movements loads its fines in one query. */
export interface FineKeys {
  readonly references: readonly Ogm[];
  readonly decisionNumbers: readonly DecisionNumber[];
  readonly earlierNumbers: readonly string[];
  /** Birth dates in interchange form and the shorter forms that agree with them: `1987-03-12`, `1987-03`, `1987`. */
  readonly birthDates: readonly string[];
  /** Two words of one name, `alix|exemple`. */
  readonly namePairs: readonly string[];
}

/** Words of a name are looked up two by two; with more words the pairs would be too many to mean anything. */
const MOST_WORDS = 12;
const LEAST_LETTERS = 2;

/** What a movement's fines are looked up by; `matchMovement` needs no other fine, unless it asks for `nameKeysOf` as well. */
export function keysOf({ references, decisionNumbers, earlierNumbers, birthDates, birthYears }: Evidence): FineKeys {
  const dates = birthDates.flatMap((date) => [date, date.slice(0, 7), date.slice(0, 4)]);
  return {
    references,
    decisionNumbers,
    earlierNumbers,
    birthDates: [...new Set([...dates, ...birthYears])],
    namePairs: [],
  };
}

/** The names in a text and in the payer's name: whom to propose where neither a date nor a reference says anything. */
export function nameKeysOf({ names, payer }: Evidence): FineKeys {
  const pairs = [...namePairs(names.words), ...namePairs(payer.words)];
  return { references: [], decisionNumbers: [], earlierNumbers: [], birthDates: [], namePairs: [...new Set(pairs)] };
}

/** All keys of several movements. */
export function allKeys(each: readonly FineKeys[]): FineKeys {
  return {
    references: [...new Set(each.flatMap(({ references }) => references))],
    decisionNumbers: [...new Set(each.flatMap(({ decisionNumbers }) => decisionNumbers))],
    earlierNumbers: [...new Set(each.flatMap(({ earlierNumbers }) => earlierNumbers))],
    birthDates: [...new Set(each.flatMap(({ birthDates }) => birthDates))],
    namePairs: [...new Set(each.flatMap(({ namePairs }) => namePairs))],
  };
}

/** Every two words, in alphabetical order: `alix|exemple`. */
export function namePairs(words: readonly string[]): string[] {
  const sorted = [...new Set(words)]
    .filter(({ length }) => length >= LEAST_LETTERS)
    .slice(0, MOST_WORDS)
    .sort();
  return sorted.flatMap((word, index) => sorted.slice(index + 1).map((other) => `${word}|${other}`));
}

/** Fines by what a payment can say of them. The cost of a look-up does not depend on the number of fines. */
export class FineIndex {
  private readonly byReference = new Map<Ogm, FineToMatch>();
  private readonly byNumber = new Map<string, FineToMatch>();
  private readonly byBirthDate = new Map<string, { fine: FineToMatch; party: FineParty }[]>();
  private readonly byNamePair = new Map<string, { fine: FineToMatch; party: FineParty }[]>();

  constructor(fines: Iterable<FineToMatch>) {
    for (const fine of fines) {
      this.byReference.set(fine.reference, fine);
      this.byNumber.set(compactNumber(fine.number), fine);
      for (const party of fine.parties) {
        put(this.byBirthDate, birthDateToIso(party.birthDate), { fine, party });
        for (const pair of namePairs(nameTokens(`${party.surname} ${party.firstNames}`)))
          put(this.byNamePair, pair, { fine, party });
      }
    }
  }

  fineByReference(reference: Ogm): FineToMatch | undefined {
    return this.byReference.get(reference);
  }

  fineByNumber(number: string): FineToMatch | undefined {
    return this.byNumber.get(compactNumber(number));
  }

  /** Every party whose birth date agrees with one in the text, with how much of its names stands there. */
  partiesIn(evidence: Evidence): PartyHit[] {
    return keysOf(evidence).birthDates.flatMap((date) =>
      (this.byBirthDate.get(date) ?? []).map(({ fine, party }) => ({
        fine,
        party,
        agreement: nameAgreement(evidence.names, party.surname, party.firstNames),
        isFullDate: party.birthDate.day !== undefined,
      })),
    );
  }

  /** Every party whose names stand in a text, whatever the birth date. */
  namedIn(text: NameText): PartyHit[] {
    const found = new Map<string, PartyHit>();
    for (const pair of namePairs(text.words)) {
      for (const { fine, party } of this.byNamePair.get(pair) ?? []) {
        const agreement = nameAgreement(text, party.surname, party.firstNames);
        const isFullDate = party.birthDate.day !== undefined;
        if (hasNames(agreement))
          found.set(`${fine.decisionId} ${party.personId}`, { fine, party, agreement, isFullDate });
      }
    }
    return [...found.values()];
  }
}

function put<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
