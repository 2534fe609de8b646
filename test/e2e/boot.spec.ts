import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPidFile } from '../../src/platform/database/embedded-postmaster';
import { isAlive } from '../../src/platform/database/process-identity';
import { freePort, type RunningProgram, startCommand, startProgram, untilHealthy } from '../support/running-program';

jest.setTimeout(180_000);

// `npm start` as a person meets it: the real script, a data folder of its own, the embedded server.
describe('npm start', () => {
  let dataDir: string;
  let port: number;
  const programs: RunningProgram[] = [];

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'fines-office-boot-'));
    chmodSync(dataDir, 0o711);
    port = await freePort();
  });

  afterEach(async () => {
    for (const program of programs.splice(0)) {
      program.process.kill('SIGTERM');
      await program.ended();
    }
  });

  afterAll(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function start(command = process.execPath, args = ['scripts/start.mjs']): Promise<RunningProgram> {
    const program = startCommand(command, args, { DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'warn' });
    programs.push(program);
    await untilHealthy(program, `http://127.0.0.1:${port}/health`);
    return program;
  }

  function serverPid(): number {
    return Number(readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
  }

  it('starts on an empty folder, tells address and demonstration users, and stops the server last on SIGTERM', async () => {
    // Through npm, which hands the signal on and waits.
    const program = await start('npm', ['start']);
    expect(program.said()).toContain(`http://localhost:${port}`);
    expect(program.said()).toMatch(/Demonstration.*Sign in as/s);
    const server = serverPid();
    program.process.kill('SIGTERM');
    expect(await program.ended()).toBe(0);
    expect(program.said()).toContain('Stopped.');
    expect(program.said()).not.toMatch(/terminating connection|ECONNREFUSED/);
    expect(isAlive(server)).toBe(false);
  });

  it('starts again after a kill -9 of node, of the database, and of both', async () => {
    const first = await start();
    const orphan = serverPid();
    first.process.kill('SIGKILL');
    await first.ended();
    expect(isAlive(orphan)).toBe(true);

    const second = await start();
    expect(isAlive(orphan)).toBe(false);
    process.kill(serverPid(), 'SIGKILL');
    second.process.kill('SIGKILL');
    await second.ended();

    const third = await start();
    process.kill(serverPid(), 'SIGKILL');
    // The server comes back under the running office, and the office recovers unaided.
    await untilHealthy(third, `http://127.0.0.1:${port}/health`);
    third.process.kill('SIGTERM');
    // What it said tells why, if ever it does not end well.
    expect([await third.ended(), third.said()]).toEqual([0, expect.stringContaining('Stopped.')]);
  });

  describe.each([
    ['the server is up and the office not yet', 'postmaster.pid', 'SIGTERM'],
    ['the first cluster is being laid down', 'initdb', 'SIGINT'],
  ] as const)('told to stop while %s', (_when, sign, signal) => {
    it(`on ${signal}, stops what it had started and ends well`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'fines-office-half-'));
      chmodSync(folder, 0o711);
      const program = startProgram(['scripts/start.mjs'], { DATA_DIR: folder, PORT: String(await freePort()) });
      programs.push(program);
      const cluster = join(folder, 'postgres', 'cluster');
      const pidFile = join(cluster, 'postmaster.pid');
      // The file is there a moment before the server has written its number into it.
      const server = (): number | undefined => readPidFile(cluster)?.pid;
      const reached = (): boolean =>
        sign === 'initdb' ? program.said().includes('Laying down') : server() !== undefined;
      while (!reached() && program.process.exitCode === null) await sleep(5);
      const started = server();
      program.process.kill(signal);
      expect(await program.ended()).toBe(0);
      expect(program.said()).toContain('Stopped.');
      expect(program.said()).not.toContain('is open');
      expect(existsSync(pidFile)).toBe(false);
      if (started !== undefined) expect(isAlive(started)).toBe(false);
      rmSync(folder, { recursive: true, force: true });
    });
  });

  it('leaves no server behind when it cannot listen', async () => {
    const occupied = createServer().listen(0, '127.0.0.1');
    await once(occupied, 'listening');
    const { port: taken } = occupied.address() as AddressInfo;
    const program = startProgram(['scripts/start.mjs'], { DATA_DIR: dataDir, PORT: String(taken) });
    programs.push(program);
    expect(await program.ended()).toBe(1);
    occupied.close();
    expect(program.said()).toContain('EADDRINUSE');
    expect(existsSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'))).toBe(false);
  });

  it('refuses a second office on the same data folder, in a sentence', async () => {
    await start();
    const other = startProgram(['scripts/start.mjs'], { DATA_DIR: dataDir, PORT: String(await freePort()) });
    expect(await other.ended()).toBe(1);
    expect(other.said()).toContain('already in use by the running process');
  });
});
