import type { Logger } from '@nestjs/common';
import { Logger as WorkerLogger, parseCronItems, run, type Runner } from 'graphile-worker';
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

/** Starts the worker of this instance; several instances share the queue. Returns the runner, to be stopped before the database. */
export function startJobs(databaseUrl: string, handlers: readonly JobHandler[], logger: Logger): Promise<Runner> {
  return run({
    connectionString: databaseUrl,
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
  });
}
