import { parse } from 'csv-parse/sync';
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

/**
 * Reads a list of advices (UTF-8, first line the names of `ADVICE_COLUMNS`, day `YYYY-MM-DD`, amount in euros). Refused whole: `csv-malformed`,
 * `csv-header`, `csv-columns`, `csv-field` (params `line`, `field`, `found`, `accepted`), `csv-too-long` (params `max`), `csv-empty`.
 */
export function readAdvices(csvText: string, today: LegalDate): Outcome<AdviceLine[]> {
  let records: string[][];
  try {
    records = parse(csvText, {
      bom: true,
      delimiter: separatorOf(csvText),
      relaxColumnCount: true,
      skipEmptyLines: true,
    });
  } catch {
    return refuse('csv-malformed', {
      field: 'file',
      rule: 'D29',
      params: { line: 1, accepted: ADVICE_COLUMNS.join(',') },
    });
  }
  const [header, ...lines] = records;
  if (header?.join(',') !== ADVICE_COLUMNS.join(',')) {
    const found = (header?.join(',') ?? '').slice(0, 80);
    return refuse('csv-header', {
      field: 'file',
      rule: 'D29',
      params: { line: 1, found, accepted: ADVICE_COLUMNS.join(',') },
    });
  }
  if (lines.length > MOST_LINES) return refuse('csv-too-long', { field: 'file', params: { max: MOST_LINES } });
  if (lines.length === 0) return refuse('csv-empty', { field: 'file', params: { accepted: ADVICE_COLUMNS.join(',') } });
  const read: AdviceLine[] = [];
  for (const [index, cells] of lines.entries()) {
    const line = adviceLine(cells.map((cell) => cell.trim().normalize('NFC')), index + 2, today); // prettier-ignore
    if (!line.ok) return line;
    read.push(line.value);
  }
  return accept(read);
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
  const amountCents = parseEuro(amount);
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

function shown(text: string): string {
  const visible = text.replace(/\p{C}/gu, '\u{fffd}');
  return visible.length > 40 ? `${visible.slice(0, 40)}…` : visible;
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
