import { SaxesParser } from 'saxes';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';

/** What the bank says of one transfer. `RJCT` rejects; every other status is a stage on its way. */
export interface TransferStatus {
  readonly endToEndId: string;
  readonly status: string;
  /** The bank's reason, a code of ISO 20022 (`AC01` …) or one of its own; empty when it gives none. */
  readonly reason: string;
}

/** A bank's answer to a batch: for all of it, or transfer by transfer. */
export interface StatusReport {
  readonly messageId: string;
  readonly groupStatus: string | undefined;
  readonly groupReason: string;
  readonly transfers: readonly TransferStatus[];
}

export type PainRefusalCode =
  | 'pain-too-large'
  | 'pain-encoding'
  | 'pain-doctype'
  | 'pain-malformed'
  | 'pain-depth'
  | 'pain-text-length'
  | 'pain-version'
  | 'pain-no-original'
  | 'pain-too-many';

/** An answer to 10 000 transfers is some 5 MB. */
export const MAX_REPORT_BYTES = 8 * 1024 * 1024;
const MAX_DEPTH = 30;
const MAX_TEXT = 2_000;
const MAX_TRANSFERS = 10_000;
const NAMESPACE = /^urn:iso:std:iso:20022:tech:xsd:pain\.002\.001\.\d{2}$/;

/**
 * Reads a payment status report (pain.002, any version; UTF-8). Refuses a document type declaration, another encoding or root, nesting,
 * texts and counts beyond bounds, what is not well-formed (with the line), and a report that names no message. Never throws on any bytes.
 */
export function readPain002(bytes: Uint8Array): Outcome<StatusReport, Refusal<PainRefusalCode>> {
  if (bytes.length > MAX_REPORT_BYTES)
    return refuse('pain-too-large', { field: 'file', params: { limit: MAX_REPORT_BYTES } });
  let source: string;
  try {
    source = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('pain-encoding', { field: 'file' });
  }
  return new ReportReader().read(source);
}

interface OpenTransfer {
  endToEndId: string;
  status: string;
  reason: string;
}

class ReportReader {
  private readonly parser = new SaxesParser({ xmlns: true, position: true });
  private readonly path: string[] = [];
  private readonly transfers: TransferStatus[] = [];
  private transfer: OpenTransfer | undefined;
  private messageId = '';
  private groupStatus: string | undefined;
  private groupReason = '';
  private text = '';
  private refusal: Refusal<PainRefusalCode> | undefined;

  constructor() {
    this.parser.on('error', () => this.fail('pain-malformed'));
    this.parser.on('doctype', () => this.fail('pain-doctype'));
    this.parser.on('xmldecl', ({ encoding }) => {
      if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) this.fail('pain-encoding');
    });
    this.parser.on('opentag', ({ local, uri }) => this.open(local, uri));
    this.parser.on('text', (text) => this.addText(text));
    this.parser.on('cdata', (text) => this.addText(text));
    this.parser.on('closetag', () => this.close());
  }

  read(source: string): Outcome<StatusReport, Refusal<PainRefusalCode>> {
    for (let from = 0; from < source.length && this.refusal === undefined; from += 65_536)
      this.parser.write(source.slice(from, from + 65_536));
    if (this.refusal === undefined) this.parser.close();
    if (this.refusal !== undefined) return { ok: false, refusal: this.refusal };
    const { messageId, groupStatus, groupReason, transfers } = this;
    if (messageId === '') return refuse('pain-no-original', { field: 'file' });
    return accept({ messageId, groupStatus, groupReason, transfers });
  }

  private fail(code: PainRefusalCode): void {
    this.refusal ??= refuse(code, { field: 'file', rule: 'pain.002', params: { line: this.parser.line } }).refusal;
  }

  private open(name: string, uri: string): void {
    if (this.path.length === 0 && (name !== 'Document' || !NAMESPACE.test(uri))) this.fail('pain-version');
    if (this.path.length === 1 && name !== 'CstmrPmtStsRpt') this.fail('pain-version');
    if (this.path.length >= MAX_DEPTH) this.fail('pain-depth');
    this.path.push(name);
    this.text = '';
    if (name === 'TxInfAndSts') this.transfer = { endToEndId: '', status: '', reason: '' };
  }

  private addText(text: string): void {
    this.text += text;
    if (this.text.length > MAX_TEXT) this.fail('pain-text-length');
  }

  private close(): void {
    if (this.refusal !== undefined) return;
    const name = this.path.pop();
    const value = this.text.trim();
    this.text = '';
    if (name === 'TxInfAndSts') this.closeTransfer();
    else if (this.transfer !== undefined) this.takeOfTransfer(this.transfer, name, value);
    else this.takeOfGroup(name, value);
  }

  private closeTransfer(): void {
    if (this.transfer !== undefined && this.transfer.endToEndId !== '') this.transfers.push(this.transfer);
    this.transfer = undefined;
    if (this.transfers.length > MAX_TRANSFERS) this.fail('pain-too-many');
  }

  private takeOfTransfer(transfer: OpenTransfer, name: string | undefined, value: string): void {
    if (name === 'OrgnlEndToEndId') transfer.endToEndId = value;
    if (name === 'TxSts') transfer.status = value;
    if (this.isReason(name)) transfer.reason = value;
  }

  private takeOfGroup(name: string | undefined, value: string): void {
    if (name === 'OrgnlMsgId') this.messageId = value;
    // The instruction is the whole batch: what is said of it is said of the group.
    if (name === 'GrpSts' || name === 'PmtInfSts') this.groupStatus = value;
    if (this.isReason(name)) this.groupReason = value;
  }

  private isReason(name: string | undefined): boolean {
    return (name === 'Cd' || name === 'Prtry') && this.path.at(-1) === 'Rsn';
  }
}
