import { legalDate } from '../../src/kernel/legal-date';
import { CaseAccess } from '../../src/audit/case-access.service';
import { CaseHandsRepository } from '../../src/audit/case-hands.repository';
import { FileMoneyRepository } from '../../src/reports/file-money.repository';
import { FileRefundsRepository } from '../../src/reports/file-refunds.repository';
import { FileTimelineRepository } from '../../src/reports/file-timeline.repository';
import { FileRepository } from '../../src/reports/file.repository';
import { FileHolds } from '../../src/reports/file-holds.service';
import { FileService } from '../../src/reports/file.service';
import type { StatedPurpose } from '../../src/platform/database/transactions';
import { openTestGround, type TestGround, type UserActor } from '../support/actors';
import { FileBuilder } from '../support/file-builder';
import type { BuiltFile } from '../support/file-money-builder';
import { proofHoldsOn } from '../support/proof-holds';
import { appealFilesOn } from '../support/appeal-files';

/** The last row of the access log. */
interface Access {
  readonly operation: string;
  readonly reason: string;
  readonly case_ids: string[];
  readonly person_ids: string[];
}

/** The same person, having stated why. */
function having(actor: UserActor, stated: StatedPurpose): UserActor {
  return { ...actor, origin: { ...actor.origin, purpose: { ofRequest: stated } } };
}

describe('the file page', () => {
  let ground: TestGround;
  let builder: FileBuilder;
  let files: FileService;
  let access: CaseAccess;
  let paid: BuiltFile;

  beforeAll(async () => {
    ground = await openTestGround();
    ground.clock.stopAt(new Date('2026-11-22T09:00:00Z'));
    builder = new FileBuilder(ground.dataSource);
    access = new CaseAccess(ground.transactions, new CaseHandsRepository());
    files = new FileService(
      ground.transactions,
      new FileRepository(),
      new FileMoneyRepository(),
      new FileRefundsRepository(),
      new FileTimelineRepository(),
      access,
      new FileHolds(proofHoldsOn(ground), appealFilesOn(ground)),
    );
    paid = await builder.file({
      agent: ground.actor('agent.border'),
      signed: { by: ground.actor('signatory.border'), on: '2026-10-14', counter: 1 },
      notified: { on: '2026-10-15', mode: 'hand' },
    });
    await builder.payment(paid, {
      cashier: ground.actor('cashier'),
      on: '2026-10-20',
      sequence: 1,
      amountCents: 20_000,
    });
  });
  afterAll(() => ground.close());

  async function accesses(): Promise<Access[]> {
    return ground.dataSource.query<Access[]>(
      'SELECT operation, reason, case_ids, person_ids FROM access_log ORDER BY position',
    );
  }

  it('explains every number by the postings and the line of the statement', async () => {
    const { money } = await files.read(ground.actor('agent.border'), paid.offenceId);
    expect(money.agrees).toBe(true);
    expect(money.amounts).toEqual({
      chargedCents: 20_000,
      cancelledCents: 0,
      writtenOffCents: 0,
      paidCents: 20_000,
      outstandingCents: 0,
      advanceCents: 0,
      owedBackCents: 0,
    });
    for (const figure of money.figures)
      expect(figure.lines.reduce((sum, line) => sum + line.amountCents, 0)).toBe(figure.amountCents);
    const line = money.figures.find(({ name }) => name === 'paid')?.lines[0];
    expect(line?.details.map((detail) => 'key' in detail && detail.key)).toEqual([
      'file.money.statement-line-valued',
      'file.money.match.structured-reference',
    ]);
    expect(money.postings).toHaveLength(3);
  });

  it('keeps decision, money and window apart', async () => {
    const { dimensions } = await files.read(ground.actor('agent.border'), paid.offenceId);
    expect(dimensions.map(({ name, state }) => [name, state])).toEqual([
      ['decision', 'notified'],
      ['money', 'settled'],
      ['window', 'passed'],
    ]);
  });

  it('tells the story once, in order, with the statement that brought the money', async () => {
    const { timeline } = await files.read(ground.actor('agent.border'), paid.offenceId);
    expect(timeline.map(({ type }) => type)).toEqual([
      'person.registered',
      'offence.recorded',
      'decision.drafted',
      'decision.submitted',
      'decision.signed',
      'notification.recorded',
      'fine.charged',
      'statement.accepted',
      'payment.allocated',
    ]);
    expect(timeline[4]?.by).toEqual({ kind: 'user', name: 'Exemple Signataire', role: 'signatory' });
  });

  it('4A: recomputes the window and says when the stored days differ', async () => {
    const page = await files.read(ground.actor('agent.border'), paid.offenceId);
    expect(page.notification).toMatchObject({ agrees: true, last_day: '2026-11-16' });
    expect(page.notification?.steps.map(({ code }) => code)).toContain('moved-to-working-day');
    const wrong = await builder.file({
      agent: ground.actor('agent.border'),
      familyName: 'VOORBEELD',
      signed: { by: ground.actor('signatory.border'), on: '2026-10-14', counter: 2 },
      notified: { on: '2026-10-15', mode: 'post' },
    });
    await ground.dataSource.query(
      `UPDATE notification SET last_day = last_day + 1, adverse_last_day = adverse_last_day + 1 WHERE decision_id = $1`,
      [wrong.decisionId],
    );
    expect((await files.read(ground.actor('agent.border'), wrong.offenceId)).notification?.agrees).toBe(false);
  });

  it('D26: shows an advance before the notification and nothing due', async () => {
    const early = await builder.file({
      agent: ground.actor('agent.border'),
      familyName: 'FRÜHZAHLER',
      signed: { by: ground.actor('signatory.border'), on: '2026-11-18', counter: 3 },
    });
    await builder.payment(early, {
      cashier: ground.actor('cashier'),
      on: '2026-11-20',
      sequence: 2,
      amountCents: 20_000,
      asAdvance: true,
    });
    const page = await files.read(ground.actor('agent.border'), early.offenceId);
    expect(page.money.figures.map(({ name, amountCents }) => [name, amountCents])).toEqual([['advance', 20_000]]);
    expect(page.dimensions[1]).toMatchObject({ state: 'not-due', text: { key: 'file.dimension.money.advance' } });
    expect(page.timeline.at(-1)?.type).toBe('payment.advanced');
  });

  it('shows who decides next: the signatory signs, the drafter waits', async () => {
    const file = await builder.file({
      agent: ground.actor('agent.border'),
      familyName: 'TE TEKENEN',
      submittedOn: '2026-11-20',
    });
    const step = async (subject: 'agent.border' | 'signatory.border') =>
      (await files.read(ground.actor(subject), file.offenceId)).next;
    expect(await step('agent.border')).toMatchObject({ kind: 'wait', code: 'signature' });
    expect(await step('signatory.border')).toMatchObject({
      kind: 'do',
      code: 'sign',
      href: `/decisions/${file.decisionId}`,
    });
  });

  describe('D32: who reads, and why', () => {
    it('writes one access record for each reading, with the reason', async () => {
      const before = (await accesses()).length;
      await files.read(ground.actor('agent.border'), paid.offenceId);
      await files.read(ground.actor('auditor'), paid.offenceId);
      await files.read(ground.actor('cashier'), paid.offenceId);
      const rows = (await accesses()).slice(before);
      expect(rows.map(({ reason }) => reason)).toEqual(['own-case', 'supervision', 'money']);
      expect(rows[0]).toMatchObject({
        operation: 'file.read',
        case_ids: [paid.offenceId],
        person_ids: [paid.personId],
      });
    });

    it('asks a colleague for a reason before anything is shown, and keeps it', async () => {
      const deputy = ground.actor('deputy.border');
      const before = (await accesses()).length;
      await expect(files.read(deputy, paid.offenceId)).rejects.toMatchObject({
        refusals: [{ code: 'access-reason-needed' }],
      });
      expect(await access.cover(deputy, paid.offenceId)).toEqual({
        caseId: paid.offenceId,
        number: paid.number,
        asksReason: true,
      });
      expect(await accesses()).toHaveLength(before);
      await files.read(having(deputy, { code: 'replacement', motive: 'congé' }), paid.offenceId);
      expect((await accesses()).at(-1)?.reason).toBe('colleague-case: replacement – congé');
    });

    it('closes the file to another department, whatever the reason', async () => {
      const stranger = ground.actor('agent.residence');
      const reading = files.read(having(stranger, { code: 'check', motive: '' }), paid.offenceId);
      await expect(reading).rejects.toMatchObject({ refusals: [{ code: 'other-department' }] });
      await expect(access.cover(stranger, paid.offenceId)).rejects.toMatchObject({
        refusals: [{ code: 'other-department' }],
      });
    });

    it('leads nowhere for an unknown file', async () => {
      await expect(files.read(ground.actor('auditor'), '01900000-0000-7000-8000-00000000ffff')).rejects.toMatchObject({
        refusals: [{ code: 'not-found' }],
      });
    });
  });

  it('reads a fine by its decision', async () => {
    const page = await files.readByFine(ground.actor('auditor'), paid.decisionId);
    expect(page.fileId).toBe(paid.offenceId);
    expect(page.notification?.acted_on).toBe(legalDate('2026-10-15'));
  });
});
