import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { DecisionsModule } from '../decisions/decisions.module';
import { OffencesModule } from '../offences/offences.module';
import { ParametersModule } from '../parameters/parameters.module';
import { PersonsModule } from '../persons/persons.module';
import { EntryApiController } from './entry.api.controller';
import { EntryDraftsRepository } from './entry-drafts.repository';
import { HearingsModule } from '../hearings/hearings.module';
import { UiModule } from '../ui/ui.module';
import { EntryInvitations } from './entry-invitations.service';
import { EntryInvitationsWebController } from './entry-invitations.web.controller';
import { EntryService } from './entry.service';
import { EntryWebController } from './entry.web.controller';

/** The guided entry of an offence. */
@Module({
  imports: [AuditModule, DecisionsModule, HearingsModule, OffencesModule, ParametersModule, PersonsModule, UiModule],
  controllers: [EntryApiController, EntryInvitationsWebController, EntryWebController],
  providers: [EntryDraftsRepository, EntryInvitations, EntryService],
  exports: [EntryService],
})
export class EntryModule {}
