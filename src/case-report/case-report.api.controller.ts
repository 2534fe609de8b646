import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { PageResult } from '../platform/http/page-result';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { ExportCase } from './case-report.commands';
import { CaseReportService } from './case-report.service';
import { exportFile } from './export-answer';

/**
 * The report of a case for other systems. A POST, because the purpose belongs into no address; it looks and makes nothing, so
 * each request is one more export and is recorded as one.
 */
@Controller('api/fines/v1/files/:fileId/report')
export class CaseReportApiController {
  constructor(private readonly reports: CaseReportService) {}

  @Post('query')
  @HttpCode(200)
  @Requires('case.export')
  async export(
    @CurrentActor() actor: Actor,
    @Param('fileId') fileId: string,
    @Body() body: unknown,
  ): Promise<PageResult> {
    const id = idParameter(fileId);
    return exportFile(await this.reports.export(actor, id, parseCommand(ExportCase, body)));
  }
}
