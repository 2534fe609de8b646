import { formatCreditorReference, isCreditorReference } from '../kernel/creditor-reference';
import { formatOgm, isOgm } from '../kernel/ogm';
import type { Communication } from './statement.model';

/** Types of structured communication that carry a reference with check digits (CODA 2.6): ISO 11649, and the Belgian one in two ways. */
const CREDITOR_REFERENCE = '100';
const BELGIAN_REFERENCES: ReadonlySet<string> = new Set(['101', '102']);

/**
 * What the payer wrote, as people read it: a reference in its groups, also one whose check digits are wrong; of every other structure
 * (numbers, amounts, card terminals, direct debits) the text with its columns closed up.
 */
export function communicationText({ kind, text, ...rest }: Communication): string {
  if (kind === 'free') return text;
  const { type } = rest as { readonly type: string };
  if (type === CREDITOR_REFERENCE) return formatCreditorReference(text.trim());
  const [ogm] = /^\d{12}/.exec(text) ?? [];
  if (BELGIAN_REFERENCES.has(type) && ogm !== undefined)
    return isOgm(ogm) ? formatOgm(ogm) : `+++${ogm.slice(0, 3)}/${ogm.slice(3, 7)}/${ogm.slice(7)}+++`;
  return text.replace(/\s+/g, ' ').trim();
}

/** Whether the check digits of a structured reference hold; undefined for what has none. */
export function hasValidReference(communication: Communication): boolean | undefined {
  if (communication.kind === 'free') return undefined;
  const { type, text } = communication;
  if (type === CREDITOR_REFERENCE) return isCreditorReference(text.trim());
  return BELGIAN_REFERENCES.has(type) ? isOgm(text.slice(0, 12)) : undefined;
}
