import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LetterLanguage, PrintedLanguage } from './letter-content';

type SampleFile = typeof import('../../templates/letters/samples/fr.json');

type AllTexts = SampleFile['sentences'];

/** An obligation of the catalogue that has a sample. */
export type SampleObligation = keyof AllTexts['obligations'];

/** What is written about one obligation; what is left out is the same in all. */
export interface ObligationTexts {
  readonly place: string;
  readonly authority: string;
  readonly narrative: string;
  readonly evidence: readonly string[];
  readonly entryEvidence?: string;
  readonly motivation: string;
  readonly statement?: string;
  readonly answer?: string;
  readonly forceMajeure?: string;
  readonly discretion?: string;
}

export interface SampleTexts extends Omit<AllTexts, 'obligations'> {
  readonly obligations: Readonly<Record<SampleObligation, ObligationTexts>>;
}

/** What people wrote in the samples of an act's language (templates/letters/samples). */
export function sampleTexts(language: LetterLanguage): SampleTexts {
  return read(language).sentences;
}

/** Labels of the samples: English ones too. */
export function sampleWords(language: PrintedLanguage): SampleFile['words'] {
  return read(language).words;
}

const files = new Map<PrintedLanguage, SampleFile>();

function read(language: PrintedLanguage): SampleFile {
  const known = files.get(language);
  if (known) return known;
  const path = join(__dirname, '..', '..', 'templates', 'letters', 'samples', `${language}.json`);
  const file = JSON.parse(readFileSync(path, 'utf8')) as SampleFile;
  files.set(language, file);
  return file;
}
