import { Injectable } from '@nestjs/common';
import type { RefundId } from '../kernel/ids';
import { daysBetween } from '../kernel/legal-calendar';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { decodeCursor, keysetPage, type KeysetPage } from '../ui/keyset';
import { awaitsLetter, lettersAhead, payeeLetterReason, type PayeeLetterReason } from './refund-paper.rules';
import { RefundPapersRepository, type RefundPaper } from './refund-papers.repository';
import { RefundOrdersRepository, type FittingLine } from './refund-orders.repository';
import { isReopened, type RefundState } from './refund.rules';
import { openingState } from './refund-work.rules';
import { RefundsRepository, type StateTotal } from './refunds.repository';
import type { KeptOrder, Refund, RefundStep } from './refunds.types';
import { SettlementReversalsRepository, type Settlement } from './settlement-reversals.repository';

const PAGE_SIZE = 25;

/** A refund in a list, and since how many days it was proposed. */
export interface AgedRefund {
  readonly refund: Refund;
  readonly ageDays: number;
}

/** A page of refunds in one state, and what stands in each state. */
export interface RefundPageOfState {
  readonly state: RefundState;
  readonly page: KeysetPage<AgedRefund>;
  readonly totals: readonly (StateTotal & { readonly oldestDays: number })[];
}

/** One refund with its history, its orders and the lines of statements that may answer them. */
export interface RefundFile extends AgedRefund {
  readonly steps: readonly RefundStep[];
  readonly orders: readonly KeptOrder[];
  readonly lines: readonly FittingLine[];
  /** The letters that went out, one for each time it was paid. */
  readonly papers: readonly RefundPaper[];
  readonly awaitsLetter: boolean;
  /** Why a person writes the letter, to the payee. */
  readonly payeeLetter: PayeeLetterReason | undefined;
  /** The debit that stands as its payment. */
  readonly settlement: Settlement | undefined;
  /** Letters that say it was paid, while its order is not: the debit that a person had named was not its own. */
  readonly lettersAhead: readonly RefundPaper[];
}

/** Refunds as they are read. */
@Injectable()
export class RefundList {
  constructor(
    private readonly transactions: Transactions,
    private readonly refunds: RefundsRepository,
    private readonly orders: RefundOrdersRepository,
    private readonly papers: RefundPapersRepository,
    private readonly settlements: SettlementReversalsRepository,
  ) {}

  /** The refunds in a state, or in the one on which the list opens for this reader; the oldest first. The look is noted. Refuses `invalid-cursor`. */
  list(actor: Actor, asked: RefundState | undefined, cursor: string | undefined): Promise<RefundPageOfState> {
    const at = orRefuse(decodeCursor(cursor, 2));
    return this.transactions.view(actor, async (tx) => {
      const totals = await this.refunds.totals(tx);
      const state = asked ?? openingState(totals, actingUser(actor).permissions);
      const rows = await this.refunds.inState(tx, state, at, PAGE_SIZE + 1);
      const page = keysetPage(rows, PAGE_SIZE, at, ({ proposedOn, id }) => [proposedOn, id]);
      const fines = page.rows.flatMap(({ fine }) => (fine === undefined ? [] : [fine]));
      tx.recordAccess({
        operation: 'refund.list',
        reason: 'list',
        personIds: [...new Set(fines.flatMap(({ shownIds }) => shownIds))],
        caseIds: [...new Set(fines.map(({ offenceId }) => offenceId))],
        criteria: { state },
        hits: page.rows.length,
      });
      return {
        state,
        page: {
          ...page,
          rows: page.rows.map((refund) => ({ refund, ageDays: daysBetween(refund.proposedOn, tx.today) })),
        },
        totals: totals.map((total) => ({ ...total, oldestDays: daysBetween(total.oldestOn, tx.today) })),
      };
    });
  }

  /** One refund, whole. The look is noted. Refuses `not-found`. */
  read(actor: Actor, id: RefundId): Promise<RefundFile> {
    return this.transactions.view(actor, async (tx) => {
      const refund = await this.refunds.find(tx, id);
      if (refund === undefined) throw new Refused({ code: 'not-found', params: { kind: 'refund' } });
      const { fine } = refund;
      tx.recordAccess({
        operation: 'refund.read',
        reason: 'money',
        personIds: fine?.shownIds ?? [],
        caseIds: fine === undefined ? [] : [fine.offenceId],
      });
      const papers = await this.papers.ofRefund(tx, id);
      const orders = await this.orders.ofRefund(tx, id);
      return {
        refund,
        ageDays: daysBetween(refund.proposedOn, tx.today),
        steps: await this.refunds.steps(tx, id),
        orders,
        lines: await this.linesFor(tx, refund, orders),
        papers,
        awaitsLetter: awaitsLetter(orders, papers),
        payeeLetter: payeeLetterReason(refund.ground, fine !== undefined),
        settlement: refund.state === 'paid' ? await this.settlements.standing(tx, id) : undefined,
        lettersAhead: lettersAhead(orders, papers),
      };
    });
  }

  /** The lines that may answer the order at the bank, or the one that was said to be refused. */
  private async linesFor(tx: Tx, refund: Refund, orders: readonly KeptOrder[]): Promise<FittingLine[]> {
    const { state } = refund;
    const awaited = { ordered: 'ordered', paid: 'settled' } as const;
    const atBank = state in awaited ? awaited[state as keyof typeof awaited] : undefined;
    const wanted = isReopened(refund) ? 'rejected' : atBank;
    const order = orders.findLast((each) => each.state === wanted);
    return order === undefined ? [] : this.orders.fitting(tx, order, state === 'paid' ? 'credit' : 'debit');
  }
}
