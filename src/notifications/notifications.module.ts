import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { ClaimsModule } from '../claims/claims.module';
import { DecisionsModule } from '../decisions/decisions.module';
import { FallenDepositsModule } from '../deposits/fallen-deposits.module';
import { DocumentsModule } from '../documents/documents.module';
import { LedgerModule } from '../ledger/ledger.module';
import { OffencesModule } from '../offences/offences.module';
import { ParametersModule } from '../parameters/parameters.module';
import { PersonsModule } from '../persons/persons.module';
import { Addressees } from './addressees.service';
import { NotificationKeeper } from './notification-keeper.service';
import { NotificationsApiController } from './notifications.api.controller';
import { NotificationsRepository } from './notifications.repository';
import { NotificationsService } from './notifications.service';
import { NotificationsWebController } from './notifications.web.controller';
import { RegisterApiController } from './register.api.controller';
import { RegisterEvidence } from './register-evidence.service';
import { RegisterWebController } from './register.web.controller';
import { ReturnedMailWebController } from './returned-mail.web.controller';
import { RegisterRepository } from './register.repository';
import { NotificationRegister } from './register.service';
import { ReturnedMail } from './returned-mail.service';

/** Handed over, posted; the window to appeal. */
@Module({
  imports: [
    AuditModule,
    ClaimsModule,
    DecisionsModule,
    DocumentsModule,
    FallenDepositsModule,
    LedgerModule,
    OffencesModule,
    ParametersModule,
    PersonsModule,
  ],
  controllers: [
    NotificationsApiController,
    NotificationsWebController,
    RegisterApiController,
    RegisterWebController,
    ReturnedMailWebController,
  ],
  providers: [
    NotificationsRepository,
    RegisterRepository,
    Addressees,
    NotificationKeeper,
    NotificationsService,
    NotificationRegister,
    ReturnedMail,
    RegisterEvidence,
  ],
  exports: [NotificationsService, NotificationRegister],
})
export class NotificationsModule {}
