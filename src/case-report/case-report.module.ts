import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { ReportsModule } from '../reports/reports.module';
import { CaseReportApiController } from './case-report.api.controller';
import { CaseReportRepository } from './case-report.repository';
import { CaseReportService } from './case-report.service';

/** What auditors take out of the product: one case whole, or a list; each export with its purpose. */
@Module({
  imports: [AuditModule, ReportsModule],
  controllers: [CaseReportApiController],
  providers: [CaseReportService, CaseReportRepository],
})
export class CaseReportModule {}
