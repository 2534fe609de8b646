import { Injectable } from '@nestjs/common';
import type { BirthDate } from '../kernel/birth-date';
import type { DecisionNumber } from '../kernel/decision-number';
import type { DecisionId, DepartmentId, OffenceId, PersonId } from '../kernel/ids';
import { addCents, centsFromDatabase, subtractCents, type Cents } from '../kernel/money';
import type { Ogm } from '../kernel/ogm';
import type { LockedFine } from '../ledger/ledger.service';
import type { Tx } from '../platform/database/transactions';
import type { PayableState } from './allocation.rules';
import { FineDetailsRepository } from './fine-details.repository';
import type { FineKeys, FineParty, FineState } from './fine-index.rules';
import type { FineAtHand } from './payments.types';

interface FineSqlRow {
  id: DecisionId;
  department_id: DepartmentId;
  offence_id: OffenceId;
  person_id: PersonId;
  number: DecisionNumber;
  structured_communication: Ogm;
  state: FineState;
  amount_cents: string;
  receivable_cents: string;
  advances_cents: string;
  parties: PartyJson[];
}

interface PartyJson {
  readonly id: PersonId;
  readonly surname: string;
  readonly firstNames: string;
  readonly year: number | null;
  readonly month: number | null;
  readonly day: number | null;
}

/** Every decision that has a number, with its debt and everyone whose names its payer may write: the offender and whoever is liable. */
const FINES = `SELECT d.id, d.department_id, d.offence_id, o.person_id, d.number, d.structured_communication, d.state, d.amount_cents,
    coalesce(r.balance_cents, 0) AS receivable_cents, coalesce(v.balance_cents, 0) AS advances_cents, p.parties
  FROM decision d JOIN offence o ON o.id = d.offence_id
    LEFT JOIN ledger_account r ON r.decision_id = d.id AND r.kind = 'receivable'
    LEFT JOIN ledger_account v ON v.decision_id = d.id AND v.kind = 'advances'
    CROSS JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('id', x.id, 'surname', x.latin_family_name, 'firstNames', x.latin_given_names,
        'year', x.birth_year, 'month', x.birth_month, 'day', x.birth_day) ORDER BY x.id) AS parties
      FROM (SELECT o.person_id AS id UNION SELECT l.person_id FROM liable_party l WHERE l.offence_id = o.id) w JOIN person x ON x.id = w.id) p
  WHERE d.number IS NOT NULL`;

function fineOf(row: FineSqlRow): FineAtHand {
  return {
    decisionId: row.id,
    departmentId: row.department_id,
    offenceId: row.offence_id,
    offenderId: row.person_id,
    number: row.number,
    reference: row.structured_communication,
    state: row.state,
    amountCents: centsFromDatabase(row.amount_cents),
    outstandingCents: outstandingOf(row),
    parties: row.parties.flatMap(partyOf),
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
function outstandingOf({ state, amount_cents, receivable_cents, advances_cents }: FineSqlRow): Cents {
  return state === 'signed'
    ? addCents(centsFromDatabase(amount_cents), centsFromDatabase(advances_cents))
    : centsFromDatabase(receivable_cents);
}

/** A firm has no birth date; `FineDetailsRepository` adds it. */
function partyOf({ id, surname, firstNames, year, month, day }: PartyJson): FineParty[] {
  if (year === null) return [];
  const birthDate: BirthDate = month === null ? { year } : day === null ? { year, month } : { year, month, day };
  return [{ personId: id, surname, firstNames, birthDate }];
}

/**
 * The decisions under the keys. Each key goes through its index by itself (OFFSET 0 keeps the planner from joining): the cost depends on
 * the keys and what they find, never on how many fines there are.
 */
const IDS_BY_KEYS = `WITH dates AS (SELECT * FROM jsonb_to_recordset($3::jsonb) AS k (year smallint, month smallint, day smallint)),
    named AS (
      SELECT n.id FROM dates k CROSS JOIN LATERAL (
        SELECT p.id FROM person p WHERE p.birth_year = k.year AND p.birth_month = k.month AND p.birth_day = k.day OFFSET 0) n
      UNION SELECT n.id FROM dates k CROSS JOIN LATERAL (
        SELECT p.id FROM person p WHERE p.birth_year = k.year AND p.birth_month = k.month AND p.birth_day IS NULL OFFSET 0) n WHERE k.day IS NULL
      UNION SELECT n.id FROM dates k CROSS JOIN LATERAL (
        SELECT p.id FROM person p WHERE p.birth_year = k.year AND p.birth_month IS NULL OFFSET 0) n WHERE k.month IS NULL
      UNION SELECT p.id FROM person p WHERE name_pairs(p.search_key) && $4::text[]),
    offences AS (
      SELECT l.offence_id FROM named n CROSS JOIN LATERAL (SELECT offence_id FROM liable_party WHERE person_id = n.id OFFSET 0) l
      UNION SELECT o.id FROM named n CROSS JOIN LATERAL (SELECT id FROM offence WHERE person_id = n.id OFFSET 0) o)
  SELECT id FROM decision WHERE number = ANY($1)
  UNION SELECT id FROM decision WHERE structured_communication = ANY($2)
  UNION SELECT id FROM decision WHERE compact_number(number) = ANY($5) AND number IS NOT NULL
  UNION SELECT d.id FROM offences f CROSS JOIN LATERAL (SELECT id FROM decision WHERE offence_id = f.offence_id AND number IS NOT NULL OFFSET 0) d`;

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
  private readonly details = new FineDetailsRepository();

  /** Every fine under one of the keys: its reference, its number, the birth date of a party as far as it is known, or two words of a name. */
  async byKeys(tx: Tx, keys: FineKeys): Promise<FineAtHand[]> {
    const ids = await tx.query<{ id: DecisionId }>(IDS_BY_KEYS, [
      keys.decisionNumbers,
      keys.references,
      JSON.stringify(keys.birthDates.map(datePartsOf)),
      keys.namePairs,
      keys.earlierNumbers,
    ]);
    return this.byIds(tx, [...ids.map(({ id }) => id), ...(await this.details.idsByPayers(tx, keys))]);
  }

  async byIds(tx: Tx, ids: readonly DecisionId[]): Promise<FineAtHand[]> {
    const rows = await tx.query<FineSqlRow>(`${FINES} AND d.id = ANY($1) ORDER BY d.id`, [ids]);
    return this.details.complete(tx, rows.map(fineOf));
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
