import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openScratchOffice } from './evaluation/scratch-office';
import { openCorpus } from './evaluation/corpus-folder';
import { MatchingEvaluation, reasonOf } from './evaluation/matching-evaluation.service';
import { openOffice } from './office';
import { openOwnDatabase } from './own-database';
import { readConfig } from './platform/config/config';
import { exitWhenRead } from './exit';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * `npm run --silent evaluate:matching -- FOLDER`: how well the product matches the payments of a corpus. Prints one JSON object;
 * everything else goes to standard error. Works on a database of its own, which is gone afterwards.
 */
async function main(): Promise<number> {
  const given = process.argv[2];
  if (given === undefined || process.argv.length > 3) {
    say('refused: evaluate:matching wants one folder with fines.ndjson, statement-001.cod … and truth.csv');
    return 1;
  }
  // npm runs us in the folder of the product; a relative path is meant from where the person stands.
  const corpus = openCorpus(path.resolve(process.env['INIT_CWD'] ?? process.cwd(), given));
  const dataDir = mkdtempSync(path.join(tmpdir(), 'evaluate-matching-'));
  const config = { ...readConfig({ ...process.env, APP_ENV: 'test', PUBLIC_URL: 'http://localhost' }), dataDir };
  const database = await openOwnDatabase(config, dataDir, say);
  try {
    const office = await openOffice(config, database);
    try {
      const scratch = await openScratchOffice(office, config, corpus.finesPath);
      const score = await new MatchingEvaluation(scratch, say).run(corpus);
      process.stdout.write(`${JSON.stringify(score, null, 2)}\n`);
      return 0;
    } finally {
      await office.close();
    }
  } finally {
    await database.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

main().then(exitWhenRead, (error: unknown) => {
  say(`refused: ${reasonOf(error)}`);
  return exitWhenRead(1);
});
