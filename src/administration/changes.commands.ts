import { ARTICLES } from '../offences/obligation.rules';
import { GRADES } from '../access/delegation.rules';
import { DISTRICTS } from '../parameters/parameter.types';
import { Day, Id, OneOf, Optional, Text } from '../platform/http/fields';
import type { ChangeKind } from './change.types';

/** The day from which a change is to be in force, and the text that it rests on. */
class ProposeVersion {
  @Day() readonly validFrom!: string;
  @Text({ min: 3, max: 300 }) readonly source!: string;
}

/** An amount as people write it (200,00), or a whole number of days. */
class ProposeNumber extends ProposeVersion {
  @Text({ max: 20 }) readonly value!: string;
}

/** The fields of an obligation that can change; the lists are written with commas. */
class ProposeObligation extends ProposeVersion {
  @Optional() @Text({ max: 20 }) readonly paragraph?: string;
  @Optional() @Text({ max: 3 }) readonly delayCount?: string;
  @Text({ max: 200 }) readonly finable!: string;
  @OneOf(['yes', 'no']) readonly needsLegalReview!: string;
}

class ProposeNamed extends ProposeVersion {
  @Text({ max: 150 }) readonly nameFr!: string;
  @Text({ max: 150 }) readonly nameNl!: string;
  @Text({ max: 150 }) readonly nameDe!: string;
  @Text({ max: 150 }) readonly nameEn!: string;
}

class ProposeCrossingPoint extends ProposeNamed {
  @Optional() @Text({ max: 60 }) readonly code?: string;
  @OneOf(['air', 'sea', 'rail']) readonly kind!: string;
}

/** A timetable of up to four openings; weekdays are numbers written with commas, 1 Monday to 7 Sunday. */
class ProposeCrossingHours extends ProposeVersion {
  @Optional() @Day() readonly lastDay?: string;
  @Optional() @Text({ max: 20 }) readonly weekdays1?: string;
  @Optional() @Text({ max: 5 }) readonly opensAt1?: string;
  @Optional() @Text({ max: 5 }) readonly closesAt1?: string;
  @Optional() @Text({ max: 20 }) readonly weekdays2?: string;
  @Optional() @Text({ max: 5 }) readonly opensAt2?: string;
  @Optional() @Text({ max: 5 }) readonly closesAt2?: string;
  @Optional() @Text({ max: 20 }) readonly weekdays3?: string;
  @Optional() @Text({ max: 5 }) readonly opensAt3?: string;
  @Optional() @Text({ max: 5 }) readonly closesAt3?: string;
  @Optional() @Text({ max: 20 }) readonly weekdays4?: string;
  @Optional() @Text({ max: 5 }) readonly opensAt4?: string;
  @Optional() @Text({ max: 5 }) readonly closesAt4?: string;
}

class ProposeCourt extends ProposeNamed {
  @Optional() @Text({ max: 60 }) readonly code?: string;
  @OneOf(DISTRICTS) readonly district!: string;
}

class ProposeCourtDivision extends ProposeNamed {
  @Optional() @Text({ max: 60 }) readonly code?: string;
  @Text({ max: 60 }) readonly courtCode!: string;
}

class ProposeDepartment extends ProposeNamed {
  @Optional() @Text({ max: 3 }) readonly code?: string;
  @Optional() @Text({ max: 2 }) readonly ordinal?: string;
  @Text({ max: 300 }) readonly address!: string;
  @Text({ max: 120 }) readonly email!: string;
}

/** Power to sign (R2.2): to whom, for which article, in which grade, by which decree. */
class ProposeDelegation extends ProposeVersion {
  @Id() readonly userId!: string;
  @OneOf(ARTICLES) readonly article!: string;
  @OneOf(GRADES) readonly grade!: string;
  @Optional() @Day() readonly lastDay?: string;
}

/** Ends what is in force after its last day. */
export class ProposeEnd {
  @Day() readonly lastDay!: string;
  @Text({ min: 3, max: 300 }) readonly source!: string;
}

/** Why a proposal is rejected, or withdrawn by who made it. */
export class RejectChange {
  @Text({ min: 3, max: 500 }) readonly reason!: string;
}

/** What the person saw when confirming: the text is compared, so that nothing else takes effect. */
export class ConfirmChange {
  @OneOf(['yes']) readonly compared!: string;
}

/** The command of a proposal, by kind; an account is entered elsewhere (D3) and only ended here. */
export const PROPOSALS = {
  number: ProposeNumber,
  obligation: ProposeObligation,
  'crossing-point': ProposeCrossingPoint,
  'crossing-hours': ProposeCrossingHours,
  court: ProposeCourt,
  'court-division': ProposeCourtDivision,
  department: ProposeDepartment,
  delegation: ProposeDelegation,
} as const satisfies Readonly<Record<Exclude<ChangeKind, 'account'>, new () => ProposeVersion>>;

export type ProposedKind = keyof typeof PROPOSALS;

/** The fields of a command, whoever made the object. */
type FieldsOf<Command> = { readonly [Field in keyof Command]: Command[Field] };
export type ProposalCommands = { readonly [Kind in ProposedKind]: FieldsOf<InstanceType<(typeof PROPOSALS)[Kind]>> };
