import { Injectable } from '@nestjs/common';
import type { DepartmentId } from '../kernel/ids';
import { checkDepartment } from '../platform/department';
import { actingUserWith, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import { FinanceRepository, type ClaimToSee, type KeptReport, type StatedHolding } from './finance.repository';

/** How many of a list are shown, and how many there are. */
export interface CutList {
  readonly count: number;
  readonly total: number;
}

/** What we offered, what FPS Finance holds, what was collected, and where the two sides differ. */
export interface Reconciliation {
  readonly totals: Awaited<ReturnType<FinanceRepository['totals']>>;
  readonly attention: Awaited<ReturnType<FinanceRepository['attention']>>;
  readonly holding: Awaited<ReturnType<FinanceRepository['lastHolding']>>;
  readonly quarantined: readonly KeptReport[];
  /** Where there are more than are shown. */
  readonly attentionCut: CutList | undefined;
  readonly quarantineCut: CutList | undefined;
}

/** How many claims and messages a page shows, the oldest first. */
const CLAIMS_SHOWN = 200;
const MESSAGES_SHOWN = 100;

/** The page on which the two sides are held against each other, and messages that nobody understood are looked at. */
@Injectable()
export class ReconciliationDesk {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: FinanceRepository,
  ) {}

  /** Sums of everything; claims and messages of the own department, or of all for who spans them (D32). The look is noted with whom it shows. */
  read(actor: Actor): Promise<Reconciliation> {
    return this.transactions.view(actor, async (tx) => {
      const department = actor.kind === 'user' && !actor.spansDepartments ? actor.departmentId : undefined;
      const attention = await this.repository.attention(tx, department, CLAIMS_SHOWN);
      const holding = narrowed(await this.repository.lastHolding(tx), department);
      const quarantined = await this.repository.quarantined(tx, department, MESSAGES_SHOWN);
      const shown = [...attention, ...(holding?.differences ?? []), ...quarantined];
      tx.recordAccess({
        operation: 'recovery.reconciliation',
        reason: 'list',
        personIds: [...new Set(shown.flatMap(({ debtorIds = [] }) => debtorIds))],
        caseIds: [...new Set(shown.flatMap(({ offenceId }) => offenceId ?? []))],
        hits: shown.length,
      });
      const attentionCut = cutOf(attention.length, await this.repository.attentionCount(tx, department));
      const quarantineCut = cutOf(quarantined.length, await this.repository.quarantinedCount(tx, department));
      const totals = await this.repository.totals(tx);
      return { totals, attention, attentionCut, holding, quarantined, quarantineCut };
    });
  }

  /** The claims to follow up, every one, inside the caller's transaction, who notes the look; of one department or of all. */
  toSee(tx: Tx, department: DepartmentId | undefined): Promise<ClaimToSee[]> {
    return this.repository.attention(tx, department);
  }

  /** Notes that somebody has looked at a message. Refuses `not-found`, `other-department`. */
  markSeen(actor: Actor, id: string): Promise<{ readonly reportId: string }> {
    return this.transactions.run(actor, async (tx) => {
      const { id: by } = actingUserWith(tx.actor, 'recovery.hold');
      const departmentId = await this.repository.departmentOf(tx, id);
      if (departmentId !== undefined) checkDepartment(tx, departmentId);
      if (!(await this.repository.markSeen(tx, id, by)))
        throw new Refused({ code: 'not-found', params: { kind: 'claim-report' } });
      tx.record({ type: 'claim-report.seen', subjectKind: 'claim-report', subjectId: id });
      return { reportId: id };
    });
  }
}

/** A difference about a claim of another department is not shown; one about no claim of ours is everybody's. */
function narrowed(holding: StatedHolding | undefined, department: DepartmentId | undefined): StatedHolding | undefined {
  if (holding === undefined || department === undefined) return holding;
  const isOwn = ({ departmentId }: { readonly departmentId?: DepartmentId }): boolean =>
    departmentId === undefined || departmentId === department;
  return { ...holding, differences: holding.differences.filter(isOwn) };
}

function cutOf(count: number, total: number): CutList | undefined {
  return total > count ? { count, total } : undefined;
}
