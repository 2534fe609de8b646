/**
 * A further revision of a PDF, appended to its bytes (ISO 32000-1, 7.5.6): what was there stays byte for byte. Reads the plain
 * cross-reference table and the uncompressed objects that the letters of this product have; anything else is refused.
 */

/** Thrown for a file that is not written as this product writes its letters. */
export class UnreadablePdfError extends Error {
  constructor(what: string) {
    super(`the PDF cannot be read: ${what}`);
    this.name = 'UnreadablePdfError';
  }
}

/** An object that the new revision adds or replaces, by its number; `body` stands between `obj` and `endobj`. */
export interface RevisedObject {
  readonly number: number;
  readonly body: string;
}

/** The objects of a file as its last revision has them. */
export class PdfObjects {
  private constructor(
    private readonly bytes: Buffer,
    private readonly offsets: ReadonlyMap<number, number>,
    private readonly trailer: string,
    private readonly xrefAt: number,
  ) {}

  /** Throws an UnreadablePdfError for a file without one plain cross-reference table. */
  static read(bytes: Buffer): PdfObjects {
    const tail = bytes.subarray(Math.max(0, bytes.length - 64)).toString('latin1');
    const xrefAt = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(tail)?.[1] ?? Number.NaN);
    if (!Number.isSafeInteger(xrefAt)) throw new UnreadablePdfError('no startxref at its end');
    const table = bytes.subarray(xrefAt).toString('latin1');
    const head = /^xref\s+0 (\d+)\s+/.exec(table);
    const trailer = /trailer\s*<<([\s\S]*?)>>\s*startxref/.exec(table)?.[1];
    if (head === null || trailer === undefined) throw new UnreadablePdfError('no plain cross-reference table');
    return new PdfObjects(bytes, offsetsIn(table.slice(head[0].length), Number(head[1])), trailer, xrefAt);
  }

  /** The number of the catalogue. */
  get rootNumber(): number {
    return reference(this.trailer, 'Root');
  }

  /** The first number that no object has. */
  get nextNumber(): number {
    return Number(/\/Size (\d+)/.exec(this.trailer)?.[1] ?? Number.NaN);
  }

  /** The text of an object without a stream, between `obj` and `endobj`. */
  body(number: number): string {
    const offset = this.offsets.get(number);
    if (offset === undefined) throw new UnreadablePdfError(`no object ${number}`);
    const end = this.bytes.indexOf('endobj', offset);
    const text = this.bytes.subarray(offset, end).toString('latin1');
    const header = `${number} 0 obj`;
    if (!text.startsWith(header)) throw new UnreadablePdfError(`object ${number} is not where its table says`);
    return text.slice(header.length).trim();
  }

  /** The file with one revision more, in which these objects are new or changed. */
  revised(objects: readonly RevisedObject[]): Buffer {
    const sorted = [...objects].sort((one, other) => one.number - other.number);
    const size = Math.max(this.nextNumber, (sorted.at(-1)?.number ?? 0) + 1);
    const parts: string[] = [this.bytes.at(-1) === 0x0a ? '' : '\n'];
    let at = this.bytes.length + (parts[0]?.length ?? 0);
    const rows = sorted.map(({ number, body }) => {
      const text = `${number} 0 obj\n${body}\nendobj\n`;
      parts.push(text);
      const row = `${number} 1\n${String(at).padStart(10, '0')} 00000 n \n`;
      at += text.length;
      return row;
    });
    const trailer = this.trailer.replace(/\/Size \d+/, `/Size ${size}`).trim();
    parts.push(`xref\n${rows.join('')}trailer\n<<\n${trailer}\n/Prev ${this.xrefAt}\n>>\nstartxref\n${at}\n%%EOF\n`);
    return Buffer.concat([this.bytes, Buffer.from(parts.join(''), 'latin1')]);
  }
}

function offsetsIn(rows: string, count: number): Map<number, number> {
  const offsets = new Map<number, number>();
  for (let number = 0; number < count; number++) {
    const row = /^(\d{10}) \d{5} ([nf])/.exec(rows.slice(number * 20, number * 20 + 20));
    if (row === null) throw new UnreadablePdfError(`row ${number} of its cross-reference table`);
    if (row[2] === 'n') offsets.set(number, Number(row[1]));
  }
  return offsets;
}

/** The number of the object that a key of a dictionary refers to. */
export function reference(dictionary: string, key: string): number {
  const number = new RegExp(`/${key} \\[?\\s*(\\d+) 0 R`).exec(dictionary)?.[1];
  if (number === undefined) throw new UnreadablePdfError(`no reference /${key}`);
  return Number(number);
}

/** The dictionary with lines added before its end. */
export function withEntries(dictionary: string, lines: string): string {
  if (!dictionary.endsWith('>>')) throw new UnreadablePdfError('an object that should be a dictionary');
  return `${dictionary.slice(0, -2).trimEnd()}\n${lines}\n>>`;
}

/** The dictionary with another value where `pattern` stands; refused when it does not stand there. */
export function withChange(dictionary: string, pattern: RegExp, value: string): string {
  if (!pattern.test(dictionary)) throw new UnreadablePdfError(`nothing like ${pattern.source}`);
  return dictionary.replace(pattern, () => value);
}
