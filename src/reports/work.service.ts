import { Injectable } from '@nestjs/common';
import { courtMonthPassedUntil } from '../appeals/appeal.rules';
import type { PersonId } from '../kernel/ids';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { WorkRepository } from './work.repository';
import { APPEAL_WINDOW_AHEAD_DAYS, kindsFor, SUPERVISED_KINDS, type WorkKind, type WorkReach } from './work.rules';
import { workGroups, workItem, type WorkItem, type WorkList } from './work.view';

/** How many pieces of one kind a page can hold before nobody reads them. */
const LIMIT_PER_KIND = 50;

type UserActor = Extract<Actor, { kind: 'user' }>;

/** What waits for the person who asks. */
@Injectable()
export class WorkService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: WorkRepository,
  ) {}

  /** The work of a person's roles, of the own cases or of the whole department; writes one access record. A machine has none. */
  list(actor: Actor, scope: 'own' | 'department'): Promise<WorkList> {
    return this.transactions.view(actor, async (tx) => {
      const list = actor.kind === 'user' ? await this.listOf(tx, actor, scope) : { groups: [], more: false };
      const items = list.groups.flatMap((group) => group.items);
      tx.recordAccess({
        operation: 'work.list',
        reason: 'list',
        personIds: distinct(items.map(({ personId }) => personId)) as PersonId[],
        caseIds: distinct(items.map(({ fileId }) => fileId)),
        hits: items.length,
      });
      return list;
    });
  }

  private async listOf(tx: Tx, actor: UserActor, scope: 'own' | 'department'): Promise<WorkList> {
    const own = kindsFor(actor.permissions, scope, actor.spansDepartments);
    const supervised = actor.roles.includes('auditor')
      ? SUPERVISED_KINDS.filter((kind) => !own.some((each) => each.kind === kind))
      : [];
    const items: WorkItem[] = [];
    let more = false;
    const read = async (kind: WorkKind, reach: WorkReach): Promise<WorkItem[]> => {
      const rows = await this.repository.list(tx, kind, {
        reach,
        userId: actor.id,
        departmentId: actor.departmentId,
        today: tx.today,
        aheadDays: APPEAL_WINDOW_AHEAD_DAYS,
        courtMonthPassedUntil: courtMonthPassedUntil(tx.today),
        limit: LIMIT_PER_KIND + 1,
      });
      more ||= rows.length > LIMIT_PER_KIND;
      return rows.slice(0, LIMIT_PER_KIND).map((row) => workItem(kind, row, tx.today));
    };
    for (const { kind, reach } of own) items.push(...(await read(kind, reach)));
    for (const kind of supervised)
      items.push(...(await read(kind, 'office')).filter(({ urgency }) => urgency === 'overdue'));
    return { groups: workGroups(items), more };
  }
}

function distinct(ids: readonly (string | undefined)[]): string[] {
  return [...new Set(ids.filter((id) => id !== undefined))];
}
