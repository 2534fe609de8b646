import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { AppealsModule } from '../appeals/appeals.module';
import { DepositsModule } from '../deposits/deposits.module';
import { LedgerModule } from '../ledger/ledger.module';
import { ParametersModule } from '../parameters/parameters.module';
import { PersonsModule } from '../persons/persons.module';
import { TakenFinesRepository } from './taken-fines.repository';
import { TakeoverLoading } from './takeover-loading.service';
import { TakenPartiesRepository } from './taken-parties.repository';
import { TakeoverClashesRepository } from './takeover-clashes.repository';
import { TakeoverOthers } from './takeover-others.service';
import { TakeoverRecordsModule } from './takeover-records.module';
import { TakeoverApiController } from './takeover.api.controller';
import { TakeoverRepository } from './takeover.repository';
import { TakeoverService } from './takeover.service';
import { TakeoverWebController } from './takeover.web.controller';

/** Fines, deposits and appeals of an earlier administration that are open today. */
@Module({
  imports: [
    AccessModule,
    AppealsModule,
    DepositsModule,
    LedgerModule,
    ParametersModule,
    PersonsModule,
    TakeoverRecordsModule,
  ],
  controllers: [TakeoverApiController, TakeoverWebController],
  providers: [
    TakeoverOthers,
    TakenPartiesRepository,
    TakeoverRepository,
    TakeoverClashesRepository,
    TakenFinesRepository,
    TakeoverLoading,
    TakeoverService,
  ],
  exports: [TakeoverService, TakeoverRecordsModule],
})
export class TakeoverModule {}
