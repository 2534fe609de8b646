import { Injectable } from '@nestjs/common';
import { AppealFiles } from '../appeals/appeal-files.service';
import type { DecisionId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import { ProofHoldsService } from '../proof-holds/proof-holds.service';
import type { FileRecord } from './file.view';

/** What holds the recovery of a fine, for its file: appeals, and proofs of payment that were shown (D8). */
@Injectable()
export class FileHolds {
  constructor(
    private readonly proofs: ProofHoldsService,
    private readonly appeals: AppealFiles,
  ) {}

  /** Nothing holds what is not decided on. */
  async ofDecision(tx: Tx, id: string | undefined): Promise<Pick<FileRecord, 'proofs' | 'appeals'>> {
    if (id === undefined) return { proofs: [], appeals: [] };
    const decisionId = id as DecisionId;
    return {
      proofs: await this.proofs.ofDecision(tx, decisionId),
      appeals: await this.appeals.ofDecision(tx, decisionId),
    };
  }
}
