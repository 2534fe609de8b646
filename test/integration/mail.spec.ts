import { DispatchLists } from '../../src/mail/dispatch-lists.service';
import type { MailChannel } from '../../src/mail/mail-batch.rules';
import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import { ReturnedMail } from '../../src/notifications/returned-mail.service';
import { MailBatches } from '../../src/mail/mail.service';
import type { MailBatchId } from '../../src/kernel/ids';
import { readPdf } from '../support/pdf-reader';
import type { UserActor } from '../support/actors';
import { FineDesk, TODAY } from '../support/fine-desk';
import { refusalsOf } from '../support/refusals';
import { booksHoldAfterEach } from '../support/proven-books';

const REASON = 'Imprimante en panne, lot refait.';

describe('letters that go to the post together', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let batches: MailBatches;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
    batches = desk.app.app.get(MailBatches);
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const letters = async (count: number): Promise<{ documentId: string }[]> => {
    const made: { documentId: string }[] = [];
    for (let each = 0; each < count; each += 1) {
      const { decisionId } = await desk.signed();
      const [row] = await desk.rows<{ documentId: string }>(
        `SELECT id AS "documentId" FROM document WHERE decision_id = $1 AND kind = 'decision'`,
        [decisionId],
      );
      made.push(row!);
    }
    return made;
  };
  const printed = async (channel: MailChannel, count: number): Promise<{ id: MailBatchId; version: number }> => {
    const { batchId: id } = await batches.prepare(agent, { channel, letters: await letters(count) });
    return { id, version: (await batches.print(agent, id, { version: 1 })).version };
  };
  const numbered = async (id: MailBatchId, prefix: string): Promise<{ id: string; itemNumber: string }[]> =>
    (await batches.read(agent, id)).items.map((item) => ({ id: item.id, itemNumber: `${prefix}${item.position}` }));

  it('are one file in the order of the list, and the letters stay as they were signed', async () => {
    const { id } = await printed('registered', 2);
    const { items } = await batches.read(agent, id);
    const bound = await readPdf(await batches.letters(agent, id));
    const apart = await Promise.all(
      items.map(async ({ documentId, sha256Hex }) => {
        const [row] = await desk.rows<{ bytes: Buffer; hash: string }>(
          `SELECT bytes, encode(sha256(bytes), 'hex') AS hash FROM document WHERE id = $1`,
          [documentId],
        );
        expect(row?.hash).toBe(sha256Hex);
        return readPdf(row!.bytes);
      }),
    );
    expect(bound.pages).toEqual(apart.flatMap(({ pages }) => pages));
  });

  it('have a list, tagged and as CSV, with addressee, address, reference and hash', async () => {
    const { id } = await printed('post', 2);
    const { items } = await batches.read(agent, id);
    const lists = desk.app.app.get(DispatchLists);
    const csv = (await lists.csv(agent, id)).toString('utf8');
    for (const language of ['fr', 'nl', 'de', 'en'] as const) {
      const pdf = await readPdf(await lists.pdf(agent, id, language));
      expect(pdf.unmarkedPainting).toEqual([]);
      for (const { reference, recipient } of items) {
        expect(pdf.text).toContain(reference);
        expect(pdf.text).toContain(recipient);
      }
    }
    expect(csv.split('\r\n')[0]).toContain('position,reference,recipient,address,itemNumber,sha256');
    for (const { sha256Hex, reference } of items) {
      expect(csv).toContain(sha256Hex);
      expect(csv).toContain(reference);
    }
  });

  it('4A point 3: posted, each decision is told by the number of its item and its month runs', async () => {
    const { id, version } = await printed('registered', 2);
    const none = { version, postedOn: TODAY, itemNumbers: [] };
    expect(await refusalsOf(batches.post(agent, id, none))).toEqual(['itemNumbers: item-number-missing']);
    await batches.post(agent, id, { ...none, itemNumbers: await numbered(id, 'RP 1-') });
    const rows = await desk.rows(
      `SELECT n.channel, n.acted_on, n.last_day, n.posting_reference FROM mail_item i JOIN notification n ON n.decision_id = i.decision_id WHERE i.batch_id = $1 ORDER BY i.position`,
      [id],
    );
    const told = { channel: 'post', acted_on: TODAY, last_day: '2026-12-24' };
    expect(rows).toEqual([
      { ...told, posting_reference: 'RP 1-1' },
      { ...told, posting_reference: 'RP 1-2' },
    ]);
    expect((await batches.read(agent, id)).batch).toMatchObject({ state: 'posted', postedOn: TODAY });
  });

  it('4A point 2: with acknowledgement nothing is told before the presentation', async () => {
    const { id, version } = await printed('registered-ar', 1);
    await batches.post(agent, id, { version, postedOn: TODAY, itemNumbers: await numbered(id, 'RR 1-') });
    const rows = await desk.rows(
      `SELECT d.state, a.channel, a.item_number FROM mail_item i JOIN decision d ON d.id = i.decision_id JOIN notification_attempt a ON a.id = i.attempt_id WHERE i.batch_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ state: 'signed', channel: 'registered-ar', item_number: 'RR 1-1' }]);
  });

  it('refuses tomorrow, a day before it was prepared, a number twice, and one given before', async () => {
    const { id, version } = await printed('registered', 2);
    const itemNumbers = await numbered(id, 'RP 2-');
    const post = (changes: object): Promise<string[]> =>
      refusalsOf(batches.post(agent, id, { version, postedOn: TODAY, itemNumbers, ...changes }));
    expect(await post({ postedOn: '2026-11-21' })).toEqual(['postedOn: posted-in-future']);
    expect(await post({ postedOn: '2026-11-19' })).toEqual(['postedOn: posted-before-printing']);
    const same = itemNumbers.map((each) => ({ ...each, itemNumber: 'RP 2' }));
    expect(await post({ itemNumbers: same })).toEqual(['itemNumbers: item-number-twice']);
    expect(await post({})).toEqual([]);
    const other = await printed('registered', 1);
    const taken = (await numbered(other.id, '')).map((each) => ({ ...each, itemNumber: 'RP 2-1' }));
    const again = { version: other.version, postedOn: TODAY, itemNumbers: taken };
    expect(await refusalsOf(batches.post(agent, other.id, again))).toEqual(['itemNumbers: item-number-taken']);
  });

  it('goes out whole or not at all: a letter that fell is named', async () => {
    const { id, version } = await printed('post', 2);
    const { items } = await batches.read(agent, id);
    const { decisionId } = items[1]!;
    const seen = (await desk.decisions.read(agent, decisionId)).decision.version;
    const command = { version: seen, handedOverOn: TODAY, receipt: 'signed' };
    await desk.notifications.notify(agent, decisionId, { channel: 'hand', command });
    expect(await refusalsOf(batches.post(agent, id, { version, postedOn: TODAY, itemNumbers: [] }))).toEqual([
      'itemNumbers: mail-item-fallen',
    ]);
    const [first] = await desk.rows('SELECT state FROM decision WHERE id = $1', [items[0]!.decisionId]);
    expect(first).toEqual({ state: 'signed' });
  });

  it('waits in one batch at a time; a batch that is dropped gives its letters back', async () => {
    const chosen = await letters(1);
    const command = { channel: 'post', letters: chosen } as const;
    const outcomes = await Promise.all([
      refusalsOf(batches.prepare(agent, command)),
      refusalsOf(batches.prepare(agent, command)),
    ]);
    expect(outcomes.sort()).toEqual([[], ['letters: letter-not-to-send']]);
    const [row] = await desk.rows<{ id: MailBatchId }>(
      'SELECT batch_id AS id FROM mail_item WHERE document_id = $1 AND is_waiting',
      [chosen[0]!.documentId],
    );
    expect(await refusalsOf(batches.post(agent, row!.id, { version: 1, postedOn: TODAY, itemNumbers: [] }))).toEqual([
      ': illegal-transition',
    ]);
    await batches.drop(agent, row!.id, { version: 1, reason: REASON });
    await expect(batches.prepare(agent, command)).resolves.toMatchObject({ state: 'prepared', letterCount: 1 });
  });

  it('of two at once one goes, and the same request again posts nothing again', async () => {
    const { id, version } = await printed('post', 1);
    const command = { version, postedOn: TODAY, itemNumbers: [] };
    const outcomes = await Promise.all([
      refusalsOf(batches.post(agent, id, command)),
      refusalsOf(batches.drop(agent, id, { version, reason: REASON })),
    ]);
    expect(outcomes.flat()).toEqual([': illegal-transition']);
    const other = await printed('post', 1);
    const once = desk.once(agent, 'mail-key-0001', { id: other.id });
    const posting = { version: other.version, postedOn: TODAY, itemNumbers: [] };
    const first = await batches.post(once, other.id, posting);
    expect(await batches.post(once, other.id, posting)).toEqual(first);
  });

  it('D27: a letter that follows the decision comes back as itself: no window moves, and it waits for the post again', async () => {
    const { decisionId, version, number } = await desk.signed();
    await desk.notifications.handOver(agent, decisionId, { version, handedOverOn: TODAY, receipt: 'signed' });
    const withdrawals = desk.app.app.get(WithdrawalDesk);
    const proposed = await withdrawals.propose(agent, decisionId, { version: version + 1, reason: 'Fait inexact.' });
    await withdrawals.withdraw(await desk.actor('signatory.border'), decisionId, { version: proposed.version });
    const waiting = async (): Promise<string[]> =>
      (await batches.waiting(agent)).filter((each) => each.decisionId === decisionId).map(({ reference }) => reference);
    expect(await waiting()).toEqual([`${number}/1W`]);
    const [letter] = (await batches.waiting(agent)).filter((each) => each.decisionId === decisionId);
    const { batchId: id } = await batches.prepare(agent, {
      channel: 'post',
      letters: [{ documentId: letter!.documentId }],
    });
    const print = await batches.print(agent, id, { version: 1 });
    await batches.post(agent, id, { version: print.version, postedOn: TODAY, itemNumbers: [] });
    expect(await waiting()).toEqual([]);
    const standing = 'SELECT id, acted_on, last_day FROM notification WHERE decision_id = $1 AND superseded_by IS NULL';
    const before = await desk.rows(standing, [decisionId]);
    const mail = desk.app.app.get(ReturnedMail);
    desk.goTo('2026-11-30');
    const back = { reference: `${number}/1W`, reason: 'moved', returnedOn: '2026-11-27' } as const;
    expect(await refusalsOf(mail.record(agent, { ...back, returnedOn: '2026-11-01' }))).toEqual([
      'returnedOn: return-before-sending',
    ]);
    expect(await refusalsOf(mail.record(agent, { ...back, returnedOn: '2026-12-01' }))).toEqual([
      'returnedOn: return-in-future',
    ]);
    const done = await mail.record(agent, back);
    expect([done.letter.kind, done.register]).toEqual(['withdrawal', undefined]);
    expect(await desk.rows(standing, [decisionId])).toEqual(before);
    expect(await waiting()).toEqual([`${number}/1W`]);
  });

  it('D32: is the own department’s business', async () => {
    const { id } = await printed('post', 1);
    const elsewhere = await desk.actor('agent.residence');
    expect(await refusalsOf(batches.read(elsewhere, id))).toEqual([': other-department']);
    expect(await refusalsOf(batches.letters(elsewhere, id))).toEqual([': other-department']);
    const others = { channel: 'post', letters: await letters(1) } as const;
    expect(await refusalsOf(batches.prepare(elsewhere, others))).toEqual(['letters: letter-not-to-send']);
  });

  it('refuses a batch of nothing', async () => {
    expect(await refusalsOf(batches.prepare(agent, { channel: 'post', letters: [] }))).toEqual([
      'letters: mail-batch-empty',
    ]);
  });
});
