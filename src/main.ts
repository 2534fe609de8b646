import 'reflect-metadata';
import { once } from 'node:events';
import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import type { DemonstrationUser } from './access/demonstration-users';
import { ConfigRefused, readConfig, type Config } from './platform/config/config';
import { JOB_HANDLERS, startJobs, type JobHandler } from './platform/jobs/jobs';
import { openDatabase, openOffice } from './office';
import { prepareOffice } from './prepare';

/** Progress for whoever started the program. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Runs the office until it is told to stop; what was started is stopped in the opposite order, also after half a start. */
async function run(config: Config, stop: AbortSignal): Promise<void> {
  const started: (() => Promise<void>)[] = [];
  try {
    await start(config, stop, started);
    await once(stop, 'abort');
  } catch (error) {
    // Told to stop, a start ends early, and its children may have had the same signal from the terminal.
    if (!stop.aborted) throw error;
  } finally {
    await stopAll(started);
  }
  say('Stopped.');
}

/** Stops in the opposite order; what cannot be stopped keeps nothing else running, the database least of all. */
async function stopAll(started: (() => Promise<void>)[]): Promise<void> {
  for (const stopOne of started.reverse()) {
    await stopOne().catch((error: unknown) =>
      say(`While stopping: ${error instanceof Error ? error.message : String(error)}`),
    );
  }
}

/** Starts database, office and jobs, and remembers in `started` how to stop each; goes no further once told to stop. */
async function start(config: Config, stop: AbortSignal, started: (() => Promise<void>)[]): Promise<void> {
  const database = await openDatabase(config, say);
  started.push(() => database.stop());
  stop.throwIfAborted();
  say('Database ready.');
  const office = await openOffice(config, database);
  started.push(() => office.close());
  const people = await prepareOffice(office, config, say);
  stop.throwIfAborted();
  const jobs = await startJobs(database.url, office.app.get<readonly JobHandler[]>(JOB_HANDLERS), new Logger('jobs'));
  started.push(() => jobs.stop());
  stop.throwIfAborted();
  await office.app.listen(config.port, config.host);
  stop.throwIfAborted();
  welcome(config, people);
}

function welcome({ publicUrl }: Config, people: readonly DemonstrationUser[]): void {
  say(`\nThe fines office is open: ${publicUrl}`);
  say(`  API      ${publicUrl}/api/fines/v1   contract ${publicUrl}/api/fines/v1/doc`);
  say(`  health   ${publicUrl}/health`);
  if (people.length === 0) return;
  say('\nDemonstration: nothing here is real. Sign in as');
  for (const person of people)
    say(`  ${person.subject.padEnd(22)} ${person.displayName.padEnd(28)} ${person.roles.join(', ')}`);
  say('\nWalk one fine through the office:  npm run demo');
}

/** Aborted by the first SIGTERM or SIGINT. Listened for before anything is started, so that no server is left behind. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) return;
      say(`${signal}: finishing what is running …`);
      stopping.abort();
    });
  }
  return stopping.signal;
}

async function main(): Promise<number> {
  try {
    await run(readConfig(process.env), stopSignal());
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigRefused ? error.message : inspect(error)}\n`);
    return 1;
  }
}

void main().then((code) => process.exit(code));
