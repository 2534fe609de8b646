import type { LegalDate } from '../kernel/legal-date';
import { addCents, formatEuro, type Cents } from '../kernel/money';
import type { LetterAddressee, LetterDepartment } from './decision-letter.data';
import { fineRows, paperSignature, type FineOnPaper } from './fine-paper';
import type { PaperSigner } from './paper-signer.view';
import { plain, type Definition, type LetterContent, type LetterLanguage, type RichText } from './letter-content';
import { copyWindow, letterFrame, numberAndDay } from './letter-frame';
import { nameFromBank } from './letter-names';
import { letterTexts, longDate, type LetterTexts } from './letter-templates';

/** One booking that the certificate rests on. */
export interface CertifiedBooking {
  /** Day of value at the bank; the day of booking where the bank gave none. */
  readonly on: LegalDate;
  readonly amountCents: Cents;
  /** As the bank names whoever paid; empty where it does not. A name that cannot be shown is left out. */
  readonly payerName: string;
  /** The bank, a deposit that fell to the State (D28), FPS Finance, or an earlier administration. */
  readonly origin: 'bank' | 'deposit' | 'finance' | 'takeover';
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
  /** What is still open. Zero: nothing has to be paid any more. */
  readonly openCents: Cents;
  /** What fell or was given up: with it the fine is not said to be paid whole. */
  readonly waivedCents: Cents;
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
    window: copyWindow(texts, 'payment-certificate', { department, number, addressee: data.addressee }),
    blocks: [
      numberAndDay(texts, { number, issuedOn, language }),
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

function stateOf(data: PaymentCertificateData, texts: Texts): RichText {
  const { openCents, waivedCents, beforeNotification, issuedOn, language } = data;
  const date = longDate(issuedOn, language);
  const paid = formatEuro(totalOf(data), language);
  if (beforeNotification) return texts.rich('state.advance', { date, paid });
  if (openCents > 0) return texts.rich('state.open', { date, paid, open: formatEuro(openCents, language) });
  if (waivedCents > 0) return texts.rich('state.closed', { date, paid, waived: formatEuro(waivedCents, language) });
  return texts.rich('state.settled', { date });
}

function totalOf({ bookings }: PaymentCertificateData): Cents {
  return addCents(...bookings.map(({ amountCents }) => amountCents));
}

/** One row a booking, their sum, what is not asked any more and what is open: together they make the fine. */
function bookingRows(data: PaymentCertificateData, texts: Texts): Definition[] {
  const { bookings, openCents, waivedCents, language } = data;
  const amount = (value: Cents): RichText => [{ text: formatEuro(value, language), bold: true }];
  return [
    ...bookings.map((booking) => ({
      term: longDate(booking.on, language),
      values: [plain(formatEuro(booking.amountCents, language)), ...wherefrom(booking, texts)],
    })),
    { term: texts.plain('bookings.total'), values: [amount(totalOf(data))] },
    ...(waivedCents > 0 ? [{ term: texts.plain('bookings.waived'), values: [amount(waivedCents)] }] : []),
    { term: texts.plain('bookings.open'), values: [amount(openCents)] },
  ];
}

function wherefrom({ origin, payerName }: CertifiedBooking, texts: Texts): RichText[] {
  if (origin !== 'bank') return [texts.rich(`bookings.origin.${origin}`)];
  const name = nameFromBank(payerName);
  return name === undefined ? [] : [texts.rich('bookings.by', { name })];
}
