import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { DecisionsModule } from '../decisions/decisions.module';
import { LedgerModule } from '../ledger/ledger.module';
import { OffencesModule } from '../offences/offences.module';
import { PersonsModule } from '../persons/persons.module';
import { NotificationsApiController } from './notifications.api.controller';
import { NotificationsRepository } from './notifications.repository';
import { NotificationsService } from './notifications.service';
import { NotificationsWebController } from './notifications.web.controller';

/** Handed over, posted; the window to appeal. */
@Module({
  imports: [AuditModule, DecisionsModule, LedgerModule, OffencesModule, PersonsModule],
  controllers: [NotificationsApiController, NotificationsWebController],
  providers: [NotificationsRepository, NotificationsService],
  exports: [NotificationsService],
})
export class NotificationsModule {}
