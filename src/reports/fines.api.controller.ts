import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { languageAccepted } from '../access/interface-language.rules';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { etagOf } from '../platform/http/preconditions';
import type { InterfaceLanguage } from '../kernel/language';
import { CurrentActor, CurrentLanguage } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { Translations } from '../ui/translator';
import { FileService } from './file.service';
import { fineItem, fineResource, timelineResource } from './fine.view';
import { QueryFines } from './fines.commands';
import { FinesService } from './fines.service';

type Resource = Readonly<Record<string, unknown>>;

/** Fines and their files for other systems. */
@Controller('api/fines/v1')
export class FinesApiController {
  private readonly apiUrl: string;

  constructor(
    private readonly files: FileService,
    private readonly fines: FinesService,
    private readonly translations: Translations,
    @Inject(CONFIG) config: Config,
  ) {
    this.apiUrl = `${config.publicUrl}/api/fines/v1`;
  }

  @Get('fines/:fineId')
  @Requires('file.read')
  async fine(
    @CurrentActor() actor: Actor,
    @Param('fineId') fineId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const file = await this.files.readByFine(actor, idParameter(fineId));
    if (file.decision) void reply.header('ETag', etagOf(file.decision.version));
    return fineResource(file, this.apiUrl);
  }

  @Post('fines/query')
  @HttpCode(200)
  @Requires('file.read')
  async query(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<Resource> {
    const found = await this.fines.query(actor, parseCommand(QueryFines, body));
    return { items: found.rows.map((row) => fineItem(row, this.apiUrl)), nextCursor: found.next };
  }

  @Get('files/:fileId/timeline')
  @Requires('file.read')
  async timeline(
    @CurrentActor() actor: Actor,
    @CurrentLanguage() own: InterfaceLanguage,
    @Param('fileId') fileId: string,
    @Headers('accept-language') accepted: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const language = languageAccepted(accepted) ?? own;
    const file = await this.files.read(actor, idParameter(fileId));
    void reply.header('Content-Language', language).header('Vary', 'Accept-Language');
    return timelineResource(file, this.apiUrl, this.translations.for(language).message);
  }
}
