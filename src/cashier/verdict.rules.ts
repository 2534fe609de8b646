import type { DepartmentId, DepositId, OffenceId, PersonId } from '../kernel/ids';
import { subtractCents, type Cents } from '../kernel/money';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';
import type { PostingVerb } from '../ledger/posting.rules';
import type { Direction } from '../statements/statement.model';
import type { MovementState } from '../statements/statements.types';

/** What a credit is when it pays no fine: it stays in suspense until it leaves the account again. */
export const CREDIT_VERDICTS = [
  'other-levy',
  'other-office',
  'bank-test',
  'bank-interest',
  'salary-error',
  'released-deposit',
  'other-credit',
] as const;

/** What a debit is that settles no refund. */
export const DEBIT_VERDICTS = ['bank-charge', 'treasury-transfer', 'other-debit'] as const;

export const VERDICTS = [...CREDIT_VERDICTS, ...DEBIT_VERDICTS] as const;
export type VerdictKind = (typeof VERDICTS)[number];

/** Also what names its claims beside: money that FPS Finance pays on (`remittance.rules.ts`). */
export type KeptVerdictKind = VerdictKind | 'finance-remittance';

/** The verdicts that say nothing by themselves: they ask for words. */
const IN_WORDS: ReadonlySet<VerdictKind> = new Set(['other-credit', 'other-debit']);

const POSTED: Partial<
  Readonly<
    Record<
      VerdictKind,
      Extract<PostingVerb, 'book-bank-charge' | 'book-treasury-transfer' | 'receive-released-deposit'>
    >
  >
> = {
  'bank-charge': 'book-bank-charge',
  'treasury-transfer': 'book-treasury-transfer',
  'released-deposit': 'receive-released-deposit',
};

/** A movement as the rule sees it, read under its lock. */
export interface UndecidedMovement {
  readonly direction: Direction;
  readonly state: MovementState;
  readonly amountCents: Cents;
  readonly allocatedCents: Cents;
  /** Somebody has proposed to send a part of it back. */
  readonly isGoingBack: boolean;
}

/** What is written: the whole of what was left, and the posting that takes it out of suspense, where there is one. */
export interface DecidedVerdict {
  readonly kind: VerdictKind;
  readonly amountCents: Cents;
  readonly note: string;
  readonly posting: (typeof POSTED)[VerdictKind];
}

export type VerdictRefusalCode =
  'movement-not-in-suspense' | 'verdict-direction' | 'verdict-note-missing' | 'verdict-going-back';

/**
 * Whether what is left of a movement may be declared to pay no fine. A credit then still stands in suspense, explained (I1); a cost of
 * the bank, a transfer to the Treasury and the money of a deposit are posted. Refuses `movement-not-in-suspense`, `verdict-direction`, `verdict-going-back` and
 * `verdict-note-missing`.
 */
export function decideVerdict(
  movement: UndecidedMovement,
  kind: VerdictKind,
  note: string,
): Outcome<DecidedVerdict, Refusal<VerdictRefusalCode>> {
  const { direction, state, amountCents, allocatedCents } = movement;
  if (state !== 'suspense') return refuse('movement-not-in-suspense', { field: 'movementId', params: { state } });
  if ((DEBIT_VERDICTS as readonly VerdictKind[]).includes(kind) !== (direction === 'debit'))
    return refuse('verdict-direction', { field: 'kind' });
  if (movement.isGoingBack) return refuse('verdict-going-back', { field: 'movementId', rule: 'R5.4' });
  if (IN_WORDS.has(kind) && note.trim() === '') return refuse('verdict-note-missing', { field: 'note' });
  const leftCents = subtractCents(amountCents, allocatedCents);
  return accept({ kind, amountCents: leftCents, note: note.trim(), posting: POSTED[kind] });
}

/** A deposit that went to the State or to the payment, of which money has not come. */
export interface AwaitedDeposit {
  readonly depositId: DepositId;
  readonly decisionNumber: string;
  readonly caseId: OffenceId;
  readonly personId: PersonId;
  readonly departmentId: DepartmentId;
  /** What went to the State, less what has come of it; above zero. */
  readonly dueCents: Cents;
}

/**
 * Which of the deposits of a fine a transfer of the Caisse is (D29): the first of which at least as much is awaited as came. Refuses
 * `released-deposit-unknown` when nothing is awaited, `released-deposit-beyond-due` (params `number`, `dueCents`) when more came, and
 * `verdict-note-missing` when less came and nobody says why.
 */
export function decideReleasedDeposit(
  leftCents: Cents,
  number: string,
  awaited: readonly AwaitedDeposit[],
  note: string,
): Outcome<AwaitedDeposit> {
  const [largest] = [...awaited].sort((one, other) => other.dueCents - one.dueCents);
  if (largest === undefined)
    return refuse('released-deposit-unknown', { field: 'decisionNumber', rule: 'D29', params: { number } });
  const deposit = awaited.find(({ dueCents }) => dueCents >= leftCents);
  if (deposit === undefined)
    return refuse('released-deposit-beyond-due', {
      field: 'decisionNumber',
      rule: 'D29',
      params: { number, dueCents: largest.dueCents },
    });
  if (deposit.dueCents > leftCents && note.trim() === '') return refuse('verdict-note-missing', { field: 'note' });
  return accept(deposit);
}
