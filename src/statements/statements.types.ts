import type { BankAccountId, DecisionId, DepartmentId, MovementId, OffenceId, StatementId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import type { Communication, Direction, RTransaction, StatementFile } from './statement.model';

/** What has become of a statement that arrived; only `accepted` has touched the books. */
export type StatementState =
  'accepted' | 'waiting' | 'needs-opening' | 'needs-confirmation' | 'conflict' | 'linked' | 'refused';

/** A reason as it is kept: a code with figures, never a sentence. */
export interface KeptReason {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** A statement as it is kept. Instants are RFC 3339 text, so that the rows are plain JSON. */
export interface KeptStatement {
  readonly id: StatementId;
  readonly departmentId: DepartmentId;
  readonly bankAccountId: BankAccountId;
  readonly iban: string;
  readonly fileId: string;
  readonly fileName: string;
  readonly format: StatementFile['format'];
  readonly state: StatementState;
  /** Why it is not accepted; absent once it is. */
  readonly reason: KeptReason | undefined;
  readonly year: number;
  /** 0 when the bank numbers its statements not. */
  readonly sequence: number;
  readonly openingCents: Cents;
  readonly closingCents: Cents;
  readonly openingOn: LegalDate | undefined;
  readonly closingOn: LegalDate;
  readonly createdOn: LegalDate;
  readonly isMarkedDuplicate: boolean;
  readonly isDuplicateConfirmed: boolean;
  /** CODA's code of one application; `00000` stands for all of them. */
  readonly separateApplication: string;
  readonly movementCount: number;
  readonly creditCents: Cents;
  readonly debitCents: Cents;
  readonly receivedAt: string;
  readonly receivedByName: string;
  readonly acceptedAt: string | undefined;
  readonly acceptedByName: string | undefined;
  readonly matchedAt: string | undefined;
  readonly version: number;
}

export type MovementState = 'pending' | 'booked' | 'suspense' | 'not-a-fine';

/** A fine that a movement may mean, as it was proposed when the movement was matched. Best first. */
export interface KeptCandidate {
  readonly decisionId: DecisionId;
  readonly reason: KeptReason;
  /** How sure, in whole percent; absent in what was kept before it was told. */
  readonly confidence?: number;
  /** Where it may pay several fines at once: all of them with their parts. */
  readonly shares?: readonly KeptShare[];
}

/** Why a movement waited, and what was proposed for it. */
export interface KeptProposal extends KeptReason {
  readonly candidates: readonly KeptCandidate[];
  readonly confidence: number;
}

/** What of a movement would go to one fine. */
export interface KeptShare {
  readonly decisionId: DecisionId;
  readonly amountCents: Cents;
  readonly isAdvance: boolean;
}

/** Why a movement is where it is. */
export interface MovementReason extends KeptReason {
  readonly candidates: readonly KeptCandidate[];
  /** What was proposed before a person booked, so that a slip that is undone leaves the proposal as it was. */
  readonly proposed?: KeptProposal;
}

/**
 * What is out of the ordinary about a booking, as a code. `fine-at-finance`: FPS Finance recovers the fine and was told of the payment in the same
 * transaction (R7.9).
 */
export const BOOKING_EXCEPTIONS = ['fine-at-finance'] as const;
export type BookingException = (typeof BOOKING_EXCEPTIONS)[number];

/** How many movements of a statement are booked with an exception, and what of them. They are among the booked ones: the report adds up without them. */
export interface ExceptionFigures {
  readonly code: BookingException;
  readonly count: number;
  readonly amountCents: Cents;
  /** Which they are, in the order of the statement. */
  readonly movementIds: readonly MovementId[];
}

/** What of a movement stands booked on a fine. */
export interface StandingBooking {
  readonly allocationId: string;
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly decisionNumber: string;
  readonly amountCents: Cents;
  readonly reason: KeptReason;
  readonly exception: BookingException | null;
}

/** One movement as it is kept, whole. */
export interface KeptMovement {
  readonly id: MovementId;
  readonly departmentId: DepartmentId;
  readonly statementId: StatementId;
  readonly bankAccountId: BankAccountId;
  /** Place in the statement, from 1. */
  readonly ordinal: number;
  readonly sequence: number;
  /** 0 for the movement itself; a total and its details describe the same money, and `counts` says which of them is booked. */
  readonly detail: number;
  readonly line: number;
  /** Moves money: false for a total that its details replace, and for details that only explain. */
  readonly counts: boolean;
  readonly direction: Direction;
  readonly amountCents: Cents;
  readonly allocatedCents: Cents;
  /** Of what is not booked: what is to go back, proposed or further (R5). */
  readonly refundCents: Cents;
  readonly valueOn: LegalDate | undefined;
  readonly entryOn: LegalDate;
  /** CODA's eight digits. */
  readonly transactionCode: string;
  readonly bankReference: string;
  readonly communication: Communication;
  readonly endToEndId: string;
  readonly rTransaction: RTransaction | undefined;
  readonly reasonCode: string;
  readonly counterpartyAccount: string;
  readonly counterpartyBic: string;
  readonly counterpartyName: string;
  readonly ultimateDebtor: string;
  readonly information: readonly Communication[];
  readonly state: MovementState;
  readonly reason: MovementReason | undefined;
  /** How sure the first proposal is, in whole percent; undefined when nothing is proposed. */
  readonly confidence: number | undefined;
  readonly version: number;
  readonly bookings: readonly StandingBooking[];
}

/** What the matching reads of a movement that nobody has looked at yet. */
export type PendingMovement = Pick<
  KeptMovement,
  | 'id'
  | 'ordinal'
  | 'departmentId'
  | 'statementId'
  | 'direction'
  | 'amountCents'
  | 'allocatedCents'
  | 'refundCents'
  | 'valueOn'
  | 'transactionCode'
  | 'communication'
  | 'rTransaction'
  | 'counterpartyAccount'
  | 'counterpartyName'
  | 'ultimateDebtor'
  | 'information'
>;

/**
 * What becomes of the lines of a statement. `proposed`: in suspense with fines that it may mean; `ignored`: it moves no money (a detail, a
 * total that its details replace, an amount of nothing), or the whole statement is the detail of another's total.
 */
export type ProgressPart = MovementState | 'proposed' | 'ignored';

/** Counts and amounts of one part. A line that moves no money counts, and its amount is nothing. */
export interface StatementProgress {
  readonly part: ProgressPart;
  readonly count: number;
  readonly creditCents: Cents;
  readonly debitCents: Cents;
  /** Booked on fines; the rest of a booked movement is zero. */
  readonly allocatedCents: Cents;
}

/** What matching or a booking makes of a movement. */
export interface MovementChange {
  readonly id: MovementId;
  readonly state: MovementState;
  readonly allocatedCents: Cents;
  readonly reason: MovementReason;
  /** Set together with the candidates, and gone with them. */
  readonly confidence?: number;
}
