import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../package.json';
import { openDesk, openImportGround } from './support/import-ground';
import { paymentsFile } from './support/payments-file';
import { judge, say, sayMachine } from './support/rounds';
import type { TestServer } from '../test/support/test-server';

/**
 * The most memory that the whole product ever holds (peak resident set of a process of its own) while it takes in, matches and books a
 * file of 100 000 records, against 10 000, with the flags of `npm start`: the bound on the heap makes the engine collect what is no longer
 * needed before it asks for more. A file is read from the disk as an upload is. Rounds are interleaved; the ratio is of medians.
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const FINES = 200_000;
const MEGABYTE = 1024;
const FLAGS = manifest.scripts.start.match(/--\S+/g) ?? [];

async function main(): Promise<void> {
  sayMachine();
  const ground = await openImportGround();
  const folder = mkdtempSync(join(tmpdir(), 'fines-office-files-'));
  try {
    const server = { ...ground.server, template: await ground.withFines(FINES) };
    const [large, small] = [100_000, 10_000].map((records) => {
      const path = join(folder, `${records}.cod`);
      writeFileSync(path, paymentsFile({ records, fineCount: FINES, mix: 'references' }));
      return path;
    });
    const peaks: { measured: number[]; baseline: number[] } = { measured: [], baseline: [] };
    for (let turn = 0; turn < ROUNDS; turn++) {
      peaks.measured.push(peakOf(server, large ?? ''));
      peaks.baseline.push(peakOf(server, small ?? ''));
    }
    say(`a process that only starts the product: ${Math.round(peakOf(server, ''))} MB`);
    judge('peak memory, 100 000 / 10 000 records', 1.5, peaks, 'MB');
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await ground.stop();
  }
}

/** Peak of a process that imports the file, in megabytes. */
function peakOf(server: TestServer, path: string): number {
  const env = { ...process.env, IMPORT_SERVER: JSON.stringify(server), IMPORT_FILE: path };
  const child = spawnSync(process.execPath, [...FLAGS, '-r', require.resolve('./typescript.cjs'), __filename], { env, encoding: 'utf8' }); // prettier-ignore
  if (child.status !== 0) throw new Error(child.stderr);
  return Number(child.stdout.trim()) / MEGABYTE;
}

async function importOne(server: TestServer, path: string): Promise<void> {
  const desk = await openDesk(server);
  if (path !== '') await desk.match(await desk.receive(readFileSync(path)));
  const peak = process.resourceUsage().maxRSS;
  await desk.close();
  say(String(peak));
}

const described = process.env['IMPORT_SERVER'];
void (described === undefined
  ? main()
  : importOne(JSON.parse(described) as TestServer, process.env['IMPORT_FILE'] ?? ''));
