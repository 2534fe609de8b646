import type { DemonstrationSubject } from '../../src/access/demonstration-users';
import { newId } from '../../src/kernel/ids';
import { WorkRepository } from '../../src/reports/work.repository';
import { WorkService } from '../../src/reports/work.service';
import type { WorkItem } from '../../src/reports/work.view';
import { openTestGround, type TestGround } from '../support/actors';
import { FileBuilder } from '../support/file-builder';
import type { BuiltFile } from '../support/file-money-builder';

describe('work to do', () => {
  let ground: TestGround;
  let builder: FileBuilder;
  let work: WorkService;
  let signed: BuiltFile;

  beforeAll(async () => {
    ground = await openTestGround();
    ground.clock.stopAt(new Date('2026-11-22T09:00:00Z'));
    builder = new FileBuilder(ground.dataSource);
    work = new WorkService(ground.transactions, new WorkRepository());
    const [agent, deputy] = [ground.actor('agent.border'), ground.actor('deputy.border')];
    const signatory = ground.actor('signatory.border');
    await builder.file({ agent, familyName: 'PROJET', draftedOn: '2026-11-01' });
    await builder.file({ agent, familyName: 'RETOUR', draftedOn: '2026-11-19', returned: { by: signatory, on: '2026-11-21', reason: 'Heure ?' } }); // prettier-ignore
    await builder.file({ agent, familyName: 'SOUMISE', submittedOn: '2026-11-18' });
    await builder.file({ agent: deputy, familyName: 'ADJOINT', submittedOn: '2026-11-20' });
    signed = await builder.file({
      agent,
      familyName: 'SIGNEE',
      signed: { by: signatory, on: '2026-11-20', counter: 1 },
    });
    await builder.file({ agent, familyName: 'ANCIENNE', draftedOn: '2026-10-30', signed: { by: signatory, on: '2026-11-02', counter: 2 } }); // prettier-ignore
    const open = {
      signed: { by: signatory, on: '2026-10-20', counter: 3 },
      notified: { on: '2026-10-30', mode: 'hand' as const },
    };
    const partly = await builder.file({ agent, familyName: 'PARTIELLE', ...open });
    await builder.payment(partly, {
      cashier: ground.actor('cashier'),
      on: '2026-11-02',
      sequence: 1,
      amountCents: 19_950,
    });
    await builder.movement({ cashier: ground.actor('cashier'), on: '2026-11-01', sequence: 2, amountCents: 20_000 });
    await builder.movement({ cashier: ground.actor('cashier'), on: '2026-11-21', sequence: 4, amountCents: 100 }, { statementState: 'conflict', state: 'pending' }); // prettier-ignore
    await builder.insert('offence_draft', {
      id: newId(), department_id: agent.departmentId, person_id: partly.personId, answers: {}, created_by: agent.id,
      created_at: '2026-11-20T10:00:00Z', updated_at: '2026-11-20T10:00:00Z',
    }); // prettier-ignore
  });
  afterAll(() => ground.close());

  async function listOf(subject: DemonstrationSubject, scope: 'own' | 'department' = 'own'): Promise<WorkItem[]> {
    const { groups } = await work.list(ground.actor(subject), scope);
    return groups.flatMap(({ items }) => items);
  }
  const shown = (items: readonly WorkItem[]): string[] =>
    items.map(({ urgency, kind, name, title }) => `${urgency} ${kind} ${name ?? title}`);

  it('of an agent: own drafts and what the department has to notify, the most urgent first', async () => {
    expect(shown(await listOf('agent.border'))).toEqual([
      'overdue decision-to-notify ANCIENNE, Aline',
      'overdue decision-draft PROJET, Aline',
      'rest decision-returned RETOUR, Aline',
      'rest decision-to-notify SIGNEE, Aline',
      'rest offence-draft PARTIELLE, Aline',
      'rest appeal-window PARTIELLE, Aline',
    ]);
  });

  it('says by how many days, why it came back, and where the work is done', async () => {
    const items = await listOf('agent.border');
    expect(items[0]).toMatchObject({ ageDays: 20, dueOn: '2026-11-09', article: '4bis' });
    expect(items.find(({ kind }) => kind === 'decision-returned')?.note).toBe('Heure ?');
    expect(items.find(({ title }) => title === signed.number)?.href).toBe(
      `/decisions/${signed.decisionId}/notification`,
    );
    expect(items.find(({ kind }) => kind === 'appeal-window')?.endsOn).toBe('2026-11-30');
  });

  it('of a signatory: what others submitted in the department, never the own drafts', async () => {
    expect(shown(await listOf('signatory.border'))).toEqual([
      'soon decision-to-sign SOUMISE, Aline',
      'rest decision-to-sign ADJOINT, Aline',
    ]);
    const deputy = shown(await listOf('deputy.border')).filter((line) => line.includes('to-sign'));
    expect(deputy).toEqual(['soon decision-to-sign SOUMISE, Aline']);
    expect(await listOf('signatory.residence')).toEqual([]);
  });

  it('of a cashier: blocked statements, suspense with age and amount, part payments with the rest', async () => {
    const items = await listOf('cashier');
    expect(shown(items)).toEqual([
      'overdue movement-in-suspense VOORBEELD PAYEUR',
      'soon statement-waiting BE35679200609437',
      'rest partial-payment PARTIELLE, Aline',
    ]);
    expect(items[0]).toMatchObject({ ageDays: 21, amountCents: 20_000 });
    expect(items[1]).toMatchObject({ note: 'conflict' });
    expect(items[2]).toMatchObject({ amountCents: 50 });
  });

  it('of an auditor: only what has waited too long, in every department', async () => {
    expect(shown(await listOf('auditor'))).toEqual([
      'overdue decision-to-notify ANCIENNE, Aline',
      'overdue movement-in-suspense VOORBEELD PAYEUR',
    ]);
  });

  it('of a colleague: nothing of others by default, the department’s when asked', async () => {
    const own = shown(await listOf('deputy.border'));
    expect(own.some((line) => line.includes('PROJET'))).toBe(false);
    expect(shown(await listOf('deputy.border', 'department'))).toContain('overdue decision-draft PROJET, Aline');
  });

  it('of whoever has none: an empty list', async () => {
    expect(await work.list(ground.actor('dpo'), 'own')).toEqual({ groups: [], more: false });
  });

  it('writes one access record with the persons that it shows', async () => {
    await work.list(ground.actor('cashier'), 'own');
    const rows = await ground.dataSource.query<
      { operation: string; reason: string; hits: number; person_ids: string[] }[]
    >('SELECT operation, reason, hits, person_ids FROM access_log ORDER BY position DESC LIMIT 1');
    expect(rows[0]).toMatchObject({ operation: 'work.list', reason: 'list', hits: 3 });
    expect(rows[0]?.person_ids).toHaveLength(1);
  });
});
