import { delayOf } from './decision-letter.ground';
import {
  dayIn,
  typedBlocks,
  typedText,
  type DecisionLetterContext,
  type LetterSection,
} from './decision-letter.context';
import type { LetterBlock, RichText } from './letter-content';

/** R1.0.2, R1.0.3: force majeure, and whether to fine at all. */
export function assessmentSection(context: DecisionLetterContext): LetterSection {
  const { data, texts } = context;
  return {
    key: 'assessment',
    heading: texts.plain('assessment.heading'),
    blocks: [
      ...forceMajeureBlocks(context),
      { kind: 'heading', level: 3, text: texts.plain('assessment.discretion') },
      { kind: 'paragraph', content: texts.rich('assessment.discretionIntro'), keepWithNext: true },
      ...typedBlocks(context, data.discretion),
    ],
  };
}

function forceMajeureBlocks(context: DecisionLetterContext): LetterBlock[] {
  const { texts, data } = context;
  const { raised, assessment } = data.forceMajeure;
  const paragraphs = typedBlocks(context, assessment);
  if (raised === undefined && paragraphs.length === 0) return [];
  const said = texts.rich(raised === true ? 'assessment.forceMajeureRaised' : 'assessment.forceMajeureNotRaised');
  return [
    { kind: 'heading', level: 3, text: texts.plain('assessment.forceMajeure') },
    ...(raised === undefined ? [] : [{ kind: 'paragraph', content: said } as const]),
    ...paragraphs,
  ];
}

/** R2.4: the agent's own reasons. */
export function motivationSection(context: DecisionLetterContext): LetterSection {
  const { data, texts } = context;
  return {
    key: 'motivation',
    heading: texts.plain('motivation.heading'),
    blocks: typedBlocks(context, data.motivation),
  };
}

/** The legal basis, on whom the fine is imposed (trap 6), its order (D10) and its own rules of collection (trap 3). */
export function decisionSection(context: DecisionLetterContext): LetterSection {
  const { data, texts, amount, offenderName: name, debtors, debtorNames, carrier } = context;
  const wording = context.facts === 'ofMinor' && debtors.length > 1 ? 'ofMinorTogether' : context.facts;
  return {
    key: 'decision',
    heading: texts.plain('decision.heading'),
    blocks: [
      { kind: 'paragraph', content: texts.rich('decision.basis'), keepWithNext: true },
      { kind: 'list', items: legalBasis(context) },
      {
        kind: 'paragraph',
        content: texts.rich(`decision.fine.${wording}`, { debtors: debtorNames, name, amount }),
        keepWithNext: true,
      },
      { kind: 'list', items: [obligation(context)] },
      ...(carrier === undefined
        ? []
        : [{ kind: 'paragraph', content: texts.rich('decision.carrier', { carrier, debtors: debtorNames }) } as const]),
      ...orderParagraphs(context),
      { kind: 'paragraph', content: texts.rich('decision.fixed', { amount }) },
      { kind: 'paragraph', content: texts.rich(`collection.${data.ground.collection}`) },
    ],
  };
}

/** What the law asks of this person: article 41 asks of each category something else (R1.1). */
export function obligation({
  data,
  texts,
  article,
}: Pick<DecisionLetterContext, 'data' | 'texts' | 'article'>): RichText {
  const { facts } = data.ground;
  if (facts.kind === 'documentAtBorder' || facts.kind === 'documentInTerritory')
    return texts.rich(`obligation.${facts.kind}.${facts.bearer}`, { article });
  return texts.rich(`obligation.${facts.kind}`, { article, ...delayOf(facts) });
}

/** The decree on the way of payment covers 4bis and 41 to 42quinquies, not 42octies as ground (D1, trap 1). */
function legalBasis(context: DecisionLetterContext): RichText[] {
  const { data, texts, article } = context;
  const { delegation } = data.signer;
  const { authority, reference, reportedOn } = data.ground.facts.report;
  return [
    texts.rich('decision.law', { article }),
    ...(data.ground.article === '42octies' ? [] : [texts.rich('decision.decree')]),
    texts.rich('decision.reasons'),
    texts.rich('decision.delegation', {
      reference: delegation.reference,
      date: dayIn(context, delegation.inForceSince),
    }),
    texts.rich('decision.report', {
      authority: typedText(context, authority),
      reference,
      date: dayIn(context, reportedOn),
    }),
  ];
}

/** Which one in order; of a breach that continued, the decision before it (D10). */
function orderParagraphs(context: DecisionLetterContext): LetterBlock[] {
  const { data, texts, facts, offenderName: name } = context;
  const { orderNumber: order, continuingOf } = data;
  const contents = [
    order === 1
      ? texts.rich(`decision.first.${facts}`, { name })
      : texts.rich(`decision.order.${facts}`, { order, name }),
  ];
  if (continuingOf) {
    const { number, decidedOn } = continuingOf;
    contents.push(texts.rich('decision.continuing', { number, date: dayIn(context, decidedOn) }));
  }
  return contents.map((content) => ({ kind: 'paragraph', content }));
}
