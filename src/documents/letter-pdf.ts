import { createHash } from 'node:crypto';
import PDFDocument from 'pdfkit';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';
import { prepareBlock } from './letter-blocks';
import { setText, type PreparedBlock } from './letter-flow';
import { codePointName, letterFont, unprintableCharacters } from './letter-fonts';
import { plain, type AddressWindow, type LetterBlock, type LetterContent } from './letter-content';
import { COLUMN_WIDTH, INK, languageTag, LetterSheet, millimetres, SHEET, STYLE } from './letter-sheet';

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

/**
 * Sets a letter on A4 as PDF/A-3a and PDF/UA-1: tagged, fonts embedded, bookmarks, language by passage, head and foot
 * of each page as artifacts. The same content and instant always give the same bytes, whatever else is being made.
 *
 * `createdAt` is the instant that the file names as its creation, to the second.
 * Rejects with `UnprintableLetterError` when a text holds a character that the bundled fonts cannot show.
 */
export async function renderLetter(content: LetterContent, { createdAt }: { createdAt: Date }): Promise<Buffer> {
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
    info: documentInfo(content, createdAt),
  });
  const bytes = collect(doc);
  // pdfkit takes a parsed font object where its published types know only files and buffers.
  doc.registerFont('regular', letterFont('regular') as unknown as Buffer);
  doc.registerFont('bold', letterFont('bold') as unknown as Buffer);
  doc.appendXML(PDFUA_IDENTIFIER);
  compose(new LetterSheet(doc, content), content);
  doc.end();
  return bytes;
}

/**
 * Metadata of the file. pdfkit derives the file's identifier from it, so the hash of the content makes that identifier
 * the letter's own and the same each time.
 */
function documentInfo(content: LetterContent, createdAt: Date): PDFKit.DocumentInfo & { ContentHash: string } {
  // pdfkit writes these two into XML without escaping.
  for (const text of [content.title, content.author]) {
    if (/[<>&]/.test(text)) throw new RangeError(`not fit for the metadata of a PDF: ${text}`);
  }
  return {
    Title: content.title,
    Author: content.author,
    Creator: CREATOR,
    Producer: 'PDFKit',
    CreationDate: new Date(Math.floor(createdAt.getTime() / 1000) * 1000),
    ContentHash: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
  };
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
 * `text-not-printable`; `characters` names the code points (U+0007), at most ten. Ask before a decision is signed.
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
  paintLetterhead(sheet, content);
  const afterSender = paintSender(sheet, content);
  if (content.window) paintWindow(sheet, content.window);
  sheet.y = content.window ? WINDOW.bottom : afterSender;
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

function paintLetterhead(sheet: LetterSheet, { letterhead }: LetterContent): void {
  const top = millimetres(13);
  sheet.artifact(
    () => {
      sheet.box(SHEET.left, top, 4, 41, INK.accent);
      sheet.put(letterhead.ministry, SHEET.left + 13, top - 1, { ...STYLE.body, color: INK.quiet });
      sheet.put(letterhead.office, SHEET.left + 13, top + 12, { size: 17, leading: 22, color: INK.accent }, 'bold');
      const names = letterhead.otherNames.join('  ·  ');
      sheet.put(names, SHEET.left + 13, top + 33, STYLE.running);
      sheet.rule(SHEET.left, millimetres(32), SHEET.right, 0.5, INK.rule);
      // Folding in three for a C5/6 envelope.
      for (const fold of [99, 198]) sheet.rule(millimetres(6), millimetres(fold), millimetres(11), 0.4, INK.rule);
    },
    'Pagination',
    'Top',
  );
}

/** Returns where the block ends. */
function paintSender(sheet: LetterSheet, { letterhead }: LetterContent): number {
  const width = WINDOW.left - SHEET.left - 14;
  let y = millimetres(40);
  letterhead.senderLines.forEach((line, index) => {
    const style = index === 0 ? { ...STYLE.small, color: INK.text } : STYLE.small;
    const lines = setText(sheet, [{ text: line, ...(index === 0 ? { bold: true as const } : {}) }], width, style);
    const paragraph = sheet.element(sheet.root, 'P');
    sheet.paintLines(paragraph, 'P', lines, { x: SHEET.left, y }, style);
    paragraph.end();
    y += lines.length * style.leading;
  });
  return y;
}

/**
 * The part of the first page that shows through the window of a C5/6 envelope (114 × 229 mm, window at the right of
 * 40 × 110 mm, 15 mm from the right and 20 mm from the bottom), wherever the sheet folded in three slides inside it.
 */
const WINDOW = {
  left: millimetres(108),
  top: millimetres(55),
  width: millimetres(82),
  maxLines: 6,
  bottom: millimetres(92),
} as const;

const WINDOW_REFERENCE = { ...STYLE.running, size: 6.8 } as const;

function paintWindow(sheet: LetterSheet, window: AddressWindow): void {
  const style = { ...STYLE.body, size: 9.5, leading: 12.2 };
  const reference = sheet.element(sheet.root, 'P');
  const whole = setText(sheet, plain(`${window.reference} · ${window.returnAddress}`), WINDOW.width, WINDOW_REFERENCE);
  const referenceLines =
    whole.length === 1 ? whole : setText(sheet, plain(window.reference), WINDOW.width, WINDOW_REFERENCE);
  sheet.paintLines(reference, 'P', referenceLines, { x: WINDOW.left, y: WINDOW.top - 11 }, WINDOW_REFERENCE);
  reference.end();
  const lines = window.lines.flatMap((line) => setText(sheet, line, WINDOW.width, style));
  // The street and the place must stay visible: of a name too long for the window, the first lines are shown.
  const shown =
    lines.length <= WINDOW.maxLines
      ? lines
      : [...lines.slice(0, 2), ...lines.slice(lines.length - WINDOW.maxLines + 2)];
  shown.forEach((line, index) => {
    const paragraph = sheet.element(sheet.root, 'P');
    sheet.paintLines(paragraph, 'P', [line], { x: WINDOW.left, y: WINDOW.top + index * style.leading }, style);
    paragraph.end();
  });
}

function paintHeadsAndFeet(sheet: LetterSheet, content: LetterContent): void {
  const { count } = sheet.doc.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    sheet.returnTo(page);
    if (page > 0) {
      sheet.artifact(() => paintRunningHead(sheet, content), 'Pagination', 'Top');
    }
    sheet.artifact(() => paintFoot(sheet, content, page + 1, count), 'Pagination', 'Bottom');
  }
}

function paintRunningHead(sheet: LetterSheet, content: LetterContent): void {
  const y = millimetres(12);
  sheet.put(content.letterhead.office, SHEET.left, y, { ...STYLE.running, color: INK.accent }, 'bold');
  const width = sheet.measure(STYLE.running.size)(content.runningTitle, 'regular');
  sheet.put(content.runningTitle, SHEET.right - width, y, STYLE.running);
  sheet.rule(SHEET.left, y + 13, SHEET.right, 0.5, INK.rule);
}

function paintFoot(sheet: LetterSheet, content: LetterContent, page: number, pages: number): void {
  const y = SHEET.height - millimetres(16);
  sheet.rule(SHEET.left, y - 6, SHEET.right, 0.5, INK.rule);
  const label = content.pageLabel.replace('{{page}}', String(page)).replace('{{pages}}', String(pages));
  const labelWidth = sheet.measure(STYLE.running.size)(label, 'regular');
  const lines = setText(sheet, plain(content.footer), COLUMN_WIDTH - labelWidth - 20, STYLE.running);
  lines.slice(0, 2).forEach((line, index) => {
    sheet.put(
      line.fragments.map((fragment) => fragment.text).join(''),
      SHEET.left,
      y + index * STYLE.running.leading,
      STYLE.running,
    );
  });
  sheet.put(label, SHEET.right - labelWidth, y, STYLE.running);
}
