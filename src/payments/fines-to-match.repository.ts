import { Injectable } from '@nestjs/common';
import type { DecisionNumber } from '../kernel/decision-number';
import type { DecisionId, DepartmentId, OffenceId, PersonId } from '../kernel/ids';
import { addCents, centsFromDatabase, subtractCents, type Cents } from '../kernel/money';
import type { Ogm } from '../kernel/ogm';
import type { LockedFine } from '../ledger/ledger.service';
import type { Tx } from '../platform/database/transactions';
import type { PayableState } from './allocation.rules';
import type { BornOnDay } from '../matching/bearers.rules';
import type { AwaitedMoney, FineKeys, FineParty, PartyNames, FineState, SettledBy } from '../matching/fine-index.rules';
import type { FineAtHand } from './payments.types';

interface FineSqlRow {
  id: DecisionId;
  department_id: DepartmentId;
  offence_id: OffenceId;
  person_id: PersonId;
  article: string;
  number: DecisionNumber;
  structured_communication: Ogm;
  state: FineState;
  amount_cents: string;
}

interface FineSqlRowWithDebt extends FineSqlRow {
  receivable_cents: string;
  advances_cents: string;
}

interface PartySqlRow {
  offence_id: OffenceId;
  id: PersonId;
  surname: string;
  first_names: string;
  birth_year: number | null;
  birth_month: number | null;
  birth_day: number | null;
  enterprise_number: string | null;
  is_mandatary: boolean;
  other_names: PartyNames[] | null;
  accounts: string[] | null;
}

const FINE =
  'd.id, d.department_id, d.offence_id, o.person_id, o.article, d.number, d.structured_communication, d.state, d.amount_cents';

/**
 * Those of the decisions that have a number, with their debt. Each goes through the indexes by itself (OFFSET 0 keeps the planner from
 * joining): for two thousand fines among hundreds of thousands it would else read the whole of a table, with further processes to help.
 */
const FINES = `WITH wanted AS MATERIALIZED (SELECT unnest($1::uuid[]) AS id)
  SELECT ${FINE}, coalesce(b.receivable_cents, 0) AS receivable_cents, coalesce(b.advances_cents, 0) AS advances_cents
  FROM wanted w CROSS JOIN LATERAL (SELECT * FROM decision WHERE id = w.id AND number IS NOT NULL OFFSET 0) d
    CROSS JOIN LATERAL (SELECT person_id, article FROM offence WHERE id = d.offence_id OFFSET 0) o
    CROSS JOIN LATERAL (SELECT sum(balance_cents) FILTER (WHERE kind = 'receivable') AS receivable_cents,
      sum(balance_cents) FILTER (WHERE kind = 'advances') AS advances_cents FROM ledger_account WHERE decision_id = d.id OFFSET 0) b
  ORDER BY d.id`;

/**
 * Everyone whose names the payer of an offence's fine may write: the offender, whoever is liable, and the lawyers and agents who act for
 * them; with their other names and the accounts from which they are known to pay. Of each offence its offender is given; each is looked up
 * by itself, as above.
 */
const PARTIES = `WITH wanted AS MATERIALIZED (SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS k (offence_id, offender_id))
  SELECT w.offence_id, w.is_mandatary, x.*
  FROM (SELECT offence_id, person_id, bool_and(is_mandatary) AS is_mandatary FROM (
          SELECT offence_id, offender_id AS person_id, false AS is_mandatary FROM wanted
          UNION ALL SELECT k.offence_id, l.person_id, false FROM wanted k CROSS JOIN LATERAL (SELECT person_id FROM liable_party WHERE offence_id = k.offence_id OFFSET 0) l
          UNION ALL SELECT offence_id, person_id, true FROM mandate WHERE offence_id = ANY($1)) AS named GROUP BY offence_id, person_id) w
    CROSS JOIN LATERAL (
      SELECT id, latin_family_name AS surname, latin_given_names AS first_names, birth_year, birth_month, birth_day, enterprise_number,
        (SELECT jsonb_agg(jsonb_build_object('surname', a.latin_family_name, 'firstNames', a.latin_given_names) ORDER BY a.id)
         FROM person_alias a WHERE a.person_id = p.id AND a.ended_at IS NULL) AS other_names,
        (SELECT array_agg(y.iban ORDER BY y.iban) FROM payer_account y WHERE y.person_id = p.id AND y.forgotten_at IS NULL) AS accounts
      FROM person p WHERE p.id = w.person_id OFFSET 0) x
  ORDER BY w.offence_id, x.id`;

/** The decisions of references and numbers, each through its index by itself. One that is under both is answered twice. */
const FINES_OF_REFERENCES = `SELECT ${FINE} FROM (
    SELECT * FROM decision WHERE structured_communication = ANY($1) AND number IS NOT NULL
    UNION ALL SELECT * FROM decision WHERE number = ANY($2)) d
  CROSS JOIN LATERAL (SELECT person_id, article FROM offence WHERE id = d.offence_id OFFSET 0) o`;

/** What FPS Finance collected on a decision `d`, booked here and not paid on. */
const AWAITED_OF_FINANCE = `SELECT coalesce(sum(greatest(0,
        (SELECT coalesce(sum(e.booked_cents), 0) FROM claim_event e WHERE e.claim_id = c.id)
        - (SELECT coalesce(sum(p.amount_cents), 0) FROM finance_remittance p JOIN movement_verdict v ON v.id = p.verdict_id WHERE p.claim_id = c.id AND v.reversed_at IS NULL))), 0) AS cents
      FROM claim c WHERE c.decision_id = d.id AND c.collected_cents > 0`;

/** What of the deposits of a decision `d` went to the State, or to the payment, and has not come. */
const AWAITED_OF_CAISSE = `SELECT coalesce(sum(t.to_state_cents
        - (SELECT coalesce(sum(v.amount_cents), 0) FROM movement_verdict v WHERE v.deposit_id = t.id AND v.reversed_at IS NULL)), 0) AS cents
      FROM deposit t WHERE t.decision_id = d.id`;

/**
 * What ended the debts: what the Office gave up first, for then not all of it was paid. Of the earlier office's settled fines no row says it,
 * nor of those of which money is awaited: money with their number is as likely that as a second payment.
 */
const PAST = `SELECT d.id, CASE WHEN f.cents > 0 THEN 'finance' WHEN k.cents > 0 THEN 'caisse' END AS awaited_from,
      CASE WHEN f.cents > 0 THEN f.cents ELSE k.cents END AS awaited_cents, CASE
      WHEN EXISTS (SELECT 1 FROM refund_request q WHERE q.decision_id = d.id AND q.state = 'granted') THEN 'grant'
      WHEN EXISTS (SELECT 1 FROM write_off w WHERE w.decision_id = d.id AND w.state = 'approved' AND w.amount_cents > revived_of_write_off(w.id)) THEN 'write-off'
      WHEN f.cents > 0 OR k.cents > 0 THEN NULL
      WHEN EXISTS (SELECT 1 FROM allocation a WHERE a.decision_id = d.id AND a.reversed_at IS NULL) THEN 'payment'
      WHEN EXISTS (SELECT 1 FROM deposit t WHERE t.decision_id = d.id AND t.to_state_cents > 0) THEN 'payment'
      WHEN EXISTS (SELECT 1 FROM claim c WHERE c.decision_id = d.id AND c.collected_cents > 0) THEN 'payment' END AS settled_by
    FROM unnest($1::uuid[]) AS d (id) CROSS JOIN LATERAL (${AWAITED_OF_FINANCE}) f CROSS JOIN LATERAL (${AWAITED_OF_CAISSE}) k`;

interface PastSqlRow {
  id: DecisionId;
  settled_by: SettledBy | null;
  awaited_from: AwaitedMoney['from'] | null;
  awaited_cents: string;
}

type DepartmentNames = ReadonlyMap<DepartmentId, readonly string[]>;

function fineOf(
  row: FineSqlRow,
  outstandingCents: Cents,
  parties: readonly FineParty[],
  names: DepartmentNames,
): FineAtHand {
  return {
    decisionId: row.id,
    departmentId: row.department_id,
    offenceId: row.offence_id,
    offenderId: row.person_id,
    number: row.number,
    reference: row.structured_communication,
    state: row.state,
    amountCents: centsFromDatabase(row.amount_cents),
    outstandingCents,
    parties,
    article: row.article,
    departmentNames: names.get(row.department_id) ?? [],
  };
}

/** A fine that was read before its locks, as it is under them. */
export function fineAsLocked(
  fine: FineAtHand,
  state: PayableState,
  { receivableCents, advanceCents }: LockedFine,
): FineAtHand {
  if (!isNumbered(state)) throw new Error(`decision ${fine.decisionId} has a number and is ${state}`);
  const outstandingCents = state === 'signed' ? subtractCents(fine.amountCents, advanceCents) : receivableCents;
  return { ...fine, state, outstandingCents };
}

function isNumbered(state: PayableState): state is FineState {
  return state !== 'draft' && state !== 'submitted' && state !== 'cancelled';
}

/** Before the notification nothing is charged: what is left is the amount less the advances, which stand below zero (D26). */
function outstandingOf({ state, amount_cents, receivable_cents, advances_cents }: FineSqlRowWithDebt): Cents {
  return state === 'signed'
    ? addCents(centsFromDatabase(amount_cents), centsFromDatabase(advances_cents))
    : centsFromDatabase(receivable_cents);
}

/** A firm has no birth date. */
function partyOf({ id, surname, first_names: firstNames, ...row }: PartySqlRow): FineParty {
  const { birth_year: year, birth_month: month, birth_day: day } = row;
  return {
    personId: id,
    surname,
    firstNames,
    ...(year !== null && {
      birthDate: month === null ? { year } : day === null ? { year, month } : { year, month, day },
    }),
    ...(row.enterprise_number !== null && { enterpriseNumber: row.enterprise_number }),
    ...(row.is_mandatary && { capacity: 'mandatary' as const }),
    ...(row.other_names && { otherNames: row.other_names }),
    ...(row.accounts && { accounts: row.accounts }),
  };
}

/**
 * The decisions under the keys. Each key goes through its index by itself (OFFSET 0 keeps the planner from joining): the cost depends on
 * the keys and what they find, never on how many fines there are.
 */
const IDS_BY_KEYS = `WITH named AS (SELECT unnest($3::uuid[]) AS id UNION SELECT p.id FROM person p WHERE name_pairs(p.search_key) && $4::text[]
      UNION SELECT person_id FROM payer_account WHERE iban = ANY($6) AND forgotten_at IS NULL
      UNION SELECT id FROM person WHERE enterprise_number = ANY($7)),
    offences AS (
      SELECT l.offence_id FROM named n CROSS JOIN LATERAL (SELECT offence_id FROM liable_party WHERE person_id = n.id OFFSET 0) l
      UNION SELECT t.offence_id FROM named n CROSS JOIN LATERAL (SELECT offence_id FROM mandate WHERE person_id = n.id OFFSET 0) t
      UNION SELECT o.id FROM named n CROSS JOIN LATERAL (SELECT id FROM offence WHERE person_id = n.id OFFSET 0) o)
  SELECT id FROM decision WHERE number = ANY($1)
  UNION SELECT id FROM decision WHERE structured_communication = ANY($2)
  UNION SELECT id FROM decision WHERE compact_number(number) = ANY($5) AND number IS NOT NULL
  UNION SELECT d.id FROM offences f CROSS JOIN LATERAL (SELECT id FROM decision WHERE offence_id = f.offence_id AND number IS NOT NULL OFFSET 0) d`;

/** Whoever is born on one day, ids and names as lists of the same order: of the many only a few are meant, and rows cost more than to look at them. */
const BORN = `SELECT json_agg(x.id) AS ids, json_agg(x.latin_family_name) AS surnames, json_agg(x.latin_given_names) AS first_names,
    json_agg(x.id) FILTER (WHERE EXISTS (SELECT 1 FROM person_alias a WHERE a.person_id = x.id)) AS with_other_names FROM person x`;

/** Persons whose birth date is known exactly as far as a key, each key by itself as above. */
const BORN_ON = `WITH dates AS MATERIALIZED (SELECT * FROM unnest($1::text[], $2::smallint[], $3::smallint[], $4::smallint[]) AS k (text, year, month, day))
  SELECT k.text, p.* FROM dates k CROSS JOIN LATERAL (${BORN} WHERE x.birth_year = k.year AND x.birth_month = k.month AND x.birth_day = k.day OFFSET 0) p WHERE k.day IS NOT NULL AND p.ids IS NOT NULL
  UNION ALL SELECT k.text, p.* FROM dates k CROSS JOIN LATERAL (${BORN} WHERE x.birth_year = k.year AND x.birth_month = k.month AND x.birth_day IS NULL OFFSET 0) p
    WHERE k.month IS NOT NULL AND k.day IS NULL AND p.ids IS NOT NULL
  UNION ALL SELECT k.text, p.* FROM dates k CROSS JOIN LATERAL (${BORN} WHERE x.birth_year = k.year AND x.birth_month IS NULL OFFSET 0) p WHERE k.month IS NULL AND p.ids IS NOT NULL`;

interface BornSqlRow {
  text: string;
  ids: PersonId[];
  surnames: string[];
  first_names: string[];
  with_other_names: PersonId[] | null;
}

const NO_KEYS: Omit<FineKeys, 'birthDates'> = { references: [], decisionNumbers: [], earlierNumbers: [], enterpriseNumbers: [], namePairs: [], accounts: [] }; // prettier-ignore

interface DateParts {
  readonly year: number;
  readonly month: number | null;
  readonly day: number | null;
}

function datePartsOf(text: string): DateParts {
  const [year = 0, month, day] = text.split('-').map(Number);
  return { year, month: month ?? null, day: day ?? null };
}

/**
 * Reads decisions, offences and persons for the matching. Closed fines are read too: a payment for one must be recognised, and a
 * namesake whose fine is settled is still a namesake. Only this module sees rows of others, and it never writes them.
 */
@Injectable()
export class FinesToMatchRepository {
  /** The persons who are, or as far as is known may be, born on one of the dates (`1987-03-12`, `1987-03`, `1987`). */
  async bornOn(tx: Tx, birthDates: readonly string[]): Promise<BornOnDay[]> {
    if (birthDates.length === 0) return [];
    const parts = birthDates.map(datePartsOf);
    const rows = await tx.query<BornSqlRow>(BORN_ON, [
      birthDates,
      parts.map(({ year }) => year),
      parts.map(({ month }) => month),
      parts.map(({ day }) => day),
    ]);
    return rows.map((row) => ({
      birthDate: row.text,
      personIds: row.ids,
      surnames: row.surnames,
      firstNames: row.first_names,
      withOtherNames: row.with_other_names ?? [],
    }));
  }

  /** Every fine with one of the references or numbers, or of a person with two words of a name, a known account or an enterprise number, or of one of the persons. */
  async byKeys(tx: Tx, keys: Omit<FineKeys, 'birthDates'>, persons: readonly PersonId[] = []): Promise<FineAtHand[]> {
    const ids = await tx.query<{ id: DecisionId }>(IDS_BY_KEYS, [
      keys.decisionNumbers,
      keys.references,
      persons,
      keys.namePairs,
      keys.earlierNumbers,
      keys.accounts,
      keys.enterpriseNumbers,
    ]);
    return this.byIds(
      tx,
      ids.map(({ id }) => id),
    );
  }

  /** These fines with their parties, and every other fine of whoever owes one of them. */
  async withFinesBeside(tx: Tx, ids: readonly DecisionId[]): Promise<FineAtHand[]> {
    if (ids.length === 0) return [];
    const debtors = await tx.query<{ person_id: PersonId }>(
      `SELECT o.person_id FROM decision d JOIN offence o ON o.id = d.offence_id WHERE d.id = ANY($1)
       UNION SELECT l.person_id FROM decision d JOIN liable_party l ON l.offence_id = d.offence_id WHERE d.id = ANY($1)`,
      [ids],
    );
    return this.byKeys(
      tx,
      NO_KEYS,
      debtors.map(({ person_id }) => person_id),
    );
  }

  /** Every fine of a person who bears two words of a name that are one of the pairs. */
  async byNames(tx: Tx, namePairs: readonly string[]): Promise<FineAtHand[]> {
    return namePairs.length === 0 ? [] : this.byKeys(tx, { ...NO_KEYS, namePairs });
  }

  async byIds(tx: Tx, ids: readonly DecisionId[]): Promise<FineAtHand[]> {
    if (ids.length === 0) return [];
    const rows = await tx.query<FineSqlRowWithDebt>(FINES, [[...new Set(ids)]]);
    const offenders = new Map(rows.map(({ offence_id, person_id }) => [offence_id, person_id]));
    const parties = await this.partiesOf(tx, offenders);
    const names = await this.departmentNames(tx);
    const fines = rows.map((row) => fineOf(row, outstandingOf(row), parties.get(row.offence_id) ?? [], names));
    return this.withSettlements(tx, fines);
  }

  /** Those of these fines that FPS Finance recovers. */
  async atFinance(tx: Tx, ids: readonly DecisionId[]): Promise<ReadonlySet<DecisionId>> {
    const rows = await tx.query<{ id: DecisionId }>('SELECT d.id FROM unnest($1::uuid[]) AS d (id) WHERE decision_at_recovery(d.id)', [ids]); // prettier-ignore
    return new Set(rows.map(({ id }) => id));
  }

  /** The same fines, those of which less is owed than at first with what ended the debt, and with whose money on them is awaited. */
  async withSettlements(tx: Tx, fines: readonly FineAtHand[]): Promise<FineAtHand[]> {
    const lessened = fines.filter(({ outstandingCents, amountCents }) => outstandingCents < amountCents);
    if (lessened.length === 0) return [...fines];
    const rows = await tx.query<PastSqlRow>(PAST, [lessened.map(({ decisionId }) => decisionId)]);
    const pasts = new Map(rows.map((row) => [row.id, row]));
    return fines.map((fine) => {
      const past = pasts.get(fine.decisionId);
      if (past === undefined) return fine;
      return {
        ...fine,
        ...(past.settled_by !== null && fine.outstandingCents <= 0 && { settledBy: past.settled_by }),
        ...(past.awaited_from !== null && {
          awaited: { from: past.awaited_from, cents: centsFromDatabase(past.awaited_cents) },
        }),
      };
    });
  }

  /**
   * The fines of references and numbers, without their parties: enough where a text names nobody. What is owed on them is read
   * under their locks only (`fineAsLocked`); until then it stands at the amount.
   */
  async byReferences(tx: Tx, keys: Pick<FineKeys, 'references' | 'decisionNumbers'>): Promise<FineAtHand[]> {
    if (keys.references.length + keys.decisionNumbers.length === 0) return [];
    const rows = await tx.query<FineSqlRow>(FINES_OF_REFERENCES, [keys.references, keys.decisionNumbers]);
    const names = await this.departmentNames(tx);
    return rows.map((row) => fineOf(row, centsFromDatabase(row.amount_cents), [], names));
  }

  /** What each department is called, in every language; read once for many fines. */
  private async departmentNames(tx: Tx): Promise<DepartmentNames> {
    const rows = await tx.query<{ id: DepartmentId; names: string[] }>(
      'SELECT id, ARRAY[name_fr, name_nl, name_de, name_en] AS names FROM department',
    );
    return new Map(rows.map(({ id, names }) => [id, names]));
  }

  private async partiesOf(tx: Tx, offenders: ReadonlyMap<OffenceId, PersonId>): Promise<Map<OffenceId, FineParty[]>> {
    const parties = new Map<OffenceId, FineParty[]>();
    if (offenders.size === 0) return parties;
    for (const row of await tx.query<PartySqlRow>(PARTIES, [[...offenders.keys()], [...offenders.values()]])) {
      const known = parties.get(row.offence_id);
      if (known) known.push(partyOf(row));
      else parties.set(row.offence_id, [partyOf(row)]);
    }
    return parties;
  }

  /** The state of a decision that may have no number yet. */
  async stateOf(tx: Tx, id: DecisionId): Promise<PayableState | undefined> {
    const [row] = await tx.query<{ state: PayableState }>('SELECT state FROM decision WHERE id = $1', [id]);
    return row?.state;
  }

  async idOfNumber(tx: Tx, number: DecisionNumber): Promise<DecisionId | undefined> {
    const [row] = await tx.query<{ id: DecisionId }>('SELECT id FROM decision WHERE number = $1', [number]);
    return row?.id;
  }

  /** Locks decisions, ids ascending, so that nobody notifies, withdraws or books on them meanwhile; answers the states they then have. */
  async lockDecisions(tx: Tx, ids: readonly DecisionId[]): Promise<Map<DecisionId, PayableState>> {
    const rows = await tx.query<{ id: DecisionId; state: PayableState }>(
      'SELECT id, state FROM decision WHERE id = ANY($1) ORDER BY id FOR UPDATE',
      [ids],
    );
    return new Map(rows.map(({ id, state }) => [id, state]));
  }
}
