import { Day, Id, OneOf, Optional, Text, WholeNumber } from '../platform/http/fields';
import { ATTEMPT_CHANNELS, ATTEMPT_FACTS, type AttemptChannel, type AttemptFactKind } from './register.rules';

const VERSION = { min: 1, max: 2_147_483_647 };

/** What is read of an envelope that came back: why the post could not give it. */
export const RETURN_REASONS = ['not-collected', 'unknown', 'moved'] as const;

/** Sent to one addressee; what comes of it is recorded when it is known. */
export class SendDecision {
  @WholeNumber(VERSION) readonly version!: number;
  /** Left out where one is left to be told. */
  @Optional() @Id() readonly addresseeId?: string;
  @OneOf(ATTEMPT_CHANNELS.filter((channel) => channel !== 'hand')) readonly channel!: AttemptChannel;
  @Day() readonly sentOn!: string;
  @Optional() @Text({ max: 100 }) readonly itemNumber?: string;
}

/** What became of an attempt. */
export class RecordFact {
  @WholeNumber(VERSION) readonly version!: number;
  @OneOf(ATTEMPT_FACTS.filter((kind) => kind !== 'sent')) readonly kind!: AttemptFactKind;
  @Day() readonly happenedOn!: string;
  @Optional() @OneOf(['signed', 'refused']) readonly receipt?: 'signed' | 'refused';
  @Optional() @Text({ max: 2000 }) readonly note?: string;
  /** With a registered letter that was not collected: when it was presented, if that is not recorded yet (D27). */
  @Optional() @Day() readonly presentedOn?: string;
}

/** Another day for what was recorded, with the reason. */
export class CorrectDay {
  @WholeNumber(VERSION) readonly version!: number;
  @Day() readonly happenedOn!: string;
  @Text({ max: 2000 }) readonly reason!: string;
}

/** The decision lacks its remedies clause, or was wrongly said to lack it (4A point 11). */
export class StateRemedies {
  @WholeNumber(VERSION) readonly version!: number;
  @OneOf(['missing', 'stated']) readonly remedies!: 'missing' | 'stated';
  @Text({ max: 2000 }) readonly reason!: string;
}

/** A letter came back: what the scanner read in its window, and why. */
export class RecordReturn {
  @Text({ max: 60 }) readonly reference!: string;
  @OneOf(RETURN_REASONS) readonly reason!: (typeof RETURN_REASONS)[number];
  @Day() readonly returnedOn!: string;
  @Optional() @Day() readonly presentedOn?: string;
}
