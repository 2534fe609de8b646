import { Module } from '@nestjs/common';
import { TakeoverRecordsRepository } from './takeover-records.repository';
import { TakeoverRecords } from './takeover-records.service';

/** What was taken over and waits to be taken up: read by deposits, recovery and the file, which the take-over itself stands on. */
@Module({ providers: [TakeoverRecordsRepository, TakeoverRecords], exports: [TakeoverRecords] })
export class TakeoverRecordsModule {}
