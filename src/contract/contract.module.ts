import { Module } from '@nestjs/common';
import { ContractController } from './contract.controller';
import { HealthController } from './health.controller';
import { RecoveryContractController } from './recovery-contract.controller';

/** Health and the contracts: what a machine asks before anything else. */
@Module({ controllers: [HealthController, ContractController, RecoveryContractController] })
export class ContractModule {}
