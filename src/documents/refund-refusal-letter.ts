import type { LegalDate } from '../kernel/legal-date';
import type { LetterAddressee, LetterDepartment } from './decision-letter.data';
import { fineRows, paperSignature, type FineOnPaper } from './fine-paper';
import type { PaperSigner } from './paper-signer.view';
import { plain, type Definition, type LetterContent, type LetterLanguage } from './letter-content';
import { copyWindow, letterFrame, numberAndDay } from './letter-frame';
import { paragraphsOf, paragraphBlocks } from './letter-names';
import { passages } from './letter-passages';
import { letterTexts, longDate, type LetterTexts } from './letter-templates';

/** What the letter says of a request under article 4bis §1 that is refused. */
export interface RefundRefusalLetterData {
  readonly language: LetterLanguage;
  readonly department: LetterDepartment;
  readonly issuedOn: LegalDate;
  readonly addressee: LetterAddressee;
  readonly fine: FineOnPaper;
  readonly receivedOn: LegalDate;
  /** What the person asked and why, as it was recorded. */
  readonly request: string;
  /** Why the Office refuses. */
  readonly reason: string;
  /** Whoever decided; with the grade. */
  readonly signer: PaperSigner;
}

type Texts = LetterTexts<'refund-refusal'>;

/** The refusal of a refund under article 4bis §1 (D12): what was asked, why it is refused, what can be done against it (R2.5). */
export function refundRefusalLetter(
  data: RefundRefusalLetterData,
  texts: Texts = letterTexts('refund-refusal', data.language, data.issuedOn),
): LetterContent {
  const { department, fine, issuedOn, language, addressee } = data;
  const { number } = fine;
  return {
    ...letterFrame(texts, { language, department, number, decidedOn: issuedOn }),
    window: copyWindow(texts, 'refund-refusal', { department, number, addressee }),
    blocks: [
      numberAndDay(texts, { number, issuedOn, language }),
      { kind: 'heading', level: 1, text: texts.plain('subject') },
      { kind: 'paragraph', tone: 'lead', content: texts.rich('lead') },
      { kind: 'heading', level: 2, text: texts.plain('request.heading') },
      { kind: 'definitions', rows: [...fineRows(fine, texts, language), ...requestRows(data, texts)] },
      { kind: 'heading', level: 2, text: texts.plain('decision.heading') },
      { kind: 'paragraph', content: texts.rich('decision.refused'), keepWithNext: true },
      ...paragraphBlocks(data.reason),
      { kind: 'paragraph', content: texts.rich('decision.stays') },
      { kind: 'heading', level: 2, text: texts.plain('remedies.heading') },
      {
        kind: 'list',
        items: [
          texts.rich('remedies.again', { email: department.email, number }),
          texts.rich('remedies.court'),
          texts.rich('remedies.term'),
        ],
      },
      { kind: 'paragraph', content: texts.rich('remedies.ombudsman'), keepWithNext: true },
      paperSignature({ signer: data.signer, on: issuedOn, language }, texts),
    ],
  };
}

function requestRows({ receivedOn, request, language }: RefundRefusalLetterData, texts: Texts): Definition[] {
  return [
    { term: texts.plain('request.receivedOn'), values: [plain(longDate(receivedOn, language))] },
    { term: texts.plain('request.text'), values: paragraphsOf(request).map((line) => passages(line)) },
  ];
}
