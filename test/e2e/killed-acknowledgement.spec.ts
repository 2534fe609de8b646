import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClaimId } from '../../src/kernel/ids';
import { Transfers } from '../../src/recovery/transfers.service';
import { ClaimDesk, type FineOfDesk } from '../support/claim-desk';
import { FinanceMachine } from '../support/finance-machine';
import { booksHoldAfterEach } from '../support/proven-books';
import { freePort, type RunningProgram, startProgram, untilHealthy } from '../support/running-program';
import { signIn } from '../support/sign-in';

jest.setTimeout(240_000);

// Issue 5, faults: the whole program is killed between the offer of a claim and its acknowledgement, and between the arrival of the
// acknowledgement and its commit. The desk of the test prepares; everything else happens in the program and over HTTP.
describe('FPS Finance before a program that is killed', () => {
  let desk: ClaimDesk;
  let finance: FinanceMachine;
  let dataDir: string;
  let url: string;
  let program: RunningProgram;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    dataDir = mkdtempSync(join(tmpdir(), 'fines-office-killed-'));
    chmodSync(dataDir, 0o711);
    url = `http://localhost:${await freePort()}`;
    finance = (await FinanceMachine.register(desk)).at(url);
    program = await start();
  });

  booksHoldAfterEach(() => desk.desk);
  afterAll(async () => {
    program.process.kill('SIGTERM');
    await program.ended();
    await finance.close();
    await desk.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function start(): Promise<RunningProgram> {
    const { database } = desk.desk.app;
    const started = startProgram(['scripts/start.mjs'], {
      APP_ENV: 'test',
      DATABASE_URL: database.url,
      MIGRATION_DATABASE_URL: database.ownerUrl,
      DATA_DIR: dataDir,
      PORT: new URL(url).port,
      PUBLIC_URL: url,
    });
    await untilHealthy(started, `${url}/health`);
    return started;
  }

  async function killAndStartAgain(): Promise<void> {
    program.process.kill('SIGKILL');
    expect(await program.ended()).toBeNull();
    program = await start();
  }

  /** A fine that was prepared by one person and is offered by another, on the page of the running program. */
  async function offered(): Promise<{ readonly fine: FineOfDesk; readonly id: ClaimId }> {
    const fine = await desk.fine();
    const transfers = desk.desk.app.app.get(Transfers);
    const agent = await desk.desk.actor('treasurer');
    const { transferId } = await transfers.prepareEarly(agent, fine.decisionId, 'The debtor is about to leave.');
    const browser = await signIn({ url }, 'signatory.border');
    const batch = `/recovery/batches/${transferId}`;
    const { status, url: shown } = await browser.submit(batch, {}, `${batch}/approval`);
    expect([status, shown]).toEqual([200, `${url}${batch}`]);
    const [row] = await desk.desk.rows<{ id: ClaimId }>('SELECT id FROM claim WHERE decision_id = $1', [
      fine.decisionId,
    ]);
    if (row === undefined) throw new Error('nothing was offered');
    return { fine, id: row.id };
  }

  function acknowledge(id: ClaimId, financeReference: string, key?: string): ReturnType<FinanceMachine['request']> {
    return finance.request('POST', `/claims/${id}/acknowledgements`, { financeReference }, key);
  }

  /** One effect in the claim, in the file and among the reports, whatever was said how often. */
  async function effects(id: ClaimId): Promise<Record<string, unknown>> {
    const [row] = await desk.desk.rows<Record<string, unknown>>(
      `SELECT c.state, c.finance_reference AS reference,
         (SELECT count(*)::int FROM claim_report r WHERE r.claim_id = c.id) AS reports,
         (SELECT count(*)::int FROM event_log l WHERE l.subject_id = c.id AND l.type = 'claim.acknowledged') AS told
       FROM claim c WHERE c.id = $1`,
      [id],
    );
    return { ...row, story: await desk.story(id) };
  }

  const ONCE = { state: 'acknowledged', reports: 1, told: 1, story: ['offered', 'acknowledged'] };

  it('kill -9 after the offer: the claim is there, and two acknowledgements have one effect', async () => {
    const { id } = await offered();
    await killAndStartAgain();
    expect(await effects(id)).toMatchObject({ state: 'offered', reports: 0, told: 0, story: ['offered'] });
    expect(await acknowledge(id, 'K-1')).toMatchObject({ status: 200, body: { reportState: 'applied' } });
    expect(await acknowledge(id, 'K-1')).toMatchObject({ status: 200, body: { reportState: 'applied' } });
    expect((await acknowledge(id, 'K-2')).status).toBe(409);
    expect(await effects(id)).toEqual({ ...ONCE, reference: 'K-1' });
  });

  it('kill -9 after the acknowledgement came and before its commit: nothing is half done, and it is taken once when it comes again', async () => {
    const { fine, id } = await offered();
    const key = 'key-of-a-request-that-dies';
    let dying: Promise<string> | undefined;
    // Somebody holds the decision, so that the acknowledgement waits in the middle of its transaction; then the program is killed.
    await desk.within(fine.decisionId, async (tx) => {
      dying = acknowledge(id, 'D-1', key).then(
        ({ status }) => `answered ${status}`,
        () => 'cut off',
      );
      for (let tries = 0, waiting = 0; waiting === 0; tries++) {
        if (tries === 1000) throw new Error('the acknowledgement never waited');
        await sleep(20);
        const rows = await tx.query(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()`,
        );
        waiting = rows.length;
      }
      await killAndStartAgain();
      tx.record({ type: 'claim.offered', subjectKind: 'claim', subjectId: id });
    });
    expect(await dying).toBe('cut off');
    expect(await effects(id)).toMatchObject({ state: 'offered', reports: 0, told: 0, story: ['offered'] });
    expect(await acknowledge(id, 'D-1', key)).toMatchObject({ status: 200, body: { claimState: 'acknowledged' } });
    expect((await acknowledge(id, 'D-1')).status).toBe(200);
    expect((await acknowledge(id, 'D-2')).status).toBe(409);
    expect(await effects(id)).toEqual({ ...ONCE, reference: 'D-1' });
  });
});
