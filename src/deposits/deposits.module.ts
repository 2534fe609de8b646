import { Module } from '@nestjs/common';
import { AppealFactsModule } from '../appeals/appeal-facts.module';
import { AuditModule } from '../audit/audit.module';
import { ClaimsModule } from '../claims/claims.module';
import { DecisionsModule } from '../decisions/decisions.module';
import { DocumentsModule } from '../documents/documents.module';
import { LedgerModule } from '../ledger/ledger.module';
import { ParametersModule } from '../parameters/parameters.module';
import { RefundsModule } from '../refunds/refunds.module';
import { TakeoverRecordsModule } from '../takeover/takeover-records.module';
import { DepositAdvicesApiController } from './deposit-advices.api.controller';
import { DepositAdvicesRepository } from './deposit-advices.repository';
import { DepositAdvices } from './deposit-advices.service';
import { DepositAdvicesWebController } from './deposit-advices.web.controller';
import { DepositCorrectionsRepository } from './deposit-corrections.repository';
import { DepositCorrections } from './deposit-corrections.service';
import { DepositDesk } from './deposit-desk.service';
import { DepositEntry } from './deposit-entry.service';
import { DepositForfeits } from './deposit-forfeits.service';
import { DepositLetters } from './deposit-letters.service';
import { DepositPapers } from './deposit-papers.service';
import { DepositReleasesRepository } from './deposit-releases.repository';
import { DepositReleases } from './deposit-releases.service';
import { DepositStatementsRepository } from './deposit-statements.repository';
import { DepositStatements } from './deposit-statements.service';
import { DepositsApiController } from './deposits.api.controller';
import { DepositsRepository } from './deposits.repository';
import { DepositsService } from './deposits.service';
import { DepositsWebController } from './deposits.web.controller';
import { FallenDepositsModule } from './fallen-deposits.module';
import { HeldDeposits } from './held-deposits.service';
import { TakenDeposits } from './taken-deposits.service';
import { WrongAccounts } from './wrong-account.service';

/** Money with the Caisse des Dépôts while a fine is disputed: announced, held, released; matched by its payer (D4, D29). */
@Module({
  imports: [
    AppealFactsModule,
    AuditModule,
    ClaimsModule,
    DecisionsModule,
    DocumentsModule,
    FallenDepositsModule,
    LedgerModule,
    ParametersModule,
    RefundsModule,
    TakeoverRecordsModule,
  ],
  controllers: [DepositsApiController, DepositAdvicesApiController, DepositAdvicesWebController, DepositsWebController],
  providers: [
    DepositsRepository,
    DepositReleasesRepository,
    DepositAdvicesRepository,
    DepositsService,
    HeldDeposits,
    DepositLetters,
    DepositReleases,
    DepositForfeits,
    DepositDesk,
    DepositEntry,
    DepositAdvices,
    DepositStatementsRepository,
    DepositStatements,
    DepositCorrectionsRepository,
    DepositCorrections,
    DepositPapers,
    WrongAccounts,
    TakenDeposits,
  ],
  exports: [DepositAdvices, DepositForfeits, DepositsService, DepositReleases, DepositDesk, TakenDeposits],
})
export class DepositsModule {}
