import {
  dayIn,
  titledBlocks,
  typedBlocks,
  typedParagraphs,
  type DecisionLetterContext,
  type LetterSection,
} from './decision-letter.context';
import type { LetterHearing, LetterInvitation } from './decision-letter.data';
import { hasText } from './decision-letter.parties';
import type { Definition, LetterBlock, RichText } from './letter-content';
import { plain } from './letter-content';
import { identityName } from './letter-names';

/** R2.8: how the person was heard, what was said and what the Office answers; or why the person was not heard. */
export function hearingSection(context: DecisionLetterContext): LetterSection {
  const { hearing } = context.data;
  return {
    key: 'hearing',
    heading: context.texts.plain('hearing.heading'),
    blocks: [
      ...(hearing.kind === 'heard' ? heardBlocks(hearing, context) : unheardBlocks(hearing, context)),
      ...representativeBlocks(context),
      ...carrierBlocks(context),
    ],
  };
}

function unheardBlocks(
  hearing: Exclude<LetterHearing, { kind: 'heard' }>,
  context: DecisionLetterContext,
): LetterBlock[] {
  const { texts, facts } = context;
  const rows = invitationRows(hearing.invitation, context);
  const table: LetterBlock[] = rows.length === 0 ? [] : [{ kind: 'definitions', rows }];
  if (hearing.kind === 'noAnswer')
    return [{ kind: 'paragraph', content: texts.rich(`hearing.noAnswer.${facts}`), keepWithNext: true }, ...table];
  return [
    ...table,
    { kind: 'paragraph', content: texts.rich(`hearing.waived.${facts}`), keepWithNext: true },
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
    { kind: 'paragraph', content: texts.rich(`hearing.heard.${speaker(hearing)}`), keepWithNext: true },
    { kind: 'definitions', rows: rows.filter(hasText) },
    ...titledBlocks(context, texts.plain('hearing.record'), hearing.statement ?? ''),
    ...argumentBlocks(hearing, context),
  ];
}

/** Whose words stand in the letter: those of whoever represents the person are never given as the person's own. */
function speaker({ who }: Extract<LetterHearing, { kind: 'heard' }>): 'own' | 'representative' {
  return who?.capacity === 'representative' ? 'representative' : 'own';
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
  const { invitedOn, invitedName = '', invitedTo, means, invitedFor, evidence = '' } = invitation;
  const rows: Definition[] = [
    { term: texts.plain('hearing.invitation.on'), values: [plain(dayIn(context, invitedOn))] },
    { term: texts.plain('hearing.invitation.name'), values: typedParagraphs(context, invitedName) },
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
  hearing: Extract<LetterHearing, { kind: 'heard' }>,
  context: DecisionLetterContext,
): LetterBlock[] {
  const { texts } = context;
  const { arguments: all } = hearing;
  const title = texts.plain(`hearing.statement.${speaker(hearing)}`);
  const [first, ...others] = all;
  if (first === undefined) return [];
  if (others.length === 0) {
    return [
      ...titledBlocks(context, title, first.argument),
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
    { kind: 'heading', level: 3, text: title },
    { kind: 'definitions', rows: rows.filter(hasText) },
  ];
}

/** Why only the minor spoke, who owes nothing (R1.0.7). */
function representativeBlocks(context: DecisionLetterContext): LetterBlock[] {
  const { data, texts } = context;
  const { representativeWaiver = '' } = data.partiesHeard ?? {};
  return saidBlocks(
    context,
    texts.plain('hearing.representative.heading'),
    texts.rich('hearing.representative.waived'),
    representativeWaiver,
  );
}

/** What the carrier said of its negligence, or why it was not heard (R1.1.11). */
function carrierBlocks(context: DecisionLetterContext): LetterBlock[] {
  const { data, texts } = context;
  const party = data.liableParties.find(({ capacity }) => capacity === 'carrier');
  const { carrier: heard } = data.partiesHeard ?? {};
  if (party === undefined || heard === undefined) return [];
  const carrier = identityName(party.identity);
  const heading = texts.plain('hearing.carrier.heading');
  if (heard.kind === 'waived')
    return saidBlocks(context, heading, texts.rich('hearing.carrier.waived', { carrier }), heard.reason);
  const introduction = texts.rich('hearing.carrier.heard', { carrier, date: dayIn(context, heard.on) });
  return saidBlocks(context, heading, introduction, heard.statement);
}

function saidBlocks(
  context: DecisionLetterContext,
  heading: string,
  introduction: RichText,
  said: string,
): LetterBlock[] {
  const paragraphs = typedBlocks(context, said);
  if (paragraphs.length === 0) return [];
  return [
    { kind: 'heading', level: 3, text: heading },
    { kind: 'paragraph', content: introduction, keepWithNext: true },
    ...paragraphs,
  ];
}
