import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import type { ExportedListId } from '../../src/case-report/exported-lists';
import { ListExportService } from '../../src/case-report/list-export.service';
import type { DepartmentId } from '../../src/kernel/ids';
import { Transfers } from '../../src/recovery/transfers.service';
import type { UserActor } from '../support/actors';
import { ClaimDesk, type FineOfDesk } from '../support/claim-desk';
import { FinanceMachine } from '../support/finance-machine';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { signIn } from '../support/sign-in';

/** Claims that were offered on the day of the desk are unanswered too long; windows of one month are over, their margin is not. */
const LATER = '2026-12-23';
const PURPOSE = 'Audit of what is between us and FPS Finance';
const UNKNOWN = '01900000-0000-7000-8000-0000000000c1';

/** The lists that are worked out or read beside files, with what is in them; that each has its headings is in case-report.spec.ts. */
describe('lists taken out as CSV', () => {
  let desk: ClaimDesk;
  let finance: FinanceMachine;
  let auditor: UserActor;
  let fine: FineOfDesk;
  let otherDepartment: DepartmentId;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    finance = await FinanceMachine.register(desk);
    auditor = await desk.desk.actor('auditor');
    desk.desk.goTo(TODAY);
    fine = await desk.fine();
    const [other] = await desk.desk.rows<{ id: DepartmentId }>('SELECT id FROM department WHERE id <> $1 LIMIT 1', [fine.departmentId]); // prettier-ignore
    otherDepartment = other!.id;
    const id = await desk.offer(fine);
    await finance.request('POST', `/claims/${id}/rejections`, { code: '=HYPERLINK("x")' });
    const claims = [
      { claimId: id, collectedCents: 0 },
      { claimId: UNKNOWN, collectedCents: 700 },
    ];
    await finance.request('POST', '/holdings', { statedOn: TODAY, claims });
    desk.desk.goTo(LATER);
  }, 120_000);
  booksHoldAfterEach(() => desk.desk);
  afterAll(async () => {
    await finance.close();
    await desk.close();
  });

  async function lines(list: ExportedListId, changes: object = {}, actor: UserActor = auditor): Promise<string[][]> {
    const made = await desk.desk.app.app
      .get(ListExportService)
      .export(actor, { purpose: PURPOSE, list, ...changes }, 'en');
    const [, ...rows] = parse(await buffer(made.read()), { bom: true, record_delimiter: '\r\n' });
    return rows;
  }
  /** Whoever sees one department only, which is another than that of the fine. */
  const elsewhere = (): UserActor => ({ ...auditor, spansDepartments: false, departmentId: otherDepartment });

  it('has the claims to follow up, narrowed by what is wrong and by the day of the offer', async () => {
    const row = [fine.number, 'unanswered', expect.any(String), TODAY];
    expect(await lines('claimsToSee')).toEqual([row]);
    expect(await lines('claimsToSee', { state: 'unanswered', from: TODAY, until: TODAY })).toEqual([row]);
    expect(await lines('claimsToSee', { state: 'rejected' })).toEqual([]);
    expect(await lines('claimsToSee', { from: LATER })).toEqual([]);
    expect(await lines('claimsToSee', {}, elsewhere())).toEqual([]);
  });

  it('has every difference that FPS Finance stated, one about no claim of ours for everybody', async () => {
    const kinds = (rows: string[][]): (string | undefined)[] => rows.map(([, , kind]) => kind).sort();
    expect(kinds(await lines('holdingDifferences'))).toEqual(['not-answered-here', 'not-offered-here']);
    expect(kinds(await lines('holdingDifferences', { state: 'not-offered-here' }))).toEqual(['not-offered-here']);
    expect(kinds(await lines('holdingDifferences', {}, elsewhere()))).toEqual(['not-offered-here']);
  });

  it('has what FPS Finance said and nobody understood, none of which is a formula', async () => {
    const [row, ...more] = await lines('claimMessages', { state: 'quarantined' });
    expect(more).toEqual([]);
    expect(row?.slice(0, 2)).toEqual([fine.number, 'quarantined']);
    expect(row?.[5]).toContain('HYPERLINK');
    expect(row?.[5]).not.toMatch(/^[=+\-@]/);
    expect(await lines('claimMessages', { state: 'applied' })).toEqual([]);
  });

  it('D7: has the windows to check, and records whom it shows', async () => {
    const rows = await lines('windowsToCheck', { from: '2026-12-01', until: LATER });
    expect(rows.map(([number]) => number)).toContain(fine.number);
    const [access] = await desk.desk.rows<{ person_ids: string[]; reason: string }>(
      `SELECT person_ids, reason FROM access_log WHERE operation = 'list.export' ORDER BY position DESC LIMIT 1`,
    );
    expect(access?.person_ids).toContain(fine.personId);
    expect(access?.reason).toBe(`export: ${PURPOSE}`);
    expect(await lines('windowsToCheck', {}, elsewhere())).toEqual([]);
  });

  it('has the users with their roles, those of one department for whom sees no other', async () => {
    const [{ count } = { count: 0 }] = await desk.desk.rows<{ count: number }>('SELECT count(*)::int AS count FROM user_account'); // prettier-ignore
    expect(await lines('users')).toHaveLength(count);
    const own = await lines('users', {}, { ...auditor, spansDepartments: false });
    expect(own.length).toBeGreaterThan(0);
    expect(new Set(own.map(([, department]) => department)).size).toBe(1);
  });

  it('has the letters that wait for the post, with where they go', async () => {
    for (const [reference, kind, recipient] of await lines('lettersWaiting')) {
      expect(reference).not.toBe('');
      expect(['decision', 'correction', 'withdrawal', 'payment-receipt']).toContain(kind);
      expect(recipient).not.toBe('');
    }
    expect(await lines('lettersWaiting', {}, elsewhere())).toEqual([]);
  });

  describe('beside pages that are cut', () => {
    it('goes on page after page with the batches, none left out', async () => {
      const made = 52;
      await desk.desk.rows(
        `INSERT INTO recovery_batch (id, department_id, state, fine_count, total_cents, prepared_by, prepared_at, decided_by, decided_at)
         SELECT gen_random_uuid(), $1, 'dissolved', 1, 1, $2, now(), $2, now() FROM generate_series(1, $3)`,
        [fine.departmentId, desk.preparer.id, made],
      );
      const transfers = desk.desk.app.app.get(Transfers);
      const one = await transfers.list(auditor);
      const two = await transfers.list(auditor, one.next);
      const ids = [...one.rows, ...two.rows].map(({ id }) => id);
      expect([one.rows.length, new Set(ids).size, two.next]).toEqual([50, made, undefined]);
      expect(await refusalsOf(transfers.list(auditor, 'none'))).toEqual(['cursor: invalid-cursor']);
    });

    it('says on the page of reconciliation that only the oldest messages are there', async () => {
      await desk.desk.rows(
        `INSERT INTO claim_report (id, claim_id, department_id, report_id, kind, content, state, received_at)
         SELECT gen_random_uuid(), c.id, c.department_id, 'more-' || n, 'other', '{}', 'quarantined', now() FROM claim c, generate_series(1, 100) n`,
      );
      desk.desk.app.clock.release();
      const browser = await signIn(desk.desk.app, 'auditor');
      await browser.get('/language?to=en&from=/help');
      const { $ } = await browser.get('/recovery/reconciliation');
      expect($('#quarantine tbody tr')).toHaveLength(100);
      expect($('main').text()).toContain('Only the 100 oldest of 101 messages are shown');
      expect(await lines('claimMessages', { state: 'quarantined' })).toHaveLength(101);
    });
  });
});
