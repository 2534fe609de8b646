import { placedTexts } from '../../test/support/pdf-reader';
import { letterGround } from '../decisions/decision-letter-ground.view';
import { legalDate } from '../kernel/legal-date';
import type { OffenceRow } from '../offences/offences.repository';
import { decisionLetter, informationCopy } from './decision-letter';
import type { DecisionLetterData } from './decision-letter.data';
import type { DocumentBearer } from './decision-letter.ground';
import { LETTER_LANGUAGES, type LetterContent, type PrintedLanguage } from './letter-content';
import { renderLetter } from './letter-pdf';
import { SAMPLE_OBLIGATIONS, sampleDecision, type SampleName } from './letter-samples';

const PRINTED: readonly PrintedLanguage[] = [...LETTER_LANGUAGES, 'en'];

/** The act, or its English copy beside an act in French. */
function letterIn(printed: PrintedLanguage, name: SampleName, change: Partial<DecisionLetterData> = {}): LetterContent {
  if (printed === 'en') return informationCopy({ ...sampleDecision(name, 'fr', 'en'), ...change });
  return decisionLetter({ ...sampleDecision(name, printed), ...change });
}

/** The runs of each text put together, one text a line. */
function linesOf(value: unknown): string[] {
  if (Array.isArray(value)) {
    const isText = value.some(
      (item) => typeof item === 'object' && item !== null && 'text' in item && !('kind' in item),
    );
    return isText ? [value.flatMap(linesOf).join('')] : value.flatMap(linesOf);
  }
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(linesOf);
  return typeof value === 'string' ? [value.replace(/[\u00a0\u202f]/g, ' ')] : [];
}

const textOf = (content: LetterContent): string => linesOf(content.blocks).join('\n');

const IMPOSED: Readonly<Record<PrintedLanguage, (name: string) => string>> = {
  fr: (name) => `inflige à ${name}`,
  nl: (name) => `legt de Dienst Vreemdelingenzaken aan ${name}`,
  de: (name) => `verhängt das Ausländeramt gegen ${name}`,
  en: (name) => `imposes on ${name}`,
};
const AND: Readonly<Record<PrintedLanguage, string>> = { fr: 'et', nl: 'en', de: 'und', en: 'and' };
const SANCTIONED = /personne sanctionnée|gesanctioneerde|sanktionierten? Person|sanctioned person/i;
const CHILD = 'PAPADOPOULOS Giorgos';

describe.each(PRINTED)('on whom the fine is imposed, in %s', (printed) => {
  const parents = `PAPADOPOULOS Eleni ${AND[printed]} PAPADOPOULOS Nikos`;

  it.each([
    ['parents', parents],
    ['in-charge', 'Internat Exemple ASBL'],
    ['guardian', 'MODÈLE Dominique'],
    ['carrier-of-minor', parents],
  ] as const)('trap 6, R1.0.7: of a minor, with %s, on %s, never on the minor', (name, debtors) => {
    const text = textOf(letterIn(printed, name));
    expect(text).toContain(IMPOSED[printed](debtors));
    expect(text).not.toContain(IMPOSED[printed](CHILD));
    expect(text).not.toMatch(SANCTIONED);
    // In short, who must pay, the decision, its order: each names the minor as the person of the facts.
    expect(text.split(debtors).length).toBeGreaterThanOrEqual(4);
    expect(text).toContain(CHILD);
  });

  it('trap 6: of an adult, on the person of the facts', () => {
    expect(textOf(letterIn(printed, '4bis-1-border-crossing'))).toContain(IMPOSED[printed](CHILD));
  });

  it.each([
    ['carrier', CHILD],
    ['carrier-of-minor', parents],
  ] as const)('trap 6, R1.1.11: of a %s, it is jointly liable with %s', (name, debtors) => {
    const lines = linesOf(letterIn(printed, name).blocks).filter((line) => line.includes('Navigation Exemple SA'));
    const joint = lines.filter((line) => line.includes(debtors));
    expect(joint).toHaveLength(2);
    if (name === 'carrier-of-minor') for (const line of lines) expect(line).not.toContain(CHILD);
    for (const line of lines) expect(line).not.toContain(IMPOSED[printed]('Navigation'));
  });

  it('trap 1, D1: a decision under 42octies does not cite the decree of 17 April 2016, every other does', () => {
    const citing = SAMPLE_OBLIGATIONS.filter((name) => /17 (avril|april)|17\. April/i.test(decreeIn(printed, name)));
    expect(citing).toEqual(SAMPLE_OBLIGATIONS.filter((name) => name !== '42octies-collection-article'));
  });

  it('says of an expired document until when it was valid, not since when it had expired', () => {
    const line = linesOf(letterIn(printed, '41-4-document-at-border').blocks).find((each) => /10.*2024/.test(each));
    expect(line).toMatch(/valable jusqu’au|geldig tot en met|gültig bis zum|valid until/);
    expect(line).not.toMatch(/depuis|sinds|seit|expired on/);
  });

  it('asserts nothing where nobody said whether the duty was done later', () => {
    const labels = /Présence signalée|Aanwezigheid gemeld|Anwesenheit gemeldet|Presence reported/;
    const unsaid = sampleDecision('41bis-report-presence', 'fr', printed === 'en' ? 'en' : 'fr');
    if (unsaid.ground.article !== '41bis') throw new Error('sample');
    expect(textOf(letterIn(printed, '41bis-report-presence'))).not.toMatch(labels);
    const facts = { ...unsaid.ground.facts, compliedOn: legalDate('2026-04-20') };
    expect(textOf(letterIn(printed, '41bis-report-presence', { ground: { ...unsaid.ground, facts } }))).toMatch(labels);
  });

  it('counts the month in plain words', () => {
    expect(textOf(letterIn(printed, 'parents'))).not.toMatch(/zoveelste|Soundso|Wie moeten betalen/);
  });
});

/** The list of what the decision is based on. */
function decreeIn(printed: PrintedLanguage, name: SampleName): string {
  return linesOf(letterIn(printed, name).blocks)
    .filter((line) => /arrêté royal|koninklijk besluit|Königlichen Erlasses|Royal Decree/.test(line))
    .join(' ');
}

describe('the obligation of article 41', () => {
  const CATEGORIES: readonly (readonly [string, DocumentBearer, RegExp])[] = [
    ['eu-citizen', 'euCitizen', /pour un citoyen de l’Union/],
    ['family-of-eu-citizen', 'familyOfEuCitizen', /pour un membre de la famille d’un citoyen/],
    ['family-of-belgian', 'familyOfBelgian', /pour un membre de la famille d’un Belge/],
    ['withdrawal-agreement', 'withdrawalAgreement', /pour un ressortissant britannique/],
  ];

  it.each(CATEGORIES)('trap 20, R1.0.5, R1.0.6: of %s is that of %s alone', (offenderCategory, bearer, own) => {
    for (const name of ['41-4-document-at-border', '41-document-in-territory'] as const) {
      const offence = { ...ROW, offenderCategory, obligationCode: name };
      const ground = letterGround(
        {
          offence: offence as unknown as OffenceRow,
          paragraph: null,
          crossingPoint: undefined,
          delay: { kind: 'at-the-moment' },
        },
        'fr',
      );
      expect(ground.facts).toMatchObject({ bearer });
      const text = textOf(decisionLetter({ ...sampleDecision(name, 'fr'), ground }));
      expect(text).toMatch(own);
      for (const [, other, others] of CATEGORIES) if (other !== bearer) expect(text).not.toMatch(others);
    }
  });

  const ROW = {
    article: '41',
    documentRequired: 'passport',
    documentDefect: 'none-held',
    place: 'Namur',
    factsOn: legalDate('2026-06-02'),
    factsAt: null,
    facts: 'x',
    evidence: 'x',
    reportingAuthority: 'x',
    reportReference: 'x',
    reportOn: legalDate('2026-06-02'),
  };
});

describe('a long name in the address window', () => {
  const ADDRESS = ['Odos Fantasias 12', '185 00 PIRAEUS', 'GRÈCE'];

  async function inWindow(surname: string, firstName: string): Promise<string[]> {
    const data = sampleDecision('4bis-1-border-crossing', 'fr');
    const names = { surname, firstName, latinSurname: surname, latinFirstName: firstName };
    const content = decisionLetter({
      ...data,
      addressee: { ...data.addressee, identity: { kind: 'person', ...names } },
    });
    const texts = await placedTexts(await renderLetter(content, { createdAt: new Date(0) }), 1);
    const shown = texts.filter(({ baseline, right }) => baseline > 56.5 && baseline < 92 && right > 100);
    for (const { baseline, right } of shown) {
      expect(baseline + 0.8).toBeLessThanOrEqual(79);
      expect(right).toBeLessThanOrEqual(195);
    }
    return shown.map(({ text }) => text).filter((text) => !text.startsWith('Réf.'));
  }

  it('is shown whole, surname and given names, above the whole address', async () => {
    const surname = 'Papadopoulou-Konstantinidou van der Voorbeeldstraten de los Ejemplos';
    const firstName = 'Alexandra Wilhelmina Theodora Maria Magdalena Eléonore';
    const shown = await inWindow(surname, firstName);
    expect(shown.slice(-3)).toEqual(ADDRESS);
    expect(shown.slice(0, -3).join(' ').replace(/\s+/g, ' ').trim()).toBe(
      `${surname.toLocaleUpperCase('en')} ${firstName}`,
    );
  });

  it('of which something is left out says so, and keeps its end', async () => {
    const shown = await inWindow('Ejemplos '.repeat(60).trim(), 'Alexandra Theodora');
    expect(shown.slice(-3)).toEqual(ADDRESS);
    expect(shown).toContain('…');
    expect(shown[shown.length - 4]).toContain('Theodora');
  });
});
