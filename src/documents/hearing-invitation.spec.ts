import { differingPixels, picturesOf } from '../../test/support/page-pictures';
import { allNodes, readPdf } from '../../test/support/pdf-reader';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { hearingInvitation, type HearingInvitationData } from './hearing-invitation';
import { LETTER_LANGUAGES, type LetterLanguage } from './letter-content';
import { renderLetter } from './letter-pdf';

const createdAt = new Date('2026-03-12T10:00:00Z');

function names(surname: string, firstName: string): HearingInvitationData['person'] {
  return { surname, firstName, latinSurname: surname, latinFirstName: firstName };
}

const MINOR = names('Modèle', 'Anna');

function invitation(language: LetterLanguage, changes: Partial<HearingInvitationData> = {}): HearingInvitationData {
  return {
    language,
    issuedOn: legalDate('2026-03-12'),
    department: {
      name: 'Service',
      addressLines: ['Rue Fictive 1', '1000 Bruxelles'],
      email: 'service@exemple.invalid',
    },
    reference: 'ABC',
    person: MINOR,
    addressLines: ['Rue Fictive 3', '4000 Liège'],
    obligation: 'X',
    factsOn: legalDate('2026-03-03'),
    place: 'Zeebrugge',
    facts: 'Y',
    report: { authority: 'Z', reference: 'R-1', on: legalDate('2026-03-04') },
    amountCents: cents(20_000),
    invitedTo: { kind: 'interview', on: legalDate('2026-04-01'), at: '10:30', place: 'Rue Fictive 1' },
    signer: 'Camille Exemple',
    ...changes,
  };
}

const bytesOf = (data: HearingInvitationData): Promise<Buffer> => renderLetter(hearingInvitation(data), { createdAt });

const SPOKEN_TO_REPRESENTATIVE = {
  fr: [
    'entendu pour MODÈLE Anna',
    'à votre charge, et non à celle de la personne mineure',
    'avec MODÈLE Anna le 1er avril',
  ],
  nl: ['gehoord voor MODÈLE Anna', 'door u te betalen zijn, niet door de minderjarige', 'samen met MODÈLE Anna'],
  de: [
    'für MODÈLE Anna zur Anhörung',
    'von Ihnen zu zahlen, nicht von der minderjährigen Person',
    'mit MODÈLE Anna am',
  ],
} as const;

const REPROACH = { fr: 'vous reproche', nl: 'verwijt u de', de: 'wirft Ihnen' } as const;

describe.each(LETTER_LANGUAGES)('invitation to be heard in %s', (language) => {
  const addressee = names('Modèle', 'Beate');

  it('R2.8, R1.0.7: speaks to whoever represents a minor about the minor, and reproaches that person nothing', async () => {
    const { text, unmarkedPainting } = await readPdf(await bytesOf(invitation(language, { addressee })));
    for (const words of SPOKEN_TO_REPRESENTATIVE[language]) expect(text).toContain(words);
    expect(text).toContain('MODÈLE Beate');
    expect(text).not.toContain(REPROACH[language]);
    expect(unmarkedPainting).toEqual([]);
  });

  it('R2.8: asks whoever represents a minor to write for both', async () => {
    const written = { kind: 'written', until: legalDate('2026-04-01') } as const;
    const { text } = await readPdf(await bytesOf(invitation(language, { addressee, invitedTo: written })));
    expect(text).toContain('service@exemple.invalid');
    expect(text.match(/MODÈLE Anna/g)?.length).toBeGreaterThanOrEqual(4);
  });

  it('R2.8: speaks to the person alone where the person is of age, on one page', async () => {
    const { text, pageCount, structure } = await readPdf(await bytesOf(invitation(language)));
    expect(pageCount).toBe(1);
    expect(text).toContain(REPROACH[language]);
    expect(text).not.toMatch(/mineure|minderjarige|minderjährige/);
    expect(allNodes(structure).filter(({ role }) => role === 'H1')).toHaveLength(1);
  });

  it.each([
    ['person', invitation(language)],
    ['representative', invitation(language, { addressee })],
  ] as const)('looks as approved: to the %s', async (to, data) => {
    const [picture] = await picturesOf(await bytesOf(data), [1]);
    if (picture === undefined) throw new Error('no page');
    expect(await differingPixels(picture, `hearing-invitation-${to}-${language}-p1`)).toBeLessThanOrEqual(60);
  });
});
