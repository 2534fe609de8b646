import { isCreditorReference } from '../kernel/creditor-reference';
import { isOgm } from '../kernel/ogm';
import { subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { accept, type Outcome } from '../kernel/outcome';
import { isExplainedByCharges } from './camt-charges';
import { amountOf, dayOf, nodeAt, nodesOf, textAt, type CamtAmount } from './camt-node';
import { camtRefusal, type CamtNode, type CamtRefusal } from './camt-xml';
import type {
  Communication,
  Counterparty,
  Direction,
  Movement,
  RTransaction,
  TransactionCode,
} from './statement.model';

/** An entry read: the movement first, then its details when the bank put several transactions into one. */
export interface CamtEntry {
  readonly isBooked: true;
  readonly movements: readonly Movement[];
  readonly hasThirdDecimal: boolean;
  readonly currency: string;
}

/** An entry that the balance does not hold; some banks count it in their totals. No direction, or no amount, where it has none. */
export interface UnbookedEntry {
  readonly isBooked: false;
  readonly direction: Direction | undefined;
  readonly amountCents: Cents;
}

/** How XML writes that something is so (xs:boolean). */
const TRUE: readonly (string | undefined)[] = ['true', '1'];

/** CODA's types of a total that has details, and of a detail (formats, transaction code); `0` stands for itself. */
const TOTAL_WITH_DETAILS = '1';
const DETAIL = '5';
const SIMPLE = '0';

/** Where the amount of a transaction may stand, the best first: version 02 has no `Amt` there. */
const AMOUNTS_OF_TRANSACTION = ['Amt', 'AmtDtls/TxAmt/Amt', 'AmtDtls/InstdAmt/Amt'] as const;

/** Families of ISO 20022 in CODA's terms, as far as matching looks at them: transfers, and those that came back. */
const CREDIT_TRANSFERS: ReadonlySet<string> = new Set(['RCDT', 'RRCT', 'ICDT', 'IRCT']);
const RETURNS: ReadonlySet<string> = new Set(['RRTN', 'ARET', 'RPCR', 'UPCT']);

/**
 * Reads one `Ntry`; of one that is not booked (pending, for information) its direction and amount only, since it is not in the balance.
 * Refuses `camt-element` with the element that is missing or is not what the message wants.
 */
export function readEntry(entry: CamtNode, sequence: number): Outcome<CamtEntry | UnbookedEntry, CamtRefusal> {
  const status = textAt(entry, 'Sts/Cd', 'Sts');
  const amount = amountOf(nodeAt(entry, 'Amt'));
  if (status !== undefined && status !== 'BOOK')
    return accept({ isBooked: false, direction: directionOf(entry), amountCents: amount?.cents ?? ZERO_CENTS });
  if (!amount) return missing(entry, 'Ntry/Amt');
  const direction = directionOf(entry);
  if (!direction) return missing(entry, 'Ntry/CdtDbtInd');
  const entryOn = dayOf(nodeAt(entry, 'BookgDt')) ?? dayOf(nodeAt(entry, 'ValDt'));
  if (!entryOn) return missing(entry, 'Ntry/BookgDt');
  const valueOn = dayOf(nodeAt(entry, 'ValDt'));
  const { transactions, count } = transactionsOf(entry);
  const isReversal = TRUE.includes(textAt(entry, 'RvslInd'));
  const common = { sequence, entryOn, ...(valueOn && { valueOn }), isReversal };
  const [only] = transactions;
  const isBatch = count > 1;
  const whole: Movement = {
    ...movementOf(entry, isBatch ? undefined : only, direction, common),
    detail: 0,
    level: 'movement',
    amountCents: amount.cents,
    transactionCode: codeOf(entry, isBatch ? undefined : only, isBatch ? TOTAL_WITH_DETAILS : SIMPLE),
  };
  const isListed = isBatch && transactions.length === count;
  const listed = isListed ? readDetails(entry, transactions, { ...common, direction, currency: amount.currency }) : accept(NO_DETAILS); // prettier-ignore
  if (!listed.ok) return listed;
  // Gross transactions of a net entry: which of the payers bore how much of the charges nobody can tell, so that the entry stays a total.
  const missingCents = signed(whole) - listed.value.movements.reduce((sum, each) => sum + signed(each), 0);
  const isGross = isListed && isExplainedByCharges(entry, transactions, amount.currency, missingCents);
  const details = isGross ? NO_DETAILS : listed.value;
  return accept({
    isBooked: true,
    movements: [whole, ...details.movements],
    hasThirdDecimal: [amount, ...details.amounts].some(({ hasThirdDecimal }) => hasThirdDecimal),
    currency: amount.currency,
  });
}

interface Common {
  readonly sequence: number;
  readonly entryOn: Movement['entryOn'];
  readonly valueOn?: NonNullable<Movement['valueOn']>;
  readonly isReversal: boolean;
}

/** Cents with the sign of the direction: what came in is positive. */
function signed({ direction, amountCents }: Pick<Movement, 'direction' | 'amountCents'>): Cents {
  return direction === 'credit' ? amountCents : subtractCents(ZERO_CENTS, amountCents);
}

/** Details that were read, in the order of the entry. */
interface Details {
  readonly movements: readonly Movement[];
  readonly amounts: readonly CamtAmount[];
}

const NO_DETAILS: Details = { movements: [], amounts: [] };

/** The transactions that an entry lists, and how many it has: the bank may list some of them only, or none. */
function transactionsOf(entry: CamtNode): { readonly transactions: readonly CamtNode[]; readonly count: number } {
  const parts = nodesOf(entry, 'NtryDtls').map((part) => ({
    listed: nodesOf(part, 'TxDtls'),
    stated: Number(textAt(part, 'Btch/NbOfTxs') ?? 0),
  }));
  const count = parts.reduce((sum, { listed, stated }) => sum + Math.max(listed.length, stated || 0), 0);
  return { transactions: parts.flatMap(({ listed }) => listed), count };
}

/**
 * The transactions as details of the entry. None where one of them has no amount in the currency of the entry: then nobody can tell which
 * part of the money is whose, and the entry stays a total without details.
 */
function readDetails(
  entry: CamtNode,
  transactions: readonly CamtNode[],
  { direction, currency, ...common }: Common & { readonly direction: Direction; readonly currency: string },
): Outcome<Details, CamtRefusal> {
  const movements: Movement[] = [];
  const amounts: CamtAmount[] = [];
  for (const [index, transaction] of transactions.entries()) {
    const stated = AMOUNTS_OF_TRANSACTION.flatMap((path) => nodeAt(transaction, path) ?? []);
    const read = stated.map((node) => amountOf(node));
    const amount = read.find((each) => each?.currency === currency);
    if (!amount) return read.includes(undefined) ? missing(transaction, 'TxDtls/Amt') : accept(NO_DETAILS);
    amounts.push(amount);
    movements.push({
      ...movementOf(entry, transaction, directionOf(transaction) ?? direction, common),
      detail: index + 1,
      level: 'detail',
      amountCents: amount.cents,
      transactionCode: codeOf(entry, transaction, DETAIL),
      line: transaction.line,
    });
  }
  return accept({ movements, amounts });
}

function movementOf(
  entry: CamtNode,
  transaction: CamtNode | undefined,
  direction: Direction,
  { isReversal, ...common }: Common,
): Omit<Movement, 'detail' | 'level' | 'amountCents' | 'transactionCode'> {
  const endToEndId = textAt(transaction, 'Refs/EndToEndId');
  const reasonCode = textAt(transaction, 'RtrInf/Rsn/Cd', 'RtrInf/Rsn/Prtry');
  const rTransaction = rTransactionOf(entry, transaction, isReversal);
  return {
    ...common,
    direction,
    bankReference: textAt(transaction, 'Refs/AcctSvcrRef') ?? textAt(entry, 'AcctSvcrRef', 'NtryRef') ?? '',
    communication: communicationOf(transaction),
    ...(endToEndId !== undefined && endToEndId !== 'NOTPROVIDED' && { endToEndId }),
    ...(rTransaction && { rTransaction }),
    ...(reasonCode !== undefined && { reasonCode }),
    counterparty: counterpartyOf(transaction, isReversal ? OPPOSITE[direction] : direction),
    information: [textAt(entry, 'AddtlNtryInf'), textAt(transaction, 'AddtlTxInf')]
      .filter((text) => text !== undefined)
      .map((text) => ({ kind: 'free', text })),
    line: entry.line,
  };
}

/** A Belgian reference is structured communication 101 and one of ISO 11649 is 100, whatever the bank calls them; any other is text beside the rest. */
function communicationOf(transaction: CamtNode | undefined): Communication {
  const remittance = nodeAt(transaction, 'RmtInf');
  const references = nodesOf(remittance, 'Strd').flatMap((each) => textAt(each, 'CdtrRefInf/Ref') ?? []);
  const free = nodesOf(remittance, 'Ustrd').map(({ text }) => text);
  const [ogm] = references.map((reference) => reference.replace(/[^\d]/g, '')).filter((digits) => isOgm(digits));
  if (ogm !== undefined && free.length === 0) return { kind: 'structured', type: '101', text: ogm };
  const [creditor] = references.map((reference) => reference.replace(/\s/g, '')).filter(isCreditorReference);
  if (creditor !== undefined && free.length === 0) return { kind: 'structured', type: '100', text: creditor };
  const additional = nodesOf(remittance, 'Strd').flatMap((each) =>
    nodesOf(each, 'AddtlRmtInf').map(({ text }) => text),
  );
  return { kind: 'free', text: [...free, ...references, ...additional].join(' ').trim() };
}

/** A reversal names the parties of what it reverses. */
const OPPOSITE: Readonly<Record<Direction, Direction>> = { credit: 'debit', debit: 'credit' };

/** The party at the other end: who paid what came in, who received what went out. `Pty` stands between since version 08. */
function counterpartyOf(transaction: CamtNode | undefined, direction: Direction): Counterparty {
  const parties = nodeAt(transaction, 'RltdPties');
  const [role, agent] = direction === 'credit' ? ['Dbtr', 'DbtrAgt'] : ['Cdtr', 'CdtrAgt'];
  const name = textAt(parties, `${role}/Pty/Nm`, `${role}/Nm`);
  const account = textAt(parties, `${role}Acct/Id/IBAN`, `${role}Acct/Id/Othr/Id`);
  const bic = textAt(transaction, `RltdAgts/${agent}/FinInstnId/BICFI`, `RltdAgts/${agent}/FinInstnId/BIC`);
  const ultimateDebtor = textAt(parties, 'UltmtDbtr/Pty/Nm', 'UltmtDbtr/Nm');
  return {
    ...(account !== undefined && { account }),
    ...(bic !== undefined && { bic }),
    ...(name !== undefined && { name: name.slice(0, 35) }),
    ...(name !== undefined && name.length > 35 && { fullName: name }),
    ...(ultimateDebtor !== undefined && { ultimateDebtor }),
  };
}

function rTransactionOf(
  entry: CamtNode,
  transaction: CamtNode | undefined,
  isReversal: boolean,
): RTransaction | undefined {
  if (nodeAt(transaction, 'RtrInf') !== undefined || RETURNS.has(subFamilyOf(entry, transaction))) return 'return';
  return isReversal ? 'reversal' : undefined;
}

/** The bank's own code when it is CODA's; else what CODA would say of a transfer, and zeros for the rest. */
function codeOf(entry: CamtNode, transaction: CamtNode | undefined, type: string): TransactionCode {
  const own = textAt(transaction, 'BkTxCd/Prtry/Cd') ?? textAt(entry, 'BkTxCd/Prtry/Cd') ?? '';
  const coda = /^\d{8}$/.test(own) ? own : undefined;
  if (coda) return { type, family: coda.slice(1, 3), transaction: coda.slice(3, 5), category: coda.slice(5, 8) };
  const family = textAt(transaction, 'BkTxCd/Domn/Fmly/Cd') ?? textAt(entry, 'BkTxCd/Domn/Fmly/Cd') ?? '';
  return CREDIT_TRANSFERS.has(family)
    ? { type, family: '01', transaction: family.startsWith('R') ? '50' : '01', category: '000' }
    : { type, family: '00', transaction: '00', category: '000' };
}

function subFamilyOf(entry: CamtNode, transaction: CamtNode | undefined): string {
  return textAt(transaction, 'BkTxCd/Domn/Fmly/SubFmlyCd') ?? textAt(entry, 'BkTxCd/Domn/Fmly/SubFmlyCd') ?? '';
}

function directionOf(node: CamtNode): Direction | undefined {
  const indicator = textAt(node, 'CdtDbtInd');
  return indicator === 'CRDT' ? 'credit' : indicator === 'DBIT' ? 'debit' : undefined;
}

function missing(node: CamtNode, element: string): { readonly ok: false; readonly refusal: CamtRefusal } {
  return { ok: false, refusal: camtRefusal('camt-element', node.line, { element }) };
}
