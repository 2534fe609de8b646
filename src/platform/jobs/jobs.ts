import type { Logger } from '@nestjs/common';
import { Logger as WorkerLogger, parseCronItems, run, type Runner, type RunnerOptions } from 'graphile-worker';
import { Pool } from 'pg';
import { newId } from '../../kernel/ids';
import type { Actor } from '../database/transactions';
import { logLine } from '../loggable-error';

/** What a module does after a commit: the task's name and its work. Work is idempotent: a job may run twice (kill -9). */
export interface JobHandler {
  readonly task: string;
  /** Cron line (UTC) when the task also runs by itself. */
  readonly cron?: string;
  run(payload: Readonly<Record<string, unknown>>, actor: Actor): Promise<void>;
}
export const JOB_HANDLERS = Symbol('JobHandlers');

/** What the worker and its table are told of a job that failed; the log has the rest under the trace id. */
export class JobFailed extends Error {
  constructor(task: string, traceId: string) {
    super(`job ${task} failed, trace ${traceId}`);
    this.name = 'JobFailed';
  }
}

/** The product itself as an actor, for jobs and seeds; `id` names the part that acts. */
export function systemActor(id: string): Actor {
  return { kind: 'system', id, origin: { remoteAddress: 'internal', traceId: newId<string>() } };
}

/** The worker of this instance, while it runs. */
export interface RunningJobs {
  /** Lets the jobs at hand end, and gives the connections back. */
  stop(): Promise<void>;
}

/** Starts the worker of this instance; several instances share the queue. Stop what it answers before the database. */
export async function startJobs(
  databaseUrl: string,
  handlers: readonly JobHandler[],
  logger: Logger,
): Promise<RunningJobs> {
  // The connections are ours: the worker listens to theirs only until it stops, and one that is lost after that, as when the database
  // ended unasked a moment before, would end the whole process.
  const pgPool = new Pool({ connectionString: databaseUrl });
  pgPool.on('connect', (connection) => {
    connection.on('error', (error) => logger.warn(`a connection of the jobs was lost: ${error.message}`));
  });
  // Said already by the connection itself, which also tells of its loss while a job holds it.
  pgPool.on('error', () => undefined);
  let runner: Runner;
  try {
    runner = await run({ pgPool, ...optionsOf(handlers, logger) });
  } catch (error) {
    await pgPool.end();
    throw error;
  }
  return {
    stop: async () => {
      try {
        await runner.stop();
      } finally {
        await pgPool.end();
      }
    },
  };
}

function optionsOf(handlers: readonly JobHandler[], logger: Logger): RunnerOptions {
  return {
    concurrency: 2,
    noHandleSignals: true,
    logger: new WorkerLogger(() => (level: string, message) => {
      if (level === 'error') logger.error(message);
      else if (level === 'warning') logger.warn(message);
    }),
    pollInterval: 1000,
    taskList: Object.fromEntries(
      handlers.map((handler) => [
        handler.task,
        async (payload: unknown) => {
          const actor = systemActor(handler.task);
          try {
            await handler.run((payload ?? {}) as Record<string, unknown>, actor);
          } catch (error) {
            logger.error(logLine(error, actor.origin.traceId), `job ${handler.task}`);
            // The worker logs and keeps the message of what a job throws: it learns that it failed, not with which row.
            throw new JobFailed(handler.task, actor.origin.traceId);
          }
        },
      ]),
    ),
    // Given even when it is empty: without it the worker looks for a file called crontab.
    parsedCronItems: parseCronItems(
      handlers.flatMap(({ task, cron }) => (cron === undefined ? [] : [{ task, match: cron }])),
    ),
  };
}
