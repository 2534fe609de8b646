import { Injectable } from '@nestjs/common';
import type { DecisionId, MovementId, PersonId } from '../kernel/ids';
import { addDays, daysBetween } from '../kernel/legal-calendar';
import { addCents, cents, type Cents } from '../kernel/money';
import { ParametersService } from '../parameters/parameters.service';
import { remainingCents } from '../matching/movement-evidence.rules';
import type { FineAtHand } from '../payments/payments.types';
import { SuspenseService } from '../payments/suspense.service';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse } from '../platform/refused';
import { MovementsService } from '../statements/movements.service';
import type { KeptMovement, KeptReason } from '../statements/statements.types';
import { decodeCursor, keysetPage } from '../ui/keyset';
import {
  DeskRepository,
  type DeskMeasures,
  type DeskRow,
  type GroupTotal,
  type OwnBooking,
  type StatementException,
} from './desk.repository';
import { confidenceWord, DESK_GROUPS, proposedShares, type DeskFilter } from './desk.rules';

/** Rows of each group while all groups are shown, and of the one group that is shown alone. */
const ROWS_OF_EACH = 10;
const ROWS_OF_ONE = 25;
/** Statements with bookings out of the ordinary; the older ones say so on their own pages. */
const EXCEPTIONS_SHOWN = 10;

/** What the matching thinks a movement pays, best first; only the first is shown in the list. */
export interface ShownProposal {
  readonly fine: FineAtHand;
  readonly reason: KeptReason;
  readonly confidence: number;
  readonly word: 'sure' | 'likely' | 'possible';
  /** What taking it up would book, by fine. */
  readonly shares: readonly { readonly number: string; readonly amountCents: Cents }[];
  readonly sumCents: Cents;
  /** How many other fines are proposed. */
  readonly others: number;
}

/** One row of the page. */
export interface ShownMovement extends DeskRow {
  readonly movement: KeptMovement;
  readonly leftCents: Cents;
  readonly ageDays: number;
  readonly isOverdue: boolean;
  readonly proposal: ShownProposal | undefined;
}

/** One group with its first rows. */
export interface ShownGroup extends GroupTotal {
  readonly rows: readonly ShownMovement[];
  readonly previous: string | undefined;
  readonly next: string | undefined;
}

/** The cashier's page. */
export interface DeskPage {
  readonly totals: readonly GroupTotal[];
  readonly groups: readonly ShownGroup[];
  readonly accounts: readonly { readonly id: string; readonly iban: string }[];
  readonly lastAct: readonly OwnBooking[];
  /** What was booked with an exception within a month, by statement. */
  readonly exceptions: readonly StatementException[];
  readonly bulkPercent: number;
  readonly overdueDays: number;
}

/** What waits for a cashier, in the order in which it is best worked off; reads only. */
@Injectable()
export class DeskService {
  constructor(
    private readonly transactions: Transactions,
    private readonly movements: MovementsService,
    private readonly suspense: SuspenseService,
    private readonly desk: DeskRepository,
    private readonly parameters: ParametersService,
  ) {}

  /** The page as narrowed: every group with its first rows, or one group page by page. Refuses `invalid-cursor`. */
  page(actor: Actor, filter: DeskFilter, cursor: string | undefined): Promise<DeskPage> {
    const at = orRefuse(decodeCursor(filter.group === undefined ? undefined : cursor, 2));
    return this.transactions.view(actor, async (tx) => {
      const userId = actingUser(tx.actor).id;
      const { measures, overdueDays } = await this.measures(tx);
      const totals = await this.desk.totals(tx, filter, measures, userId);
      const ordered = DESK_GROUPS.flatMap((group) => totals.filter((total) => total.group === group));
      const limit = filter.group === undefined ? ROWS_OF_EACH : ROWS_OF_ONE;
      const groups: ShownGroup[] = [];
      for (const total of ordered.filter(({ group }) => filter.group === undefined || group === filter.group)) {
        const wanted = { ...filter, group: total.group };
        const read = await this.desk.rows(tx, wanted, measures, userId, { cursor: at, limit: limit + 1 });
        const { rows, previous, next } = keysetPage(read, limit, at, ({ entryOn, movementId }) => [
          entryOn,
          movementId,
        ]);
        const neighbours = filter.group === undefined ? { previous: undefined, next: undefined } : { previous, next };
        groups.push({ ...total, ...neighbours, rows: await this.shown(tx, rows, measures) });
      }
      noteList(
        tx,
        groups.flatMap(({ rows }) => rows),
      );
      return {
        totals: ordered,
        groups,
        accounts: await this.desk.accounts(tx),
        lastAct: await this.desk.lastAct(tx, userId),
        exceptions: await this.desk.exceptions(tx, measures.monthBefore, EXCEPTIONS_SHOWN),
        bulkPercent: measures.bulkPercent,
        overdueDays,
      };
    });
  }

  /** These movements as the page shows them, whatever has become of them, in the order given; for the step before many are booked. */
  chosen(
    actor: Actor,
    ids: readonly MovementId[],
  ): Promise<{ readonly rows: readonly ShownMovement[]; readonly bulkPercent: number }> {
    return this.transactions.view(actor, async (tx) => {
      const { measures } = await this.measures(tx);
      const rows = await this.shown(
        tx,
        ids.map((movementId) => ({
          movementId,
          group: 'sure',
          entryOn: tx.today,
          ownerId: undefined,
          ownerName: undefined,
        })),
        measures,
      );
      noteList(tx, rows);
      return { rows, bulkPercent: measures.bulkPercent };
    });
  }

  private async measures(tx: Tx): Promise<{ readonly measures: DeskMeasures; readonly overdueDays: number }> {
    const overdueDays = await this.parameters.suspenseOverdueDays(tx, tx.today);
    return {
      overdueDays,
      measures: {
        bulkPercent: await this.parameters.bulkAcceptance(tx, tx.today),
        overdueBefore: addDays(tx.today, -overdueDays),
        monthBefore: addDays(tx.today, -30),
        weekBefore: addDays(tx.today, -7),
      },
    };
  }

  private async shown(tx: Tx, rows: readonly DeskRow[], measures: DeskMeasures): Promise<ShownMovement[]> {
    const movements = await this.movements.byIds(
      tx,
      rows.map(({ movementId }) => movementId),
    );
    const byId = new Map(movements.map((movement) => [movement.id, movement]));
    const wanted = movements.flatMap(({ reason }) => (reason?.candidates ?? []).slice(0, 1).flatMap(sharedIds));
    const fines = await this.suspense.proposedFines(tx, [...new Set(wanted)]);
    const fineById = new Map(fines.map((fine) => [fine.decisionId, fine]));
    return rows.flatMap((row) => {
      const movement = byId.get(row.movementId);
      if (movement === undefined) return [];
      return [
        {
          ...row,
          movement,
          leftCents: remainingCents(movement),
          ageDays: daysBetween(movement.entryOn, tx.today),
          isOverdue: movement.entryOn < measures.overdueBefore,
          proposal: proposalOf(movement, fineById, measures.bulkPercent),
        },
      ];
    });
  }
}

/** The best proposal as it stands now; undefined when there is none, or its fine is not to be found. */
function proposalOf(
  movement: KeptMovement,
  fines: ReadonlyMap<DecisionId, FineAtHand>,
  bulkPercent: number,
): ShownProposal | undefined {
  const [best, ...others] = movement.reason?.candidates ?? [];
  const fine = best && fines.get(best.decisionId);
  if (best === undefined || fine === undefined || movement.state !== 'suspense') return undefined;
  const confidence = movement.confidence ?? 0;
  const left = remainingCents(movement);
  const shares = proposedShares(best).flatMap(({ decisionId, amountCents }) => {
    const of = fines.get(decisionId);
    if (of === undefined) return [];
    return [{ number: of.number, amountCents: amountCents ?? cents(Math.min(left, Math.max(of.outstandingCents, 0))) }];
  });
  return {
    fine,
    reason: best.reason,
    confidence,
    word: confidenceWord(confidence, bulkPercent),
    shares,
    sumCents: addCents(...shares.map(({ amountCents }) => amountCents)),
    others: others.length,
  };
}

function sharedIds(candidate: Parameters<typeof proposedShares>[0]): DecisionId[] {
  return [candidate.decisionId, ...proposedShares(candidate).map(({ decisionId }) => decisionId)];
}

/** One record of the list, with the persons that it shows. */
function noteList(tx: Tx, rows: readonly ShownMovement[]): void {
  const fines = rows.flatMap(({ proposal }) => (proposal === undefined ? [] : [proposal.fine]));
  const personIds = new Set<PersonId>(fines.flatMap(({ parties }) => parties.map(({ personId }) => personId)));
  tx.recordAccess({
    operation: 'movement.list',
    reason: 'list',
    criteria: { state: 'suspense' },
    hits: rows.length,
    personIds: [...personIds],
    caseIds: [...new Set(fines.map(({ offenceId }) => offenceId))],
  });
}
