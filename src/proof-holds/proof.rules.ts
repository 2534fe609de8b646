import { addDays, compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';

/** What was shown as proof that somebody has paid. */
export const PROOF_KINDS = [
  'transfer-slip',
  'account-statement',
  'banking-app',
  'confirmation-of-bank',
  'other',
] as const;
export type ProofKind = (typeof PROOF_KINDS)[number];

/** What has become of a proof: only a standing one holds recovery. */
export type ProofState = 'standing' | 'settled' | 'expired' | 'ended';

/** A fine as the rule sees it, read under the lock of its decision. */
export interface ProvenFine {
  readonly state: string;
  readonly outstandingCents: Cents;
}

/** What a person records of a proof. */
export interface ShownProof {
  readonly kind: ProofKind;
  readonly shownOn: LegalDate;
  readonly paidOn: LegalDate | undefined;
  readonly amountCents: Cents;
  /** The day until which nothing is recovered; undefined: as long as the parameter allows. */
  readonly untilOn: LegalDate | undefined;
  readonly note: string;
}

export type ProofRefusalCode =
  | 'proof-fine-closed'
  | 'proof-fine-settled'
  | 'proof-day-future'
  | 'proof-paid-after-shown'
  | 'proof-until-range'
  | 'proof-note-missing';

/**
 * Whether a proof of payment may hold recovery, and until when: a dated hold of at most `holdDays` from the day on which it was shown
 * (R7.9). It moves no money and says nothing of the debt. Refuses `proof-fine-closed`, `proof-fine-settled`, `proof-day-future`,
 * `proof-paid-after-shown`, `proof-until-range`, `proof-note-missing`.
 */
export function decideProof(
  fine: ProvenFine,
  proof: ShownProof,
  today: LegalDate,
  holdDays: number,
): Outcome<ShownProof & { readonly untilOn: LegalDate }, Refusal<ProofRefusalCode>> {
  const { shownOn, paidOn, kind, note } = proof;
  const { state } = fine;
  if (state !== 'signed' && state !== 'notified')
    return refuse('proof-fine-closed', { rule: 'D26', params: { state } });
  if (fine.outstandingCents <= 0) return refuse('proof-fine-settled', { rule: 'I2' });
  if (compareDates(shownOn, today) > 0) return refuse('proof-day-future', { field: 'shownOn' });
  if (paidOn !== undefined && compareDates(paidOn, shownOn) > 0)
    return refuse('proof-paid-after-shown', { field: 'paidOn' });
  const lastOn = addDays(shownOn, holdDays);
  const untilOn = proof.untilOn ?? lastOn;
  if (compareDates(untilOn, today) < 0 || compareDates(untilOn, lastOn) > 0)
    return refuse('proof-until-range', { field: 'untilOn', rule: 'R7.9', params: { from: today, to: lastOn } });
  if (kind === 'other' && note.trim() === '') return refuse('proof-note-missing', { field: 'note' });
  return accept({ ...proof, note: note.trim(), untilOn });
}

/** What has become of a proof today: ended by a person, else overtaken by the payment, else by its day; else it stands. */
export function proofState(
  proof: { readonly endedAt: string | undefined; readonly untilOn: LegalDate; readonly isFineOpen: boolean },
  today: LegalDate,
): ProofState {
  if (proof.endedAt !== undefined) return 'ended';
  if (!proof.isFineOpen) return 'settled';
  return compareDates(proof.untilOn, today) < 0 ? 'expired' : 'standing';
}
