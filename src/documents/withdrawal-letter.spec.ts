import { borderDecision } from '../../test/support/letter-samples';
import { allNodes, readPdf } from '../../test/support/pdf-reader';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { LETTER_LANGUAGES } from './letter-content';
import { renderLetter } from './letter-pdf';
import { withdrawalLetter, type WithdrawalLetterData } from './withdrawal-letter';

const createdAt = new Date('2026-05-04T10:00:00Z');
const REASON = 'Le procès-verbal concerne une autre personne.\n\nIl a été rectifié.';

function letter(language: 'fr' | 'nl' | 'de', changes: Partial<WithdrawalLetterData> = {}): Promise<Buffer> {
  const withdrawal = { withdrawnOn: legalDate('2026-05-04'), reason: REASON, owedBackCents: cents(0), ...changes };
  return renderLetter(withdrawalLetter({ ...borderDecision(language), ...withdrawal }), { createdAt });
}

describe('the letter of withdrawal (R2.12)', () => {
  it.each(LETTER_LANGUAGES)('is tagged in %s, with bookmarks and nothing painted outside marks', async (language) => {
    const read = await readPdf(
      await letter(language, { notifiedOn: legalDate('2026-04-20'), owedBackCents: cents(20_000) }),
    );
    expect(read).toMatchObject({ language: `${language}-BE`, unmarkedPainting: [], hasScript: false });
    expect(read.outline.length).toBeGreaterThan(3);
    const roles = new Set(allNodes(read.structure).map(({ role }) => role));
    expect([...roles]).toEqual(expect.arrayContaining(['H1', 'H2', 'P', 'Table', 'TH', 'TD', 'L', 'LI']));
    expect(read.text).toContain('Il a été rectifié.');
    expect(read.text).toMatch(/200,00/);
  });

  it('sets what a browser sends of a reason: line ends of two characters, tabs, another script', async () => {
    const { text } = await readPdf(await letter('fr', { reason: 'Un\tdeux.\r\n\r\nTrois, dit Γιώργος.\r' }));
    expect(text).toContain('Un deux.');
    expect(text).toContain('Trois, dit Γιώργος.');
  });

  it('says that nothing is owed, that the month ends, and what becomes of a payment', async () => {
    const { text } = await readPdf(
      await letter('fr', { notifiedOn: legalDate('2026-04-20'), owedBackCents: cents(12_000) }),
    );
    for (const words of [
      'ne devez plus rien payer',
      'prend fin',
      'le 20 avril 2026',
      'a reçu 120,00 €',
      'n’entre plus en compte',
    ])
      expect(text).toContain(words);
  });

  it('of a decision that was not notified speaks of no appeal', async () => {
    const { text } = await readPdf(await letter('fr'));
    expect(text).not.toContain('recours');
    expect(text).toContain('n’a enregistré aucun paiement');
  });

  it('keeps the signature on a page with text before it', async () => {
    for (let lines = 1; lines < 40; lines += 3) {
      const { pages } = await readPdf(
        await letter('fr', { reason: Array.from({ length: lines }, () => 'Ligne.').join('\n') }),
      );
      const signed = pages.find((page) => page.includes('Délégation'));
      expect(signed).toContain('Votre paiement');
    }
  });
});
