import type { ClaimId, DecisionId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { addCents, subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';
import type { UndecidedMovement } from './verdict.rules';

/** A claim of which FPS Finance reported money that has not come yet. */
export interface AwaitedCollection {
  readonly claimId: ClaimId;
  readonly decisionId: DecisionId;
  readonly decisionNumber: string;
  readonly financeReference: string;
  /** Day of the last report. */
  readonly reportedOn: LegalDate;
  /** Collected and booked, less what has been paid on and what fell; above zero. */
  readonly dueCents: Cents;
}

/** What of a transfer is for a claim. */
export interface RemittedPart {
  readonly claimId: ClaimId;
  readonly amountCents: Cents;
}

/** The most claims that one transfer is explained by, and that a page proposes. */
export const MOST_PARTS = 300;

/**
 * The claims that a transfer most likely covers, each with all that is due of it: those whose number or reference it names, else all, else
 * the first reported; only where they come to the very amount. Nothing is proposed otherwise: a person says.
 */
export function proposedParts(
  leftCents: Cents,
  words: string,
  awaited: readonly AwaitedCollection[],
): readonly RemittedPart[] {
  const said = words.toUpperCase();
  const isNamed = ({ decisionNumber, financeReference }: AwaitedCollection): boolean =>
    said.includes(decisionNumber.toUpperCase()) ||
    (financeReference !== '' && said.includes(financeReference.toUpperCase()));
  const named = awaited.filter(isNamed);
  const inOrder = [...awaited].sort((one, other) => (one.reportedOn < other.reportedOn ? -1 : 1));
  const prefixes = inOrder.map((_, at) => inOrder.slice(0, at + 1));
  const fitting = [named, awaited, ...prefixes].find((group) => group.length > 0 && sumOf(group) === leftCents);
  return (fitting ?? []).map(({ claimId, dueCents }) => ({ claimId, amountCents: dueCents }));
}

function sumOf(group: readonly AwaitedCollection[]): Cents {
  return addCents(ZERO_CENTS, ...group.map(({ dueCents }) => dueCents));
}

/** What is written: what comes off the clearing account, and what of the movement no claim explains. */
export interface DecidedRemittance {
  readonly parts: readonly RemittedPart[];
  readonly remittedCents: Cents;
  readonly unexplainedCents: Cents;
  readonly note: string;
}

export type RemittanceRefusalCode =
  | 'movement-not-in-suspense'
  | 'verdict-direction'
  | 'verdict-going-back'
  | 'remittance-part-booked'
  | 'remittance-nothing'
  | 'remittance-twice'
  | 'remittance-beyond-due'
  | 'remittance-beyond-movement'
  | 'remittance-note-missing';

/**
 * Whether a credit that pays no fine is what FPS Finance collected on these claims (R7.2): never more of a claim than is due, never more
 * than came, and with words where anything differs: a claim paid on in part, or money that no claim explains.
 * Refuses what `decideVerdict` refuses of a movement, `remittance-part-booked`, `remittance-nothing`, `remittance-twice`,
 * `remittance-beyond-due` (params: number, dueCents), `remittance-beyond-movement` (params: partsCents, leftCents), `remittance-note-missing`.
 */
export function decideRemittance(
  movement: UndecidedMovement,
  parts: readonly RemittedPart[],
  awaited: readonly AwaitedCollection[],
  note: string,
): Outcome<DecidedRemittance, Refusal<RemittanceRefusalCode>> {
  const { direction, state, amountCents: leftCents } = movement;
  if (state !== 'suspense') return refuse('movement-not-in-suspense', { field: 'movementId', params: { state } });
  if (direction !== 'credit') return refuse('verdict-direction', { field: 'movementId' });
  if (movement.isGoingBack) return refuse('verdict-going-back', { field: 'movementId', rule: 'R5.4' });
  if (movement.allocatedCents > 0) return refuse('remittance-part-booked', { field: 'movementId' });
  if (parts.length === 0) return refuse('remittance-nothing', { field: 'parts', rule: 'R7.2' });
  if (new Set(parts.map(({ claimId }) => claimId)).size < parts.length)
    return refuse('remittance-twice', { field: 'parts', rule: 'R7.2' });
  const due = new Map(awaited.map((each) => [each.claimId, each]));
  for (const [at, { claimId, amountCents }] of parts.entries()) {
    const { dueCents = ZERO_CENTS, decisionNumber = '' } = due.get(claimId) ?? {};
    if (amountCents <= 0 || amountCents > dueCents)
      return refuse('remittance-beyond-due', {
        field: `parts.${at}.amountCents`,
        rule: 'R7.2',
        params: { number: decisionNumber, dueCents },
      });
  }
  const remittedCents = addCents(...parts.map(({ amountCents }) => amountCents));
  if (remittedCents > leftCents)
    return refuse('remittance-beyond-movement', { field: 'parts', params: { partsCents: remittedCents, leftCents } });
  const isWhole = parts.every(({ claimId, amountCents }) => due.get(claimId)?.dueCents === amountCents);
  if (note.trim() === '' && (!isWhole || remittedCents < leftCents))
    return refuse('remittance-note-missing', { field: 'note', rule: 'R7.2' });
  return accept({ parts, remittedCents, unexplainedCents: subtractCents(leftCents, remittedCents), note: note.trim() });
}
