import { Module } from '@nestjs/common';
import { ParametersRepository } from './parameters.repository';
import { ParametersService } from './parameters.service';

@Module({
  providers: [ParametersRepository, ParametersService],
  exports: [ParametersService],
})
export class ParametersModule {}
