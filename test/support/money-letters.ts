import type { DecisionLetterData } from '../../src/documents/decision-letter.data';
import { depositLetter } from '../../src/documents/deposit-letter';
import type { LetterContent } from '../../src/documents/letter-content';
import {
  sampleCertificate,
  sampleDeposit,
  sampleReceipt,
  sampleRefund,
  sampleRefusedRefund,
  sampleRefundRequest,
} from '../../src/documents/letter-samples.money';
import { paymentCertificate } from '../../src/documents/payment-certificate';
import { paymentReceipt } from '../../src/documents/payment-receipt';
import { refundLetter } from '../../src/documents/refund-letter';
import { refundRefusalLetter } from '../../src/documents/refund-refusal-letter';
import { refundRequestForm } from '../../src/documents/refund-request-form';
import { cents, ZERO_CENTS } from '../../src/kernel/money';

const FIRM = { kind: 'organisation', name: 'Compagnie Modèle SA' } as const;

const GROUNDS = [
  'overpayment',
  'doublePayment',
  'otherFine',
  'notADebt',
  'wrongAccount',
  'withdrawal',
  'judgment',
  'request4bis',
] as const;

/** Letters about the money of a decision in which, together, every text of their templates occurs. */
export function everyMoneyLetter(data: DecisionLetterData): LetterContent[] {
  const [deposit, receipt, certificate, refund, request] = [
    sampleDeposit(data),
    sampleReceipt(data),
    sampleCertificate(data),
    sampleRefund(data),
    sampleRefundRequest(data),
  ];
  const { fine: _, ...blank } = request;
  const minor = { ...receipt.fine, offenderWasMinor: true };
  const { decidedOn: _day, ...takenOver } = receipt.fine;
  return [
    depositLetter({ ...deposit, fine: minor, depositAccount: { state: 'unconfirmed' } }),
    depositLetter({ ...deposit, payer: { ...deposit.payer, identity: FIRM } }),
    paymentReceipt({ ...receipt, fine: minor }),
    paymentReceipt({ ...receipt, openCents: ZERO_CENTS }),
    paymentReceipt({ ...receipt, payment: { ...receipt.payment, isAdvance: true } }),
    paymentCertificate({ ...certificate, fine: minor }),
    paymentCertificate({ ...certificate, openCents: cents(50) }),
    paymentCertificate({ ...certificate, beforeNotification: true }),
    paymentCertificate({ ...certificate, waivedCents: cents(50) }),
    ...(['deposit', 'finance', 'takeover'] as const).map((origin) =>
      paymentCertificate({ ...certificate, bookings: certificate.bookings.map((each) => ({ ...each, origin })) }),
    ),
    ...GROUNDS.map((ground) => refundLetter({ ...refund, ground, fine: minor })),
    refundRefusalLetter({ ...sampleRefusedRefund(data), fine: minor }),
    refundRequestForm({ ...request, fine: minor }),
    refundRequestForm(blank),
    depositLetter({ ...deposit, fine: takenOver }),
    paymentReceipt({ ...receipt, fine: takenOver }),
    paymentCertificate({ ...certificate, fine: takenOver }),
    refundLetter({ ...refund, fine: takenOver }),
    refundRefusalLetter({ ...sampleRefusedRefund(data), fine: takenOver }),
    refundRequestForm({ ...request, fine: takenOver }),
    paymentReceipt(receipt),
    paymentCertificate(certificate),
    refundLetter(refund),
    refundRefusalLetter(sampleRefusedRefund(data)),
    refundRequestForm(request),
  ];
}
