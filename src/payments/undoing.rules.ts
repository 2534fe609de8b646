import { refuse, accept, type Outcome, type Refusal } from '../kernel/outcome';
import type { MovementId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import { nameTokens } from '../kernel/person-name';
import type { KeptMovement } from '../statements/statements.types';

/** What of a movement tells whether it takes another back, and which. */
export type UndoFacts = Pick<
  KeptMovement,
  | 'id'
  | 'state'
  | 'direction'
  | 'amountCents'
  | 'allocatedCents'
  | 'endToEndId'
  | 'bankReference'
  | 'counterpartyAccount'
  | 'counterpartyName'
  | 'communication'
> & {
  /** Proposed to go back to the payer: no longer the bank's alone to take. */
  readonly refundCents: Cents;
};

/** What a movement that takes back and an earlier one have in common; texts under `undoing.agreement.<code>`. */
export type UndoAgreement = 'end-to-end-id' | 'bank-reference' | 'account' | 'name' | 'communication';

/** An earlier movement that may be the one taken back, the likeliest first. */
export interface UndoCandidate {
  readonly movementId: MovementId;
  readonly agreements: readonly UndoAgreement[];
}

export type UndoFinding =
  | { readonly kind: 'certain'; readonly movementId: MovementId }
  | { readonly kind: 'unclear'; readonly candidates: readonly UndoCandidate[] };

/** SEPA movements that correct an earlier one, and orders that came back (CODA 2.6, families 01 and 02). */
const TRANSFERS: ReadonlySet<string> = new Set(['01', '02']);
const TAKING_BACK: ReadonlySet<string> = new Set(['49', '54', '99']);

/** Whether the bank says of a movement that it takes an earlier one back: an R-transaction, a correction, a returned order (R23). */
export function takesBack({
  rTransaction,
  transactionCode,
}: Pick<KeptMovement, 'rTransaction' | 'transactionCode'>): boolean {
  if (rTransaction !== undefined) return true;
  return TRANSFERS.has(transactionCode.slice(1, 3)) && TAKING_BACK.has(transactionCode.slice(3, 5));
}

/**
 * Which of the earlier movements of the same account is taken back. `certain` only when exactly one fits by the payer's reference and neither
 * account nor name says that it is somebody else's, or, where no reference says otherwise, exactly one is alike in everything (account,
 * name, words); and its money is booked, or waits untouched. Everything else is for a person, ranked by what agrees (R23).
 */
export function findUndone(undoing: UndoFacts, earlier: readonly UndoFacts[]): UndoFinding {
  const candidates = earlier
    .filter((each) => canBeUndone(undoing, each))
    .map((each) => ({ each, agreements: agreementsOf(undoing, each) }))
    .filter(({ agreements }) => agreements.some((agreement) => agreement !== 'communication'));
  const byReference = candidates.filter(({ agreements }) => agreements.includes('end-to-end-id'));
  const alike = candidates.some(({ each }) => differ(referenceOf(undoing), referenceOf(each)))
    ? []
    : candidates.filter(({ agreements }) => isAlike(agreements));
  const [only, ...others] = byReference.length > 0 ? byReference : alike;
  if (only !== undefined && others.length === 0 && isWholly(only.each) && !isSomebodyElses(undoing, only.each))
    return { kind: 'certain', movementId: only.each.id };
  return {
    kind: 'unclear',
    candidates: candidates
      .map(({ each, agreements }) => ({ movementId: each.id, agreements }))
      .sort((one, other) => weightOf(other.agreements) - weightOf(one.agreements)),
  };
}

/** What both have in common, apart from the amount. */
export function agreementsOf(undoing: UndoFacts, earlier: UndoFacts): UndoAgreement[] {
  const same = (pick: (facts: UndoFacts) => string): boolean => pick(undoing) !== '' && pick(undoing) === pick(earlier);
  return [
    ...(isTelling(undoing.endToEndId) && same(referenceOf) ? (['end-to-end-id'] as const) : []),
    ...(same(({ bankReference }) => bankReference) ? (['bank-reference'] as const) : []),
    ...(same(({ counterpartyAccount }) => counterpartyAccount) ? (['account'] as const) : []),
    ...(same(({ counterpartyName }) => counterpartyName) ? (['name'] as const) : []),
    ...(same(({ communication }) => communication.text) ? (['communication'] as const) : []),
  ];
}

export type UndoRefusalCode =
  | 'undo-not-taking-back'
  | 'undo-amount'
  | 'undo-direction'
  | 'undo-refund-standing'
  | 'undo-set-aside'
  | 'movement-undone';

/**
 * Whether a person may say that one movement takes the other back. Both are of one account and read under their locks; refuses a movement of
 * which the bank says nothing of the kind, another amount, the same direction, what was taken back already, and what somebody has set aside:
 * that verdict is reversed first (`undo-set-aside`).
 */
export function decideUndo(
  undoing: UndoFacts & Pick<KeptMovement, 'rTransaction' | 'transactionCode' | 'bankAccountId' | 'reason'>,
  earlier: UndoFacts & Pick<KeptMovement, 'bankAccountId' | 'reason'>,
): Outcome<true, Refusal<UndoRefusalCode>> {
  if (!takesBack(undoing)) return refuse('undo-not-taking-back', { field: 'movementId', rule: 'R23' });
  if (undoing.state !== 'suspense' || earlier.state === 'not-a-fine') {
    const isUndone = [undoing, earlier].some(({ reason }) => reason?.code === 'undone' || reason?.code === 'undoes');
    return refuse(isUndone ? 'movement-undone' : 'undo-set-aside', { field: 'undoneMovementId', rule: 'R23' });
  }
  if (undoing.bankAccountId !== earlier.bankAccountId || undoing.direction === earlier.direction)
    return refuse('undo-direction', { field: 'undoneMovementId', rule: 'R23' });
  if (undoing.amountCents !== earlier.amountCents) {
    const params = { amountCents: undoing.amountCents, earlierCents: earlier.amountCents };
    return refuse('undo-amount', { field: 'undoneMovementId', rule: 'R23', params });
  }
  if (earlier.refundCents > 0) return refuse('undo-refund-standing', { field: 'undoneMovementId', rule: 'R5.4' });
  return accept(true);
}

/** What stands in the field when the payer gave no reference (SEPA). */
const NOT_PROVIDED = 'NOTPROVIDED';

/** The payer's reference; empty when there is none. */
function referenceOf({ endToEndId }: UndoFacts): string {
  const reference = endToEndId.trim();
  return reference.toUpperCase().replace(/[^A-Z]/g, '') === NOT_PROVIDED ? '' : reference;
}

const LEAST_TELLING = 6;

/** The payer writes what he likes: `1` or `INVOICE` is anybody's. A reference tells payments apart when it is long enough and counts. */
function isTelling(reference: string): boolean {
  return reference.replace(/[^\p{L}\d]/gu, '').length >= LEAST_TELLING && /\d/.test(reference);
}

function differ(one: string, other: string): boolean {
  return one !== '' && other !== '' && one !== other;
}

/** Account or name contradict: both are given and are not the same. Of a name, one may leave words out, whatever their order. */
function isSomebodyElses(undoing: UndoFacts, earlier: UndoFacts): boolean {
  if (differ(undoing.counterpartyAccount, earlier.counterpartyAccount)) return true;
  const [one, other] = [nameTokens(undoing.counterpartyName), nameTokens(earlier.counterpartyName)];
  const [fewer, more] = one.length < other.length ? [one, new Set(other)] : [other, new Set(one)];
  return fewer.length > 0 && !fewer.every((word) => more.has(word));
}

function canBeUndone(undoing: UndoFacts, earlier: UndoFacts): boolean {
  const isOpposite = undoing.direction !== earlier.direction && undoing.amountCents === earlier.amountCents;
  return isOpposite && (earlier.state === 'booked' || earlier.state === 'suspense');
}

function isAlike(agreements: readonly UndoAgreement[]): boolean {
  return (['account', 'name', 'communication'] as const).every((agreement) => agreements.includes(agreement));
}

/** Of a movement that is booked in part a person has decided something already. */
function isWholly({ state, allocatedCents, refundCents }: UndoFacts): boolean {
  return refundCents === 0 && (state === 'booked' || allocatedCents === 0);
}

const WEIGHTS: Readonly<Record<UndoAgreement, number>> = {
  'end-to-end-id': 16,
  'bank-reference': 8,
  account: 4,
  name: 2,
  communication: 1,
};

function weightOf(agreements: readonly UndoAgreement[]): number {
  return agreements.reduce((sum, agreement) => sum + WEIGHTS[agreement], 0);
}
