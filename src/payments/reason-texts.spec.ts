import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountRefusalCode } from '../statements/acceptance.rules';
import type { CamtRefusalCode } from '../statements/camt-xml';
import type { CodaRefusalCode } from '../statements/coda-record';
import type { StatementDefectCode } from '../statements/statement.model';
import type { AllocationRefusalCode, ReversalRefusalCode } from './allocation.rules';
import type { MatchReasonCode } from '../matching/match-outcome.types';

/** Every code that the rules of statements and payments can say; the compiler keeps the lists whole. */
const statementRefusals = {
  'coda-empty': 1, 'coda-too-large': 1, 'coda-byte-order-mark': 1, 'coda-utf8': 1, 'coda-line-length': 1, 'coda-control-character': 1,
  'coda-record-unknown': 1, 'coda-record-order': 1, 'coda-record-number': 1, 'coda-orphan-detail': 1, 'coda-sequence-repeated': 1,
  'coda-incomplete': 1, 'coda-after-last': 1, 'coda-sum-too-large': 1, 'coda-version': 1, 'coda-header': 1, 'coda-date': 1, 'coda-sign': 1,
  'coda-amount': 1, 'coda-number': 1, 'coda-account-structure': 1, 'coda-transaction-code': 1, 'coda-communication-type': 1, 'coda-code': 1,
  'coda-r-transaction': 1, 'coda-cut-off': 1, 'coda-record-count': 1, 'camt-entry-count': 1, 'coda-debit-sum': 1, 'coda-credit-sum': 1,
  'coda-balance': 1, 'coda-account-differs': 1, 'coda-third-decimal': 1, 'coda-next-code': 1, 'coda-link-code': 1,
  'coda-currency': 1, 'coda-account-unknown': 1, 'coda-before-account': 1, 'camt-too-large': 1, 'camt-encoding': 1, 'camt-doctype': 1, 'camt-malformed': 1, 'camt-depth': 1, 'camt-text-length': 1,
  'camt-version': 1, 'camt-element': 1, 'camt-batch-sum': 1,
  'coda-detail-sum': 1,
  'camt-sum-too-large': 1,
  'camt-too-many-elements': 1,
} satisfies Record<CamtRefusalCode | CodaRefusalCode | StatementDefectCode | AccountRefusalCode, 1>; // prettier-ignore

const paymentRefusals = {
  'allocation-debit': 1, 'allocation-amount': 1, 'allocation-exceeds-movement': 1, 'allocation-fine-closed': 1, 'allocation-fine-settled': 1, 'allocation-fine-written-off': 1,
  'allocation-exceeds-debt': 1, 'allocation-standing': 1, 'allocation-reversed': 1,
  'allocation-owed-back': 1,
  'allocation-rest-decided': 1, 'allocation-reversal-reason': 1,
} satisfies Record<AllocationRefusalCode | ReversalRefusalCode, 1>; // prettier-ignore

const matchReasons = {
  'structured-reference': 1, 'decision-number': 1, 'names-and-birth-date': 1, 'several-references': 1, 'other-name-and-birth-date': 1, 'one-of-several-fines': 1,
  'all-fines-of-debtor': 1, 'several-named': 1, 'less-bank-charges': 1, 'marked-part': 1, 'split-uncertain': 1, 'other-fines-open': 1, 'may-be-deposit': 1, 'may-be-remittance': 1, 'may-be-released-deposit': 1, 'candidate-same-debtor': 1,
  'candidate-payer-account': 1, 'candidate-mandatary': 1, 'candidate-split': 1, debit: 1, 'r-transaction': 1, correction: 1, 'replaced-by-details': 1, undone: 1, 'undo-owed-back': 1, undoes: 1, 'undoing-reversed': 1,
  'no-amount': 1, 'no-evidence': 1, 'reference-unknown': 1, 'several-fines': 1, 'several-debtors': 1, namesakes: 1, contradiction: 1,
  'other-levy': 1, 'fine-settled': 1, 'fine-granted': 1, 'fine-written-off': 1, 'fine-withdrawn': 1, 'fine-annulled': 1, 'amount-differs': 1, 'birth-date-incomplete': 1, 'names-uncertain': 1, 'candidate-names': 1, 'candidate-payer': 1,
  'enterprise-number': 1, 'enterprise-one-of-several': 1, 'enterprise-all-fines': 1, 'enterprise-less-charges': 1, 'enterprise-marked-part': 1, 'enterprise-number-and-person': 1,
  'candidate-enterprise-number': 1, 'first-of-january': 1, 'below-threshold': 1, overpayment: 1, manual: 1, remainder: 1, reversed: 1, detail: 1, 'candidate-reference': 1, 'candidate-names-and-birth-date': 1, 'candidate-surname-and-birth-date': 1, 'candidate-first-name-and-birth-date': 1,
} satisfies Record<MatchReasonCode, 1>; // prettier-ignore

interface Texts {
  readonly refusal: Readonly<Record<string, string>>;
  readonly matching?: { readonly reason: Readonly<Record<string, string>> };
}

function textsOf(language: string, area: string): Texts {
  return JSON.parse(
    readFileSync(join(__dirname, '../../templates/locales', language, `${area}.json`), 'utf8'),
  ) as Texts;
}

const placeholders = (text: string): string[] => [...text.matchAll(/\{\{[^}]+\}\}/g)].map(([found]) => found).sort();

describe.each(['fr', 'nl', 'de', 'en'])('what people read in %s', (language) => {
  it.each([
    ['statements', 'refusal', statementRefusals],
    ['payments', 'refusal', paymentRefusals],
    ['payments', 'matching.reason', matchReasons],
  ] as const)('%s has a text for every code of %s, with the same values as in English', (area, group, codes) => {
    const pick = (texts: Texts): Readonly<Record<string, string>> =>
      group === 'refusal' ? texts.refusal : (texts.matching?.reason ?? {});
    const [texts, english] = [pick(textsOf(language, area)), pick(textsOf('en', area))];
    for (const code of Object.keys(codes)) {
      expect({ code, placeholders: placeholders(texts[code] ?? 'none') }).toEqual({
        code,
        placeholders: placeholders(english[code]!),
      });
      expect(texts[code]).toMatch(/\.$/);
    }
  });
});
