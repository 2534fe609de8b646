import type { Branded } from './ids';

/** Whole euro cents. The only form in which an amount exists inside the product. */
export type Cents = Branded<number, 'Cents'>;

export const ZERO_CENTS = 0 as Cents;

/** Brands a whole, safe number of cents; throws a RangeError on a fraction or an unsafe size, because that is a defect of ours. */
export function cents(value: number): Cents {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number of cents: ${value}`);
  return value as Cents;
}

/** Cents from PostgreSQL's bigint, which the driver hands over as text. */
export function centsFromDatabase(value: string | number): Cents {
  return cents(typeof value === 'number' ? value : Number(value));
}

export function addCents(...amounts: readonly Cents[]): Cents {
  return cents(amounts.reduce<number>((sum, amount) => sum + amount, 0));
}

export function subtractCents(from: Cents, amount: Cents): Cents {
  return cents(from - amount);
}

/** `20000` → `200,00 €` for fr and de, `€ 200,00` for nl, `€200.00` for en. Non-breaking spaces, so that an amount is never cut. */
export function formatEuro(amount: Cents, language: 'fr' | 'nl' | 'de' | 'en'): string {
  const sign = amount < 0 ? '−' : '';
  const absolute = Math.abs(amount);
  const whole = Math.trunc(absolute / 100).toString();
  const rest = (absolute % 100).toString().padStart(2, '0');
  const grouping = { fr: '\u202f', nl: '.', de: '.', en: ',' }[language];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, grouping);
  if (language === 'en') return `${sign}€${grouped}.${rest}`;
  return language === 'nl' ? `${sign}€\u00a0${grouped},${rest}` : `${sign}${grouped},${rest}\u00a0€`;
}

/** `20000` → `200.00`, the plain decimal that bank formats and QR codes want. */
export function formatDecimal(amount: Cents): string {
  const absolute = Math.abs(amount);
  return `${amount < 0 ? '-' : ''}${Math.trunc(absolute / 100)}.${(absolute % 100).toString().padStart(2, '0')}`;
}

/**
 * Reads an amount as people type it: `200`, `200,00`, `200.00`, `1 200,50`, `1.200,50`.
 * Returns undefined for anything else (three decimals, two signs, letters): the caller refuses by name.
 */
export function parseEuro(text: string): Cents | undefined {
  const compact = text
    .trim()
    .replace(/\s*(€|EUR)\s*$/i, '')
    .replace(/^(€|EUR)\s*/i, '');
  const match = /^(\d{1,3}(?:[ .\u00a0\u202f]\d{3})+|\d+)(?:[.,](\d{1,2}))?$/.exec(compact);
  if (!match?.[1]) return undefined;
  const whole = match[1].replace(/\D/g, '');
  const value = Number(whole) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return Number.isSafeInteger(value) ? cents(value) : undefined;
}
