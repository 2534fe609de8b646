import { Module } from '@nestjs/common';
import { ParametersModule } from '../parameters/parameters.module';
import { TakeoverRecordsModule } from '../takeover/takeover-records.module';
import { AppealFactsRepository } from './appeal-facts.repository';
import { AppealFacts } from './appeal-facts.service';

/** What is known of windows, appeals and the registry, for whoever must not act against an appeal. */
@Module({
  imports: [ParametersModule, TakeoverRecordsModule],
  providers: [AppealFactsRepository, AppealFacts],
  exports: [AppealFacts],
})
export class AppealFactsModule {}
