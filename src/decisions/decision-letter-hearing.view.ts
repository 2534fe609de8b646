import type { LetterHearing } from '../documents/decision-letter.data';
import type { OffenceRow } from '../offences/offences.repository';

const MEANS = {
  interview: 'interview',
  written: 'written',
  'police-form': 'policeForm',
  'municipal-form': 'municipalForm',
} as const;

/** What the letter says of the hearing (R2.8). */
export function letterHearing(offence: OffenceRow): LetterHearing {
  if (offence.hearingKind === 'waived' || offence.hearingOn === null)
    return { kind: 'waived', reason: offence.hearingWaiverReason };
  return {
    kind: 'heard',
    heardOn: offence.hearingOn,
    means: MEANS[offence.hearingMeans ?? 'interview'],
    arguments: [{ argument: offence.hearingStatement, answer: offence.hearingAnswer }],
  };
}
