import { Module } from '@nestjs/common';
import { AppealFactsModule } from '../appeals/appeal-facts.module';
import { AuditModule } from '../audit/audit.module';
import { ClaimsModule } from '../claims/claims.module';
import { DepositsModule } from '../deposits/deposits.module';
import { ParametersModule } from '../parameters/parameters.module';
import { ProofHoldsModule } from '../proof-holds/proof-holds.module';
import { RecoveryDesk } from './recovery-desk.service';
import { RecoveryFacts } from './recovery-facts.service';
import { RecoveryRepository } from './recovery.repository';
import { RecoveryWebController } from './recovery.web.controller';
import { TransfersRepository } from './transfers.repository';
import { Transfers } from './transfers.service';

/** The way of an unpaid fine to FPS Finance: eligibility line by line, holds, batches with four eyes (R7). */
@Module({
  imports: [AppealFactsModule, AuditModule, ClaimsModule, DepositsModule, ParametersModule, ProofHoldsModule],
  controllers: [RecoveryWebController],
  providers: [RecoveryRepository, TransfersRepository, RecoveryFacts, RecoveryDesk, Transfers],
  exports: [RecoveryDesk],
})
export class RecoveryModule {}
