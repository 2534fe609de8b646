/** What of an error may reach the log. */
export interface LoggableError {
  readonly name: string;
  /** PostgreSQL's five characters, when the database refused. */
  readonly sqlState?: string;
  readonly constraint?: string;
  readonly traceId?: string;
  /** Absent for an error of the database: its message and values quote rows. */
  readonly message?: string;
  /** Where it happened; of an error of the database without its first line, which is the message. */
  readonly stack?: string;
}

/**
 * What may be written in the log of something thrown, with the trace id of the request. The database's errors carry the rows
 * they refused (parameters, detail, and values in the message): of them only the kind, the constraint and the place are kept.
 */
export function loggableError(thrown: unknown, traceId?: string): LoggableError {
  const trace = traceId === undefined ? {} : { traceId };
  if (!(thrown instanceof Error)) return { name: typeof thrown, ...trace };
  const driver = databaseErrorIn(thrown);
  if (driver === undefined)
    return { name: thrown.name, message: thrown.message, ...trace, ...(thrown.stack && { stack: thrown.stack }) };
  const stack = thrown.stack
    ?.split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .join('\n');
  return {
    name: thrown.name,
    sqlState: driver.code,
    ...(driver.constraint !== undefined && { constraint: driver.constraint }),
    ...trace,
    ...(stack && { stack }),
  };
}

/** The same as one line of text. */
export function logLine(thrown: unknown, traceId?: string): string {
  return JSON.stringify(loggableError(thrown, traceId));
}

const SQL_STATE = /^[0-9A-Z]{5}$/;

/** The error that PostgreSQL gave, whether TypeORM wrapped it or not. */
function databaseErrorIn(error: Error): { readonly code: string; readonly constraint?: string } | undefined {
  const inner = (error as { driverError?: unknown }).driverError ?? error;
  const { code, constraint } = inner as { code?: unknown; constraint?: unknown };
  const isOfDatabase = 'driverError' in error || 'severity' in error;
  if (!isOfDatabase) return undefined;
  return {
    code: typeof code === 'string' && SQL_STATE.test(code) ? code : 'unknown',
    ...(typeof constraint === 'string' && { constraint }),
  };
}
