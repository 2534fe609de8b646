import type { BirthDate } from '../kernel/birth-date';
import { nameTokens } from '../kernel/person-name';
import { soundKey } from '../kernel/transliteration';
import type { PersonFacts } from './person.rules';

/** From this score on two records may be one person: both are shown side by side. */
export const LIKELY_DUPLICATE = 60;

/** From this score on registering another person needs a reason that is kept. */
export const STRONG_DUPLICATE = 80;

/** One thing that speaks for or against two records being one person; the code is a key of `persons.duplicates.signs`. */
export interface DuplicateSign {
  readonly code: DuplicateSignCode;
  /** What it adds to the score, or takes from it. */
  readonly points: number;
}

export const DUPLICATE_SIGNS = [
  'national-number-same',
  'national-number-differs',
  'enterprise-number-same',
  'enterprise-number-differs',
  'register-number-same',
  'kind-differs',
  'document-same',
  'office-file-same',
  'names-same',
  'names-other-order',
  'names-alike',
  'names-differ',
  'birth-date-same',
  'birth-date-first-of-january',
  'birth-date-partly',
  'birth-date-transposed',
  'birth-date-one-part-differs',
  'birth-date-differs',
  'nationality-same',
  'nationality-differs',
  'sex-differs',
] as const;
export type DuplicateSignCode = (typeof DUPLICATE_SIGNS)[number];

/** How likely two records are one person, 0 to 100, and why. */
export interface DuplicateScore {
  readonly score: number;
  readonly signs: readonly DuplicateSign[];
}

/** What is compared: the facts, and beside them every other name and every document number on record. */
export interface Comparable extends Pick<
  PersonFacts,
  | 'kind'
  | 'latinFamilyName'
  | 'latinGivenNames'
  | 'birthDate'
  | 'nationality'
  | 'sex'
  | 'nationalNumber'
  | 'officeFileNumber'
  | 'enterpriseNumber'
  | 'registerNumber'
  | 'registerCountry'
> {
  /** Other names in Latin letters: family name and given names. */
  readonly otherNames?: readonly (readonly [family: string, given: string])[];
  /** `passport/FRA/12AB34567`, as `documentKey` makes them. */
  readonly documents?: readonly string[];
}

/**
 * Scores two records, the same from either side (trap 25). Names weigh at most 45, a birth date 35, nationality 8, a sex that
 * differs 25 against; the first of January weighs half, since it is given to whoever knows only the year. A shared Office file
 * number makes at least `LIKELY_DUPLICATE`, a shared document at least `STRONG_DUPLICATE`, a shared national, enterprise or
 * register number 100. Different national or enterprise numbers, or a firm and a natural person, are never one: 0.
 */
export function duplicateScore(one: Comparable, other: Comparable): DuplicateScore {
  const decided = decidedByNumber(one, other);
  if (decided) return { score: decided.points > 0 ? 100 : 0, signs: [decided] };
  const signs = [
    ...sharedNumbers(one, other),
    ...namesSign(one, other),
    ...birthSigns(one, other),
    ...nationalitySigns(one, other),
    ...sexSigns(one, other),
  ];
  const sum = signs.reduce((total, { points }) => total + points, 0);
  const floor = Math.max(0, ...signs.map(({ code }) => FLOORS[code] ?? 0));
  return { score: Math.round(Math.min(100, Math.max(floor, sum))), signs };
}

const FLOORS: Partial<Readonly<Record<DuplicateSignCode, number>>> = {
  'document-same': STRONG_DUPLICATE,
  'office-file-same': LIKELY_DUPLICATE,
};

/** A number that is given once to one person or firm ends the question. */
function decidedByNumber(one: Comparable, other: Comparable): DuplicateSign | undefined {
  if (one.kind !== other.kind) return { code: 'kind-differs', points: -100 };
  const national = compared(one.nationalNumber, other.nationalNumber);
  if (national !== undefined)
    return national ? { code: 'national-number-same', points: 100 } : { code: 'national-number-differs', points: -100 };
  const enterprise = compared(one.enterpriseNumber, other.enterpriseNumber);
  if (enterprise !== undefined)
    return enterprise
      ? { code: 'enterprise-number-same', points: 100 }
      : { code: 'enterprise-number-differs', points: -100 };
  const register = compared(registerKey(one), registerKey(other));
  return register === true ? { code: 'register-number-same', points: 100 } : undefined;
}

function registerKey({ registerNumber, registerCountry }: Comparable): string | undefined {
  return registerNumber === undefined ? undefined : documentKey('register', registerCountry ?? '', registerNumber);
}

/** A document under which it is found whatever stands between its characters. */
export function documentKey(kind: string, issuer: string, number: string): string {
  return `${kind}/${issuer}/${numberKey(number)}`;
}

/** A number of a document or register as it is compared: capitals and digits only. */
export function numberKey(number: string): string {
  return number
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
}

function compared<T>(one: T | undefined, other: T | undefined): boolean | undefined {
  return one === undefined || other === undefined ? undefined : one === other;
}

function sharedNumbers(one: Comparable, other: Comparable): DuplicateSign[] {
  const theirs = new Set(other.documents ?? []);
  const document = (one.documents ?? []).some((each) => theirs.has(each));
  const office = compared(one.officeFileNumber, other.officeFileNumber) === true;
  return [
    ...(document ? [{ code: 'document-same', points: 45 } as const] : []),
    ...(office ? [{ code: 'office-file-same', points: 40 } as const] : []),
  ];
}

const NAMES_POINTS = 45;

/** Below this similarity two names say nothing for each other. */
const NAMES_FLOOR = 0.7;

function namesSign(one: Comparable, other: Comparable): DuplicateSign[] {
  let best = 0;
  let swapped = false;
  for (const mine of namesOf(one)) {
    for (const theirs of namesOf(other)) {
      const similarity = nameSimilarity(mine.join(' '), theirs.join(' '));
      if (similarity <= best) continue;
      best = similarity;
      swapped = isSwapped(mine, theirs);
    }
  }
  if (best >= 0.995) return [{ code: swapped ? 'names-other-order' : 'names-same', points: NAMES_POINTS }];
  const points = Math.round(Math.max(0, (best - NAMES_FLOOR) / (1 - NAMES_FLOOR)) * NAMES_POINTS);
  return points > 0 ? [{ code: 'names-alike', points }] : [{ code: 'names-differ', points: -10 }];
}

function namesOf(person: Comparable): (readonly [string, string])[] {
  return [[person.latinFamilyName, person.latinGivenNames], ...(person.otherNames ?? [])];
}

function isSwapped(one: readonly [string, string], other: readonly [string, string]): boolean {
  const same = (a: string, b: string): boolean => nameTokens(a).join(' ') === nameTokens(b).join(' ');
  return same(one[0], other[1]) && same(one[1], other[0]) && !same(one[0], other[0]);
}

/**
 * How alike two names are, 0 to 1, in any order of their words, run together or apart, through spellings and transliterations.
 * Words that only one of them has take a little away: a second surname or given name is often left out.
 */
export function nameSimilarity(one: string, other: string): number {
  const [mine, theirs] = [nameTokens(one), nameTokens(other)];
  if (mine.length === 0 || theirs.length === 0) return 0;
  if (runTogether(mine) === runTogether(theirs)) return 1;
  return Math.max(pairedSimilarity(mine, theirs), pairedSimilarity(theirs, mine), wholeSimilarity(mine, theirs));
}

function runTogether(words: readonly string[]): string {
  return [...words].sort().join('');
}

/** As one word each: `van der Berg` beside `Vanderberg`, `Ben Ali` beside `Benali`. */
function wholeSimilarity(mine: readonly string[], theirs: readonly string[]): number {
  const similarity = wordSimilarity(mine.join(''), theirs.join(''));
  return mine.length === theirs.length ? 0 : similarity >= 0.9 ? similarity : 0;
}

/** Each word of the shorter name with the nearest of the other that is still free. */
function pairedSimilarity(mine: readonly string[], theirs: readonly string[]): number {
  const [shorter, longer] = mine.length <= theirs.length ? [mine, theirs] : [theirs, mine];
  const free = [...longer];
  let sum = 0;
  let weight = 0;
  for (const word of shorter) {
    const similarities = free.map((each) => wordSimilarity(word, each));
    const best = Math.max(...similarities);
    free.splice(similarities.indexOf(best), 1);
    const own = Math.min(word.length, 8);
    sum += best * own;
    weight += own;
  }
  const paired = sum / weight;
  // One word alone is no name: somebody's `Mohamed` is not everybody's.
  const missing = shorter.length === 1 && longer.length > 1 ? 0.2 : 0;
  return Math.max(0, paired - missing - 0.03 * Math.min(3, free.length));
}

/** Words that sound the same are nearly the same; otherwise by the letters that would have to change. */
export function wordSimilarity(one: string, other: string): number {
  if (one === other) return 1;
  const [a, b] = [Array.from(one), Array.from(other)];
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  if (shorter.length === 1) return longer[0] === shorter[0] ? 0.8 : 0;
  const spelled = 1 - editDistance(a, b) / longer.length;
  const cut = shorter.length >= 4 && longer.slice(0, shorter.length).join('') === shorter.join('') ? 0.9 : 0;
  const sound = soundKey(one);
  const heard = sound.length > 2 && sound === soundKey(other) ? 0.95 : 0;
  return Math.max(spelled, cut, heard);
}

/** Letters put in, left out, changed, or two neighbours turned around. */
export function editDistance(one: readonly string[], other: readonly string[]): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = (last[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      let least = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, change);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1);
      row.push(least);
    }
    [beforeLast, last] = [last, row];
  }
  return last[other.length] ?? 0;
}

function birthSigns({ birthDate: one }: Comparable, { birthDate: other }: Comparable): DuplicateSign[] {
  if (one === undefined || other === undefined) return [];
  return [birthSign(one, other)];
}

function birthSign(one: BirthDate, other: BirthDate): DuplicateSign {
  const known = [
    [one.year, other.year],
    [one.month, other.month],
    [one.day, other.day],
  ].filter(([a, b]) => a !== undefined && b !== undefined);
  const differing = known.filter(([a, b]) => a !== b).length;
  if (differing === 0 && known.length === 3) {
    const firstOfJanuary = one.month === 1 && one.day === 1;
    return firstOfJanuary
      ? { code: 'birth-date-first-of-january', points: 18 }
      : { code: 'birth-date-same', points: 35 };
  }
  if (differing === 0) return { code: 'birth-date-partly', points: known.length === 2 ? 20 : 15 };
  if (one.year === other.year && one.day !== undefined && one.day === other.month && one.month === other.day)
    return { code: 'birth-date-transposed', points: 25 };
  if (differing === 1 && known.length === 3) return { code: 'birth-date-one-part-differs', points: 5 };
  return { code: 'birth-date-differs', points: -30 };
}

function nationalitySigns({ nationality: one }: Comparable, { nationality: other }: Comparable): DuplicateSign[] {
  if (one === 'unknown' || other === 'unknown') return [];
  return [one === other ? { code: 'nationality-same', points: 8 } : { code: 'nationality-differs', points: -8 }];
}

function sexSigns({ sex: one }: Comparable, { sex: other }: Comparable): DuplicateSign[] {
  const binary = ['female', 'male'];
  return binary.includes(one) && binary.includes(other) && one !== other ? [{ code: 'sex-differs', points: -25 }] : [];
}
