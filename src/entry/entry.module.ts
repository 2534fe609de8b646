import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { DecisionsModule } from '../decisions/decisions.module';
import { LiabilityModule } from '../liability/liability.module';
import { OffencesModule } from '../offences/offences.module';
import { ParametersModule } from '../parameters/parameters.module';
import { PersonsModule } from '../persons/persons.module';
import { EntriesApiController } from './entries.api.controller';
import { EntryApiController } from './entry.api.controller';
import { EntryDraftsRepository } from './entry-drafts.repository';
import { HearingsModule } from '../hearings/hearings.module';
import { UiModule } from '../ui/ui.module';
import { EntryInvitations } from './entry-invitations.service';
import { EntryInvitationsWebController } from './entry-invitations.web.controller';
import { EntryGroupsWebController } from './entry-groups.web.controller';
import { EntryGroups } from './entry-groups.service';
import { EntryGroupsRepository } from './entry-groups.repository';
import { EntriesTogether } from './entries-together.service';
import { EntryFindings } from './entry-findings.service';
import { EntryDrafts } from './entry-drafts.service';
import { EntryService } from './entry.service';
import { EntryLiableWebController } from './entry-liable.web.controller';
import { EntryWebController } from './entry.web.controller';
import { RecordedOffences } from './recorded-offences.service';
import { EntryTakingUp } from './taking-up.service';
import { TakingUpWebController } from './taking-up.web.controller';

/** The guided entry of an offence. */
@Module({
  imports: [
    AuditModule,
    DecisionsModule,
    HearingsModule,
    LiabilityModule,
    OffencesModule,
    ParametersModule,
    PersonsModule,
    UiModule,
  ],
  controllers: [
    EntriesApiController,
    EntryApiController,
    EntryGroupsWebController,
    EntryInvitationsWebController,
    EntryLiableWebController,
    EntryWebController,
    TakingUpWebController,
  ],
  providers: [
    EntriesTogether,
    EntryFindings,
    EntryGroups,
    EntryDraftsRepository,
    EntryDrafts,
    EntryInvitations,
    EntryGroupsRepository,
    EntryService,
    EntryTakingUp,
    RecordedOffences,
  ],
  exports: [EntryService],
})
export class EntryModule {}
