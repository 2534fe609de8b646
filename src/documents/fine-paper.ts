import { formatBirthDate } from '../kernel/birth-date';
import type { LegalDate } from '../kernel/legal-date';
import { formatEuro } from '../kernel/money';
import { factsOf, type FactsOf } from './decision-letter.context';
import type { FineLetterData } from './decision-letter.data';
import { plain, type Definition, type LetterBlock, type PrintedLanguage, type RichText } from './letter-content';
import { latinName } from './letter-names';
import { longDate, type TextParams } from './letter-templates';
import type { PaperSigner } from './paper-signer.view';

/** What a paper about the money of a fine says of the fine. */
export type FineOnPaper = Pick<
  FineLetterData,
  'number' | 'decidedOn' | 'offender' | 'offenderWasMinor' | 'amountCents'
>;

/** Texts that every such paper has. */
interface FineTexts {
  plain(
    key: `fine.${'number' | 'decidedOn' | 'decidedBy' | 'administration' | 'fine'}` | `fine.sanctioned.${FactsOf}`,
  ): string;
  rich(key: 'fine.fineText' | 'fine.bornOn', params: TextParams): RichText;
}

/** Number of the decision, its day or the administration that made it, the fine, and whose facts are fined: the minor is named, who owes nothing (trap 6). */
export function fineRows(fine: FineOnPaper, texts: FineTexts, language: PrintedLanguage): Definition[] {
  const { offender } = fine;
  const sanctioned = { name: latinName(offender), date: formatBirthDate(offender.birthDate) };
  return [
    { term: texts.plain('fine.number'), values: [[{ text: fine.number, bold: true }]] },
    fine.decidedOn === undefined
      ? { term: texts.plain('fine.decidedBy'), values: [plain(texts.plain('fine.administration'))] }
      : { term: texts.plain('fine.decidedOn'), values: [plain(longDate(fine.decidedOn, language))] },
    {
      term: texts.plain('fine.fine'),
      values: [texts.rich('fine.fineText', { amount: formatEuro(fine.amountCents, language) })],
    },
    { term: texts.plain(`fine.sanctioned.${factsOf(fine)}`), values: [texts.rich('fine.bornOn', sanctioned)] },
  ];
}

interface SignatureTexts {
  rich(key: 'signature.place' | 'signature.for', params?: TextParams): RichText;
}

/** Place and day, for the Office, name and grade. */
export function paperSignature(
  { signer, on, language }: { signer: PaperSigner; on: LegalDate; language: PrintedLanguage },
  texts: SignatureTexts,
): LetterBlock {
  return {
    kind: 'signature',
    lines: [
      texts.rich('signature.place', { date: longDate(on, language) }),
      texts.rich('signature.for'),
      [{ text: signer.name, bold: true }],
      ...(signer.grade === undefined ? [] : [plain(signer.grade)]),
    ],
  };
}
