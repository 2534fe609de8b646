import { Module } from '@nestjs/common';
import { OffencesModule } from '../offences/offences.module';
import { PersonsModule } from '../persons/persons.module';
import { DuplicatesRepository } from './duplicates.repository';
import { DuplicatesService } from './duplicates.service';
import { MergeUndoingRepository } from './merge-undoing.repository';
import { MergeUndoing } from './merge-undoing.service';
import { MergesApiController } from './merges.api.controller';
import { MergesRepository } from './merges.repository';
import { MergesService } from './merges.service';
import { MergesWebController } from './merges.web.controller';
import { PersonReferences } from './person-references.repository';

/** Records that may be one person: compared, told apart, brought together, taken apart again. */
@Module({
  imports: [OffencesModule, PersonsModule],
  providers: [
    DuplicatesRepository,
    DuplicatesService,
    MergesRepository,
    MergesService,
    MergeUndoing,
    MergeUndoingRepository,
    PersonReferences,
  ],
  controllers: [MergesApiController, MergesWebController],
  exports: [DuplicatesService],
})
export class MergesModule {}
