import { NameLiability } from '../liability/liability.commands';
import { Day, Id, OneOf, Optional, Text } from '../platform/http/fields';

const LONG_TEXT = { max: 5000 };

/**
 * What is recorded about one offence. Which of the optional fields are asked hangs on the obligation (offence.rules.ts), which
 * refuses what is missing by name; here only the form of each field is checked.
 */
export class RecordOffence extends NameLiability {
  @Id() personId!: string;
  @Text({ max: 60 }) obligationCode!: string;
  @Day() factsOn!: string;
  @Optional() @Text({ max: 5 }) factsAt?: string;
  @Text({ max: 200 }) place!: string;
  @Text(LONG_TEXT) facts!: string;
  @Text(LONG_TEXT) evidence!: string;
  @Text({ max: 200 }) reportingAuthority!: string;
  @Text({ max: 100 }) reportReference!: string;
  @Day() reportOn!: string;
  /** The municipality where the duty was to be done; asked for 41bis, 42 and 42quinquies. */
  @Optional() @Text({ max: 100 }) municipality?: string;
  @Optional()
  @OneOf(['illegal-stay', 'documents-not-shown', 'no-paper-at-municipality', 'internal-border'])
  ground?: string;
  @Optional() @Text({ max: 10 }) sponsorNationality?: string;
  @Optional() @OneOf(['external', 'internal']) border?: string;
  @Optional() @OneOf(['entry', 'exit']) crossingDirection?: string;
  @Optional() @OneOf(['authorised-point', 'elsewhere']) crossingSite?: string;
  @Optional() @Text({ max: 20 }) crossingPointCode?: string;
  @Optional() @Text({ max: 5 }) statedOpensAt?: string;
  @Optional() @Text({ max: 5 }) statedClosesAt?: string;
  @Optional() @Text({ max: 200 }) statedHoursSource?: string;
  @Optional() @Day() entryOn?: string;
  @Optional() @Text({ max: 1000 }) entryEvidence?: string;
  @Optional() @OneOf(['identity-card-or-passport', 'passport', 'passport-and-visa']) documentRequired?: string;
  @Optional() @OneOf(['none-held', 'expired', 'visa-missing']) documentDefect?: string;
  @Optional() @Day() documentExpiredOn?: string;
  @Optional() @Text({ max: 30 }) residenceCardNumber?: string;
  @Optional() @Day() cardExpiresOn?: string;
  @Optional() @Day() compliedOn?: string;
  @Optional()
  @OneOf(['none', 'registered-lodging', 'care-institution', 'prison', 'exempted-by-king'])
  exemption?: string;
  /** Why 42octies itself is the ground (D1). */
  @Optional() @Text({ max: 2000 }) groundReason?: string;
  @Optional() @OneOf(['heard', 'waived']) hearingKind?: string;
  @Optional() @Day() hearingOn?: string;
  @Optional() @OneOf(['interview', 'written', 'police-form', 'municipal-form']) hearingMeans?: string;
  @Optional() @Text(LONG_TEXT) hearingStatement?: string;
  @Optional() @Text(LONG_TEXT) hearingAnswer?: string;
  @Optional() @Text(LONG_TEXT) hearingWaiverReason?: string;
  @Optional() @Text(LONG_TEXT) forceMajeure?: string;
  @Optional() @Text(LONG_TEXT) discretion?: string;
  @Optional() @OneOf(['fine', 'no-fine']) outcome?: string;
}

/** An entry as the services take it, whoever built it. */
export type OffenceEntry = Readonly<RecordOffence>;
