import { Day, Id, OneOf, Optional, Text, WholeNumber, YesNo } from '../platform/http/fields';
import { ALL_GROUNDS, RELEASE_KINDS, type ReleaseGround, type ReleaseKind } from './deposit-release.rules';
import { EVIDENCE_SOURCES, type EvidenceSource } from './deposit.rules';

/** Longest reason of a release, a cancellation, a choice. */
export const DEPOSIT_REASON_MAX_LENGTH = 1_000;

const VERSION = { min: 1, max: 1_000_000_000 };
const AMOUNT = { min: 1, max: 100_000_000 };
const NAME = { max: 200 };
const REFERENCE = { max: 100 };

/** Announces a deposit for a fine: who pays how much, and why it is not paid at once (R3.4). */
export class AnnounceDeposit {
  @WholeNumber(AMOUNT) readonly amountCents!: number;
  @Text(NAME) readonly payerFamilyName!: string;
  @Optional() @Text(NAME) readonly payerGivenNames?: string;
  /** As people write it, or `YYYY-MM-DD`, as far as it is known. */
  @Optional() @Text({ max: 20 }) readonly payerBirthDate?: string;
  @Optional() @Text({ max: 500 }) readonly payerAddress?: string;
  @Optional() @Text({ max: 60 }) readonly payerIban?: string;
  @Optional() @YesNo() readonly payerIsDebtor?: boolean;
  @Day() readonly announcedOn!: string;
  @Optional() @Text(REFERENCE) readonly cdcReference?: string;
  @Optional() @Text({ max: DEPOSIT_REASON_MAX_LENGTH }) readonly reason?: string;
}

/** An announcement as it should have been, whole, with why it is put right. */
export class CorrectAnnouncement extends AnnounceDeposit {
  @WholeNumber(VERSION) readonly version!: number;
  @Text({ max: DEPOSIT_REASON_MAX_LENGTH }) readonly correctionReason!: string;
}

/** Makes the letter by which the payer announces the deposit to the Caisse; `writtenOn` is the day it says. */
export class IssueDepositLetter {
  @WholeNumber(VERSION) readonly version!: number;
}

/** The money has come to the Caisse, as far as anybody can show. */
export class ReceiveDeposit {
  @WholeNumber(VERSION) readonly version!: number;
  @OneOf(EVIDENCE_SOURCES) readonly source!: EvidenceSource;
  /** The day on the paper. */
  @Day() readonly datedOn!: string;
  @Optional() @Text(REFERENCE) readonly reference?: string;
}

/** The Caisse holds it: how much, and under which reference. */
export class HoldDeposit extends ReceiveDeposit {
  @WholeNumber(AMOUNT) readonly heldCents!: number;
  @Text(REFERENCE) readonly cdcReference!: string;
}

/** The Caisse has sent the money back (R3.7). */
export class ReturnDeposit extends ReceiveDeposit {
  @Text({ max: DEPOSIT_REASON_MAX_LENGTH }) readonly reason!: string;
}

/** Gives up an announcement, or refuses a proposed release, with the reason. */
export class ReasonedDeposit {
  @WholeNumber(VERSION) readonly version!: number;
  @Text({ max: DEPOSIT_REASON_MAX_LENGTH }) readonly reason!: string;
}

/** Proposes where the deposit goes, on which ground. */
export class ProposeRelease {
  @WholeNumber(VERSION) readonly version!: number;
  @OneOf(RELEASE_KINDS) readonly kind!: ReleaseKind;
  @OneOf(ALL_GROUNDS) readonly ground!: ReleaseGround;
  /** The day of the judgment, of the agreement, of the debtor's request. */
  @Optional() @Day() readonly groundOn?: string;
  /** The first day on which a judgment is open to no opposition and no appeal any more. */
  @Optional() @Day() readonly finalOn?: string;
  @Optional() @Day() readonly registryCheckedOn?: string;
  @Optional() @Text(REFERENCE) readonly reference?: string;
  @Text({ max: DEPOSIT_REASON_MAX_LENGTH }) readonly reason!: string;
}

/** Confirms a release as it was seen. */
export class ConfirmRelease {
  @WholeNumber(VERSION) readonly version!: number;
}

/** One line of an advice of the Caisse. */
export class EnterAdvice {
  @Day() readonly advisedOn!: string;
  @Text(REFERENCE) readonly cdcReference!: string;
  @Text(NAME) readonly payer!: string;
  @Optional() @Text({ max: 20 }) readonly payerBirthDate?: string;
  @Optional() @Text({ max: 500 }) readonly communication?: string;
  @WholeNumber(AMOUNT) readonly amountCents!: number;
}

/** Says which deposit an advice is about, as it was seen; of one that holds another amount, why it is this one all the same. */
export class LinkAdvice {
  @Id() readonly depositId!: string;
  @WholeNumber(VERSION) readonly version!: number;
  @Optional() @Text({ max: DEPOSIT_REASON_MAX_LENGTH }) readonly differenceReason?: string;
}

/** Why an advice counts for nothing: typed wrong, or of nobody's deposit. */
export class SetAdviceAside {
  @Text({ max: DEPOSIT_REASON_MAX_LENGTH }) readonly reason!: string;
}

/** What becomes of money that went to the Office and was meant for the Caisse. */
export class DecideWrongAccount {
  @OneOf(['count-as-payment', 'return-to-payer']) readonly choice!: 'count-as-payment' | 'return-to-payer';
  @Optional() @Id() readonly depositId?: string;
  @Text({ max: DEPOSIT_REASON_MAX_LENGTH }) readonly reason!: string;
}
