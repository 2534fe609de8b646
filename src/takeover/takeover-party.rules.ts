import type { PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { decideLiability, majorityOf, LIABLE_CAPACITIES, type LiabilityQuestion, type NamedParty, type PersonInQuestion } from '../liability/liability.rules'; // prettier-ignore
import type { NamedMandate } from '../liability/mandate.rules';
import type { Article } from '../offences/obligation.rules';
import type { PersonFacts } from '../persons/person.rules';
import type { FieldReader } from './takeover-fields.rules';
import { identityOf, readOther } from './takeover-person.rules';
import { TAKEN_PLACES, type TakenMandate, type TakenParty, type TakenPartyPlace } from './takeover.types';

const IN_CHARGE = LIABLE_CAPACITIES.filter((each) => each !== 'offender' && each !== 'carrier');
const MANDATE_KINDS = ['lawyer', 'agent'] as const;
const REPRESENTED = ['debtor', ...TAKEN_PLACES] as const;
const LONGEST_REASON = 2000;

/** The debtor and the days that decide on majority. */
export interface DebtorOfFine {
  readonly debtor: PersonFacts;
  readonly article: Article;
  readonly factsOn: LegalDate | undefined;
  readonly notifiedOn: LegalDate;
  readonly language: string;
}

/** Who must pay beside or for the debtor, and who acts for one of them. */
export interface PartiesOfFine {
  readonly parties: readonly TakenParty[];
  readonly mandates: readonly TakenMandate[];
  /** False for a minor: whoever answers for them pays, or nobody of whom the file knows (trap 6). */
  readonly isDebtorLiable: boolean;
}

/**
 * The carrier of article 4bis (R1.1.11), up to two who answer for a minor (R1.0.7, D34), and a lawyer or agent, judged together as the
 * Office's own are (`decideLiability`). Where the day of the facts is not known the notification stands for it, and where the birth date
 * leaves majority open the file decides: a minor is who is represented. A minor for whom nobody is named is taken over, and owes nothing.
 */
export function readParties(reader: FieldReader, of: DebtorOfFine, today: LegalDate): PartiesOfFine {
  const parties = TAKEN_PLACES.flatMap((place) => readParty(reader, place, of.language, today) ?? []);
  const mandates = readMandate(reader, of.language, today);
  if (reader.findings.length > 0) return { parties, mandates, isDebtorLiable: true };
  const question = questionOf(of, parties, mandates, today);
  const liability = decideLiability(question);
  const isMinor = majorityOf(question) === 'minor';
  if (!liability.ok)
    for (const { code, field = '', rule } of liability.refusals) {
      if (code === 'minor-needs-liable-party') continue;
      const column = columnOf(code, field, parties);
      if (reader.findings.every((finding) => finding.field !== column))
        reader.refuse(FINDING_OF[code] ?? 'take-over-party', column, {}, rule);
    }
  return { parties, mandates, isDebtorLiable: !isMinor };
}

function readParty(
  reader: FieldReader,
  place: TakenPartyPlace,
  language: string,
  today: LegalDate,
): TakenParty | undefined {
  const facts = readOther(reader, place, language, today);
  const basis = reader.text(`${place}.basis`, LONGEST_REASON);
  const capacity = place === 'carrier' ? 'carrier' : reader.oneOf(`${place}.capacity`, IN_CHARGE);
  const isOfMinor = place !== 'carrier';
  const appointmentReference = isOfMinor ? reader.text(`${place}.appointmentReference`, 100) : undefined;
  const appointedOn = isOfMinor ? reader.day(`${place}.appointedOn`) : undefined;
  if (facts === undefined) return undefined;
  return {
    place,
    capacity: reader.required(`${place}.capacity`, capacity) ?? 'carrier',
    basis: reader.required(`${place}.basis`, basis) ?? '',
    facts,
    appointmentReference,
    appointedOn,
  };
}

function readMandate(reader: FieldReader, language: string, today: LegalDate): TakenMandate[] {
  const at = (end: string): string => `mandatary.${end}`;
  const facts = readOther(reader, 'mandatary', language, today);
  const kind = reader.oneOf(at('kind'), MANDATE_KINDS);
  const reference = reader.text(at('reference'), 100);
  const givenOn = reader.day(at('givenOn'));
  const isAddressee = reader.oneOf(at('isAddressee'), ['yes', 'no']);
  const represents = reader.oneOf(at('represents'), REPRESENTED) ?? 'debtor';
  if (facts === undefined) return [];
  return [
    {
      facts,
      kind: reader.required(at('kind'), kind) ?? 'lawyer',
      reference: reader.required(at('reference'), reference) ?? '',
      givenOn: reader.required(at('givenOn'), givenOn) ?? today,
      electsDomicile: isAddressee === 'yes',
      represents,
    },
  ];
}

/** Within one record people are told apart by identity, and else by their place. */
function inQuestion(place: string, facts: PersonFacts): PersonInQuestion {
  const { kind, birthDate, nationality, enterpriseNumber, addressLine } = facts;
  return {
    id: (identityOf(facts) ?? place) as PersonId,
    kind,
    nationality,
    ...(birthDate && { birthDate }),
    ...(enterpriseNumber !== undefined && { enterpriseNumber }),
    ...(addressLine !== undefined && { addressLine }),
  };
}

function questionOf(
  { debtor, article, factsOn, notifiedOn }: DebtorOfFine,
  parties: readonly TakenParty[],
  mandates: readonly TakenMandate[],
  today: LegalDate,
): LiabilityQuestion {
  const isRepresented = parties.some(({ place }) => place !== 'carrier');
  const known = inQuestion('debtor', debtor);
  const day = factsOn ?? notifiedOn;
  const asKnown = majorityOf({ offender: known, factsOn: day });
  // Of age when notified says nothing of the day of the facts, when the file does not know it and says who answered.
  const isOpen = asKnown === 'unknown' || (asKnown === 'adult' && factsOn === undefined && isRepresented);
  const { birthDate, ...ageless } = known;
  const offender = isOpen || birthDate === undefined ? ageless : known;
  const ids = new Map<string, PersonId>([
    ['debtor', known.id],
    ...parties.map(({ place, facts }) => [place, inQuestion(place, facts).id] as const),
  ]);
  return {
    offender,
    factsOn: day,
    today,
    carrierCoLiable: article === '4bis',
    parties: parties.map(namedParty),
    mandates: mandates.map(({ facts, represents, ...mandate }): NamedMandate => ({
      ...mandate,
      mandatary: inQuestion('mandatary', facts),
      representedId: ids.get(represents) ?? ('' as PersonId),
    })),
    ...(isOpen && {
      majority: { decided: isRepresented ? 'minor' : 'adult', reason: 'as the file of the take-over says' },
    }),
  };
}

function namedParty({ place, facts, capacity, basis, appointmentReference, appointedOn }: TakenParty): NamedParty {
  const { enterpriseNumber, registerNumber } = facts;
  return {
    person: inQuestion(place, facts),
    capacity,
    basis,
    ...(appointmentReference !== undefined && { appointmentReference }),
    ...(appointedOn !== undefined && { appointedOn }),
    ...(enterpriseNumber === undefined && registerNumber !== undefined && { registerNumber }),
  };
}

/** By refusal, else by the end of its field: `liableParties.1.basis` → `representative.basis`; the record has one mandate at most. */
function columnOf(code: string, field: string, parties: readonly TakenParty[]): string {
  const [list, index, end = ''] = field.split('.');
  const place = list === 'mandates' ? 'mandatary' : (parties[Number(index)]?.place ?? 'debtor');
  return `${place}.${COLUMN_OF[code] ?? COLUMN_OF[end] ?? (end === '' ? 'capacity' : end)}`;
}

const COLUMN_OF: Readonly<Record<string, string>> = {
  personId: 'birthDate',
  'enterprise-number-missing': 'enterpriseNumber',
  'mandatary-without-address': 'addressLine',
  registerNumber: 'enterpriseNumber',
  representedId: 'represents',
  electsDomicile: 'isAddressee',
};

const FINDING_OF: Readonly<Record<string, string>> = {
  'adult-represented': 'take-over-party-adult',
  'party-not-of-age': 'take-over-party-age',
  'mandatary-not-of-age': 'take-over-party-age',
  'capacity-of-people': 'take-over-party-people',
  'carrier-not-liable': 'take-over-party-carrier',
  'too-many-of-capacity': 'take-over-party-several',
  'capacities-exclude': 'take-over-party-several',
  'enterprise-number-missing': 'take-over-firm-value',
  'register-number-missing': 'take-over-firm-value',
  required: 'take-over-party-appointment',
  'appointment-of-guardian': 'take-over-party-appointment',
  'mandatary-without-address': 'take-over-party-address',
};
