import { Injectable } from '@nestjs/common';
import { Transactions, type Actor } from '../platform/database/transactions';
import type { JobHandler } from '../platform/jobs/jobs';
import { LedgerVerificationRepository, type Finding } from './ledger-verification.repository';

/** Proves that the books agree: by command, every night, and after every money test. */
@Injectable()
export class LedgerVerification implements JobHandler {
  readonly task = 'verify-ledger';
  readonly cron = '30 1 * * *';

  constructor(
    private readonly transactions: Transactions,
    private readonly repository: LedgerVerificationRepository,
  ) {}

  /** Everything that does not agree; an empty list means that I1-I5 hold. */
  verify(actor: Actor): Promise<Finding[]> {
    return this.transactions.view(actor, (tx) => this.repository.findings(tx));
  }

  /** The nightly run: a finding makes the job fail loudly, so that monitoring sees it. */
  async run(_payload: Readonly<Record<string, unknown>>, actor: Actor): Promise<void> {
    const findings = await this.verify(actor);
    if (findings.length > 0)
      throw new Error(
        `the books do not agree: ${findings.map(({ invariant, text }) => `${invariant} ${text}`).join('; ')}`,
      );
  }
}
