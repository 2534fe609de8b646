import type { DataSource } from 'typeorm';

/** Something that runs one SQL statement: an open transaction, or `Autocommit`. For repositories only. */
export interface Queries {
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/**
 * Single statements that commit by themselves, for what stands around a request and before any actor exists: the session
 * of the browser and the account of whoever asks. Everything else goes through `Transactions`; only the access module
 * takes this.
 */
export class Autocommit implements Queries {
  constructor(private readonly dataSource: DataSource) {}

  query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.dataSource.query<Row[]>(sql, [...parameters]);
  }
}
