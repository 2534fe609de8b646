import { Day, Id, ListOf, OneOf, Optional, Part, Text, WholeNumber, YesNo } from '../platform/http/fields';
import { LIABLE_CAPACITIES } from './liability.rules';
import { MANDATE_KINDS } from './mandate.rules';
import { PERSON_FLAG_KINDS } from './person-flag.rules';

/** Somebody who must pay, in what capacity and why. */
export class NameParty {
  @Id() personId!: string;
  @OneOf(LIABLE_CAPACITIES) capacity!: string;
  @Optional() @Text({ max: 2000 }) basis?: string;
  @Optional() @Text({ max: 100 }) appointmentReference?: string;
  @Optional() @Day() appointedOn?: string;
  @Optional() @Text({ max: 100 }) registerNumber?: string;
}

/** A lawyer or agent and whom they act for. */
export class NameMandate {
  @Id() personId!: string;
  @Id() representedId!: string;
  @OneOf(MANDATE_KINDS) kind!: string;
  @Text({ max: 100 }) reference!: string;
  @Day() givenOn!: string;
  @YesNo() electsDomicile!: boolean;
}

/** What a person decided where the birth date leaves majority open (D23). */
export class DecideMajority {
  @OneOf(['adult', 'minor']) decided!: string;
  @Text({ max: 2000 }) reason!: string;
}

/** Who must pay and who acts for them; left out: the person alone. */
export class NameLiability {
  @Optional() @ListOf(NameParty, { max: 5 }) liableParties?: readonly NameParty[];
  @Optional() @ListOf(NameMandate, { max: 5 }) mandates?: readonly NameMandate[];
  @Optional() @Part(DecideMajority) majority?: DecideMajority;
}

/** The same as services take it, whoever built it. */
export interface LiabilityEntry {
  readonly liableParties?: readonly PartyEntry[];
  readonly mandates?: readonly MandateEntry[];
  readonly majority?: Readonly<DecideMajority>;
}
export type PartyEntry = Readonly<NameParty>;
export type MandateEntry = Readonly<NameMandate>;

/** Names anew, before the signature, who must pay; the version is that of the offence. */
export class CorrectLiability extends NameLiability {
  @WholeNumber({ min: 1, max: 2_147_483_647 }) version!: number;
}

/** Something about a person that holds recovery (D34). */
export class RecordFlag {
  @OneOf(PERSON_FLAG_KINDS) kind!: string;
  @Day() since!: string;
  @Text({ max: 2000 }) evidence!: string;
}

/** It holds no longer. */
export class LiftFlag {
  @Text({ max: 2000 }) reason!: string;
}
