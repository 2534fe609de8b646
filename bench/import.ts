import type { ReceivedFile } from '../src/statements/statements.service';
import { checkpoint, openImportGround } from './support/import-ground';
import { paymentsFile } from './support/payments-file';
import { copyRound, leftBehind } from './support/raw-copy';
import { spending, type Spent } from './support/processor-time';
import { judgeBoth, say, sayMachine } from './support/rounds';

/**
 * B3: a CODA of 100 000 records (95 % exact references) taken in, matched and booked over 200 000 open fines, against a raw COPY, by
 * the server from its own disk, of every row that this leaves behind, into the same indexed and constrained tables of a clone.
 * B10: the same file brought again, against its first import. Rounds are interleaved; the ratios are of medians.
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const FINES = 200_000;
const RECORDS = 100_000;

async function main(): Promise<void> {
  sayMachine();
  const ground = await openImportGround();
  try {
    const template = await ground.withFines(FINES);
    const file = paymentsFile({ records: RECORDS, fineCount: FINES, mix: 'references' });
    const [measured, baseline, again]: [Spent[], Spent[], Spent[]] = [[], [], []];
    const spent = (work: () => Promise<unknown>): Promise<Spent> => spending(ground.serverPid, work);
    for (let turn = 0; turn < ROUNDS; turn++) {
      const desk = await ground.open(template);
      await checkpoint(ground.server);
      let received: ReceivedFile | undefined;
      const accept = await spent(async () => (received = await desk.receive(file)));
      if (received === undefined) throw new Error('the file was not received');
      const accepted = received;
      const match = await spent(() => desk.match(accepted));
      again.push(await spent(() => desk.receive(file)));
      measured.push({ ms: accept.ms + match.ms, processorMs: accept.processorMs + match.processorMs });
      if (turn === 0) await desk.verify();
      const rows = await leftBehind(ground.server, desk.product.database.name);
      await desk.close();
      const copy = await copyRound(ground, template, rows);
      baseline.push(copy);
      say(`round ${turn + 1}: accept ${text(accept)}, match ${text(match)}, copy ${text(copy)}`);
      if (turn === 0)
        say(copy.tables.map(({ table, count, ms }) => `${table} ${count} (${Math.round(ms)} ms)`).join(', '));
    }
    judgeBoth('B3 import, match and book / raw COPY of all its rows', 2, { measured, baseline });
    judgeBoth('B10 the same file again / the first time', 0.1, { measured: again, baseline: measured });
  } finally {
    await ground.stop();
  }
}

function text({ ms, processorMs }: Spent): string {
  return `${Math.round(ms)} ms (processor ${Math.round(processorMs)} ms)`;
}

void main();
