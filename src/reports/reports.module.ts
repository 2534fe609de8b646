import { Module } from '@nestjs/common';
import { AppealsModule } from '../appeals/appeals.module';
import { AuditModule } from '../audit/audit.module';
import { PersonsModule } from '../persons/persons.module';
import { ProofHoldsModule } from '../proof-holds/proof-holds.module';
import { UiModule } from '../ui/ui.module';
import { FileMoneyRepository } from './file-money.repository';
import { FileRefundsRepository } from './file-refunds.repository';
import { FileTimelineRepository } from './file-timeline.repository';
import { FileRepository } from './file.repository';
import { FileHolds } from './file-holds.service';
import { FileService } from './file.service';
import { FineMoneyService } from './fine-money.service';
import { FileWebController } from './file.web.controller';
import { FindWebController } from './find.web.controller';
import { FinesApiController } from './fines.api.controller';
import { FinesRepository } from './fines.repository';
import { FinesService } from './fines.service';
import { WorkApiController } from './work.api.controller';
import { WorkRepository } from './work.repository';
import { WorkService } from './work.service';
import { WorkWebController } from './work.web.controller';

/** What is read across the modules: work to do, the file, the list of fines. Writes nothing but access records. */
@Module({
  imports: [AppealsModule, AuditModule, UiModule, PersonsModule, ProofHoldsModule],
  providers: [
    WorkRepository,
    WorkService,
    FileRepository,
    FileMoneyRepository,
    FileRefundsRepository,
    FileTimelineRepository,
    FileHolds,
    FileService,
    FineMoneyService,
    FinesRepository,
    FinesService,
  ],
  controllers: [WorkWebController, WorkApiController, FileWebController, FindWebController, FinesApiController],
  exports: [FileService, FineMoneyService],
})
export class ReportsModule {}
