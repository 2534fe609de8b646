/** A row of truth.csv: what a movement should come to. */
export interface TruthRow {
  readonly statement: string;
  readonly sequence: number;
  readonly kind: string;
  readonly expected: string;
}

/** A fine that a person is shown for a movement; `shares` when the proposal splits the money, the fines of all its parts. */
export interface ShownProposal {
  readonly fine: string;
  readonly shares?: readonly string[];
}

/** What the product has made of a movement. Fines by the ids of the corpus, or by number when they are not of it. */
export interface MovementDone {
  readonly bookings: readonly { readonly fine: string; readonly amountCents: number }[];
  /** At most 20, ranked, as the cashier's page lists them. */
  readonly proposals: readonly ShownProposal[];
  /** Code of the reason that the page gives. */
  readonly why: string;
  /** A fine that this movement has booked on is closed though less than its debt was received. */
  readonly closedShort: boolean;
}

export interface ScoreLine {
  readonly statement: string;
  readonly sequence: number;
  readonly kind: string;
  readonly expected: string;
  readonly did: string;
  readonly why: string;
}

export interface ScoreCount {
  readonly total: number;
  readonly right: number;
  readonly missed: number;
  readonly wrong: number;
}

export interface MatchingScore {
  readonly movements: number;
  readonly wrongBookings: number;
  readonly byExpected: Readonly<Record<string, ScoreCount>>;
  /** Rates with three decimals; null where the corpus has nothing of the kind. */
  readonly autoRate: number | null;
  readonly proposeListed: number | null;
  readonly proposeFirst: number | null;
  readonly wrong: readonly ScoreLine[];
  readonly missed: readonly ScoreLine[];
}

export type Verdict = 'right' | 'missed' | 'wrong';

const MOST_SHOWN = 20;

interface Judged {
  readonly verdict: Verdict;
  readonly isListed: boolean;
  readonly isFirst: boolean;
}

/** The kinds of `expected`, each with what is right and what is wrong; money on another person's fine is always wrong. */
const JUDGES: Readonly<Record<string, (fines: readonly string[], done: MovementDone) => Verdict>> = {
  auto: (fines, done) => (isBookedWithin(fines, done) ? 'right' : nothingBooked(done) ? 'missed' : 'wrong'),
  split: (fines, done) => {
    if (!nothingBooked(done)) {
      if (!isBookedWithin(fines, done)) return 'wrong';
      return fines.every((fine) => done.bookings.some((booking) => booking.fine === fine)) ? 'right' : 'missed';
    }
    return sameSet(done.proposals[0]?.shares ?? [], fines) ? 'right' : 'missed';
  },
  part: (fines, done) => {
    if (!nothingBooked(done)) return isBookedWithin(fines, done) && !done.closedShort ? 'right' : 'wrong';
    return isFirst(fines, done) ? 'right' : 'missed';
  },
  propose: (fines, done) => {
    if (!nothingBooked(done)) return 'wrong';
    return isListed(fines, done) ? 'right' : 'missed';
  },
  propose_or_auto: (fines, done) => {
    if (!nothingBooked(done)) return isBookedWithin(fines, done) ? 'right' : 'wrong';
    return isFirst(fines, done) ? 'right' : 'missed';
  },
  suspense: (_fines, done) => (nothingBooked(done) ? 'right' : 'wrong'),
  suspense_or_propose: (_fines, done) => (nothingBooked(done) ? 'right' : 'wrong'),
};

/** Whether a kind of `expected` is one that is scored. */
export function isScored(expected: string): boolean {
  return Object.hasOwn(JUDGES, kindOf(expected));
}

/** One movement against its truth. */
export function judge(expected: string, done: MovementDone): Judged {
  const fines = finesOf(expected);
  const verdict = JUDGES[kindOf(expected)]?.(fines, done) ?? 'missed';
  return { verdict, isListed: isListed(fines, done), isFirst: isFirst(fines, done) };
}

/** The whole corpus: counts by expected kind, the rates, and every movement that was wrong or missed. */
export function scoreOf(rows: readonly { readonly truth: TruthRow; readonly done: MovementDone }[]): MatchingScore {
  const judged = rows.map(({ truth, done }) => ({ truth, done, ...judge(truth.expected, done) }));
  const kinds = [...new Set(judged.map(({ truth }) => kindOf(truth.expected)))];
  const ofKind = (kind: string): typeof judged => judged.filter(({ truth }) => kindOf(truth.expected) === kind);
  const lines = (verdict: Verdict): ScoreLine[] =>
    judged
      .filter((each) => each.verdict === verdict)
      .map(({ truth, done }) => ({ ...truth, did: didOf(done), why: done.why }));
  const proposed = ofKind('propose');
  const wrong = lines('wrong');
  return {
    movements: judged.length,
    wrongBookings: wrong.length,
    byExpected: Object.fromEntries(kinds.map((kind) => [kind, countOf(ofKind(kind))])),
    autoRate: rate(ofKind('auto'), ({ verdict }) => verdict === 'right'),
    proposeListed: rate(proposed, ({ verdict, ...each }) => verdict !== 'wrong' && each.isListed),
    proposeFirst: rate(proposed, ({ verdict, ...each }) => verdict !== 'wrong' && each.isFirst),
    wrong,
    missed: lines('missed'),
  };
}

function countOf(judged: readonly Judged[]): ScoreCount {
  const of = (wanted: Verdict): number => judged.filter(({ verdict }) => verdict === wanted).length;
  return { total: judged.length, right: of('right'), missed: of('missed'), wrong: of('wrong') };
}

function rate<Each>(all: readonly Each[], holds: (each: Each) => boolean): number | null {
  return all.length === 0 ? null : Math.floor((all.filter(holds).length / all.length) * 1000) / 1000;
}

/** `propose:f1|f2` is of the kind `propose`. */
function kindOf(expected: string): string {
  return expected.split(':')[0] ?? '';
}

function finesOf(expected: string): string[] {
  const named = expected.slice(kindOf(expected).length + 1);
  return named === '' ? [] : named.split(/[|+]/);
}

function nothingBooked({ bookings }: MovementDone): boolean {
  return bookings.length === 0;
}

function isBookedWithin(fines: readonly string[], { bookings }: MovementDone): boolean {
  return bookings.length > 0 && bookings.every(({ fine }) => fines.includes(fine));
}

function shown({ proposals }: MovementDone): readonly ShownProposal[] {
  return proposals.slice(0, MOST_SHOWN);
}

function isListed(fines: readonly string[], done: MovementDone): boolean {
  const listed = new Set(shown(done).flatMap(({ fine, shares }) => [fine, ...(shares ?? [])]));
  return fines.length > 0 && fines.every((fine) => listed.has(fine));
}

function isFirst(fines: readonly string[], done: MovementDone): boolean {
  const [first] = shown(done);
  return first !== undefined && fines.includes(first.fine);
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  const [a, b] = [new Set(one), new Set(other)];
  return a.size === b.size && [...a].every((each) => b.has(each));
}

function didOf({ bookings, proposals }: MovementDone): string {
  if (bookings.length > 0)
    return `booked ${bookings.map(({ fine, amountCents }) => `${fine} ${amountCents} cents`).join(', ')}`;
  if (proposals.length === 0) return 'suspense';
  return `proposed ${proposals.map(({ fine, shares }) => (shares ? shares.join('+') : fine)).join(', ')}`;
}
