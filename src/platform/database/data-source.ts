import { DataSource } from 'typeorm';
import { keepDatesAsText } from './pg-types';

/**
 * The application's pool of connections. Entities are listed by hand in app.module; nothing is created or changed from them:
 * migrations/ is the one source of the schema (ADR 3).
 */
export function createDataSource(url: string, poolSize = 20): DataSource {
  keepDatesAsText();
  return new DataSource({
    type: 'postgres',
    url,
    entities: [],
    synchronize: false,
    migrationsRun: false,
    logging: false,
    poolSize,
    extra: { connectionTimeoutMillis: 5000, statement_timeout: 60_000, idle_in_transaction_session_timeout: 60_000 },
  });
}
