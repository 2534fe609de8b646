import type { LegalDate } from '../kernel/legal-date';
import type { LetterDepartment } from './decision-letter.data';
import { fineRows, type FineOnPaper } from './fine-paper';
import type { FormField, LetterBlock, LetterContent, LetterLanguage } from './letter-content';
import { letterFrame } from './letter-frame';
import { letterTexts, type LetterTexts } from './letter-templates';

/** For whom the form of a request under article 4bis §1 is made out: for a fine, or for anybody who asks for it. */
export interface RefundRequestFormData {
  readonly language: LetterLanguage;
  readonly department: LetterDepartment;
  readonly issuedOn: LegalDate;
  /** Absent in the blank form, which then asks for the decision. */
  readonly fine?: FineOnPaper;
}

type Texts = LetterTexts<'refund-request-form'>;

/** Names of the fields, by which a program reads a form that came back; each has a label and a hint in the template. */
export const REFUND_REQUEST_FIELDS = {
  decision: ['decisionNumber', 'decidedOn', 'personName', 'personBirthDate'],
  applicant: ['surname', 'firstName', 'birthDate', 'address', 'email', 'phone'],
  payment: ['paidAmount', 'paidOn', 'payerName'],
  account: ['holder', 'iban', 'bic', 'bank'],
  closing: ['place', 'date', 'signature'],
} as const;

const ROUTES = ['paidToOffice', 'deposited'] as const;
const ENCLOSED = ['proof', 'other'] as const;
const SEVERAL_LINES: Readonly<Record<string, number>> = { address: 2, signature: 3 };

/**
 * The form by which somebody fined under article 4bis §1 asks for the money back, paid or deposited (R5, type A): filled in on a
 * screen or by hand, and sent by e-mail with the proof of payment. Free reason; a person decides (D12).
 */
export function refundRequestForm(
  data: RefundRequestFormData,
  texts: Texts = letterTexts('refund-request-form', data.language, data.issuedOn),
): LetterContent {
  const { language, department, issuedOn, fine } = data;
  const number = fine?.number ?? texts.plain('blank');
  return {
    ...letterFrame(texts, { language, department, number, decidedOn: issuedOn }),
    blocks: [
      { kind: 'heading', level: 1, text: texts.plain('subject') },
      { kind: 'paragraph', tone: 'small', content: texts.rich('lead', { email: department.email }) },
      { kind: 'heading', level: 2, text: texts.plain('section.decision') },
      fine === undefined
        ? lines(REFUND_REQUEST_FIELDS.decision, texts)
        : { kind: 'definitions', rows: fineRows(fine, texts, language) },
      { kind: 'heading', level: 2, text: texts.plain('section.applicant') },
      lines(REFUND_REQUEST_FIELDS.applicant, texts),
      { kind: 'heading', level: 2, text: texts.plain('section.payment') },
      lines(REFUND_REQUEST_FIELDS.payment, texts),
      ticks(ROUTES, texts),
      { kind: 'heading', level: 2, text: texts.plain('section.reason') },
      { kind: 'form-fields', fields: [{ ...named('reason', texts), lines: 8 }] },
      { kind: 'heading', level: 2, text: texts.plain('section.account') },
      lines(REFUND_REQUEST_FIELDS.account, texts),
      { kind: 'heading', level: 2, text: texts.plain('section.enclosed') },
      ticks(ENCLOSED, texts),
      { kind: 'heading', level: 2, text: texts.plain('section.closing') },
      { kind: 'paragraph', content: texts.rich('declaration') },
      lines(REFUND_REQUEST_FIELDS.closing, texts),
      { kind: 'paragraph', tone: 'small', content: texts.rich('appeal') },
      { kind: 'paragraph', tone: 'small', content: texts.rich('privacy') },
    ],
  };
}

type LineField = (typeof REFUND_REQUEST_FIELDS)[keyof typeof REFUND_REQUEST_FIELDS][number];
type AnyField = LineField | (typeof ROUTES)[number] | (typeof ENCLOSED)[number] | 'reason';

function lines(names: readonly LineField[], texts: Texts): LetterBlock {
  return {
    kind: 'form-fields',
    fields: names.map((name) => ({ ...named(name, texts), lines: SEVERAL_LINES[name] ?? 1 })),
  };
}

function ticks(names: readonly AnyField[], texts: Texts): LetterBlock {
  return { kind: 'form-fields', fields: names.map((name) => named(name, texts)) };
}

function named(name: AnyField, texts: Texts): FormField {
  return { name, label: texts.plain(`field.${name}.label`), hint: texts.plain(`field.${name}.hint`) };
}
