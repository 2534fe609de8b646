import { Controller, Get, Post, Query } from '@nestjs/common';
import type { InterfaceLanguage } from '../kernel/language';
import { parseCommand } from '../platform/http/fields';
import { page, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentLanguage } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { typedDays } from '../ui/date-input';
import { Form } from '../ui/form';
import { ExportList } from './case-report.commands';
import { listFile } from './export-answer';
import { EXPORTED_LISTS } from './exported-lists';
import { ListExportService } from './list-export.service';

const FORM = 'report.listField';

/** The page from which a list is taken out; a list's own page leads here. */
@Controller('exports')
export class ListExportWebController {
  constructor(private readonly lists: ListExportService) {}

  @Get()
  @Requires('case.export')
  ask(@Query('list') asked: unknown, @Query('state') narrowed: unknown): PageResult {
    const list = EXPORTED_LISTS.find((each) => each === asked) ?? EXPORTED_LISTS[0];
    const state = typeof narrowed === 'string' && /^[a-z-]{1,40}$/.test(narrowed) ? narrowed : '';
    return listPage(Form.fresh(FORM, { list, state }));
  }

  @Post()
  @Requires('case.export')
  export(@CurrentLanguage() language: InterfaceLanguage, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const command = parseCommand(ExportList, typedDays(form.typed, ['from', 'until']));
        return listFile(await this.lists.export(form.actor, command, language), command.list);
      },
      (refusals) => listPage(Form.refused(FORM, form.typed, refusals)),
    );
  }
}

function listPage(form: Form): PageResult {
  return page('report/lists', { form, lists: EXPORTED_LISTS });
}
