import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { AuditModule } from '../audit/audit.module';
import { DecisionsModule } from '../decisions/decisions.module';
import { DocumentsModule } from '../documents/documents.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { OffencesModule } from '../offences/offences.module';
import { PersonsModule } from '../persons/persons.module';
import { CorrectionGrounds } from './correction-grounds.service';
import { CorrectionLetters } from './correction-letters.service';
import { CorrectionsApiController } from './corrections.api.controller';
import { CorrectionsRepository } from './corrections.repository';
import { CorrectionsService } from './corrections.service';
import { CorrectionsWebController } from './corrections.web.controller';

/** Material errors of signed decisions, put right. */
@Module({
  imports: [
    AccessModule,
    AuditModule,
    DecisionsModule,
    DocumentsModule,
    NotificationsModule,
    OffencesModule,
    PersonsModule,
  ],
  providers: [CorrectionsRepository, CorrectionGrounds, CorrectionLetters, CorrectionsService],
  controllers: [CorrectionsApiController, CorrectionsWebController],
})
export class CorrectionsModule {}
