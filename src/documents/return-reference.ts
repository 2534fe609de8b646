import { parseDecisionNumber, type DecisionNumber } from '../kernel/decision-number';
import { accept, refuse, type Outcome } from '../kernel/outcome';

/** Which copy of which decision a letter is: what is read back from an envelope that the post returns. */
export interface ReturnReference {
  readonly number: DecisionNumber;
  /** Counts the addressees of the decision from 1. */
  readonly ordinal: number;
}

/** `BIF-2026-000123-45/2`: the second copy of that decision. Holds no personal data; fits the alphanumeric mode of a QR code. */
export function formatReturnReference({ number, ordinal }: ReturnReference): string {
  return `${number}/${ordinal}`;
}

/** Reads a reference back, typed or scanned. Refuses `return-reference` when number, check digits or ordinal are not right. */
export function parseReturnReference(text: string): Outcome<ReturnReference> {
  const match = /^\s*([^/\s]+)\s*\/\s*([1-9]\d?)\s*$/.exec(text);
  const parsed = match?.[1] === undefined ? undefined : parseDecisionNumber(match[1]);
  if (match === null || parsed?.ok !== true) return refuse('return-reference', { field: 'reference' });
  return accept({ number: parsed.value.number, ordinal: Number(match[2]) });
}
