import { numberedArguments } from '../hearings/hearing-form.rules';
import type { LiabilityEntry } from '../liability/liability.commands';
import { liableAnswers } from '../liability/liable-form.rules';
import type { OffenceRow } from '../offences/offences.repository';
import { FIELDS_OF_STEP, type EntryAnswers } from './entry.rules';

/** A file that counts no more, as far as its entry is taken up again. */
export interface FileToTakeUp {
  readonly offence: OffenceRow;
  /** Who would have had to pay, as it would be named again. */
  readonly named: LiabilityEntry;
  /** The language of its decision, with the reason for it; absent where there was none. */
  readonly letter?: { readonly language: string; readonly languageReason: string };
}

/** What says why no fine was made. */
const WEIGHED_ANEW: readonly string[] = ['outcome', 'discretion'];

/**
 * What was typed in a file that counts no more, as the answers of an entry: nothing is typed twice for a slip in one of them. The outcome of
 * a file that was closed without a fine stays open with its reason, so that it is weighed and chosen anew (R1.0.2): what spoke against a fine
 * is no reason for one. Silence and hearing stay those of the facts of the file (`checkSilenceOnFiles`, `checkHeardOnFiles`).
 */
export function answersOfFile({ offence, named, letter }: FileToTakeUp): EntryAnswers {
  const kept: Readonly<Record<string, unknown>> = { ...offence };
  const typed = Object.values(FIELDS_OF_STEP)
    .flat()
    .flatMap((field): [string, string][] => {
      const value = kept[field];
      const isOpen = offence.outcome === 'no-fine' && WEIGHED_ANEW.includes(field);
      return typeof value === 'string' && value !== '' && !isOpen ? [[field, value]] : [];
    });
  return {
    ...Object.fromEntries(typed),
    ...numberedArguments(offence.hearingArguments),
    ...liableAnswers(named),
    ...(letter && { decisionLanguage: letter.language, decisionLanguageReason: letter.languageReason }),
  };
}
