import { LETTER_LANGUAGES } from '../documents/letter-content';
import { Day, Id, ListOf, OneOf, Optional, Text, WholeNumber } from '../platform/http/fields';
import { PAIN_FORMATS } from './pain001-writer';
import { PAYEES } from './payee.rules';
import { MOST_ORDERS_IN_BATCH } from './refund-batch.rules';
import { PROOFS } from './refund-request.rules';
import { REFUND_MACHINE, SURPLUS_GROUNDS } from './refund.rules';
import { WRITE_OFF_GROUNDS } from './write-off.rules';

/** Every verb carries the version that the person has seen (M16). */
class OnSeenVersion {
  @WholeNumber({ min: 1, max: 2_147_483_647 }) version!: number;
}

/** Says that what was not booked of a movement goes back; until when, for what was no debt. */
export class ProposeRefund {
  @Id() movementId!: string;
  @OneOf(SURPLUS_GROUNDS) ground!: string;
  @WholeNumber({ min: 1, max: 99_999_999_999_999 }) amountCents!: number;
  @Optional() @Day() returnBy?: string;
  @Text({ max: 1000 }) note!: string;
}

/** Chooses who receives the money, and why (D11): an IBAN, or an account abroad by number, bank and country (R5.5). */
export class ChoosePayee extends OnSeenVersion {
  @OneOf(PAYEES) payee!: string;
  @Text({ max: 70 }) name!: string;
  @Text({ max: 1000 }) reason!: string;
  @Optional() @Text({ max: 50 }) iban?: string;
  @Optional() @Text({ max: 34 }) accountNumber?: string;
  @Optional() @Text({ max: 35 }) bankIdentification?: string;
  @Optional() @Text({ max: 2 }) country?: string;
}

/** A verb that needs nothing but the version. */
export class ActOnRefund extends OnSeenVersion {}

/** A verb with its reason: refuse, send back, cancel, tell that the bank refused. */
export class ReasonedRefund extends OnSeenVersion {
  @Text({ max: 1000 }) reason!: string;
}

/** An order by hand was carried out on this day. */
export class ExecuteOrder extends OnSeenVersion {
  @Day() executedOn!: string;
}

/** The line of a statement that an order was paid or returned by; with what the bank kept of money that came back. */
export class SettleRefund extends OnSeenVersion {
  @Id() movementId!: string;
  @Optional() @WholeNumber({ min: 1, max: 99_999_999_999_999 }) chargesCents?: number;
}

/** The letter to the payee of money that was no fine of theirs: in which language, and where it goes if that is known. */
export class WriteRefundLetter extends OnSeenVersion {
  @OneOf(LETTER_LANGUAGES) language!: string;
  @Optional() @Text({ max: 400 }) address?: string;
}

/** One refund by its id. */
class NamedRefund {
  @Id() id!: string;
}

/** Puts approved refunds into one file for the bank: those named, else all that wait. */
export class PrepareBatch {
  @OneOf(PAIN_FORMATS) format!: string;
  @Day() executeOn!: string;
  @Optional() @ListOf(NamedRefund, { max: MOST_ORDERS_IN_BATCH }) refunds?: NamedRefund[];
}

/** Proposes to give up what is still owed on a fine. */
export class ProposeWriteOff {
  @Id() decisionId!: string;
  @OneOf(WRITE_OFF_GROUNDS) ground!: string;
  @Text({ max: 1000 }) reason!: string;
}

/** The form for a request under article 4bis paragraph 1 went out. */
export class SendForm {
  @Id() decisionId!: string;
  @Day() formSentOn!: string;
}

/** A request came without a form of ours. */
export class RecordRequest {
  @Id() decisionId!: string;
  @Day() receivedOn!: string;
  @OneOf(PROOFS) proof!: string;
  @Text({ max: 4000 }) requestReason!: string;
}

/** The form came back. */
export class ReceiveForm extends OnSeenVersion {
  @Day() receivedOn!: string;
  @OneOf(PROOFS) proof!: string;
  @Text({ max: 4000 }) requestReason!: string;
}

/** A page of the refunds in one state. */
export class ListRefunds {
  @Optional() @OneOf(Object.keys(REFUND_MACHINE.transitions)) state?: string;
  @Optional() @Text({ max: 1024 }) cursor?: string;
}
