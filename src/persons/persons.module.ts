import { Module } from '@nestjs/common';
import { PersonPapersRepository } from './person-papers.repository';
import { PersonPapersService } from './person-papers.service';
import { PersonPapersWebController } from './person-papers.web.controller';
import { PersonsApiController } from './persons.api.controller';
import { PersonsRepository } from './persons.repository';
import { PersonsService } from './persons.service';
import { PersonsWebController } from './persons.web.controller';
import { SoundKeys } from './sound-keys.service';

/** People and firms. */
@Module({
  providers: [PersonsRepository, PersonsService, SoundKeys, PersonPapersRepository, PersonPapersService],
  controllers: [PersonsApiController, PersonsWebController, PersonPapersWebController],
  exports: [PersonsService],
})
export class PersonsModule {}
