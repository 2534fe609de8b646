import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { AuditModule } from '../audit/audit.module';
import { DocumentsModule } from '../documents/documents.module';
import { LedgerModule } from '../ledger/ledger.module';
import { LiabilityModule } from '../liability/liability.module';
import { OffencesModule } from '../offences/offences.module';
import { ParametersModule } from '../parameters/parameters.module';
import { PersonsModule } from '../persons/persons.module';
import { RefundsModule } from '../refunds/refunds.module';
import { UiModule } from '../ui/ui.module';
import { DecisionDesk } from './decision-desk.service';
import { DecisionSheets } from './decision-sheets.service';
import { DecisionLetters } from './decision-letters.service';
import { DecisionsApiController } from './decisions.api.controller';
import { DecisionsRepository } from './decisions.repository';
import { DecisionsService } from './decisions.service';
import { DecisionsWebController } from './decisions.web.controller';
import { LetterTemplates } from './letter-templates.service';
import { LetterTemplatesWebController } from './letter-templates.web.controller';
import { RepeatOrders } from './repeat-orders.service';
import { WithdrawalDesk } from './withdrawal-desk.service';
import { WithdrawalLetters } from './withdrawal-letters.service';
import { WithdrawalsRepository } from './withdrawals.repository';
import { WithdrawalsService } from './withdrawals.service';
import { ScansService } from './scans.service';
import { SigningList } from './signing-list.service';
import { WithdrawalsApiController } from './withdrawals.api.controller';
import { WithdrawalsWebController } from './withdrawals.web.controller';
import { SignatureService } from './signature.service';

/** Draft, submitted, signed: the decision until it is notified. */
@Module({
  imports: [
    AccessModule,
    AuditModule,
    DocumentsModule,
    LedgerModule,
    LiabilityModule,
    OffencesModule,
    ParametersModule,
    PersonsModule,
    RefundsModule,
    UiModule,
  ],
  controllers: [
    DecisionsApiController,
    WithdrawalsApiController,
    DecisionsWebController,
    WithdrawalsWebController,
    LetterTemplatesWebController,
  ],
  providers: [
    DecisionsRepository,
    DecisionsService,
    SignatureService,
    DecisionLetters,
    DecisionDesk,
    DecisionSheets,
    LetterTemplates,
    RepeatOrders,
    WithdrawalsRepository,
    WithdrawalsService,
    WithdrawalLetters,
    WithdrawalDesk,
    ScansService,
    SigningList,
  ],
  exports: [DecisionsService, DecisionLetters, DecisionDesk, RepeatOrders, WithdrawalDesk],
})
export class DecisionsModule {}
