import { checkpoint, openImportGround } from './support/import-ground';
import { paymentsFile } from './support/payments-file';
import { spending, type Spent } from './support/processor-time';
import { judgeBoth, say, sayMachine } from './support/rounds';

/**
 * The cost of matching and booking one movement, of which most name nobody but a person and a birth date in their own way, over
 * 200 000 open fines against the same over 20 000; each after a
 * file of the same size, and after a checkpoint, so that the server writes whole pages. Rounds are interleaved; the ratio is of medians.
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const RECORDS = 30_000;
const SIDES = { many: 200_000, few: 20_000 } as const;

async function main(): Promise<void> {
  sayMachine();
  const ground = await openImportGround();
  try {
    const costs: Record<keyof typeof SIDES, Spent[]> = { many: [], few: [] };
    for (let turn = 0; turn < ROUNDS; turn++) {
      for (const side of ['many', 'few'] as const) {
        const fineCount = SIDES[side];
        const desk = await ground.open(await ground.withFines(fineCount));
        const file = (at: number): Buffer => paymentsFile({ records: RECORDS, fineCount, mix: 'corpus', turn: at });
        // An office imports every day: neither the engine nor the server reads its fines for the first time.
        await desk.match(await desk.receive(file(0)));
        const received = await desk.receive(file(1));
        await checkpoint(ground.server);
        const { ms, processorMs } = await spending(ground.serverPid, () => desk.match(received));
        const count = received.statements.reduce((sum, { movementCount }) => sum + movementCount, 0);
        costs[side].push({ ms: ms / count, processorMs: processorMs / count });
        say(
          `round ${turn + 1}: ${fineCount} fines, ${count} movements, ${Math.round(ms)} ms, processor ${Math.round(processorMs)} ms`,
        );
        await desk.close();
      }
    }
    judgeBoth('one movement of a corpus, 200 000 / 20 000 open fines', 1.3, {
      measured: costs.many,
      baseline: costs.few,
    });
  } finally {
    await ground.stop();
  }
}

void main();
