import { Injectable } from '@nestjs/common';
import { Transactions } from '../platform/database/transactions';
import { systemActor, type JobHandler } from '../platform/jobs/jobs';
import { DepositReleasesRepository } from './deposit-releases.repository';
import { DepositReleases } from './deposit-releases.service';

/** Every night: what the end of the margin makes of a deposit is proposed, and waits for a person (D6, D7, D19, D20). */
@Injectable()
export class DepositForfeits implements JobHandler {
  readonly task = 'propose-forfeited-deposits';
  readonly cron = '47 2 * * *';

  constructor(
    private readonly transactions: Transactions,
    private readonly repository: DepositReleasesRepository,
    private readonly releases: DepositReleases,
  ) {}

  /** Proposes each deposit that may fall to the State in a transaction of its own; what somebody refused is not proposed again. */
  async run(): Promise<void> {
    const actor = systemActor(this.task);
    const ids = await this.transactions.view(actor, (tx) => this.repository.perhapsForfeited(tx));
    const failures: unknown[] = [];
    for (const id of ids) {
      const look = this.transactions.run(actor, async (tx) => ({
        isProposed: await this.releases.proposeForfeit(tx, id),
      }));
      await look.catch((error: unknown) => failures.push(error));
    }
    // One deposit that cannot be looked at keeps no other back; the job fails all the same, and is tried again.
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${ids.length} deposits`);
  }
}
