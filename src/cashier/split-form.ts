import { formatDecimal, parseEuro, type Cents } from '../kernel/money';

/** What a form shows of the shares that are proposed, by the flat names of its fields. */
export function splitValues(
  shares: readonly { readonly number: string; readonly amountCents: Cents | undefined }[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    shares.flatMap(({ number, amountCents }, index): [string, string][] => [
      [`shares.${index}.decisionNumber`, number],
      [`shares.${index}.amount`, amountCents === undefined ? '' : formatDecimal(amountCents).replace('.', ',')],
    ]),
  );
}

/** The shares that were typed, in their rows; an empty row is none. An amount that is none goes on as it is, to be refused. */
export function sharesIn(typed: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
  const rows: Readonly<Record<string, unknown>>[] = [];
  for (let index = 0; index < ROWS_MAX; index++) {
    const number = textIn(typed[`shares.${index}.decisionNumber`]);
    const amount = textIn(typed[`shares.${index}.amount`]);
    if (number === '' && amount === '') continue;
    rows.push({
      ...(number !== '' && { decisionNumber: number }),
      ...(amount !== '' && { amountCents: parseEuro(amount) ?? amount }),
    });
  }
  return rows;
}

/** Rows that a form can grow to. */
export const ROWS_MAX = 20;

function textIn(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
