import { inflateSync } from 'node:zlib';
import { accept, refuse, type Outcome } from '../kernel/outcome';

/** A scan of some pages at a good resolution; more is a file of another kind. */
export const SCAN_LIMIT_BYTES = 10 * 1024 * 1024;

export type ScanMediaType = 'application/pdf' | 'image/png' | 'image/jpeg' | 'image/tiff';

/** What opens by itself, runs, or leads out of the file (ISO 32000-1, 12.6); XFA is a program of forms. */
const ACTIVE_NAMES = [
  'JavaScript',
  'JS',
  'Launch',
  'SubmitForm',
  'ImportData',
  'GoToR',
  'GoToE',
  'RichMedia',
  'EmbeddedFile',
  'EmbeddedFiles',
  'XFA',
] as const;

/**
 * A scan by its content, never by its name. Refuses on field `file`: `file-missing`, `scan-too-large` (params `megabytes`),
 * `scan-not-accepted` (no PDF, PNG, JPEG or TIFF, one that is cut off, or a PDF that cannot be looked into), `scan-with-action`
 * (params `action`). D33: a scan is an attachment, it never replaces the act.
 */
export function checkScan(bytes: Buffer): Outcome<ScanMediaType> {
  if (bytes.length === 0) return refuse('file-missing', { field: 'file' });
  if (bytes.length > SCAN_LIMIT_BYTES) {
    const megabytes = Math.ceil(bytes.length / (1024 * 1024));
    return refuse('scan-too-large', { field: 'file', rule: 'D33', params: { megabytes } });
  }
  const mediaType = mediaTypeOf(bytes);
  if (mediaType === undefined) return refuse('scan-not-accepted', { field: 'file', rule: 'D33' });
  return mediaType === 'application/pdf' ? checkPdf(bytes) : accept(mediaType);
}

function mediaTypeOf(bytes: Buffer): ScanMediaType | undefined {
  const head = bytes.subarray(0, 8).toString('latin1');
  const tail = bytes.subarray(-1024).toString('latin1');
  if (/^%PDF-[12]\.\d/.test(head) && tail.includes('%%EOF')) return 'application/pdf';
  if (head === '\x89PNG\r\n\x1a\n' && tail.includes('IEND')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff') && tail.includes('\xff\xd9')) return 'image/jpeg';
  return /^(II\*\0|MM\0\*)/.test(head) && bytes.length > 64 ? 'image/tiff' : undefined;
}

function checkPdf(bytes: Buffer): Outcome<ScanMediaType> {
  const objects = objectsOf(bytes.toString('latin1'));
  // What is encrypted cannot be looked into.
  if (objects === undefined || /\/Encrypt\b/.test(objects))
    return refuse('scan-not-accepted', { field: 'file', rule: 'D33' });
  const action = ACTIVE_NAMES.find((name) => new RegExp(`/${name}(?![A-Za-z0-9])`).test(objects));
  if (action !== undefined) return refuse('scan-with-action', { field: 'file', rule: 'D33', params: { action } });
  return accept('application/pdf');
}

const STREAM = />>\s*stream\r?\n([\s\S]*?)endstream/g;

/**
 * The objects of a PDF as text: without the data of its images, which may hold any letters, but with what is packed into object
 * streams; names without their escapes. Undefined when such a stream cannot be unpacked.
 */
function objectsOf(pdf: string): string | undefined {
  const packed: (string | undefined)[] = [];
  const bare = pdf.replace(STREAM, (whole: string, data: string, offset: number) => {
    const dictionary = withoutEscapes(pdf.slice(Math.max(0, pdf.lastIndexOf(' obj', offset)), offset + 2));
    if (/\/ObjStm\b/.test(dictionary)) packed.push(unpacked(dictionary, data));
    return `>> stream endstream ${whole.length}`;
  });
  return packed.includes(undefined) ? undefined : withoutEscapes([bare, ...packed].join('\n'));
}

/** As much as the objects of a scan can be: a stream that grows beyond it is made to harm. */
const UNPACKED_LIMIT_BYTES = 16 * 1024 * 1024;

function unpacked(dictionary: string, data: string): string | undefined {
  if (!dictionary.includes('/Filter')) return data;
  if (!/\/Filter\s*\[?\s*\/FlateDecode\s*\]?(?!\s*\/\w+Decode)/.test(dictionary)) return undefined;
  try {
    return inflateSync(Buffer.from(data, 'latin1'), { maxOutputLength: UNPACKED_LIMIT_BYTES }).toString('latin1');
  } catch {
    return undefined;
  }
}

/** `/J#61vaScript` is `/JavaScript` (ISO 32000-1, 7.3.5). */
function withoutEscapes(text: string): string {
  return text.replace(/#([0-9A-Fa-f]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
