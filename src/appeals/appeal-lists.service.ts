import { Injectable } from '@nestjs/common';
import { isUuid, type DepartmentId } from '../kernel/ids';
import { isLegalDate } from '../kernel/legal-date';
import { ParametersService } from '../parameters/parameters.service';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { decodeCursor, keysetPage, type KeysetPage } from '../ui/keyset';
import { courtMonthPassedUntil } from './appeal.rules';
import { AppealListsRepository, type ListedAppeal, type WindowToCheck } from './appeal-lists.repository';
import type { AppealList } from './appeal-lists.types';

const PAGE_SIZE = 50;
const WINDOWS_SHOWN = 200;

/** Windows that somebody may ask the registry about; `more` when the oldest only are shown. */
export interface WindowsToCheck {
  readonly windows: readonly WindowToCheck[];
  readonly marginDays: number;
  readonly more: boolean;
}

/** Lists of appeals and of windows to check, of the reader's department or of all (D32); each look is noted. */
@Injectable()
export class AppealLists {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: AppealListsRepository,
    private readonly parameters: ParametersService,
  ) {}

  /** Appeals decision by decision, the first lodged first. Refuses `invalid-cursor`. */
  list(actor: Actor, list: AppealList, cursorText?: string): Promise<KeysetPage<ListedAppeal>> {
    const cursor = orRefuse(decodeCursor(cursorText, 3));
    const [lodgedOn = '', appealId = '', decisionId = ''] = cursor?.key ?? [];
    const isSound = isLegalDate(lodgedOn) && isUuid(appealId) && isUuid(decisionId) && cursor?.direction === 'next';
    if (cursor !== undefined && !isSound) throw new Refused({ code: 'invalid-cursor', field: 'cursor' });
    return this.transactions.view(actor, async (tx) => {
      const filter = {
        list,
        departmentId: departmentOf(tx),
        monthPassedUntil: courtMonthPassedUntil(tx.today),
        after: cursor && { lodgedOn, appealId, decisionId },
      };
      const read = await this.repository.appeals(tx, filter, PAGE_SIZE + 1);
      const found = keysetPage(read, PAGE_SIZE, cursor, (row) => [row.lodgedOn, row.appealId, row.decisionId]);
      noteLooks(tx, 'appeal.list', found.rows);
      return { ...found, previous: undefined };
    });
  }

  /** The decisions whose window is over and whose margin is not: asking the registry makes it final sooner (D7, D20). */
  windowsToCheck(actor: Actor): Promise<WindowsToCheck> {
    return this.transactions.view(actor, async (tx) => {
      const marginDays = await this.parameters.appealMarginDays(tx, tx.today);
      const read = await this.repository.windowsToCheck(tx, departmentOf(tx), marginDays, WINDOWS_SHOWN + 1);
      const windows = read.slice(0, WINDOWS_SHOWN);
      noteLooks(tx, 'appeal.windows', windows);
      return { windows, marginDays, more: read.length > WINDOWS_SHOWN };
    });
  }

  /** The same to their end, inside the caller's transaction, who notes the look; of one department or of all. */
  async everyWindow(tx: Tx, departmentId: DepartmentId | undefined): Promise<WindowToCheck[]> {
    const marginDays = await this.parameters.appealMarginDays(tx, tx.today);
    return this.repository.windowsToCheck(tx, departmentId, marginDays);
  }
}

function departmentOf(tx: Tx): ReturnType<typeof actingUser>['departmentId'] | undefined {
  const user = actingUser(tx.actor);
  return user.spansDepartments ? undefined : user.departmentId;
}

function noteLooks(tx: Tx, operation: string, rows: readonly Pick<ListedAppeal, 'personId' | 'offenceId'>[]): void {
  tx.recordAccess({
    operation,
    reason: 'list',
    hits: rows.length,
    personIds: [...new Set(rows.map(({ personId }) => personId))],
    caseIds: [...new Set(rows.map(({ offenceId }) => offenceId))],
  });
}
