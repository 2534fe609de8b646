import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { DocumentsModule } from '../documents/documents.module';
import { PersonsModule } from '../persons/persons.module';
import { RecoveryModule } from '../recovery/recovery.module';
import { ReportsModule } from '../reports/reports.module';
import { UiModule } from '../ui/ui.module';
import { CaseReportApiController } from './case-report.api.controller';
import { CaseReportRepository } from './case-report.repository';
import { CaseReportService } from './case-report.service';
import { CaseReportWebController } from './case-report.web.controller';
import { ListExportApiController } from './list-export.api.controller';
import { ListExportRepository } from './list-export.repository';
import { ListExportService } from './list-export.service';
import { ListExportWebController } from './list-export.web.controller';

/** What auditors take out of the product: one case whole, or a list; each export with its purpose. */
@Module({
  imports: [AuditModule, DocumentsModule, PersonsModule, RecoveryModule, ReportsModule, UiModule],
  controllers: [CaseReportWebController, CaseReportApiController, ListExportWebController, ListExportApiController],
  providers: [CaseReportService, CaseReportRepository, ListExportService, ListExportRepository],
})
export class CaseReportModule {}
