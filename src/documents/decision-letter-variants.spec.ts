import { presenceDecision } from '../../test/support/letter-samples';
import { allNodes, placedTexts, readPdf, type ReadPdf } from '../../test/support/pdf-reader';
import { legalDate } from '../kernel/legal-date';
import { decisionLetter, informationCopy } from './decision-letter';
import type { DecisionLetterData } from './decision-letter.data';
import { LETTER_LANGUAGES, type LetterContent } from './letter-content';
import { previewOf } from './letter-marks';
import { renderLetter } from './letter-pdf';
import { SAMPLE_NAMES, SAMPLE_OBLIGATIONS, sampleDecision } from './letter-samples';
import { sampleTexts, sampleWords } from './letter-samples.texts';
import { LetterTexts, templateFile } from './letter-templates';

const createdAt = new Date('2026-03-12T10:00:00Z');
const bytesOf = (content: LetterContent): Promise<Buffer> => renderLetter(content, { createdAt });
const read = async (content: LetterContent): Promise<ReadPdf> => readPdf(await bytesOf(content));
/** The text without heads and feet, so that a sentence over two pages is one. */
const bodyOf = (pdf: ReadPdf): string => fold(pdf.structure.map((node) => node.text).join(' '));
const fold = (text: string): string => text.replace(/\s+/gu, ' ').trim();

const REMEDIES = {
  fr: [
    'tribunal de première instance',
    'requête écrite',
    'dans un délai d’un mois',
    'remise en mains propres',
    'recommandé avec accusé',
    'troisième jour ouvrable',
  ],
  nl: [
    'rechtbank van eerste aanleg',
    'schriftelijk verzoekschrift',
    'binnen een termijn van een maand',
    'overhandiging',
    'aangetekende zending met ontvangstbewijs',
    'derde werkdag',
  ],
  de: [
    'Gericht Erster Instanz',
    'schriftliche Antragschrift',
    'innerhalb einer Frist von einem Monat',
    'persönliche Aushändigung',
    'Einschreiben mit Rückschein',
    'dritte Werktag',
  ],
} as const;

const ALL = LETTER_LANGUAGES.flatMap((language) => SAMPLE_NAMES.map((name) => [language, name] as const));

describe.each(ALL)('decision in %s: %s', (language, name) => {
  const data = sampleDecision(name, language);
  let pdf: ReadPdf;

  beforeAll(async () => {
    pdf = await read(decisionLetter(data));
  });

  it('trap 3: has the collection of its own article, and nothing of the other', () => {
    const { article, collection } = data.ground;
    expect(collection).toBe(article === '4bis' ? '4bis' : '42octies');
    if (collection === '4bis') {
      expect(pdf.text).toMatch(/4bis,? §§ 3/);
      expect(pdf.text).not.toContain('42octies');
    } else {
      expect(pdf.text).toContain('42octies');
      expect(pdf.text).not.toMatch(/\b4bis/);
    }
  });

  it('trap 11: has the whole remedies clause: court, form, term, and when it begins for each way of notification', () => {
    for (const part of REMEDIES[language]) expect(bodyOf(pdf)).toContain(part);
  });

  it('trap 14: prints no deposit account that is not confirmed', () => {
    expect(pdf.text.replaceAll(' ', '')).not.toContain('BE58');
  });

  it('R3.3, R3.4: names the sanctioned person on the Office’s account, whoever pays', () => {
    const { birthDate } = data.offender;
    const born =
      birthDate.day === undefined
        ? String(birthDate.year)
        : `${String(birthDate.day).padStart(2, '0')}/0${birthDate.month}/${birthDate.year}`;
    expect(pdf.text).toContain(`Papadopoulos Giorgos ${born} ${data.number}`);
    expect(pdf.text).toContain(
      { fr: 'de la personne qui paie', nl: 'van de persoon die betaalt', de: 'der Person, die zahlt' }[language],
    );
  });

  it('is tagged throughout: nothing painted outside, one subject, headers in each row', () => {
    expect(pdf).toMatchObject({
      unmarkedPainting: [],
      annotationCount: 0,
      hasScript: false,
      language: `${language}-BE`,
    });
    const nodes = allNodes(pdf.structure);
    expect(nodes.filter((node) => node.role === 'H1')).toHaveLength(1);
    for (const figure of nodes.filter((node) => node.role === 'Figure')) expect(figure.alt).toContain(data.number);
    expect(pdf.text).not.toMatch(/\{\{|\}\}|\*\*|undefined|null|NaN/);
    expect(pdf.outline.filter(({ level }) => level === 2).length).toBeGreaterThanOrEqual(11);
  });
});

const HEARD = {
  fr: {
    carrier: 'Navigation Exemple SA, entendu le 12 mars 2026 sur sa négligence',
    notCarrier: 'Navigation Exemple SA n’a pas été entendu sur sa négligence',
    representative: 'Ce que le représentant a fait valoir',
    alone: 'La personne mineure a été entendue sans son représentant',
  },
  nl: {
    carrier: 'Navigation Exemple SA, op 12 maart 2026 gehoord over de eigen nalatigheid',
    notCarrier: 'Navigation Exemple SA werd niet gehoord over de eigen nalatigheid',
    representative: 'Wat de vertegenwoordiger heeft aangevoerd',
    alone: 'De minderjarige werd zonder zijn of haar vertegenwoordiger gehoord',
  },
  de: {
    carrier: 'Navigation Exemple SA wurde am 12. März 2026 zur eigenen Nachlässigkeit angehört',
    notCarrier: 'Navigation Exemple SA wurde zur eigenen Nachlässigkeit aus folgendem Grund nicht angehört',
    representative: 'Was der Vertreter vorgebracht hat',
    alone: 'Die minderjährige Person wurde aus folgendem Grund ohne ihren Vertreter angehört',
  },
} as const;

describe.each(LETTER_LANGUAGES)('R2.8, trap 8: whoever must pay, in the hearing of a letter in %s', (language) => {
  const texts = sampleTexts(language);
  const words = HEARD[language];
  const printed = async (data: DecisionLetterData): Promise<string> => bodyOf(await read(decisionLetter(data)));

  it('a carrier that was heard: what it said of its negligence', async () => {
    const text = await printed(sampleDecision('carrier', language));
    expect(text).toContain(words.carrier);
    expect(text).toContain(texts.carrierStatement);
    expect(text).not.toContain(texts.carrierWaiver);
  });

  it('a carrier that was not heard: why', async () => {
    const text = await printed(sampleDecision('carrier-of-minor', language));
    expect(text).toContain(words.notCarrier);
    expect(text).toContain(texts.carrierWaiver);
  });

  it('the representative of a minor who spoke: the words are not given as the minor’s own', async () => {
    const text = await printed(sampleDecision('parents', language));
    expect(text).toContain(words.representative);
    expect(text).toContain(texts.representativeStatement);
    expect(text).not.toContain(words.alone);
  });

  it('a minor who spoke alone: why the representative did not', async () => {
    const text = await printed(sampleDecision('in-charge', language));
    expect(text).toContain(words.alone);
    expect(text).toContain(texts.representativeWaiver);
    expect(text).not.toContain(words.representative);
  });

  it('a person who pays alone: nothing of a carrier or a representative, even where the entry once had one', async () => {
    const carrier = { kind: 'waived', reason: texts.carrierWaiver } as const;
    const data = { ...sampleDecision('4bis-1-border-crossing', language), partiesHeard: { carrier } };
    const text = await printed(data);
    for (const said of [words.carrier, words.notCarrier, words.alone, words.representative, texts.carrierWaiver])
      expect(text).not.toContain(said);
  });
});

it('R2.8: the English copy tells in English that they were heard, and keeps their words as they were', async () => {
  const { pages } = await read(informationCopy(sampleDecision('carrier', 'fr', 'en')));
  const text = fold(pages.join(' '));
  expect(text).toContain('heard on 12 March 2026 about its negligence');
  expect(text).toContain('Le capitaine dit que');
});

describe('copies for several addressees', () => {
  it.each(['parents', 'carrier'] as const)(
    'R1.0.7, trap 7: of %s differ in the address alone, and ask for one sum',
    async (name) => {
      const data = sampleDecision(name, 'fr');
      const letters = data.liableParties.map(({ identity, addressLines }, index) =>
        decisionLetter({ ...data, addressee: { identity, addressLines, ordinal: index + 1 } }),
      );
      const [first, second] = letters;
      if (first === undefined || second === undefined) throw new Error('sample');
      const { window: ownWindow, ...text } = first;
      const { window: otherWindow, ...sameText } = second;
      expect(sameText).toEqual(text);
      expect(ownWindow?.reference).toBe(`Réf. ${data.number}/1`);
      expect(otherWindow?.reference).toBe(`Réf. ${data.number}/2`);
      const pdf = await read(first);
      expect(pdf.text).toContain('n’est due qu’une seule fois');
      expect(pdf.text.match(/Amende administrative de 200,00 €/g)).toHaveLength(1);
    },
  );

  it('trap 6: a minor owes nothing and is not the one on whom the fine is imposed', async () => {
    for (const name of ['parents', 'in-charge', 'guardian'] as const) {
      const data = sampleDecision(name, 'fr');
      expect(data.liableParties.some(({ capacity }) => capacity === 'offender')).toBe(false);
      const pdf = await read(decisionLetter(data));
      expect(pdf.text).toContain('mineure le jour des faits');
      expect(pdf.text).not.toContain('inflige à PAPADOPOULOS Giorgos');
      expect(pdf.text).not.toContain('infligée à PAPADOPOULOS Giorgos');
      expect(pdf.text).not.toContain('personne sanctionnée');
      expect(pdf.text).not.toContain('incombe à la personne sanctionnée elle-même');
    }
  });

  it('goes to the elected domicile, in the name of the debtor', async () => {
    const bytes = await bytesOf(decisionLetter(sampleDecision('elected-domicile', 'de')));
    const texts = (await placedTexts(bytes, 1)).map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(['PAPADOPOULOS Giorgos', 'c/o CONSEIL Maxime', '1060 Saint-Gilles']));
  });
});

describe('address window', () => {
  /** What a C5/6 window always shows of the sheet, wherever it slides: millimetres. */
  const SHOWN = { left: 104, right: 195, top: 54, bottom: 79 };

  it.each([3, 4, 5, 6, 7, 8, 9, 11])('shows all of an address of %i lines and nothing else', async (count) => {
    const data = sampleDecision('4bis-1-border-crossing', 'fr');
    const addressLines = Array.from({ length: count - 1 }, (_, index) => `Ligne fictive ${index + 2}`);
    const content = decisionLetter({ ...data, addressee: { ...data.addressee, addressLines } });
    const texts = await placedTexts(await bytesOf(content), 1);
    const inWindow = texts.filter(({ baseline, right }) => baseline > 46 && baseline < 92 && right > 100);
    const shown = ['PAPADOPOULOS Giorgos', ...addressLines];
    const expected = count <= 9 ? shown : [...shown.slice(0, 1), ...shown.slice(-8)];
    expect(inWindow.map(({ text }) => text)).toEqual([expect.stringContaining(`Réf. ${data.number}/1`), ...expected]);
    for (const { left, right, baseline } of inWindow) {
      expect(left).toBeGreaterThanOrEqual(SHOWN.left);
      expect(right).toBeLessThanOrEqual(SHOWN.right);
      // A line is at most 3.5 mm above its foot and 0.8 mm below.
      expect(baseline - 2.5).toBeGreaterThanOrEqual(SHOWN.top);
      expect(baseline + 0.8).toBeLessThanOrEqual(SHOWN.bottom);
    }
  });
});

describe('information copy', () => {
  const copyOf = (act: 'fr' | 'nl' | 'de'): LetterContent =>
    informationCopy(sampleDecision('41bis-report-presence', act, 'en'));

  it.each(LETTER_LANGUAGES)(
    'trap 22: beside an act in %s says on every page that it has no legal force',
    async (act) => {
      const content = copyOf(act);
      const pdf = await read(content);
      const language = { fr: 'French', nl: 'Dutch', de: 'German' }[act];
      expect(pdf.pages.length).toBeGreaterThan(2);
      for (const page of pdf.pages)
        expect(fold(page)).toContain(`without legal force. The decision is the text in ${language}.`);
      expect(pdf.text).toContain('for information only');
      expect(pdf.text).toContain('This copy is not signed.');
      expect(pdf.language).toBe('en-BE');
      expect(pdf.unmarkedPainting).toEqual([]);
    },
  );

  it.each(LETTER_LANGUAGES)('R3.3: asks for the very communication of the act in %s', async (act) => {
    // A bank carries no accents.
    const department = sampleWords(act).department.normalize('NFD').replace(/\p{M}/gu, '');
    const communication = `${department} Papadopoulos Giorgos 12/03/1987`;
    for (const content of [copyOf(act), decisionLetter(sampleDecision('41bis-report-presence', act))])
      expect(fold((await read(content)).text)).toContain(communication);
  });

  it('trap 22: has no address window, so that it is not sent alone', () => {
    expect(copyOf('fr').window).toBeUndefined();
    expect(decisionLetter(sampleDecision('41bis-report-presence', 'fr')).window).toBeDefined();
  });

  it('names the Caisse in its own languages, each marked so that a voice says it in that', () => {
    const runs = copyOf('fr').blocks.flatMap((block) => (block.kind === 'paragraph' ? block.content : []));
    const inLanguage = runs.flatMap(({ text, language }) => (language === undefined ? [] : [`${language}: ${text}`]));
    expect(inLanguage).toEqual(expect.arrayContaining(['fr: Caisse des Dépôts et Consignations', 'nl: Deposito- en Consignatiekas'])); // prettier-ignore
  });

  it('trap 22: keeps what people wrote in the language of the act, and says which', async () => {
    const data = sampleDecision('41bis-report-presence', 'nl', 'en');
    const nodes = allNodes((await read(informationCopy(data))).structure);
    const dutch = nodes
      .filter((node) => node.lang === 'nl')
      .map((node) => node.text)
      .join(' ');
    for (const text of [data.discretion, ...data.motivation.split('\n')]) expect(dutch).toContain(fold(text));
    expect(dutch).not.toContain('Immigration Office');
  });

  it('covers every obligation', async () => {
    for (const name of SAMPLE_OBLIGATIONS) {
      const { text } = await read(informationCopy(sampleDecision(name, 'fr', 'en')));
      expect(text).not.toMatch(/\{\{|\}\}|\*\*|undefined|null|NaN/);
      expect(text).toContain('court of first instance');
    }
  });
});

describe('preview', () => {
  it.each(LETTER_LANGUAGES)('says on each page in %s that it is none that was sent', async (language) => {
    const on = legalDate('2026-03-12');
    const content = previewOf(decisionLetter(sampleDecision('parents', language)), on);
    const { pages, unmarkedPainting } = await read(content);
    for (const page of pages) expect(fold(page)).toContain(fold(content.mark?.text ?? '-'));
    expect(unmarkedPainting).toEqual([]);
    expect(previewOf(content, on)).toBe(content);
  });
});

describe('what is missing', () => {
  const data = sampleDecision('4bis-1-border-crossing', 'fr');

  it.each(['court', 'start', 'hand', 'registered', 'post', 'end', 'noSuspension', 'judgment'])(
    'trap 11: a letter whose remedies clause has no %s is not made',
    (key) => {
      const file = templateFile('decision', 'fr', data.decidedOn);
      const appeal = { ...(file.texts['appeal'] as object), [key]: '' };
      const texts = new LetterTexts<'decision'>({ ...file, texts: { ...file.texts, appeal } });
      expect(() => decisionLetter(data, texts)).toThrow(`decision/fr has an empty text appeal.${key}`);
    },
  );

  it('R2.8: silence after an invitation, a waiver and several arguments each say what happened', async () => {
    const silent = await read(decisionLetter(sampleDecision('no-answer', 'fr')));
    expect(silent.text).toContain('n’a pas réagi dans le délai');
    expect(silent.text).toContain('lettre recommandée');
    const waived = await read(decisionLetter(presenceDecision('fr')));
    expect(waived.text).toContain('n’a pas été entendue avant la décision');
    const argued = await read(decisionLetter(sampleDecision('arguments', 'fr')));
    for (const text of ['Argument 1', 'Réponse à l’argument 1', 'Argument 2', 'Réponse à l’argument 2'])
      expect(argued.text).toContain(text);
  });

  it('D10: a later fine says which one it is, the same sum, and the decision that it continues', async () => {
    const later = sampleDecision('continuing', 'fr');
    const { text } = await read(decisionLetter(later));
    expect(text).toContain('C’est l’amende n° 2');
    expect(text).toContain(`la décision ${later.continuingOf?.number} du 2 mai 2026`);
    expect(text).toContain('Le montant de 200,00 € est fixe');
    expect((await read(decisionLetter(data))).text).toContain('C’est la première amende');
  });
});

describe('long reasons', () => {
  it('20 000 characters flow over pages with head and foot', async () => {
    const data: DecisionLetterData = sampleDecision('4bis-1-border-crossing', 'nl');
    const motivation = Array.from({ length: 200 }, (_, index) => `${index} ${'woord '.repeat(16).trim()}.`).join('\n');
    expect(motivation.length).toBeGreaterThan(19_000);
    const pdf = await read(decisionLetter({ ...data, motivation }));
    expect(pdf.pageCount).toBeGreaterThan(7);
    pdf.pages.forEach((page, index) => {
      expect(page).toContain(`Bladzijde ${index + 1} van ${pdf.pageCount}`);
      if (index > 0) expect(fold(page)).toContain(`Beslissing ${data.number} van 12 maart 2026`);
    });
  });
});
