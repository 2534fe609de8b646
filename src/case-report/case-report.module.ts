import { Module } from '@nestjs/common';
import { AppealsModule } from '../appeals/appeals.module';
import { AuditModule } from '../audit/audit.module';
import { DepositsModule } from '../deposits/deposits.module';
import { DocumentsModule } from '../documents/documents.module';
import { MailModule } from '../mail/mail.module';
import { MergesModule } from '../merges/merges.module';
import { PersonsModule } from '../persons/persons.module';
import { RecoveryModule } from '../recovery/recovery.module';
import { ReportsModule } from '../reports/reports.module';
import { UiModule } from '../ui/ui.module';
import { CaseReportApiController } from './case-report.api.controller';
import { CaseReportRepository } from './case-report.repository';
import { CaseReportService } from './case-report.service';
import { CaseReportWebController } from './case-report.web.controller';
import { ComputedLists } from './computed-lists.service';
import { ListExportApiController } from './list-export.api.controller';
import { ListExportRepository } from './list-export.repository';
import { ListExportService } from './list-export.service';
import { ListExportWebController } from './list-export.web.controller';

/** What auditors take out of the product: one case whole, or a list; each export with its purpose. */
@Module({
  imports: [
    AppealsModule,
    AuditModule,
    DepositsModule,
    DocumentsModule,
    MailModule,
    MergesModule,
    PersonsModule,
    RecoveryModule,
    ReportsModule,
    UiModule,
  ],
  controllers: [CaseReportWebController, CaseReportApiController, ListExportWebController, ListExportApiController],
  providers: [CaseReportService, CaseReportRepository, ComputedLists, ListExportService, ListExportRepository],
})
export class CaseReportModule {}
