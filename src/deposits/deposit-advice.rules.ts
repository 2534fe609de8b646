import { CsvError, parse } from 'csv-parse/sync';
import { birthDateToIso, parseBirthDate } from '../kernel/birth-date';
import { isLegalDate, legalDate, type LegalDate } from '../kernel/legal-date';
import { parseEuro, subtractCents, ZERO_CENTS, addCents, type Cents } from '../kernel/money';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import type { DepositState } from './deposit.rules';

/** One line of an advice, read. */
export interface AdviceLine {
  readonly advisedOn: LegalDate;
  readonly cdcReference: string;
  readonly payer: string;
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; empty when the advice does not say. */
  readonly payerBirthDate: string;
  readonly communication: string;
  readonly amountCents: Cents;
}

/** The columns of a list of advices, in this order; commas or semicolons between them. */
export const ADVICE_COLUMNS = [
  'advisedOn',
  'cdcReference',
  'payer',
  'payerBirthDate',
  'communication',
  'amount',
] as const;
const MOST_LINES = 5_000;
const LONGEST_CELL = 500;
/** Narrower than `trim`, which would drop a byte-order mark or a line end without a word. */
const OUTER_BLANKS = /^[ \t\u00a0]+|[ \t\u00a0]+$/g;

/**
 * Reads a list of advices (UTF-8, first line the names of `ADVICE_COLUMNS`, day `YYYY-MM-DD`, amount in euros). Refused whole, with the line:
 * `csv-malformed`, `csv-header`, `csv-columns`, `csv-field` (params `field`, `found`, `accepted`), `csv-too-long` (params `max`), `csv-empty`.
 */
export function readAdvices(bytes: Uint8Array, today: LegalDate): Outcome<AdviceLine[]> {
  const accepted = ADVICE_COLUMNS.join(',');
  const rows = rowsOf(bytes);
  if (!rows.ok) return rows;
  const [header, ...lines] = rows.value;
  if (header?.cells.join(',') !== accepted) {
    const found = shown(header?.cells.join(',') ?? '', 80);
    return refuse('csv-header', { field: 'file', rule: 'D29', params: { line: header?.line ?? 1, found, accepted } });
  }
  const beyond = lines[MOST_LINES]?.line;
  if (beyond !== undefined)
    return refuse('csv-too-long', { field: 'file', rule: 'D29', params: { line: beyond, max: MOST_LINES } });
  if (lines.length === 0)
    return refuse('csv-empty', { field: 'file', rule: 'D29', params: { line: header.line + 1, accepted } });
  const read: AdviceLine[] = [];
  for (const { cells, line: at } of lines) {
    const line = adviceLine(cells.map((cell) => cell.replace(OUTER_BLANKS, '').normalize('NFC')), at, today); // prettier-ignore
    if (!line.ok) return line;
    read.push(line.value);
  }
  return accept(read);
}

/** The cells of a line that is not blank, with its number in the file, counted from 1. */
interface CsvRow {
  readonly cells: readonly string[];
  readonly line: number;
}

function rowsOf(bytes: Uint8Array): Outcome<CsvRow[]> {
  const malformed = (line: number, accepted: string): Outcome<never> =>
    refuse('csv-malformed', { field: 'file', rule: 'D29', params: { line, accepted } });
  const csvText = utf8Of(bytes);
  if (csvText === undefined) return malformed(firstLineThatIsNoUtf8(bytes), 'UTF-8');
  const rows: CsvRow[] = [];
  try {
    parse(csvText, {
      delimiter: separatorOf(csvText),
      relaxColumnCount: true,
      skipEmptyLines: true,
      onRecord: (cells: string[], { lines }) => {
        rows.push({ cells, line: lines });
        return null;
      },
    });
  } catch (error) {
    return malformed(error instanceof CsvError ? Number(error['lines']) : 1, ADVICE_COLUMNS.join(','));
  }
  return accept(rows);
}

function firstLineThatIsNoUtf8(bytes: Uint8Array): number {
  const lineFeed = 0x0a;
  let line = 1;
  for (
    let from = 0, at = bytes.indexOf(lineFeed);
    at >= 0;
    from = at + 1, at = bytes.indexOf(lineFeed, from), line += 1
  )
    if (utf8Of(bytes.subarray(from, at)) === undefined) return line;
  return line;
}

/** The text, without a byte-order mark; undefined where the bytes are no UTF-8. */
function utf8Of(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** As the header has it: with semicolons between the columns an amount keeps its comma. */
function separatorOf(csvText: string): ',' | ';' {
  const [header = ''] = csvText.split('\n', 1);
  return header.includes(';') ? ';' : ',';
}

function adviceLine(cells: readonly string[], line: number, today: LegalDate): Outcome<AdviceLine> {
  if (cells.length !== ADVICE_COLUMNS.length) {
    const params = { line, found: cells.length, accepted: ADVICE_COLUMNS.join(',') };
    return refuse('csv-columns', { field: 'file', rule: 'D29', params });
  }
  const [advisedOn = '', cdcReference = '', payer = '', born = '', communication = '', amount = ''] = cells;
  const wrong = (field: string, found: string, accepted: string): Outcome<never> =>
    refuse('csv-field', { field: 'file', rule: 'D29', params: { line, field, found: shown(found), accepted } });
  const long = cells.findIndex((cell) => cell.length > LONGEST_CELL || /\p{C}/u.test(cell));
  if (long >= 0) return wrong(ADVICE_COLUMNS[long] ?? '', cells[long] ?? '', `≤ ${String(LONGEST_CELL)}`);
  if (!isLegalDate(advisedOn) || advisedOn > today) return wrong('advisedOn', advisedOn, `YYYY-MM-DD ≤ ${today}`);
  if (cdcReference === '' || cdcReference.length > 100) return wrong('cdcReference', cdcReference, '1-100');
  if (payer === '' || payer.length > 200) return wrong('payer', payer, '1-200');
  const birthDate = born === '' ? accept('') : isoBirthDate(born, today);
  if (!birthDate.ok) return wrong('payerBirthDate', born, '1987-03-12, 12/03/1987, 1987');
  // `150.005` may be a slip of `150.05` as well as thousands: where a point parts these, the cents are written too.
  const amountCents = /\.\d{3}$/.test(amount) ? undefined : parseEuro(amount);
  if (amountCents === undefined || amountCents <= 0) return wrong('amount', amount, '200.00');
  return accept({
    advisedOn: legalDate(advisedOn),
    cdcReference,
    payer,
    payerBirthDate: birthDate.value,
    communication,
    amountCents,
  });
}

function isoBirthDate(text: string, today: LegalDate): Outcome<string> {
  const parsed = parseBirthDate(text, today);
  return parsed.ok ? accept(birthDateToIso(parsed.value)) : parsed;
}

function shown(text: string, most = 40): string {
  const visible = text.replace(/\p{C}/gu, '\u{fffd}');
  return visible.length > most ? `${visible.slice(0, most)}…` : visible;
}

/**
 * True when a line brings nothing new: its reference stands, or it was set aside as it is. What was set aside may come again with other
 * content under its reference (D29).
 */
export function isKnownLine(
  line: AdviceLine,
  earlier: readonly (AdviceLine & { readonly setAsideAt: Date | null })[],
): boolean {
  return earlier.some(
    (each) => each.cdcReference === line.cdcReference && (each.setAsideAt === null || isSame(each, line)),
  );
}

function isSame(one: AdviceLine, other: AdviceLine): boolean {
  const contentOf = ({ advisedOn, payer, payerBirthDate, communication, amountCents }: AdviceLine): string =>
    JSON.stringify([advisedOn, payer, payerBirthDate, communication, amountCents]);
  return contentOf(one) === contentOf(other);
}

/** An advice as the reconciliation looks at it. */
export interface KnownAdvice {
  readonly id: string;
  readonly depositId: string | null;
  readonly amountCents: Cents;
}

/** A deposit as the reconciliation looks at it. */
export interface KnownDeposit {
  readonly id: string;
  readonly state: DepositState;
  readonly amountCents: Cents;
  readonly heldCents: Cents | undefined;
  readonly isLapsed: boolean;
}

/** The ways in which the two do not agree. */
export const DEPOSIT_DIFFERENCE_KINDS: readonly DepositDifference['kind'][] = ['advice-without-deposit', 'held-without-advice', 'announced-lapsed', 'advised-not-held', 'amount-differs']; // prettier-ignore

/** What does not agree between us and the Caisse; each kind is a sentence of the texts. */
type DepositDifference =
  | { readonly kind: 'advice-without-deposit'; readonly adviceId: string; readonly amountCents: Cents }
  | { readonly kind: 'held-without-advice'; readonly depositId: string; readonly amountCents: Cents }
  | { readonly kind: 'announced-lapsed'; readonly depositId: string; readonly amountCents: Cents }
  | { readonly kind: 'advised-not-held'; readonly depositId: string; readonly adviceId: string; readonly amountCents: Cents }
  | { readonly kind: 'amount-differs'; readonly depositId: string; readonly adviceId: string; readonly amountCents: Cents; readonly differenceCents: number }; // prettier-ignore

/** Both sides and what does not agree between them. */
export interface Reconciliation {
  readonly heldCents: Cents;
  readonly advisedCents: Cents;
  readonly differences: readonly DepositDifference[];
}

/** Compares what we say is held with what the Caisse advised (D29). `advices` are those of deposits that are not ended, and those of none. */
export function reconcile(deposits: readonly KnownDeposit[], advices: readonly KnownAdvice[]): Reconciliation {
  const byDeposit = new Map<string, KnownAdvice[]>();
  for (const advice of advices) {
    if (advice.depositId === null) continue;
    byDeposit.set(advice.depositId, [...(byDeposit.get(advice.depositId) ?? []), advice]);
  }
  const unknown = advices
    .filter(({ depositId }) => depositId === null)
    .map(({ id, amountCents }) => ({ kind: 'advice-without-deposit' as const, adviceId: id, amountCents }));
  const ours = deposits.flatMap((deposit) => differencesOf(deposit, byDeposit.get(deposit.id) ?? []));
  const held = deposits.flatMap(({ state, heldCents }) => (state === 'held' && heldCents ? [heldCents] : []));
  return {
    heldCents: addCents(ZERO_CENTS, ...held),
    advisedCents: addCents(
      ZERO_CENTS,
      ...unknown.map(({ amountCents }) => amountCents),
      // An advice and a movement about one deposit tell of the same money.
      ...[...byDeposit.values()].map(([first]) => first?.amountCents ?? ZERO_CENTS),
    ),
    differences: [...unknown, ...ours],
  };
}

function differencesOf(deposit: KnownDeposit, advices: readonly KnownAdvice[]): DepositDifference[] {
  const { id: depositId, state, amountCents, heldCents } = deposit;
  if (advices.length > 0) return advices.flatMap((advice) => differenceOf(deposit, advice));
  if (state === 'held') return [{ kind: 'held-without-advice', depositId, amountCents: heldCents ?? amountCents }];
  return deposit.isLapsed ? [{ kind: 'announced-lapsed', depositId, amountCents }] : [];
}

function differenceOf({ id: depositId, state, heldCents }: KnownDeposit, advice: KnownAdvice): DepositDifference[] {
  const { id: adviceId, amountCents: advisedCents } = advice;
  if (state !== 'held') return [{ kind: 'advised-not-held', depositId, adviceId, amountCents: advisedCents }];
  const difference = subtractCents(advisedCents, heldCents ?? ZERO_CENTS);
  return difference === 0
    ? []
    : [{ kind: 'amount-differs', depositId, adviceId, amountCents: advisedCents, differenceCents: difference }];
}
