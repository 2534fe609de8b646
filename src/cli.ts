import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { bootstrapAdministrator, FIRST_ADMINISTRATOR_OPTIONS } from './access/first-administrator';
import { exitWhenRead } from './exit';
import { ensureReferenceData } from './parameters/reference-data';
import { Transactions } from './platform/database/transactions';
import { Refused } from './platform/refused';
import { ConfigRefused, readConfig } from './platform/config/config';
import { migrate } from './platform/database/migrate';
import { appealWindowCsv } from './notifications/appeal-window.rules';
import { openDatabase, openOffice } from './office';
import { INVARIANTS } from './ledger/invariants.types';
import { LedgerVerification } from './ledger/ledger-verification.service';
import { verifySeal } from './sealing/seal-verification';
import { systemActor } from './platform/jobs/jobs';
import { LOCALES_FOLDER } from './ui/pages';
import { Translations } from './ui/translator';
import { TAKE_OVER_USAGE, takeOverCommand } from './takeover-command';

/** A command: its name, what it does in one line, and its work; the number is the exit code. */
interface Command {
  readonly summary: string;
  run(): Promise<number>;
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

const COMMANDS: Readonly<Record<string, Command>> = {
  'appeal-window': {
    summary: 'reads CSV `mode,date` (modes hand, registered-ar, post) from standard input, writes the windows as CSV',
    run: async () => {
      const outcome = appealWindowCsv(await text(process.stdin));
      if (outcome.ok) {
        process.stdout.write(outcome.value);
        return 0;
      }
      const { code, field, params } = outcome.refusal;
      complain(`refused: ${code}${field === undefined ? '' : `, field ${field}`} ${JSON.stringify(params ?? {})}`);
      return 1;
    },
  },
  migrate: {
    summary: 'brings the database to this version and gives the application role its rights',
    run: async () => {
      const database = await openDatabase(readConfig(process.env), complain, true);
      const ran = await migrate(database.ownerUrl, database.applicationRole);
      complain(ran.length === 0 ? 'The database is at this version.' : `Migrated: ${ran.join(', ')}`);
      await database.stop();
      return 0;
    },
  },
  'verify-seal': {
    summary: 'checks the seal of a letter: verify-seal FILE; exit code 2 when it is broken, 3 when there is none',
    run: async () => {
      const path = process.argv[3];
      if (path === undefined) {
        complain('refused: verify-seal wants the file of a letter');
        return 1;
      }
      const report = await verifySeal(await readFile(path));
      process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
      return { valid: 0, broken: 2, none: 3 }[report.state];
    },
  },
  'bootstrap-administrator': {
    summary: `makes the first administrator; options ${FIRST_ADMINISTRATOR_OPTIONS.map((name) => `--${name}`).join(' ')}`,
    run: async () => {
      const { values } = parseArgs({
        args: process.argv.slice(3),
        options: Object.fromEntries(FIRST_ADMINISTRATOR_OPTIONS.map((name) => [name, { type: 'string' as const }])),
      });
      const options = Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          name.replace(/-(.)/g, (_all, c: string) => c.toUpperCase()),
          value,
        ]),
      );
      const config = readConfig(process.env);
      const database = await openDatabase(config, complain, true);
      const office = await openOffice(config, database);
      try {
        const transactions = office.app.get(Transactions);
        const outcome = await bootstrapAdministrator(transactions, options);
        await ensureReferenceData(transactions, config);
        complain(outcome === 'made' ? 'The first administrator is entered.' : 'This administrator is there already.');
        return 0;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        for (const { code, field } of error.refusals)
          complain(
            `refused: ${code}${field === undefined ? '' : `, option --${field.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`}`,
          );
        return 1;
      } finally {
        await office.close();
        await database.stop();
      }
    },
  },
  'take-over': {
    summary: `checks a file of an earlier administration, and loads it with a second person: ${TAKE_OVER_USAGE}`,
    run: () => takeOverCommand(process.argv.slice(3), complain),
  },
  verify: {
    summary: 'checks the invariants of ledger, bookings, numbers and events; names what does not agree',
    run: async () => {
      const config = readConfig(process.env);
      const database = await openDatabase(config, complain, true);
      const office = await openOffice(config, database);
      const findings = await office.app.get(LedgerVerification).verify(systemActor('cli-verify'));
      const { t } = new Translations({ folder: LOCALES_FOLDER }).for('en');
      const say = (line: string): boolean => process.stdout.write(`${line}\n`);
      for (const { invariant, code, params } of findings) say(`${invariant}: ${t(`ledger.finding.${code}`, params)}`);
      const broken = new Set<string>(findings.map(({ invariant }) => invariant));
      const proven = INVARIANTS.filter((name) => !broken.has(name));
      for (const name of proven) say(`${name} holds: ${t(`ledger.invariant.${name}`)}`);
      say(findings.length === 0 ? 'I1-I5 hold.' : `${findings.length} findings.`);
      await office.close();
      await database.stop();
      return findings.length === 0 ? 0 : 2;
    },
  },
};

async function main(): Promise<number> {
  const name = process.argv[2] ?? '';
  const command = COMMANDS[name];
  if (command === undefined) {
    complain(
      `Commands (npm run --silent cli -- COMMAND):\n${Object.entries(COMMANDS)
        .map(([key, { summary }]) => `  ${key.padEnd(15)} ${summary}`)
        .join('\n')}`,
    );
    return 1;
  }
  return command.run();
}

main().then(exitWhenRead, (error: unknown) => {
  complain(
    error instanceof ConfigRefused
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error),
  );
  return exitWhenRead(1);
});
