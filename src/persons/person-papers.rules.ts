import { checkFreeText } from '../kernel/free-text';
import { parseIcaoIssuer, type IcaoIssuer } from '../kernel/icao-issuer';
import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { refuse, verdict, type Outcome, type Refusal, type Verdict } from '../kernel/outcome';
import { checkLatinForm, checkName } from '../kernel/person-name';
import { numberKey } from './duplicate.rules';
import type { PersonNames } from './person.rules';

export const ALIAS_KINDS = ['birth-name', 'former-name', 'spelling', 'pseudonym', 'other-identity'] as const;
export type AliasKind = (typeof ALIAS_KINDS)[number];

export const DOCUMENT_KINDS = [
  'passport',
  'identity-card',
  'residence-card',
  'travel-document',
  'visa',
  'driving-licence',
  'seaman-book',
  'other',
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** Longest source, place or reason. */
export const PAPER_TEXT_MAX_LENGTH = 300;

/** Another name as typed. */
export interface TypedAlias {
  readonly kind: string;
  readonly familyName: string;
  readonly givenNames?: string;
  readonly latinFamilyName?: string;
  readonly latinGivenNames?: string;
  readonly source: string;
  readonly usedFrom?: string;
  readonly usedUntil?: string;
}

/** Another name of a person: which kind, where it was found, when it was borne as far as is known. */
export interface AliasFacts extends PersonNames {
  readonly kind: AliasKind;
  readonly source: string;
  readonly usedFrom?: LegalDate;
  readonly usedUntil?: LegalDate;
}

/** A document as typed. */
export interface TypedDocument {
  readonly kind: string;
  readonly number: string;
  readonly issuer: string;
  readonly issuedOn?: string;
  readonly expiresOn?: string;
  readonly seenBy: string;
  readonly seenAtPlace: string;
  readonly seenOn: string;
}

/** An identity document that somebody has had in hand. */
export interface DocumentFacts {
  readonly kind: DocumentKind;
  /** As printed; compared by `numberKey`. */
  readonly number: string;
  readonly issuer: IcaoIssuer;
  readonly issuedOn?: LegalDate;
  readonly expiresOn?: LegalDate;
  readonly seenBy: string;
  readonly seenAtPlace: string;
  readonly seenOn: LegalDate;
}

/**
 * Checks another name: refuses what the kernel refuses of names and their Latin form, `required` and `too-long` of the source,
 * `paper-dates-reversed` on `usedUntil`, `paper-day-in-future` on `usedFrom`. Days and kind were checked by the command.
 */
export function checkAlias(typed: TypedAlias, today: LegalDate): Verdict<AliasFacts> {
  const refusals: Refusal[] = [];
  const keep = keeper(refusals);
  const familyName = keep(checkName(typed.familyName, 'familyName')) ?? '';
  const given = typed.givenNames ?? '';
  const givenNames = given === '' ? '' : (keep(checkName(given, 'givenNames')) ?? '');
  const latin = (form: string | undefined, name: string, field: string): string =>
    name === '' ? '' : (keep(checkLatinForm(form ?? '', name, field)) ?? '');
  const [usedFrom, usedUntil] = [typed.usedFrom, typed.usedUntil] as (LegalDate | undefined)[];
  refusals.push(...inOrder(usedFrom, usedUntil, 'usedUntil'), ...notLater(usedFrom, today, 'usedFrom'));
  return verdict(refusals, {
    kind: typed.kind as AliasKind,
    familyName,
    givenNames,
    latinFamilyName: latin(typed.latinFamilyName, familyName, 'latinFamilyName'),
    latinGivenNames: latin(typed.latinGivenNames, givenNames, 'latinGivenNames'),
    source: keep(checkFreeText(typed.source, { field: 'source', rule: 'R2.7', max: PAPER_TEXT_MAX_LENGTH })) ?? '',
    ...(usedFrom && { usedFrom }),
    ...(usedUntil && { usedUntil }),
  });
}

/**
 * Checks a document: refuses `document-number-format` (params `max`), `issuer-unknown`, `paper-dates-reversed` on `expiresOn`,
 * `paper-day-in-future` on `issuedOn` and `seenOn`, and `seen-before-issue`. One that has expired is kept: it was seen (R1.1.4).
 */
export function checkDocument(typed: TypedDocument, today: LegalDate): Verdict<DocumentFacts> {
  const refusals: Refusal[] = [];
  const keep = keeper(refusals);
  const [issuedOn, expiresOn] = [typed.issuedOn, typed.expiresOn] as (LegalDate | undefined)[];
  const seenOn = typed.seenOn as LegalDate;
  if (!/^[A-Z0-9]{1,30}$/.test(numberKey(typed.number)))
    refusals.push({ code: 'document-number-format', field: 'number', params: { max: 30 } });
  refusals.push(
    ...inOrder(issuedOn, expiresOn, 'expiresOn'),
    ...notLater(issuedOn, today, 'issuedOn'),
    ...notLater(seenOn, today, 'seenOn'),
  );
  if (issuedOn !== undefined && compareDates(seenOn, issuedOn) < 0)
    refusals.push({ code: 'seen-before-issue', field: 'seenOn', params: { issuedOn } });
  const text = (value: string, field: string): string =>
    keep(checkFreeText(value, { field, rule: 'R2.7', max: PAPER_TEXT_MAX_LENGTH })) ?? '';
  return verdict(refusals, {
    kind: typed.kind as DocumentKind,
    number: typed.number.trim(),
    issuer: keep(parseIcaoIssuer(typed.issuer)) ?? ('' as IcaoIssuer),
    ...(issuedOn && { issuedOn }),
    ...(expiresOn && { expiresOn }),
    seenBy: text(typed.seenBy, 'seenBy'),
    seenAtPlace: text(typed.seenAtPlace, 'seenAtPlace'),
    seenOn,
  });
}

function keeper(refusals: Refusal[]): <T>(outcome: Outcome<T>) => T | undefined {
  return (outcome) => {
    if (outcome.ok) return outcome.value;
    refusals.push(outcome.refusal);
    return undefined;
  };
}

function inOrder(from: LegalDate | undefined, until: LegalDate | undefined, field: string): Refusal[] {
  if (from === undefined || until === undefined || compareDates(from, until) <= 0) return [];
  return [refuse('paper-dates-reversed', { field, params: { from } }).refusal];
}

function notLater(day: LegalDate | undefined, today: LegalDate, field: string): Refusal[] {
  if (day === undefined || compareDates(day, today) <= 0) return [];
  return [refuse('paper-day-in-future', { field, params: { today } }).refusal];
}
