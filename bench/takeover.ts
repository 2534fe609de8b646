import { actorOf } from '../src/access/actor';
import { UsersRepository } from '../src/access/users.repository';
import { newId } from '../src/kernel/ids';
import { ensureReferenceData } from '../src/parameters/reference-data';
import type { Actor } from '../src/platform/database/transactions';
import { systemActor } from '../src/platform/jobs/jobs';
import { TakeoverService } from '../src/takeover/takeover.service';
import { asNdjson, fineLine } from '../test/support/takeover-desk';
import { checkpoint, openImportGround, type ImportDesk, type ImportGround } from './support/import-ground';
import { openFine } from './support/open-fines';
import { spending, type Spent } from './support/processor-time';
import { judgeBoth, say, sayMachine } from './support/rounds';

/**
 * The cost of taking over one fine (checked by one person, loaded by another, every posting and event with it) in a file of 200 000,
 * against one of 20 000, into an empty office. Rounds are interleaved; the ratio is of medians.
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const SIDES = { few: 20_000, many: 200_000 } as const;
const LINES_OF_A_PIECE = 1_000;

async function main(): Promise<void> {
  sayMachine();
  const ground = await openImportGround();
  try {
    const costs: Record<keyof typeof SIDES, Spent[]> = { many: [], few: [] };
    for (let turn = 0; turn < ROUNDS; turn++) {
      for (const side of ['few', 'many'] as const) {
        const count = SIDES[side];
        const { checked, loaded } = await takeOver(ground, count);
        const [ms, processorMs] = [checked.ms + loaded.ms, checked.processorMs + loaded.processorMs];
        costs[side].push({ ms: ms / count, processorMs: processorMs / count });
        const memory = Math.round(process.resourceUsage().maxRSS / 1024);
        say(
          `round ${turn + 1}: ${count} fines, checked ${text(checked)}, loaded ${text(loaded)}, memory so far ${memory} MB`,
        );
      }
    }
    judgeBoth('taking over one fine, 200 000 / 20 000', 1.3, { measured: costs.many, baseline: costs.few });
  } finally {
    await ground.stop();
  }
}

async function takeOver(ground: ImportGround, count: number): Promise<{ checked: Spent; loaded: Spent }> {
  const desk = await ground.open(ground.server.template);
  try {
    await ensureReferenceData(desk.product.transactions, desk.product.config);
    const [first, second] = [await personOf(desk, 'cashier'), await personOf(desk, 'administrator')];
    const takeover = desk.product.app.get(TakeoverService);
    await checkpoint(ground.server);
    let outcome: Awaited<ReturnType<TakeoverService['check']>> | undefined;
    const source = { name: 'measurement.ndjson', kind: 'fines', open: () => piecesOf(count) } as const;
    const checked = await spending(ground.serverPid, async () => (outcome = await takeover.check(first, source)));
    if (outcome === undefined || outcome.outcome === 'refused') throw new Error(JSON.stringify(outcome?.findings[0]));
    const { id, version } = outcome.file;
    const loaded = await spending(ground.serverPid, () => takeover.load(second, id, version));
    return { checked, loaded };
  } finally {
    await desk.close();
  }
}

async function personOf({ product }: ImportDesk, subject: string): Promise<Actor> {
  const users = await product.transactions.view(systemActor('measurement'), (tx) => new UsersRepository().list(tx));
  const user = users.find((each) => each.subject === subject);
  if (user === undefined) throw new Error(`no ${subject}`);
  return actorOf(user, { remoteAddress: '192.0.2.1', traceId: newId() });
}

/** The file, written while it is read. */
function* piecesOf(count: number): Generator<Uint8Array> {
  for (let from = 1; from <= count; from += LINES_OF_A_PIECE) {
    const lines = Array.from({ length: Math.min(LINES_OF_A_PIECE, count - from + 1) }, (_, index) => {
      const { surname, firstNames, birthDate } = openFine(from + index);
      const parts = [birthDate.year, birthDate.month, birthDate.day].filter((part) => part !== undefined);
      return fineLine(from + index, {
        debtor: { surname, firstNames, birthDate: parts.map((part) => String(part).padStart(2, '0')).join('-') },
      });
    });
    yield Buffer.from(asNdjson(lines));
  }
}

function text({ ms, processorMs }: Spent): string {
  return `${Math.round(ms)} ms (processor ${Math.round(processorMs)} ms)`;
}

void main();
