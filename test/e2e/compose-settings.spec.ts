import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres';
import { compose, copied, instruction, substituted } from '../support/docker-files';
import { freePort, type RunningProgram, startProgram, untilHealthy } from '../support/running-program';

jest.setTimeout(180_000);

// No container engine is needed to know that these settings work: the same roles file, the same files of the image and
// the same variables, with processes in place of containers. What stays untried is the images themselves.
describe('the settings of docker-compose.yml, tried without containers', () => {
  const passwords = {
    SUPERUSER_PASSWORD: 's'.repeat(24),
    OWNER_PASSWORD: 'o'.repeat(24),
    APPLICATION_PASSWORD: 'a'.repeat(24),
  };
  let home: string;
  let image: string;
  let postgres: EmbeddedPostgres;
  const programs: RunningProgram[] = [];

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'fines-office-compose-'));
    chmodSync(home, 0o711);
    image = join(home, 'image');
    for (const { from, to } of copied()) {
      mkdirSync(dirname(join(image, to)), { recursive: true });
      if (from === 'node_modules') symlinkSync(join(process.cwd(), from), join(image, to));
      else cpSync(from, join(image, to), { recursive: true });
    }
    postgres = await startEmbeddedPostgres({ dataDir: join(home, 'server'), log: () => undefined, fsync: false });
    await runRolesFile();
  });

  afterEach(async () => {
    for (const program of programs.splice(0)) {
      program.process.kill('SIGKILL');
      await program.ended();
    }
  });

  afterAll(async () => {
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  });

  /** The image's own command, in the image's own folder. */
  function run(env: Readonly<Record<string, string>>): RunningProgram {
    const [, ...words] = JSON.parse(instruction('CMD') ?? '[]') as string[];
    const program = startProgram(words, env, image);
    programs.push(program);
    return program;
  }

  /** What psql does with scripts/docker-roles.sql on a server that knows nothing of ours. */
  async function runRolesFile(): Promise<void> {
    await execute('postgres', ['DROP DATABASE fines', 'DROP ROLE fines_owner', 'DROP ROLE fines_app']);
    const text = readFileSync('scripts/docker-roles.sql', 'utf8')
      .replace(/^(--|\\getenv).*\n/gm, '')
      .replace(":'owner_password'", `'${passwords.OWNER_PASSWORD}'`)
      .replace(":'application_password'", `'${passwords.APPLICATION_PASSWORD}'`);
    const [before = '', after = ''] = text.split('\\connect fines\n');
    await execute('postgres', before.trim().split('\n'));
    await execute('fines', after.trim().split('\n'));
  }

  async function execute(name: string, statements: readonly string[]): Promise<void> {
    const client = new Client({ connectionString: postgres.url(name, 'superuser') });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  function environment(port: number, given: Readonly<Record<string, string>> = {}): Record<string, string> {
    const server = new URL(postgres.appUrl).host;
    const values = Object.entries(compose.services.app.environment).map(([name, value]) => [
      name,
      substituted(value, { ...passwords, ...given }),
    ]);
    const settings = Object.fromEntries(values) as Record<string, string>;
    return {
      ...settings,
      NODE_ENV: 'production',
      PORT: String(port),
      DATABASE_URL: settings['DATABASE_URL']?.replace('database:5432', server) ?? '',
      MIGRATION_DATABASE_URL: settings['MIGRATION_DATABASE_URL']?.replace('database:5432', server) ?? '',
    };
  }

  it('start the product from the image’s files alone, and SIGTERM ends it in order', async () => {
    const port = await freePort();
    const program = run(environment(port));
    await untilHealthy(program, `http://127.0.0.1:${port}/health`);
    const firstPage = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' });
    expect(firstPage.status).toBeLessThan(400);
    program.process.kill('SIGTERM');
    expect(await program.ended()).toBe(0);
  });

  it('are refused in production until the secrets, the issuer and the address are given', async () => {
    const program = run(environment(0, { APP_ENV: 'production' }));
    expect(await program.ended()).toBe(1);
    for (const name of ['SESSION_SECRET', 'AUDIT_KEY', 'OIDC_CLIENT_SECRET', 'OIDC_ISSUER', 'PUBLIC_URL']) {
      expect(program.said()).toContain(name);
    }
  });

  it('are refused in production on a database with demonstration users', async () => {
    const given = {
      APP_ENV: 'production',
      PUBLIC_URL: 'https://fines.example',
      OIDC_ISSUER: 'https://identity.example',
      OIDC_CLIENT_SECRET: 'x'.repeat(32),
      SESSION_SECRET: 'y'.repeat(32),
      AUDIT_KEY: 'z'.repeat(32),
    };
    const program = run(environment(await freePort(), given));
    expect(await program.ended()).toBe(1);
    expect(program.said()).toContain('demonstration users');
  });
});
