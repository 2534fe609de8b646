import { formatBirthDate } from '../kernel/birth-date';
import type { LegalDate } from '../kernel/legal-date';
import { formatEuro, type Cents } from '../kernel/money';
import { factsOf } from './decision-letter.context';
import type { DecisionLetterData, FineLetterData } from './decision-letter.data';
import type { Definition, LetterBlock, LetterContent, RichText } from './letter-content';
import { plain } from './letter-content';
import { copyWindow, followingFrame } from './letter-frame';
import { latinName, paragraphBlocks } from './letter-names';
import { letterTexts, longDate, type LetterTexts } from './letter-templates';

/** What the letter says of the decision that is withdrawn, and of the withdrawal. */
export interface WithdrawalLetterData extends Pick<
  FineLetterData,
  'language' | 'department' | 'number' | 'decidedOn' | 'offender' | 'offenderWasMinor' | 'addressee' | 'amountCents'
> {
  /** Whoever decides the withdrawal, on the day below. */
  readonly signer: DecisionLetterData['signer'];
  readonly withdrawnOn: LegalDate;
  /** Absent when the decision was never notified. */
  readonly notifiedOn?: LegalDate;
  readonly reason: string;
  /** What had been paid and goes back (R5, type C). */
  readonly owedBackCents: Cents;
}

type Texts = LetterTexts<'withdrawal'>;

/** The Office withdraws its own decision (R2.12): what falls, why, that nothing is owed any more, and what becomes of a payment. */
export function withdrawalLetter(
  data: WithdrawalLetterData,
  texts: Texts = letterTexts('withdrawal', data.language, data.withdrawnOn),
): LetterContent {
  return {
    ...followingFrame(texts, data, data.withdrawnOn),
    window: copyWindow(texts, 'withdrawal', data),
    blocks: [
      references(data, texts),
      { kind: 'heading', level: 1, text: texts.plain('subject') },
      {
        kind: 'paragraph',
        tone: 'lead',
        content: texts.rich(data.decidedOn === undefined ? 'takenOver.lead' : 'lead'),
      },
      { kind: 'heading', level: 2, text: texts.plain('what.heading') },
      { kind: 'definitions', rows: whatFalls(data, texts) },
      { kind: 'heading', level: 2, text: texts.plain('decision.heading') },
      { kind: 'paragraph', content: texts.rich('decision.withdrawn') },
      { kind: 'paragraph', content: texts.rich('decision.reason'), keepWithNext: true },
      ...paragraphBlocks(data.reason),
      ...effects(data, texts),
      { kind: 'heading', level: 2, text: texts.plain('refund.heading') },
      { kind: 'paragraph', content: aboutMoney(data, texts), keepWithNext: true },
      signature(data, texts),
    ],
  };
}

function references(data: WithdrawalLetterData, texts: Texts): LetterBlock {
  const { fileNumber } = data.offender;
  return {
    kind: 'references',
    cells: [
      { label: texts.plain('reference.number'), value: data.number },
      { label: texts.plain('reference.date'), value: longDate(data.withdrawnOn, data.language) },
      ...(fileNumber === undefined ? [] : [{ label: texts.plain('reference.file'), value: fileNumber }]),
    ],
  };
}

function whatFalls(data: WithdrawalLetterData, texts: Texts): Definition[] {
  const { language, offender, notifiedOn } = data;
  const sanctioned = { name: latinName(offender), date: formatBirthDate(offender.birthDate) };
  const notified =
    notifiedOn === undefined
      ? texts.rich('what.notNotified')
      : texts.rich('what.notifiedOn', { date: longDate(notifiedOn, language) });
  return [
    { term: texts.plain('what.number'), values: [[{ text: data.number, bold: true }]] },
    data.decidedOn === undefined
      ? { term: texts.plain('takenOver.decidedBy'), values: [plain(texts.plain('takenOver.administration'))] }
      : { term: texts.plain('what.decidedOn'), values: [plain(longDate(data.decidedOn, language))] },
    {
      term: texts.plain('what.fine'),
      values: [texts.rich('what.fineText', { amount: formatEuro(data.amountCents, language) })],
    },
    { term: texts.plain(`what.sanctioned.${factsOf(data)}`), values: [texts.rich('what.bornOn', sanctioned)] },
    { term: texts.plain('what.notified'), values: [notified] },
  ];
}

/** Of a decision that nobody was told of, no month ran and no appeal can be pending. */
function effects(data: WithdrawalLetterData, texts: Texts): LetterBlock[] {
  const ofAppeal =
    data.notifiedOn === undefined ? [] : [texts.rich('effect.appealPointless'), texts.rich('effect.pendingAppeal')];
  return [
    { kind: 'heading', level: 2, text: texts.plain('effect.heading') },
    {
      kind: 'list',
      items: [texts.rich('effect.nothingOwed'), ...ofAppeal, texts.rich('effect.order'), texts.rich('effect.again')],
    },
  ];
}

function aboutMoney({ owedBackCents, department, number, language }: WithdrawalLetterData, texts: Texts): RichText {
  const contact = { email: department.email, number };
  if (owedBackCents === 0) return texts.rich('refund.none', contact);
  return texts.rich('refund.text', { ...contact, amount: formatEuro(owedBackCents, language) });
}

function signature({ signer, withdrawnOn, language }: WithdrawalLetterData, texts: Texts): LetterBlock {
  return {
    kind: 'signature',
    lines: [
      texts.rich('signature.place', { date: longDate(withdrawnOn, language) }),
      texts.rich('signature.for'),
      [{ text: signer.name, bold: true }],
      plain(signer.grade),
      texts.rich('signature.delegation', { reference: signer.delegation.reference }),
      texts.rich('signature.electronic'),
    ],
  };
}
