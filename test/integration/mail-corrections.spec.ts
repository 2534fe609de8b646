import { ProposeCorrection } from '../../src/corrections/corrections.commands';
import { CorrectionsService } from '../../src/corrections/corrections.service';
import type { DecisionId } from '../../src/kernel/ids';
import type { MailChannel } from '../../src/mail/mail-batch.rules';
import { MailBatches } from '../../src/mail/mail.service';
import { parseCommand } from '../../src/platform/http/fields';
import { WorkService } from '../../src/reports/work.service';
import type { UserActor } from '../support/actors';
import { FineDesk, TODAY } from '../support/fine-desk';
import { readPdf } from '../support/pdf-reader';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

jest.setTimeout(60_000);

const SENT = '2026-12-03';
const WHY = { reason: 'Faute de frappe.', evidence: 'Copie de la décision.', effectReason: 'Le délai était mal dit.' };

/** The letter of a correction goes with the others; what its month rests on was put right, so that the month begins with this letter. */
describe('the letter of a correction in a mailing (R4.1, 4A)', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let signatory: UserActor;

  beforeAll(async () => {
    desk = await FineDesk.open();
    [agent, signatory] = [await desk.actor('agent.border'), await desk.actor('signatory.border')];
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  async function corrected(
    effect: 'new-window' | 'no-effect',
  ): Promise<{ decisionId: DecisionId; correctionId: string }> {
    const { decisionId, version } = await desk.signed();
    const told = await desk.notifications.handOver(agent, decisionId, {
      version,
      handedOverOn: TODAY,
      receipt: 'signed',
    });
    const corrections = desk.app.app.get(CorrectionsService);
    const right =
      effect === 'new-window'
        ? { remediesStood: 'Dans les quinze jours.', remedies: 'Dans le mois.' }
        : { familyName: `${(await corrections.prepare(agent, decisionId)).stood.familyName}t` };
    const command = parseCommand(ProposeCorrection, { ...WHY, version: told.version, effect, ...right });
    const { correctionId } = await corrections.propose(agent, decisionId, command);
    expect(await workOf(signatory, 'correction-to-sign')).toContain(correctionId);
    await corrections.sign(signatory, correctionId, { version: 1 });
    expect(await workOf(signatory, 'correction-to-sign')).not.toContain(correctionId);
    return { decisionId, correctionId };
  }

  async function workOf(actor: UserActor, kind: string): Promise<string[]> {
    const { groups } = await desk.app.app.get(WorkService).list(actor, 'department');
    return groups.flatMap(({ items }) => items.filter((each) => each.kind === kind).map(({ id }) => id));
  }

  async function posted(decisionId: DecisionId, channel: MailChannel, itemNumber: string): Promise<void> {
    desk.goTo(SENT);
    const batches = desk.app.app.get(MailBatches);
    const [letter] = await desk.rows<{ documentId: string }>(
      `SELECT id AS "documentId" FROM document WHERE decision_id = $1 AND kind = 'correction'`,
      [decisionId],
    );
    const { batchId } = await batches.prepare(agent, { channel, letters: [letter!] });
    const { version } = await batches.print(agent, batchId, { version: 1 });
    const [item] = (await batches.read(agent, batchId)).items;
    const itemNumbers = [{ id: item!.id, itemNumber }];
    await batches.post(agent, batchId, { version, postedOn: SENT, itemNumbers });
  }

  it('R4.1, R2.5: in the envelope the decision lies behind the correction that opens a new month, and behind no other', async () => {
    for (const [effect, hasDecision] of [
      ['new-window', true],
      ['no-effect', false],
    ] as const) {
      // prettier-ignore
      const { decisionId } = await corrected(effect);
      const made = await desk.rows<{ documentId: string; kind: string; bytes: Buffer }>(
        `SELECT id AS "documentId", kind, bytes FROM document WHERE decision_id = $1 AND kind IN ('correction', 'decision')`,
        [decisionId],
      );
      const pagesOf = async (kind: string): Promise<readonly string[]> =>
        (await readPdf(made.find((each) => each.kind === kind)!.bytes)).pages;
      const documentId = made.find(({ kind }) => kind === 'correction')!.documentId;
      const batches = desk.app.app.get(MailBatches);
      const { batchId } = await batches.prepare(agent, { channel: 'post', letters: [{ documentId }] });
      const { pages, text } = await readPdf(await batches.letters(agent, batchId));
      expect(pages).toEqual([...(await pagesOf('correction')), ...(hasDecision ? await pagesOf('decision') : [])]);
      expect(text.includes('tribunal de première instance')).toBe(hasDecision);
    }
  });

  const windowsOf = (decisionId: DecisionId): Promise<unknown[]> =>
    desk.rows(
      `SELECT channel, acted_on, superseded_by IS NULL AS stands FROM notification WHERE decision_id = $1 ORDER BY recorded_at`,
      [decisionId],
    );

  it('R4.1, 4A point 3: without acknowledgement the month runs anew from this posting, and nobody records it a second time', async () => {
    const { decisionId, correctionId } = await corrected('new-window');
    expect(await workOf(agent, 'correction-to-tell')).toContain(correctionId);
    await posted(decisionId, 'registered', 'RP 7-1');
    expect(await windowsOf(decisionId)).toEqual([
      { channel: 'hand', acted_on: TODAY, stands: false },
      { channel: 'post', acted_on: SENT, stands: true },
    ]);
    const [decision] = await desk.rows('SELECT state, payable_from FROM decision WHERE id = $1', [decisionId]);
    expect(decision).toEqual({ state: 'notified', payable_from: TODAY });
    expect(await workOf(agent, 'correction-to-tell')).not.toContain(correctionId);
    const corrections = desk.app.app.get(CorrectionsService);
    expect((await corrections.read(agent, correctionId as never)).toTell).toEqual([]);
    const again = corrections.notify(agent, correctionId as never, {
      channel: 'post',
      command: { version: 0, postedOn: SENT },
    });
    expect(await refusalsOf(again)).not.toEqual([]);
  });

  it('R4.1, 4A point 2: with acknowledgement the month waits for the presentation, and the correction counts as under way', async () => {
    const { decisionId, correctionId } = await corrected('new-window');
    await posted(decisionId, 'registered-ar', 'RR 7-1');
    expect(await windowsOf(decisionId)).toEqual([{ channel: 'hand', acted_on: TODAY, stands: true }]);
    const attempts = await desk.rows(
      `SELECT channel, is_anew FROM notification_attempt WHERE decision_id = $1 ORDER BY recorded_at`,
      [decisionId],
    );
    expect(attempts).toEqual([{ channel: 'hand', is_anew: false }, { channel: 'registered-ar', is_anew: true }]); // prettier-ignore
    expect(await workOf(agent, 'correction-to-tell')).not.toContain(correctionId);
  });

  it('R4.1: one that changes nothing of the month opens none', async () => {
    const { decisionId, correctionId } = await corrected('no-effect');
    expect(await workOf(agent, 'correction-to-tell')).not.toContain(correctionId);
    await posted(decisionId, 'post', '');
    expect(await windowsOf(decisionId)).toEqual([{ channel: 'hand', acted_on: TODAY, stands: true }]);
  });
});
