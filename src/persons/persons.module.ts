import { Module } from '@nestjs/common';
import { PersonsApiController } from './persons.api.controller';
import { PersonsRepository } from './persons.repository';
import { PersonsService } from './persons.service';
import { PersonsWebController } from './persons.web.controller';

/** People and firms. */
@Module({
  providers: [PersonsRepository, PersonsService],
  controllers: [PersonsApiController, PersonsWebController],
  exports: [PersonsService],
})
export class PersonsModule {}
