import type { Evidence, MovementToMatch } from './evidence.rules';
import type { FineIndex, FineParty, FineToMatch } from './fine-index.rules';
import type { SuspenseReasonCode } from './match-outcome.types';
import { nameAgreement, type NameText } from './name-agreement.rules';

/** SEPA transactions that undo an earlier movement, and orders that came back (formats, transaction code). */
const CORRECTIONS: ReadonlySet<string> = new Set(['49', '99']);
const RETURNED_ORDER = '54';

/** Why a movement never pays a fine by itself; undefined when it may. */
export function barOf({
  direction,
  rTransaction,
  transactionCode,
  amountCents,
}: MovementToMatch): SuspenseReasonCode | undefined {
  if (direction === 'debit') return 'debit';
  if (rTransaction !== undefined) return 'r-transaction';
  const isTransfer = transactionCode.family === '01' || transactionCode.family === '02';
  if (isTransfer && transactionCode.transaction === RETURNED_ORDER) return 'r-transaction';
  if (isTransfer && CORRECTIONS.has(transactionCode.transaction)) return 'correction';
  return amountCents === 0 ? 'no-amount' : undefined;
}

/** The fines whose references and numbers stand in a text. */
export function referencedFines(evidence: Evidence, index: FineIndex): FineToMatch[] {
  const { references, decisionNumbers, earlierNumbers } = evidence;
  const found = [
    ...references.map((ogm) => index.fineByReference(ogm)),
    ...decisionNumbers.map((number) => index.fineByNumber(number)),
    // Without check digits a slip is the number of another fine: it counts beside the surname or enterprise number of who owes that one.
    ...earlierNumbers
      .map((number) => index.fineByNumber(number))
      .filter((fine) =>
        fine?.parties.some(
          (party) =>
            isNamed(party, evidence.names) ||
            isNamed(party, evidence.payer) ||
            evidence.enterpriseNumbers.includes(party.enterpriseNumber ?? ''),
        ),
      ),
  ];
  return [...new Set(found.filter((fine) => fine !== undefined))];
}

function isNamed({ surname, firstNames }: FineParty, text: NameText): boolean {
  return nameAgreement(text, surname, firstNames).surname !== 'none';
}

/** The fines on which more comes by their references than is owed: what else their debtors owe must be known too. */
export function overpaidFines(
  payments: readonly { readonly toMatch: MovementToMatch; readonly evidence: Evidence }[],
  index: FineIndex,
): FineToMatch[] {
  const comes = new Map<FineToMatch, number>();
  for (const { toMatch, evidence } of payments) {
    const [fine, ...others] = barOf(toMatch) === undefined ? referencedFines(evidence, index) : [];
    if (fine !== undefined && others.length === 0) comes.set(fine, (comes.get(fine) ?? 0) + toMatch.amountCents);
  }
  return [...comes].filter(([fine, amountCents]) => amountCents > fine.outstandingCents).map(([fine]) => fine);
}
