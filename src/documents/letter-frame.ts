import type { LegalDate } from '../kernel/legal-date';
import type { DecisionNumber } from '../kernel/decision-number';
import type { LetterAddressee, LetterDepartment } from './decision-letter.data';
import {
  plain,
  type AddressWindow,
  type LetterBlock,
  type LetterContent,
  type PrintedLanguage,
  type RichText,
} from './letter-content';
import { identityName } from './letter-names';
import { longDate, type TextKey, type TextParams } from './letter-templates';
import { formatReturnReference, type ReturnableLetter } from './return-reference';

/** Texts that the templates of all letters have. */
interface DepartmentTexts {
  readonly label: string;
  readonly version: string;
  plain(
    key:
      | 'office'
      | 'ministry'
      | `otherName.${'first' | 'second'}`
      | `contact.${'email' | 'phone'}`
      | 'footer'
      | 'pageLabel',
    params?: TextParams,
  ): string;
}

/** Texts that the templates of all letters about a decision have. */
interface FrameTexts extends DepartmentTexts {
  plain(key: Exclude<TextKey<'decision'> & TextKey<'receipt'>, 'subject' | 'lead'>, params?: TextParams): string;
}

/** What stands around every letter of a department, whatever it is about: letterhead, foot, number of the page. */
export function departmentFrame(
  texts: DepartmentTexts,
  { language, department }: { language: PrintedLanguage; department: LetterDepartment },
): Omit<LetterContent, 'blocks' | 'window' | 'title' | 'runningTitle'> {
  const office = texts.plain('office');
  const address = department.addressLines.join(', ');
  return {
    language,
    templateVersion: texts.version,
    author: office,
    letterhead: {
      office: {
        ministry: texts.plain('ministry'),
        name: office,
        otherNames: [texts.plain('otherName.first'), texts.plain('otherName.second')],
      },
      senderLines: [
        department.name,
        ...department.addressLines,
        texts.plain('contact.email', { email: department.email }),
        ...(department.phone === undefined ? [] : [texts.plain('contact.phone', { phone: department.phone })]),
      ],
    },
    footer: texts.plain('footer', { office, department: department.name, address, template: texts.label }),
    pageLabel: texts.plain('pageLabel', { page: '{{page}}', pages: '{{pages}}' }),
  };
}

/** What stands around every letter about a decision: that of its department, running title, title of the document. */
export function letterFrame(
  texts: FrameTexts,
  letter: { language: PrintedLanguage; department: LetterDepartment; number: string; decidedOn: LegalDate },
): Omit<LetterContent, 'blocks' | 'window'> {
  const { language, number, decidedOn } = letter;
  return {
    ...departmentFrame(texts, letter),
    title: texts.plain('title', { number }),
    runningTitle: texts.plain('runningTitle', { number, date: longDate(decidedOn, language) }),
  };
}

/** Texts of a letter that names its case in a box at its head. */
interface ReferenceTexts {
  plain(key: 'reference.number' | 'reference.date'): string;
}

/** The box with the number that the letter is about and the day of the letter. */
export function numberAndDay(
  texts: ReferenceTexts,
  { number, issuedOn, language }: { number: string; issuedOn: LegalDate; language: PrintedLanguage },
): LetterBlock {
  return {
    kind: 'references',
    cells: [
      { label: texts.plain('reference.number'), value: number },
      { label: texts.plain('reference.date'), value: longDate(issuedOn, language) },
    ],
  };
}

/** Texts of a letter that may follow a decision of an earlier administration. */
interface FollowingTexts {
  plain(key: 'runningTitle' | 'takenOver.runningTitle', params: TextParams): string;
}

/** What stands around a letter that follows a decision on its own day: it names the decision by its day, or by the administration that made it. */
export function followingFrame(
  texts: FrameTexts & FollowingTexts,
  letter: { language: PrintedLanguage; department: LetterDepartment; number: string; decidedOn?: LegalDate },
  followedOn: LegalDate,
): Omit<LetterContent, 'blocks' | 'window'> {
  const { decidedOn, number } = letter;
  const frame = letterFrame(texts, { ...letter, decidedOn: decidedOn ?? followedOn });
  return decidedOn === undefined
    ? { ...frame, runningTitle: texts.plain('takenOver.runningTitle', { number }) }
    : frame;
}

/** Texts of a letter that follows a decision and goes to each of its addressees. */
interface CopyTexts {
  plain(key: 'windowReference', params: TextParams): string;
  rich(key: 'careOf', params: TextParams): RichText;
}

/** The window of one copy: its own reference, by which the post returns it, and the elected domicile where there is one. */
export function copyWindow(
  texts: CopyTexts,
  kind: ReturnableLetter,
  letter: { department: LetterDepartment; number: DecisionNumber; addressee: LetterAddressee },
): AddressWindow {
  const { number, addressee } = letter;
  const reference = formatReturnReference({ number, ordinal: addressee.ordinal, letter: kind });
  return addressWindow(texts, { ...letter, reference });
}

/** Where a letter goes that has a reference of its own. */
export function addressWindow(
  texts: CopyTexts,
  letter: { department: LetterDepartment; reference: string; addressee: Omit<LetterAddressee, 'ordinal'> },
): AddressWindow {
  const { department, reference, addressee } = letter;
  const { identity, careOf, addressLines } = addressee;
  return {
    reference: texts.plain('windowReference', { number: reference }),
    returnAddress: department.addressLines.join(', '),
    lines: [
      [{ text: identityName(identity), bold: true }],
      ...(careOf === undefined ? [] : [texts.rich('careOf', { name: identityName(careOf) })]),
      ...addressLines.map(plain),
    ],
  };
}
