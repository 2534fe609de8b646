import fc from 'fast-check';
import type { Nationality } from '../kernel/country';
import { addDays } from '../kernel/legal-calendar';
import { legalDate } from '../kernel/legal-date';
import type { CrossingPoint } from './crossing.rules';
import { EXEMPTIONS, FINES_IN_FORCE_FROM, OBLIGATIONS_2016, type Obligation } from './obligation.rules';
import {
  checkOffence,
  NEVER_OFFENCES,
  offenderCategory,
  type NeverOffence,
  type Offender,
  type OffenceFacts,
} from './offence.rules';

const TODAY = legalDate('2026-06-01');
const day = legalDate;
const obligation = (code: string): Obligation => OBLIGATIONS_2016.find((each) => each.code === code)!;
const CROSSING = obligation('4bis-1-border-crossing');
const PRESENCE = obligation('41bis-report-presence');

const OSTEND: CrossingPoint = {
  code: 'OST-AIR',
  validFrom: day('2016-01-01'),
  validTo: day('2026-05-31'),
  hours: [
    { opensAt: '07:00', closesAt: '21:00', validFrom: day('2016-01-01'), validTo: day('2025-12-31') },
    { opensAt: '06:00', closesAt: '22:00', validFrom: day('2026-01-01'), validTo: null },
  ],
};
const NO_HOURS: CrossingPoint = { code: 'NIE-SEA', validFrom: day('2016-01-01'), validTo: null, hours: [] };
const PARAMETERS = { crossingPoints: [OSTEND, NO_HOURS], hearingTermDays: 10 };

const person = (nationality: string, more: Partial<Offender> = {}): Offender => ({
  kind: 'natural',
  nationality: nationality as Nationality,
  withdrawalAgreement: false,
  ...more,
});

const procedure = {
  hearing: {
    kind: 'heard',
    on: day('2026-05-20'),
    means: 'interview',
    statement: 'I came by boat at night.',
    argumentsRaised: 'not-raised',
  },
  forceMajeure: 'None was raised and none is apparent.',
  discretion: 'The point was known to the person.',
  outcome: 'fine',
} as const;
const crossing: OffenceFacts = {
  factsOn: day('2026-05-20'),
  factsAt: '23:15',
  border: 'external',
  crossingDirection: 'entry',
  crossingSite: 'authorised-point',
  crossingPointCode: 'OST-AIR',
  ...procedure,
};
const presence: OffenceFacts = {
  factsOn: day('2026-05-20'),
  entryOn: day('2026-04-01'),
  entryEvidence: 'Boarding pass of 1 April 2026',
  municipality: 'Gent',
  exemption: 'none',
  ...procedure,
};

function without(facts: OffenceFacts, ...fields: (keyof OffenceFacts)[]): OffenceFacts {
  return Object.fromEntries(
    Object.entries(facts).filter(([field]) => !(fields as string[]).includes(field)),
  ) as unknown as OffenceFacts;
}

/** `field code rule` of every refusal, or `accepted`. */
function findings(facts: OffenceFacts, which: Obligation, who: Offender): string[] {
  const checked = checkOffence(facts, which, who, PARAMETERS, TODAY);
  if (checked.ok) return ['accepted'];
  return checked.refusals.map(({ field, code, rule }) => [field, code, rule].filter(Boolean).join(' '));
}

describe('4bis para 1: the external border (R1.1)', () => {
  const moroccan = person('MA');

  it('stands outside the opening hours of an authorised point', () => {
    expect(checkOffence(crossing, CROSSING, moroccan, PARAMETERS, TODAY)).toMatchObject({
      ok: true,
      value: {
        outcome: 'fine',
        article: '4bis',
        collectionBasis: '4bis',
        offenderCategory: 'other-foreigner',
        deadline: { offenceFrom: '2026-05-20' },
      },
    });
  });

  it('stands at a place that is no authorised point', () => {
    const facts = without({ ...crossing, crossingSite: 'elsewhere' }, 'crossingPointCode', 'factsAt');
    expect(findings(facts, CROSSING, moroccan)).toEqual(['accepted']);
  });

  it.each(['MA', 'FR', 'CH', 'GB', 'stateless'])('binds every foreigner: %s', (nationality) => {
    expect(findings(crossing, CROSSING, person(nationality))).toEqual(['accepted']);
  });

  it('R1.0.5: never a Belgian', () => {
    expect(findings(crossing, CROSSING, person('BE'))).toEqual(['nationality offender-belgian R1.0.5']);
  });

  it('R1.0.5, trap 20: nobody whose nationality is not established, since the person may be Belgian', () => {
    const blocked = ['nationality nationality-unknown-blocks R1.0.5'];
    expect(findings(crossing, CROSSING, person('unknown'))).toEqual(blocked);
    const sponsored = person('unknown', { sponsorNationality: 'FR' as Nationality });
    expect(findings(presence, PRESENCE, sponsored)).toEqual(blocked);
    expect(findings({ ...crossing, outcome: 'no-fine' }, CROSSING, person('unknown'))).toEqual(['accepted']);
    expect(findings(crossing, CROSSING, person('stateless'))).toEqual(['accepted']);
  });

  it('R1.0.7, trap 6: never a firm, wherever its seat is, but its file can be closed without a fine', () => {
    for (const seat of ['BE', 'FR', 'MA', 'unknown'])
      expect(findings(crossing, CROSSING, person(seat, { kind: 'legal' }))).toEqual([
        'personId offender-not-natural R1.0.7',
      ]);
    const closed: OffenceFacts = { ...crossing, outcome: 'no-fine' };
    expect(findings(closed, CROSSING, person('MA', { kind: 'legal' }))).toEqual(['accepted']);
  });

  it.each([
    ['06:00', ['factsAt crossing-point-open R1.1']],
    ['21:59', ['factsAt crossing-point-open R1.1']],
    ['22:00', ['accepted']],
    ['05:59', ['accepted']],
    ['24:00', ['factsAt not-a-time R2.7']],
  ])('at %s on a point open 06:00-22:00: %j', (factsAt, expected) => {
    expect(findings({ ...crossing, factsAt }, CROSSING, moroccan)).toEqual(expected);
  });

  it('takes the hours of the day of the facts (trap 27)', () => {
    const facts = { ...crossing, factsOn: day('2025-11-20'), factsAt: '21:30' };
    expect(findings(facts, CROSSING, moroccan)).toEqual(['accepted']);
  });

  it.each([
    [without(crossing, 'crossingSite'), ['crossingSite required R1.1']],
    [without(crossing, 'crossingPointCode'), ['crossingPointCode required R1.1']],
    [without(crossing, 'factsAt'), ['factsAt required R1.1']],
    [without(crossing, 'border', 'crossingDirection'), ['border required R1.1.8', 'crossingDirection required R1.1']],
    [{ ...crossing, crossingPointCode: 'XXX' }, ['crossingPointCode crossing-point-unknown R1.1']],
    [
      {
        ...crossing,
        factsOn: day('2026-06-01'),
        hearing: { kind: 'waived', waiverReason: 'fled the country' } as const,
      },
      ['crossingPointCode crossing-point-not-in-force R1.1'],
    ],
    [{ ...crossing, border: 'internal' as const }, ['border internal-border R1.1.8']],
  ])('refuses what is missing or outside its dates (%#)', (facts, expected) => {
    expect(findings(facts, CROSSING, moroccan)).toEqual(expected);
  });

  it('wants the hours stated, with their source, where none are on file', () => {
    const facts = { ...crossing, crossingPointCode: 'NIE-SEA' };
    const stated = { opensAt: '08:00', closesAt: '20:00', source: 'Harbour police, report of 20 May 2026' };
    expect(findings(facts, CROSSING, moroccan)).toEqual(['statedOpensAt crossing-hours-unknown R1.1']);
    expect(findings({ ...facts, statedHours: stated }, CROSSING, moroccan)).toEqual(['accepted']);
    expect(findings({ ...facts, statedHours: { ...stated, closesAt: '24:00' } }, CROSSING, moroccan)).toEqual([
      'factsAt crossing-point-open R1.1',
    ]);
    expect(findings({ ...facts, statedHours: { ...stated, source: ' ' } }, CROSSING, moroccan)).toEqual([
      'statedHoursSource required R1.1',
    ]);
    expect(findings({ ...facts, statedHours: { ...stated, opensAt: stated.closesAt } }, CROSSING, moroccan)).toEqual([
      'statedOpensAt crossing-hours-malformed R1.1',
    ]);
  });

  it.each(Object.keys(NEVER_OFFENCES) as NeverOffence[])('trap 4, trap 5: %s is never an offence', (ground) => {
    expect(findings({ ...crossing, ground }, CROSSING, moroccan)).toEqual([
      `ground never-${ground} ${NEVER_OFFENCES[ground].rule}`,
    ]);
  });
});

describe('41bis: reporting one’s presence (R1.1, R1.2)', () => {
  const french = person('FR');

  it('stands after ten working days, with its deadline', () => {
    expect(checkOffence(presence, PRESENCE, french, PARAMETERS, TODAY)).toMatchObject({
      ok: true,
      value: {
        article: '41bis',
        collectionBasis: '42octies',
        offenderCategory: 'eu-citizen',
        deadline: { lastLawfulDay: '2026-04-16', offenceFrom: '2026-04-17' },
      },
    });
  });

  it.each([
    ['FR', undefined, 'accepted'],
    ['NO', undefined, 'accepted'],
    ['CH', undefined, 'accepted'],
    ['MA', 'FR', 'accepted'],
    ['MA', 'BE', 'accepted'],
    ['MA', undefined, 'nationality offender-not-concerned R1.0.5'],
    ['MA', 'TR', 'nationality offender-not-concerned R1.0.5'],
    ['GB', undefined, 'nationality offender-not-concerned R1.0.5'],
    ['stateless', undefined, 'nationality offender-not-concerned R1.0.5'],
    ['unknown', undefined, 'nationality nationality-unknown-blocks R1.0.5'],
    ['BE', undefined, 'nationality offender-belgian R1.0.5'],
  ])('R1.0.5, R1.0.6, trap 20: %s, family of %s → %s', (nationality, sponsor, expected) => {
    const who = person(nationality, sponsor === undefined ? {} : { sponsorNationality: sponsor as Nationality });
    expect(findings(presence, PRESENCE, who)).toEqual([expected]);
  });

  it('R1.0.5: a British national under the withdrawal agreement is not presumed to be a citizen of the Union', () => {
    expect(offenderCategory(person('GB', { withdrawalAgreement: true }), TODAY)).toBe('withdrawal-agreement');
    expect(offenderCategory(person('GB'), day('2020-12-31'))).toBe('eu-citizen');
  });

  it('trap 19: no finding without the day of entry and its evidence', () => {
    expect(findings(without(presence, 'entryOn', 'entryEvidence'), PRESENCE, french)).toEqual([
      'entryOn required R1.2',
      'entryEvidence required R1.2',
    ]);
    expect(findings({ ...presence, entryEvidence: ' \n' }, PRESENCE, french)).toEqual(['entryEvidence required R1.2']);
    expect(findings({ ...presence, entryOn: day('2026-05-21') }, PRESENCE, french)).toEqual([
      'entryOn entry-after-facts R1.2',
    ]);
  });

  it('D24: not yet an offence on the last day, and says from when it is one', () => {
    const facts: OffenceFacts = { ...presence, factsOn: day('2026-04-16') };
    const checked = checkOffence(facts, PRESENCE, french, PARAMETERS, TODAY);
    expect(checked).toMatchObject({
      refusals: [
        {
          code: 'not-yet-an-offence',
          field: 'factsOn',
          rule: 'D24',
          params: { lastLawfulDay: '2026-04-16', offenceFrom: '2026-04-17' },
        },
      ],
    });
    expect(findings({ ...facts, factsOn: day('2026-04-17') }, PRESENCE, french)).toEqual(['accepted']);
  });

  it('reported in time is no offence, reported late is one', () => {
    expect(findings({ ...presence, compliedOn: day('2026-04-16') }, PRESENCE, french)).toEqual([
      'compliedOn complied-in-time R1.2',
    ]);
    expect(findings({ ...presence, compliedOn: day('2026-04-17') }, PRESENCE, french)).toEqual(['accepted']);
  });

  it.each(EXEMPTIONS)('R1.1.2: exempted by %s', (exemption) => {
    expect(findings({ ...presence, exemption }, PRESENCE, french)).toEqual(['exemption exempted R1.1.2']);
  });

  it('R1.1.2: the exemptions have to be asked about', () => {
    expect(findings(without(presence, 'exemption'), PRESENCE, french)).toEqual(['exemption required R1.1.2']);
  });
});

describe('what every offence needs', () => {
  const french = person('FR');

  it('facts of today or earlier, and of the time of the law', () => {
    const waived = { kind: 'waived', waiverReason: 'Left the territory.' } as const;
    expect(findings({ ...presence, factsOn: day('2026-06-02'), hearing: waived }, PRESENCE, french)).toEqual([
      'factsOn facts-in-future R2.7',
    ]);
    const before = { ...presence, factsOn: day('2016-07-23'), entryOn: day('2016-06-01') };
    expect(findings(before, PRESENCE, french)).toEqual(['factsOn obligation-not-in-force R1.1']);
    expect(findings({ ...before, factsOn: FINES_IN_FORCE_FROM }, PRESENCE, french)).toEqual(['accepted']);
    const ended = { ...PRESENCE, validTo: day('2026-05-19') };
    expect(findings(presence, ended, french)).toEqual(['factsOn obligation-not-in-force R1.1']);
  });

  it('R2.8, trap 8: a hearing, or a waiver with its reason', () => {
    const heard = procedure.hearing;
    expect(findings(without(presence, 'hearing'), PRESENCE, french)).toEqual(['hearingKind hearing-missing R2.8']);
    expect(findings({ ...presence, hearing: { kind: 'waived', waiverReason: '  ' } }, PRESENCE, french)).toEqual([
      'hearingWaiverReason required R2.8',
    ]);
    expect(
      findings({ ...presence, hearing: { kind: 'waived', waiverReason: 'Fled the country.' } }, PRESENCE, french),
    ).toEqual(['accepted']);
    expect(findings({ ...presence, hearing: { ...heard, statement: '' } }, PRESENCE, french)).toEqual([
      'hearingStatement required R2.8',
    ]);
    expect(findings({ ...presence, hearing: { ...heard, on: day('2026-06-02') } }, PRESENCE, french)).toEqual([
      'hearingOn hearing-in-future R2.8',
    ]);
    expect(findings({ ...presence, hearing: { ...heard, on: day('2026-05-19') } }, PRESENCE, french)).toEqual([
      'hearingOn hearing-before-facts R2.8',
    ]);
  });

  it('R1.0.3: a fine says whether force majeure was raised; without a fine it need not', () => {
    expect(findings(without(presence, 'forceMajeure'), PRESENCE, french)).toEqual(['forceMajeure required R1.0.3']);
    expect(findings({ ...without(presence, 'forceMajeure'), outcome: 'no-fine' }, PRESENCE, french)).toEqual([
      'accepted',
    ]);
  });

  it('R1.0.2, trap 8: discretion weighed and an outcome', () => {
    expect(findings(without(presence, 'discretion', 'outcome'), PRESENCE, french)).toEqual([
      'outcome required R1.0.2',
      'discretion required R1.0.2',
    ]);
    expect(findings({ ...presence, discretion: 'a\u0000b' }, PRESENCE, french)).toEqual([
      'discretion control-characters R1.0.2',
    ]);
  });

  it('R1.0.2: "no fine" is an outcome for any case, with its reason', () => {
    const facts: OffenceFacts = { ...without(presence, 'entryOn', 'entryEvidence'), outcome: 'no-fine' };
    expect(checkOffence(facts, PRESENCE, person('BE'), PARAMETERS, TODAY)).toMatchObject({
      ok: true,
      value: { outcome: 'no-fine', offenderCategory: 'belgian' },
    });
    expect(findings({ ...facts, discretion: '' }, PRESENCE, person('BE'))).toEqual(['discretion required R1.0.2']);
  });

  it('returns everything it finds at once', () => {
    const facts: OffenceFacts = { factsOn: day('2026-05-20') };
    expect(findings(facts, CROSSING, person('BE'))).toEqual([
      'hearingKind hearing-missing R2.8',
      'outcome required R1.0.2',
      'discretion required R1.0.2',
      'nationality offender-belgian R1.0.5',
      'border required R1.1.8',
      'crossingDirection required R1.1',
      'crossingSite required R1.1',
    ]);
  });
});

describe('whatever is typed', () => {
  it('a person of age is fined under 41bis exactly from the first day of the offence on (property)', () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.nat(40), (entry, later) => {
        const entryOn = addDays(day('2020-01-01'), entry);
        const factsOn = addDays(entryOn, later);
        const hearing = { kind: 'waived', waiverReason: 'Abroad for years.' } as const;
        const checked = checkOffence(
          { ...presence, entryOn, factsOn, hearing },
          PRESENCE,
          person('FR'),
          PARAMETERS,
          TODAY,
        );
        if (checked.ok) return factsOn >= checked.value.deadline!.offenceFrom;
        return checked.refusals.length === 1 && checked.refusals[0].code === 'not-yet-an-offence';
      }),
    );
  });
});
