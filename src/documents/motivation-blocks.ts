import type { LegalDate } from '../kernel/legal-date';
import type { LetterLanguage } from './letter-content';
import { templateFile } from './letter-templates';

/** Passages that a drafter may take into the motivation and completes, for an obligation of the catalogue; none for one without. */
export function motivationBlocks(obligationCode: string, language: LetterLanguage, on: LegalDate): readonly string[] {
  return templateFile('decision', language, on).blocks?.[obligationCode] ?? [];
}
