import { fine, movement, party } from '../../test/support/matching-builder';
import type { CodaMovementDraft } from '../statements/coda-movement-writer';
import { FineIndex, type FineToMatch } from './fine-index.rules';
import type { MatchOutcome } from './match-outcome.types';
import { matchMovement } from './matching.rules';

/** A brother and a sister, checked together: neighbouring numbers without check digits. */
const alix = numbered(480, party('Exemple', 'Alix', '1987-03-12'));
const bram = numbered(481, party('Exemple', 'Bram', '1990-07-01'));
const STRANGER = 'TIERS PAYEUR';

function numbered(counter: number, who: ReturnType<typeof party>): FineToMatch {
  return { ...fine(counter, [who]), number: `EUR-2026-000${counter}` as FineToMatch['number'] };
}

function match(
  communication: string,
  payer = STRANGER,
  fines = [alix, bram],
  changes: Partial<CodaMovementDraft> = {},
): MatchOutcome {
  const counterparty = { account: 'BE71096123456769', name: payer };
  return matchMovement(movement({ communication, counterparty, ...changes }), new FineIndex(fines));
}

const bookedOn = (outcome: MatchOutcome): string =>
  outcome.outcome === 'booked' ? outcome.shares.map(({ decisionId }) => decisionId).join('+') : outcome.outcome;

describe('a number without check digits in which one digit slipped (trap 25)', () => {
  it.each([
    ['the first name of the brother beside it', 'EXEMPLE BRAM EUR-2026-000480', STRANGER],
    ['his year of birth as well', 'EXEMPLE BRAM 1990 EUR-2026-000480', STRANGER],
    ['the brother as payer and in the text', 'EXEMPLE BRAM EUR-2026-000480', 'EXEMPLE BRAM'],
    ['the brother as payer only', 'EUR-2026-000480', 'EXEMPLE BRAM'],
    ['the surname alone', 'BOETE EUR-2026-000480 EXEMPLE', STRANGER],
    ['the surname, and the brother as payer', 'BOETE EUR-2026-000480 EXEMPLE', 'EXEMPLE BRAM'],
    ['the brother named, the sister as payer', 'EXEMPLE BRAM EUR-2026-000480', 'EXEMPLE ALIX'],
    ['the first name of the brother, the sister as payer', 'EUR-2026-000480 voor BRAM', 'EXEMPLE ALIX'],
    ['the brother misspelt, the sister as payer', 'EXEMPLE BRAAM EUR-2026-000480', 'EXEMPLE ALIX'],
    ['an account of both', 'EUR-2026-000480', 'EXEMPLE ALIX EN BRAM'],
    ['a brother who bears her name as well', 'EXEMPLE BRAM ALIX EUR-2026-000480', STRANGER],
    ['both named, one number', 'EXEMPLE ALIX ET BRAM EUR-2026-000480', STRANGER],
    ['a first name one letter away, the sister as payer', 'EUR-2026-000480 ALEX', 'EXEMPLE ALIX'],
    ['a first name one letter away', 'EXEMPLE ALEX EUR-2026-000480', STRANGER],
  ])('never books on her: %s', (_, text, payer) => {
    expect(bookedOn(match(text, payer))).toBe('proposed');
  });

  it.each([
    ['both names in the text', 'EXEMPLE ALIX EUR-2026-000480', STRANGER],
    ['both names and words of payers', 'Amende administrative EUR 2026 000480 pour Alix Exemple', STRANGER],
    ['the payer, the number alone', 'DECISION NO EUR-2026-000480', 'ALIX EXEMPLE'],
    ['the payer, the surname in the text', 'BOETE EUR-2026-000480 EXEMPLE', 'ALIX EXEMPLE'],
    ['the payer, cut where the field ends', 'EUR-2026-000480', 'ALIX EXEMP'],
    ['glued names', 'EUR2026000480 EXEMPLEALIX', STRANGER],
  ])('books on her when she is the only one named: %s', (_, text, payer) => {
    expect(bookedOn(match(text, payer))).toBe('d480');
  });

  it('lists who is named before the number that slipped, and the number first where nobody else is named', () => {
    const first = (outcome: MatchOutcome): unknown =>
      outcome.outcome === 'proposed' && outcome.candidates.map(({ decisionId }) => decisionId);
    expect(first(match('EXEMPLE BRAM EUR-2026-000480'))).toEqual(['d481', 'd480']);
    expect(first(match('EXEMPLE EUR-2026-000480'))).toEqual(['d480']);
    expect(first(match('EXEMPLE ALIX ET BRAM EUR-2026-000480'))).toEqual(['d480', 'd481']);
  });

  it('books both fines by both numbers where both are named, and neither on the surname alone', () => {
    const both = { amountCents: 40_000 as never };
    const numbers = 'EUR-2026-000480 EUR-2026-000481';
    expect(bookedOn(match(`EXEMPLE ALIX ET BRAM ${numbers}`, STRANGER, [alix, bram], both))).toBe('d480+d481');
    expect(bookedOn(match(`EXEMPLE ${numbers}`, STRANGER, [alix, bram], both))).toBe('proposed');
  });

  it('takes another name on file for a name, and a lawyer for nobody who owes', () => {
    const who = {
      ...party('Exemple', 'Alix', '1987-03-12'),
      otherNames: [{ surname: 'Voorbeeld', firstNames: 'Alix' }],
    };
    const lawyer = { ...party('Advocatus', 'Rita', '1960-05-05'), capacity: 'mandatary' as const };
    const fines = [{ ...alix, parties: [who, lawyer] }];
    expect(bookedOn(match('EUR-2026-000480 VOORBEELD ALIX', STRANGER, fines))).toBe('d480');
    expect(bookedOn(match('EUR-2026-000480 ADVOCATUS RITA', STRANGER, fines))).toBe('proposed');
  });
});
