import { inflateSync } from 'node:zlib';
import { getDocument, OPS, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** An element of the structure tree as a reader for the blind meets it. */
export interface StructureNode {
  readonly role: string;
  readonly lang?: string;
  readonly alt?: string;
  readonly text: string;
  readonly children: readonly StructureNode[];
}

export interface PdfOperation {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** A letter read back with a library other than the one that wrote it. */
export interface ReadPdf {
  readonly pageCount: number;
  /** Text of each page, a line end where the page has one; right-to-left passages as painted. */
  readonly pages: readonly string[];
  /** All pages, with white space (no-break spaces too) folded to single blanks. */
  readonly text: string;
  readonly structure: readonly StructureNode[];
  readonly outline: readonly { readonly title: string; readonly level: number }[];
  readonly info: Readonly<Record<string, unknown>>;
  readonly xmp: string;
  readonly language: string | null;
  readonly annotationCount: number;
  readonly hasScript: boolean;
  readonly attachmentCount: number;
  readonly attachments: readonly { readonly fileName: string; readonly bytes: Buffer }[];
  /** Names of painting operators found outside marked content; empty in a tagged letter. */
  readonly unmarkedPainting: readonly string[];
  readonly operations: readonly (readonly PdfOperation[])[];
}

const OPERATION_NAMES = new Map(Object.entries(OPS).map(([name, code]) => [code, name]));

/** Reads a PDF: text, structure, metadata, and what must not be in it. */
export async function readPdf(bytes: Buffer): Promise<ReadPdf> {
  const task = getDocument({
    data: new Uint8Array(bytes),
    useWorkerFetch: false,
    isEvalSupported: false,
    verbosity: 0,
  });
  const pdf = await task.promise;
  try {
    const pages = await Promise.all(Array.from({ length: pdf.numPages }, (_, index) => pdf.getPage(index + 1)));
    const texts = await Promise.all(pages.map(pageText));
    const operations = await Promise.all(pages.map(pageOperations));
    const annotations = await Promise.all(pages.map((page) => page.getAnnotations()));
    const attachments = await attachmentsOf(pdf);
    return {
      pageCount: pdf.numPages,
      pages: texts,
      text: fold(texts.join(' ')),
      structure: (await Promise.all(pages.map(pageStructure))).flat(),
      outline: await outlineOf(pdf),
      ...(await metadataOf(pdf)),
      annotationCount: annotations.flat().length,
      hasScript: (await pdf.getJSActions()) !== null || (await pdf.getOpenAction()) !== null,
      attachmentCount: attachments.length,
      attachments,
      unmarkedPainting: contentStreams(bytes).flatMap(paintedOutsideMarks),
      operations,
    };
  } finally {
    await task.destroy();
  }
}

async function attachmentsOf(pdf: PDFDocumentProxy): Promise<ReadPdf['attachments']> {
  const found = ((await pdf.getAttachments()) ?? {}) as Record<string, { filename: string; content: Uint8Array }>;
  return Object.values(found).map(({ filename, content }) => ({ fileName: filename, bytes: Buffer.from(content) }));
}

/** A field of a form: the name that a program reads, and what is spoken and shown for it. */
export interface FormFieldRead {
  readonly name: string;
  readonly hint: string;
}

/** The fields of a form, in the order of the pages. */
export async function formFieldsOf(bytes: Buffer): Promise<FormFieldRead[]> {
  const task = getDocument({
    data: new Uint8Array(bytes),
    useWorkerFetch: false,
    isEvalSupported: false,
    verbosity: 0,
  });
  const pdf = await task.promise;
  try {
    const pages = await Promise.all(Array.from({ length: pdf.numPages }, (_, index) => pdf.getPage(index + 1)));
    const annotations = (await Promise.all(pages.map((page) => page.getAnnotations()))).flat() as {
      fieldName?: string;
      alternativeText?: string;
    }[];
    return annotations.map(({ fieldName = '', alternativeText = '' }) => ({ name: fieldName, hint: alternativeText }));
  } finally {
    await task.destroy();
  }
}

/** A stretch of text with its place on the page, in millimetres from the left and the top; `baseline` is its foot. */
export interface PlacedText {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
}

const POINTS_PER_MILLIMETRE = 72 / 25.4;

/** Where the words of a page stand. */
export async function placedTexts(bytes: Buffer, pageNumber: number): Promise<PlacedText[]> {
  const task = getDocument({
    data: new Uint8Array(bytes),
    useWorkerFetch: false,
    isEvalSupported: false,
    verbosity: 0,
  });
  const pdf = await task.promise;
  try {
    const page = await pdf.getPage(pageNumber);
    const { height } = page.getViewport({ scale: 1 });
    const { items } = await page.getTextContent();
    return items.flatMap((item) => {
      if (!('str' in item) || item.str.trim() === '') return [];
      const [, , , , x = 0, y = 0] = item.transform as number[];
      const [left, right] = [x / POINTS_PER_MILLIMETRE, (x + item.width) / POINTS_PER_MILLIMETRE];
      return [{ text: item.str, left, right, baseline: (height - y) / POINTS_PER_MILLIMETRE }];
    });
  } finally {
    await task.destroy();
  }
}

function fold(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

async function pageText(page: PDFPageProxy): Promise<string> {
  const { items } = await page.getTextContent();
  return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
}

async function pageOperations(page: PDFPageProxy): Promise<PdfOperation[]> {
  const list = await page.getOperatorList();
  return list.fnArray.map((code, index) => ({
    name: OPERATION_NAMES.get(code) ?? String(code),
    args: (list.argsArray[index] ?? []) as unknown[],
  }));
}

interface RawNode {
  readonly role?: string;
  readonly lang?: string;
  readonly alt?: string;
  readonly type?: string;
  readonly id?: string;
  readonly children?: readonly RawNode[];
}

async function pageStructure(page: PDFPageProxy): Promise<StructureNode[]> {
  const tree = (await page.getStructTree()) as RawNode | null;
  if (!tree) return [];
  const texts = await textByMark(page);
  return (tree.children ?? []).map((child) => toNode(child, texts));
}

/** Text of each marked content of the page, by the id that the structure tree refers to. */
async function textByMark(page: PDFPageProxy): Promise<Map<string, string>> {
  const { items } = await page.getTextContent({ includeMarkedContent: true });
  const texts = new Map<string, string>();
  const open: string[] = [];
  for (const item of items) {
    if ('str' in item) {
      const id = open[open.length - 1];
      if (id !== undefined) texts.set(id, (texts.get(id) ?? '') + item.str + (item.hasEOL ? ' ' : ''));
    } else if (item.type === 'endMarkedContent') open.pop();
    else open.push((item as { id?: string }).id ?? '');
  }
  return texts;
}

function toNode(raw: RawNode, texts: ReadonlyMap<string, string>): StructureNode {
  const children = (raw.children ?? [])
    .filter((child) => child.role !== undefined)
    .map((child) => toNode(child, texts));
  const own = (raw.children ?? []).map((child) =>
    child.role === undefined ? (texts.get(child.id ?? '') ?? '') : toNode(child, texts).text,
  );
  return {
    role: raw.role ?? '',
    ...(raw.lang === undefined ? {} : { lang: raw.lang }),
    ...(raw.alt === undefined ? {} : { alt: raw.alt }),
    text: fold(own.join(' ')),
    children,
  };
}

/** Every element of a structure, parents before children. */
export function allNodes(nodes: readonly StructureNode[]): StructureNode[] {
  return nodes.flatMap((node) => [node, ...allNodes(node.children)]);
}

interface RawOutline {
  readonly title: string;
  readonly items: readonly RawOutline[];
}

async function outlineOf(pdf: PDFDocumentProxy): Promise<{ title: string; level: number }[]> {
  // Null where a file has no bookmarks, whatever the published type says.
  const walk = (items: readonly RawOutline[] | null, level: number): { title: string; level: number }[] =>
    (items ?? []).flatMap((item) => [{ title: item.title, level }, ...walk(item.items, level + 1)]);
  return walk(await pdf.getOutline(), 1);
}

async function metadataOf(pdf: PDFDocumentProxy): Promise<Pick<ReadPdf, 'info' | 'xmp' | 'language'>> {
  const { info, metadata } = await pdf.getMetadata();
  const record = info as Record<string, unknown>;
  const raw = (metadata as { getRaw(): unknown } | null)?.getRaw();
  return {
    info: record,
    xmp: typeof raw === 'string' ? raw : '',
    language: typeof record.Language === 'string' ? record.Language : null,
  };
}

/** The page descriptions of the file, decompressed: every Flate stream that paints. Fonts and profiles never look like one. */
function contentStreams(bytes: Buffer): string[] {
  const file = bytes.toString('latin1');
  const streams: string[] = [];
  for (const match of file.matchAll(/<<([^]*?)>>\s*stream\r?\n/g)) {
    const dictionary = match[1] ?? '';
    const length = /\/Length (\d+)/.exec(dictionary)?.[1];
    if (!dictionary.includes('/FlateDecode') || length === undefined || /\/(Length1|Type|N) /.test(dictionary))
      continue;
    const start = match.index + match[0].length;
    const text = inflateSync(bytes.subarray(start, start + Number(length))).toString('latin1');
    if (/\b(BDC|BMC)\b/.test(text) || /\b(TJ|Tj)\b/.test(text)) streams.push(text);
  }
  return streams;
}

const PAINTING = new Set(['Tj', 'TJ', "'", '"', 'f', 'F', 'f*', 'B', 'B*', 'b', 'b*', 's', 'S', 'sh', 'Do', 'EI']);

/** Painting operators of a page description that stand outside BDC/BMC … EMC. Strings are taken out first: they may say anything. */
export function paintedOutsideMarks(description: string): string[] {
  const bare = description.replace(/\((?:\\.|[^\\()])*\)/g, ' ').replace(/<[0-9a-fA-F\s]*>/g, ' ');
  const found: string[] = [];
  let depth = 0;
  for (const token of bare.split(/[\s[\]]+/)) {
    if (token === 'BDC' || token === 'BMC') depth += 1;
    else if (token === 'EMC') depth -= 1;
    else if (depth === 0 && PAINTING.has(token)) found.push(token);
  }
  return found;
}
