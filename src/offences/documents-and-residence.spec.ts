import type { Nationality } from '../kernel/country';
import { legalDate } from '../kernel/legal-date';
import type { CrossingPoint } from './crossing.rules';
import { documentsAskedOf } from './document.rules';
import { checkOffence, type Offender, type OffenceFacts } from './offence.rules';
import { OBLIGATIONS_2016, OFFENDER_CATEGORIES, type Obligation } from './obligation.rules';

const TODAY = legalDate('2026-06-01');
const day = legalDate;
const of = (code: string): Obligation => OBLIGATIONS_2016.find((each) => each.code === code)!;
const AT_BORDER = of('41-4-document-at-border');
const IN_TERRITORY = of('41-document-in-territory');
const CERTIFICATE = of('42-4-registration-certificate');
const FAMILY_CARD = of('42-4-residence-card');
const PERMANENT = of('42quinquies-permanent-residence-card');
const OCTIES = of('42octies-collection-article');

/** Open all day: presenting oneself with a document has nothing to do with hours. */
const MIDI: CrossingPoint = {
  code: 'rail-brussels-midi',
  validFrom: day('2016-07-24'),
  validTo: day('2026-05-31'),
  hours: [{ opensAt: '00:00', closesAt: '24:00', validFrom: day('2016-07-24'), validTo: null }],
};

const person = (nationality: string, more: Partial<Offender> = {}): Offender => ({
  kind: 'natural',
  nationality: nationality as Nationality,
  withdrawalAgreement: false,
  ...more,
});
const FRENCH = person('FR');
const family = (sponsor: string): Offender => person('MA', { sponsorNationality: sponsor as Nationality });
const BRITISH = person('GB', { withdrawalAgreement: true });

const PROCEDURE = {
  factsOn: day('2026-05-20'),
  hearing: {
    kind: 'heard',
    on: day('2026-05-20'),
    means: 'interview',
    statement: 'I forgot it.',
    argumentsRaised: 'not-raised',
  },
  forceMajeure: 'None was raised.',
  discretion: 'The person was warned before.',
  outcome: 'fine',
} as const;
const presented: OffenceFacts = {
  ...PROCEDURE,
  border: 'external',
  crossingDirection: 'entry',
  crossingPointCode: 'rail-brussels-midi',
  documentRequired: 'identity-card-or-passport',
  documentFoundAt: 'border',
  documentDefect: 'none-held',
};
const controlled: OffenceFacts = {
  ...PROCEDURE,
  documentRequired: 'identity-card-or-passport',
  documentFoundAt: 'control',
  documentDefect: 'none-held',
};
const settled: OffenceFacts = {
  ...PROCEDURE,
  entryOn: day('2026-01-31'),
  entryEvidence: 'Lease of 31 January 2026',
  municipality: 'Gent',
};
const carded: OffenceFacts = {
  ...PROCEDURE,
  municipality: 'Gent',
  residenceCardNumber: 'F 0001234',
  cardExpiresOn: day('2026-05-13'),
};

/** `field code rule` of every refusal; when accepted, the reason of a legal review, or `accepted`. */
function findings(facts: OffenceFacts, which: Obligation, who: Offender): string[] {
  const checked = checkOffence(facts, which, who, { crossingPoints: [MIDI], hearingTermDays: 10 }, TODAY);
  if (!checked.ok) return checked.refusals.map(({ field, code, rule }) => [field, code, rule].join(' '));
  expect(checked.value.needsLegalReview).toBe(checked.value.legalReviewGround !== undefined);
  return [checked.value.legalReviewGround ?? 'accepted'];
}

/** The facts without some of their fields. */
function without(facts: OffenceFacts, ...fields: (keyof OffenceFacts)[]): OffenceFacts {
  const left = Object.entries(facts).filter(([field]) => !(fields as string[]).includes(field));
  return Object.fromEntries(left) as unknown as OffenceFacts;
}

describe('41 § 4: a document at the border (R1.1)', () => {
  it.each([
    ['FR', FRENCH, {}, ['accepted']],
    ['NO', person('NO'), {}, ['accepted']],
    ['CH', person('CH'), {}, ['accepted']],
    ['the family of a Belgian', family('BE'), { documentRequired: 'passport' }, ['accepted']],
    [
      'the family of a citizen',
      family('FR'),
      { documentRequired: 'passport-and-visa', documentDefect: 'visa-missing' },
      ['accepted'],
    ],
    ['a third-country national', person('MA'), {}, ['nationality offender-not-concerned R1.0.5']],
    ['a Belgian', person('BE'), {}, ['nationality offender-belgian R1.0.5']],
    ['GB without the agreement', person('GB'), {}, ['nationality offender-not-concerned R1.0.5']],
  ] as const)('trap 20: binds %s or not', (_who, who, changes, expected) => {
    expect(findings({ ...presented, ...changes }, AT_BORDER, who)).toEqual(expected);
  });

  it('R1.0.5, trap 20: a British beneficiary of the agreement only under a legal review', () => {
    expect(findings(presented, AT_BORDER, BRITISH)).toEqual(['withdrawal-agreement']);
    expect(findings(settled, CERTIFICATE, BRITISH)).toEqual(['nationality offender-not-concerned R1.0.5']);
    expect(findings(carded, PERMANENT, BRITISH)).toEqual(['nationality offender-not-concerned R1.0.5']);
    expect(findings(presented, AT_BORDER, { ...BRITISH, sponsorNationality: 'BE' as Nationality })).toEqual([
      'documentRequired document-not-asked R1.1',
    ]);
  });

  it.each([
    [without(presented, 'border', 'crossingDirection'), ['border required R1.1.8', 'crossingDirection required R1.1']],
    [without(presented, 'crossingPointCode'), ['crossingPointCode required R1.1']],
    [{ ...presented, border: 'internal' as const }, ['border internal-border R1.1.8']],
    [{ ...presented, crossingPointCode: 'XXX' }, ['crossingPointCode crossing-point-unknown R1.1']],
    [
      without(presented, 'documentRequired', 'documentDefect', 'documentFoundAt'),
      ['documentRequired required R1.1', 'documentDefect required R1.1', 'documentFoundAt required R1.1.6'],
    ],
    [{ ...presented, documentRequired: 'passport' as const }, ['documentRequired document-not-asked R1.1']],
    [{ ...presented, documentDefect: 'visa-missing' as const }, ['documentDefect visa-not-asked R1.1']],
    [{ ...presented, documentDefect: 'expired' as const }, ['documentExpiredOn required R1.1.5']],
  ])('trap 4: refuses what is missing or is none (%#)', (facts, expected) => {
    expect(findings(facts, AT_BORDER, FRENCH)).toEqual(expected);
  });

  it('R1.1: each obligation of article 41 is breached in its own place', () => {
    expect(findings({ ...presented, documentFoundAt: 'control' }, AT_BORDER, FRENCH)).toEqual([
      'documentFoundAt document-found-inside R1.1',
    ]);
    expect(findings({ ...controlled, documentFoundAt: 'border' }, IN_TERRITORY, FRENCH)).toEqual([
      'documentFoundAt document-found-at-border R1.1',
    ]);
  });

  it('R1.1.6, trap 5: at the counter of a municipality it is never an offence, whatever was missing', () => {
    const counter = { documentFoundAt: 'municipal-counter' } as const;
    const refused = ['documentFoundAt never-no-paper-at-municipality R1.1.6'];
    expect(findings({ ...presented, ...counter }, AT_BORDER, FRENCH)).toEqual(refused);
    const expired = { documentDefect: 'expired', documentExpiredOn: day('2026-05-01') } as const;
    expect(findings({ ...presented, ...expired, ...counter }, AT_BORDER, FRENCH)).toEqual(refused);
  });

  it('R1.1: a point that was no longer authorised is refused', () => {
    const late = {
      ...presented,
      factsOn: TODAY,
      hearing: { kind: 'waived', waiverReason: 'Fled the country.' } as const,
    };
    expect(findings(late, AT_BORDER, FRENCH)).toEqual(['crossingPointCode crossing-point-not-in-force R1.1']);
  });

  it('R1.1.4, R1.1.5: an expired document is reviewed; through its printed day it is valid', () => {
    const expired = { ...presented, documentDefect: 'expired' } as const;
    expect(findings({ ...expired, documentExpiredOn: day('2026-05-19') }, AT_BORDER, FRENCH)).toEqual([
      'expired-document',
    ]);
    expect(findings({ ...expired, documentExpiredOn: day('2026-05-20') }, AT_BORDER, FRENCH)).toEqual([
      'documentExpiredOn document-still-valid R1.1.5',
    ]);
  });

  it('R1.1: of whom the article binds a document is asked, of nobody else', () => {
    for (const category of OFFENDER_CATEGORIES) {
      const isBound = category !== 'belgian' && category !== 'other-foreigner';
      expect(documentsAskedOf(category).length > 0).toBe(isBound);
    }
  });
});

describe('41: a document inside the territory (R1.1)', () => {
  it('trap 5: what was heard on a municipal form is reviewed, what is of the counter refused (R1.1.6)', () => {
    const onForm = { ...controlled, hearing: { ...PROCEDURE.hearing, means: 'municipal-form' } } as const;
    expect(findings(controlled, IN_TERRITORY, FRENCH)).toEqual(['accepted']);
    expect(findings(onForm, IN_TERRITORY, FRENCH)).toEqual(['municipal-counter']);
    expect(findings({ ...controlled, ground: 'no-paper-at-municipality' }, IN_TERRITORY, FRENCH)).toEqual([
      'ground never-no-paper-at-municipality R1.1.6',
    ]);
  });

  it('R1.1.10: the entry need not be known, but when it is the stay was short by calendar months', () => {
    const entered = { ...controlled, entryEvidence: 'Train ticket' };
    expect(findings({ ...entered, entryOn: day('2026-02-20') }, IN_TERRITORY, FRENCH)).toEqual(['accepted']);
    expect(findings({ ...entered, entryOn: day('2026-02-19') }, IN_TERRITORY, FRENCH)).toEqual([
      'entryOn short-stay-over R1.1.10',
    ]);
    expect(findings({ ...entered, entryOn: day('2026-05-21') }, IN_TERRITORY, FRENCH)).toEqual([
      'entryOn entry-after-facts R1.2',
    ]);
    expect(findings({ ...controlled, entryOn: day('2026-05-01') }, IN_TERRITORY, FRENCH)).toEqual([
      'entryEvidence required R1.2',
    ]);
    expect(findings(entered, IN_TERRITORY, FRENCH)).toEqual(['entryOn required R1.2']);
  });
});

describe('42: registration certificate and residence card (R1.1, R1.2)', () => {
  it('trap 19: three calendar months, not ninety days', () => {
    // Ninety days after 31 January are 1 May; the three months end on 30 April.
    const on = (factsOn: string): OffenceFacts => ({ ...settled, factsOn: day(factsOn) });
    expect(findings(on('2026-04-30'), CERTIFICATE, FRENCH)).toEqual(['factsOn not-yet-an-offence D24']);
    expect(findings(on('2026-05-01'), CERTIFICATE, FRENCH)).toEqual(['accepted']);
  });

  it('R1.0.6, trap 20: the certificate is for citizens, the card for their families and those of Belgians', () => {
    expect(findings(settled, CERTIFICATE, family('BE'))).toEqual(['nationality offender-not-concerned R1.0.5']);
    expect(findings(settled, FAMILY_CARD, FRENCH)).toEqual(['nationality offender-not-concerned R1.0.5']);
    expect(findings(settled, FAMILY_CARD, family('BE'))).toEqual(['accepted']);
    expect(findings(settled, FAMILY_CARD, family('CH'))).toEqual(['accepted']);
  });

  it('R1.1: names the municipality and the evidence of the entry', () => {
    expect(findings(without(settled, 'municipality', 'entryEvidence'), CERTIFICATE, FRENCH)).toEqual([
      'municipality municipality-missing R1.1',
      'entryEvidence required R1.2',
    ]);
  });

  it('R1.1.3: who registered late has still breached, who registered in time has not', () => {
    expect(findings({ ...settled, compliedOn: day('2026-04-30') }, CERTIFICATE, FRENCH)).toEqual([
      'compliedOn complied-in-time R1.2',
    ]);
    expect(findings({ ...settled, compliedOn: day('2026-05-01') }, CERTIFICATE, FRENCH)).toEqual(['accepted']);
  });
});

describe('42quinquies: the permanent residence card (R1.1.9)', () => {
  it('R1.1.9: never a citizen of the Union, who is told that the card is a choice', () => {
    expect(findings(carded, PERMANENT, FRENCH)).toEqual(['nationality permanent-card-optional R1.1.9']);
    expect(findings(carded, PERMANENT, family('BE'))).toEqual(['accepted']);
    expect(findings(carded, PERMANENT, person('MA'))).toEqual(['nationality offender-not-concerned R1.0.5']);
  });

  it('R1.1.9, D24: an application on the last day, or when the counter opens again, is in time', () => {
    const expiring = (cardExpiresOn: string, factsOn: string): OffenceFacts => ({
      ...carded,
      cardExpiresOn: day(cardExpiresOn),
      factsOn: day(factsOn),
    });
    // 13 May 2026 is a Wednesday; 14 May is Ascension; 16 May is a Saturday.
    expect(findings(expiring('2026-05-13', '2026-05-13'), PERMANENT, family('FR'))).toEqual([
      'factsOn not-yet-an-offence D24',
    ]);
    expect(findings(expiring('2026-05-13', '2026-05-14'), PERMANENT, family('FR'))).toEqual(['accepted']);
    expect(findings(expiring('2026-05-16', '2026-05-18'), PERMANENT, family('FR'))).toEqual([
      'factsOn not-yet-an-offence D24',
    ]);
    expect(findings(expiring('2026-05-16', '2026-05-19'), PERMANENT, family('FR'))).toEqual(['accepted']);
    const inTime = { ...expiring('2026-05-16', '2026-05-20'), compliedOn: day('2026-05-18') };
    expect(findings(inTime, PERMANENT, family('FR'))).toEqual(['compliedOn complied-in-time R1.2']);
  });

  it('R1.1: names the card, its end and the municipality', () => {
    expect(
      findings(without(carded, 'municipality', 'residenceCardNumber', 'cardExpiresOn'), PERMANENT, family('FR')),
    ).toEqual([
      'municipality municipality-missing R1.1',
      'residenceCardNumber required R1.1',
      'cardExpiresOn required R1.2',
    ]);
  });
});

describe('42octies: the collection article as a ground (D1)', () => {
  it('trap 1: only with its reason, and always under a legal review', () => {
    const reasoned = { ...PROCEDURE, groundReason: 'No other obligation describes these facts.' };
    expect(findings(reasoned, OCTIES, FRENCH)).toEqual(['collection-article']);
    expect(findings({ ...reasoned, groundReason: '  ' }, OCTIES, FRENCH)).toEqual(['groundReason required D1']);
    expect(findings(reasoned, OCTIES, person('MA'))).toEqual(['nationality offender-not-concerned R1.0.5']);
    expect(findings(reasoned, { ...OCTIES, needsLegalReview: false }, FRENCH)).toEqual(['collection-article']);
  });

  it('D1: an obligation that the catalogue flags is reviewed too; a case without a fine never', () => {
    const flagged = { ...CERTIFICATE, needsLegalReview: true };
    expect(findings(settled, flagged, FRENCH)).toEqual(['flagged-obligation']);
    expect(findings({ ...settled, outcome: 'no-fine' }, flagged, FRENCH)).toEqual(['accepted']);
  });
});
