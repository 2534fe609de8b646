import { appendFileSync } from 'node:fs';
import { Client } from 'pg';
import { runSql } from './run-sql';

/** Where the runs on PostgreSQL write which states they reached; nothing is watched where it is not given. */
export const STATES_VARIABLE = 'FINES_STATES_REACHED';

/** In which table each machine of docs/states.md keeps its states. */
const TABLES: Readonly<Record<string, string>> = {
  offence: 'offence',
  decision: 'decision',
  correction: 'decision_correction',
  merge: 'person_merge',
  'mail batch': 'mail_batch',
  deposit: 'deposit',
  appeal: 'appeal_decision',
  judgment: 'judgment',
  refund: 'refund',
  'refund batch': 'refund_batch',
  'refund request': 'refund_request',
  'write-off': 'write_off',
  'undoing-reversal': 'undoing_reversal',
  claim: 'claim',
  'recovery-batch': 'recovery_batch',
  'takeover-file': 'takeover_file',
};

/** Notes every state that a row of a machine takes, with the events of the same transaction: what is rolled back leaves no trace. */
const WATCH = `
  CREATE SCHEMA state_watch;
  CREATE TABLE state_watch.step (xid xid8 NOT NULL, machine text NOT NULL, before text NOT NULL, after text NOT NULL);
  CREATE TABLE state_watch.told (xid xid8 NOT NULL, type text NOT NULL);
  CREATE FUNCTION state_watch.note_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN
    INSERT INTO state_watch.step VALUES (pg_current_xact_id(), TG_ARGV[0], CASE WHEN TG_OP = 'UPDATE' THEN OLD.state ELSE '-' END, NEW.state);
    RETURN NULL;
  END $$;
  CREATE FUNCTION state_watch.note_told() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN
    INSERT INTO state_watch.told VALUES (pg_current_xact_id(), NEW.type);
    RETURN NULL;
  END $$;
  CREATE TRIGGER tr_watch_told AFTER INSERT ON event_log FOR EACH ROW EXECUTE FUNCTION state_watch.note_told();`;

/** Sets the watch in the template, so that every database of the run has it. */
export async function watchStates(templateUrl: string): Promise<void> {
  if (process.env[STATES_VARIABLE] === undefined) return;
  const triggers = Object.entries(TABLES).map(
    ([machine, table]) =>
      `CREATE TRIGGER tr_watch_state AFTER INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION state_watch.note_step('${machine}');`,
  );
  await runSql(templateUrl, [WATCH, ...triggers].join('\n'));
}

/** Adds what a database saw to the file: machine, state before, state after, and the events told with it, apart by tabs. */
export async function writeStatesReached(databaseUrl: string): Promise<void> {
  const file = process.env[STATES_VARIABLE];
  if (file === undefined) return;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ line: string }>(
      `SELECT DISTINCT concat_ws(E'\\t', s.machine, s.before, s.after, coalesce(t.types, '')) AS line
       FROM state_watch.step s LEFT JOIN (SELECT xid, string_agg(DISTINCT type, ' ' ORDER BY type) AS types FROM state_watch.told GROUP BY xid) t ON t.xid = s.xid`,
    );
    appendFileSync(file, rows.map(({ line }) => `${line}\n`).join(''));
  } finally {
    await client.end();
  }
}
