import { printableText } from '../documents/letter-fonts';
import type { Refusal } from '../kernel/outcome';
import type { OffenceEntry } from './offences.commands';

/** What a letter will say: each text must have its characters in the letter's fonts, so that nobody learns of it at signature. */
const ON_LETTER = [
  'place',
  'facts',
  'evidence',
  'reportingAuthority',
  'reportReference',
  'municipality',
  'entryEvidence',
  'statedHoursSource',
  'residenceCardNumber',
  'groundReason',
  'hearingInvitedName',
  'hearingInvitationEvidence',
  'hearingHeardName',
  'hearingLawyer',
  'hearingInterpreter',
  'hearingStatement',
  'hearingAnswer',
  'hearingWaiverReason',
  'hearingRepresentativeWaiver',
  'hearingCarrierStatement',
  'hearingCarrierWaiver',
  'forceMajeure',
  'discretion',
] as const satisfies readonly (keyof OffenceEntry)[];

/** Refuses, field by field, characters that no letter can print. */
export function unprintable(command: OffenceEntry): Refusal[] {
  const texts: [field: string, text: string][] = ON_LETTER.map((field) => [field, command[field] ?? '']);
  for (const [index, { argument, answer }] of (command.hearingArguments ?? []).entries())
    texts.push(
      [`hearingArguments.${String(index)}.argument`, argument],
      [`hearingArguments.${String(index)}.answer`, answer],
    );
  return texts.flatMap(([field, text]) => {
    const outcome = printableText(text, field);
    return outcome.ok ? [] : [outcome.refusal];
  });
}
