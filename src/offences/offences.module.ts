import { Module } from '@nestjs/common';
import { HearingsModule } from '../hearings/hearings.module';
import { LiabilityModule } from '../liability/liability.module';
import { ParametersModule } from '../parameters/parameters.module';
import { PersonsModule } from '../persons/persons.module';
import { CatalogueRepository } from './catalogue.repository';
import { CatalogueService } from './catalogue.service';
import { CatalogueWebController } from './catalogue.web.controller';
import { OneDebt } from './one-debt.service';
import { OffencesAsIf } from './offences-as-if.service';
import { OffencesRepository } from './offences.repository';
import { OffencesService } from './offences.service';
import { ReopeningsRepository } from './reopenings.repository';
import { Reopenings } from './reopenings.service';
import { HeardParties } from './heard-parties.service';

/** What was done or left undone, by whom, and how it was found; and the catalogue of what binds whom. */
@Module({
  imports: [HearingsModule, LiabilityModule, ParametersModule, PersonsModule],
  controllers: [CatalogueWebController],
  providers: [
    CatalogueRepository,
    CatalogueService,
    OffencesAsIf,
    OffencesRepository,
    OffencesService,
    OneDebt,
    Reopenings,
    ReopeningsRepository,
    HeardParties,
  ],
  exports: [OffencesAsIf, OffencesService, OneDebt, Reopenings, HeardParties],
})
export class OffencesModule {}
