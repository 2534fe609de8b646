import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import type { Payer } from './deposit.rules';

/** What an announcement says, as far as it can have been said wrongly. */
export interface Announcement {
  readonly amountCents: Cents;
  readonly payer: Payer;
  readonly reason: string;
  readonly announcedOn: LegalDate;
  readonly cdcReference: string;
}

/** The fields of an announcement, by their names in the form. */
type AnnouncementField =
  | 'payerFamilyName'
  | 'payerGivenNames'
  | 'payerBirthDate'
  | 'payerIsDebtor'
  | 'payerAddress'
  | 'payerIban'
  | 'amountCents'
  | 'announcedOn'
  | 'cdcReference'
  | 'reason';

/** One field that was wrong: what stood, and what is right. */
export interface AnnouncementChange {
  readonly field: AnnouncementField;
  readonly stood: string | number | boolean;
  readonly becomes: string | number | boolean;
}

/** What the letter to the Caisse does not print; whatever else changes makes it say something wrong (R3.4). */
const NOT_PRINTED: ReadonlySet<AnnouncementField> = new Set(['payerIsDebtor', 'announcedOn', 'cdcReference']);

/** What is put right in an announcement, and whether a letter to the Caisse says something else since. */
export interface AnnouncementChanges {
  readonly changes: readonly AnnouncementChange[];
  readonly isPrinted: boolean;
}

/** Compares an announcement with what it should have said (R3.4, D4). Refuses `deposit-correction-nothing` where the two are the same. */
export function announcementChanges(stood: Announcement, becomes: Announcement): Outcome<AnnouncementChanges> {
  const [before, after] = [fieldsOf(stood), fieldsOf(becomes)];
  const changes = (Object.keys(before) as AnnouncementField[])
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, stood: before[field], becomes: after[field] }));
  return changes.length === 0
    ? refuse('deposit-correction-nothing', { rule: 'R3.4' })
    : accept({ changes, isPrinted: changes.some(({ field }) => !NOT_PRINTED.has(field)) });
}

/** In the order of the form. */
function fieldsOf({
  payer,
  amountCents,
  announcedOn,
  cdcReference,
  reason,
}: Announcement): Record<AnnouncementField, string | number | boolean> {
  return {
    payerFamilyName: payer.familyName,
    payerGivenNames: payer.givenNames,
    payerBirthDate: payer.birthDate,
    payerIsDebtor: payer.isDebtor,
    payerAddress: payer.address,
    payerIban: payer.iban,
    amountCents,
    announcedOn,
    cdcReference,
    reason,
  };
}
