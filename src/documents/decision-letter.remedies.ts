import { formatBirthDate } from '../kernel/birth-date';
import { formatIban, parseIban, type Iban } from '../kernel/iban';
import { formatOgm } from '../kernel/ogm';
import { typedText, type DecisionLetterContext, type LetterSection } from './decision-letter.context';
import { epcPayload, officeCommunication, qrModules } from './epc-qr';
import type { Definition, LetterBlock, QrSymbol, RichText, TextRun } from './letter-content';
import { plain } from './letter-content';
import { LetterTemplateError } from './letter-templates';

/** R3.1-R3.7, D3, D29: payable at once; to the Office by preference, or deposited with the Caisse des Dépôts. */
export function paymentSection(context: DecisionLetterContext): LetterSection {
  const { texts } = context;
  return {
    key: 'payment',
    heading: texts.plain('payment.heading'),
    blocks: [
      { kind: 'paragraph', content: texts.rich('payment.atOnce') },
      ...officeRoute(context),
      ...depositRoute(context),
    ],
  };
}

/** The communication of the act, in whose language it calls the department; an information copy says which. */
function communicationRun({ data, printed }: DecisionLetterContext, text: string): TextRun {
  return { text, bold: true, ...(printed === data.language ? {} : { language: data.language }) };
}

function officeRoute(context: DecisionLetterContext): LetterBlock[] {
  const { data, texts, amount } = context;
  const { office, structuredCommunication, departmentName } = data.payment;
  const { latinSurname: surname, latinFirstName: firstName } = data.offender;
  const person = { surname, firstName, birthDate: formatBirthDate(data.offender.birthDate) };
  const communication = officeCommunication(departmentName, person, data.number);
  const rows: Definition[] = [
    { term: texts.plain('payment.beneficiary'), values: [plain(office.beneficiary)] },
    { term: texts.plain('payment.iban'), values: [[{ text: printedIban(office.iban), bold: true }]] },
    { term: texts.plain('payment.bic'), values: [plain(office.bic)] },
    { term: texts.plain('payment.amount'), values: [[{ text: amount, bold: true }]] },
    { term: texts.plain('payment.communication'), values: [[communicationRun(context, communication)]] },
    { term: texts.plain('payment.structured'), values: [plain(formatOgm(structuredCommunication))] },
    { term: texts.plain('payment.decisionNumber'), values: [plain(data.number)] },
  ];
  return [
    { kind: 'heading', level: 3, text: texts.plain('payment.officeHeading') },
    { kind: 'paragraph', content: texts.rich(`payment.communicationNote.${context.facts}`), keepWithNext: true },
    { kind: 'payment-slip', rows, qr: paymentQr(context, communication) },
  ];
}

function paymentQr(
  { data, texts, amount }: DecisionLetterContext,
  communication: string,
): QrSymbol & { readonly caption: string } {
  const { beneficiary, iban, bic } = data.payment.office;
  const payload = epcPayload({ beneficiary, iban, bic, amountCents: data.amountCents, communication });
  // Accounts are checked when they are entered and confirmed: one that does not validate must never reach a letter.
  if (!payload.ok) throw new LetterTemplateError(`no payment code: ${payload.refusal.code}`);
  return {
    ...qrModules(payload.value),
    alt: texts.plain('payment.qrAlt', { amount, beneficiary, iban: printedIban(iban), communication }),
    caption: texts.plain('payment.qrCaption'),
  };
}

/** The account in groups that no line end cuts. One that does not validate is never printed, nor repaired (trap 14). */
function printedIban(iban: Iban): string {
  const checked = parseIban(iban);
  if (!checked.ok) throw new LetterTemplateError(`an account that does not validate: ${checked.refusal.code}`);
  return formatIban(iban).replaceAll(' ', '\u00a0');
}

/** D3: the account only when confirmed; D29, R3.7: contact first, since money that was not announced is sent back; R3.5: discouraged. */
function depositRoute(context: DecisionLetterContext): LetterBlock[] {
  const { texts } = context;
  const contents: RichText[] = [
    texts.rich('deposit.letterPayer'),
    texts.rich('deposit.letterAmount'),
    texts.rich(`deposit.letterPerson.${context.facts}`),
    texts.rich('deposit.letterReason'),
  ];
  return [
    { kind: 'heading', level: 3, text: texts.plain('deposit.heading') },
    { kind: 'paragraph', content: texts.rich('deposit.advice') },
    { kind: 'paragraph', content: texts.rich('deposit.contactFirst') },
    depositAccount(context),
    { kind: 'paragraph', content: texts.rich('deposit.letter'), keepWithNext: true },
    { kind: 'list', items: contents },
    { kind: 'paragraph', content: texts.rich('deposit.letterCopy') },
  ];
}

function depositAccount({ data, texts, amount }: DecisionLetterContext): LetterBlock {
  const { deposit } = data.payment;
  if (deposit.state === 'unconfirmed') {
    return { kind: 'paragraph', content: texts.rich('deposit.onRequest', { email: data.department.email }) };
  }
  const { account } = deposit;
  return {
    kind: 'payment-slip',
    rows: [
      { term: texts.plain('payment.beneficiary'), values: [plain(account.beneficiary)] },
      { term: texts.plain('payment.iban'), values: [[{ text: printedIban(account.iban), bold: true }]] },
      { term: texts.plain('payment.bic'), values: [plain(account.bic)] },
      { term: texts.plain('payment.amount'), values: [plain(amount)] },
      { term: texts.plain('payment.communication'), values: [texts.rich('deposit.communication')] },
    ],
  };
}

/** R2.5, R4.1-R4.4, 4A: court, form, term and how it is counted; without it the term would not begin. */
export function appealSection({ texts }: Pick<DecisionLetterContext, 'texts'>): LetterSection {
  return {
    key: 'appeal',
    heading: texts.plain('appeal.heading'),
    blocks: [
      { kind: 'paragraph', content: texts.rich('appeal.court') },
      { kind: 'paragraph', content: texts.rich('appeal.start'), keepWithNext: true },
      { kind: 'list', items: [texts.rich('appeal.hand'), texts.rich('appeal.registered'), texts.rich('appeal.post')] },
      { kind: 'paragraph', content: texts.rich('appeal.end') },
      { kind: 'paragraph', content: texts.rich('appeal.noSuspension') },
      { kind: 'paragraph', content: texts.rich('appeal.judgment') },
    ],
  };
}

/** R7.1, R7.2: the name in the law and the service that does the work today. */
export function nonPaymentSection({ data, texts }: DecisionLetterContext): LetterSection {
  const { statutoryName: statutory, operationalName: operational } = data.recovery;
  return {
    key: 'nonPayment',
    heading: texts.plain('nonPayment.heading'),
    blocks: [{ kind: 'paragraph', content: texts.rich('nonPayment.transfer', { statutory, operational }) }],
  };
}

/** D12: only a fine under article 4bis §1 has a request for refund outside an appeal (R5.2). */
export function refundSection({ data, texts }: DecisionLetterContext): LetterSection[] {
  if (data.ground.article !== '4bis') return [];
  const content = texts.rich('refund.request', { email: data.department.email });
  return [
    {
      key: 'refund',
      heading: texts.plain('refund.heading'),
      blocks: [
        { kind: 'paragraph', content },
        { kind: 'paragraph', content: texts.rich('refund.separate') },
      ],
    },
  ];
}

/** Privacy notice, and why the letter is in its language (D14, D25). */
export function privacySection(context: DecisionLetterContext): LetterSection {
  const { data, texts } = context;
  const { languageChoice } = data;
  const language =
    languageChoice.kind === 'used'
      ? texts.rich('privacy.languageUsed')
      : texts.rich('privacy.languageChosen', { reason: typedText(context, languageChoice.reason) });
  return {
    key: 'privacy',
    heading: texts.plain('privacy.heading'),
    blocks: [
      { kind: 'paragraph', content: texts.rich('privacy.controller') },
      {
        kind: 'paragraph',
        content: texts.rich('privacy.rights', { email: data.department.email }),
        keepWithNext: true,
      },
      // The signature follows: it never stands on a page of its own.
      { kind: 'paragraph', content: language, keepWithNext: true },
    ],
  };
}
