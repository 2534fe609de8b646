import { formatBirthDate } from '../kernel/birth-date';
import { formatEuro } from '../kernel/money';
import { factsOf } from './decision-letter.context';
import type { DecisionLetterData } from './decision-letter.data';
import type { Definition, LetterContent } from './letter-content';
import { plain } from './letter-content';
import { letterFrame } from './letter-frame';
import { identityName, latinName } from './letter-names';
import { letterTexts, longDate, type LetterTexts } from './letter-templates';

/** What the receipt needs of the decision that is handed over. */
export type HandoverReceiptData = Pick<
  DecisionLetterData,
  'language' | 'department' | 'number' | 'decidedOn' | 'offender' | 'offenderWasMinor' | 'addressee' | 'amountCents'
>;

/**
 * The receipt of a hand-over: one page, filled in and signed by hand at the counter or at the border. A refusal to
 * sign is written on it and does not undo the notification (R2.10).
 */
export function handoverReceipt(
  data: HandoverReceiptData,
  texts: LetterTexts<'receipt'> = letterTexts('receipt', data.language, data.decidedOn),
): LetterContent {
  return {
    ...letterFrame(texts, data),
    blocks: [
      { kind: 'heading', level: 1, text: texts.plain('subject') },
      { kind: 'paragraph', tone: 'small', content: texts.rich('lead') },
      { kind: 'definitions', rows: decisionRows(data, texts) },
      { kind: 'heading', level: 2, text: texts.plain('recipientHeading') },
      { kind: 'paragraph', content: texts.rich('handed') },
      {
        kind: 'choices',
        items: [
          texts.rich('choices.signed'),
          texts.rich('choices.refusedSignature'),
          texts.rich('choices.refusedDecision'),
        ],
      },
      {
        kind: 'form-lines',
        fields: [
          ...FIELDS.map((field) => ({ label: texts.plain(`fields.${field}`) })),
          { label: texts.plain('fields.signature'), tall: true },
        ],
      },
      { kind: 'paragraph', tone: 'small', content: [...texts.rich('effect'), { text: ' ' }, ...texts.rich('refusal')] },
      { kind: 'heading', level: 2, text: texts.plain('agentHeading') },
      {
        kind: 'form-lines',
        fields: [{ label: texts.plain('fields.agent') }, { label: texts.plain('fields.agentSignature'), tall: true }],
      },
    ],
  };
}

const FIELDS = ['place', 'date', 'time', 'reason'] as const;

function decisionRows(data: HandoverReceiptData, texts: LetterTexts<'receipt'>): Definition[] {
  const sanctioned = { name: latinName(data.offender), date: formatBirthDate(data.offender.birthDate) };
  return [
    { term: texts.plain('number'), values: [[{ text: data.number, bold: true }]] },
    { term: texts.plain('date'), values: [plain(longDate(data.decidedOn, data.language))] },
    {
      term: texts.plain('fine'),
      values: [texts.rich('fineText', { amount: formatEuro(data.amountCents, data.language) })],
    },
    { term: texts.plain(`sanctioned.${factsOf(data)}`), values: [texts.rich('bornOn', sanctioned)] },
    { term: texts.plain('recipient'), values: [[{ text: identityName(data.addressee.identity), bold: true }]] },
  ];
}
