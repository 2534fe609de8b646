import type { LegalDate } from '../kernel/legal-date';
import type { LetterContent } from './letter-content';
import { letterTexts } from './letter-templates';

/** The letter marked on each page as one that is only shown: neither signed nor sent. A mark that it has already stays. */
export function previewOf(content: LetterContent, on: LegalDate): LetterContent {
  if (content.mark !== undefined) return content;
  const texts = letterTexts('marks', content.language, on);
  return {
    ...content,
    mark: { text: texts.plain('preview.text'), watermark: texts.plain('preview.watermark') },
  };
}
