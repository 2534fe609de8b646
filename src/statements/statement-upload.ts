import { unknownField } from '../kernel/outcome';
import type { UploadedFile } from '../platform/http/uploads';
import { Refused } from '../platform/refused';
import type { SentFile } from './statements.service';

const NAMELESS = 'statement.cod';
const NAME_MAX_LENGTH = 200;

/** What no person types in a file name, and what would lead somewhere on a disk. */
const UNFIT = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]/gu;

/**
 * The file in the body: of a form under `file`, or the bytes themselves, named by Content-Disposition.
 * Refuses `file-missing`, and any field beside it. Of the name the last part is kept, for people to recognise the file by.
 */
export function sentFileIn(body: unknown, disposition: string | undefined): SentFile {
  if (Buffer.isBuffer(body))
    return { fileName: safeName(/filename="([^"]*)"/.exec(disposition ?? '')?.[1] ?? ''), bytes: body };
  if (typeof body === 'object' && body !== null) {
    const { file, ...others } = body as Record<string, unknown>;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw new Refused(unknownField(unknown));
    if (isUpload(file) && (file.bytes.length > 0 || Boolean(file.fileName)))
      return { fileName: safeName(file.fileName ?? ''), bytes: file.bytes };
  }
  throw new Refused({ code: 'file-missing', field: 'file' });
}

/** A browser whose person chose no file sends an empty one without a name. */
function isUpload(value: unknown): value is Pick<UploadedFile, 'bytes'> & Partial<UploadedFile> {
  return typeof value === 'object' && value !== null && Buffer.isBuffer((value as Partial<UploadedFile>).bytes);
}

function safeName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const name = Array.from(last.replace(UNFIT, '').trim()).slice(0, NAME_MAX_LENGTH).join('');
  return name === '' ? NAMELESS : name;
}
