import type { LegalDate } from '../kernel/legal-date';
import { formatEuro, type Cents } from '../kernel/money';
import type { LetterAddressee, LetterDepartment } from './decision-letter.data';
import { fineRows, paperSignature, type FineOnPaper } from './fine-paper';
import type { PaperSigner } from './paper-signer.view';
import { plain, type Definition, type LetterContent, type LetterLanguage, type RichText } from './letter-content';
import { copyWindow, letterFrame, numberAndDay } from './letter-frame';
import { nameFromBank } from './letter-names';
import { letterTexts, longDate, type LetterTexts } from './letter-templates';

/** What the receipt of one payment says; the amounts are those of the ledger. */
export interface PaymentReceiptData {
  readonly language: LetterLanguage;
  readonly department: LetterDepartment;
  readonly issuedOn: LegalDate;
  readonly addressee: LetterAddressee;
  readonly fine: FineOnPaper;
  readonly payment: {
    /** Day of value at the bank; the day of booking where the bank gave none. */
    readonly receivedOn: LegalDate;
    /** As the bank names whoever paid; empty where it does not. A name that cannot be shown is left out. */
    readonly payerName: string;
    /** Statement and line, `2026/012, 3`. */
    readonly statementLine: string;
    /** What the bank received in one sum. */
    readonly receivedCents: Cents;
    /** What of it was booked on this fine. */
    readonly bookedCents: Cents;
    /** Booked before the notification: it counts as payment from then on (D26). */
    readonly isAdvance: boolean;
  };
  /** What is still open on the fine on the day of issue. */
  readonly openCents: Cents;
  readonly signer: PaperSigner;
}

type Texts = LetterTexts<'payment-receipt'>;

/** The receipt of one payment on a fine (R3.2: whoever paid). */
export function paymentReceipt(
  data: PaymentReceiptData,
  texts: Texts = letterTexts('payment-receipt', data.language, data.issuedOn),
): LetterContent {
  const { department, fine, issuedOn, language } = data;
  const { number } = fine;
  const amount = formatEuro(data.payment.bookedCents, language);
  return {
    ...letterFrame(texts, { language, department, number, decidedOn: issuedOn }),
    window: copyWindow(texts, 'payment-receipt', { department, number, addressee: data.addressee }),
    blocks: [
      numberAndDay(texts, { number, issuedOn, language }),
      { kind: 'heading', level: 1, text: texts.plain('subject') },
      { kind: 'paragraph', tone: 'lead', content: texts.rich('lead', { amount }) },
      { kind: 'heading', level: 2, text: texts.plain('fine.heading') },
      { kind: 'definitions', rows: fineRows(fine, texts, language) },
      { kind: 'heading', level: 2, text: texts.plain('payment.heading') },
      { kind: 'definitions', rows: paymentRows(data, texts, amount) },
      { kind: 'heading', level: 2, text: texts.plain('rest.heading') },
      { kind: 'paragraph', content: restOf(data, texts) },
      { kind: 'paragraph', tone: 'small', content: texts.rich('noAgreement'), keepWithNext: true },
      paperSignature({ signer: data.signer, on: issuedOn, language }, texts),
    ],
  };
}

function paymentRows({ payment, language }: PaymentReceiptData, texts: Texts, amount: string): Definition[] {
  const { receivedOn, payerName, statementLine, receivedCents, bookedCents } = payment;
  const payer = nameFromBank(payerName);
  return [
    { term: texts.plain('payment.receivedOn'), values: [plain(longDate(receivedOn, language))] },
    ...(payer === undefined ? [] : [{ term: texts.plain('payment.payer'), values: [payer] }]),
    { term: texts.plain('payment.statement'), values: [plain(statementLine)] },
    ...(receivedCents === bookedCents
      ? []
      : [{ term: texts.plain('payment.received'), values: [plain(formatEuro(receivedCents, language))] }]),
    { term: texts.plain('payment.booked'), values: [[{ text: amount, bold: true }]] },
  ];
}

function restOf({ openCents, payment, issuedOn, language }: PaymentReceiptData, texts: Texts): RichText {
  const date = longDate(issuedOn, language);
  if (payment.isAdvance) return texts.rich('rest.advance');
  if (openCents === 0) return texts.rich('rest.settled', { date });
  return texts.rich('rest.open', { date, amount: formatEuro(openCents, language) });
}
