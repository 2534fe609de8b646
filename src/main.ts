import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { ConfigRefused, readConfig, type Config } from './platform/config/config';
import { JOB_HANDLERS, startJobs, type JobHandler } from './platform/jobs/jobs';
import { openDatabase, openOffice } from './office';
import { prepareOffice } from './prepare';

/** Progress for whoever started the program; the log of requests is pino's. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function start(config: Config): Promise<void> {
  const database = await openDatabase(config, say);
  say('Database ready.');
  const office = await openOffice(config, database);
  const people = await prepareOffice(office, config, say);
  const jobs = await startJobs(database.url, office.app.get<readonly JobHandler[]>(JOB_HANDLERS), new Logger('jobs'));
  await office.app.listen(config.port, config.host);

  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    say(`${signal}: finishing what is running …`);
    void (async () => {
      await jobs.stop();
      await office.close();
      await database.stop();
      say('Stopped.');
      process.exit(0);
    })();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal));

  say(`\nThe fines office is open: ${config.publicUrl}`);
  say(`  API      ${config.publicUrl}/api/fines/v1   contract ${config.publicUrl}/api/fines/v1/doc`);
  say(`  health   ${config.publicUrl}/health`);
  if (people.length > 0) {
    say('\nDemonstration: nothing here is real. Sign in as');
    for (const person of people)
      say(`  ${person.subject.padEnd(22)} ${person.displayName.padEnd(28)} ${person.roles.join(', ')}`);
    say('\nWalk one fine through the office:  npm run demo');
  }
}

try {
  const config = readConfig(process.env);
  start(config).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  });
} catch (error) {
  if (!(error instanceof ConfigRefused)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
