import type {
  AllocationId,
  Branded,
  DecisionId,
  DepartmentId,
  DepositId,
  JudgmentId,
  MovementId,
  OffenceId,
  PersonId,
  RefundId,
  StatementId,
  UserId,
} from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import type { Payee, PayeeAccount } from './payee.rules';
import type { OrderAtBank, RefundGround, RefundState, RefundToDecide } from './refund.rules';

export type RefundOrderId = Branded<string, 'RefundOrderId'>;
export type RefundBatchId = Branded<string, 'RefundBatchId'>;

/** Who receives, as it was chosen; instants as RFC 3339 text. */
export interface KeptPayee {
  readonly id: string;
  readonly payee: Payee;
  readonly name: string;
  readonly account: PayeeAccount;
  readonly reason: string;
  readonly chosenByName: string;
  readonly chosenAt: string;
}

/** One try to pay a refund. */
export interface KeptOrder extends OrderAtBank {
  readonly id: RefundOrderId;
  readonly batchId: RefundBatchId | undefined;
  readonly payeeId: string;
  readonly orderedBy: UserId | undefined;
  readonly orderedAt: string | undefined;
  readonly executedOn: LegalDate | undefined;
  readonly entryId: string | undefined;
  readonly settledMovementId: MovementId | undefined;
  readonly returnedMovementId: MovementId | undefined;
  readonly bankStatus: string | undefined;
  readonly bankReason: string;
  /** What the bank kept of the money that came back. */
  readonly chargesCents: Cents | undefined;
  /** A person told that the bank refused it. */
  readonly isRejectedByHand: boolean;
}

/** What was done with a refund. */
export interface RefundStep {
  readonly verb: string;
  readonly state: RefundState;
  readonly reason: string;
  readonly takenByName: string | undefined;
  readonly takenAt: string;
}

/** The line of a statement that a refund is paid out of. */
interface RefundMovement {
  readonly id: MovementId;
  readonly statementId: StatementId;
  readonly entryOn: LegalDate;
  readonly amountCents: Cents;
  readonly counterpartyName: string;
  readonly counterpartyAccount: string;
}

/** A refund with what its pages and verbs ask about it. */
export interface Refund extends RefundToDecide {
  readonly id: RefundId;
  readonly departmentId: DepartmentId;
  readonly state: RefundState;
  readonly ground: RefundGround;
  readonly amountCents: Cents;
  readonly returnBy: LegalDate | undefined;
  readonly note: string;
  readonly proposedOn: LegalDate;
  readonly proposedByName: string | undefined;
  readonly approvedByName: string | undefined;
  readonly owedEntryId: string | undefined;
  readonly payee: KeptPayee | undefined;
  /** The line of a statement that the money came on; undefined when it came from a deposit. */
  readonly movement: RefundMovement | undefined;
  /** The deposit that went to the State and is owed back. */
  readonly deposit: { readonly id: DepositId; readonly payerName: string } | undefined;
  readonly allocationId: AllocationId | undefined;
  readonly fine:
    | {
        readonly decisionId: DecisionId;
        readonly number: string;
        readonly offenceId: OffenceId;
        readonly personId: PersonId;
        readonly debtorName: string;
        /** Whom a page about it shows: who must pay, and the person of the facts. */
        readonly shownIds: readonly PersonId[];
      }
    | undefined;
  readonly version: number;
}

/** A step that is about to be taken. */
export interface StepToTake {
  readonly verb: string;
  readonly state: RefundState;
  readonly reason?: string | undefined;
  /** Columns that change beside the state. */
  readonly payeeId?: string;
  readonly preparedBy?: UserId;
  readonly approvedBy?: UserId | null;
  readonly owedEntryId?: string | null;
  readonly stoppedBy?: JudgmentId;
  readonly takenBackBy?: MovementId;
  /** It pays its own fine, which owes again. */
  readonly paidFineAt?: Date;
}
