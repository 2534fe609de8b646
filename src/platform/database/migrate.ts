import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runMigrations } from 'graphile-worker';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { grantApplicationRole } from './grants';

const FILE = /^(\d{13})-([a-z0-9-]+)\.sql$/;

/** One SQL file of migrations/ as a TypeORM migration; forward only (ADR 3): a mistake is mended by the next file. */
function migrationOf(folder: string, file: string): new () => MigrationInterface {
  const match = FILE.exec(file);
  if (!match?.[1] || !match[2]) throw new Error(`migrations/${file}: accepted is <13 digits>-<name>.sql`);
  const name = `${match[2].replace(/(^|-)([a-z0-9])/g, (_all, _dash, letter: string) => letter.toUpperCase())}${match[1]}`;
  const sql = readFileSync(path.join(folder, file), 'utf8');
  return class implements MigrationInterface {
    name = name;
    async up(queryRunner: QueryRunner): Promise<void> {
      await queryRunner.query(sql);
    }
    down(): Promise<void> {
      return Promise.reject(new Error('migrations go forward only'));
    }
  };
}

/** The folder of SQL files, found from the compiled and from the source tree alike. */
function migrationsFolder(): string {
  return path.resolve(__dirname, '../../..', 'migrations');
}

/** What each lock key of ours means; advisory locks guard only the migration, never a business rule. */
const MIGRATION_LOCK = 1980_12_15;

/**
 * Brings the database to this version, as the role that owns it, and gives the application's role its rights.
 * Several instances may start at once: they take turns.
 * @returns the names of the migrations that were run now
 */
export async function migrate(ownerUrl: string, applicationRole: string): Promise<string[]> {
  const folder = migrationsFolder();
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  const dataSource = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations: files.map((file) => migrationOf(folder, file)),
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    poolSize: 2,
    extra: { lock_timeout: 10_000 },
  });
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const ran = await dataSource.runMigrations();
    await runMigrations({ connectionString: ownerUrl });
    await grantApplicationRole(dataSource, applicationRole);
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    return ran.map((migration) => migration.name);
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}
