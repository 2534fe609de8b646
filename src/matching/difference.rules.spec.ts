import { fine, movement, party } from '../../test/support/matching-builder';
import { cents } from '../kernel/money';
import { differencesOf } from './difference.rules';
import type { FineParty } from './fine-index.rules';

const alix = party('Exemple', 'Alix', '1987-03-12');

function codes(communication: string, who: FineParty = alix, amount = 20_000, name = 'TIERS PAYEUR'): string {
  const counterparty = { account: 'BE71096123456769', name };
  const paid = movement({ communication, amountCents: cents(amount), counterparty });
  return differencesOf(paid, fine(1, [who]))
    .map(({ code, agrees }) => `${agrees ? '+' : '-'}${code}`)
    .join(' ');
}

describe('what speaks for a fine and what against', () => {
  it.each([
    ['EXEMPLE ALIX 12/03/1987', alix, '+same-amount +surname +first-name +birth-date'],
    ['BIF EXEMPLE ALIX 13/03/1987', alix, '+same-amount +department +surname +first-name -birth-date-slip'],
    ['EXEMPLE 05/05/1955', alix, '+same-amount +surname -no-first-name -other-birth-date'],
    ['ALIX', alix, '+same-amount -no-surname +first-name -other-birth-date'],
    [
      'EXEMPLE ALIX 01/01/1980',
      party('Exemple', 'Alix', '1980-01-01'),
      '+same-amount +surname +first-name +birth-date -first-of-january',
    ],
    [
      'VOORBEELD ALIX 12/03/1987',
      { ...alix, otherNames: [{ surname: 'Voorbeeld', firstNames: 'Alix' }] },
      '+same-amount +surname +first-name +other-name +birth-date',
    ],
    [
      'EXEMPLE ALIX 12/03/1987',
      { ...alix, accounts: ['BE71096123456769'] },
      '+same-amount +surname +first-name +birth-date +payer-account',
    ],
    ['EXEMPEL LIJNEN', { personId: alix.personId, surname: 'Exempel Lijnen', firstNames: '' }, '+same-amount +surname'],
  ])('%s', (text, who, expected) => {
    expect(codes(text, who)).toBe(expected);
  });

  it('tells amount, reference and payer', () => {
    expect(codes('RIEN', alix, 19_950)).toMatch(/^-below-debt /);
    expect(codes('RIEN', alix, 20_050)).toMatch(/^-above-debt /);
    expect(codes(fine(1, []).number)).toMatch(/^\+same-amount \+reference /);
    expect(codes(fine(1, []).reference)).toMatch(/^\+same-amount \+reference /);
    expect(codes('RIEN', alix, 20_000, 'ALIX EXEMPLE')).toMatch(/\+payer-name$/);
    const paid = movement({ communication: 'RIEN' });
    expect(differencesOf(paid, fine(1, [alix], { outstandingCents: cents(0) }))[0]).toEqual({
      code: 'settled',
      agrees: false,
      params: {},
    });
    const less = differencesOf(movement({ communication: 'RIEN', amountCents: cents(19_950) }), fine(1, [alix]))[0];
    expect(less?.params).toEqual({ differenceCents: 50 });
    const more = differencesOf(movement({ communication: 'RIEN', amountCents: cents(20_070) }), fine(1, [alix]))[0];
    expect(more?.params).toEqual({ differenceCents: 70 });
  });

  it('takes the party that agrees best', () => {
    const paid = movement({ communication: 'VOORBEELD BRAM 01/07/1990' });
    const found = differencesOf(paid, fine(1, [alix, party('Voorbeeld', 'Bram', '1990-07-01')]));
    expect(found.every(({ agrees }) => agrees)).toBe(true);
  });
});
