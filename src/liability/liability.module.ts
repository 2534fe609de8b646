import { Module } from '@nestjs/common';
import { DocumentsModule } from '../documents/documents.module';
import { PersonsModule } from '../persons/persons.module';
import { LiabilityRepository } from './liability.repository';
import { LiabilityService } from './liability.service';
import { LiableSearch } from './liable-search.service';
import { PersonFlagsRepository } from './person-flags.repository';
import { PersonFlagsService } from './person-flags.service';

/** Who must pay, who acts for them, and what about a person holds recovery. Below the offences, which it does not know. */
@Module({
  imports: [DocumentsModule, PersonsModule],
  providers: [LiabilityRepository, LiabilityService, LiableSearch, PersonFlagsRepository, PersonFlagsService],
  exports: [LiabilityService, LiableSearch, PersonFlagsService],
})
export class LiabilityModule {}
