import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { AuditModule } from '../audit/audit.module';
import { DocumentsModule } from '../documents/documents.module';
import { LedgerModule } from '../ledger/ledger.module';
import { OffencesModule } from '../offences/offences.module';
import { ParametersModule } from '../parameters/parameters.module';
import { PersonsModule } from '../persons/persons.module';
import { UiModule } from '../ui/ui.module';
import { DecisionDesk } from './decision-desk.service';
import { DecisionSheets } from './decision-sheets.service';
import { DecisionLetters } from './decision-letters.service';
import { DecisionsApiController } from './decisions.api.controller';
import { DecisionsRepository } from './decisions.repository';
import { DecisionsService } from './decisions.service';
import { DecisionsWebController } from './decisions.web.controller';
import { RepeatOrders } from './repeat-orders.service';
import { SignatureService } from './signature.service';

/** Draft, submitted, signed: the decision until it is notified. */
@Module({
  imports: [
    AccessModule,
    AuditModule,
    DocumentsModule,
    LedgerModule,
    OffencesModule,
    ParametersModule,
    PersonsModule,
    UiModule,
  ],
  controllers: [DecisionsApiController, DecisionsWebController],
  providers: [
    DecisionsRepository,
    DecisionsService,
    SignatureService,
    DecisionLetters,
    DecisionDesk,
    DecisionSheets,
    RepeatOrders,
  ],
  exports: [DecisionsService, DecisionDesk, RepeatOrders],
})
export class DecisionsModule {}
