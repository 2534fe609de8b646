import { Injectable } from '@nestjs/common';
import { newId, type DepartmentId, type OffenceId, type PersonId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import type { PersonFacts } from '../persons/person.rules';
import { identityOf } from './takeover-person.rules';
import type { StagedFine, TakenMandate, TakenParty } from './takeover.types';

/** Somebody beside a debtor, who is not on record yet. */
export interface OtherPerson {
  readonly personId: PersonId;
  readonly departmentId: DepartmentId;
  readonly facts: PersonFacts;
}

/** The people of one fine beside its debtor. */
export interface PartyRows {
  readonly offenceId: OffenceId;
  readonly departmentId: DepartmentId;
  readonly parties: readonly (TakenParty & { readonly personId: PersonId })[];
  readonly mandates: readonly (TakenMandate & { readonly personId: PersonId; readonly representedId: PersonId })[];
}

/** SQL of those who must pay beside debtors and who act for them. */
@Injectable()
export class TakenPartiesRepository {
  /** Who the others of these fines are: on record under their identity when one person is and no more, else the first of the fines under it, else new. */
  async resolve(
    tx: Tx,
    fines: readonly StagedFine[],
  ): Promise<{ readonly rows: readonly PartyRows[]; readonly people: readonly OtherPerson[] }> {
    const named = fines.filter(({ fine }) => fine.parties.length + fine.mandates.length > 0);
    const everybody = named.flatMap(({ fine }) => [...fine.parties, ...fine.mandates].map(({ facts }) => facts));
    const known = await this.onRecord(tx, everybody);
    const people: OtherPerson[] = [];
    const idOf = (facts: PersonFacts, departmentId: DepartmentId): PersonId => {
      const identity = identityOf(facts);
      const found = identity === undefined ? undefined : known.get(identity);
      if (found !== undefined) return found;
      const personId = newId<PersonId>();
      people.push({ personId, departmentId, facts });
      if (identity !== undefined) known.set(identity, personId);
      return personId;
    };
    const rows = named.map(({ fine, offenceId, personId: debtorId }): PartyRows => {
      const { departmentId } = fine;
      const parties = fine.parties.map((party) => ({ ...party, personId: idOf(party.facts, departmentId) }));
      const mandates = fine.mandates.map((mandate) => ({
        ...mandate,
        personId: idOf(mandate.facts, departmentId),
        representedId: parties.find(({ place }) => place === mandate.represents)?.personId ?? debtorId,
      }));
      return { offenceId, departmentId, parties, mandates };
    });
    return { rows, people };
  }

  /** Before the decisions: once these stand, who must pay is fixed. */
  async insert(tx: Tx, rows: readonly PartyRows[]): Promise<void> {
    if (rows.length === 0) return;
    const parties = rows.flatMap(({ offenceId, departmentId, parties: each }) =>
      each.map(({ personId, capacity, basis, facts, appointmentReference, appointedOn }) => ({
        offence_id: offenceId,
        person_id: personId,
        department_id: departmentId,
        capacity,
        basis,
        appointment_reference: appointmentReference ?? null,
        appointed_on: appointedOn ?? null,
        register_number: facts.enterpriseNumber === undefined ? (facts.registerNumber ?? null) : null,
      })),
    );
    await tx.query(
      `INSERT INTO liable_party (offence_id, person_id, department_id, capacity, basis, appointment_reference, appointed_on, register_number)
       SELECT offence_id, person_id, department_id, capacity, basis, appointment_reference, appointed_on, register_number
       FROM jsonb_populate_recordset(NULL::liable_party, $1::jsonb)`,
      [JSON.stringify(parties)],
    );
    const mandates = rows.flatMap(({ offenceId, departmentId, mandates: each }) =>
      each.map(({ personId, representedId, kind, reference, givenOn, electsDomicile }) => ({
        offence_id: offenceId,
        person_id: personId,
        represented_id: representedId,
        department_id: departmentId,
        kind,
        reference,
        given_on: givenOn,
        elects_domicile: electsDomicile,
      })),
    );
    await tx.query(
      `INSERT INTO mandate (offence_id, person_id, represented_id, department_id, kind, reference, given_on, elects_domicile)
       SELECT offence_id, person_id, represented_id, department_id, kind, reference, given_on, elects_domicile
       FROM jsonb_populate_recordset(NULL::mandate, $1::jsonb)`,
      [JSON.stringify(mandates)],
    );
  }

  /** The one person on record under each identity. */
  private async onRecord(tx: Tx, facts: readonly PersonFacts[]): Promise<Map<string, PersonId>> {
    const asked = facts.flatMap((each) => {
      const identity = identityOf(each);
      return identity === undefined ? [] : [{ ...each, identity, ...each.birthDate }];
    });
    if (asked.length === 0) return new Map();
    const rows = await tx.query<{ identity: string; id: PersonId }>(
      `SELECT k.identity, min(p.id::text)::uuid AS id
       FROM (SELECT DISTINCT * FROM jsonb_to_recordset($1::jsonb) AS a (identity text, kind text, "enterpriseNumber" text, "registerNumber" text, "registerCountry" text,
           "familyName" text, "givenNames" text, nationality text, year smallint, month smallint, day smallint)) k
         CROSS JOIN LATERAL (
           SELECT id FROM person x WHERE k.kind = 'legal' AND x.enterprise_number = k."enterpriseNumber" AND x.merged_into IS NULL
           UNION SELECT id FROM person x WHERE k.kind = 'legal' AND x.register_number = k."registerNumber" AND x.register_country = k."registerCountry" AND x.merged_into IS NULL
           UNION SELECT id FROM person x WHERE k.kind = 'natural' AND x.kind = 'natural' AND x.merged_into IS NULL
             AND x.birth_year = k.year AND x.birth_month = k.month AND x.birth_day = k.day AND x.family_name = k."familyName" AND x.given_names = k."givenNames"
             AND (x.nationality = k.nationality OR 'unknown' IN (x.nationality, k.nationality)) OFFSET 0) p
       GROUP BY k.identity HAVING count(DISTINCT p.id) = 1`,
      [JSON.stringify(asked)],
    );
    return new Map(rows.map(({ identity, id }) => [identity, id]));
  }
}
