import { credit, debit } from '../../test/support/coda-builder';
import { fine, movement, party } from '../../test/support/matching-builder';
import { cents } from '../kernel/money';
import type { CodaMovementDraft } from '../statements/coda-movement-writer';
import { evidenceOf } from './evidence.rules';
import { FineIndex, type FineToMatch } from './fine-index.rules';
import { overpaidFines } from './referenced-fines.rules';

const [one, two] = [
  fine(1, [party('Exemple', 'Alix', '1987-03-12')]),
  fine(2, [party('Voorbeeld', 'Bram', '1990-07-01')]),
];

function overpaid(...drafts: CodaMovementDraft[]): FineToMatch[] {
  const payments = drafts.map((draft) => {
    const toMatch = movement(draft);
    return { toMatch, evidence: evidenceOf(toMatch) };
  });
  return overpaidFines(payments, new FineIndex([one, two]));
}
const paid = (communication: string, amount: number): CodaMovementDraft =>
  credit({ communication, amountCents: cents(amount) });

describe('fines of which the debtor’s other fines are looked at', () => {
  it('are those that get more by their own references than is owed, all payments together', () => {
    expect(overpaid(paid(one.number, 20_001), paid(two.number, 20_000))).toEqual([one]);
    expect(overpaid(paid(one.number, 20_000), paid(one.number, 1))).toEqual([one]);
    expect(overpaid(paid(one.number, 20_000))).toEqual([]);
  });

  it('are none by what pays nothing, nor by one payment of several fines', () => {
    expect(overpaid(debit({ communication: one.number, amountCents: cents(25_000) }))).toEqual([]);
    expect(overpaid(paid(`${one.number} ${two.number}`, 45_000))).toEqual([]);
  });
});
