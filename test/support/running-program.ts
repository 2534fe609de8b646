import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program of the product in a process of its own, with everything it has said. */
export interface RunningProgram {
  readonly process: ChildProcess;
  readonly said: () => string;
  /** Waits for its end; answers the exit code, null after a signal. */
  ended(): Promise<number | null>;
}

/** Starts node with the arguments; see `startCommand`. */
export function startProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd = process.cwd(),
): RunningProgram {
  return startCommand(process.execPath, args, env, cwd);
}

/** Starts a command; the environment is the given one only, plus PATH and HOME. */
export function startCommand(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd = process.cwd(),
): RunningProgram {
  const kept = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
  const child = spawn(command, args, { cwd, env: { ...kept, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    process: child,
    said: () => output,
    ended: async () => {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      return child.exitCode;
    },
  };
}

/** Waits until the address answers 200; throws with the program's words when it ends first, or after the patience. */
export async function untilHealthy(program: RunningProgram, url: string, patienceMs = 60_000): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    if (program.process.exitCode !== null)
      throw new Error(`It ended with ${program.process.exitCode}:\n${program.said()}`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.status === 200) return;
    await sleep(50);
  }
  throw new Error(`${url} does not answer. It said:\n${program.said()}`);
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
