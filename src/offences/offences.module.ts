import { Module } from '@nestjs/common';
import { LiabilityModule } from '../liability/liability.module';
import { ParametersModule } from '../parameters/parameters.module';
import { PersonsModule } from '../persons/persons.module';
import { OffencesRepository } from './offences.repository';
import { OffencesService } from './offences.service';

/** What was done or left undone, by whom, and how it was found. */
@Module({
  imports: [LiabilityModule, ParametersModule, PersonsModule],
  providers: [OffencesRepository, OffencesService],
  exports: [OffencesService],
})
export class OffencesModule {}
