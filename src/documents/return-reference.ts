import { parseDecisionNumber, type DecisionNumber } from '../kernel/decision-number';
import { accept, refuse, type Outcome } from '../kernel/outcome';

/** The letters that go to an addressee of a decision, each with the mark that its reference ends with; the decision itself has none. */
const MARKS = {
  decision: '',
  correction: 'C',
  withdrawal: 'W',
  'payment-receipt': 'R',
  'payment-certificate': 'A',
  'refund-refusal': 'F',
  'deposit-letter': 'D',
  'refund-letter': 'T',
} as const;

export type ReturnableLetter = keyof typeof MARKS;

const LETTERS = Object.entries(MARKS) as readonly (readonly [ReturnableLetter, string])[];

/** Which copy of which letter about a decision this is: what is read back from an envelope that the post returns. */
export interface ReturnReference {
  readonly number: DecisionNumber;
  /** Counts the addressees of the decision from 1. */
  readonly ordinal: number;
  readonly letter: ReturnableLetter;
}

/**
 * `BIF-2026-000123-45/2`: the second copy of that decision; `BIF-2026-000123-45/2R`: the receipt to the same addressee. What comes back by
 * its mark says nothing of the decision. Holds no personal data; fits the alphanumeric mode of a QR code.
 */
export function formatReturnReference({ number, ordinal, letter }: ReturnReference): string {
  return `${number}/${ordinal}${MARKS[letter]}`;
}

/** Reads a reference back, typed or scanned. Refuses `return-reference` when number, check digits, ordinal or mark are not right. */
export function parseReturnReference(text: string): Outcome<ReturnReference> {
  const match = /^\s*([^/\s]+)\s*\/\s*([1-9]\d?)([A-Z]?)\s*$/.exec(text.toUpperCase());
  const parsed = match?.[1] === undefined ? undefined : parseDecisionNumber(match[1]);
  if (match === null || parsed?.ok !== true) return refuse('return-reference', { field: 'reference' });
  const [letter] = LETTERS.find(([, mark]) => mark === (match[3] ?? '')) ?? [];
  if (letter === undefined) return refuse('return-reference', { field: 'reference' });
  return accept({ number: parsed.value.number, ordinal: Number(match[2]), letter });
}
