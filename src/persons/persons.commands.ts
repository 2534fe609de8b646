import { NAME_MAX_LENGTH } from '../kernel/person-name';
import { Day, OneOf, Optional, Text, YesNo } from '../platform/http/fields';
import {
  ALIAS_KINDS,
  DOCUMENT_KINDS,
  PAPER_TEXT_MAX_LENGTH,
  type TypedAlias,
  type TypedDocument,
} from './person-papers.rules';
import { PERSON_KINDS } from './person.rules';
import type { TypedCriteria } from './person-search.rules';
import type { TypedPerson } from './person.rules';

/** A person as form and API give it. The decorators check the shape; names, dates and numbers are the business of `checkPerson`. */
export class PersonCommand implements TypedPerson {
  @OneOf(PERSON_KINDS) readonly kind!: string;
  @Text({ max: NAME_MAX_LENGTH }) readonly familyName!: string;
  @Optional() @Text({ max: NAME_MAX_LENGTH }) readonly givenNames?: string;
  @Optional() @Text({ max: NAME_MAX_LENGTH }) readonly latinFamilyName?: string;
  @Optional() @Text({ max: NAME_MAX_LENGTH }) readonly latinGivenNames?: string;
  @Optional() @Text({ max: 20 }) readonly birthDate?: string;
  @Optional() @Text({ max: 20 }) readonly nationality?: string;
  @Optional() @YesNo() readonly withdrawalAgreement?: boolean;
  @Optional() @Text({ max: 20 }) readonly sex?: string;
  @Text({ max: 3 }) readonly language!: string;
  @Optional() @Text({ max: 20 }) readonly nationalNumber?: string;
  @Optional() @Text({ max: 30 }) readonly officeFileNumber?: string;
  @Optional() @Text({ max: 20 }) readonly enterpriseNumber?: string;
  @Optional() @Text({ max: 40 }) readonly legalForm?: string;
  @Optional() @Text({ max: 30 }) readonly registerNumber?: string;
  @Optional() @Text({ max: 2 }) readonly registerCountry?: string;
  @Optional() @Text({ max: 200 }) readonly addressLine?: string;
  @Optional() @Text({ max: 20 }) readonly postalCode?: string;
  @Optional() @Text({ max: 100 }) readonly municipality?: string;
  @Optional() @Text({ max: 20 }) readonly country?: string;
}

/** Registers a person; `notDuplicate` says that the likely duplicates were looked at and are other people, with the reason where one is very like. */
export class RegisterPerson extends PersonCommand {
  @Optional() @YesNo() readonly notDuplicate?: boolean;
  @Optional() @Text({ max: 300 }) readonly notDuplicateReason?: string;
}

/** Looks for persons; every given part must agree. */
export class SearchPersons implements TypedCriteria {
  @Optional() @Text({ max: NAME_MAX_LENGTH }) readonly names?: string;
  @Optional() @Text({ max: 20 }) readonly birthDate?: string;
  @Optional() @Text({ max: 30 }) readonly officeFileNumber?: string;
  @Optional() @Text({ max: 20 }) readonly nationalNumber?: string;
  @Optional() @Text({ max: 40 }) readonly documentNumber?: string;
}

/** Another name of a person. */
export class AddAlias implements TypedAlias {
  @OneOf(ALIAS_KINDS) readonly kind!: string;
  @Text({ max: NAME_MAX_LENGTH }) readonly familyName!: string;
  @Optional() @Text({ max: NAME_MAX_LENGTH }) readonly givenNames?: string;
  @Optional() @Text({ max: NAME_MAX_LENGTH }) readonly latinFamilyName?: string;
  @Optional() @Text({ max: NAME_MAX_LENGTH }) readonly latinGivenNames?: string;
  @Text({ max: PAPER_TEXT_MAX_LENGTH }) readonly source!: string;
  @Optional() @Day() readonly usedFrom?: string;
  @Optional() @Day() readonly usedUntil?: string;
}

/** An identity document that was seen; `otherPerson` says that the record which has it already is another person. */
export class AddDocument implements TypedDocument {
  @OneOf(DOCUMENT_KINDS) readonly kind!: string;
  @Text({ max: 40 }) readonly number!: string;
  @Text({ max: 3 }) readonly issuer!: string;
  @Optional() @Day() readonly issuedOn?: string;
  @Optional() @Day() readonly expiresOn?: string;
  @Text({ max: PAPER_TEXT_MAX_LENGTH }) readonly seenBy!: string;
  @Text({ max: PAPER_TEXT_MAX_LENGTH }) readonly seenAtPlace!: string;
  @Day() readonly seenOn!: string;
  @Optional() @YesNo() readonly otherPerson?: boolean;
}

/** Ends another name or a document: it stays on record, with why it counts no more. */
export class EndPaper {
  @Text({ max: PAPER_TEXT_MAX_LENGTH }) readonly reason!: string;
}
