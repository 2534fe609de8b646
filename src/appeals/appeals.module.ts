import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { DecisionsModule } from '../decisions/decisions.module';
import { DepositsModule } from '../deposits/deposits.module';
import { LedgerModule } from '../ledger/ledger.module';
import { ParametersModule } from '../parameters/parameters.module';
import { RefundsModule } from '../refunds/refunds.module';
import { AppealFactsModule } from './appeal-facts.module';
import { AppealFiles } from './appeal-files.service';
import { AppealsApiController } from './appeals.api.controller';
import { AppealsRepository } from './appeals.repository';
import { AppealsService } from './appeals.service';
import { JudgmentsService } from './judgments.service';
import { TakenAppeals } from './taken-appeals.service';

/** Appeals to the court and what it judged: recorded by one person, effective by another (R4.1-R4.9). */
@Module({
  imports: [
    AppealFactsModule,
    AuditModule,
    DecisionsModule,
    DepositsModule,
    LedgerModule,
    ParametersModule,
    RefundsModule,
  ],
  controllers: [AppealsApiController],
  providers: [AppealsRepository, AppealFiles, AppealsService, JudgmentsService, TakenAppeals],
  exports: [AppealFiles, TakenAppeals],
})
export class AppealsModule {}
