/** A file that is not a PDF as the letters of the Office are: with a table of references and without encryption. */
export class UnreadablePdfError extends Error {
  constructor(what: string) {
    super(`not a PDF that can be bound with others: ${what}`);
    this.name = 'UnreadablePdfError';
  }
}

/** One object of a file: what stands before a stream, and the stream's bytes. */
export interface PdfObject {
  readonly text: string;
  readonly stream: string | undefined;
}

const REFERENCE = /(\d+) (\d+) R(?![A-Za-z])/y;

/**
 * The references of a PDF value with what each becomes; strings are left alone. The text is in latin1, a character for each byte.
 */
export function mapReferences(text: string, becomes: (object: number) => string): string {
  let written = '';
  for (let at = 0; at < text.length;) {
    const end = endOfString(text, at);
    if (end > at) {
      written += text.slice(at, end);
      at = end;
      continue;
    }
    REFERENCE.lastIndex = at;
    const isNumberStart = /\d/.test(text[at] ?? '') && !/[\w.+-]/.test(text[at - 1] ?? ' ');
    const found = isNumberStart ? REFERENCE.exec(text) : null;
    written += found === null ? (text[at] ?? '') : becomes(Number(found[1]));
    at = found === null ? at + 1 : REFERENCE.lastIndex;
  }
  return written;
}

/** Where the string that begins at a place ends; the place itself when none begins there. */
function endOfString(text: string, at: number): number {
  if (text[at] === '<' && text[at + 1] === '<') return at + 2;
  if (text[at] === '<') return text.indexOf('>', at) + 1;
  if (text[at] !== '(') return at;
  let depth = 0;
  for (let place = at; place < text.length; place += 1) {
    const character = text[place];
    if (character === '\\') place += 1;
    else if (character === '(') depth += 1;
    else if (character === ')' && (depth -= 1) === 0) return place + 1;
  }
  throw new UnreadablePdfError('a string without an end');
}

/** The objects of a PDF, found by its tables of references, the newest revision first. */
export class PdfFile {
  private readonly offsets = new Map<number, number>();
  private readonly trailer: string;
  private readonly text: string;

  constructor(bytes: Buffer) {
    this.text = bytes.toString('latin1');
    const start = this.text.lastIndexOf('startxref');
    const first = Number(/^startxref\s+(\d+)/.exec(this.text.slice(start))?.[1] ?? Number.NaN);
    if (!Number.isInteger(first)) throw new UnreadablePdfError('no startxref');
    this.trailer = this.readTable(first);
    for (let before = numberIn(this.trailer, 'Prev'); before !== undefined;)
      before = numberIn(this.readTable(before), 'Prev');
  }

  /** The object that the trailer calls the root: the catalogue. */
  get catalogue(): number {
    return this.referenceIn(this.trailer, 'Root');
  }

  /** The object that a dictionary names under a key. */
  referenceIn(text: string, key: string): number {
    const found = new RegExp(`/${key}\\s+(\\d+)\\s+\\d+\\s+R`).exec(text);
    if (found === null) throw new UnreadablePdfError(`no /${key}`);
    return Number(found[1]);
  }

  /** An object by its number. */
  object(number: number): PdfObject {
    const offset = this.offsets.get(number);
    if (offset === undefined) throw new UnreadablePdfError(`object ${number} is not there`);
    const head = /^\s*\d+\s+\d+\s+obj/.exec(this.text.slice(offset, offset + 40));
    if (head === null) throw new UnreadablePdfError(`object ${number} is not where it should be`);
    const begin = offset + head[0].length;
    const [kind, end] = this.endOfValue(begin);
    const text = this.text.slice(begin, end).trim();
    if (kind === 'endobj') return { text, stream: undefined };
    const from = /^stream\r?\n/.exec(this.text.slice(end, end + 8))?.[0].length ?? 0;
    return { text, stream: this.text.slice(end + from, end + from + this.lengthIn(text)) };
  }

  private lengthIn(text: string): number {
    const direct = /\/Length\s+(\d+)(?!\s+\d+\s+R)/.exec(text);
    if (direct !== null) return Number(direct[1]);
    return Number(this.object(this.referenceIn(text, 'Length')).text);
  }

  private endOfValue(begin: number): ['endobj' | 'stream', number] {
    for (let at = begin; at < this.text.length;) {
      const end = endOfString(this.text, at);
      if (end > at) {
        at = end;
        continue;
      }
      if (this.text.startsWith('endobj', at)) return ['endobj', at];
      if (this.text.startsWith('stream', at)) return ['stream', at];
      at += 1;
    }
    throw new UnreadablePdfError('an object without an end');
  }

  /** Reads one table; what a newer one said stays. Answers its trailer. */
  private readTable(offset: number): string {
    if (!this.text.startsWith('xref', offset)) throw new UnreadablePdfError('no table of references');
    const end = this.text.indexOf('trailer', offset);
    const lines = this.text
      .slice(offset + 4, end)
      .trim()
      .split(/\r\n|\r|\n/);
    let number = 0;
    for (const line of lines) {
      const entry = /^(\d{10}) \d{5} ([nf])/.exec(line);
      const section = entry === null ? /^(\d+) \d+\s*$/.exec(line) : null;
      if (section !== null) number = Number(section[1]);
      if (entry === null) continue;
      if (entry[2] === 'n' && !this.offsets.has(number)) this.offsets.set(number, Number(entry[1]));
      number += 1;
    }
    return this.text.slice(end, this.text.indexOf('startxref', end));
  }
}

function numberIn(text: string, key: string): number | undefined {
  const found = new RegExp(`/${key}\\s+(\\d+)`).exec(text);
  return found === null ? undefined : Number(found[1]);
}
