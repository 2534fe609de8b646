import { amountOf, nodeAt, nodesOf, textAt } from './camt-node';
import type { CamtNode } from './camt-xml';

/**
 * Whether what an entry lacks of its transactions, `missingCents` (signed, what came in is positive), is exactly what the bank says that it
 * kept: the charges of the entry, those of its transactions, or both together, in the currency of the entry. Then the transactions are
 * gross and the entry is net.
 */
export function isExplainedByCharges(
  entry: CamtNode,
  transactions: readonly CamtNode[],
  currency: string,
  missingCents: number,
): boolean {
  const ofEntry = chargesOf(entry, currency);
  const ofTransactions = transactions.reduce((sum, each) => sum + chargesOf(each, currency), 0);
  return missingCents !== 0 && [ofEntry, ofTransactions, ofEntry + ofTransactions].includes(missingCents);
}

/** What the bank kept, in signed cents: below zero unless it is marked as credit. Its records where it has any (from version 04), else the amount of version 02, else the total. */
function chargesOf(node: CamtNode, currency: string): number {
  const charges = nodesOf(node, 'Chrgs').flatMap((each) => {
    const records = nodesOf(each, 'Rcrd');
    return records.length > 0 ? records : [each];
  });
  return charges.reduce((sum, each) => {
    const amount = amountOf(nodeAt(each, 'Amt') ?? nodeAt(each, 'TtlChrgsAndTaxAmt'));
    if (amount?.currency !== currency) return sum;
    return textAt(each, 'CdtDbtInd') === 'CRDT' ? sum + amount.cents : sum - amount.cents;
  }, 0);
}
