import { formatEuro } from '../kernel/money';
import type { DecisionLetterData } from './decision-letter.data';
import type { LetterBlock } from './letter-content';
import { latinName } from './letter-names';
import { letterTexts, LetterTemplateError, type LetterTexts } from './letter-templates';

/** What every section of the letter is made from. */
export interface DecisionLetterContext {
  readonly data: DecisionLetterData;
  readonly texts: LetterTexts<'decision'>;
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

/** Which rules of collection and which facts belong to an article. */
const COLLECTION_OF = { '4bis': '4bis', '41bis': '42octies' } as const;
const FACTS_OF = { '4bis': 'borderCrossing', '41bis': 'presenceReport' } as const;

/** Throws a LetterTemplateError for a combination that the law does not know: the types forbid it, a store does not. */
export function decisionLetterContext(data: DecisionLetterData): DecisionLetterContext {
  const { article, collection, facts, paragraph } = data.ground;
  if (collection !== COLLECTION_OF[article] || facts.kind !== FACTS_OF[article]) {
    throw new LetterTemplateError(`article ${article} with the collection of ${collection} and facts of ${facts.kind}`);
  }
  if (data.liableParties.length === 0) throw new LetterTemplateError('a decision without a liable party');
  const texts = letterTexts('decision', data.language, data.decidedOn);
  return {
    data,
    texts,
    amount: formatEuro(data.amountCents, data.language),
    offenderName: latinName(data.offender),
    article: articleName(texts, article, paragraph),
  };
}

/** `article 4bis, § 1er`: French counts the first paragraph as an ordinal. */
function articleName(texts: LetterTexts<'decision'>, article: string, paragraph: string | undefined): string {
  if (paragraph === undefined) return texts.plain('article.plain', { article });
  return texts.plain('article.paragraph', {
    article,
    paragraph: paragraph === '1' ? texts.plain('article.first') : paragraph,
  });
}
