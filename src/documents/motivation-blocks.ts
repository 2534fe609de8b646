import type { LegalDate } from '../kernel/legal-date';
import type { LetterLanguage } from './letter-content';
import { templateFile } from './letter-templates';

/**
 * What a template leaves for the agent to say: three dots in square brackets, as a template writes them or a keyboard does.
 * A text that keeps one is not a motivation of the case at hand (R2.4).
 */
const GAP = /\[\s*(?:…|\.{2,})\s*\]/u;

/** Passages that a drafter may take into the motivation and completes, for an obligation of the catalogue; none for one without. */
export function motivationBlocks(obligationCode: string, language: LetterLanguage, on: LegalDate): readonly string[] {
  return templateFile('decision', language, on).blocks?.[obligationCode] ?? [];
}

/** True while a passage of a template still waits to be completed. */
export function hasOpenGaps(text: string): boolean {
  return GAP.test(text);
}
