/** One entry of a camt.053 message, as tests describe it. Amounts as the message writes them (`200.00`). */
export interface CamtEntryDraft {
  readonly amount?: string;
  readonly direction?: 'CRDT' | 'DBIT';
  readonly status?: string;
  readonly currency?: string;
  readonly text?: string;
  readonly reference?: string;
  readonly payer?: string;
  readonly payerIban?: string;
  /** `true` and `1` are the same in XML. */
  readonly reversal?: 'true' | '1' | 'false' | '0';
  readonly returnReason?: string;
  /** Several transactions in the entry. */
  readonly batch?: readonly CamtTransactionDraft[];
  /** How many transactions the bank says the entry has, whatever it lists. */
  readonly numberOfTransactions?: number;
  /** What the bank kept of the entry. */
  readonly charges?: string;
}

/** One transaction of a batch. Without an amount the bank names the payer and the words only. */
export interface CamtTransactionDraft {
  readonly amount?: string;
  readonly text: string;
  readonly currency?: string;
  /** The element of the amount: version 02 has no `Amt` of a transaction, and what was instructed may be in another currency. */
  readonly amountIn?: 'Amt' | 'TxAmt' | 'InstdAmt';
  /** What the bank kept of the transaction. */
  readonly charges?: string;
}

export interface CamtStatementDraft {
  readonly version?: '02' | '04' | '08';
  readonly iban?: string;
  readonly sequence?: number;
  readonly opening?: string;
  readonly closing?: string;
  readonly on?: string;
  readonly copy?: string;
  readonly entries?: readonly CamtEntryDraft[];
  readonly summary?: string;
}

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** Statements as one message; the version is that of the first. */
export function camtMessage(...statements: readonly CamtStatementDraft[]): string {
  const version = statements[0]?.version ?? '08';
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-09-01T18:00:00+02:00</CreDtTm></GrpHdr>
${statements.map((statement) => statementOf(statement, version)).join('\n')}
</BkToCstmrStmt></Document>
`;
}

function statementOf(draft: CamtStatementDraft, version: string): string {
  const { iban = 'BE35679200609437', sequence = 1, opening = '0.00', closing = '200.00', on = '2026-09-01' } = draft;
  const balance = (kind: string, amount: string): string => {
    const sign = amount.startsWith('-') ? 'DBIT' : 'CRDT';
    return `<Bal><Tp><CdOrPrtry><Cd>${kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${amount.replace('-', '')}</Amt><CdtDbtInd>${sign}</CdtDbtInd><Dt><Dt>${on}</Dt></Dt></Bal>`;
  };
  return `<Stmt><Id>S${sequence}</Id><ElctrncSeqNb>${sequence}</ElctrncSeqNb><CreDtTm>${on}T18:00:00+02:00</CreDtTm>${draft.copy === undefined ? '' : `<CpyDplctInd>${draft.copy}</CpyDplctInd>`}
<Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
${balance('OPBD', opening)}${balance('CLBD', closing)}${draft.summary ?? ''}
${(draft.entries ?? [{}]).map((entry) => entryOf(entry, on, version)).join('\n')}
</Stmt>`;
}

function entryOf(draft: CamtEntryDraft, on: string, version: string): string {
  const { amount = '200.00', direction = 'CRDT', status = 'BOOK', currency = 'EUR' } = draft;
  const state = version === '08' ? `<Sts><Cd>${status}</Cd></Sts>` : `<Sts>${status}</Sts>`;
  const transactions = draft.batch?.map((each) =>
    transactionOf({ ...draft, ...each }, version, `${amountsOf(each, version)}${chargesOf(each.charges, version)}`),
  ) ?? [transactionOf(draft, version, version === '04' ? inVersion04(amount, currency, direction) : '')];
  const { reversal, numberOfTransactions: count, charges } = draft;
  const batch = count === undefined ? '' : `<Btch><NbOfTxs>${count}</NbOfTxs></Btch>`;
  return `<Ntry><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd>${reversal === undefined ? '' : `<RvslInd>${reversal}</RvslInd>`}${state}
<BookgDt><Dt>${on}</Dt></BookgDt><ValDt><Dt>${on}</Dt></ValDt><AcctSvcrRef>REF1</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>${chargesOf(charges, version)}
<NtryDtls>${batch}${transactions.join('')}</NtryDtls></Ntry>`;
}

/** From version 04 on charges are records of a total. */
function chargesOf(charges: string | undefined, version: string): string {
  if (charges === undefined) return '';
  const record = `<Amt Ccy="EUR">${charges}</Amt><CdtDbtInd>DBIT</CdtDbtInd>`;
  return version === '02'
    ? `<Chrgs>${record}</Chrgs>`
    : `<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">${charges}</TtlChrgsAndTaxAmt><Rcrd>${record}</Rcrd></Chrgs>`;
}

/** Version 04 wants amount and direction of every transaction. */
function inVersion04(amount: string, currency: string, direction: string): string {
  return `<Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd>`;
}

function amountsOf({ amount, currency = 'EUR', amountIn }: CamtTransactionDraft, version: string): string {
  if (amount === undefined) return '';
  const amt = `<Amt Ccy="${currency}">${amount}</Amt>`;
  const element = amountIn ?? (version === '02' ? 'TxAmt' : 'Amt');
  return element === 'Amt' ? amt : `<AmtDtls><${element}>${amt}</${element}></AmtDtls>`;
}

function transactionOf(draft: Omit<CamtEntryDraft, 'amount'>, version: string, amounts: string): string {
  const { payer = 'ALIX EXEMPLE', payerIban = 'BE71096123456769', text, reference } = draft;
  const party = version === '08' ? `<Pty><Nm>${escape(payer)}</Nm></Pty>` : `<Nm>${escape(payer)}</Nm>`;
  const bic = version === '02' ? '<BIC>GKCCBEBB</BIC>' : '<BICFI>GKCCBEBB</BICFI>';
  const remittance = [
    text === undefined ? '' : `<Ustrd>${escape(text)}</Ustrd>`,
    reference === undefined ? '' : `<Strd><CdtrRefInf><Ref>${reference}</Ref></CdtrRefInf></Strd>`,
  ].join('');
  return `<TxDtls><Refs><EndToEndId>E2E1</EndToEndId></Refs>${amounts}
<RltdPties><Dbtr>${party}</Dbtr><DbtrAcct><Id><IBAN>${payerIban}</IBAN></Id></DbtrAcct></RltdPties>
<RltdAgts><DbtrAgt><FinInstnId>${bic}</FinInstnId></DbtrAgt></RltdAgts>
${remittance === '' ? '' : `<RmtInf>${remittance}</RmtInf>`}
${draft.returnReason === undefined ? '' : `<RtrInf><Rsn><Cd>${draft.returnReason}</Cd></Rsn></RtrInf>`}</TxDtls>`;
}
