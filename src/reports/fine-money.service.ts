import { Injectable } from '@nestjs/common';
import type { DecisionId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import { FileMoneyRepository, type AllocationRow, type PostingRow } from './file-money.repository';

/** What the books say of one fine. `receivableCents` is undefined where nothing was ever due on it. */
export interface FineMoney {
  readonly postings: readonly PostingRow[];
  readonly allocations: readonly AllocationRow[];
  readonly receivableCents: string | undefined;
}

/** The money of one fine, for the papers that are made out of the books; reads only, and whoever asks notes the look. */
@Injectable()
export class FineMoneyService {
  constructor(private readonly money: FileMoneyRepository) {}

  async of(tx: Tx, id: DecisionId): Promise<FineMoney> {
    const postings = await this.money.postings(tx, id);
    const allocations = await this.money.allocations(tx, id);
    return { postings, allocations, receivableCents: await this.money.receivableCents(tx, id) };
  }
}
