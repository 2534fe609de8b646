import { readdirSync, readFileSync } from 'node:fs';

/** What some work took by the clock on the wall, and of the processors: of this process and the whole server together. */
export interface Spent {
  readonly ms: number;
  readonly processorMs: number;
}

/** The kernel counts processor time in hundredths of a second (USER_HZ), on every platform that has `/proc`. */
const TICK_MS = 10;

/** Measures work of this process and of the server with this first process; other work on the machine hardly moves `processorMs`. */
export async function spending(serverPid: number, work: () => Promise<unknown>): Promise<Spent> {
  const [server, own, start] = [serverMs(serverPid), process.cpuUsage(), process.hrtime.bigint()];
  await work();
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  const { user, system } = process.cpuUsage(own);
  return { ms, processorMs: (user + system) / 1_000 + serverMs(serverPid) - server };
}

/** The first process with those of its children that have ended, and every child that lives. */
function serverMs(serverPid: number): number {
  const first = statOf(serverPid);
  if (first === undefined) throw new Error(`the server ${serverPid} does not run`);
  let ticks = first.ownTicks + first.endedChildrenTicks;
  for (const name of readdirSync('/proc')) {
    const process = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    if (process?.parent === serverPid) ticks += process.ownTicks;
  }
  return ticks * TICK_MS;
}

interface ProcessStat {
  readonly parent: number;
  readonly ownTicks: number;
  readonly endedChildrenTicks: number;
}

/** `/proc/<pid>/stat`, whose fields are counted from behind the name in brackets; nothing for a process that has just ended. */
function statOf(pid: number): ProcessStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map((at) => fields[at] ?? 0); // prettier-ignore
  return { parent, ownTicks: user + system, endedChildrenTicks: endedUser + endedSystem };
}
