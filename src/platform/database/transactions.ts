import { createHmac } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { newId, type DepartmentId, type PersonId, type UserId } from '../../kernel/ids';
import { brusselsDay, type LegalDate } from '../../kernel/legal-date';
import type { Clock } from '../clock/clock';
import { Refused } from '../refused';
import { giveWay, isTurnOver } from '../turns';
import { refusedByConstraint } from './constraint-refusals';
import { copyRows, type CopyValue } from './copy-rows';

/** Who acts: a signed-in person, a machine client, or the product itself (a job, the seed). */
export type Actor =
  | {
      readonly kind: 'user';
      readonly id: UserId;
      readonly departmentId: DepartmentId;
      readonly roles: readonly string[];
      readonly permissions: ReadonlySet<string>;
      /** Cashiers, treasurers, auditors and the data protection officer see every department (D32). */
      readonly spansDepartments: boolean;
      readonly origin: RequestOrigin;
    }
  | {
      readonly kind: 'machine';
      readonly id: string;
      readonly permissions: ReadonlySet<string>;
      readonly origin: RequestOrigin;
    }
  | { readonly kind: 'system'; readonly id: string; readonly origin: RequestOrigin };

/** Why somebody opens a colleague's case, as they stated it: one of the codes, and a motive in own words. */
export interface StatedPurpose {
  readonly code: string;
  readonly motive: string;
}

/** What the person at a screen has stated on a day, by case (an offence, or the entry that is to become one). */
export interface StatedToday {
  readonly on: LegalDate;
  readonly byCase: Readonly<Record<string, StatedPurpose>>;
}

/** Where a command came from; kept with the access record. */
export interface RequestOrigin {
  /** What the caller has stated about this request (API), and what the person at the screen has stated today, by case. */
  readonly purpose?: {
    readonly ofRequest?: StatedPurpose | undefined;
    readonly byCase?: Readonly<Record<string, StatedPurpose>> | undefined;
  };
  readonly remoteAddress: string;
  readonly traceId: string;
  /** The client's key for this one request: the first command run with it keeps its result, the same request again gets that result. */
  readonly idempotency?: { readonly client: string; readonly key: string; readonly requestHash: string };
}

/** The signed-in person behind an actor; throws when a machine or the product itself is asked for a person's act, because that is a defect of ours. */
export function actingUser(actor: Actor): Extract<Actor, { kind: 'user' }> {
  if (actor.kind !== 'user') throw new Error(`an act of a person was asked of ${actor.kind} ${actor.id}`);
  return actor;
}

/**
 * The signed-in person behind an actor, who holds the permission: four eyes of a machine are none, and somebody answers for what was
 * done. Refuses `missing-permission`, also to machines and to the product itself.
 */
export function actingUserWith(actor: Actor, permission: string): Extract<Actor, { kind: 'user' }> {
  if (actor.kind !== 'user' || !actor.permissions.has(permission))
    throw new Refused({ code: 'missing-permission', params: { permission } });
  return actor;
}

/** What happened. `detail` holds ids, codes, amounts and dates, never names: names and texts go into `personal`, of which only a keyed commitment is kept. */
export interface DomainEvent {
  readonly type: `${string}.${string}`;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly caseId?: string | undefined;
  readonly personId?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly personal?: Readonly<Record<string, unknown>>;
}

/** A look at personal data. `reason` is a code (own-case, colleague-case, search, list, export …) with the motive after a colon where one was asked. */
export interface AccessRecord {
  readonly operation: string;
  readonly reason: string;
  readonly personIds?: readonly PersonId[];
  readonly caseIds?: readonly string[];
  readonly criteria?: Readonly<Record<string, unknown>>;
  readonly hits?: number;
}

/** A job that runs after the commit, if the commit happens. `key` makes it single. */
export interface JobRequest {
  readonly task: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly key?: string;
}

/**
 * An open transaction. Only `Transactions` makes one; repositories take it as their first argument.
 * The time is fixed once, so that everything in it happens at the same moment.
 */
export interface Tx {
  readonly actor: Actor;
  readonly now: Date;
  readonly today: LegalDate;
  /** Rows of one SQL statement; for repositories only. */
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Writes new rows, each with one value for each column in their order; for repositories only, and for rows by the hundred. */
  copy(table: string, columns: readonly string[], rows: Iterable<readonly CopyValue[]>): Promise<void>;
  /** TypeORM's manager on this connection; for repositories only. */
  readonly manager: EntityManager;
  /** Notes what happened; written at the end of the transaction, in order. */
  record(event: DomainEvent): void;
  /** Notes who looked at whom; written at the end of the transaction. If it cannot be written the read fails. */
  recordAccess(access: AccessRecord): void;
  enqueue(job: JobRequest): void;
  /** Writes the events noted so far, for a command over so many rows that they would fill the memory until its end. */
  writeRecorded(): Promise<void>;
}

/** A transaction that wrote rows and recorded no event: a defect of ours, never shown as a refusal. */
export class UnrecordedWrite extends Error {
  constructor() {
    super('a transaction wrote rows and recorded no event');
    this.name = 'UnrecordedWrite';
  }
}

const EVENT_COLUMNS = ['id', 'department_id', 'type', 'subject_kind', 'subject_id', 'case_id', 'person_id', 'detail', 'commitment', 'occurred_at', 'occurred_on', 'actor_kind', 'actor_id', 'trace_id'] as const; // prettier-ignore

const RESTARTABLE = new Set(['40001', '40P01']);
const ATTEMPTS = 3;

class OpenTransaction implements Tx {
  readonly today: LegalDate;
  readonly events: DomainEvent[] = [];
  readonly accesses: AccessRecord[] = [];
  readonly jobs: JobRequest[] = [];
  /** Whether an event was noted, written already or not. */
  hasRecorded = false;

  constructor(
    readonly actor: Actor,
    readonly now: Date,
    readonly manager: EntityManager,
    private readonly write: (tx: OpenTransaction) => Promise<void>,
  ) {
    this.today = brusselsDay(now);
  }
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    // Nobody waits for a job; it also leaves the server's processors to a page.
    if (this.actor.kind === 'system' && isTurnOver()) await giveWay();
    return this.manager.query<Row[]>(sql, [...parameters]);
  }
  async copy(table: string, columns: readonly string[], rows: Iterable<readonly CopyValue[]>): Promise<void> {
    const client: unknown = await this.manager.queryRunner?.connect();
    await copyRows(client as ClientBase, table, columns, rows);
  }
  record(event: DomainEvent): void {
    this.events.push(event);
    this.hasRecorded = true;
  }
  recordAccess(access: AccessRecord): void {
    this.accesses.push(access);
  }
  enqueue(job: JobRequest): void {
    this.jobs.push(job);
  }
  async writeRecorded(): Promise<void> {
    await this.write(this);
    this.events.length = 0;
  }
}

/**
 * The one way into the database.
 * `run` is for commands: lock, decide, write, post, record, enqueue, commit. `view` is for reads of personal data, which write
 * their access record. Both restart the whole work on a deadlock or serialisation failure, three times at most.
 */
export class Transactions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly auditKey: string,
  ) {}

  /**
   * Runs a command. With an idempotency key the result must be plain JSON: it is kept, and returned again for the same request.
   * Throws UnrecordedWrite when rows were written without an event; constraint violations become refusals.
   */
  run<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    const { idempotency } = actor.origin;
    if (idempotency === undefined) return this.attempt(actor, work, true);
    return this.attempt(actor, (tx) => oncePerKey(tx, idempotency, work), true);
  }

  /** Runs a read; the only rows it may write are access records. */
  view<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.attempt(actor, work, false);
  }

  /** Whether the database answers, for whoever asks after our health. Never throws. */
  async answers(): Promise<boolean> {
    return this.dataSource.query('SELECT 1').then(
      () => true,
      () => false,
    );
  }

  private async attempt<T>(actor: Actor, work: (tx: Tx) => Promise<T>, mayWrite: boolean): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.dataSource.transaction((manager) =>
          this.once(
            new OpenTransaction(actor, this.clock.now(), manager, (tx) => this.writeEvents(tx)),
            work,
            mayWrite,
          ),
        );
      } catch (error) {
        if (attempt < ATTEMPTS && RESTARTABLE.has(sqlState(error) ?? '')) continue;
        throw refusedByConstraint(error);
      }
    }
  }

  private async once<T>(tx: OpenTransaction, work: (tx: Tx) => Promise<T>, mayWrite: boolean): Promise<T> {
    const result = await work(tx);
    if (!tx.hasRecorded) {
      const [state] = await tx.query<{ wrote: boolean }>(
        'SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS wrote',
      );
      if (state?.wrote === true && !(await lockedOnly(tx))) throw new UnrecordedWrite();
    } else if (!mayWrite) {
      throw new UnrecordedWrite();
    }
    await this.writeEvents(tx);
    await writeAccesses(tx);
    for (const job of tx.jobs) {
      await tx.query('SELECT graphile_worker.add_job($1, payload := $2::json, job_key := $3)', [
        job.task,
        JSON.stringify(job.payload),
        job.key ?? null,
      ]);
    }
    return result;
  }

  private async writeEvents(tx: OpenTransaction): Promise<void> {
    if (tx.events.length === 0) return;
    await tx.copy('event_log', EVENT_COLUMNS, this.eventRows(tx));
  }

  private *eventRows({ events, actor, now, today }: OpenTransaction): Generator<readonly CopyValue[], void> {
    const occurred = [now.toISOString(), today, actor.kind, actor.id, actor.origin.traceId];
    for (const event of events) {
      yield [
        newId<string>(),
        event.departmentId ?? departmentOf(actor),
        event.type,
        event.subjectKind,
        event.subjectId,
        event.caseId,
        event.personId,
        event.detail ?? {},
        event.personal && `\\x${this.commit(event.personal)}`,
        ...occurred,
      ];
    }
  }

  private commit(personal: Readonly<Record<string, unknown>>): string {
    return createHmac('sha256', this.auditKey).update(canonicalJson(personal)).digest('hex');
  }
}

/** Claims the key in the work's own transaction; a second holder waits here for the first and then gets its result. */
async function oncePerKey<T>(
  tx: Tx,
  idempotency: NonNullable<RequestOrigin['idempotency']>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const { client, key, requestHash } = idempotency;
  const claimed = await tx.query(
    'INSERT INTO idempotency_key (client, key, request_hash, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING key',
    [client, key, requestHash, tx.now],
  );
  if (claimed.length === 0) {
    const [kept] = await tx.query<{ request_hash: string; result: T }>(
      'SELECT request_hash, result FROM idempotency_key WHERE client = $1 AND key = $2',
      [client, key],
    );
    if (kept?.request_hash !== requestHash)
      throw new Refused({ code: 'idempotency-key-reused', field: 'Idempotency-Key' });
    return kept.result;
  }
  const result = await work(tx);
  await tx.query('UPDATE idempotency_key SET result = $3 WHERE client = $1 AND key = $2', [
    client,
    key,
    JSON.stringify(result ?? null),
  ]);
  return result;
}

async function writeAccesses(tx: OpenTransaction): Promise<void> {
  for (const access of tx.accesses) {
    await tx.query(
      `INSERT INTO access_log (id, accessed_at, actor_kind, actor_id, department_id, operation, reason, person_ids, case_ids, criteria, hits, remote_address, trace_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        newId(),
        tx.now,
        tx.actor.kind,
        tx.actor.id,
        departmentOf(tx.actor),
        access.operation,
        access.reason,
        access.personIds ?? [],
        access.caseIds ?? [],
        access.criteria ? JSON.stringify(access.criteria) : null,
        access.hits ?? null,
        tx.actor.origin.remoteAddress,
        tx.actor.origin.traceId,
      ],
    );
  }
}

/**
 * A row lock alone also takes a transaction id; only a statement that writes takes the table lock named here. (The counters of
 * pg_stat_xact_* will not do: they still hold what earlier transactions of the connection did.) The claim of an idempotency
 * key is no effect of the command.
 */
async function lockedOnly(tx: OpenTransaction): Promise<boolean> {
  const written = await tx.query(
    `SELECT 1 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
     WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.mode = 'RowExclusiveLock'
       AND c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'idempotency_key'
     LIMIT 1`,
  );
  return written.length === 0;
}

function departmentOf(actor: Actor): string | null {
  return actor.kind === 'user' ? actor.departmentId : null;
}

/** Keys sorted at every depth, so that the same detail always has the same commitment. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** PostgreSQL's five-character code of an error, whatever wrapped it. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const inner = (error as { driverError?: unknown }).driverError ?? error;
  const code = (inner as { code?: unknown }).code;
  return typeof code === 'string' ? code : undefined;
}
