import type { Nationality } from '../kernel/country';
import { legalDate } from '../kernel/legal-date';
import type { PersonId } from '../kernel/ids';
import {
  decideLiability,
  type Liability,
  type LiableCapacity,
  type NamedParty,
  type PersonInQuestion,
} from '../liability/liability.rules';
import { checkHeardParties, type HearingOfParties, type PartiesToHear } from './heard-parties.rules';
import { checkSilenceOnLetters, idsToInvite } from './silence.rules';

const [FACTS, TODAY] = [legalDate('2026-05-18'), legalDate('2026-06-30')];
const REASON = 'Both were abroad until today.';

const id = (name: string): PersonId => name as PersonId;
const born = (name: string, year: number): PersonInQuestion => ({
  id: id(name),
  kind: 'natural',
  birthDate: { year, month: 5, day: 1 },
  nationality: 'MA' as Nationality,
});
const party = (name: string, capacity: LiableCapacity): NamedParty => ({
  person: born(name, 1980),
  capacity,
  basis: 'A tie that is on file.',
  ...(capacity === 'guardian' && { appointmentReference: 'TS/1', appointedOn: legalDate('2026-06-01') }),
});

/** Whose facts they are and who pays in their place (R1.0.7); each of them alone, and beside a negligent carrier (R1.1.11). */
const IN_PLACE: Readonly<Record<string, readonly NamedParty[] | 'adult'>> = {
  'an adult': 'adult',
  'a minor with one parent': [party('mother', 'legal-representative')],
  'a minor with two parents': [party('mother', 'legal-representative'), party('father', 'legal-representative')],
  'a minor with a guardian': [party('guardian', 'guardian')],
  'a minor with somebody in charge': [party('home', 'in-charge')],
};
const WHO = Object.entries(IN_PLACE).flatMap(([what, inPlace]) =>
  [false, true].map((hasCarrier) => ({
    what: `${what}${hasCarrier ? ', a carrier beside' : ''}`,
    inPlace,
    hasCarrier,
  })),
);

function liabilityOf({ inPlace, hasCarrier }: (typeof WHO)[number]): Liability {
  const isAdult = inPlace === 'adult';
  const decided = decideLiability({
    offender: born('offender', isAdult ? 1987 : 2010),
    factsOn: FACTS,
    today: TODAY,
    carrierCoLiable: true,
    parties: [...(isAdult ? [] : inPlace), ...(hasCarrier ? [party('line', 'carrier')] : [])],
    mandates: [],
  });
  if (!decided.ok) throw new Error(decided.refusals.map(({ code }) => code).join(', '));
  return decided.value;
}

const HELD = [
  { hearingKind: 'heard' },
  { hearingKind: 'heard', hearingHeard: 'person' },
  { hearingKind: 'heard', hearingHeard: 'lawyer' },
  { hearingKind: 'heard', hearingHeard: 'representative' },
  { hearingKind: 'invited-no-answer' },
  { hearingKind: 'waived' },
] as const;
const CARRIER_SAID = { hearingCarrierOn: '2026-05-20', hearingCarrierStatement: 'The gangway was watched.' };
const CARRIER_WAIVED = { hearingCarrierWaiver: 'Bankrupt since the voyage.' };

const HEARINGS: readonly HearingOfParties[] = HELD.flatMap((held) =>
  ['', 'Exemple, Ada'].flatMap((hearingInvitedName) =>
    ['', REASON].flatMap((hearingRepresentativeWaiver) =>
      [{}, CARRIER_SAID, CARRIER_WAIVED, { ...CARRIER_SAID, ...CARRIER_WAIVED }].map((ofCarrier) => ({
        ...held,
        hearingInvitedName,
        hearingRepresentativeWaiver,
        ...ofCarrier,
      })),
    ),
  ),
);

/**
 * R2.8 with R1.0.7, said anew: nobody pays who was not heard. Who pays for the own facts speaks, in person or through a lawyer, or keeps silent
 * when invited in person. Of a minor it is whoever pays in the minor's place that speaks, or kept silent when invited by name, or a reason
 * says why the minor alone was heard. A waiver of the whole has a reason of its own. The carrier says what it has to, or a reason says why not.
 */
function isHeard(hearing: HearingOfParties, isAdult: boolean, at: PartiesToHear['at']): boolean {
  const { hearingKind, hearingHeard, hearingInvitedName, hearingRepresentativeWaiver } = hearing;
  const isSomebodyNamed = hearingInvitedName !== '';
  // Whoever is named in the place of an adult is asked to be taken out while the entry is open, whatever was held.
  if (isAdult && isSomebodyNamed && at === 'entry') return false;
  if (hearingKind === 'waived') return true;
  if (hearingKind === 'heard')
    return isAdult
      ? hearingHeard !== 'representative'
      : hearingHeard === 'representative' || hearingRepresentativeWaiver !== '';
  // Of a minor on record the name may be missing: it was not always asked for.
  return isAdult ? !isSomebodyNamed : isSomebodyNamed || at === 'record';
}

function isCarrierHeard({ hearingCarrierStatement, hearingCarrierWaiver }: HearingOfParties): boolean {
  return (hearingCarrierStatement === undefined) !== (hearingCarrierWaiver === undefined);
}

const STAGES = ['entry', 'naming', 'record'] as const;

describe('every combination of who pays and how they were heard (R2.8, R1.0.7, R1.1.11, trap 8)', () => {
  it.each(WHO)('$what', (who) => {
    const { majority, debtors } = liabilityOf(who);
    const [isAdult, hasCarrier] = [who.inPlace === 'adult', debtors.some(({ capacity }) => capacity === 'carrier')];
    let [lawful, unlawful] = [0, 0];
    for (const at of STAGES)
      for (const hearing of HEARINGS) {
        const parties = { isMinor: majority === 'minor', hasCarrier, factsOn: FACTS, today: TODAY, at };
        const found = checkHeardParties(hearing, parties);
        const ofCarrier = found.filter(({ field = '' }) => field.startsWith('hearingCarrier'));
        expect({
          at,
          hearing,
          isHeard: found.length === ofCarrier.length,
          isCarrierHeard: ofCarrier.length === 0,
        }).toEqual({
          at,
          hearing,
          isHeard: isHeard(hearing, isAdult, at),
          isCarrierHeard: !who.hasCarrier || isCarrierHeard(hearing),
        });
        if (found.length === 0) lawful += 1;
        else unlawful += 1;
      }
    expect(lawful + unlawful).toBe(288);
    expect(Math.min(lawful, unlawful)).toBeGreaterThan(0);
  });

  const ADDRESSEES = ['offender', 'mother', 'father', 'guardian', 'home', 'line', 'stranger'];
  /** Of whom silence counts, by what they are to the facts. */
  const SILENT_FOR: Readonly<Record<string, readonly string[]>> = {
    'an adult': ['offender'],
    'a minor with one parent': ['mother'],
    'a minor with two parents': ['mother', 'father'],
    'a minor with a guardian': ['guardian'],
    'a minor with somebody in charge': ['home'],
  };

  it.each(WHO)('a letter to each of them: $what', (who) => {
    const liability = liabilityOf(who);
    const recordIds = idsToInvite(id('offender'), liability);
    const toInvite = {
      recordIds,
      names: recordIds.join(' / '),
      arePayingForMinor: liability.majority === 'minor',
      offenderName: 'offender',
    };
    const entry = {
      obligationCode: 'x',
      factsOn: FACTS,
      hearingKind: 'invited-no-answer',
      hearingInvitedOn: '2026-05-20',
      hearingInvitedFor: '2026-06-15',
    };
    const counting = ADDRESSEES.filter((name) => {
      const [term, issuedOn] = [legalDate('2026-06-15'), legalDate('2026-05-20')];
      const letter = { obligationCode: 'x', factsOn: FACTS, invitedFor: term, issuedOn };
      const found = checkSilenceOnLetters(entry, [{ ...letter, personId: id(name), personName: name }], toInvite);
      expect(found.map(({ code, params }) => ({ code, ...params }))).toEqual(
        found.length === 0 ? [] : [{ code: 'invited-somebody-else', invited: name, toInvite: toInvite.names }],
      );
      return found.length === 0;
    });
    expect(counting).toEqual(SILENT_FOR[who.what.replace(', a carrier beside', '')]);
  });
});
