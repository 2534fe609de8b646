import { createHash } from 'node:crypto';
import PDFDocument from 'pdfkit';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';
import { prepareBlock } from './letter-blocks';
import { paintHeadsAndFeet, paintLetterhead, paintMark, paintSender } from './letter-edges';
import type { PreparedBlock } from './letter-flow';
import { codePointName, letterFont, unprintableCharacters } from './letter-fonts';
import type { LetterBlock, LetterContent } from './letter-content';
import { languageTag, LetterSheet, SHEET } from './letter-sheet';
import { paintWindow, WINDOW } from './letter-window';

/** Thrown for a text that cannot be printed. Texts of people are checked with `printableText` when they are typed, a letter with `printableLetter`. */
export class UnprintableLetterError extends RangeError {
  constructor(readonly characters: readonly string[]) {
    super(`characters that a letter cannot show: ${characters.map(codePointName).join(', ')}`);
    this.name = 'UnprintableLetterError';
  }
}

/** pdfaid is predefined in PDF/A-3, pdfuaid is not: without this description the file would not be valid PDF/A. */
const PDFUA_IDENTIFIER = `
        <rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
            <pdfuaid:part>1</pdfuaid:part>
        </rdf:Description>
        <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
            <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
                <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
                <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
                <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
                <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
                    <pdfaProperty:name>part</pdfaProperty:name>
                    <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
                    <pdfaProperty:category>internal</pdfaProperty:category>
                    <pdfaProperty:description>Part of ISO 14289 to which the document conforms</pdfaProperty:description>
                </rdf:li></rdf:Seq></pdfaSchema:property>
            </rdf:li></rdf:Bag></pdfaExtension:schemas>
        </rdf:Description>`;

/** Creator of the file as its metadata names it. */
const CREATOR = 'Fines Office';

/** A file that goes inside a letter, so that the two cannot be parted: the decision in what is written about it. */
export interface LetterAttachment {
  readonly fileName: string;
  /** What it is, for whoever opens the letter, in its language. */
  readonly description: string;
  readonly mediaType: 'application/pdf';
  readonly bytes: Buffer;
}

/** When a letter is made, and what goes inside it. */
export interface RenderOptions {
  /** The instant that the file names as its creation, to the second. */
  readonly createdAt: Date;
  readonly attachments?: readonly LetterAttachment[];
}

/**
 * Sets a letter on A4 as PDF/A-3a and PDF/UA-1: tagged, fonts embedded, bookmarks, language by passage, head and foot
 * of each page as artifacts. The same content and instant always give the same bytes, whatever else is being made.
 *
 * Rejects with `UnprintableLetterError` when a text holds a character that the bundled fonts cannot show.
 */
export async function renderLetter(
  content: LetterContent,
  { createdAt, attachments = [] }: RenderOptions,
): Promise<Buffer> {
  const unprintable = unprintableIn(content);
  if (unprintable.length > 0) throw new UnprintableLetterError(unprintable);
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    subset: 'PDF/A-3a',
    tagged: true,
    lang: languageTag(content.language),
    displayTitle: true,
    bufferPages: true,
    autoFirstPage: false,
    font: '',
    info: documentInfo(content, createdAt, attachments),
  });
  const bytes = collect(doc);
  // pdfkit takes a parsed font object where its published types know only files and buffers.
  doc.registerFont('regular', letterFont('regular') as unknown as Buffer);
  doc.registerFont('bold', letterFont('bold') as unknown as Buffer);
  doc.appendXML(PDFUA_IDENTIFIER);
  compose(new LetterSheet(doc, content), content);
  for (const attachment of attachments) attach(doc, attachment, createdAt);
  doc.end();
  return bytes;
}

/**
 * Metadata of the file. pdfkit derives the file's identifier from it, so the hash of the content makes that identifier
 * the letter's own and the same each time.
 */
function documentInfo(
  content: LetterContent,
  createdAt: Date,
  attachments: readonly LetterAttachment[],
): PDFKit.DocumentInfo & { ContentHash: string } {
  // pdfkit writes these two into XML without escaping.
  for (const text of [content.title, content.author]) {
    if (/[<>&]/.test(text)) throw new RangeError(`not fit for the metadata of a PDF: ${text}`);
  }
  const hash = createHash('sha256').update(JSON.stringify(content));
  for (const { fileName, bytes } of attachments) hash.update(fileName).update(bytes);
  return {
    Title: content.title,
    Author: content.author,
    Creator: CREATOR,
    Producer: 'PDFKit',
    CreationDate: wholeSecond(createdAt),
    ContentHash: hash.digest('hex'),
  };
}

function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}

/** Embeds a file as PDF/A-3 wants it: named, described, dated, its kind and its relation to the letter told. */
function attach(
  doc: PDFKit.PDFDocument,
  { fileName, description, mediaType, bytes }: LetterAttachment,
  createdAt: Date,
): void {
  const on = wholeSecond(createdAt);
  const relationship = { relationship: 'Supplement' };
  doc.file(bytes, {
    name: fileName,
    type: mediaType,
    description,
    creationDate: on,
    modifiedDate: on,
    ...relationship,
  });
}

function collect(doc: PDFKit.PDFDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
}

/**
 * Accepts a letter whose every string can be printed, read aloud and shown as a bookmark. Refuses with
 * `text-not-printable`; `characters` names the code points (U+0007), at most ten. Asked before any letter is issued.
 */
export function printableLetter(content: LetterContent): Outcome<LetterContent, Refusal<'text-not-printable'>> {
  const bad = unprintableIn(content);
  if (bad.length === 0) return accept(content);
  return refuse('text-not-printable', { params: { characters: bad.slice(0, 10).map(codePointName).join(', ') } });
}

function unprintableIn(content: LetterContent): string[] {
  const bad = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === 'string') unprintableCharacters(value).forEach((character) => bad.add(character));
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit(content);
  return [...bad];
}

function compose(sheet: LetterSheet, content: LetterContent): void {
  if (content.mark) paintMark(sheet, content.mark);
  paintLetterhead(sheet, content);
  const afterSender = paintSender(sheet, content);
  if (content.window) paintWindow(sheet, content.window);
  sheet.y = content.window ? WINDOW.bottom : afterSender + 12;
  paintBlocks(sheet, content.blocks);
  sheet.root.end();
  paintHeadsAndFeet(sheet, content);
}

/** Paints the blocks in order; what must stay with its successor is moved to the next page together with it. */
function paintBlocks(sheet: LetterSheet, blocks: readonly LetterBlock[]): void {
  const prepared = blocks.map((block) => prepareBlock(sheet, block));
  const leads = leadHeights(prepared);
  const outline = new Outline(sheet.doc);
  prepared.forEach((item, index) => {
    const pagesBefore = sheet.doc.bufferedPageRange().count;
    sheet.ensure(item.before + (leads[index] ?? item.lead));
    const onNewPage = sheet.doc.bufferedPageRange().count > pagesBefore;
    if (!onNewPage) sheet.y += item.before;
    const block = blocks[index];
    if (block?.kind === 'heading' && block.level !== 3) outline.add(block.level, block.text, sheet.y);
    item.paint(sheet.root);
  });
}

/** What must fit for each block to begin on a page: itself and, where it keeps with the next, the beginning of that. */
function leadHeights(prepared: readonly PreparedBlock[]): number[] {
  const leads: number[] = [];
  for (let index = prepared.length - 1; index >= 0; index--) {
    const item = prepared[index];
    const next = prepared[index + 1];
    if (!item) continue;
    leads[index] = item.keepWithNext && next ? item.height + next.before + (leads[index + 1] ?? next.lead) : item.lead;
  }
  return leads;
}

/** Bookmarks: the subject, and under it the sections. */
class Outline {
  private subject: PDFKit.PDFOutline | undefined;

  constructor(private readonly doc: PDFKit.PDFDocument) {}

  add(level: 1 | 2, title: string, top: number): void {
    // The position is relative to the right edge in pdfkit: the full width means the left edge.
    const place = { expanded: true, fit: false, top: Math.max(0, top - 10), left: SHEET.width, zoom: 0 };
    if (level === 1) this.subject = this.doc.outline.addItem(title, place);
    else (this.subject ?? this.doc.outline).addItem(title, place);
  }
}
