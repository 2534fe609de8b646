import type { DataSource } from 'typeorm';

/** Tables to which the application only ever adds: no UPDATE, DELETE or TRUNCATE for its role. */
const APPEND_ONLY_TABLES = [
  'event_log',
  'access_log',
  'ledger_posting',
  'document',
  'statement_file',
  'decision_author',
  'entry_draft_author',
  'decision_return',
  'person_version',
  'person_merge_item',
  'decision_correction_item',
  'hearing_argument',
  'hearing_invitation',
  'refund_payee',
  'refund_step',
  'refund_bank_report',
  'claim_event',
  'claim_event_position',
  'finance_holding',
] as const;

/** Tables from which the application may delete: nothing of the law is kept in them, or not before the signature that a trigger guards. */
const DELETABLE_TABLES = [
  'web_session',
  'idempotency_key',
  'offence_draft',
  'entry_group',
  'user_role',
  'liable_party',
  'mandate',
  'machine_assertion',
  'machine_token',
] as const;

/** Gives the application's role what it needs and no more; repeated after every migration, without effect when nothing changed. */
export async function grantApplicationRole(dataSource: DataSource, role: string): Promise<void> {
  if (!/^[a-z_][a-z0-9_-]{0,62}$/i.test(role))
    throw new Error(`the application's database role has an unexpected name: ${role}`);
  const [owner] = await dataSource.query<{ same: boolean }[]>('SELECT current_user = $1 AS same', [role]);
  if (owner?.same === true) return; // one role for both: the triggers alone protect the logs
  const grantee = `"${role}"`;
  const tables = (names: readonly string[]): string => names.map((name) => `public.${name}`).join(', ');
  await dataSource.query(`
    GRANT USAGE ON SCHEMA public, graphile_worker TO ${grantee};
    GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO ${grantee};
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${grantee};
    GRANT DELETE ON ${tables(DELETABLE_TABLES)} TO ${grantee};
    REVOKE UPDATE, DELETE, TRUNCATE ON ${tables(APPEND_ONLY_TABLES)} FROM ${grantee};
    REVOKE INSERT, UPDATE, DELETE ON public.schema_migration FROM ${grantee};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO ${grantee};
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${grantee};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO ${grantee};
  `);
  await openJobTables(dataSource, grantee);
}

/** graphile-worker's tables bear row level security without a policy: whoever does not own them sees and writes nothing. */
async function openJobTables(dataSource: DataSource, grantee: string): Promise<void> {
  const tables = await dataSource.query<{ name: string }[]>(`
    SELECT c.oid::regclass::text AS name FROM pg_class c
     WHERE c.relnamespace = 'graphile_worker'::regnamespace AND c.relrowsecurity`);
  for (const { name } of tables) {
    await dataSource.query(`
      DROP POLICY IF EXISTS application ON ${name};
      CREATE POLICY application ON ${name} TO ${grantee} USING (true) WITH CHECK (true)`);
  }
}
