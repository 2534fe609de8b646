import type { LegalDate } from '../kernel/legal-date';
import { formatEuro, type Cents } from '../kernel/money';
import type { LetterAddressee, LetterDepartment } from './decision-letter.data';
import { fineRows, paperSignature, type FineOnPaper } from './fine-paper';
import type { PaperSigner } from './paper-signer.view';
import { plain, type Definition, type LetterBlock, type LetterContent, type LetterLanguage } from './letter-content';
import { addressWindow, letterFrame, numberAndDay } from './letter-frame';
import { paragraphBlocks } from './letter-names';
import { letterTexts, longDate, type LetterTexts } from './letter-templates';

/** Why money goes back, as the letter says it (part 5 of the rules). */
export type RefundLetterGround =
  | 'overpayment'
  | 'doublePayment'
  | 'otherFine'
  | 'notADebt'
  | 'wrongAccount'
  | 'withdrawal'
  | 'judgment'
  | 'request4bis';

/** What the letter says of a refund that was made. */
export interface RefundLetterData {
  readonly language: LetterLanguage;
  readonly department: LetterDepartment;
  /** Reference of the refund: on the letter, on its envelope and in the payment. */
  readonly reference: string;
  readonly issuedOn: LegalDate;
  readonly addressee: Omit<LetterAddressee, 'ordinal'>;
  /** The fine that the money was about; absent when it belonged to none. */
  readonly fine?: FineOnPaper;
  readonly refundedCents: Cents;
  readonly ground: RefundLetterGround;
  /** What the agent adds, one paragraph a line. */
  readonly note?: string;
  /** To whom and to which account (electronic form; printed masked), IBAN or another country's number. */
  readonly payee: { readonly name: string; readonly account: string };
  /** The day on which the bank was ordered to pay, or paid. */
  readonly paidOn: LegalDate;
  readonly signer: PaperSigner;
}

type Texts = LetterTexts<'refund-letter'>;

/** The letter that says what was paid back, why, to whom and to which account (R5), the account masked. */
export function refundLetter(
  data: RefundLetterData,
  texts: Texts = letterTexts('refund-letter', data.language, data.issuedOn),
): LetterContent {
  const { department, reference, issuedOn, language, fine, note = '' } = data;
  const amount = formatEuro(data.refundedCents, language);
  return {
    ...letterFrame(texts, { language, department, number: reference, decidedOn: issuedOn }),
    window: addressWindow(texts, data),
    blocks: [
      numberAndDay(texts, { number: reference, issuedOn, language }),
      { kind: 'heading', level: 1, text: texts.plain('subject') },
      { kind: 'paragraph', tone: 'lead', content: texts.rich('lead', { amount }) },
      { kind: 'heading', level: 2, text: texts.plain('why.heading') },
      { kind: 'paragraph', content: texts.rich(`why.${data.ground}`) },
      ...paragraphBlocks(note),
      ...aboutFine(fine, texts, language),
      { kind: 'heading', level: 2, text: texts.plain('how.heading') },
      { kind: 'definitions', rows: paymentRows(data, texts, amount) },
      { kind: 'paragraph', content: texts.rich('how.time') },
      {
        kind: 'paragraph',
        content: texts.rich('contact.question', { email: department.email, number: reference }),
        keepWithNext: true,
      },
      paperSignature({ signer: data.signer, on: issuedOn, language }, texts),
    ],
  };
}

function aboutFine(fine: FineOnPaper | undefined, texts: Texts, language: LetterLanguage): LetterBlock[] {
  if (fine === undefined) return [];
  return [
    { kind: 'heading', level: 2, text: texts.plain('fine.heading') },
    { kind: 'definitions', rows: fineRows(fine, texts, language) },
  ];
}

function paymentRows(
  { payee, paidOn, reference, language }: RefundLetterData,
  texts: Texts,
  amount: string,
): Definition[] {
  return [
    { term: texts.plain('how.amount'), values: [[{ text: amount, bold: true }]] },
    { term: texts.plain('how.payee'), values: [plain(payee.name)] },
    { term: texts.plain('how.account'), values: [plain(maskedAccount(payee.account))] },
    { term: texts.plain('how.paidOn'), values: [plain(longDate(paidOn, language))] },
    { term: texts.plain('how.communication'), values: [plain(reference)] },
  ];
}

/** `BE68 … 7034`: enough to know one's own account by, not enough for anybody else. */
function maskedAccount(account: string): string {
  const bare = account.replace(/[\s\u00a0]/g, '');
  if (bare.length < 12) return `… ${bare.slice(-3)}`;
  return `${bare.slice(0, 4)} … ${bare.slice(-4)}`;
}
