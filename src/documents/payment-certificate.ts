import type { LegalDate } from '../kernel/legal-date';
import { addCents, formatEuro, type Cents } from '../kernel/money';
import type { LetterAddressee, LetterDepartment } from './decision-letter.data';
import { fineRows, paperSignature, type FineOnPaper, type PaperSigner } from './fine-paper';
import { plain, type Definition, type LetterContent, type LetterLanguage, type RichText } from './letter-content';
import { copyWindow, letterFrame } from './letter-frame';
import { letterTexts, longDate, type LetterTexts } from './letter-templates';

/** One booking that the certificate rests on. */
export interface CertifiedBooking {
  /** Day of value at the bank; the day of booking where the bank gave none. */
  readonly on: LegalDate;
  readonly amountCents: Cents;
  readonly payerName: string;
}

/** What the certificate says; paid, open and the bookings are those of the ledger on the day of issue. */
export interface PaymentCertificateData {
  readonly language: LetterLanguage;
  readonly department: LetterDepartment;
  readonly issuedOn: LegalDate;
  readonly addressee: LetterAddressee;
  readonly fine: FineOnPaper;
  /** Oldest first; at least one. */
  readonly bookings: readonly CertifiedBooking[];
  /** What is still open. Zero: the fine is settled. */
  readonly openCents: Cents;
  /** The decision was not notified yet: what was paid stands as an advance (D26). */
  readonly beforeNotification: boolean;
  readonly signer: PaperSigner;
}

type Texts = LetterTexts<'payment-certificate'>;

/** The certificate that a fine is settled, or what remains open, on which days and from which bookings. */
export function paymentCertificate(
  data: PaymentCertificateData,
  texts: Texts = letterTexts('payment-certificate', data.language, data.issuedOn),
): LetterContent {
  const { department, fine, issuedOn, language } = data;
  const { number } = fine;
  return {
    ...letterFrame(texts, { language, department, number, decidedOn: issuedOn }),
    window: copyWindow(texts, { department, number, addressee: data.addressee }),
    blocks: [
      {
        kind: 'references',
        cells: [
          { label: texts.plain('reference.number'), value: number },
          { label: texts.plain('reference.date'), value: longDate(issuedOn, language) },
        ],
      },
      { kind: 'heading', level: 1, text: texts.plain('subject') },
      { kind: 'paragraph', tone: 'lead', content: stateOf(data, texts) },
      { kind: 'heading', level: 2, text: texts.plain('fine.heading') },
      { kind: 'definitions', rows: fineRows(fine, texts, language) },
      { kind: 'heading', level: 2, text: texts.plain('bookings.heading') },
      { kind: 'definitions', rows: bookingRows(data, texts) },
      { kind: 'paragraph', tone: 'small', content: texts.rich('noAgreement'), keepWithNext: true },
      paperSignature({ signer: data.signer, on: issuedOn, language }, texts),
    ],
  };
}

function stateOf(
  { openCents, beforeNotification, issuedOn, bookings, language }: PaymentCertificateData,
  texts: Texts,
): RichText {
  const date = longDate(issuedOn, language);
  const paid = formatEuro(addCents(...bookings.map(({ amountCents }) => amountCents)), language);
  if (beforeNotification) return texts.rich('state.advance', { date, paid });
  if (openCents === 0) return texts.rich('state.settled', { date });
  return texts.rich('state.open', { date, paid, open: formatEuro(openCents, language) });
}

/** One row a booking, then the sum, then what is open: the three add up to the fine. */
function bookingRows({ bookings, openCents, language }: PaymentCertificateData, texts: Texts): Definition[] {
  const total = addCents(...bookings.map(({ amountCents }) => amountCents));
  return [
    ...bookings.map(({ on, amountCents, payerName }) => ({
      term: longDate(on, language),
      values: [
        plain(formatEuro(amountCents, language)),
        ...(payerName === '' ? [] : [texts.rich('bookings.by', { name: payerName })]),
      ],
    })),
    { term: texts.plain('bookings.total'), values: [[{ text: formatEuro(total, language), bold: true }]] },
    { term: texts.plain('bookings.open'), values: [[{ text: formatEuro(openCents, language), bold: true }]] },
  ];
}
