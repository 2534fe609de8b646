import { Injectable } from '@nestjs/common';
import { EvidenceService, type AttachedEvidence } from '../documents/evidence.service';
import type { EvidenceFile } from '../documents/evidence-upload';
import type { DepositId } from '../kernel/ids';
import { Transactions, type Actor } from '../platform/database/transactions';
import { DepositsService, evidenceOfDeposit } from './deposits.service';

/** Files beside a deposit whenever they come: the payer's proof, an advice, a letter of the Caisse (D29). */
@Injectable()
export class DepositPapers {
  constructor(
    private readonly transactions: Transactions,
    private readonly deposits: DepositsService,
    private readonly evidence: EvidenceService,
  ) {}

  /** Keeps one; it moves nothing. Refuses `not-found`, and what `EvidenceService.attach` refuses. */
  attach(actor: Actor, id: DepositId, file: EvidenceFile, title: string): Promise<AttachedEvidence> {
    return this.transactions.run(actor, async (tx) => {
      const { deposit } = await this.deposits.lock(tx, id);
      return this.evidence.attach(tx, evidenceOfDeposit(deposit, { file, title }));
    });
  }
}
