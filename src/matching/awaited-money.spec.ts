import { credit } from '../../test/support/coda-builder';
import { fine, movement, party } from '../../test/support/matching-builder';
import { cents } from '../kernel/money';
import { FineIndex, type AwaitedMoney, type FineToMatch } from './fine-index.rules';
import type { MatchOutcome } from './match-outcome.types';
import { matchMovement } from './matching.rules';

const alix = party('Exemple', 'Alix', '1987-03-12');

function awaiting(from: AwaitedMoney['from'], changes: Partial<FineToMatch> = {}): FineToMatch {
  return fine(1, [alix], { awaited: { from, cents: cents(15_000) }, outstandingCents: cents(20_000), ...changes });
}

function match(of: FineToMatch, amount: number, by = '', name = 'EXEMPLE ALIX'): MatchOutcome {
  const counterparty = { account: 'BE68539007547034', name };
  const draft = credit({ communication: `${by} ${of.number}`.trim(), amountCents: cents(amount), counterparty });
  return matchMovement(movement(draft), new FineIndex([of]));
}

function told(outcome: MatchOutcome): string {
  return outcome.outcome === 'booked' ? 'booked' : `${outcome.outcome} ${outcome.reason.code}`;
}

/** Money that FPS Finance or the Caisse still has to pay on comes with the number of the fine: it is no payment of the debtor (R5.4, D29). */
describe('money that is awaited on a fine', () => {
  it.each([
    ['finance', 'may-be-remittance'],
    ['caisse', 'may-be-released-deposit'],
  ] as const)('from %s is left to a person up to what is awaited, and beyond it the debtor pays', (from, code) => {
    expect(told(match(awaiting(from), 14_999))).toBe(`proposed ${code}`);
    expect(told(match(awaiting(from), 15_000))).toBe(`proposed ${code}`);
    expect(told(match(awaiting(from), 15_001))).toBe('booked');
  });

  it('is left to a person whatever comes, where whoever pays on is named, in the text or as payer', () => {
    expect(told(match(awaiting('finance'), 20_000, 'SPF FINANCES'))).toBe('proposed may-be-remittance');
    expect(told(match(awaiting('caisse'), 20_000, '', 'CAISSE DES DEPOTS'))).toBe('proposed may-be-released-deposit');
    expect(told(match(awaiting('finance'), 20_000))).toBe('booked');
  });

  it('of a fine that is settled is no second payment', () => {
    const settled = { outstandingCents: cents(0), settledBy: 'payment' } as const;
    expect(told(match(awaiting('finance', settled), 20_000))).toBe('proposed may-be-remittance');
    const paid = fine(1, [alix], settled);
    expect(match(paid, 20_000)).toMatchObject({ reason: { code: 'fine-settled' }, surplusGround: 'double-payment' });
  });

  it('of another fine changes nothing', () => {
    const [own, other] = [
      fine(2, [alix]),
      awaiting('finance', { parties: [party('Voorbeeld', 'Bram', '1990-07-01')] }),
    ];
    const draft = credit({ communication: own.number, amountCents: cents(20_000) });
    expect(told(matchMovement(movement(draft), new FineIndex([own, other])))).toBe('booked');
  });
});
