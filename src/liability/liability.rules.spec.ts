import fc from 'fast-check';
import { majorityOn, type BirthDate } from '../kernel/birth-date';
import type { Nationality } from '../kernel/country';
import type { PersonId } from '../kernel/ids';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import {
  decideLiability,
  LIABLE_CAPACITIES,
  type LiabilityQuestion,
  type NamedParty,
  type PersonInQuestion,
} from './liability.rules';
import type { NamedMandate } from './mandate.rules';

const FACTS_ON = legalDate('2026-05-20');
const TODAY = legalDate('2026-11-20');
const id = (name: string): PersonId => name as PersonId;

const person = (name: string, more: Partial<PersonInQuestion> = {}): PersonInQuestion => ({
  id: id(name),
  kind: 'natural',
  birthDate: { year: 1980, month: 1, day: 1 },
  nationality: 'MA' as Nationality,
  addressLine: 'Rue Imaginaire 1',
  ...more,
});
const firm = (name: string, { birthDate: _none, ...more }: Partial<PersonInQuestion> = {}): PersonInQuestion => {
  const { birthDate: _birth, ...natural } = person(name);
  return { ...natural, kind: 'legal', enterpriseNumber: '0123456749', nationality: 'BE' as Nationality, ...more };
};
const minor = person('child', { birthDate: { year: 2010, month: 1, day: 1 } });
const adult = person('adult');

const party = (
  who: PersonInQuestion,
  capacity: NamedParty['capacity'],
  more: Partial<NamedParty> = {},
): NamedParty => ({ person: who, capacity, basis: 'Acte de naissance.', ...more });
const mother = party(person('mother'), 'legal-representative');
const father = party(person('father'), 'legal-representative');
const carrier = party(firm('line'), 'carrier', { basis: 'Débarquement hors du poste, sans contrôle.' });
const guardian = party(person('guardian'), 'guardian', {
  appointmentReference: 'SDT-2026-118',
  appointedOn: legalDate('2026-05-01'),
});

const question = (offender: PersonInQuestion, more: Partial<LiabilityQuestion> = {}): LiabilityQuestion => ({
  offender,
  factsOn: FACTS_ON,
  today: TODAY,
  carrierCoLiable: true,
  parties: [],
  mandates: [],
  ...more,
});

/** Debtors as `person capacity`, or refusals as `field code rule`. */
const found = (asked: LiabilityQuestion): string[] => {
  const decided = decideLiability(asked);
  if (decided.ok) return decided.value.debtors.map(({ personId, capacity }) => `${personId} ${capacity}`);
  return decided.refusals.map(({ field, code, rule }) => [field, code, rule].filter(Boolean).join(' '));
};
const forMinor = (...parties: NamedParty[]): string[] => found(question(minor, { parties }));
const forAdult = (...parties: NamedParty[]): string[] => found(question(adult, { parties }));

describe('who must pay', () => {
  it('R1.0.7: an adult on the day of the facts, without anybody being named', () => {
    expect(forAdult()).toEqual(['adult offender']);
    expect(forAdult(party(adult, 'offender', { basis: '' }))).toEqual(['adult offender']);
  });

  it('R1.0.7, trap 6: for a minor one or two legal representatives, or who is in charge, firm included', () => {
    expect(forMinor(mother)).toEqual(['mother legal-representative']);
    // In the order in which they are kept, whoever was named first.
    const parents = ['father legal-representative', 'mother legal-representative'];
    expect(forMinor(mother, father)).toEqual(parents);
    expect(forMinor(father, mother)).toEqual(parents);
    expect(forMinor(party(person('aunt'), 'in-charge'))).toEqual(['aunt in-charge']);
    expect(forMinor(party(firm('home'), 'in-charge'))).toEqual(['home in-charge']);
  });

  it('R1.0.7, trap 6: of age is who has turned 18 by the day of the facts, whatever the day of today', () => {
    const born = (birthDate: BirthDate): string[] => found(question(person('x', { birthDate })));
    expect(born({ year: 2008, month: 5, day: 20 })).toEqual(['x offender']);
    expect(born({ year: 2008, month: 5, day: 21 })).toEqual(['liableParties minor-needs-liable-party R1.0.7']);
  });

  it('D34: for an unaccompanied minor the guardian, by the reference and the day of the appointment', () => {
    expect(forMinor(guardian)).toEqual(['guardian guardian']);
    expect(forMinor(party(person('guardian'), 'guardian'))).toEqual([
      'liableParties.0.appointmentReference required D34',
      'liableParties.0.appointedOn required D34',
    ]);
    expect(forMinor({ ...guardian, appointedOn: legalDate('2026-11-21') })).toEqual([
      'liableParties.0.appointedOn appointed-in-future D34',
    ]);
    expect(forMinor({ ...mother, appointmentReference: 'SDT-1' })).toEqual([
      'liableParties.0.appointmentReference appointment-of-guardian D34',
    ]);
  });

  it('R1.1.11, trap 7: the carrier stands beside the person, and beside the parents of a minor', () => {
    expect(forAdult(carrier)).toEqual(['adult offender', 'line carrier']);
    expect(forMinor(mother, carrier)).toEqual(['mother legal-representative', 'line carrier']);
    expect(forAdult(party(person('skipper'), 'carrier'))).toEqual(['adult offender', 'skipper carrier']);
  });
});

describe('a liability that is refused', () => {
  it('D34: nobody did, or answers for, what happened after their death; its own day is left open', () => {
    const died = (day: string): { diedOn: LegalDate } => ({ diedOn: legalDate(day) });
    expect(found(question(person('adult', died('2026-05-19'))))).toEqual(['factsOn facts-after-death D34']);
    expect(found(question(person('adult', died('2026-05-20'))))).toEqual(['adult offender']);
    expect(found(question(person('adult', died('2026-06-01'))))).toEqual(['adult offender']);
    expect(forMinor(party(person('mother', died('2026-05-19')), 'legal-representative'), father)).toEqual([
      'liableParties.0.personId party-dead D34',
    ]);
  });

  it('D23: asks nobody to decide on the age of a firm, which offence.rules refuses as an offender', () => {
    expect(found(question(firm('line')))).toEqual(['line offender']);
    const majority = { decided: 'adult', reason: 'Une société.' } as const;
    expect(found(question(firm('line'), { majority }))).toEqual(['majority.decided majority-known D23']);
  });

  it('trap 6: a minor who is liable, alone or by name', () => {
    expect(forMinor()).toEqual(['liableParties minor-needs-liable-party R1.0.7']);
    expect(forMinor(party(minor, 'offender'))).toEqual([
      'liableParties.0.capacity minor-never-liable R1.0.7',
      'liableParties minor-needs-liable-party R1.0.7',
    ]);
    expect(forMinor(carrier)).toEqual(['liableParties minor-needs-liable-party R1.0.7']);
    expect(forMinor(party(person('other'), 'offender'))[0]).toBe('liableParties.0.personId not-the-offender R1.0.7');
  });

  it.each(['legal-representative', 'in-charge', 'guardian'] as const)('R1.0.7: an adult with a %s', (capacity) => {
    expect(forAdult({ ...guardian, capacity })).toContain('liableParties.0.capacity adult-represented R1.0.7');
  });

  it('R1.0.7: a representative who is a minor, perhaps a minor, the offender, or named twice', () => {
    const born = (birthDate: BirthDate): string[] =>
      forMinor(party(person('sister', { birthDate }), 'legal-representative'));
    expect(born({ year: 2009 })).toEqual(['liableParties.0.personId party-not-of-age R1.0.7']);
    expect(born({ year: 2008 })).toEqual(['liableParties.0.personId party-not-of-age R1.0.7']);
    expect(born({ year: 2007 })).toEqual(['sister legal-representative']);
    expect(forMinor(party(minor, 'legal-representative'))).toEqual([
      'liableParties.0.personId party-is-offender R1.0.7',
    ]);
    expect(forMinor(mother, mother)).toEqual(['liableParties.1.personId party-named-twice R1.0.7']);
    expect(forMinor(mother, { ...carrier, person: mother.person })).toEqual([
      'liableParties.1.personId party-named-twice R1.0.7',
    ]);
  });

  it('R1.0.7: three representatives, or two kinds of them, or two carriers', () => {
    const third = party(person('third'), 'legal-representative');
    expect(forMinor(mother, father, third)).toEqual(['liableParties.2.capacity too-many-of-capacity R1.0.7']);
    expect(forMinor(mother, guardian)).toEqual(['liableParties.1.capacity capacities-exclude R1.0.7']);
    expect(forAdult(carrier, party(person('skipper'), 'carrier'))).toEqual([
      'liableParties.1.capacity too-many-of-capacity R1.0.7',
    ]);
  });

  it('R1.0.7: a firm as parent or guardian, and anybody without the reason', () => {
    expect(forMinor(party(firm('home'), 'legal-representative'))).toEqual([
      'liableParties.0.capacity capacity-of-people R1.0.7',
    ]);
    expect(forMinor({ ...guardian, person: firm('home') })).toEqual([
      'liableParties.0.capacity capacity-of-people R1.0.7',
    ]);
    expect(forMinor({ ...mother, basis: ' \n' })).toEqual(['liableParties.0.basis required R1.0.7']);
    expect(forAdult({ ...carrier, basis: '' })).toEqual(['liableParties.0.basis required R1.1.11']);
  });

  it('R1.1.11: a carrier where the law makes none liable', () => {
    expect(found(question(adult, { carrierCoLiable: false, parties: [carrier] }))).toEqual([
      'liableParties.0.capacity carrier-not-liable R1.1.11',
    ]);
  });

  it('R1.0.8: a firm that no register knows', () => {
    const unnumbered = (nationality: string, registerNumber?: string): string[] => {
      const { enterpriseNumber: _none, ...rest } = firm('line');
      const who = { ...rest, nationality: nationality as Nationality };
      return forAdult({ ...carrier, person: who, ...(registerNumber !== undefined && { registerNumber }) });
    };
    expect(unnumbered('BE')).toEqual(['liableParties.0.personId enterprise-number-missing R1.0.8']);
    expect(unnumbered('unknown', '12')).toEqual(['liableParties.0.personId enterprise-number-missing R1.0.8']);
    expect(unnumbered('IE')).toEqual(['liableParties.0.registerNumber register-number-missing R1.0.8']);
    expect(unnumbered('IE', ' ')).toEqual(['liableParties.0.registerNumber required R1.0.8']);
    expect(unnumbered('IE', 'IE 104547')).toEqual(['adult offender', 'line carrier']);
    expect(forAdult({ ...carrier, registerNumber: 'X' })).toEqual([
      'liableParties.0.registerNumber register-number-not-asked R1.0.8',
    ]);
  });
});

describe('D23: a birth date that leaves majority open', () => {
  const open = person('x', { birthDate: { year: 2008 } });

  it('blocks until a person decides, with the reason', () => {
    expect(found(question(open))).toEqual(['majority majority-unknown D23']);
    expect(found(question(open, { majority: { decided: 'adult', reason: ' ' } }))).toEqual([
      'majority.reason required D23',
    ]);
    const majority = { decided: 'adult', reason: 'Diplôme obtenu en 2024.' } as const;
    expect(found(question(open, { majority }))).toEqual(['x offender']);
    expect(decideLiability(question(open, { majority }))).toMatchObject({
      value: { majority: 'adult', majorityDecision: majority },
    });
  });

  it('decided a minor, it asks for those who pay', () => {
    const majority = { decided: 'minor', reason: 'Test osseux au dossier.' } as const;
    expect(found(question(open, { majority }))).toEqual(['liableParties minor-needs-liable-party R1.0.7']);
    expect(found(question(open, { majority, parties: [mother] }))).toEqual(['mother legal-representative']);
  });

  it('decides nothing where it is known', () => {
    const majority = { decided: 'adult', reason: 'Il en a l’air.' } as const;
    expect(found(question(minor, { majority, parties: [mother] }))).toEqual(['majority.decided majority-known D23']);
  });
});

describe('a mandate', () => {
  const lawyer: NamedMandate = {
    mandatary: person('lawyer'),
    representedId: adult.id,
    kind: 'lawyer',
    reference: 'BAR-77',
    givenOn: legalDate('2026-06-01'),
    electsDomicile: true,
  };
  const withMandates = (mandates: NamedMandate[], parties: NamedParty[] = []): string[] =>
    found(question(adult, { mandates, parties }));

  it('never makes a debtor', () => {
    expect(withMandates([lawyer])).toEqual(['adult offender']);
    expect(withMandates([lawyer, { ...lawyer, representedId: carrier.person.id }], [carrier])).toEqual([
      'adult offender',
      'line carrier',
    ]);
    expect(found(question(minor, { mandates: [{ ...lawyer, representedId: minor.id }], parties: [mother] }))).toEqual([
      'mother legal-representative',
    ]);
  });

  it.each<[string, Partial<NamedMandate>, string]>([
    [
      'R2.7: without an address',
      { mandatary: { ...adultLawyer(), id: id('l') } },
      'personId mandatary-without-address R2.7',
    ],
    ['of the offender', { mandatary: adult }, 'personId mandatary-is-offender'],
    ['of a debtor', { mandatary: carrier.person }, 'personId mandatary-is-debtor'],
    ['of a child', { mandatary: person('l', { birthDate: { year: 2010 } }) }, 'personId mandatary-not-of-age'],
    ['for nobody of the file', { representedId: id('stranger') }, 'representedId mandate-for-nobody'],
    ['of tomorrow', { givenOn: legalDate('2026-11-21') }, 'givenOn mandate-in-future'],
    ['without its reference', { reference: ' ' }, 'reference required'],
  ])('is refused %s', (_what, changes, expected) => {
    expect(withMandates([{ ...lawyer, ...changes }], [carrier])).toContain(`mandates.0.${expected}`);
  });

  it('is one for the same two people, and one address for service for each', () => {
    expect(withMandates([lawyer, lawyer])).toEqual(['mandates.1.personId mandate-named-twice']);
    const second = { ...lawyer, mandatary: person('second') };
    expect(withMandates([lawyer, second])).toEqual(['mandates.1.electsDomicile domicile-elected-twice']);
    expect(withMandates([lawyer, { ...second, electsDomicile: false }])).toEqual(['adult offender']);
  });

  function adultLawyer(): PersonInQuestion {
    const { addressLine: _none, ...rest } = person('l');
    return rest;
  }
});

describe('whatever is named (trap 6, trap 7)', () => {
  const birthDates = fc.oneof(
    fc.record({ year: fc.integer({ min: 1990, max: 2020 }) }),
    fc.record({ year: fc.integer({ min: 2006, max: 2010 }), month: fc.integer({ min: 1, max: 12 }) }),
    fc.record({
      year: fc.integer({ min: 2006, max: 2010 }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 28 }),
    }),
  ) as fc.Arbitrary<BirthDate>;
  const people = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd').map(id),
    kind: fc.constantFrom('natural' as const, 'legal' as const),
    birthDate: birthDates,
    nationality: fc.constantFrom('BE', 'IE', 'unknown') as fc.Arbitrary<Nationality>,
  });
  const parties = fc.array(
    fc.record({
      person: people,
      capacity: fc.constantFrom(...LIABLE_CAPACITIES),
      basis: fc.constantFrom('', 'Because.'),
    }),
    { maxLength: 4 },
  );
  const majorities = fc.option(
    fc.record({ decided: fc.constantFrom('adult' as const, 'minor' as const), reason: fc.constantFrom('', 'Seen.') }),
    { nil: undefined },
  );

  it('gives at least one debtor or a refusal, nobody twice, and never somebody known to be a minor', () => {
    fc.assert(
      fc.property(people, parties, majorities, fc.boolean(), (who, named, majority, carrierCoLiable) => {
        const offender = { ...who, kind: 'natural' as const };
        const asked = question(offender, { parties: named, carrierCoLiable, ...(majority && { majority }) });
        const decided = decideLiability(asked);
        expect(decided.ok || decided.refusals.length > 0).toBe(true);
        if (!decided.ok) return;
        const { debtors } = decided.value;
        expect(debtors.length).toBeGreaterThan(0);
        expect(new Set(debtors.map(({ personId }) => personId)).size).toBe(debtors.length);
        for (const { personId, capacity } of debtors) {
          const debtor = capacity === 'offender' ? offender : named.find((each) => each.person.id === personId)!.person;
          if (debtor.kind === 'legal') continue;
          const ofAge = majorityOn(debtor.birthDate, FACTS_ON);
          expect(capacity === 'offender' ? ['adult', 'unknown'] : ['adult']).toContain(ofAge);
        }
        if (decided.value.majority === 'minor') expect(debtors.map((each) => each.personId)).not.toContain(offender.id);
        expect(debtors.filter(({ capacity }) => capacity === 'carrier').length).toBeLessThanOrEqual(
          carrierCoLiable ? 1 : 0,
        );
      }),
      { numRuns: 2000 },
    );
  });
});
