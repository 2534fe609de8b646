import type { LegalDate } from '../kernel/legal-date';
import type { LetterDepartment } from './decision-letter.data';
import { qrModules } from './epc-qr';
import { plain, type LetterContent, type LetterLanguage } from './letter-content';
import { withNamedCharacters } from './letter-fonts';
import { departmentFrame } from './letter-frame';
import { letterTexts } from './letter-templates';

/** Where a letter goes today, and which copy it is. */
export interface CoverSheetData {
  readonly language: LetterLanguage;
  readonly department: LetterDepartment;
  /** By which the letter behind it comes back. */
  readonly reference: string;
  readonly recipient: string;
  readonly addressLines: readonly string[];
  readonly preparedOn: LegalDate;
}

/**
 * The sheet that lies on top of a letter whose window shows another address than that of today: the address, and the reference by which it comes
 * back. The letter behind it stays as it was issued. A character that no font shows is named in its place, as in the list of the mailing.
 */
export function coverSheet(data: CoverSheetData): LetterContent {
  const { language, department, reference, preparedOn, recipient, addressLines } = data;
  const texts = letterTexts('marks', language, preparedOn);
  const act = letterTexts('decision', language, preparedOn);
  const title = texts.plain('cover.title');
  return {
    ...departmentFrame(act, { language, department }),
    templateVersion: texts.version,
    title,
    runningTitle: title,
    window: {
      reference: act.plain('windowReference', { reference }),
      returnAddress: department.addressLines.join(', '),
      code: { ...qrModules(reference), alt: act.plain('returnCode', { reference }) },
      lines: [
        [{ text: withNamedCharacters(recipient), bold: true }],
        ...addressLines.map((line) => plain(withNamedCharacters(line))),
      ],
    },
    blocks: [
      { kind: 'heading', level: 1, text: title },
      { kind: 'paragraph', content: texts.rich('cover.text', { reference }) },
    ],
  };
}
