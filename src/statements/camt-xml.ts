import { SaxesParser } from 'saxes';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';
import { MAX_STATEMENT_BYTES } from './coda-lines';
import type { ReadingSteps } from './reading-steps';

export type CamtRefusalCode =
  | 'camt-too-large'
  | 'camt-encoding'
  | 'camt-doctype'
  | 'camt-malformed'
  | 'camt-depth'
  | 'camt-too-many-elements'
  | 'camt-text-length'
  | 'camt-version'
  | 'camt-element'
  | 'camt-sum-too-large';
export type CamtRefusal = Refusal<CamtRefusalCode>;

/** An element that is complete: its text, and what stands in it. Names are local, since all are of one namespace. */
export interface CamtNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly line: number;
  readonly children: CamtNode[];
  text: string;
}

/** Receives the parts of each statement in the order of the file. Answering a refusal ends the reading. */
export interface CamtSink {
  /** A complete element directly below a statement (`Acct`, `Bal`, `Ntry` …). */
  part(node: CamtNode): CamtRefusal | undefined;
  /** The end of a statement; `line` is that of its end tag. */
  statementEnd(line: number): CamtRefusal | undefined;
  /** The beginning of a statement. */
  statementStart(line: number): void;
}

/** Versions of the message that are read. */
export const CAMT_VERSIONS = ['camt.053.001.02', 'camt.053.001.04', 'camt.053.001.08'] as const;
const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:';

/** The deepest path of the message has some 20 elements; what goes deeper is no statement. */
const MAX_DEPTH = 40;
/** The longest text of the message (additional information, 500 characters) with room for blanks. */
const MAX_TEXT = 4_000;
/**
 * The work that one message may ask for, counted and not timed, so that the same file has the same answer on any machine: four times the
 * elements of the largest message of real entries, which is read in seconds.
 */
const MAX_ELEMENTS = 5_000_000;
/** No element of the message has more than one attribute; the root has its namespaces and schema location. */
const MAX_ATTRIBUTES = 20;
const CHUNK_BYTES = 64 * 1024;
/** Without a tag for so long there is no text of the message: a character takes at most ten bytes, as `&#x10FFFF;`. */
const MAX_BYTES_WITHOUT_TAG = 10 * MAX_TEXT;
const TAG = 0x3c;
const NEWLINE = 0x0a;
const STATEMENT_PATH = ['Document', 'BkToCstmrStmt', 'Stmt'] as const;

/** True for bytes that begin as XML does: with `<`, after a byte-order mark or white space. */
export function looksLikeXml(bytes: Uint8Array): boolean {
  const from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const first = bytes.subarray(from, from + 1_000).find((byte) => ![0x20, 0x09, 0x0a, 0x0d].includes(byte));
  return first === 0x3c;
}

/**
 * Reads a camt.053 message piece by piece (UTF-8), so that only one entry at a time is in memory. Refuses any document type
 * declaration (no entity is ever declared), another encoding, version or root, nesting, texts and work beyond the message's own bounds, and
 * what is not well-formed, with the line. Never throws on any bytes.
 */
export function* walkCamt(
  bytes: Uint8Array,
  sink: CamtSink,
  maxElements = MAX_ELEMENTS,
): ReadingSteps<Outcome<{ readonly lastLine: number }, CamtRefusal>> {
  if (bytes.length > MAX_STATEMENT_BYTES)
    return {
      ok: false,
      refusal: camtRefusal('camt-too-large', 1, { bytes: bytes.length, limit: MAX_STATEMENT_BYTES }),
    };
  const walker = new CamtWalker(sink, maxElements);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    const piece = bytes.subarray(start, start + CHUNK_BYTES);
    const isLast = start + CHUNK_BYTES >= bytes.length;
    const refusal = walker.checkTags(piece) ?? walker.read(() => decoder.decode(piece, { stream: !isLast }));
    if (refusal) return { ok: false, refusal };
    yield;
  }
  return walker.finish();
}

export function camtRefusal(
  code: CamtRefusalCode,
  line: number,
  params: Readonly<Record<string, string | number>> = {},
): CamtRefusal {
  return refuse(code, { field: 'file', rule: 'camt.053', params: { line, ...params } }).refusal;
}

class CamtWalker {
  private readonly parser = new SaxesParser({ xmlns: true, position: true });
  private readonly path: CamtNode[] = [];
  private refusal: CamtRefusal | undefined;
  private isRootSeen = false;
  private elements = 0;
  private untagged = 0;

  constructor(
    private readonly sink: CamtSink,
    private readonly maxElements: number,
  ) {
    this.parser.on('error', () => this.fail('camt-malformed', { column: this.parser.column }));
    this.parser.on('doctype', () => this.fail('camt-doctype'));
    this.parser.on('xmldecl', ({ encoding }) => {
      if (encoding !== undefined && !/^utf-?8$/i.test(encoding))
        this.fail('camt-encoding', { found: encoding.slice(0, 20) });
    });
    this.parser.on('opentag', ({ local, uri, attributes }) => this.open(local, uri, attributes));
    this.parser.on('text', (text) => this.addText(text));
    this.parser.on('cdata', (text) => this.addText(text));
    this.parser.on('closetag', () => this.close());
  }

  read(decode: () => string): CamtRefusal | undefined {
    let text: string;
    try {
      text = decode();
    } catch {
      return camtRefusal('camt-encoding', this.parser.line, { found: '–' });
    }
    return this.untilRefused(() => this.parser.write(text));
  }

  /** Refuses a run of bytes without a tag before the parser works on it. */
  checkTags(piece: Uint8Array): CamtRefusal | undefined {
    let from = 0;
    for (let at = piece.indexOf(TAG); ; at = piece.indexOf(TAG, at + 1)) {
      const end = at === -1 ? piece.length : at;
      this.untagged += end - from;
      if (this.untagged > MAX_BYTES_WITHOUT_TAG) {
        const lines = piece.subarray(0, from).filter((byte) => byte === NEWLINE).length;
        return camtRefusal('camt-text-length', this.parser.line + lines, { limit: MAX_TEXT });
      }
      if (at === -1) return undefined;
      this.untagged = 0;
      from = at;
    }
  }

  finish(): Outcome<{ readonly lastLine: number }, CamtRefusal> {
    // Closing sets the parser back to its beginning.
    const lastLine = this.parser.line;
    const refusal = this.untilRefused(() => this.parser.close());
    if (refusal) return { ok: false, refusal };
    return accept({ lastLine });
  }

  private open(name: string, uri: string, attributes: Readonly<Record<string, { readonly value: string }>>): void {
    const { line } = this.parser;
    this.elements += 1;
    if (this.elements > this.maxElements) this.fail('camt-too-many-elements', { limit: this.maxElements });
    if (!this.isRootSeen) {
      this.isRootSeen = true;
      const isKnown = CAMT_VERSIONS.some((version) => uri === `${NAMESPACE}${version}`);
      if (name !== 'Document' || !isKnown) this.fail('camt-version', { accepted: CAMT_VERSIONS.join(', ') });
    }
    if (this.path.length >= MAX_DEPTH) this.fail('camt-depth', { limit: MAX_DEPTH });
    if (Object.keys(attributes).length > MAX_ATTRIBUTES) this.fail('camt-element', { element: name.slice(0, 40) });
    const values = Object.entries(attributes).map(([key, { value }]) => [key, value] as const);
    this.path.push({ name, attributes: Object.fromEntries(values), line, children: [], text: '' });
    if (this.isStatement()) this.sink.statementStart(line);
  }

  private addText(text: string): void {
    const node = this.path.at(-1);
    if (node === undefined) return;
    node.text += text;
    if (node.text.length > MAX_TEXT) this.fail('camt-text-length', { limit: MAX_TEXT });
  }

  private close(): void {
    if (this.isStatement()) {
      this.stopAt(this.sink.statementEnd(this.parser.line));
      this.path.pop();
      return;
    }
    const node = this.path.pop();
    if (node === undefined) return;
    node.text = node.text.trim();
    if (this.isStatement()) this.stopAt(this.sink.part(node));
    // Below the statement the tree is kept until its part is complete; above it nothing is.
    else if (this.path.length > STATEMENT_PATH.length) this.path.at(-1)?.children.push(node);
  }

  private isStatement(): boolean {
    return (
      this.path.length === STATEMENT_PATH.length &&
      STATEMENT_PATH.every((name, index) => this.path[index]?.name === name)
    );
  }

  /** A handler that refuses stops the parser in the middle of its piece: what follows costs nothing. */
  private untilRefused(work: () => unknown): CamtRefusal | undefined {
    try {
      work();
    } catch (error) {
      if (this.refusal === undefined) throw error;
    }
    return this.refusal;
  }

  private fail(code: CamtRefusalCode, params: Readonly<Record<string, string | number>> = {}): void {
    this.stopAt(camtRefusal(code, this.parser.line, params));
  }

  private stopAt(refusal: CamtRefusal | undefined): void {
    if (refusal === undefined) return;
    this.refusal ??= refusal;
    throw new Error('a refusal stops the parser');
  }
}
