import type { LegalDate } from '../kernel/legal-date';
import { formatEuro } from '../kernel/money';
import type { DecisionLetterData } from './decision-letter.data';
import { isKnownGround } from './decision-letter.ground';
import type { LetterBlock, PrintedLanguage, RichText } from './letter-content';
import { latinName, paragraphsOf } from './letter-names';
import { passages } from './letter-passages';
import { LetterTemplateError, longDate, type TextKey, type TextParams } from './letter-templates';

/** Texts that the act and its information copy both have. */
export type DecisionTextKey = TextKey<'decision'> & TextKey<'information-copy'>;

/** The texts of a decision, in the language of the act or of its information copy. */
export interface DecisionTexts {
  readonly label: string;
  readonly version: string;
  plain(key: DecisionTextKey, params?: TextParams): string;
  rich(key: DecisionTextKey, params?: TextParams): RichText;
}

/** What every section of the letter is made from. */
export interface DecisionLetterContext {
  readonly data: DecisionLetterData;
  readonly texts: DecisionTexts;
  /** Language of the template's texts: that of the act, or English in an information copy beside it (trap 22). */
  readonly printed: PrintedLanguage;
  /** `200,00 €` in the letter's way of writing. */
  readonly amount: string;
  /** The sanctioned person in Latin letters. */
  readonly offenderName: string;
  /** `l’article 4bis, § 1er`, with its word for article. */
  readonly article: string;
}

/** A numbered part of the letter; the summary refers to it by its key. */
export interface LetterSection {
  readonly key: string;
  readonly heading: string;
  readonly blocks: readonly LetterBlock[];
}

/** Throws a LetterTemplateError for a combination that the law does not know: the types forbid it, a store does not. */
export function decisionLetterContext(
  data: DecisionLetterData,
  texts: DecisionTexts,
  printed: PrintedLanguage,
): DecisionLetterContext {
  const { ground } = data;
  if (!isKnownGround(ground)) {
    const { article, collection, facts } = ground;
    throw new LetterTemplateError(`article ${article} with the collection of ${collection} and facts of ${facts.kind}`);
  }
  if (data.liableParties.length === 0) throw new LetterTemplateError('a decision without a liable party');
  return {
    data,
    texts,
    printed,
    amount: formatEuro(data.amountCents, printed),
    offenderName: latinName(data.offender),
    article: articleName(texts, ground.article, ground.paragraph),
  };
}

/** `article 4bis, § 1er`: French counts the first paragraph as an ordinal. */
function articleName(texts: DecisionTexts, article: string, paragraph: string | undefined): string {
  if (paragraph === undefined) return texts.plain('article.plain', { article });
  return texts.plain('article.paragraph', {
    article,
    paragraph: paragraph === '1' ? texts.plain('article.first') : paragraph,
  });
}

/** A day as the letter writes it. */
export function dayIn({ printed }: DecisionLetterContext, day: LegalDate): string {
  return longDate(day, printed);
}

/** What somebody typed, in one paragraph: in the language of the act, which an information copy keeps and names as such. */
export function typedText({ data, printed }: DecisionLetterContext, text: string): RichText {
  return passages(paragraphsOf(text).join(' '), printed === data.language ? undefined : data.language);
}

/** What somebody typed, one paragraph a line. */
export function typedParagraphs(context: DecisionLetterContext, text: string): RichText[] {
  return paragraphsOf(text).map((paragraph) => typedText(context, paragraph));
}

/** What somebody typed, as paragraphs of the letter. */
export function typedBlocks(context: DecisionLetterContext, text: string): LetterBlock[] {
  return typedParagraphs(context, text).map((content) => ({ kind: 'paragraph', content }));
}

/** A typed text under its own title; nothing where nothing was written. */
export function titledBlocks(context: DecisionLetterContext, title: string, text: string): LetterBlock[] {
  const paragraphs = typedBlocks(context, text);
  return paragraphs.length === 0 ? [] : [{ kind: 'heading', level: 3, text: title }, ...paragraphs];
}
