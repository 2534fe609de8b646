import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { ClaimsModule } from '../claims/claims.module';
import { DecisionsModule } from '../decisions/decisions.module';
import { DepositsModule } from '../deposits/deposits.module';
import { LedgerModule } from '../ledger/ledger.module';
import { DocumentsModule } from '../documents/documents.module';
import { ParametersModule } from '../parameters/parameters.module';
import { RefundsModule } from '../refunds/refunds.module';
import { AppealFactsModule } from './appeal-facts.module';
import { AppealCorrectionDesk } from './appeal-correction-desk.service';
import { AppealCorrections } from './appeal-corrections.service';
import { AppealCorrectionsWebController } from './appeal-corrections.web.controller';
import { AppealCourts } from './appeal-courts.service';
import { AppealDesk } from './appeal-desk.service';
import { AppealEntry } from './appeal-entry.service';
import { AppealFiles } from './appeal-files.service';
import { AppealListsRepository } from './appeal-lists.repository';
import { AppealLists } from './appeal-lists.service';
import { AppealsApiController } from './appeals.api.controller';
import { AppealsRepository } from './appeals.repository';
import { AppealsService } from './appeals.service';
import { AppealsWebController } from './appeals.web.controller';
import { JudgmentReplacementRepository } from './judgment-replacement.repository';
import { JudgmentReplacement } from './judgment-replacement.service';
import { JudgmentEffects } from './judgment-effects.service';
import { JudgmentsService } from './judgments.service';
import { JudgmentsWebController } from './judgments.web.controller';
import { RegistryChecksRepository } from './registry-checks.repository';
import { RegistryChecks } from './registry-checks.service';
import { RegistryMistakes } from './registry-mistakes.service';
import { TakenAppeals } from './taken-appeals.service';

/** Appeals to the court and what it judged: recorded by one person, effective by another (R4.1-R4.9). */
@Module({
  imports: [
    AppealFactsModule,
    AuditModule,
    ClaimsModule,
    DecisionsModule,
    DepositsModule,
    DocumentsModule,
    LedgerModule,
    ParametersModule,
    RefundsModule,
  ],
  controllers: [AppealsApiController, AppealsWebController, JudgmentsWebController, AppealCorrectionsWebController],
  providers: [
    AppealsRepository,
    AppealListsRepository,
    AppealCourts,
    AppealFiles,
    AppealsService,
    AppealCorrections,
    AppealCorrectionDesk,
    RegistryChecksRepository,
    RegistryChecks,
    RegistryMistakes,
    TakenAppeals,
    JudgmentReplacementRepository,
    JudgmentReplacement,
    JudgmentEffects,
    JudgmentsService,
    AppealDesk,
    AppealEntry,
    AppealLists,
  ],
  exports: [AppealFiles, AppealLists, TakenAppeals],
})
export class AppealsModule {}
