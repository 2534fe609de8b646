import { formatDecisionNumber } from '../kernel/decision-number';
import { parseBic, parseIban, type Bic, type Iban } from '../kernel/iban';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { ogmFor } from '../kernel/ogm';
import type { DecisionLetterData, LetterAccount, LetterHearing } from './decision-letter.data';
import type { LetterLanguage, PrintedLanguage } from './letter-content';
import { sampleGround } from './letter-samples.ground';
import { sampleTexts, sampleWords, type SampleObligation } from './letter-samples.texts';
import { SAMPLE_PARTIES, withParties, type SampleParties } from './letter-samples.parties';
import { RECOVERY_ADDRESSEE } from './recovery-addressee';

/** One letter for each obligation of the catalogue. */
export const SAMPLE_OBLIGATIONS = [
  '4bis-1-border-crossing',
  '41-4-document-at-border',
  '41-document-in-territory',
  '41bis-report-presence',
  '42-4-registration-certificate',
  '42-4-residence-card',
  '42quinquies-permanent-residence-card',
  '42octies-collection-article',
] as const satisfies readonly SampleObligation[];

/** What else a letter may have to say: who pays, a breach that went on, silence after an invitation, several arguments. */
export const SAMPLE_CASES = [...SAMPLE_PARTIES, 'continuing', 'no-answer', 'arguments'] as const;

export type SampleName = SampleObligation | (typeof SAMPLE_CASES)[number];

export const SAMPLE_NAMES: readonly SampleName[] = [...SAMPLE_OBLIGATIONS, ...SAMPLE_CASES];

/**
 * The data of a letter about plainly fictitious people, for looking at templates. `language` is that of the act; `printed`
 * that of the labels: English for an information copy.
 */
export function sampleDecision(
  name: SampleName,
  language: LetterLanguage,
  printed: PrintedLanguage = language,
): DecisionLetterData {
  if (isObligation(name)) return sampleOf(name, language, printed);
  const border = sampleOf('4bis-1-border-crossing', language, printed);
  const texts = sampleTexts(language);
  switch (name) {
    case 'continuing': {
      const number = formatDecisionNumber({ department: 'BIF', year: 2026, counter: 98 });
      const continuingOf = { number, decidedOn: legalDate('2026-05-02') };
      return { ...sampleOf('41bis-report-presence', language, printed), orderNumber: 2, continuingOf };
    }
    case 'no-answer': {
      const hearing: LetterHearing = { kind: 'noAnswer', invitation: INVITATION };
      return { ...border, hearing };
    }
    case 'arguments': {
      const arguments_ = [
        { argument: texts.statement, answer: texts.answer },
        { argument: texts.secondArgument, answer: texts.secondAnswer },
      ];
      return {
        ...border,
        hearing: { ...heard(border.hearing), invitation: INVITATION, arguments: arguments_ },
        forceMajeure: { raised: true, assessment: texts.forceMajeure },
      };
    }
    default:
      return withParties(border, name satisfies SampleParties, language);
  }
}

function isObligation(name: SampleName): name is SampleObligation {
  return (SAMPLE_OBLIGATIONS as readonly string[]).includes(name);
}

const INVITATION = {
  invitedOn: legalDate('2026-02-20'),
  means: 'registeredMail',
  invitedTo: 'interview',
  invitedFor: legalDate('2026-03-04'),
} as const;

function heard(hearing: LetterHearing): Extract<LetterHearing, { kind: 'heard' }> {
  if (hearing.kind !== 'heard') throw new Error('a sample that is not heard');
  return hearing;
}

const OFFENDER = {
  surname: 'Παπαδόπουλος',
  firstName: 'Γιώργος',
  latinSurname: 'Papadopoulos',
  latinFirstName: 'Giorgos',
  birthDate: { year: 1987, month: 3, day: 12 },
} as const;

/** What only family members who are no citizens of the Union themselves have to do (R1.1). */
const OF_FAMILY: ReadonlySet<SampleObligation> = new Set([
  '42-4-residence-card',
  '42quinquies-permanent-residence-card',
]);

function sampleOf(
  obligation: SampleObligation,
  language: LetterLanguage,
  printed: PrintedLanguage,
): DecisionLetterData {
  const words = sampleWords(printed);
  const texts = sampleTexts(language);
  const own = texts.obligations[obligation];
  const identity = { kind: 'person', ...OFFENDER } as const;
  const addressLines = ['Odos Fantasias 12', '185 00 PIRAEUS', sampleWords(language).country];
  const { ground, decidedOn, heardOn } = sampleGround(obligation, language, printed);
  return {
    language,
    languageChoice: { kind: 'used' },
    department: {
      name: words.department,
      addressLines: words.addressLines,
      email: 'inspection@exemple.invalid',
      phone: '+32 2 000 00 00',
    },
    number: formatDecisionNumber({ department: 'BIF', year: 2026, counter: 123 }),
    decidedOn,
    signer: {
      name: 'Camille Exemple',
      grade: words.grade,
      delegation: { reference: 'DEL-2009-0203/7', inForceSince: legalDate('2024-01-01') },
    },
    addressee: { identity, addressLines, ordinal: 1 },
    offender: {
      ...OFFENDER,
      nationality: OF_FAMILY.has(obligation) ? words.nationalityOfFamily : words.nationality,
      fileNumber: '9 000 123',
    },
    offenderWasMinor: false,
    liableParties: [{ capacity: 'offender', identity, addressLines }],
    mandates: [],
    ground,
    hearing: {
      kind: 'heard',
      heardOn,
      means: 'policeForm',
      spokenLanguage: words.spokenLanguage,
      interpreter: words.interpreter,
      arguments: [{ argument: own.statement ?? texts.statement, answer: own.answer ?? texts.answer }],
    },
    forceMajeure: { assessment: own.forceMajeure ?? texts.forceMajeure },
    discretion: own.discretion ?? texts.discretion,
    motivation: own.motivation,
    orderNumber: 1,
    amountCents: cents(20000),
    payment: {
      office: account(words.beneficiary, 'BE35679200609437'),
      structuredCommunication: ogmFor('0126000123'),
      departmentName: sampleWords(language).department,
      deposit: { state: 'unconfirmed' },
    },
    recovery: RECOVERY_ADDRESSEE[printed],
  };
}

/** The Office's own account is public (R3.3); a sample prints no other. */
function account(beneficiary: string, text: string): LetterAccount {
  const iban = parseIban(text);
  const bic = parseBic('PCHQBEBB');
  if (!iban.ok || !bic.ok) throw new Error('a sample with an account that does not validate');
  return { beneficiary, iban: iban.value satisfies Iban, bic: bic.value satisfies Bic };
}
