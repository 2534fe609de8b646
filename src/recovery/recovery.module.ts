import { Module } from '@nestjs/common';
import { AppealFactsModule } from '../appeals/appeal-facts.module';
import { AuditModule } from '../audit/audit.module';
import { ClaimsModule } from '../claims/claims.module';
import { DepositsModule } from '../deposits/deposits.module';
import { ParametersModule } from '../parameters/parameters.module';
import { ProofHoldsModule } from '../proof-holds/proof-holds.module';
import { LedgerModule } from '../ledger/ledger.module';
import { FinanceAnswers } from './finance-answers.service';
import { FinanceApiController } from './finance.api.controller';
import { FinanceCodesApiController } from './finance-codes.api.controller';
import { FinanceDisclosure } from './finance-disclosure.service';
import { FinanceRepository } from './finance.repository';
import { ReconciliationDesk } from './reconciliation.service';
import { ReconciliationWebController } from './reconciliation.web.controller';
import { RecoveryDesk } from './recovery-desk.service';
import { RecoveryFacts } from './recovery-facts.service';
import { RecoveryLists } from './recovery-lists.service';
import { RecoveryRepository } from './recovery.repository';
import { RecoveryWebController } from './recovery.web.controller';
import { TransfersRepository } from './transfers.repository';
import { Transfers } from './transfers.service';

/** The way of an unpaid fine to FPS Finance: eligibility line by line, holds, batches with four eyes (R7). */
@Module({
  imports: [
    AppealFactsModule,
    AuditModule,
    ClaimsModule,
    DepositsModule,
    LedgerModule,
    ParametersModule,
    ProofHoldsModule,
  ],
  controllers: [RecoveryWebController, FinanceApiController, FinanceCodesApiController, ReconciliationWebController],
  providers: [
    RecoveryRepository,
    TransfersRepository,
    RecoveryFacts,
    RecoveryDesk,
    RecoveryLists,
    Transfers,
    FinanceRepository,
    FinanceAnswers,
    FinanceDisclosure,
    ReconciliationDesk,
  ],
  exports: [ReconciliationDesk, RecoveryDesk, RecoveryLists],
})
export class RecoveryModule {}
