import { Client } from 'pg';
import { DEMONSTRATION_DEPARTMENTS } from '../../src/access/demonstration-users';
import { formatDecisionNumber, ogmOf, type DecisionNumber } from '../../src/kernel/decision-number';
import { newId } from '../../src/kernel/ids';
import type { Ogm } from '../../src/kernel/ogm';
import { searchKey } from '../../src/kernel/person-name';

/** A fine of the measurements, known from its counter alone, so that a file of payments can be written without reading it back. */
export interface OpenFine {
  readonly counter: number;
  readonly number: DecisionNumber;
  readonly reference: Ogm;
  readonly surname: string;
  readonly firstNames: string;
  readonly birthDate: { readonly year: number; readonly month?: number; readonly day?: number };
}

const YEAR = 2026;
const BIF = DEMONSTRATION_DEPARTMENTS.BIF;
const CHUNK = 10_000;
const SYLLABLES = 'ba be bo da de do fa fi ga go ha ho ka ke ko la le lo ma me mi mo na ne no pa po ra re ri ro sa se so ta te to va vo za'.split(' '); // prettier-ignore
/** Half of the bearers share these; the other half have one of 64 000. */
const FREQUENT_SURNAMES = 400;
const FIRST_NAMES = 1_600;

/** Numbers between 0 and 1 that a seed decides (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function word(number: number, syllables: number): string {
  let rest = number;
  let text = '';
  for (let part = 0; part < syllables; part++) {
    text += SYLLABLES[rest % SYLLABLES.length] ?? '';
    rest = Math.floor(rest / SYLLABLES.length);
  }
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The fine with this counter: the same in every run. Some are born on a first of January, some on a day that nobody knows. */
export function openFine(counter: number): OpenFine {
  const next = chance(counter);
  const isFrequent = next() < 0.5;
  const surname = word(Math.floor(next() * (isFrequent ? FREQUENT_SURNAMES : 64_000)), 3);
  const firstNames = `${word(Math.floor(next() * FIRST_NAMES), 2)}l`;
  const year = 1950 + Math.floor(next() * 56);
  const kind = next();
  const [month, day] = [1 + Math.floor(next() * 12), 1 + Math.floor(next() * 28)];
  const birthDate = kind < 0.026 ? { year } : kind < 0.08 ? { year, month: 1, day: 1 } : { year, month, day };
  const parts = { department: 'BIF', year: YEAR, counter };
  return { counter, number: formatDecisionNumber(parts), reference: ogmOf(parts, 1), surname, firstNames, birthDate };
}

/**
 * Writes `count` notified fines of EUR 200, each with person, offence, liable party, decision, notification and its register, author, accounts, the
 * posting that charges it and its event, in bulk and under every constraint. The demonstration's users and departments must be there.
 */
export async function writeOpenFines(ownerUrl: string, count: number): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO obligation (id, code, article, definition, valid_from) VALUES ($1, 'measured-crossing', '4bis', '{}', '2016-01-01')`,
      [newId()],
    );
    await client.query(
      `INSERT INTO ledger_account (id, department_id, kind) SELECT gen_random_uuid(), $1, kind FROM unnest(ARRAY['claims-raised', 'revenue', 'suspense', 'opening-balances']) AS kind
       ON CONFLICT ON CONSTRAINT uq_ledger_account_owner DO NOTHING`,
      [BIF],
    );
    for (let from = 1; from <= count; from += CHUNK) await writeChunk(client, from, Math.min(from + CHUNK - 1, count));
    await client.query(
      'INSERT INTO decision_counter (department_id, year, last_number) VALUES ($1, $2, $3) ON CONFLICT (department_id, year) DO UPDATE SET last_number = $3',
      [BIF, YEAR, count],
    );
  } finally {
    await client.end();
  }
}

async function writeChunk(client: Client, first: number, last: number): Promise<void> {
  const rows = Array.from({ length: last - first + 1 }, (_, index) => {
    const { counter, number, reference, surname, firstNames, birthDate } = openFine(first + index);
    return {
      counter,
      number,
      reference,
      surname,
      first_names: firstNames,
      search_key: searchKey(`${surname} ${firstNames}`),
      year: birthDate.year,
      month: birthDate.month ?? null,
      day: birthDate.day ?? null,
      person_id: newId(),
      offence_id: newId(),
      decision_id: newId(),
      receivable_id: newId(),
      advances_id: newId(),
      posting_id: newId(),
      event_id: newId(),
      notification_id: newId(),
      attempt_id: newId(),
      fact_id: newId(),
    };
  });
  await client.query('BEGIN');
  await client.query('CREATE TEMPORARY TABLE fresh ON COMMIT DROP AS SELECT * FROM jsonb_to_recordset($1::jsonb) AS r (counter integer, number text, reference text, surname text, first_names text, search_key text, year smallint, month smallint, day smallint, person_id uuid, offence_id uuid, decision_id uuid, receivable_id uuid, advances_id uuid, posting_id uuid, event_id uuid, notification_id uuid, attempt_id uuid, fact_id uuid)', [JSON.stringify(rows)]); // prettier-ignore
  for (const sql of WRITES) await client.query(sql);
  await client.query('COMMIT');
}

const AUTHOR = `(SELECT id FROM user_account WHERE subject = 'agent.border')`;
const WRITES = [
  `INSERT INTO person (id, department_id, kind, family_name, given_names, latin_family_name, latin_given_names, search_key, birth_year, birth_month, birth_day, nationality, sex, language, created_by, created_at, updated_at)
   SELECT person_id, '${BIF}', 'natural', surname, first_names, surname, first_names, search_key, year, month, day, 'MA', 'unknown', 'fr', ${AUTHOR}, '2026-06-01', '2026-06-01' FROM fresh`,
  `INSERT INTO offence (id, department_id, person_id, obligation_code, obligation_id, article, collection_basis, offender_category, facts_on, place, facts, evidence, reporting_authority, report_reference,
     report_on, hearing_kind, hearing_waiver_reason, discretion, outcome, state, recorded_by, recorded_at)
   SELECT offence_id, '${BIF}', person_id, o.code, o.id, '4bis', '4bis', 'other-foreigner', '2026-05-01', 'x', 'x', 'x', 'x', 'x', '2026-05-01', 'waived', 'x', 'x', 'fine', 'recorded', ${AUTHOR}, '2026-06-01'
   FROM fresh, obligation o WHERE o.code = 'measured-crossing'`,
  `INSERT INTO liable_party (offence_id, person_id, department_id, capacity) SELECT offence_id, person_id, '${BIF}', 'offender' FROM fresh`,
  `INSERT INTO decision (id, department_id, offence_id, state, language, motivation, amount_cents, repeat_order, drafted_by, drafted_at, submitted_by, signed_by, signed_at, signed_on, delegation_id, number,
     structured_communication, notified_on, payable_from)
   SELECT decision_id, '${BIF}', offence_id, 'notified', 'fr', 'x', 20000, 1, ${AUTHOR}, '2026-06-01', ${AUTHOR}, d.user_id, '2026-06-01', '2026-06-01', d.id, number, reference, '2026-06-05', '2026-06-05'
   FROM fresh, (SELECT id, user_id FROM signature_delegation WHERE user_id <> ${AUTHOR} LIMIT 1) d`,
  `INSERT INTO notification_attempt (id, department_id, decision_id, addressee_id, channel, recorded_by, recorded_at)
   SELECT attempt_id, '${BIF}', decision_id, person_id, 'hand', ${AUTHOR}, '2026-06-05' FROM fresh`,
  `INSERT INTO notification_fact (id, department_id, decision_id, attempt_id, kind, happened_on, receipt, recorded_by, recorded_at)
   SELECT fact_id, '${BIF}', decision_id, attempt_id, 'handed-over', '2026-06-05', 'signed', ${AUTHOR}, '2026-06-05' FROM fresh`,
  `INSERT INTO notification (id, department_id, decision_id, addressee_id, channel, acted_on, receipt, first_day, raw_end, last_day, adverse_last_day, opening_id, recorded_by, recorded_at)
   SELECT notification_id, '${BIF}', decision_id, person_id, 'hand', '2026-06-05', 'signed', '2026-06-06', '2026-07-05', '2026-07-06', '2026-07-06', fact_id, ${AUTHOR}, '2026-06-05' FROM fresh`,
  `INSERT INTO decision_author (decision_id, user_id, department_id, since) SELECT decision_id, ${AUTHOR}, '${BIF}', '2026-06-01' FROM fresh`,
  `INSERT INTO ledger_account (id, department_id, kind, decision_id, balance_cents)
   SELECT receivable_id, '${BIF}'::uuid, 'receivable', decision_id, 20000 FROM fresh UNION ALL SELECT advances_id, '${BIF}', 'advances', decision_id, 0 FROM fresh`,
  `INSERT INTO ledger_posting (id, entry_id, department_id, from_account_id, to_account_id, amount_cents, reason, cause_kind, cause_id, posted_on, posted_at)
   SELECT posting_id, posting_id, '${BIF}', c.id, receivable_id, 20000, 'charge-fine', 'notification', fresh.decision_id, '2026-06-05', '2026-06-05'
   FROM fresh, ledger_account c WHERE c.kind = 'claims-raised'`,
  `INSERT INTO event_log (id, occurred_at, occurred_on, actor_kind, actor_id, department_id, type, subject_kind, subject_id, case_id, person_id, detail, trace_id)
   SELECT event_id, '2026-06-05', '2026-06-05', 'system', 'measurement', '${BIF}', 'notification.recorded', 'decision', decision_id, offence_id, person_id,
     jsonb_build_object('notificationId', notification_id, 'actedOn', '2026-06-05', 'lastDay', '2026-07-06', 'adverseLastDay', '2026-07-06'), 'measurement' FROM fresh`,
];
