import type { DecisionId, DepartmentId, OffenceId, PersonId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import type { FineKeys, FineParty, PartyNames } from './fine-index.rules';
import type { FineAtHand } from './payments.types';

interface OfPerson<Value> {
  readonly personId: PersonId;
  readonly value: Value;
}

interface FurtherParty extends PartyNames {
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
  readonly capacity: 'debtor' | 'mandatary';
}

const DEPARTMENTS = `SELECT id, name_fr, name_nl, name_de, name_en FROM department
  UNION SELECT department_id, name_fr, name_nl, name_de, name_en FROM department_version`;

const OTHER_NAMES = `SELECT person_id AS "personId", jsonb_build_object('surname', latin_family_name, 'firstNames', latin_given_names) AS value
  FROM person_alias WHERE person_id = ANY($1) AND ended_at IS NULL ORDER BY id`;

const ACCOUNTS = `SELECT person_id AS "personId", iban AS value FROM payer_account WHERE person_id = ANY($1) AND forgotten_at IS NULL ORDER BY iban`;

/** Whoever has no birth date to be found by, or owes nothing: firms that are liable, lawyers and agents. */
const FURTHER_PARTIES = `SELECT l.offence_id AS "offenceId", x.id AS "personId", x.latin_family_name AS surname, x.latin_given_names AS "firstNames", 'debtor' AS capacity
    FROM liable_party l JOIN person x ON x.id = l.person_id AND x.birth_year IS NULL WHERE l.offence_id = ANY($1)
  UNION SELECT m.offence_id, x.id, x.latin_family_name, x.latin_given_names, 'mandatary' FROM mandate m JOIN person x ON x.id = m.person_id WHERE m.offence_id = ANY($1)
  ORDER BY 1, 2`;

const IDS_BY_PAYERS = `WITH payers AS (SELECT person_id FROM payer_account WHERE iban = ANY($1) AND forgotten_at IS NULL),
    offences AS (
      SELECT o.id FROM payers p JOIN offence o ON o.person_id = p.person_id
      UNION SELECT l.offence_id FROM payers p JOIN liable_party l ON l.person_id = p.person_id
      UNION SELECT m.offence_id FROM mandate m JOIN person x ON x.id = m.person_id WHERE name_pairs(x.search_key) && $2::text[])
  SELECT d.id FROM decision d JOIN offences o ON o.id = d.offence_id WHERE d.number IS NOT NULL`;

/** SQL of what few fines have, and what tells several fines of one person apart. */
export class FineDetailsRepository {
  /** The decisions of whoever is known to pay from one of the accounts, and of the clients of a lawyer or agent who is named. */
  async idsByPayers(tx: Tx, { accounts, namePairs }: Pick<FineKeys, 'accounts' | 'namePairs'>): Promise<DecisionId[]> {
    if (accounts.length + namePairs.length === 0) return [];
    const rows = await tx.query<{ id: DecisionId }>(IDS_BY_PAYERS, [accounts, namePairs]);
    return rows.map(({ id }) => id);
  }

  /** The fines with other names and known accounts of their parties, firms, lawyers and agents, names of the department and article. */
  async complete(tx: Tx, fines: readonly FineAtHand[]): Promise<FineAtHand[]> {
    if (fines.length === 0) return [];
    const offenceIds = fines.map(({ offenceId }) => offenceId);
    const further = await tx.query<FurtherParty>(FURTHER_PARTIES, [offenceIds]);
    const personIds = [...fines.flatMap(({ parties }) => parties), ...further].map(({ personId }) => personId);
    const [otherNames, accounts] = [
      await this.ofPersons<PartyNames>(tx, OTHER_NAMES, personIds),
      await this.ofPersons<string>(tx, ACCOUNTS, personIds),
    ];
    const departments = await this.departmentNames(tx);
    const articles = await this.articles(tx, fines);
    return fines.map((fine) => {
      const known = new Set(fine.parties.map(({ personId }) => personId));
      const added = further.filter(({ offenceId, personId }) => offenceId === fine.offenceId && !known.has(personId));
      const parties = [...fine.parties, ...added.map(partyOf)].map((party) => withDetails(party, otherNames, accounts));
      const article = articles.get(fine.offenceId);
      return {
        ...fine,
        parties,
        departmentNames: departments.get(fine.departmentId) ?? [],
        ...(article !== undefined && { article }),
      };
    });
  }

  private async ofPersons<Value>(tx: Tx, sql: string, ids: readonly PersonId[]): Promise<Map<PersonId, Value[]>> {
    const found = new Map<PersonId, Value[]>();
    for (const { personId, value } of await tx.query<OfPerson<Value>>(sql, [[...new Set(ids)]]))
      found.set(personId, [...(found.get(personId) ?? []), value]);
    return found;
  }

  private async departmentNames(tx: Tx): Promise<Map<DepartmentId, string[]>> {
    const found = new Map<DepartmentId, string[]>();
    for (const { id, ...names } of await tx.query<Record<string, string> & { id: DepartmentId }>(DEPARTMENTS))
      found.set(id, [...new Set([...(found.get(id) ?? []), ...Object.values(names)])]);
    return found;
  }

  /** Of the fines of persons who have several: nobody asks for the others. */
  private async articles(tx: Tx, fines: readonly FineAtHand[]): Promise<Map<OffenceId, string>> {
    const count = new Map<PersonId, number>();
    for (const { personId } of fines.flatMap(({ parties }) => parties))
      count.set(personId, (count.get(personId) ?? 0) + 1);
    const asked = fines.filter(({ parties }) => parties.some(({ personId }) => (count.get(personId) ?? 0) > 1));
    if (asked.length === 0) return new Map();
    const ids = asked.map(({ offenceId }) => offenceId);
    const rows = await tx.query<{ id: OffenceId; article: string }>(
      'SELECT id, article FROM offence WHERE id = ANY($1)',
      [ids],
    );
    return new Map(rows.map(({ id, article }) => [id, article]));
  }
}

function partyOf({ personId, surname, firstNames, capacity }: FurtherParty): FineParty {
  return { personId, surname, firstNames, capacity };
}

function withDetails(
  party: FineParty,
  otherNames: ReadonlyMap<PersonId, PartyNames[]>,
  accounts: ReadonlyMap<PersonId, string[]>,
): FineParty {
  const [names, known] = [otherNames.get(party.personId), accounts.get(party.personId)];
  return { ...party, ...(names && { otherNames: names }), ...(known && { accounts: known }) };
}
