import { decisionLetterContext, type DecisionLetterContext } from './decision-letter.context';
import type { DecisionLetterData } from './decision-letter.data';
import {
  assessmentSection,
  decisionSection,
  factsSection,
  hearingSection,
  liableSection,
  motivationSection,
  personSection,
} from './decision-letter.reasons';
import {
  appealSection,
  nonPaymentSection,
  paymentSection,
  privacySection,
  refundSection,
} from './decision-letter.remedies';
import type { AddressWindow, LetterBlock, LetterContent } from './letter-content';
import { plain } from './letter-content';
import { letterFrame } from './letter-frame';
import { identityName } from './letter-names';
import { longDate } from './letter-templates';

/**
 * The text of a decision, with every mandatory field of R2.7, in the order in which it is read: summary, who, what
 * happened, the hearing, the assessment, the decision, then how to pay and how to contest it.
 * Pure: the same data give the same letter. Throws a LetterTemplateError when article, rules of collection and facts
 * do not belong together (trap 3) or nobody is liable; both are refused long before, at entry and signature.
 */
export function decisionLetter(data: DecisionLetterData): LetterContent {
  const context = decisionLetterContext(data);
  const { texts } = context;
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
  return {
    ...letterFrame(texts, data),
    window: addressWindow(context),
    blocks: [
      references(context),
      { kind: 'heading', level: 1, text: texts.plain('subject', { amount: context.amount }) },
      { kind: 'paragraph', tone: 'lead', content: texts.rich('lead', { article: context.article }) },
      summary(context, numberOf),
      ...numbered,
      signature(context),
    ],
  };
}

function addressWindow({ data, texts }: DecisionLetterContext): AddressWindow {
  const { department, number, addressee } = data;
  return {
    reference: texts.plain('windowReference', { number }),
    returnAddress: department.addressLines.join(', '),
    lines: [[{ text: identityName(addressee.identity), bold: true }], ...addressee.addressLines.map(plain)],
  };
}

function references({ data, texts }: DecisionLetterContext): LetterBlock {
  const { fileNumber } = data.offender;
  return {
    kind: 'references',
    cells: [
      { label: texts.plain('reference.number'), value: data.number },
      { label: texts.plain('reference.date'), value: longDate(data.decidedOn, data.language) },
      ...(fileNumber === undefined ? [] : [{ label: texts.plain('reference.file'), value: fileNumber }]),
    ],
  };
}

function summary(context: DecisionLetterContext, numberOf: (key: string) => number): LetterBlock {
  const { data, texts, amount, offenderName } = context;
  const { facts } = data.ground;
  const breach = facts.kind === 'borderCrossing' ? facts.breach.kind : facts.kind;
  const date = longDate(facts.occurredOn, data.language);
  return {
    kind: 'panel',
    title: texts.plain('brief.title'),
    items: [
      texts.rich('brief.fine', { amount, name: offenderName, date, breach: texts.plain(`breach.${breach}`) }),
      texts.rich('brief.pay', { section: numberOf('payment') }),
      texts.rich('brief.appeal', { section: numberOf('appeal') }),
      texts.rich('brief.question', { email: data.department.email, number: data.number }),
    ],
  };
}

/** D33: the signatory's act in the product is the decision; the letter names signer, grade and delegation. */
function signature({ data, texts }: DecisionLetterContext): LetterBlock {
  const { signer } = data;
  return {
    kind: 'signature',
    lines: [
      texts.rich('signature.place', { date: longDate(data.decidedOn, data.language) }),
      texts.rich('signature.for'),
      [{ text: signer.name, bold: true }],
      plain(signer.grade),
      texts.rich('signature.delegation', { reference: signer.delegation.reference }),
      texts.rich('signature.electronic'),
    ],
  };
}
