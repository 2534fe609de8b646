import { Injectable } from '@nestjs/common';
import { printableText } from '../documents/letter-fonts';
import type { DepartmentId, OffenceId, PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Refusal, Verdict } from '../kernel/outcome';
import type { PersonSummary } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import type { Tx } from '../platform/database/transactions';
import type { LiabilityEntry, MandateEntry, PartyEntry } from './liability.commands';
import { LiabilityRepository, type MandateRow } from './liability.repository';
import {
  decideLiability,
  majorityOf,
  type Debtor,
  type Liability,
  type MajorityDecision,
  type NamedParty,
  type PersonInQuestion,
} from './liability.rules';
import type { MandateKind, NamedMandate } from './mandate.rules';
import { PersonFlagsService } from './person-flags.service';

/** Everyone who must pay one fine, and everyone who acts for one of them; the persons as they are now. */
export interface LiableParties {
  readonly debtors: readonly (Omit<Debtor, 'personId'> & { readonly person: PersonSummary })[];
  readonly mandates: readonly (Omit<MandateRow, 'personId'> & { readonly mandatary: PersonSummary })[];
}

/** The offence as far as liability hangs on it. */
export interface LiabilityGround {
  readonly offender: PersonSummary;
  readonly factsOn: LegalDate;
  readonly carrierCoLiable: boolean;
}

/** A recorded offence as far as its debtors hang on it. */
export interface RecordedOffence {
  readonly id: OffenceId;
  readonly departmentId: DepartmentId;
  readonly personId: PersonId;
  readonly majorityDecided: 'adult' | 'minor' | null;
  readonly majorityReason: string | null;
}

/** What a check of liability gives: who must pay and who acts for whom, ready to be kept. */
export interface ExaminedLiability extends Liability {
  readonly mandates: readonly MandateRow[];
}

/** Who must pay a fine: checked, kept and told. It never opens a transaction of its own. */
@Injectable()
export class LiabilityService {
  constructor(
    private readonly repository: LiabilityRepository,
    private readonly persons: PersonsService,
    private readonly flags: PersonFlagsService,
  ) {}

  /**
   * Who must pay under what was named, or all that `decideLiability` refuses, `party-unknown`, and what no letter can print.
   * Whoever is in `asIf` counts as they are there, not as their record says.
   */
  async examine(
    tx: Tx,
    ground: LiabilityGround,
    named: LiabilityEntry,
    asIf: readonly PersonSummary[] = [],
  ): Promise<Verdict<ExaminedLiability>> {
    const { liableParties = [], mandates = [] } = named;
    const people = peopleIn(named);
    const persons = [...(await this.persons.identities(tx, people)), ...asIf.filter(({ id }) => people.includes(id))];
    const byId = new Map(persons.map((person) => [person.id, person]));
    const unknown = unknownIn(named, byId);
    const [first, ...others] = unknown;
    if (first !== undefined) return { ok: false, refusals: [first, ...others] };
    const deaths = await this.flags.deaths(tx, [ground.offender.id, ...byId.keys()]);
    const decided = decideLiability({
      ...ground,
      offender: inQuestion(ground.offender, deaths),
      today: tx.today,
      parties: liableParties.flatMap((party) => partyOf(party, byId, deaths)),
      mandates: mandates.flatMap((mandate) => mandateOf(mandate, byId)),
      ...(named.majority && { majority: named.majority as MajorityDecision }),
    });
    const [unprintable, ...more] = unprintableIn(named);
    if (unprintable !== undefined)
      return { ok: false, refusals: [...(decided.ok ? [] : decided.refusals), unprintable, ...more] as [Refusal] };
    return decided.ok ? { ok: true, value: { ...decided.value, mandates: mandates.map(mandateRow) } } : decided;
  }

  /** What the rules say today of those who were kept: a representative may have been corrected to a child since. */
  async reexamine(
    tx: Tx,
    ground: LiabilityGround,
    offence: RecordedOffence,
    asIf: readonly PersonSummary[] = [],
  ): Promise<Verdict<ExaminedLiability>> {
    return this.examine(tx, ground, await this.named(tx, ground, offence), asIf);
  }

  /** Keeps who must pay and who acts for them, in the place of what was there. A guardian puts the minor's flag (D34). */
  async keep(
    tx: Tx,
    offence: Omit<RecordedOffence, 'majorityDecided' | 'majorityReason'>,
    examined: ExaminedLiability,
  ): Promise<void> {
    await this.repository.replace(tx, offence, examined.debtors, examined.mandates);
    const guardian = examined.debtors.find(({ capacity }) => capacity === 'guardian');
    if (guardian?.appointedOn === undefined) return;
    const evidence = guardian.appointmentReference ?? guardian.basis;
    await this.flags.ensure(tx, offence, { kind: 'guardian', since: guardian.appointedOn, evidence });
  }

  /**
   * Whose language an act is in (R2.9, D14, D25): the first of those who must pay gets the first copy. The offender, as long as nobody
   * has to pay.
   */
  async addressee(
    tx: Tx,
    offender: PersonSummary,
    debtors: readonly Pick<Debtor, 'personId'>[],
  ): Promise<PersonSummary> {
    const [first] = debtors;
    if (first === undefined || first.personId === offender.id) return offender;
    const [found] = await this.persons.identities(tx, [first.personId]);
    return found ?? offender;
  }

  /** Everyone who must pay the fine of an offence, and their mandataries. */
  async partiesOf(tx: Tx, offenceId: OffenceId): Promise<LiableParties> {
    const debtors = await this.repository.debtors(tx, offenceId);
    const mandates = await this.repository.mandates(tx, offenceId);
    const ids = [...debtors, ...mandates].map(({ personId }) => personId);
    const byId = new Map((await this.persons.identities(tx, ids)).map((person) => [person.id, person]));
    return {
      debtors: debtors.flatMap(({ personId, ...debtor }) => {
        const person = byId.get(personId);
        return person === undefined ? [] : [{ ...debtor, person }];
      }),
      mandates: mandates.flatMap(({ personId, ...mandate }) => {
        const mandatary = byId.get(personId);
        return mandatary === undefined ? [] : [{ ...mandate, mandatary }];
      }),
    };
  }

  /** The same by their ids. */
  async idsOf(
    tx: Tx,
    offenceId: OffenceId,
  ): Promise<{ readonly debtors: readonly Debtor[]; readonly mandates: readonly MandateRow[] }> {
    return {
      debtors: await this.repository.debtors(tx, offenceId),
      mandates: await this.repository.mandates(tx, offenceId),
    };
  }

  /** What was kept, as it would be named again; a decision on majority only while it is still open (D23). */
  async named(
    tx: Tx,
    { offender, factsOn }: Pick<LiabilityGround, 'offender' | 'factsOn'>,
    offence: RecordedOffence,
  ): Promise<LiabilityEntry> {
    const { debtors, mandates } = await this.idsOf(tx, offence.id);
    const { majorityDecided, majorityReason } = offence;
    const isOpen = majorityOf({ offender, factsOn }) === 'unknown';
    return {
      liableParties: debtors.filter((debtor) => debtor.capacity !== 'offender' || debtor.personId !== offender.id),
      mandates,
      ...(isOpen &&
        majorityDecided !== null &&
        majorityReason !== null && { majority: { decided: majorityDecided, reason: majorityReason } }),
    };
  }
}

/** Everyone whom a command names, each once. */
export function peopleIn({ liableParties = [], mandates = [] }: LiabilityEntry): PersonId[] {
  return [...new Set([...liableParties, ...mandates].map(({ personId }) => personId as PersonId))];
}

function unknownIn(
  { liableParties = [], mandates = [] }: LiabilityEntry,
  known: ReadonlyMap<string, unknown>,
): Refusal[] {
  const told = (parts: readonly { readonly personId: string }[], list: string): Refusal[] =>
    parts.flatMap(({ personId }, index) =>
      known.has(personId) ? [] : [{ code: 'party-unknown', field: `${list}.${index}.personId`, rule: 'R1.0.7' }],
    );
  return [...told(liableParties, 'liableParties'), ...told(mandates, 'mandates')];
}

type Deaths = Awaited<ReturnType<PersonFlagsService['deaths']>>;

/** The person with the day of the death, where one is on file (D34). */
function inQuestion(person: PersonSummary, deaths: Deaths): PersonInQuestion {
  const diedOn = deaths.get(person.id);
  return { ...person, ...(diedOn !== undefined && { diedOn }) };
}

function partyOf(party: PartyEntry, byId: ReadonlyMap<string, PersonSummary>, deaths: Deaths): NamedParty[] {
  const person = byId.get(party.personId);
  if (person === undefined) return [];
  const { appointmentReference, appointedOn, registerNumber } = party;
  return [
    {
      person: inQuestion(person, deaths),
      capacity: party.capacity as NamedParty['capacity'],
      basis: party.basis ?? '',
      ...(appointmentReference !== undefined && { appointmentReference }),
      ...(appointedOn !== undefined && { appointedOn: appointedOn as LegalDate }),
      ...(registerNumber !== undefined && { registerNumber }),
    },
  ];
}

function mandateOf(mandate: MandateEntry, byId: ReadonlyMap<string, PersonSummary>): NamedMandate[] {
  const mandatary = byId.get(mandate.personId);
  if (mandatary === undefined) return [];
  const { personId: _personId, ...row } = mandateRow(mandate);
  return [{ ...row, mandatary }];
}

function mandateRow(mandate: MandateEntry): MandateRow {
  return {
    personId: mandate.personId as PersonId,
    representedId: mandate.representedId as PersonId,
    kind: mandate.kind as MandateKind,
    reference: mandate.reference,
    givenOn: mandate.givenOn as LegalDate,
    electsDomicile: mandate.electsDomicile,
  };
}

/** The letter prints why somebody is liable; nobody should learn at signature that it cannot. */
function unprintableIn({ liableParties = [], majority }: LiabilityEntry): Refusal[] {
  const texts = [
    ...liableParties.flatMap(({ basis, appointmentReference }, index) => [
      { field: `liableParties.${index}.basis`, text: basis },
      { field: `liableParties.${index}.appointmentReference`, text: appointmentReference },
    ]),
    { field: 'majority.reason', text: majority?.reason },
  ];
  return texts.flatMap(({ field, text }) => {
    const outcome = printableText(text ?? '', field);
    return outcome.ok ? [] : [outcome.refusal];
  });
}
