import { Module } from '@nestjs/common';
import { DepositReleasesRepository } from './deposit-releases.repository';
import { FallenDepositsRepository } from './fallen-deposits.repository';
import { FallenDeposits } from './fallen-deposits.service';

/** What lies at the Caisse for a claim that falls, for whoever lets it fall. */
@Module({
  providers: [DepositReleasesRepository, FallenDepositsRepository, FallenDeposits],
  exports: [FallenDeposits],
})
export class FallenDepositsModule {}
