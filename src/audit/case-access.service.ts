import { Injectable } from '@nestjs/common';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { accessReason, checkStatedReason, type Reader, type StatedReason } from './access-reason.rules';
import { CaseHandsRepository, type CaseRow } from './case-hands.repository';

/** What a person is told before stating why they open a colleague's case: nothing about anybody. */
export interface CaseCover {
  readonly caseId: string;
  readonly number: string | undefined;
  /** False when the case opens without a stated reason. */
  readonly asksReason: boolean;
}

/** The one gate before the content of a case, whichever page, letter or resource shows it (D32). */
@Injectable()
export class CaseAccess {
  constructor(
    private readonly transactions: Transactions,
    private readonly cases: CaseHandsRepository,
  ) {}

  /**
   * The reason to keep with the access record of whoever reads the case of an offence, or an entry that is not recorded yet.
   * Refuses `not-found`, `other-department` (D32) and `access-reason-needed` when it is a colleague's and none was stated.
   */
  async reasonFor(tx: Tx, caseId: string): Promise<string> {
    const found = await this.find(tx, caseId);
    return orRefuse(accessReason(readerOf(tx.actor), found, statedBy(tx.actor, caseId)));
  }

  /** Whether a reason has to be stated. Shows nothing personal, hence no access record. Refuses `not-found`, `other-department`. */
  cover(actor: Actor, caseId: string): Promise<CaseCover> {
    return this.transactions.view(actor, async (tx) => {
      const found = await this.find(tx, caseId);
      const outcome = accessReason(readerOf(actor), found, undefined);
      const asksReason = !outcome.ok && outcome.refusal.code === 'access-reason-needed';
      if (!outcome.ok && !asksReason) throw new Refused(outcome.refusal);
      return { caseId, number: found.number ?? undefined, asksReason };
    });
  }

  private async find(tx: Tx, caseId: string): Promise<CaseRow> {
    const found = await this.cases.find(tx, caseId);
    if (found === undefined) throw new Refused({ code: 'not-found', field: 'fileId' });
    return found;
  }
}

function readerOf(actor: Actor): Reader {
  if (actor.kind !== 'user') return { kind: actor.kind };
  const { id, departmentId, roles, spansDepartments } = actor;
  return { kind: 'user', id, departmentId, roles, spansDepartments };
}

/** What was said with the request goes before what was said on a page today. */
function statedBy({ origin }: Actor, caseId: string): StatedReason | undefined {
  const stated = origin.purpose?.ofRequest ?? origin.purpose?.byCase?.[caseId];
  return stated && orRefuse(checkStatedReason(stated.code, stated.motive));
}
