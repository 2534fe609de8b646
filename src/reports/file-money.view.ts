import { addCents, centsFromDatabase, subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import type { LegalDate } from '../kernel/legal-date';
import type { Message } from '../ui/message';
import type { AllocationRow, PostingRow } from './file-money.repository';
import type { FineAmounts } from './file.rules';

/** One reason why an amount is what it is; the lines of a figure add up to it. */
export interface FigureLine {
  readonly label: Message;
  readonly amountCents: Cents;
  /** More sentences about the same line: where the money came from, why it was booked here. */
  readonly details: readonly Message[];
  /** What a person wrote, as it was written. */
  readonly words?: string | undefined;
  /** Where the movement is that it comes from, for those who may see payments. */
  readonly movementHref?: string | undefined;
}

export interface Figure {
  readonly name: 'charged' | 'paid' | 'outstanding' | 'advance' | 'cancelled' | 'written-off' | 'owed-back';
  readonly amountCents: Cents;
  readonly lines: readonly FigureLine[];
}

/** A posting as the table shows it: cents from one account to another. */
export interface PostingLine {
  readonly position: string;
  readonly postedOn: LegalDate;
  readonly from: Message;
  readonly to: Message;
  readonly reason: Message;
  readonly amountCents: Cents;
  readonly reversed: boolean;
}

export interface FileMoney {
  readonly amounts: FineAmounts;
  readonly figures: readonly Figure[];
  readonly postings: readonly PostingLine[];
  /** False when the balance that the ledger keeps is not the sum of its postings (I2): the page then says so. */
  readonly agrees: boolean;
}

type Part = 'charged' | 'cancelled' | 'written-off' | 'paid';

/** What a posting on the receivable is about, by the account on its other side (docs/ledger.md). */
const PART_BY_COUNTERPART: Readonly<Record<string, Part>> = {
  'claims-raised': 'charged',
  'opening-balances': 'charged',
  'claims-cancelled': 'cancelled',
  'claims-written-off': 'written-off',
};

interface Effect {
  readonly posting: PostingRow;
  readonly part: Part;
  /** Above zero when the debt grows. */
  readonly cents: Cents;
}

function effectOnDebt(posting: PostingRow): Effect[] {
  const grows = posting.to_fine && posting.to_kind === 'receivable';
  if (!grows && !(posting.from_fine && posting.from_kind === 'receivable')) return [];
  const amount = centsFromDatabase(posting.amount_cents);
  const part =
    posting.reason === 'open-payment'
      ? 'paid'
      : (PART_BY_COUNTERPART[grows ? posting.from_kind : posting.to_kind] ?? 'paid');
  return [{ posting, part, cents: grows ? amount : subtractCents(ZERO_CENTS, amount) }];
}

const sumOf = (effects: readonly Effect[], part: Part): Cents =>
  addCents(...effects.filter((effect) => effect.part === part).map(({ cents }) => cents));
const negated = (amount: Cents): Cents => subtractCents(ZERO_CENTS, amount);

/** Balance of what came before the notification; the ledger holds it below zero. */
function advanceOf(postings: readonly PostingRow[]): Cents {
  const parts = postings.flatMap(({ from_kind, from_fine, to_kind, to_fine, amount_cents }) => {
    const amount = centsFromDatabase(amount_cents);
    if (from_fine && from_kind === 'advances') return [amount];
    return to_fine && to_kind === 'advances' ? [negated(amount)] : [];
  });
  return addCents(...parts);
}

/** The money of one fine from its postings (I2), each number with the lines that make it. */
export function fileMoney(
  postings: readonly PostingRow[],
  allocations: readonly AllocationRow[],
  keptBalanceCents: string | undefined,
): FileMoney {
  const effects = postings.flatMap(effectOnDebt);
  const outstandingCents = addCents(...effects.map(({ cents }) => cents));
  const amounts: FineAmounts = {
    chargedCents: sumOf(effects, 'charged'),
    cancelledCents: negated(sumOf(effects, 'cancelled')),
    writtenOffCents: negated(sumOf(effects, 'written-off')),
    paidCents: negated(sumOf(effects, 'paid')),
    outstandingCents,
    advanceCents: advanceOf(postings),
    owedBackCents: addCents(...owedBack(postings).map(({ amount_cents }) => centsFromDatabase(amount_cents))),
  };
  const undone = undoneBy(postings);
  return {
    amounts,
    figures: figuresOf(amounts, effects, postings, allocations),
    postings: postings.map((posting) => postingLine(posting, undone)),
    agrees: keptBalanceCents === undefined || centsFromDatabase(keptBalanceCents) === outstandingCents,
  };
}

function figuresOf(
  amounts: FineAmounts,
  effects: readonly Effect[],
  postings: readonly PostingRow[],
  allocations: readonly AllocationRow[],
): Figure[] {
  const of = (part: Part, sign: 1 | -1): FigureLine[] =>
    effects
      .filter((effect) => effect.part === part)
      .map((effect) => lineOf(effect, sign === 1 ? effect.cents : negated(effect.cents), allocations));
  const figures: Figure[] = [
    { name: 'outstanding', amountCents: amounts.outstandingCents, lines: outstandingLines(amounts) },
    { name: 'charged', amountCents: amounts.chargedCents, lines: of('charged', 1) },
    { name: 'paid', amountCents: amounts.paidCents, lines: of('paid', -1) },
    { name: 'cancelled', amountCents: amounts.cancelledCents, lines: of('cancelled', -1) },
    { name: 'written-off', amountCents: amounts.writtenOffCents, lines: of('written-off', -1) },
    { name: 'advance', amountCents: amounts.advanceCents, lines: advanceLines(postings, allocations) },
    { name: 'owed-back', amountCents: amounts.owedBackCents, lines: owedBackLines(postings, allocations) },
  ];
  // What has not happened has no place on the page; the three numbers of a charged fine always have.
  const always = amounts.chargedCents === 0 ? [] : ['outstanding', 'charged', 'paid'];
  return figures.filter(({ name, amountCents }) => amountCents !== 0 || always.includes(name));
}

/** Outstanding = charged − cancelled − written off − paid (I2). */
function outstandingLines(amounts: FineAmounts): FigureLine[] {
  const lines: [string, Cents][] = [
    ['charged', amounts.chargedCents],
    ['cancelled', negated(amounts.cancelledCents)],
    ['written-off', negated(amounts.writtenOffCents)],
    ['paid', negated(amounts.paidCents)],
  ];
  return lines
    .filter(([, amountCents]) => amountCents !== 0)
    .map(([name, amountCents]) => ({ label: { key: `file.money.figure.${name}` }, amountCents, details: [] }));
}

function advanceLines(postings: readonly PostingRow[], allocations: readonly AllocationRow[]): FigureLine[] {
  return postings.flatMap((posting): FigureLine[] => {
    const amount = centsFromDatabase(posting.amount_cents);
    const given = posting.from_fine && posting.from_kind === 'advances';
    if (!given && !(posting.to_fine && posting.to_kind === 'advances')) return [];
    const effect: Effect = { posting, part: 'paid', cents: given ? negated(amount) : amount };
    return [lineOf(effect, given ? amount : negated(amount), allocations)];
  });
}

/** Which postings were reversed by a later one. */
export function undoneBy(postings: readonly PostingRow[]): ReadonlySet<string> {
  return new Set(postings.flatMap(({ reverses_id }) => (reverses_id === null ? [] : [reverses_id])));
}

/** What was paid on a decision that fell (R2.12), unless a later judgment brought it back (R4.6). */
function owedBack(postings: readonly PostingRow[]): PostingRow[] {
  const undone = undoneBy(postings);
  return postings.filter(({ id, from_kind }) => from_kind === 'refunds-payable' && !undone.has(id));
}

function owedBackLines(postings: readonly PostingRow[], allocations: readonly AllocationRow[]): FigureLine[] {
  return owedBack(postings).map((posting) => {
    const amountCents = centsFromDatabase(posting.amount_cents);
    return lineOf({ posting, part: 'paid', cents: amountCents }, amountCents, allocations);
  });
}

/** The words of one posting on the fine: the bookings it rests on tell more than the posting itself. */
function lineOf({ posting }: Effect, amountCents: Cents, allocations: readonly AllocationRow[]): FigureLine {
  const bookings = posting.reverses_id === null ? bookingsBehind(posting, allocations) : [];
  return {
    label: {
      key: `file.money.line.${posting.reason}`,
      params: { on: posting.posted_on, position: posting.position },
    },
    amountCents,
    details: bookings.flatMap((booking) => [statementLine(booking), matchReason(booking)]),
    words: bookings.map(matchWords).find((words) => words !== undefined),
    movementHref: bookings[0] && `/suspense/${bookings[0].movement_id}`,
  };
}

/** What is posted later about a booking names it as its cause. */
const BY_CAUSE: ReadonlySet<string> = new Set(['settle-advance', 'owe-back-payment', 'owe-back-advance']);

/** A booking has its entry; the settlement of an advance at notification names the booking as its cause (D26), and so does what is owed back. */
function bookingsBehind(posting: PostingRow, allocations: readonly AllocationRow[]): readonly AllocationRow[] {
  return BY_CAUSE.has(posting.reason)
    ? allocations.filter(({ id }) => id === posting.cause_id)
    : allocations.filter(({ ledger_entry_id }) => ledger_entry_id === posting.entry_id);
}

/** Which line of which bank statement a booking comes from. */
export function statementLine(row: AllocationRow): Message {
  return {
    key: row.value_on === null ? 'file.money.statement-line' : 'file.money.statement-line-valued',
    params: {
      statement: statementNumber(row),
      line: row.movement_sequence,
      iban: row.iban,
      ...(row.value_on === null ? {} : { on: row.value_on }),
      amountCents: centsFromDatabase(row.movement_cents),
    },
  };
}

/** `2026/012`, as banks number statements within a year. */
export function statementNumber(row: Pick<AllocationRow, 'statement_year' | 'statement_sequence'>): string {
  return `${row.statement_year}/${String(row.statement_sequence).padStart(3, '0')}`;
}

/** Reasons of the matching that the file page says in its own words; the others are said as on the page of the movement. */
const OWN_WORDS: ReadonlySet<string> = new Set(['structured-reference', 'decision-number', 'names-and-birth-date']);

function isParams(params: unknown): params is Message['params'] {
  return typeof params === 'object' && params !== null;
}

/** Why the money was booked on this fine and by whom. */
export function matchReason(row: AllocationRow): Message {
  if (row.kind === 'manual')
    return { key: 'file.money.match.manual', params: { name: row.booked_by_name ?? '', on: row.booked_on } };
  const code = matchCode(row.reason);
  if (OWN_WORDS.has(code)) return { key: `file.money.match.${code}`, params: { on: row.booked_on } };
  const { params } = row.reason;
  return { key: `payments.matching.reason.${code}`, params: isParams(params) ? params : {} };
}

/** The reason that a cashier wrote, or the communication in which a reference was found. */
function matchWords(row: AllocationRow): string | undefined {
  const written = row.reason['motive'] ?? row.reason['note'];
  if (typeof written === 'string' && written !== '') return written;
  return row.kind === 'automatic' && row.communication !== '' ? row.communication : undefined;
}

function matchCode(reason: Readonly<Record<string, unknown>>): string {
  const code = reason['code'] ?? reason['rule'];
  return typeof code === 'string' ? code : 'unstated';
}

function postingLine(posting: PostingRow, undone: ReadonlySet<string>): PostingLine {
  return {
    position: posting.position,
    postedOn: posting.posted_on,
    from: { key: `codes.ledgerAccount.${posting.from_kind}` },
    to: { key: `codes.ledgerAccount.${posting.to_kind}` },
    reason: { key: `file.posting.${posting.reason}` },
    amountCents: centsFromDatabase(posting.amount_cents),
    reversed: undone.has(posting.id),
  };
}
