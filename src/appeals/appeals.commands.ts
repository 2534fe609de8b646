import { Day, Id, ListOf, OneOf, Optional, Text, WholeNumber, YesNo } from '../platform/http/fields';
import { APPELLANTS, type Appellant } from './appeal.rules';
import { JUDGMENT_OUTCOMES, JUDGMENT_STAGES, type JudgmentOutcome, type JudgmentStage } from './judgment.rules';

const VERSION = { min: 1, max: 2_147_483_647 };
const MONEY = { min: 0, max: 99_999_999_999_999 };
const CODE = { max: 64 };
const NAME = { max: 200 };
/** The longest text that a person writes about an appeal. */
export const APPEAL_WORDS_MAX_LENGTH = 2000;
const WORDS = { max: APPEAL_WORDS_MAX_LENGTH };

/** One decision that an appeal is about. */
export class AppealedDecision {
  @Id() readonly decisionId!: string;
}

/** An appeal as it was lodged with the court, and when the Office learned of it. */
export class RecordAppeal {
  @ListOf(AppealedDecision, { max: 20 }) readonly decisions!: readonly AppealedDecision[];
  @Day() readonly lodgedOn!: string;
  @Day() readonly learnedOn!: string;
  @Text(CODE) readonly courtCode!: string;
  @Optional() @Text(CODE) readonly divisionCode?: string;
  @Optional() @Text(NAME) readonly docketNumber?: string;
  @OneOf(APPELLANTS) readonly appellant!: Appellant;
  @Optional() @Text(NAME) readonly appellantName?: string;
  @Optional() @Text(WORDS) readonly note?: string;
}

/** The court has given the case its number. */
export class EnterOnRoll {
  @WholeNumber(VERSION) readonly version!: number;
  @Text(NAME) readonly docketNumber!: string;
}

/** What was recorded wrongly of an appeal, put right as a whole, and why. */
export class CorrectAppeal {
  @WholeNumber(VERSION) readonly version!: number;
  @Day() readonly lodgedOn!: string;
  @Day() readonly learnedOn!: string;
  @Text(CODE) readonly courtCode!: string;
  @Optional() @Text(CODE) readonly divisionCode?: string;
  @Optional() @Text(NAME) readonly docketNumber?: string;
  @Text(WORDS) readonly reason!: string;
}

/** The appellant takes the appeal on one decision back. */
export class WithdrawAppeal {
  @WholeNumber(VERSION) readonly version!: number;
  @Id() readonly decisionId!: string;
  @Day() readonly withdrawnOn!: string;
  @Text(WORDS) readonly reason!: string;
}

/** The appeal on one decision was recorded by mistake: on the wrong decision, for somebody who lodged none. */
export class MistakenAppeal {
  @WholeNumber(VERSION) readonly version!: number;
  @Id() readonly decisionId!: string;
  @Text(WORDS) readonly reason!: string;
}

/** What the court said of one decision. */
export class RecordJudgment {
  @WholeNumber(VERSION) readonly version!: number;
  @Id() readonly decisionId!: string;
  @OneOf(JUDGMENT_STAGES) readonly stage!: JudgmentStage;
  @Day() readonly judgedOn!: string;
  @Text(NAME) readonly reference!: string;
  @YesNo() readonly isAdmissible!: boolean;
  @YesNo() readonly isWellFounded!: boolean;
  @OneOf(JUDGMENT_OUTCOMES) readonly outcome!: JudgmentOutcome;
  @Optional() @WholeNumber(MONEY) readonly reducedToCents?: number;
  @Optional() @WholeNumber(MONEY) readonly damagesCents?: number;
  @Optional() @WholeNumber(MONEY) readonly costsCents?: number;
  @Optional() @Text(WORDS) readonly note?: string;
  /** Why it is dated before a judgment in effect that it follows. */
  @Optional() @Text(WORDS) readonly orderReason?: string;
  @Optional() @Day() readonly finalOn?: string;
  @Optional() @Text(WORDS) readonly finalEvidence?: string;
}

/** Neither opposition nor appeal is open any more, and what shows it (R4.7). */
export class RecordFinality {
  @WholeNumber(VERSION) readonly version!: number;
  @Day() readonly finalOn!: string;
  @Text(WORDS) readonly finalEvidence!: string;
}

/** Confirms a judgment as it was seen. */
export class ConfirmJudgment {
  @WholeNumber(VERSION) readonly version!: number;
}

/** Refuses a judgment, or says that it is contested, and why. */
export class ReasonedJudgment {
  @WholeNumber(VERSION) readonly version!: number;
  @Text(WORDS) readonly reason!: string;
}

/** An inquiry at the registry was recorded by mistake: on the wrong decision, or on the wrong day. */
export class MistakenRegistryCheck {
  @Text(WORDS) readonly reason!: string;
}

/** The registry was asked and knew of no appeal (D7). */
export class RecordRegistryCheck {
  @Text(CODE) readonly courtCode!: string;
  @Day() readonly checkedOn!: string;
  @Optional() @Text(WORDS) readonly note?: string;
}
