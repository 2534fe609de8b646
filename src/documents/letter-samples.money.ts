import type { Iban } from '../kernel/iban';
import { cents, ZERO_CENTS } from '../kernel/money';
import type { DecisionLetterData, LetterLiableParty } from './decision-letter.data';
import type { DepositLetterData } from './deposit-letter';
import type { FineOnPaper } from './fine-paper';
import { identityName } from './letter-names';
import type { PaymentCertificateData } from './payment-certificate';
import type { PaymentReceiptData } from './payment-receipt';
import type { RefundLetterData } from './refund-letter';
import type { RefundRefusalLetterData } from './refund-refusal-letter';
import type { RefundRequestFormData } from './refund-request-form';
import type { PaperSigner } from './paper-signer.view';

/** An account that validates and that no bank gave to anybody. */
const ACCOUNT = 'BE71096123456769' as Iban;

/** The papers about the money of a decision as they would have been written on its own day, for looking at templates. */

export function sampleDeposit(data: DecisionLetterData): DepositLetterData {
  const { language, department, decidedOn, amountCents, payment, motivation } = data;
  const { identity, addressLines } = payerOf(data);
  return {
    language,
    department,
    writtenOn: decidedOn,
    fine: fineOf(data),
    payer: { identity, addressLines, iban: ACCOUNT },
    depositedCents: amountCents,
    reason: motivation.split('\n')[0] ?? '',
    depositAccount: payment.deposit,
  };
}

export function sampleReceipt(data: DecisionLetterData): PaymentReceiptData {
  const { amountCents: receivedCents } = data;
  const bookedCents = cents(receivedCents / 2);
  return {
    ...issuedFor(data),
    addressee: data.addressee,
    payment: {
      receivedOn: data.decidedOn,
      payerName: identityName(payerOf(data).identity),
      statementLine: '2026/071, 3',
      receivedCents,
      bookedCents,
      isAdvance: false,
    },
    openCents: bookedCents,
  };
}

export function sampleCertificate(data: DecisionLetterData): PaymentCertificateData {
  const payerName = identityName(payerOf(data).identity);
  const half = { on: data.decidedOn, amountCents: cents(data.amountCents / 2), payerName, origin: 'bank' } as const;
  return {
    ...issuedFor(data),
    addressee: data.addressee,
    bookings: [half, half],
    openCents: ZERO_CENTS,
    waivedCents: ZERO_CENTS,
    beforeNotification: false,
  };
}

export function sampleRefund(data: DecisionLetterData): RefundLetterData {
  const { decidedOn, amountCents, addressee } = data;
  return {
    ...issuedFor(data),
    reference: data.number,
    addressee,
    refundedCents: cents(amountCents / 2),
    ground: 'overpayment',
    payee: { name: identityName(payerOf(data).identity), account: ACCOUNT },
    paidOn: decidedOn,
  };
}

/** Money that belonged to no fine: told to whoever paid it, of whom the statement names the name and no address. */
export function sampleRefundOfNoFine(data: DecisionLetterData): RefundLetterData {
  const { fine: _, ...refund } = sampleRefund(data);
  return {
    ...refund,
    reference: 'RF-01930A0C07B1E7C3D8A561F6B2B0E4D11',
    addressee: { identity: payerOf(data).identity, addressLines: [] },
    ground: 'notADebt',
  };
}

export function sampleRefusedRefund(data: DecisionLetterData): RefundRefusalLetterData {
  const { hearing, motivation, discretion } = data;
  const asked = hearing.kind === 'heard' ? hearing.arguments[0]?.argument : undefined;
  return {
    ...issuedFor(data),
    addressee: data.addressee,
    receivedOn: data.decidedOn,
    request: asked ?? discretion,
    reason: motivation,
  };
}

export function sampleRefundRequest(data: DecisionLetterData): RefundRequestFormData {
  return issuedFor(data);
}

function issuedFor(data: DecisionLetterData): RefundRequestFormData & { fine: FineOnPaper; signer: PaperSigner } {
  const { language, department, decidedOn, signer } = data;
  return { language, department, issuedOn: decidedOn, fine: fineOf(data), signer };
}

function fineOf({ number, decidedOn, offender, offenderWasMinor, amountCents }: DecisionLetterData): FineOnPaper {
  return { number, decidedOn, offender, offenderWasMinor, amountCents };
}

function payerOf({
  liableParties,
  addressee,
}: DecisionLetterData): Pick<LetterLiableParty, 'identity' | 'addressLines'> {
  return liableParties[0] ?? addressee;
}
