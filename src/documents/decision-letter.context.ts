import type { LegalDate } from '../kernel/legal-date';
import { formatEuro } from '../kernel/money';
import type { DecisionLetterData, LetterLiableParty } from './decision-letter.data';
import { isKnownGround } from './decision-letter.ground';
import type { LetterBlock, PrintedLanguage, RichText } from './letter-content';
import { identityName, latinName, listOfNames, paragraphsOf } from './letter-names';
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
  /** The person of the facts in Latin letters; for a minor never the one on whom the fine is imposed (trap 6). */
  readonly offenderName: string;
  /** On whom the fine is imposed: the person of the facts, or whoever answers for a minor (R1.0.7). */
  readonly debtors: readonly LetterLiableParty[];
  /** Their names, as a phrase in the language of the texts. */
  readonly debtorNames: RichText;
  /** Who is jointly liable with them through negligence (R1.1.11). */
  readonly carrier?: string;
  /** Which wording: of facts of one's own, or of a minor for whom others answer. */
  readonly facts: FactsOf;
  /** `l’article 4bis, § 1er`, with its word for article. */
  readonly article: string;
}

/** Whose facts are fined: those of the person who owes, or of a minor, who owes nothing (R1.0.7, trap 6). */
export type FactsOf = 'own' | 'ofMinor';

/** The wording that the texts about a decision need. */
export function factsOf({ offenderWasMinor }: Pick<DecisionLetterData, 'offenderWasMinor'>): FactsOf {
  return offenderWasMinor ? 'ofMinor' : 'own';
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
    ...owedBy(data, printed),
    facts: factsOf(data),
    article: articleName(texts, ground.article, ground.paragraph),
  };
}

/** The carrier owes the same sum beside the others: the fine itself is imposed on them. */
function owedBy(
  { liableParties }: DecisionLetterData,
  printed: PrintedLanguage,
): Pick<DecisionLetterContext, 'debtors' | 'debtorNames' | 'carrier'> {
  const others = liableParties.filter(({ capacity }) => capacity !== 'carrier');
  const debtors = others.length === 0 ? liableParties : others;
  const carrier = debtors === others && liableParties.find(({ capacity }) => capacity === 'carrier');
  return {
    debtors,
    debtorNames: listOfNames(
      debtors.map(({ identity }) => identityName(identity)),
      printed,
    ),
    ...(carrier && { carrier: identityName(carrier.identity) }),
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
