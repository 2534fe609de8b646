import { checkFreeText, checkStatedReason } from '../kernel/free-text';
import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { refuse, type Refusal } from '../kernel/outcome';

/** What an entry says of the hearing of those who must pay, as typed or as kept: an absence is undefined, null or empty. */
export interface HearingOfParties {
  readonly hearingKind?: string | null | undefined;
  readonly hearingHeard?: string | null | undefined;
  /** Who was invited in the person's place. */
  readonly hearingInvitedName?: string | null | undefined;
  /** Why the representative of a minor who spoke was not heard. */
  readonly hearingRepresentativeWaiver?: string | null | undefined;
  /** The day on which the carrier was heard about its negligence, and what it said; or why it was not. */
  readonly hearingCarrierOn?: string | null | undefined;
  readonly hearingCarrierStatement?: string | null | undefined;
  readonly hearingCarrierWaiver?: string | null | undefined;
}

/** Who must be heard beside the person, and between which days. */
export interface PartiesToHear {
  readonly isMinor: boolean;
  readonly hasCarrier: boolean;
  readonly factsOn: LegalDate;
  readonly today: LegalDate;
  /** When it is looked at: as it is entered, as others are named who must pay, or again later, as it is on record. */
  readonly at: 'entry' | 'naming' | 'record';
}

/**
 * Whoever pays is heard too (R2.8, trap 8). The representative of a minor speaks, or the words of the minor alone stand with a
 * reason: `representative-not-heard`; silence is that of the representative who was invited, `representative-not-invited` while none is named;
 * a waiver of the whole hearing has its own reason. On record the name is not asked again: older files were recorded before it was. An adult is
 * heard in person, and whoever was taken for a minor before is one: neither the silence of a representative who was invited counts, at any
 * stage `silence-of-representative` (params `name`), nor the representative's words, `heard-through-representative`; at the entry nobody is named in
 * an adult's place, `representative-of-adult`. A liable carrier is heard about its
 * negligence, on a day from the facts to today, or a reason says why not: `carrier-not-heard`, never both `carrier-heard-and-waived`.
 */
export function checkHeardParties(hearing: HearingOfParties, parties: PartiesToHear): Refusal[] {
  return [
    ...(parties.isMinor ? checkRepresentative(hearing, parties) : checkInPerson(hearing, parties)),
    ...(parties.hasCarrier ? checkCarrier(hearing, parties) : []),
  ];
}

function checkInPerson(
  { hearingKind, hearingHeard, hearingInvitedName: name }: HearingOfParties,
  { at }: PartiesToHear,
): Refusal[] {
  if (hearingKind === 'heard' && hearingHeard === 'representative')
    return [refusal('heard-through-representative', 'hearingHeard')];
  if (isBlank(name)) return [];
  if (hearingKind === 'invited-no-answer')
    return [refusal('silence-of-representative', 'hearingKind', { name: (name ?? '').trim() })];
  return at === 'entry' ? [refusal('representative-of-adult', 'hearingInvitedName')] : [];
}

function checkRepresentative(
  { hearingKind, hearingHeard, hearingInvitedName, hearingRepresentativeWaiver: waiver }: HearingOfParties,
  { at }: PartiesToHear,
): Refusal[] {
  if (at !== 'record' && hearingKind === 'invited-no-answer' && isBlank(hearingInvitedName))
    return [refusal('representative-not-invited', 'hearingInvitedName')];
  if (hearingKind !== 'heard' || hearingHeard === 'representative') return [];
  if (isBlank(waiver)) return [refusal('representative-not-heard', 'hearingHeard')];
  return reason(waiver, 'hearingRepresentativeWaiver');
}

function checkCarrier(hearing: HearingOfParties, { factsOn, today }: PartiesToHear): Refusal[] {
  const { hearingCarrierOn: on, hearingCarrierStatement: said, hearingCarrierWaiver: waiver } = hearing;
  const isHeard = !isBlank(on) || !isBlank(said);
  if (!isBlank(waiver))
    return isHeard
      ? [refusal('carrier-heard-and-waived', 'hearingCarrierWaiver')]
      : reason(waiver, 'hearingCarrierWaiver');
  if (!isHeard) return [refusal('carrier-not-heard', 'hearingCarrierStatement')];
  const statement = checkFreeText(said ?? '', { field: 'hearingCarrierStatement', rule: 'R2.8' });
  return [...checkDay(on, factsOn, today), ...(statement.ok ? [] : [statement.refusal])];
}

function checkDay(on: string | null | undefined, factsOn: LegalDate, today: LegalDate): Refusal[] {
  const field = 'hearingCarrierOn';
  if (on === undefined || on === null || on === '') return [refusal('required', field)];
  if (compareDates(on as LegalDate, today) > 0) return [refusal('hearing-in-future', field, { today })];
  return compareDates(on as LegalDate, factsOn) < 0 ? [refusal('hearing-before-facts', field, { factsOn })] : [];
}

function isBlank(text: string | null | undefined): boolean {
  return (text ?? '').trim() === '';
}

function reason(text: string | null | undefined, field: string): Refusal[] {
  const checked = checkStatedReason(text ?? '', { field, rule: 'R2.8' });
  return checked.ok ? [] : [checked.refusal];
}

function refusal(code: string, field: string, params?: Readonly<Record<string, string>>): Refusal {
  return refuse(code, { field, rule: 'R2.8', ...(params && { params }) }).refusal;
}
