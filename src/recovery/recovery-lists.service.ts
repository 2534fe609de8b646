import { Injectable } from '@nestjs/common';
import { isUuid, type DecisionId, type DepartmentId } from '../kernel/ids';
import { addMonths } from '../kernel/legal-calendar';
import { isLegalDate, type LegalDate } from '../kernel/legal-date';
import { ParametersService } from '../parameters/parameters.service';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { departmentSeenBy } from '../platform/department';
import { orRefuse, Refused } from '../platform/refused';
import { decodeCursor, encodeCursor } from '../ui/keyset';
import { LIMITATION_ALERT_YEARS, type EligibilityLine } from './eligibility.rules';
import { RecoveryFacts, type ExplainedFine } from './recovery-facts.service';
import { RecoveryRepository, type AfterFine, type FineToRecover } from './recovery.repository';

/** What is ready for FPS Finance, what waits and why, what nears its limitation. */
export const RECOVERY_LISTS = ['ready', 'waiting', 'limitation'] as const;
export type RecoveryList = (typeof RECOVERY_LISTS)[number];

/** How many fines a page shows. */
const PAGE_SIZE = 50;

/** How many fines are explained for one page at most, so that a page with few answers still comes soon. */
const MOST_EXPLAINED = 200;

/** A part of a list; `next` is where it goes on, absent at its end: nothing is left out unsaid. */
export interface RecoveryPage<Fine> {
  readonly fines: readonly Fine[];
  readonly next: string | undefined;
}

/** The lists that were asked for. */
export interface RecoveryWork {
  readonly ready?: RecoveryPage<ExplainedFine>;
  readonly waiting?: RecoveryPage<ExplainedFine>;
  readonly limitation?: RecoveryPage<FineToRecover>;
}

/** A fine of a list, with what it still waits for. */
export interface OutstandingFine {
  readonly list: RecoveryList;
  readonly fine: FineToRecover;
  readonly unmet: readonly EligibilityLine[];
}

/** The unpaid fines of the reader's department, or of all, on their way to FPS Finance (D9, R7.7, D32). */
@Injectable()
export class RecoveryLists {
  constructor(
    private readonly transactions: Transactions,
    private readonly fines: RecoveryRepository,
    private readonly facts: RecoveryFacts,
    private readonly parameters: ParametersService,
  ) {}

  /** The beginning of every list, or one list from a cursor on; one access record of whom it shows. Refuses `invalid-cursor`. */
  async read(actor: Actor, list?: RecoveryList, cursorText?: string): Promise<RecoveryWork> {
    const after = list === undefined ? undefined : cursorOf(cursorText);
    const isAsked = (each: RecoveryList): boolean => list === undefined || list === each;
    return this.transactions.view(actor, async (tx) => {
      const department = departmentSeenBy(actor);
      const work = {
        ...(isAsked('ready') && { ready: await this.explained(tx, department, after, true) }),
        ...(isAsked('waiting') && { waiting: await this.explained(tx, department, after, false) }),
        ...(isAsked('limitation') && { limitation: await this.nearLimitation(tx, department, after) }),
      };
      const explained = [...(work.ready?.fines ?? []), ...(work.waiting?.fines ?? [])];
      noteList(tx, [...explained.map(({ fine }) => fine), ...(work.limitation?.fines ?? [])], list);
      return work;
    });
  }

  /**
   * A list to its end, or all that are ready or wait, inside the caller's transaction, who notes the look: some at a time, however many there are.
   */
  async *every(
    tx: Tx,
    department: DepartmentId | undefined,
    list?: RecoveryList,
  ): AsyncGenerator<OutstandingFine, void> {
    for (const each of list === undefined ? (['ready', 'waiting'] as const) : [list]) {
      let after: AfterFine | undefined;
      do {
        const part: RecoveryPage<ExplainedFine | FineToRecover> =
          each === 'limitation'
            ? await this.nearLimitation(tx, department, after)
            : await this.explained(tx, department, after, each === 'ready');
        for (const found of part.fines)
          yield 'fine' in found
            ? { list: each, fine: found.fine, unmet: found.eligibility.lines.filter(({ isMet }) => !isMet) }
            : { list: each, fine: found, unmet: [] };
        after = part.next === undefined ? undefined : cursorOf(part.next);
      } while (after !== undefined);
    }
  }

  /**
   * Fines that are ready, or those that are not, the longest unpaid first. Whether a fine is ready is answered one by one, so that the rows are read
   * on until a page is full; where ready ones are sought, those that something visibly holds are passed over unread.
   */
  private async explained(
    tx: Tx,
    department: DepartmentId | undefined,
    start: AfterFine | undefined,
    isReady: boolean,
  ): Promise<RecoveryPage<ExplainedFine>> {
    const likely = isReady ? { smallRestCents: await this.parameters.smallRest(tx, tx.today) } : undefined;
    const query = { department, notifiedBefore: addMonths(tx.today, -1), likely, limit: PAGE_SIZE + 1 };
    const fines: ExplainedFine[] = [];
    let after = start;
    for (let seen = 0; ;) {
      const rows = await this.fines.unpaid(tx, { ...query, after });
      for (const fine of rows) {
        if (fines.length === PAGE_SIZE || seen === MOST_EXPLAINED) return { fines, next: cursorAfter(after) };
        const explained = await this.facts.explain(tx, fine);
        if (explained.eligibility.isReady === isReady) fines.push(explained);
        after = keyOf(fine);
        seen += 1;
      }
      if (rows.length <= PAGE_SIZE) return { fines, next: undefined };
    }
  }

  private async nearLimitation(
    tx: Tx,
    department: DepartmentId | undefined,
    after: AfterFine | undefined,
  ): Promise<RecoveryPage<FineToRecover>> {
    const notifiedBefore = addMonths(tx.today, -12 * LIMITATION_ALERT_YEARS);
    const rows = await this.fines.nearLimitation(tx, { department, notifiedBefore, after, limit: PAGE_SIZE + 1 });
    const fines = rows.slice(0, PAGE_SIZE);
    const last = rows.length > PAGE_SIZE ? fines.at(-1) : undefined;
    return { fines, next: cursorAfter(last && keyOf(last)) };
  }
}

function keyOf({ notifiedOn, decisionId }: FineToRecover): AfterFine | undefined {
  return notifiedOn && { notifiedOn, decisionId };
}

function cursorAfter(fine: AfterFine | undefined): string | undefined {
  return fine && encodeCursor({ direction: 'next', key: [fine.notifiedOn, fine.decisionId] });
}

function cursorOf(text: string | undefined): AfterFine | undefined {
  const cursor = orRefuse(decodeCursor(text, 2));
  if (cursor === undefined) return undefined;
  const [notifiedOn = '', decisionId = ''] = cursor.key;
  if (!isLegalDate(notifiedOn) || !isUuid(decisionId) || cursor.direction !== 'next')
    throw new Refused({ code: 'invalid-cursor', field: 'cursor' });
  return { notifiedOn: notifiedOn as LegalDate, decisionId: decisionId as DecisionId };
}

function noteList(tx: Tx, fines: readonly FineToRecover[], list: RecoveryList | undefined): void {
  tx.recordAccess({
    operation: 'recovery.list',
    reason: 'list',
    personIds: [...new Set(fines.flatMap(({ shownIds }) => shownIds))],
    caseIds: [...new Set(fines.map(({ offenceId }) => offenceId))],
    ...(list !== undefined && { criteria: { list } }),
    hits: fines.length,
  });
}
