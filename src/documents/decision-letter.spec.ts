import { borderDecision, presenceDecision } from '../../test/support/letter-samples';
import { allNodes, readPdf, type ReadPdf } from '../../test/support/pdf-reader';
import { decodePageQrs } from '../../test/support/qr-reader';
import type { Iban } from '../kernel/iban';
import { decisionLetter } from './decision-letter';
import type { DecisionLetterData } from './decision-letter.data';
import { handoverReceipt } from './handover-receipt';
import { LETTER_LANGUAGES } from './letter-content';
import { renderLetter } from './letter-pdf';
import { LetterTemplateError, longDate } from './letter-templates';

const createdAt = new Date('2026-03-12T10:00:00Z');
const read = async (data: DecisionLetterData): Promise<ReadPdf> =>
  readPdf(await renderLetter(decisionLetter(data), { createdAt }));
const fold = (text: string): string => text.replace(/\s+/gu, ' ').trim();

const OFFICE = { fr: 'Office des étrangers', nl: 'Dienst Vreemdelingenzaken', de: 'Ausländeramt' } as const;
const WORDS = {
  fr: {
    atOnce: 'immédiatement',
    court: 'tribunal de première instance',
    month: 'dans un délai d’un mois',
    form: 'requête écrite',
    noSuspension: 'ne suspend pas',
    first: 'd’abord',
    discouraged: 'n’est pas recommandée',
    payer: 'personne qui paie',
    unpaid: 'À défaut de paiement',
    privacy: 'Autorité de protection des données',
    language: 'en français',
    minor: 'mineure le jour des faits',
    single: 'une seule somme',
    refund: 'Demander le remboursement',
    first1: 'la première amende',
    order: (n: number) => `l’amende n° ${n}`,
    onRequest: 'communique sur demande',
  },
  nl: {
    atOnce: 'onmiddellijk',
    court: 'rechtbank van eerste aanleg',
    month: 'binnen een termijn van een maand',
    form: 'schriftelijk verzoekschrift',
    noSuspension: 'schorst de verplichting om te betalen niet',
    first: 'eerst',
    discouraged: 'niet aangeraden',
    payer: 'persoon die betaalt',
    unpaid: 'Bij niet-betaling',
    privacy: 'Gegevensbeschermingsautoriteit',
    language: 'in het Nederlands',
    minor: 'minderjarig op de dag van de feiten',
    single: 'één enkele som',
    refund: 'Terugbetaling vragen',
    first1: 'de eerste geldboete',
    order: (n: number) => `geldboete nr. ${n}`,
    onRequest: 'op verzoek mee',
  },
  de: {
    atOnce: 'sofort',
    court: 'Gericht Erster Instanz',
    month: 'innerhalb einer Frist von einem Monat',
    form: 'schriftliche Antragschrift',
    noSuspension: 'setzt die Zahlungspflicht nicht aus',
    first: 'zuerst',
    discouraged: 'nicht empfohlen',
    payer: 'Person, die zahlt',
    unpaid: 'Bei Nichtzahlung',
    privacy: 'Datenschutzbehörde',
    language: 'in Deutsch abgefasst',
    minor: 'minderjährig',
    single: 'einen einzigen Betrag',
    refund: 'Erstattung beantragen',
    first1: 'die erste Geldbuße',
    order: (n: number) => `die Geldbuße Nr. ${n}`,
    onRequest: 'teilt sie auf Anfrage mit',
  },
} as const;

describe.each(LETTER_LANGUAGES)('decision letter in %s', (language) => {
  const words = WORDS[language];
  let border: ReadPdf;
  let presence: ReadPdf;

  beforeAll(async () => {
    border = await read(borderDecision(language));
    presence = await read(presenceDecision(language));
  });

  it('R2.7: under 4bis §1 carries every mandatory field', () => {
    const data = borderDecision(language);
    const { facts } = data.ground;
    if (facts.kind !== 'borderCrossing' || facts.breach.kind !== 'outsideHours' || data.hearing.kind !== 'heard')
      throw new Error('sample');
    const expected = [
      OFFICE[language],
      data.department.name,
      data.department.email,
      ...data.department.addressLines,
      data.number,
      longDate(data.decidedOn, language),
      data.signer.name,
      data.signer.grade,
      data.signer.delegation.reference,
      longDate(data.signer.delegation.inForceSince, language),
      'PAPADOPOULOS Giorgos',
      'Παπαδόπουλος',
      'Γιώργος',
      '12/03/1987',
      data.offender.nationality,
      data.offender.fileNumber ?? '',
      ...data.addressee.addressLines,
      { fr: 'article 4bis, § 1er', nl: 'artikel 4bis, § 1', de: 'Artikel 4bis § 1' }[language],
      facts.place,
      longDate(facts.occurredOn, language),
      '23:40',
      facts.breach.crossingPoint,
      facts.breach.openingHours ?? '',
      ...facts.evidence,
      facts.narrative ?? '',
      facts.report.authority,
      facts.report.reference,
      longDate(facts.report.reportedOn, language),
      longDate(data.hearing.heardOn, language),
      ...data.hearing.arguments.flatMap(({ argument, answer }) => [argument, answer]),
      data.forceMajeure.assessment,
      `${data.number}/1`,
      data.discretion,
      ...data.motivation.split('\n'),
      '200,00',
      words.atOnce,
      words.first1,
      'BE35 6792 0060 9437',
      'PCHQBEBB',
      '+++012/6000/12333+++',
      `Papadopoulos Giorgos 12/03/1987 ${data.number}`,
      words.discouraged,
      words.first,
      words.onRequest,
      words.payer,
      words.court,
      words.month,
      words.form,
      words.noSuspension,
      words.unpaid,
      data.recovery.statutoryName,
      data.recovery.operationalName,
      words.refund,
      words.privacy,
      words.language,
    ];
    for (const text of expected) expect(border.text).toContain(fold(text));
    expect(border).toMatchObject({
      annotationCount: 0,
      hasScript: false,
      unmarkedPainting: [],
      language: `${language}-BE`,
    });
  });

  it('R2.7: under 41bis carries entry, evidence, last lawful day, the waiver of the hearing and the confirmed account', () => {
    const data = presenceDecision(language);
    const { facts } = data.ground;
    if (facts.kind !== 'presenceReport' || data.hearing.kind !== 'waived' || data.languageChoice.kind !== 'chosen')
      throw new Error('sample');
    const expected = [
      '41bis',
      '42octies',
      facts.municipality,
      longDate(facts.enteredOn, language),
      facts.entryEvidence,
      longDate(facts.lastLawfulDay, language),
      data.hearing.reason,
      data.languageChoice.reason,
      words.order(3),
      'BE58 6792 0030 3279',
      words.payer,
      words.first,
      words.discouraged,
    ];
    for (const text of expected) expect(presence.text).toContain(fold(text));
  });

  it('trap 3: never mixes the collection of 4bis with that of 42octies', () => {
    expect(border.text).not.toContain('42octies');
    expect(border.text).toMatch(/4bis,? §§ 3/);
    expect(presence.text).not.toMatch(/\b4bis/);
    expect(presence.text).not.toContain(words.refund);
  });

  it('trap 14, D3: prints no deposit account that is not confirmed', () => {
    expect(border.text.replaceAll(' ', '')).not.toContain('BE58');
    expect(border.text).toContain(words.onRequest);
  });

  it('trap 22: is in its own language alone', async () => {
    const receipt = await readPdf(await renderLetter(handoverReceipt(borderDecision(language)), { createdAt }));
    for (const pdf of [border, presence, receipt]) {
      expect(pdf.text).not.toMatch(
        /\b(the|and|with|your|payment|appeal|fine|decision|must|within|shall|which|page of)\b/,
      );
      expect(pdf.text).not.toMatch(/\{\{|\}\}|\*\*|undefined|null|NaN/);
    }
  });

  it('says of a minor and of a carrier who owes, once', async () => {
    const data = borderDecision(language);
    const pdf = await read({
      ...data,
      offenderWasMinor: true,
      liableParties: [
        { capacity: 'legalRepresentative', identity: data.addressee.identity, addressLines: ['Rue Fictive 1'] },
        {
          capacity: 'carrier',
          identity: { kind: 'organisation', name: 'Navigation Exemple SA', enterpriseNumber: '0000.000.097' },
          addressLines: ['Quai Fictif 2'],
        },
      ],
    });
    for (const text of [words.minor, words.single, 'Navigation Exemple SA', '0000.000.097', 'Quai Fictif 2'])
      expect(pdf.text).toContain(text);
  });

  it('has a code for banking apps that says what the letter says', () => {
    const [reference, ...codes] = border.operations.flatMap(decodePageQrs);
    expect(reference).toBe(`${borderDecision(language).number}/1`);
    expect(codes).toHaveLength(1);
    const [service, version, characters, kind, bic, beneficiary, iban, amount, purpose, structured, communication] =
      codes[0]?.split('\n') ?? [];
    expect({ service, version, characters, kind, bic, iban, amount, purpose, structured }).toEqual({
      service: 'BCD',
      version: '002',
      characters: '1',
      kind: 'SCT',
      bic: 'PCHQBEBB',
      iban: 'BE35679200609437',
      amount: 'EUR200.00',
      purpose: '',
      structured: '',
    });
    expect(beneficiary).toBe(OFFICE[language]);
    expect(border.text).toContain(communication);
    const [, figure] = allNodes(border.structure).filter((node) => node.role === 'Figure');
    for (const part of ['200,00', 'BE35', communication]) expect(figure?.alt).toContain(part);
  });

  it('is built for a screen reader: one subject, numbered sections, headers of rows, the name’s script', () => {
    const nodes = allNodes(border.structure);
    expect(nodes.filter((node) => node.role === 'H1')).toHaveLength(1);
    const sections = nodes.filter((node) => node.role === 'H2').map((node) => node.text);
    expect(sections.slice(1).map((text) => Number(/^(\d+)\. /.exec(text)?.[1]))).toEqual(
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
    const withoutHeader = nodes.filter(
      (node) => node.role === 'TR' && !node.children.some((child) => child.role === 'TH'),
    );
    // The row of values under the column headers of the reference block.
    expect(withoutHeader).toHaveLength(1);
    expect(nodes.filter((node) => node.lang === 'und-Grek').map((node) => node.text)).toEqual([
      'Παπαδόπουλος',
      'Γιώργος',
    ]);
  });
});

describe('decision letter', () => {
  const data = borderDecision('fr');

  it('is the same each time, as text and as bytes', async () => {
    expect(decisionLetter(data)).toEqual(decisionLetter(borderDecision('fr')));
    const [one, two] = await Promise.all([1, 2].map(() => renderLetter(decisionLetter(data), { createdAt })));
    expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true);
  });

  it('trap 3: refuses an article with the collection or the facts of another', () => {
    const other = presenceDecision('fr');
    const mixed = [
      { ...data.ground, collection: '42octies' },
      { ...other.ground, collection: '4bis' },
      { ...data.ground, facts: other.ground.facts },
    ] as DecisionLetterData['ground'][];
    for (const ground of mixed) expect(() => decisionLetter({ ...data, ground })).toThrow(LetterTemplateError);
  });

  it('trap 14: refuses an account that does not validate, even one that is said to be confirmed', () => {
    const broken = 'BE5867920030327' as Iban;
    const { office } = data.payment;
    const account = { ...office, iban: broken };
    expect(() => decisionLetter({ ...data, payment: { ...data.payment, office: account } })).toThrow(
      LetterTemplateError,
    );
    expect(() =>
      decisionLetter({ ...data, payment: { ...data.payment, deposit: { state: 'confirmed', account } } }),
    ).toThrow(LetterTemplateError);
  });

  it('refuses a decision that nobody owes', () => {
    expect(() => decisionLetter({ ...data, liableParties: [] })).toThrow(LetterTemplateError);
  });

  it('has no empty lines for a person without an address, first name or answer', () => {
    const identity = {
      kind: 'person',
      surname: 'Mono',
      firstName: '',
      latinSurname: 'Mono',
      latinFirstName: '',
    } as const;
    const hearing =
      data.hearing.kind === 'heard'
        ? { ...data.hearing, arguments: [{ argument: 'Rien.', answer: ' ' }] }
        : data.hearing;
    const party = { capacity: 'offender', identity, addressLines: [] } as const;
    const blocks = [[party], [party, { ...party, capacity: 'guardian' } as const]].map((liableParties) =>
      JSON.stringify(
        decisionLetter({ ...data, hearing, offender: { ...data.offender, ...identity }, liableParties }).blocks,
      ),
    );
    for (const text of blocks) {
      expect(text).not.toContain('"text":""');
      expect(text).not.toContain('"values":[]');
      expect(text).not.toContain('Réponse de l’Office');
      expect(text).toContain('"text":"MONO"');
    }
  });

  it('carries 20 000 characters of motivation, paragraph by paragraph', async () => {
    const motivation = Array.from({ length: 20 }, (_, paragraph) =>
      Array.from({ length: 140 }, (__, word) => `p${paragraph}w${word}`).join(' '),
    ).join('\n');
    expect(motivation.length).toBeGreaterThan(18_000);
    const pdf = await read({ ...data, motivation });
    const structured = pdf.structure.map((node) => node.text).join(' ');
    expect(structured.match(/\bp\d+w\d+\b/g)).toEqual(motivation.split(/\s/));
    expect(pdf.unmarkedPainting).toEqual([]);
  });

  it('sets what people typed on several lines as several paragraphs', async () => {
    if (data.ground.article !== '4bis') throw new Error('sample');
    const facts = { ...data.ground.facts, evidence: ['Premier\nSecond'], narrative: 'Un.\r\n\r\nDeux.\tTrois.' };
    const pdf = await read({
      ...data,
      ground: { ...data.ground, facts },
      languageChoice: { kind: 'chosen', reason: 'Une\nraison' },
    });
    for (const text of ['Premier Second', 'Un. Deux. Trois.', 'Une raison']) expect(pdf.text).toContain(text);
  });

  it.each([
    ['王', 'Wang', false],
    ['አበበ', 'Abebe', false],
    ['العلوي', 'El Alaoui', true],
    ['Нгуен', 'Nguyen', true],
    ['Nguyễn', 'Nguyen', true],
  ])(
    'prints the name %s beside its Latin form %s only where it can be shown (%s)',
    async (surname, latinSurname, isShown) => {
      const pdf = await read({ ...data, offender: { ...data.offender, surname, latinSurname } });
      expect(pdf.text).toContain(latinSurname);
      const row = allNodes(pdf.structure).find((node) => node.role === 'TD' && node.text.startsWith(latinSurname));
      expect(row?.text.includes('(')).toBe(isShown);
    },
  );

  it('takes a hostile name as the text that it is', async () => {
    const latinSurname = ')\\ >> <script>';
    const pdf = await read({ ...data, offender: { ...data.offender, surname: latinSurname, latinSurname } });
    expect(pdf.text).toContain(latinSurname);
    expect(pdf).toMatchObject({ annotationCount: 0, hasScript: false, attachmentCount: 0, unmarkedPainting: [] });
  });

  it('fits a long name and address in the window and keeps the place visible', async () => {
    const identity = { kind: 'organisation', name: 'Très longue raison sociale '.repeat(12).trim() } as const;
    const pdf = await read({
      ...data,
      addressee: { identity, addressLines: ['Rue Fictive 1', '1000 Bruxelles'], ordinal: 1 },
    });
    expect(pdf.pages[0]).toContain('Rue Fictive 1\n1000 Bruxelles');
  });
});

describe('hand-over receipt', () => {
  it.each(LETTER_LANGUAGES)(
    'R2.10: in %s, one page with the decision, the persons, and room for a refusal to sign',
    async (language) => {
      const data = borderDecision(language);
      const pdf = await readPdf(await renderLetter(handoverReceipt(data), { createdAt }));
      expect(pdf.pageCount).toBe(1);
      for (const text of [data.number, 'PAPADOPOULOS Giorgos', '12/03/1987', '200,00', data.department.name])
        expect(pdf.text).toContain(fold(text));
      expect(pdf.text).toMatch(
        { fr: /refuse de signer/, nl: /weigert te ondertekenen/, de: /verweigert die Unterschrift/ }[language],
      );
      expect(pdf.unmarkedPainting).toEqual([]);
    },
  );
});
