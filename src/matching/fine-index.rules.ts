import { birthDateToIso, type BirthDate } from '../kernel/birth-date';
import type { DecisionNumber } from '../kernel/decision-number';
import type { DecisionId, PersonId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import type { Ogm } from '../kernel/ogm';
import { compactNumber, type Evidence } from './evidence.rules';
import {
  hasNames,
  nameWordsOf,
  wordsAgreement,
  type NameAgreement,
  type NameText,
  type NameWords,
} from './name-agreement.rules';
import { distinct } from '../kernel/occurrences';

/** Decisions that have a number. The earlier states cannot be paid. */
export type FineState = 'signed' | 'notified' | 'withdrawn' | 'annulled';

/** Money that stands (a booking, a deposit released to the State), an approved write-off, or a granted request under article 4bis (R5.1, D30). */
export type SettledBy = 'payment' | 'write-off' | 'grant';

/** Surname and first names; the first names of a firm, and of some persons, are empty. */
export interface PartyNames {
  readonly surname: string;
  readonly firstNames: string;
}

/** Whoever has to pay, or a lawyer or agent who acts for one of them and never owes anything by that. */
type PartyCapacity = 'debtor' | 'mandatary';

/** A person who owes a fine, committed the offence or acts for one of them: whoever's names a payment may bear. */
export interface FineParty extends PartyNames {
  readonly personId: PersonId;
  /** Absent for a firm: its name proposes, it never proves. */
  readonly birthDate?: BirthDate;
  /** Ten digits; of a firm in the Crossroads Bank for Enterprises. */
  readonly enterpriseNumber?: string;
  /** `debtor` unless said. */
  readonly capacity?: PartyCapacity;
  /** Birth name, former names, spellings on file. */
  readonly otherNames?: readonly PartyNames[];
  /** Accounts from which this person is known to pay, as a cashier confirmed. */
  readonly accounts?: readonly string[];
}

/** From FPS Finance, what it collected; from the Caisse des Dépôts, a deposit that went to the State or to the payment. */
export interface AwaitedMoney {
  readonly from: 'finance' | 'caisse';
  readonly cents: Cents;
}

/** What matching knows of a fine, closed ones included: a payment for a closed one must be recognised too. */
export interface FineToMatch {
  readonly decisionId: DecisionId;
  readonly number: DecisionNumber;
  readonly reference: Ogm;
  readonly state: FineState;
  /** What ended the debt, once nothing more is owed; absent where the books of an earlier office settled it. */
  readonly settledBy?: SettledBy;
  /** Money on it that has not reached the Office: a transfer that names it may be that money (R5.4, D29). */
  readonly awaited?: AwaitedMoney;
  /** What is still owed; before notification the amount less its advances (D26). */
  readonly outstandingCents: Cents;
  readonly parties: readonly FineParty[];
  /** Article of the breach, `42quinquies`: tells several fines of one person apart. */
  readonly article?: string;
  /** What the deciding department is called, in every language (R3.3); its code opens the number. */
  readonly departmentNames?: readonly string[];
}

/** A party of a fine whose birth date, names or account agree with a movement. */
export interface PartyHit {
  readonly fine: FineToMatch;
  readonly party: FineParty;
  readonly agreement: NameAgreement;
  /** False when only the year or the month of birth is known: such a date proves nobody, yet it makes somebody possible. */
  readonly isFullDate: boolean;
  /** The birth date, as far as it is known, stands in the text. */
  readonly hasDate: boolean;
  /** The enterprise number of the party stands in the text. */
  readonly hasEnterpriseNumber: boolean;
  /** The names that agree are another name of the person. */
  readonly isOtherName: boolean;
  /** The payer's account is known for this person, and for nobody else. */
  readonly isPayersAccount: boolean;
}

/** The keys under which fines are looked up, so that a batch of movements loads its fines in one query. */
export interface FineKeys {
  readonly references: readonly Ogm[];
  readonly decisionNumbers: readonly DecisionNumber[];
  readonly earlierNumbers: readonly string[];
  readonly enterpriseNumbers: readonly string[];
  /** Birth dates in interchange form and the shorter forms that agree with them: `1987-03-12`, `1987-03`, `1987`. */
  readonly birthDates: readonly string[];
  /** Two words of one name, `alix|exemple`. */
  readonly namePairs: readonly string[];
  /** The payer's account. */
  readonly accounts: readonly string[];
}

/** Words of a name are looked up two by two; with more words the pairs would be too many to mean anything. */
const MOST_WORDS = 12;
const LEAST_LETTERS = 2;

/** What a movement's fines are looked up by; `matchMovement` needs no other fine, unless it asks for `nameKeysOf` as well. */
export function keysOf(evidence: Evidence): FineKeys {
  const { references, decisionNumbers, earlierNumbers, enterpriseNumbers, birthDates, birthYears, account } = evidence;
  const dates = birthDates.flatMap((date) => [date, date.slice(0, 7), date.slice(0, 4)]);
  return {
    references,
    decisionNumbers,
    earlierNumbers,
    enterpriseNumbers,
    birthDates: distinct([...dates, ...birthYears]),
    // Whoever is named beside a firm may be whom it pays for.
    namePairs: enterpriseNumbers.length > 0 ? namePairs(evidence.names.words) : [],
    accounts: account === undefined ? [] : [account],
  };
}

/** The names in a text and in the payer's name: whom to propose where neither a date nor a reference says anything. */
export function nameKeysOf({ names, payer }: Evidence): FineKeys {
  const pairs = [...namePairs(names.words), ...namePairs(payer.words)];
  return {
    references: [],
    decisionNumbers: [],
    earlierNumbers: [],
    enterpriseNumbers: [],
    birthDates: [],
    namePairs: [...new Set(pairs)],
    accounts: [],
  };
}

/** All keys of several movements. */
export function allKeys(each: readonly FineKeys[]): FineKeys {
  return {
    references: [...new Set(each.flatMap(({ references }) => references))],
    decisionNumbers: [...new Set(each.flatMap(({ decisionNumbers }) => decisionNumbers))],
    earlierNumbers: [...new Set(each.flatMap(({ earlierNumbers }) => earlierNumbers))],
    enterpriseNumbers: [...new Set(each.flatMap(({ enterpriseNumbers }) => enterpriseNumbers))],
    birthDates: [...new Set(each.flatMap(({ birthDates }) => birthDates))],
    namePairs: [...new Set(each.flatMap(({ namePairs }) => namePairs))],
    accounts: [...new Set(each.flatMap(({ accounts }) => accounts))],
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

/** So many words are the names of more persons than a payment is for; the fields of a bank hold few more. */
const MOST_TELLING = 40;

/** Each of these words with every other of a text. */
export function pairsWith(telling: readonly string[], words: readonly string[]): string[] {
  const others = words.filter(({ length }) => length >= LEAST_LETTERS);
  const pairs = telling
    .slice(0, MOST_TELLING)
    .flatMap((word) => others.filter((other) => other !== word).map((other) => [word, other].sort().join('|')));
  return distinct(pairs);
}

interface Entry {
  readonly fine: FineToMatch;
  readonly party: FineParty;
}

/** Fines by what a payment can say of them. The cost of a look-up does not depend on the number of fines. */
export class FineIndex {
  private readonly byReference = new Map<Ogm, FineToMatch>();
  private readonly awaited = new Map<DecisionId, AwaitedMoney>();
  private readonly byBirthDate = new Map<string, Entry[]>();
  private readonly byEnterpriseNumber = new Map<string, Entry[]>();
  private readonly byAccount = new Map<string, Entry[]>();
  private readonly entries: Entry[] = [];
  /** Made when first asked for: most payments bear the structured reference. */
  private byNumber: Map<string, FineToMatch> | undefined;
  private byId: Map<DecisionId, FineToMatch> | undefined;
  private byDebtor: Map<PersonId, FineToMatch[]> | undefined;
  private pairs: Map<string, Entry[]> | undefined;

  private readonly fines: readonly FineToMatch[];

  constructor(fines: Iterable<FineToMatch>) {
    this.fines = [...fines];
    for (const fine of this.fines) {
      this.byReference.set(fine.reference, fine);
      if (fine.awaited !== undefined) this.awaited.set(fine.decisionId, fine.awaited);
      for (const party of fine.parties) {
        const entry = { fine, party };
        this.entries.push(entry);
        if (party.birthDate !== undefined) put(this.byBirthDate, birthDateToIso(party.birthDate), entry);
        if (party.enterpriseNumber !== undefined) put(this.byEnterpriseNumber, party.enterpriseNumber, entry);
        for (const account of party.accounts ?? []) put(this.byAccount, account, entry);
      }
    }
  }

  /** What of the money on this fine has not reached the Office yet. */
  awaitedOn(id: DecisionId): AwaitedMoney | undefined {
    return this.awaited.get(id);
  }

  fineByReference(reference: Ogm): FineToMatch | undefined {
    return this.byReference.get(reference);
  }

  fineByNumber(number: string): FineToMatch | undefined {
    this.byNumber ??= new Map(this.fines.map((fine) => [compactNumber(fine.number), fine]));
    return this.byNumber.get(compactNumber(number));
  }

  /** Every party whose birth date agrees with one in the text, with how much of its names stands there. */
  partiesIn(evidence: Evidence): PartyHit[] {
    const account = this.holderOf(evidence);
    return keysOf(evidence).birthDates.flatMap((date) =>
      (this.byBirthDate.get(date) ?? []).map((entry) => hitOf(entry, evidence.names, true, account)),
    );
  }

  /** Every party whose enterprise number stands in the text, with how much of its name stands there. */
  firmsIn(evidence: Evidence): PartyHit[] {
    const account = this.holderOf(evidence);
    return evidence.enterpriseNumbers.flatMap((number) =>
      (this.byEnterpriseNumber.get(number) ?? []).map((entry) => ({
        ...hitOf(entry, evidence.names, false, account),
        hasEnterpriseNumber: true,
      })),
    );
  }

  fineById(id: DecisionId): FineToMatch | undefined {
    this.byId ??= new Map(this.fines.map((fine) => [fine.decisionId, fine]));
    return this.byId.get(id);
  }

  /** Every party whose names stand in a text, whatever the birth date; of the pairs of its words only those given, where they are. */
  namedIn(text: NameText, evidence: Evidence, pairs = namePairs(text.words)): PartyHit[] {
    const account = this.holderOf(evidence);
    const found = new Map<Entry, PartyHit>();
    for (const pair of pairs) {
      for (const entry of this.byNamePair().get(pair) ?? []) {
        if (found.has(entry)) continue;
        const hit = hitOf(entry, text, false, account);
        if (hasNames(hit.agreement)) found.set(entry, hit);
      }
    }
    return [...found.values()];
  }

  /** The fines of whoever is known to pay from the payer's account. Nobody when several persons are: then it tells nothing. */
  payersIn(evidence: Evidence): PartyHit[] {
    const account = this.holderOf(evidence);
    if (account === undefined || evidence.account === undefined) return [];
    const entries = this.byAccount.get(evidence.account) ?? [];
    return entries.map((entry) => hitOf(entry, evidence.names, false, account));
  }

  /** The other fines of everybody who owes this one. */
  finesBeside(fine: FineToMatch): FineToMatch[] {
    const debtors = fine.parties.filter(({ capacity }) => capacity !== 'mandatary');
    const fines = debtors.flatMap(({ personId }) => this.finesByDebtor().get(personId) ?? []);
    return [...new Set(fines)].filter((other) => other !== fine);
  }

  /** Made when first asked for: a movement rarely brings more than the debt. */
  private finesByDebtor(): ReadonlyMap<PersonId, FineToMatch[]> {
    if (this.byDebtor) return this.byDebtor;
    const fines = new Map<PersonId, FineToMatch[]>();
    for (const { fine, party } of this.entries) if (party.capacity !== 'mandatary') put(fines, party.personId, fine);
    this.byDebtor = fines;
    return fines;
  }

  private holderOf({ account }: Evidence): PersonId | undefined {
    const entries = account === undefined ? [] : (this.byAccount.get(account) ?? []);
    const holder = entries[0]?.party.personId;
    return entries.every(({ party }) => party.personId === holder) ? holder : undefined;
  }

  /** Made when first asked for: most movements are explained without it. */
  private byNamePair(): ReadonlyMap<string, Entry[]> {
    if (this.pairs) return this.pairs;
    const pairs = new Map<string, Entry[]>();
    for (const entry of this.entries) {
      const each = namesOf(entry.party).flatMap(({ surname, first }) => namePairs([...surname, ...first]));
      for (const pair of new Set(each)) put(pairs, pair, entry);
    }
    this.pairs = pairs;
    return pairs;
  }
}

type AllNames = readonly [NameWords, ...NameWords[]];

/** A party is compared with many texts: its names are taken apart once, and forgotten with it. */
const WORDS_OF = new WeakMap<FineParty, AllNames>();

/** The words of every name of a party, its own first. */
export function namesOf(party: FineParty): AllNames {
  const known = WORDS_OF.get(party);
  if (known) return known;
  const { surname, firstNames, otherNames = [] } = party;
  const others = otherNames.map((other) => nameWordsOf(other.surname, other.firstNames));
  const all: AllNames = [nameWordsOf(surname, firstNames), ...others];
  WORDS_OF.set(party, all);
  return all;
}

function hitOf({ fine, party }: Entry, text: NameText, hasDate: boolean, account: PersonId | undefined): PartyHit {
  const { birthDate, personId } = party;
  const [names, ...otherNames] = namesOf(party);
  const own = wordsAgreement(text, names);
  const other = hasNames(own) ? undefined : otherNames.map((each) => wordsAgreement(text, each)).find(hasNames);
  return {
    fine,
    party,
    agreement: other ?? own,
    isFullDate: birthDate?.day !== undefined,
    hasDate,
    hasEnterpriseNumber: false,
    isOtherName: other !== undefined,
    isPayersAccount: personId === account,
  };
}

function put<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
