import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { DecisionsModule } from '../decisions/decisions.module';
import { OffencesModule } from '../offences/offences.module';
import { PersonsModule } from '../persons/persons.module';
import { LiabilityApiController } from './liability.api.controller';
import { LiabilityDesk } from './liability-desk.service';
import { LiabilityModule } from './liability.module';
import { LiabilityWebController } from './liability.web.controller';
import { PersonFlagsWebController } from './person-flags.web.controller';

/** What people do about who must pay: above the decisions, which stand on the liability below. */
@Module({
  imports: [AuditModule, DecisionsModule, LiabilityModule, OffencesModule, PersonsModule],
  controllers: [LiabilityApiController, LiabilityWebController, PersonFlagsWebController],
  providers: [LiabilityDesk],
})
export class LiabilityDeskModule {}
