import { Controller, Get, Param, Post } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import type { InterfaceLanguage } from '../kernel/language';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { page, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor, CurrentLanguage } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { ExportCase, REPORT_DOCUMENTS, REPORT_FORMATS, REPORT_LANGUAGES } from './case-report.commands';
import { CaseReportService } from './case-report.service';
import { exportFile } from './export-answer';

const FORM = 'report.field';

/** The page that asks for the purpose and the form of the report, and gives it out. */
@Controller('files/:fileId/report')
export class CaseReportWebController {
  constructor(
    private readonly reports: CaseReportService,
    private readonly access: CaseAccess,
  ) {}

  @Get()
  @Requires('case.export')
  ask(
    @CurrentActor() actor: Actor,
    @CurrentLanguage() language: InterfaceLanguage,
    @Param('fileId') fileId: string,
  ): Promise<PageResult> {
    return this.page(actor, idParameter(fileId), Form.fresh(FORM, { format: 'pdf', language, documents: 'embedded' }));
  }

  @Post()
  @Requires('case.export')
  export(@Param('fileId') fileId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const id = idParameter(fileId);
    return submitted(
      async () => exportFile(await this.reports.export(form.actor, id, parseCommand(ExportCase, form.typed))),
      (refusals) => this.page(form.actor, id, Form.refused(FORM, form.typed, refusals)),
    );
  }

  private async page(actor: Actor, fileId: string, form: Form): Promise<PageResult> {
    const cover = await this.access.cover(actor, fileId);
    const choices = { formats: REPORT_FORMATS, paperLanguages: REPORT_LANGUAGES, documents: REPORT_DOCUMENTS };
    return page('report/case', { cover, form, ...choices });
  }
}
