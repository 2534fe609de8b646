import { Worker } from 'node:worker_threads';
import { checkpoint, openImportGround, type ImportDesk } from './support/import-ground';
import { paymentsFile } from './support/payments-file';
import { judge, percentile, say, sayMachine } from './support/rounds';
import { signIn } from '../test/support/sign-in';

/**
 * B9: how long the page of a file takes (95th percentile), read by somebody who opens one after the other, while the same process takes
 * in, matches and books a statement of 90 000 records over 200 000 open fines, against the same when nothing else goes on.
 * The reader is a thread of its own; rounds are interleaved; the ratio is of medians of the percentiles.
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const FINES = 200_000;
/** So many that a hundred pages fit beside them: of forty the 95th percentile is the second slowest. */
const RECORDS = 90_000;
const PAGES = 200;

async function main(): Promise<void> {
  sayMachine();
  const ground = await openImportGround();
  const desk = await ground.open(await ground.withFines(FINES));
  const reader = await openReader(desk);
  try {
    await reader.read(PAGES);
    const p95: { measured: number[]; baseline: number[] } = { measured: [], baseline: [] };
    for (let turn = 0; turn < ROUNDS; turn++) {
      const file = paymentsFile({ records: RECORDS, fineCount: FINES, mix: 'references', turn });
      await checkpoint(ground.server);
      const idle = await reader.read(PAGES);
      const during = await duringImport(desk, reader, file);
      p95.baseline.push(percentile(idle, 95));
      p95.measured.push(percentile(during, 95));
      say(`round ${turn + 1}: idle ${text(idle)}, during the import ${text(during)}`);
    }
    judge('B9 page of a file during an import / idle, 95th percentile', 2, p95);
  } finally {
    await reader.close();
    await desk.close();
    await ground.stop();
  }
}

function text(times: readonly number[]): string {
  const [half, most] = [percentile(times, 50), percentile(times, 95)];
  return `${times.length} pages, median ${half.toFixed(1)} ms, p95 ${most.toFixed(1)} ms`;
}

/** Reads pages until the import has ended. */
async function duringImport(desk: ImportDesk, reader: PageReader, file: Uint8Array): Promise<number[]> {
  const state = { isOver: false };
  const work = desk
    .receive(file)
    .then((received) => desk.match(received))
    .finally(() => (state.isOver = true));
  const times: number[] = [];
  while (!state.isOver) times.push(...(await reader.read(10)));
  await work;
  return times;
}

interface PageReader {
  /** Opens so many pages one after the other; answers how many milliseconds each took. */
  read(count: number): Promise<number[]>;
  close(): Promise<void>;
}

/** Somebody who is signed in and opens files of one department at random, in a thread so that its own work delays nothing. */
async function openReader({ product }: ImportDesk): Promise<PageReader> {
  const browser = await signIn(product, 'agent.border');
  const cookie = browser.cookieHeader('/files/');
  const rows = await product.dataSource.query<{ offence_id: string }[]>('SELECT offence_id FROM decision ORDER BY md5(id::text) LIMIT 5000'); // prettier-ignore
  const urls = rows.map(({ offence_id }) => `${product.url}/files/${offence_id}`);
  const worker = new Worker(READER, { eval: true, workerData: { urls, cookie } });
  return {
    read: (count) =>
      new Promise((resolve, reject) => {
        worker.once('error', reject);
        worker.once('message', (answer: { times: number[]; status: number }) => {
          worker.removeListener('error', reject);
          if (answer.status === 200) resolve(answer.times);
          else reject(new Error(`a file page answered ${answer.status}`));
        });
        worker.postMessage(count);
      }),
    close: async () => {
      await worker.terminate();
    },
  };
}

const READER = `
const { parentPort, workerData } = require('node:worker_threads');
let next = 0;
parentPort.on('message', async (count) => {
  const times = [];
  let status = 200;
  for (let page = 0; page < count; page++) {
    const start = performance.now();
    const answer = await fetch(workerData.urls[next++ % workerData.urls.length], { headers: { Cookie: workerData.cookie }, redirect: 'manual' });
    await answer.text();
    times.push(performance.now() - start);
    if (answer.status !== 200) status = answer.status;
  }
  parentPort.postMessage({ times, status });
});`;

void main();
