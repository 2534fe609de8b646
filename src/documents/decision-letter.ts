import { delayOf } from './decision-letter.ground';
import { decisionLetterContext, typedText, type DecisionLetterContext } from './decision-letter.context';
import type { DecisionLetterData } from './decision-letter.data';
import { factsSection } from './decision-letter.facts';
import { liableSection, personSection } from './decision-letter.parties';
import { hearingSection } from './decision-letter.hearing';
import { assessmentSection, decisionSection, motivationSection } from './decision-letter.reasons';
import {
  appealSection,
  nonPaymentSection,
  paymentSection,
  privacySection,
  refundSection,
} from './decision-letter.remedies';
import { qrModules } from './epc-qr';
import type { AddressWindow, LetterBlock, LetterContent } from './letter-content';
import { plain } from './letter-content';
import { letterFrame } from './letter-frame';
import { identityName } from './letter-names';
import { letterTexts, longDate, type LetterTexts } from './letter-templates';
import { formatReturnReference } from './return-reference';

/**
 * The text of a decision, with every mandatory field of R2.7, in the order in which it is read: summary, who, what
 * happened, the hearing, the assessment, the decision, then how to pay and how to contest it.
 * Pure: the same data give the same letter; copies for several addressees differ in the window alone. `texts` are those in
 * force on the day of the decision unless another version is to be looked at. Throws a LetterTemplateError when article,
 * rules of collection and facts do not belong together (trap 3), when nobody is liable, or when a text is missing or empty,
 * the remedies clause above all (trap 11); the first two are refused long before, at entry and signature.
 */
export function decisionLetter(
  data: DecisionLetterData,
  texts: LetterTexts<'decision'> = letterTexts('decision', data.language, data.decidedOn),
): LetterContent {
  const context = decisionLetterContext(data, texts, data.language);
  return {
    ...letterFrame(texts, data),
    window: addressWindow(data, texts),
    blocks: [references(context), subject(context), lead(context), ...body(context)],
  };
}

/**
 * The English copy of a decision, for information beside the act in French, Dutch or German: never alone, never instead (D14,
 * trap 22). Every page says so; it has no address window, so that it cannot be posted by itself. `data` are the act's,
 * its labels in English; what people wrote stays in the language of the act.
 */
export function informationCopy(
  data: DecisionLetterData,
  texts: LetterTexts<'information-copy'> = letterTexts('information-copy', 'en', data.decidedOn),
): LetterContent {
  const context = decisionLetterContext(data, texts, 'en');
  const language = texts.plain(`copy.language.${data.language}`);
  const { number } = data;
  const notice: LetterBlock = {
    kind: 'panel',
    title: texts.plain('copy.title'),
    items: [texts.rich('copy.notice', { number, language }), texts.rich('copy.quoted', { language })],
  };
  return {
    ...letterFrame(texts, { ...data, language: 'en' }),
    mark: { text: texts.plain('copy.mark', { number, language }), watermark: texts.plain('copy.watermark') },
    blocks: [references(context), subject(context), notice, lead(context), ...body(context)],
  };
}

function subject({ texts, amount }: DecisionLetterContext): LetterBlock {
  return { kind: 'heading', level: 1, text: texts.plain('subject', { amount }) };
}

function lead({ texts, article }: DecisionLetterContext): LetterBlock {
  return { kind: 'paragraph', tone: 'lead', content: texts.rich('lead', { article }) };
}

function body(context: DecisionLetterContext): LetterBlock[] {
  const sections = [
    personSection(context),
    liableSection(context),
    factsSection(context),
    hearingSection(context),
    assessmentSection(context),
    motivationSection(context),
    decisionSection(context),
    paymentSection(context),
    appealSection(context),
    nonPaymentSection(context),
    ...refundSection(context),
    privacySection(context),
  ];
  const numbered = sections.flatMap((section, index): LetterBlock[] => [
    { kind: 'heading', level: 2, text: `${index + 1}. ${section.heading}` },
    ...section.blocks,
  ]);
  const numberOf = (key: string): number => sections.findIndex((section) => section.key === key) + 1;
  return [summary(context, numberOf), ...numbered, signature(context)];
}

function addressWindow(
  { department, number, addressee }: DecisionLetterData,
  texts: LetterTexts<'decision'>,
): AddressWindow {
  const { identity, careOf, addressLines, ordinal } = addressee;
  const reference = formatReturnReference({ number, ordinal, letter: 'decision' });
  return {
    reference: texts.plain('windowReference', { reference }),
    returnAddress: department.addressLines.join(', '),
    code: { ...qrModules(reference), alt: texts.plain('returnCode', { reference }) },
    lines: [
      [{ text: identityName(identity), bold: true }],
      ...(careOf === undefined ? [] : [texts.rich('careOf', { name: identityName(careOf) })]),
      ...addressLines.map(plain),
    ],
  };
}

function references({ data, texts, printed }: DecisionLetterContext): LetterBlock {
  const { fileNumber } = data.offender;
  return {
    kind: 'references',
    cells: [
      { label: texts.plain('reference.number'), value: data.number },
      { label: texts.plain('reference.date'), value: longDate(data.decidedOn, printed) },
      ...(fileNumber === undefined ? [] : [{ label: texts.plain('reference.file'), value: fileNumber }]),
    ],
  };
}

function summary(context: DecisionLetterContext, numberOf: (key: string) => number): LetterBlock {
  const { data, texts, amount, offenderName: name, debtorNames: debtors, carrier, printed } = context;
  const { facts } = data.ground;
  const breach = facts.kind === 'borderCrossing' ? facts.breach.kind : facts.kind;
  const date = longDate(facts.occurredOn, printed);
  return {
    kind: 'panel',
    title: texts.plain('brief.title'),
    items: [
      texts.rich(`brief.fine.${context.facts}`, {
        amount,
        debtors,
        name,
        date,
        breach: texts.plain(`breach.${breach}`, delayOf(facts)),
      }),
      texts.rich('brief.pay', { section: numberOf('payment') }),
      ...(carrier === undefined ? [] : [texts.rich('brief.carrier', { carrier })]),
      texts.rich('brief.appeal', { section: numberOf('appeal') }),
      texts.rich('brief.question', { email: data.department.email, number: data.number }),
    ],
  };
}

/** D33: the signatory's act in the product is the decision; the letter names signer, grade and delegation. */
function signature(context: DecisionLetterContext): LetterBlock {
  const { data, texts, printed } = context;
  const { signer } = data;
  return {
    kind: 'signature',
    lines: [
      texts.rich('signature.place', { date: longDate(data.decidedOn, printed) }),
      texts.rich('signature.for'),
      [{ text: signer.name, bold: true }],
      typedText(context, signer.grade),
      texts.rich('signature.delegation', { reference: signer.delegation.reference }),
      texts.rich('signature.electronic'),
    ],
  };
}
