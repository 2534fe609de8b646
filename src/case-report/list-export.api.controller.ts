import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { InterfaceLanguage } from '../kernel/language';
import type { Actor } from '../platform/database/transactions';
import { parseCommand } from '../platform/http/fields';
import type { PageResult } from '../platform/http/page-result';
import { CurrentActor, CurrentLanguage } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { ExportList } from './case-report.commands';
import { listFile } from './export-answer';
import { ListExportService } from './list-export.service';

/** Lists as CSV for other systems; a POST for the same reason as the report of a case. */
@Controller('api/fines/v1/lists')
export class ListExportApiController {
  constructor(private readonly lists: ListExportService) {}

  @Post('query')
  @HttpCode(200)
  @Requires('case.export')
  async export(
    @CurrentActor() actor: Actor,
    @CurrentLanguage() language: InterfaceLanguage,
    @Body() body: unknown,
  ): Promise<PageResult> {
    const command = parseCommand(ExportList, body);
    return listFile(await this.lists.export(actor, command, language), command.list);
  }
}
