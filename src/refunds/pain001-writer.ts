import type { Bic, Iban } from '../kernel/iban';
import type { LegalDate } from '../kernel/legal-date';
import { addCents, formatDecimal, type Cents } from '../kernel/money';

export const PAIN_FORMATS = ['pain.001.001.09', 'pain.001.001.03'] as const;

export type PainFormat = (typeof PAIN_FORMATS)[number];

/** One credit transfer. Texts are in the character set of SEPA (`sepaText`) already. */
export interface CreditTransfer {
  readonly endToEndId: string;
  readonly amountCents: Cents;
  readonly payeeName: string;
  readonly payeeIban: Iban;
  readonly remittance: string;
}

/** A batch of credit transfers out of one account. */
export interface TransferBatch {
  readonly format: PainFormat;
  readonly messageId: string;
  /** RFC 3339, to the second. */
  readonly createdAt: string;
  readonly executeOn: LegalDate;
  readonly debtorName: string;
  readonly debtorIban: Iban;
  readonly debtorBic: Bic;
  readonly transfers: readonly CreditTransfer[];
}

type Xml = string;

/** An element with children that are XML already. */
function element(name: string, children: readonly Xml[], attributes = ''): Xml {
  return `<${name}${attributes}>${children.join('')}</${name}>`;
}

/** An element with text. */
function text(name: string, value: string, attributes = ''): Xml {
  return element(name, [escapeXml(value)], attributes);
}

/** The five characters that mean something in XML. */
function escapeXml(value: string): string {
  const named: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
  };
  return value.replace(/[&<>"']/g, (character) => named[character] ?? '');
}

/**
 * The message by which a bank is asked for SEPA credit transfers, in the version of 2009 (03) or of 2019 (09; EPC132-08). One payment
 * instruction, each transfer debited by itself (`BtchBookg` false), so that each comes back on a statement under its own end-to-end id.
 * Count and control sum stand in the header and in the instruction. UTF-8. Throws a RangeError for a batch without transfers.
 */
export function writePain001(batch: TransferBatch): Buffer {
  if (batch.transfers.length === 0) throw new RangeError('a batch without transfers');
  const document = element(
    'Document',
    [element('CstmrCdtTrfInitn', [groupHeader(batch), paymentInstruction(batch)])],
    ` xmlns="urn:iso:std:iso:20022:tech:xsd:${batch.format}"`,
  );
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${document}\n`, 'utf8');
}

function totals({ transfers }: TransferBatch): Xml[] {
  const sum = addCents(...transfers.map(({ amountCents }) => amountCents));
  return [text('NbOfTxs', String(transfers.length)), text('CtrlSum', formatDecimal(sum))];
}

function groupHeader(batch: TransferBatch): Xml {
  return element('GrpHdr', [
    text('MsgId', batch.messageId),
    text('CreDtTm', batch.createdAt),
    ...totals(batch),
    element('InitgPty', [text('Nm', batch.debtorName)]),
  ]);
}

function paymentInstruction(batch: TransferBatch): Xml {
  const is2009 = batch.format === 'pain.001.001.03';
  const executeOn = is2009
    ? text('ReqdExctnDt', batch.executeOn)
    : element('ReqdExctnDt', [text('Dt', batch.executeOn)]);
  return element('PmtInf', [
    text('PmtInfId', batch.messageId),
    text('PmtMtd', 'TRF'),
    text('BtchBookg', 'false'),
    ...totals(batch),
    element('PmtTpInf', [element('SvcLvl', [text('Cd', 'SEPA')])]),
    executeOn,
    element('Dbtr', [text('Nm', batch.debtorName)]),
    account('DbtrAcct', batch.debtorIban),
    element('DbtrAgt', [element('FinInstnId', [text(is2009 ? 'BIC' : 'BICFI', batch.debtorBic)])]),
    text('ChrgBr', 'SLEV'),
    ...batch.transfers.map(transferOf),
  ]);
}

function transferOf({ endToEndId, amountCents, payeeName, payeeIban, remittance }: CreditTransfer): Xml {
  return element('CdtTrfTxInf', [
    element('PmtId', [text('EndToEndId', endToEndId)]),
    element('Amt', [text('InstdAmt', formatDecimal(amountCents), ' Ccy="EUR"')]),
    element('Cdtr', [text('Nm', payeeName)]),
    account('CdtrAcct', payeeIban),
    element('RmtInf', [text('Ustrd', remittance)]),
  ]);
}

function account(name: string, iban: Iban): Xml {
  return element(name, [element('Id', [text('IBAN', iban)])]);
}
