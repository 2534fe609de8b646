import { parse } from 'csv-parse/sync';
import { buffer } from 'node:stream/consumers';
import { ListExportService } from '../../src/case-report/list-export.service';
import { RecoveryDesk } from '../../src/recovery/recovery-desk.service';
import { RecoveryLists, type RecoveryList } from '../../src/recovery/recovery-lists.service';
import type { UserActor } from '../support/actors';
import { ClaimDesk, type FineOfDesk } from '../support/claim-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { signIn, type TestBrowser } from '../support/sign-in';

/** The day after the window and its margin are over for a fine that was handed over on the day of the desk. */
const READY = '2027-01-21';

/** More than a page shows. */
const HELD = 51;

describe('the lists of recovery', () => {
  let desk: ClaimDesk;
  let lists: RecoveryLists;
  let cashier: UserActor;
  let browser: TestBrowser;
  const held: FineOfDesk[] = [];
  let last: FineOfDesk;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    lists = desk.desk.app.app.get(RecoveryLists);
    cashier = desk.preparer;
    desk.desk.app.clock.release();
    browser = await signIn(desk.desk.app, 'cashier');
    await browser.get('/language?to=en&from=/help');
    desk.desk.goTo(TODAY);
    for (let made = 0; made < HELD; made++) held.push(await desk.fine());
    last = await desk.fine();
    const agent = await desk.desk.actor('agent.border');
    const files = desk.desk.app.app.get(RecoveryDesk);
    for (const { decisionId } of held)
      await files.placeHold(agent, decisionId, { reason: 'A plan is being discussed.', from: TODAY });
    desk.desk.goTo(READY);
  }, 240_000);
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  const idsOf = async (list: RecoveryList, cursor?: string): Promise<{ ids: string[]; next: string | undefined }> => {
    const part = (await lists.read(cashier, list, cursor))[list];
    const ids = (part?.fines ?? []).map((each) => ('fine' in each ? each.fine : each).decisionId);
    return { ids, next: part?.next };
  };

  it('D9: show a fine that is ready however many older ones wait', async () => {
    const { ready, waiting } = await lists.read(cashier);
    expect(ready?.fines.map(({ fine }) => fine.decisionId)).toEqual([last.decisionId]);
    expect([waiting?.fines.length, ready?.next]).toEqual([50, undefined]);
  });

  it('D9: go on where they were cut, each fine once, and say so on the page', async () => {
    const one = await idsOf('waiting');
    const two = await idsOf('waiting', one.next);
    expect([one.ids.length, two.ids.length, two.next]).toEqual([50, 1, undefined]);
    expect(new Set([...one.ids, ...two.ids])).toEqual(new Set(held.map(({ decisionId }) => decisionId)));
    const { $ } = await browser.get('/recovery');
    expect($('main').text()).toContain('This list goes on');
    const next = await browser.get($('a[rel=next]').attr('href') ?? '');
    expect([next.$('#waiting tbody tr').length, next.$('#ready').length]).toEqual([1, 0]);
    expect(next.$('main').text()).not.toContain('This list goes on');
    expect(await refusalsOf(lists.read(cashier, 'waiting', 'abc'))).toEqual(['cursor: invalid-cursor']);
  });

  it('R7.7: show every fine that nears its limitation, page by page', async () => {
    desk.desk.goTo('2035-11-20');
    const one = await idsOf('limitation');
    const two = await idsOf('limitation', one.next);
    expect([one.ids.length, two.ids.length, two.next]).toEqual([50, 2, undefined]);
    desk.desk.goTo(READY);
  });

  it('D9: leave the product as CSV as they are shown, whole, each fine with what it waits for', async () => {
    const auditor = await desk.desk.actor('auditor');
    const csv = async (state?: string): Promise<string[][]> => {
      const command = { purpose: 'Contrôle', list: 'recoverable', ...(state !== undefined && { state }) } as const;
      const made = await desk.desk.app.app.get(ListExportService).export(auditor, command, 'en');
      return parse(await buffer(made.read()), { bom: true, record_delimiter: '\r\n' });
    };
    const [head, ...lines] = await csv();
    expect(head).toEqual([
      'Decision',
      'List',
      'Debtor',
      'Article',
      'Notified on',
      'Still due (cents)',
      'Waits because',
    ]);
    expect(lines.map(([, list]) => list)).toEqual(['ready', ...held.map(() => 'waiting')]);
    expect(lines[0]).toEqual([last.number, 'ready', expect.any(String), expect.any(String), TODAY, '20000', '']);
    expect(lines[1]?.at(-1)).toContain('A plan is being discussed.');
    expect(await csv('ready')).toHaveLength(2);
    expect(await csv('limitation')).toHaveLength(1);
  });

  it('D9, R7.8: a fine that is ready is prepared from its own page too', async () => {
    const here = `/decisions/${last.decisionId}/recovery`;
    const response = await browser.submit(here, {}, `${here}/transfers`);
    expect(response.status).toBe(200);
    const [item] = await desk.desk.rows<{ is_waiting: boolean }>(
      'SELECT is_waiting FROM recovery_batch_item WHERE decision_id = $1',
      [last.decisionId],
    );
    expect(item?.is_waiting).toBe(true);
    expect((await idsOf('ready')).ids).toEqual([]);
    expect((await browser.get(`/decisions/${held[0]?.decisionId ?? ''}/recovery`)).$('form[action$="/transfers"]')).toHaveLength(0); // prettier-ignore
  });
});
