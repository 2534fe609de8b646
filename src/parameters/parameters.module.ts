import { Module } from '@nestjs/common';
import { ParametersApiController } from './parameters.api.controller';
import { ParametersRepository } from './parameters.repository';
import { ParametersService } from './parameters.service';
import { ParametersWebController } from './parameters.web.controller';

/** The law as dated data, and our accounts. */
@Module({
  providers: [ParametersRepository, ParametersService],
  controllers: [ParametersApiController, ParametersWebController],
  exports: [ParametersService],
})
export class ParametersModule {}
