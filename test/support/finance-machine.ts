import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, importJWK, SignJWT, type JWK } from 'jose';
import { MachineKeys } from '../../src/access/machine-keys.service';
import { newId } from '../../src/kernel/ids';
import type { Answer } from './contract';
import { type FineDesk, TODAY } from './fine-desk';

const run = promisify(execFile);
const SCRIPT = 'scripts/finance-sandbox.mjs';

/** FPS Finance at the door of a running product: its key is registered by two people, and it talks HTTP only. */
export class FinanceMachine {
  private constructor(
    readonly url: string,
    readonly folder: string,
    readonly jwk: JWK,
    readonly keyId: string,
  ) {}

  static async register({ desk }: { readonly desk: FineDesk }): Promise<FinanceMachine> {
    const folder = await mkdtemp(join(tmpdir(), 'finance-'));
    const file = join(folder, 'key.json');
    const { stdout } = await run(process.execPath, [SCRIPT, '--new-key', file]);
    const keys = desk.app.app.get(MachineKeys);
    const { keyId } = await keys.propose(await desk.actor('administrator'), { jwk: stdout.trim() });
    await keys.confirm(await desk.actor('signatory.border'), keyId);
    const jwk = JSON.parse(await readFile(file, 'utf8')) as JWK;
    return new FinanceMachine(desk.app.url, folder, jwk, keyId);
  }

  /** The same machine before another program of the same database. */
  at(url: string): FinanceMachine {
    return new FinanceMachine(url, this.folder, this.jwk, this.keyId);
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** Runs the sandbox as people who integrate do, on the day of the desk; answers what it told. */
  async sandbox(...options: readonly string[]): Promise<Record<string, unknown>[]> {
    const { stdout } = await run(process.execPath, [SCRIPT, '--key', join(this.folder, 'key.json'), '--url', this.url, '--on', TODAY, ...options]); // prettier-ignore
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** A signed assertion; its claims can be changed. */
  async assertion(changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const seconds = Math.floor(Date.now() / 1000);
    const claims = { iss: 'fps-finance', sub: 'fps-finance', aud: `${this.url}/oauth/token`, jti: newId<string>(), iat: seconds, exp: seconds + 60, ...changes }; // prettier-ignore
    const kid = await calculateJwkThumbprint(this.jwk);
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid }).sign(await importJWK(this.jwk, 'ES256'));
  }

  /** Asks for a token with this assertion; `headers` as a proxy before the product adds them. */
  ask(
    assertion: string,
    changes: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    const form = { grant_type: 'client_credentials', client_assertion_type, client_assertion: assertion, ...changes };
    return fetch(`${this.url}/oauth/token`, { method: 'POST', headers, body: new URLSearchParams(form) });
  }

  async token(): Promise<string> {
    const answer = (await (await this.ask(await this.assertion())).json()) as { access_token: string };
    return answer.access_token;
  }

  async request(
    method: string,
    path: string,
    body?: unknown,
    key: string = newId<string>(),
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const { status, body: answered } = await this.answer(method, path, body, key);
    return { status, body: answered as Record<string, unknown> };
  }

  /** The answer with its headers; a body that is no JSON as its text. */
  async answer(method: string, path: string, body?: unknown, key: string = newId<string>()): Promise<Answer> {
    const response = await fetch(`${this.url}/api/recovery/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${await this.token()}`, ...(body !== undefined && { 'Content-Type': 'application/json', 'Idempotency-Key': key }) }, // prettier-ignore
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: await (isJson ? response.json() : response.text()),
    };
  }
}
