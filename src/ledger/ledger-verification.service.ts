import { Injectable } from '@nestjs/common';
import { newId } from '../kernel/ids';
import { Transactions, type Actor } from '../platform/database/transactions';
import type { JobHandler } from '../platform/jobs/jobs';
import { LedgerVerificationRepository, type Finding, type LedgerCheck } from './ledger-verification.repository';

/** As many proofs as the page shows: a month of nights. */
const SHOWN = 30;

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

  /** The last proofs, the newest first; they name accounts, fines and movements, and nobody's name. */
  last(actor: Actor): Promise<LedgerCheck[]> {
    return this.transactions.view(actor, (tx) => this.repository.last(tx, SHOWN));
  }

  /** The nightly run: what it finds is kept, and a finding makes the job fail loudly, so that monitoring sees it. */
  async run(_payload: Readonly<Record<string, unknown>>, actor: Actor): Promise<void> {
    const findings = await this.verify(actor);
    await this.transactions.run(actor, async (tx) => {
      const id = newId<string>();
      await this.repository.keep(tx, id, findings);
      const invariants = [...new Set(findings.map(({ invariant }) => invariant))];
      const detail = { findings: findings.length, invariants };
      tx.record({ type: 'ledger.verified', subjectKind: 'ledger-check', subjectId: id, detail });
    });
    if (findings.length > 0)
      throw new Error(
        `the books do not agree: ${findings.map(({ invariant, code, params }) => `${invariant} ${code} ${JSON.stringify(params)}`).join('; ')}`,
      );
  }
}
