import { createHash } from 'node:crypto';
import { unknownField } from '../kernel/outcome';
import type { UploadedFile } from '../platform/http/uploads';
import { Refused } from '../platform/refused';
import type { TakeoverSource } from './takeover.service';
import { TAKEOVER_KINDS } from './takeover.types';

const NAME_MAX_LENGTH = 200;
/** What no person types in a file name, and what would lead somewhere on a disk. */
const UNFIT = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]/gu;

/** A file to take over, as it was sent. */
interface SentTakeover {
  readonly source: TakeoverSource;
  /** All of the form as text, the file as its SHA-256: what an idempotency key stands for. */
  readonly print: Readonly<Record<string, string>>;
}

/** The file in the form, under `file`, with its `kind`. Refuses `file-missing`, `not-one-of`, `unknown-field`. */
export function takeoverSourceIn(typed: Readonly<Record<string, unknown>>): SentTakeover {
  const { file, kind, ...others } = typed;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Refused(unknownField(unknown));
  const known = TAKEOVER_KINDS.find((each) => each === kind);
  if (known === undefined)
    throw new Refused({ code: 'not-one-of', field: 'kind', params: { accepted: TAKEOVER_KINDS.join(', ') } });
  if (!isUpload(file)) throw new Refused({ code: 'file-missing', field: 'file' });
  const { bytes } = file;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    source: { name: safeName(file.fileName), kind: known, open: () => [bytes] },
    print: { kind: known, file: sha256 },
  };
}

/** A browser whose person chose no file sends an empty one without a name. */
function isUpload(value: unknown): value is UploadedFile {
  if (typeof value !== 'object' || value === null) return false;
  const { bytes, fileName } = value as Partial<UploadedFile>;
  return Buffer.isBuffer(bytes) && (bytes.length > 0 || Boolean(fileName));
}

/** The last part of a name, for people to recognise the file by. */
export function safeName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const name = Array.from(last.replace(UNFIT, '').trim()).slice(0, NAME_MAX_LENGTH).join('');
  return name === '' ? 'take-over' : name;
}
