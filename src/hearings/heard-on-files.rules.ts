import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { refuse, type Refusal } from '../kernel/outcome';
import type { InvitedEntry } from './silence.rules';

/** The hearing that a recorded file gives, and what the file is about. */
export interface RecordedHearing {
  readonly obligationCode: string;
  readonly factsOn: LegalDate;
  readonly heardOn: LegalDate;
}

/** An entry as far as it says that the person was heard. */
export interface HeardEntry extends InvitedEntry {
  readonly hearingOn?: string | undefined;
  /** The facts about which the person was heard, as `factsHeard` spells them; asked where a file says others. */
  readonly hearingAbout?: string | undefined;
}

/** The facts of an entry in one word: what somebody confirms is said of these and of no others. */
export function factsHeard({
  obligationCode = '',
  factsOn = '',
}: Pick<InvitedEntry, 'obligationCode' | 'factsOn'>): string {
  return `${obligationCode} ${factsOn}`;
}

/**
 * The hearing that an entry has from a file of another obligation or day, which it was taken up from; undefined where it has none, or one of a
 * later day, which is a new one (R2.8, trap 8).
 */
export function hearingOfOthers(entry: HeardEntry, files: readonly RecordedHearing[]): RecordedHearing | undefined {
  const { hearingKind, obligationCode, factsOn, hearingOn: on } = entry;
  if (hearingKind !== 'heard' || on === undefined) return undefined;
  const isAbout = (file: RecordedHearing): boolean =>
    file.obligationCode === obligationCode && file.factsOn === factsOn;
  if (files.some((file) => isAbout(file) && file.heardOn === on)) return undefined;
  return files.find((file) => !isAbout(file) && compareDates(on as LegalDate, file.heardOn) <= 0);
}

/** `heard-about-other-facts` (params `factsOn`, `heardOn`) of `hearingOfOthers`, until somebody confirms that it was about the facts of the entry. */
export function checkHeardOnFiles(entry: HeardEntry, files: readonly RecordedHearing[]): Refusal[] {
  const other = hearingOfOthers(entry, files);
  if (other === undefined || entry.hearingAbout === factsHeard(entry)) return [];
  const { factsOn, heardOn } = other;
  return [
    refuse('heard-about-other-facts', { field: 'hearingAbout', rule: 'R2.8', params: { factsOn, heardOn } }).refusal,
  ];
}
