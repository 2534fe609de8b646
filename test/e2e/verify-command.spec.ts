import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credit } from '../support/coda-builder';
import type { BuiltFine } from '../support/fine-builder';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { PaymentSteps } from '../support/payment-steps';
import { booksHoldAfterEach } from '../support/proven-books';
import { runSql } from '../support/run-sql';

jest.setTimeout(180_000);

/** `npm run --silent cli -- verify`, as whoever keeps the books calls it: a process of its own on a real database. */
describe('npm run cli -- verify', () => {
  let desk: MoneyDesk;
  let fine: BuiltFine;
  let dataDir: string;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'fines-office-verify-'));
    desk = await openMoneyDesk();
    fine = await desk.fines.build();
    const communication = { kind: 'structured', type: '101', text: fine.reference } as const;
    await new PaymentSteps(desk, await openBooks(desk)).bring([credit({ communication })]);
  });
  booksHoldAfterEach(() => desk);
  afterAll(async () => {
    await desk.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  function verify(): { readonly status: number | null; readonly stdout: string } {
    const { database } = desk.ground;
    const { PATH = '', HOME = '' } = process.env;
    const settings = {
      APP_ENV: 'test',
      DATABASE_URL: database.url,
      MIGRATION_DATABASE_URL: database.ownerUrl,
      DATA_DIR: dataDir,
    };
    return spawnSync('npm', ['run', '--silent', 'cli', '--', 'verify'], {
      encoding: 'utf8',
      env: { PATH, HOME, ...settings },
    });
  }

  it('says what was proven, and ends with 0, when the books agree', () => {
    const { status, stdout } = verify();
    expect(status).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.slice(0, 9))).toEqual([...[1, 2, 3, 4, 5].map((n) => `I${n} holds:`), 'I1-I5 hol']);
  });

  it('names what does not agree, and does not end with 0', async () => {
    const receivable = `ledger_account WHERE decision_id = '${fine.decisionId}' AND kind = 'receivable'`;
    const { superuserUrl } = desk.ground.database;
    await runSql(superuserUrl, `UPDATE ${receivable.replace(' WHERE', ' SET balance_cents = 500 WHERE')}`);
    const { status, stdout } = verify();
    await runSql(superuserUrl, `UPDATE ${receivable.replace(' WHERE', ' SET balance_cents = 0 WHERE')}`);
    expect(status).toBe(2);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(new RegExp(`^I1: .*${fine.number}.*€5\\.00`));
    expect(lines[1]).toMatch(new RegExp(`^I2: .*${fine.number}.*€5\\.00`));
    expect(lines.slice(2, -1).map((line) => line.slice(0, 9))).toEqual([3, 4, 5].map((n) => `I${n} holds:`));
    expect(lines.at(-1)).toBe('2 findings.');
  });

  it('says so, and does not end with 0, when there is no database to prove', () => {
    const { PATH = '', HOME = '' } = process.env;
    const settings = { APP_ENV: 'test', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', DATA_DIR: dataDir };
    const ended = spawnSync('npm', ['run', '--silent', 'cli', '--', 'verify'], {
      encoding: 'utf8',
      env: { PATH, HOME, ...settings },
    });
    expect(ended.status).toBe(1);
    expect(ended.stdout).not.toContain('hold');
  });
});
