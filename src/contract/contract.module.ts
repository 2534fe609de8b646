import { Module } from '@nestjs/common';
import { ContractController } from './contract.controller';
import { HealthController } from './health.controller';

/** Health and the contract: what a machine asks before anything else. */
@Module({ controllers: [HealthController, ContractController] })
export class ContractModule {}
