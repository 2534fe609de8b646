import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { borderDecision, presenceDecision } from '../../test/support/letter-samples';
import { everyMoneyLetter } from '../../test/support/money-letters';
import { isLegalDate, legalDate } from '../kernel/legal-date';
import type { DecisionLetterData, LetterHearing } from './decision-letter.data';
import { decisionLetter, informationCopy } from './decision-letter';
import { cents } from '../kernel/money';
import { correctionLetter } from './correction-letter';
import { coverSheet } from './cover-sheet';
import { withdrawalLetter, type WithdrawalLetterData } from './withdrawal-letter';
import { handoverReceipt } from './handover-receipt';
import { hearingInvitation, type HearingInvitationData } from './hearing-invitation';
import { LETTER_LANGUAGES, type LetterContent, type LetterLanguage, type PrintedLanguage } from './letter-content';
import { previewOf } from './letter-marks';
import { SAMPLE_NAMES, sampleDecision } from './letter-samples';
import {
  checkLetterTemplates,
  LetterTemplateError,
  longDate,
  TEMPLATE_LANGUAGES,
  TEMPLATE_NAMES,
  templateFile,
  templateVersions,
  textsOf,
  type TemplateFile,
  type TemplateName,
} from './letter-templates';

const today = legalDate('2026-03-12');

const placeholders = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

/** The invitation that went before a decision. */
function invitation(
  { language, decidedOn, department, offender, ground, amountCents }: DecisionLetterData,
  kind: HearingInvitationData['invitedTo']['kind'],
): HearingInvitationData {
  return {
    language,
    issuedOn: decidedOn,
    department: { ...department, phone: '+32 2 000 00 00' },
    reference: 'X',
    person: offender,
    addressLines: ['Rue Fictive 1'],
    obligation: 'x',
    factsOn: ground.facts.occurredOn,
    place: 'x',
    facts: 'x',
    report: { authority: 'x', reference: 'x', on: decidedOn },
    amountCents,
    invitedTo: kind === 'written' ? { kind, until: decidedOn } : { kind, on: decidedOn, at: '10:30', place: 'x' },
    signer: 'x',
  };
}

/** Letters in which, together, every text of the templates occurs. */
function everyVariant(language: LetterLanguage, printed: PrintedLanguage = language): LetterContent[] {
  const all = [
    ...SAMPLE_NAMES.map((name) => sampleDecision(name, language, printed)),
    ...everyHearing(language, printed),
    ...unheardMinors(language, printed),
    ...everyGround(language, printed),
    ...everyParty(language, printed),
    ...(['fr', 'nl', 'de'] as const).map((act) => ({ ...presenceDecision(act), language: act })),
  ].filter((data) => printed === 'en' || data.language === language);
  if (printed === 'en') return all.map((data) => previewOf(informationCopy(data), today));
  const border = borderDecision(language);
  return [
    ...all.map((data) => decisionLetter(data)),
    handoverReceipt(border),
    handoverReceipt({ ...border, offenderWasMinor: true }),
    ...withdrawals(sampleDecision('elected-domicile', language, printed)).flatMap(({ decidedOn, ...taken }) => [
      withdrawalLetter({ ...taken, ...(decidedOn && { decidedOn }) }),
      withdrawalLetter(taken),
    ]),
    ...corrections(sampleDecision('elected-domicile', language, printed)),
    ...(['written', 'interview'] as const).flatMap((kind) => [
      hearingInvitation(invitation(border, kind)),
      hearingInvitation({ ...invitation(border, kind), addressee: border.offender }),
    ]),
    previewOf(decisionLetter(border), today),
    coverSheet({ ...border, reference: 'BIF-1/1', recipient: 'x', addressLines: ['y'], preparedOn: today }),
    ...everyMoneyLetter(border),
  ];
}

function everyHearing(language: LetterLanguage, printed: PrintedLanguage): DecisionLetterData[] {
  const border = sampleDecision('4bis-1-border-crossing', language, printed);
  const heardBy = (means: 'interview' | 'written' | 'policeForm' | 'municipalForm'): LetterHearing => ({
    kind: 'heard',
    heardOn: border.decidedOn,
    means,
    assistedBy: 'a',
    statement: 'b',
    arguments: [],
  });
  const whos = (['person', 'representative', 'lawyer'] as const).map((capacity) => ({ capacity, name: 'x' }));
  const means = ['byHand', 'registeredMail', 'ordinaryMail', 'email', 'throughPolice', 'throughMunicipality'] as const;
  return [
    ...(['interview', 'written', 'policeForm', 'municipalForm'] as const).map(heardBy),
    ...whos.map((who) => ({ ...heardBy('interview'), who })),
    ...means.map((each): LetterHearing => ({
      kind: 'noAnswer',
      invitation: { invitedOn: border.decidedOn, means: each, invitedTo: 'written', evidence: 'y' },
    })),
  ].map((hearing) => ({ ...border, hearing, forceMajeure: { raised: false, assessment: '' } }));
}

/** A minor who did not answer with the representative, or whom nobody heard. */
function unheardMinors(language: LetterLanguage, printed: PrintedLanguage): DecisionLetterData[] {
  const minor = sampleDecision('parents', language, printed);
  const invitation = { invitedOn: minor.decidedOn };
  return [
    { ...minor, hearing: { kind: 'noAnswer', invitation: { ...invitation, invitedName: 'Zoé Exemple' } } },
    { ...minor, hearing: { kind: 'waived', reason: 'z' } },
  ];
}

function everyGround(language: LetterLanguage, printed: PrintedLanguage): DecisionLetterData[] {
  const border = sampleDecision('4bis-1-border-crossing', language, printed);
  const paper = sampleDecision('41-document-in-territory', language, printed);
  const atBorder = sampleDecision('41-4-document-at-border', language, printed);
  const presence = sampleDecision('41bis-report-presence', language, printed);
  if (presence.ground.article !== '41bis') throw new Error('sample');
  if (border.ground.article !== '4bis' || paper.ground.article !== '41' || atBorder.ground.article !== '41')
    throw new Error('sample');
  const ofPaper = paper.ground;
  const ofBorder = atBorder.ground;
  const elsewhere = { ...border.ground.facts, direction: 'exit', breach: { kind: 'noAuthorisedPoint' } } as const;
  const visa = { ...paper.ground.facts, required: 'passportAndVisa', defect: { kind: 'visaMissing' } } as const;
  const expired = { ...atBorder.ground.facts, required: 'passport', defect: { kind: 'expired' } } as const;
  return [
    { ...border, ground: { ...border.ground, facts: elsewhere } },
    { ...border, ground: { ...border.ground, facts: { ...border.ground.facts, breach: { kind: 'outsideHours', crossingPoint: 'x' } } } }, // prettier-ignore
    { ...paper, ground: { ...paper.ground, facts: visa } },
    { ...atBorder, ground: { ...atBorder.ground, facts: expired } },
    ...(['familyOfEuCitizen', 'familyOfBelgian', 'withdrawalAgreement', 'other'] as const).flatMap((bearer) => [
      { ...paper, ground: { ...ofPaper, facts: { ...visa, bearer } } },
      { ...atBorder, ground: { ...ofBorder, facts: { ...expired, bearer } } },
    ]),
    {
      ...presence,
      ground: { ...presence.ground, facts: { ...presence.ground.facts, compliedOn: presence.decidedOn } },
    },
  ];
}

function everyParty(language: LetterLanguage, printed: PrintedLanguage): DecisionLetterData[] {
  const parents = sampleDecision('parents', language, printed);
  const domicile = sampleDecision('elected-domicile', language, printed);
  const carrier = sampleDecision('carrier', language, printed);
  return [
    { ...domicile, mandates: domicile.mandates.map((mandate) => ({ ...mandate, kind: 'agent' as const })) },
    { ...parents, orderNumber: 2 },
    { ...domicile, majorityDecision: { decided: 'adult', reason: 'z' } },
    {
      ...carrier,
      liableParties: carrier.liableParties.map((party) => ({
        ...party,
        identity: { kind: 'organisation', name: 'N', registerNumber: '1' } as const,
      })),
    },
  ];
}

/** Every field that can be put right, with and without effect on the window. */
function corrections(decision: DecisionLetterData): LetterContent[] {
  const fields = ['familyName', 'givenNames', 'latinFamilyName', 'latinGivenNames', 'birthDate', 'addressLine', 'postalCode', 'municipality', 'place', 'facts', 'remedies'] as const; // prettier-ignore
  const texts = { reason: 'Faute.', effectReason: 'Sans doute.', correctedOn: legalDate('2026-04-20') };
  const items = fields.map((field) => ({ field, stood: '', becomes: 'x' }));
  const { decidedOn: _, ...takenOver } = decision;
  return (['no-effect', 'new-window'] as const).flatMap((effect) =>
    [decision, takenOver].map((each) => correctionLetter({ ...each, ...texts, items, effect })),
  );
}

/** Notified and paid, and neither. */
function withdrawals(decision: DecisionLetterData): WithdrawalLetterData[] {
  const withdrawal = { ...decision, withdrawnOn: legalDate('2026-05-04'), reason: 'a\n\nb', owedBackCents: cents(0) };
  return [
    withdrawal,
    { ...withdrawal, offenderWasMinor: true, notifiedOn: legalDate('2026-04-20'), owedBackCents: cents(20_000) },
  ];
}

function textOf(value: unknown): string {
  if (Array.isArray(value))
    return value
      .map(textOf)
      .join(value.some((item) => typeof item === 'object' && item !== null && 'text' in item) ? '' : ' ');
  if (typeof value === 'object' && value !== null) return Object.values(value).map(textOf).join(' ');
  return typeof value === 'string' ? value : '';
}

/** Every template with each of its languages. */
const FILES = TEMPLATE_NAMES.flatMap((name) =>
  TEMPLATE_LANGUAGES[name].map((language): [TemplateName, PrintedLanguage] => [name, language]),
);

describe.each(FILES)('template %s in %s', (name, language) => {
  const file = templateFile(name, language, today);
  const own = textsOf(file.texts);

  it('D14: has the keys and the values of the other languages, none empty, its bold passages closed', () => {
    const model = new Map(textsOf(templateFile(name === 'information-copy' ? 'decision' : name, 'fr', today).texts));
    const keys = own.map(([key]) => key);
    if (name === 'information-copy')
      expect(new Set(keys.filter((key) => !key.startsWith('copy.')))).toEqual(
        new Set([...model.keys()].filter((key) => !OF_THE_WINDOW.includes(key))),
      );
    else expect(keys).toEqual([...model.keys()]);
    for (const [key, text] of own) {
      if (model.has(key)) expect([key, placeholders(text)]).toEqual([key, placeholders(model.get(key) ?? '')]);
      expect(text.trim()).toBe(text);
      expect(text).not.toBe('');
      expect(text.split('**').length % 2).toBe(1);
    }
  });

  it('says its version, its first day, and which texts await the legal service', () => {
    expect(file).toMatchObject({ template: name, language });
    expect(isLegalDate(file.validFrom)).toBe(true);
    expect(file.status).not.toBe('');
    const keys = own.map(([key]) => key);
    for (const marked of file.forLegalService)
      expect(keys.some((key) => key === marked || key.startsWith(`${marked}.`))).toBe(true);
  });

  it('has no text that no letter uses', () => {
    const act = language === 'en' ? 'fr' : language;
    const letters = [...everyVariant(act, language), ...(language === 'en' ? copiesOfEveryAct() : [])];
    const printed = textOf(letters).replace(/[\u00a0\u202f]/g, ' ');
    const unused = own.filter(([, text]) => {
      const longest = text.split(/\*\*|\{\{\w+\}\}|\[\[\w+\||\]\]/).sort((a, b) => b.length - a.length)[0] ?? '';
      return !printed.includes(longest.trim());
    });
    // An information copy bears its own mark, so that the preview of one keeps it, and is never posted by itself.
    expect(unused.filter(([key]) => !(language === 'en' && /^(?:preview|cover)\./.test(key)))).toEqual([]);
  });
});

/** Texts of the address window, which an information copy does not have: it is not posted by itself. */
const OF_THE_WINDOW = ['windowReference', 'returnCode', 'careOf'];

function copiesOfEveryAct(): LetterContent[] {
  return LETTER_LANGUAGES.map((act) => informationCopy(sampleDecision('4bis-1-border-crossing', act, 'en')));
}

describe('checkLetterTemplates', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'templates-'));
    cpSync(join(__dirname, '..', '..', 'templates', 'letters'), folder, { recursive: true });
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const change = (path: string, edit: (file: TemplateFile) => object): void => {
    const file = JSON.parse(readFileSync(join(folder, path), 'utf8')) as TemplateFile;
    writeFileSync(join(folder, path), JSON.stringify(edit(file)));
  };
  const refused = (): string => {
    try {
      checkLetterTemplates(folder);
      return '';
    } catch (error) {
      return error instanceof LetterTemplateError ? error.message : String(error);
    }
  };

  it('accepts the templates as they are', () => {
    expect(() => {
      checkLetterTemplates();
    }).not.toThrow();
    expect(refused()).toBe('');
  });

  it('D14: refuses a template without one of its translations', () => {
    rmSync(join(folder, 'decision', 'de.json'));
    expect(refused()).toBe('no template decision/de');
  });

  it('trap 22: refuses an information copy without its English text', () => {
    rmSync(join(folder, 'information-copy', 'en.json'));
    expect(refused()).toBe('no template information-copy/en');
  });

  it('trap 11: refuses a template that lacks a text of the remedies clause', () => {
    change('decision/nl.json', (file) => ({ ...file, texts: { ...file.texts, appeal: {} } }));
    expect(refused()).toBe('decision/nl 1 and decision/fr 1 differ in the text appeal.heading');
  });

  it('trap 11: refuses a template in which a text of the remedies clause is empty', () => {
    change('decision/nl.json', (file) => ({ ...file, texts: { ...file.texts, appeal: { court: ' ' } } }));
    expect(refused()).toBe('decision/nl 1 has an empty text appeal.court');
  });

  it('refuses a version that only one language has', () => {
    change('decision/fr.json', (file) => ({ ...file, validTo: '2026-12-31' }));
    const later = { ...templateFile('decision', 'fr', today), version: '2', validFrom: '2027-01-01' };
    writeFileSync(join(folder, 'decision', 'fr.2.json'), JSON.stringify(later));
    expect(refused()).toBe('decision has not the same versions in each language');
  });

  it('refuses two versions in force on one day', () => {
    const later = { ...templateFile('receipt', 'fr', today), version: '2', validFrom: '2026-01-01' };
    writeFileSync(join(folder, 'receipt', 'fr.2.json'), JSON.stringify(later));
    expect(refused()).toBe('receipt/fr has two versions in force on 2026-01-01');
  });

  it('refuses a file of another language', () => {
    change('decision/fr.json', (file) => ({ ...file, language: 'nl' }));
    expect(refused()).toBe('decision/nl lies where decision/fr belongs');
  });

  it('refuses a first day that is none', () => {
    change('decision/fr.json', (file) => ({ ...file, validFrom: 'soon' }));
    expect(refused()).toBe('decision/fr 1 does not say from when to when it is in force');
  });

  it('takes each day the version that is in force on it', () => {
    change('receipt/fr.json', (file) => ({ ...file, validTo: '2026-12-31' }));
    const later = { ...templateFile('receipt', 'fr', today), version: '2', validFrom: '2027-01-01' };
    writeFileSync(join(folder, 'receipt', 'fr.2.json'), JSON.stringify(later));
    const versions = templateVersions('receipt', 'fr', folder);
    expect(versions.map(({ version, validFrom, validTo }) => [version, validFrom, validTo])).toEqual([
      ['1', '2025-01-01', '2026-12-31'],
      ['2', '2027-01-01', undefined],
    ]);
  });
});

describe('longDate', () => {
  it.each([
    ['fr', '2026-03-01', '1er mars 2026'],
    ['fr', '2026-03-11', '11 mars 2026'],
    ['nl', '2026-03-01', '1 maart 2026'],
    ['de', '2026-03-01', '1. März 2026'],
    ['en', '2026-03-01', '1 March 2026'],
  ] as const)('writes in %s %s as %s', (language, date, expected) => {
    expect(longDate(legalDate(date), language)).toBe(expected.replaceAll(' ', '\u00a0'));
  });
});
