import { DepositCorrections } from '../../src/deposits/deposit-corrections.service';
import type { CorrectAnnouncement } from '../../src/deposits/deposits.commands';
import type { DepositResult } from '../../src/deposits/deposits.service';
import { DepositPapers } from '../../src/deposits/deposit-papers.service';
import { newId, type DepositId } from '../../src/kernel/ids';
import type { UserActor } from '../support/actors';
import { DepositGround, PAYER } from '../support/deposit-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(99), Buffer.from([0xff, 0xd9])]);
const FILE = { name: 'advice.jpg', mediaType: 'image/jpeg', bytes: JPEG };

describe('announcements put right, and papers beside deposits', () => {
  let ground: DepositGround;
  let [agent, cashier] = [] as unknown as [UserActor, UserActor];

  beforeAll(async () => {
    ground = await DepositGround.open();
    [agent, cashier] = [await ground.desk.actor('agent.border'), await ground.desk.actor('cashier')];
  }, 60_000);
  beforeEach(() => ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => ground.desk);
  afterAll(() => ground.desk.close());

  const correct = (
    id: DepositId,
    changes: Partial<CorrectAnnouncement> & { version: number },
  ): Promise<DepositResult> =>
    ground.desk.app.app.get(DepositCorrections).correct(agent, id, {
      amountCents: 20_000,
      announcedOn: TODAY,
      reason: 'Je conteste l’amende.',
      ...PAYER,
      correctionReason: 'The payer was named wrongly.',
      ...changes,
    });

  it('R3.4: what the letter prints is printed again, what it said stays, two at once', async () => {
    const { depositId, version } = await ground.announced((await ground.fine()).decisionId);
    const letter = await ground.letters.issue(agent, depositId, { version });
    expect(await refusalsOf(correct(depositId, { version: letter.version }))).toEqual([': deposit-correction-nothing']);
    const both = await Promise.all(
      [1, 2].map(() => refusalsOf(correct(depositId, { version: letter.version, payerGivenNames: 'Camille Ada' }))),
    );
    expect(both.flat()).toEqual([': changed-since-read']);
    const { deposit, corrections } = await ground.pages.read(agent, depositId);
    expect(deposit).toMatchObject({ state: 'letter-issued', payer: { givenNames: 'Camille Ada' } });
    expect(deposit.letterDocumentId).not.toBe(letter.documentId);
    expect(corrections).toMatchObject([
      {
        reason: 'The payer was named wrongly.',
        letterReplacedId: letter.documentId,
        changes: [{ field: 'payerGivenNames', stood: 'Camille', becomes: 'Camille Ada' }],
      },
    ]);
  });

  it('D4: what the letter does not print leaves it; held, a deposit is taken back as a whole', async () => {
    const { depositId, version } = await ground.announced((await ground.fine()).decisionId);
    const letter = await ground.letters.issue(agent, depositId, { version });
    const done = await correct(depositId, { version: letter.version, announcedOn: '2026-11-18', payerIsDebtor: true });
    const { deposit, corrections } = await ground.pages.read(agent, depositId);
    expect(deposit).toMatchObject({ letterDocumentId: letter.documentId, lapsesOn: '2026-12-18' });
    expect(corrections[0]).toMatchObject({ letterReplacedId: null });
    const held = await ground.deposits.hold(cashier, depositId, {
      version: done.version,
      source: 'advice',
      datedOn: TODAY,
      heldCents: 20_000,
      cdcReference: ground.reference(),
    });
    expect(await refusalsOf(correct(depositId, { version: held.version, payerFamilyName: 'Autre' }))).toEqual([
      ': illegal-transition',
    ]);
  });

  it('D29: a step takes the paper on which it rests, and the same file is no second paper', async () => {
    const { depositId, version } = await ground.announced((await ground.fine()).decisionId);
    const command = { version, source: 'payer-proof', datedOn: TODAY } as const;
    await ground.deposits.receive(cashier, depositId, command, { file: FILE, title: 'Bank proof' });
    const { evidence, files } = await ground.pages.read(cashier, depositId);
    expect(files).toMatchObject([{ title: 'Bank proof', mediaType: 'image/jpeg' }]);
    expect(evidence).toMatchObject([{ step: 'receive', documentId: files[0]?.documentId }]);
    const again = ground.desk.app.app.get(DepositPapers).attach(agent, depositId, FILE, '');
    expect(await refusalsOf(again)).toEqual(['file: evidence-already-attached']);
  });

  it('D7: an appeal that was taken over and could not be taken up keeps a deposit from the State', async () => {
    const { decisionId } = await ground.fine();
    const { depositId, version } = await ground.held(decisionId);
    ground.desk.goTo('2027-01-21');
    const fileId = newId();
    await ground.desk.rows(
      `INSERT INTO takeover_file (id, department_id, name, format, kind, sha256, byte_count, state, record_count, already_count, found_person_count, new_person_count, report, checked_by, checked_at)
       SELECT $1, department_id, 'appeals.csv', 'csv', 'appeals', sha256('x'), 1, 'checked', 1, 0, 0, 0, '{}', $3, now() FROM decision WHERE id = $2`,
      [fileId, decisionId, agent.id],
    );
    await ground.desk.rows(
      `INSERT INTO takeover_record (id, file_id, department_id, kind, source_id, line, sha256, content, state, decision_id)
       SELECT $1, $2, department_id, 'appeal', 'A-1', 1, sha256('x'), '{"record":{"filedOn":"2026-10-01","state":"filed"}}', 'loaded', id FROM decision WHERE id = $3`,
      [newId(), fileId, decisionId],
    );
    expect(await refusalsOf(ground.proposed(depositId, version, {}))).toEqual(['ground: deposit-appeal-taken-over']);
  });
});
