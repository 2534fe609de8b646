import { createHash } from 'node:crypto';
import { hasForbiddenCharacters } from '../platform/http/fields';
import type { UploadedFile } from '../platform/http/uploads';
import { Refused } from '../platform/refused';

/** A file as somebody sent it; what it is, its content says and not its name. */
export interface EvidenceFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** A form with a file beside its fields. */
export interface FormWithEvidence {
  /** Undefined when the person chose none. */
  readonly file: EvidenceFile | undefined;
  /** What the person called it; empty when they did not. */
  readonly title: string;
  /** The other fields, for the command of the form. */
  readonly fields: Record<string, unknown>;
  /** All of it as text, the file as its SHA-256: what an idempotency key stands for. */
  readonly print: Readonly<Record<string, unknown>>;
}

const NAME_MAX_LENGTH = 200;
/** What no person types in a file name. */
const UNFIT = /[\p{C}/\\]/gu;

/**
 * Takes the file (`file`) and its name for people (`fileTitle`) out of a form made with the macro `evidenceFields`. Refuses `file-missing`
 * for something that is no file, `not-a-text`, `too-long` and `control-characters` for the title.
 */
export function evidenceIn(typed: Readonly<Record<string, unknown>>): FormWithEvidence {
  const { file: sent, fileTitle = '', ...fields } = typed;
  const title = titleIn(fileTitle);
  const file = fileIn(sent);
  const sha256 = file && createHash('sha256').update(file.bytes).digest('hex');
  return { file, title, fields, print: { ...fields, fileTitle: title, ...(sha256 && { file: sha256 }) } };
}

/** Like `evidenceIn`, for a form that is about the file alone. Refuses `file-missing` too when there is none. */
export function evidenceNeededIn(
  typed: Readonly<Record<string, unknown>>,
): FormWithEvidence & { readonly file: EvidenceFile } {
  const { file, ...form } = evidenceIn(typed);
  if (file === undefined) throw new Refused({ code: 'file-missing', field: 'file' });
  return { ...form, file };
}

/** A browser whose person chose no file sends an empty one without a name; a client of the API may leave it out. */
function fileIn(sent: unknown): EvidenceFile | undefined {
  if (sent === undefined || sent === '') return undefined;
  const { fileName = '', mediaType = '', bytes } = (sent ?? {}) as Partial<UploadedFile>;
  if (!Buffer.isBuffer(bytes)) throw new Refused({ code: 'file-missing', field: 'file' });
  if (bytes.length === 0 && fileName === '') return undefined;
  return { name: plainName(fileName), mediaType, bytes };
}

function titleIn(typed: unknown): string {
  const field = 'fileTitle';
  if (typeof typed !== 'string') throw new Refused({ code: 'not-a-text', field });
  if (hasForbiddenCharacters(typed)) throw new Refused({ code: 'control-characters', field });
  if (Array.from(typed).length > NAME_MAX_LENGTH)
    throw new Refused({ code: 'too-long', field, params: { max: NAME_MAX_LENGTH } });
  return typed.trim().normalize('NFC');
}

/** The last part of a name, without what would lead somewhere on a disk. */
function plainName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  return Array.from(last.replace(UNFIT, '').trim().normalize('NFC')).slice(0, NAME_MAX_LENGTH).join('');
}
