import { checkpoint, openImportGround } from './support/import-ground';
import { paymentsFile } from './support/payments-file';
import { copyRound, leftBehind } from './support/raw-copy';
import { judge, say, sayMachine, timed } from './support/rounds';

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
    const [measured, baseline, again]: [number[], number[], number[]] = [[], [], []];
    for (let turn = 0; turn < ROUNDS; turn++) {
      const desk = await ground.open(template);
      await checkpoint(ground.server);
      const start = performance.now();
      const received = await desk.receive(file);
      const acceptMs = performance.now() - start;
      const matchMs = await timed(() => desk.match(received));
      again.push(await timed(() => desk.receive(file)));
      measured.push(acceptMs + matchMs);
      if (turn === 0) await desk.verify();
      const rows = await leftBehind(ground.server, desk.product.database.name);
      await desk.close();
      const copy = await copyRound(ground.server, template, rows);
      baseline.push(copy.ms);
      say(`round ${turn + 1}: accept ${Math.round(acceptMs)} ms, match ${Math.round(matchMs)} ms, copy ${Math.round(copy.ms)} ms`); // prettier-ignore
      if (turn === 0)
        say(copy.tables.map(({ table, count, ms }) => `${table} ${count} (${Math.round(ms)} ms)`).join(', '));
    }
    judge('B3 import, match and book / raw COPY of all its rows', 2, { measured, baseline }); // prettier-ignore
    judge('B10 the same file again / the first time', 0.1, { measured: again, baseline: measured });
  } finally {
    await ground.stop();
  }
}

void main();
