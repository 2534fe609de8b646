import {
  dayIn,
  titledBlocks,
  typedBlocks,
  typedParagraphs,
  typedText,
  type DecisionLetterContext,
  type LetterSection,
} from './decision-letter.context';
import type { LetterHearing, LetterInvitation } from './decision-letter.data';
import { hasText } from './decision-letter.parties';
import type { Definition, LetterBlock, RichText } from './letter-content';
import { plain } from './letter-content';

/** R2.8: how the person was heard, what was said and what the Office answers; or why the person was not heard. */
export function hearingSection(context: DecisionLetterContext): LetterSection {
  const { hearing } = context.data;
  return {
    key: 'hearing',
    heading: context.texts.plain('hearing.heading'),
    blocks: hearing.kind === 'heard' ? heardBlocks(hearing, context) : unheardBlocks(hearing, context),
  };
}

function unheardBlocks(
  hearing: Exclude<LetterHearing, { kind: 'heard' }>,
  context: DecisionLetterContext,
): LetterBlock[] {
  const { texts } = context;
  const rows = invitationRows(hearing.invitation, context);
  const table: LetterBlock[] = rows.length === 0 ? [] : [{ kind: 'definitions', rows }];
  if (hearing.kind === 'noAnswer')
    return [{ kind: 'paragraph', content: texts.rich('hearing.noAnswer'), keepWithNext: true }, ...table];
  return [
    ...table,
    { kind: 'paragraph', content: texts.rich('hearing.waived'), keepWithNext: true },
    ...typedBlocks(context, hearing.reason),
  ];
}

function heardBlocks(
  hearing: Extract<LetterHearing, { kind: 'heard' }>,
  context: DecisionLetterContext,
): LetterBlock[] {
  const { texts } = context;
  const rows: Definition[] = [
    ...invitationRows(hearing.invitation, context),
    { term: texts.plain('hearing.on'), values: [plain(dayIn(context, hearing.heardOn))] },
    { term: texts.plain('hearing.means.label'), values: [texts.rich(`hearing.means.${hearing.means}`)] },
    { term: texts.plain('hearing.who.label'), values: whoWasHeard(hearing.who, context) },
    { term: texts.plain('hearing.assistedBy'), values: typedParagraphs(context, hearing.assistedBy ?? '') },
    { term: texts.plain('hearing.language'), values: [plain(hearing.spokenLanguage ?? '')] },
    { term: texts.plain('hearing.interpreter'), values: typedParagraphs(context, hearing.interpreter ?? '') },
  ];
  return [
    { kind: 'paragraph', content: texts.rich('hearing.heard'), keepWithNext: true },
    { kind: 'definitions', rows: rows.filter(hasText) },
    ...titledBlocks(context, texts.plain('hearing.record'), hearing.statement ?? ''),
    ...argumentBlocks(hearing.arguments, context),
  ];
}

function whoWasHeard(
  who: { readonly capacity: 'person' | 'representative' | 'lawyer'; readonly name?: string } | undefined,
  { texts }: DecisionLetterContext,
): RichText[] {
  if (who === undefined) return [];
  const capacity = texts.rich(`hearing.who.${who.capacity}`);
  const { name = '' } = who;
  return [name === '' ? capacity : texts.rich('hearing.who.named', { who: capacity, name })];
}

function invitationRows(invitation: LetterInvitation | undefined, context: DecisionLetterContext): Definition[] {
  if (invitation === undefined) return [];
  const { texts } = context;
  const { invitedOn, invitedTo, means, invitedFor, evidence = '' } = invitation;
  const rows: Definition[] = [
    { term: texts.plain('hearing.invitation.on'), values: [plain(dayIn(context, invitedOn))] },
    {
      term: texts.plain('hearing.invitation.to.label'),
      values: invitedTo === undefined ? [] : [texts.rich(`hearing.invitation.to.${invitedTo}`)],
    },
    {
      term: texts.plain('hearing.invitation.means.label'),
      values: means === undefined ? [] : [texts.rich(`hearing.invitation.means.${means}`)],
    },
    {
      term: texts.plain('hearing.invitation.for'),
      values: invitedFor === undefined ? [] : [plain(dayIn(context, invitedFor))],
    },
    { term: texts.plain('hearing.invitation.evidence'), values: typedParagraphs(context, evidence) },
  ];
  return rows.filter(hasText);
}

/** One argument under its own title; several as a table, each with its answer, so that none is left without one. */
function argumentBlocks(
  all: Extract<LetterHearing, { kind: 'heard' }>['arguments'],
  context: DecisionLetterContext,
): LetterBlock[] {
  const { texts } = context;
  const [first, ...others] = all;
  if (first === undefined) return [];
  if (others.length === 0) {
    return [
      ...titledBlocks(context, texts.plain('hearing.statement'), first.argument),
      ...titledBlocks(context, texts.plain('hearing.answer'), first.answer),
    ];
  }
  const rows = all.flatMap(({ argument, answer }, index): Definition[] => {
    const ordinal = index + 1;
    return [
      { term: texts.plain('hearing.argument', { ordinal }), values: typedParagraphs(context, argument) },
      { term: texts.plain('hearing.answerTo', { ordinal }), values: typedParagraphs(context, answer) },
    ];
  });
  return [
    { kind: 'heading', level: 3, text: texts.plain('hearing.statement') },
    { kind: 'definitions', rows: rows.filter(hasText) },
  ];
}

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
  return texts.rich(`obligation.${facts.kind}`, { article });
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
