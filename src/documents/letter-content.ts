/**
 * The model of a letter: what is said, in reading order, without a word about fonts, coordinates or PDF.
 * A letter's text is made by pure functions (decision-letter.ts, handover-receipt.ts); `renderLetter` sets it on paper.
 * Plain data throughout, so that a letter can be compared, hashed and kept.
 */

/** The languages in which an act may be made (D14, R2.9). English exists as an information copy only, never as the act. */
export type LetterLanguage = 'fr' | 'nl' | 'de';

/** What a document may be printed in: the language of the act, or English in an information copy beside it (trap 22). */
export type PrintedLanguage = LetterLanguage | 'en';

export const LETTER_LANGUAGES = ['fr', 'nl', 'de'] as const satisfies readonly LetterLanguage[];

/** A stretch of text with one look. `language` (BCP 47) is given only where it differs from the letter's own. */
export interface TextRun {
  readonly text: string;
  readonly bold?: true;
  readonly language?: string;
}

export type RichText = readonly TextRun[];

/** A heading; level 1 is the subject of the letter and occurs once. Levels 1 and 2 become bookmarks. */
export interface HeadingBlock {
  readonly kind: 'heading';
  readonly level: 1 | 2 | 3;
  readonly text: string;
}

export interface ParagraphBlock {
  readonly kind: 'paragraph';
  readonly content: RichText;
  /** `lead` follows the subject, `small` is for notes. Without it: body text. */
  readonly tone?: 'lead' | 'small';
  /** Stays on the page of what follows it. */
  readonly keepWithNext?: true;
}

/** One line of a two-column table: a term (header of its row) and its value, one or more paragraphs. */
export interface Definition {
  readonly term: string;
  readonly values: readonly RichText[];
}

export interface DefinitionsBlock {
  readonly kind: 'definitions';
  readonly rows: readonly Definition[];
}

/** A short table with column headers, set side by side under the address (number, date, file …). */
export interface ReferencesBlock {
  readonly kind: 'references';
  readonly cells: readonly { readonly label: string; readonly value: string }[];
}

export interface ListBlock {
  readonly kind: 'list';
  readonly items: readonly RichText[];
}

/** A framed summary that stays on one page. */
export interface PanelBlock {
  readonly kind: 'panel';
  readonly title: string;
  readonly items: readonly RichText[];
}

/** A QR code as its dark and light modules, row by row (true = dark), with the text that stands for it. */
export interface QrSymbol {
  readonly size: number;
  readonly modules: readonly boolean[];
  readonly alt: string;
}

/** How to pay: a framed table with, beside it, the code for a banking app. Stays on one page. */
export interface PaymentSlipBlock {
  readonly kind: 'payment-slip';
  readonly rows: readonly Definition[];
  readonly qr?: QrSymbol & { readonly caption: string };
}

/** The signer's words, name and grade; stays on the page of the end of the text before it. */
export interface SignatureBlock {
  readonly kind: 'signature';
  readonly lines: readonly RichText[];
}

/** Lines to be filled in by hand. `tall` leaves the room of a signature. */
export interface FormLinesBlock {
  readonly kind: 'form-lines';
  readonly fields: readonly { readonly label: string; readonly tall?: true }[];
}

/** Boxes to tick by hand. */
export interface ChoicesBlock {
  readonly kind: 'choices';
  readonly items: readonly RichText[];
}

/** Something to fill in on a screen: a line, several lines, or a box to tick. */
export interface FormField {
  /** Unique in the form; what a program reads the answer by. */
  readonly name: string;
  readonly label: string;
  /** What is spoken for the field and shown over it. */
  readonly hint: string;
  /** How many lines there is room for; a box to tick where it is left out. */
  readonly lines?: number;
}

/** Fields of a form, filled in on a screen or by hand. */
export interface FormFieldsBlock {
  readonly kind: 'form-fields';
  readonly fields: readonly FormField[];
}

export type LetterBlock =
  | HeadingBlock
  | ParagraphBlock
  | DefinitionsBlock
  | ReferencesBlock
  | ListBlock
  | PanelBlock
  | PaymentSlipBlock
  | SignatureBlock
  | FormLinesBlock
  | ChoicesBlock
  | FormFieldsBlock;

/** Who writes: printed at the head of the first page. */
export interface Letterhead {
  /** Left out of a letter that somebody else writes, which the Office only sets. */
  readonly office?: {
    readonly ministry: string;
    readonly name: string;
    /** The Office's name in the other languages of the country. */
    readonly otherNames: readonly string[];
  };
  /** The department and how to reach it, beside the address window; the writer and the address, where that is somebody else. */
  readonly senderLines: readonly string[];
}

/** What shows through the window of a C5/6 envelope. */
export interface AddressWindow {
  /** Says to which case a returned letter belongs. */
  readonly reference: string;
  /** Where to return it; left out where it does not fit on the line of the reference. */
  readonly returnAddress: string;
  /** The reference as a code, for letters that come back by the boxful. */
  readonly code?: QrSymbol;
  readonly lines: readonly RichText[];
}

/** Printed across each page of what is not an act: a preview, a copy for information (trap 22). */
export interface LetterMark {
  /** One line, at the head of each page. */
  readonly text: string;
  /** A word or two, pale, behind the text. */
  readonly watermark: string;
}

export interface LetterContent {
  readonly language: PrintedLanguage;
  /** Version of the template whose texts it has; kept with the document. */
  readonly templateVersion: string;
  /** Title of the document in a reader's window and in the metadata; holds no personal data. */
  readonly title: string;
  readonly author: string;
  readonly letterhead: Letterhead;
  readonly window?: AddressWindow;
  readonly mark?: LetterMark;
  /** Repeated at the head of the second and later pages. */
  readonly runningTitle: string;
  readonly footer: string;
  /** With `{{page}}` and `{{pages}}`. */
  readonly pageLabel: string;
  readonly blocks: readonly LetterBlock[];
}

/** Plain text as rich text. */
export function plain(text: string): RichText {
  return [{ text }];
}
