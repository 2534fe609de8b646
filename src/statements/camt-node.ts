import { isLegalDate, type LegalDate } from '../kernel/legal-date';
import { cents, type Cents } from '../kernel/money';
import type { CamtNode } from './camt-xml';

/** The first element on a path below `node`, names separated by `/`. */
export function nodeAt(node: CamtNode | undefined, path: string): CamtNode | undefined {
  return path
    .split('/')
    .reduce<CamtNode | undefined>((at, name) => at?.children.find((child) => child.name === name), node);
}

/** The text on the first of the paths that has one; undefined when none has. */
export function textAt(node: CamtNode | undefined, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const text = nodeAt(node, path)?.text;
    if (text !== undefined && text !== '') return text;
  }
  return undefined;
}

/** Every element of a name directly below `node`. */
export function nodesOf(node: CamtNode | undefined, name: string): CamtNode[] {
  return node?.children.filter((child) => child.name === name) ?? [];
}

/** An amount with its currency. `hasThirdDecimal` when there is more than the cents say. */
export interface CamtAmount {
  readonly cents: Cents;
  readonly currency: string;
  readonly hasThirdDecimal: boolean;
}

/** Reads `<Amt Ccy="EUR">200.00</Amt>`; undefined when it is no amount of the message (18 digits, five of them decimals, a dot). */
export function amountOf(node: CamtNode | undefined): CamtAmount | undefined {
  const match = /^(\d{1,13})(?:\.(\d{1,5}))?$/.exec(node?.text ?? '');
  const currency = node?.attributes['Ccy'] ?? '';
  if (!match || !/^[A-Z]{3}$/.test(currency)) return undefined;
  const [, whole = '', decimals = ''] = match;
  return {
    cents: cents(Number(`${whole}${decimals.slice(0, 2).padEnd(2, '0')}`)),
    currency,
    hasThirdDecimal: /[1-9]/.test(decimals.slice(2)),
  };
}

/** The day of `<Dt>2026-01-31</Dt>` or of `<DtTm>2026-01-31T…</DtTm>`, as the bank writes it; undefined when it is none. */
export function dayOf(node: CamtNode | undefined): LegalDate | undefined {
  const text = (textAt(node, 'Dt', 'DtTm') ?? node?.text ?? '').slice(0, 10);
  return isLegalDate(text) ? (text as LegalDate) : undefined;
}
