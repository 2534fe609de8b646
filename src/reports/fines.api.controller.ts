import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isUuid } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { parseCommand } from '../platform/http/fields';
import { innerCode } from '../platform/http/outside-codes';
import { etagOf } from '../platform/http/preconditions';
import { CurrentActor, CurrentLanguage, type InterfaceLanguage } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { orRefuse, Refused } from '../platform/refused';
import { Translations } from '../ui/translator';
import { parseStatedReason, type StatedReason } from './file-access.rules';
import { FileService } from './file.service';
import { fineItem, fineResource, timelineResource } from './fine.view';
import { QueryFines } from './fines.commands';
import { FinesService } from './fines.service';

/** Why a colleague's case is read: `code` or `code: motive`, the reasons of the page that asks people. */
const REASON_HEADER = 'FinesOffice-Access-Reason';

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
    @Headers(REASON_HEADER.toLowerCase()) reason: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const id = knownId(fineId, 'fineId');
    const file = await withReason(reason, (stated) => this.files.readByFine(actor, id, stated));
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
    @CurrentLanguage() language: InterfaceLanguage,
    @Param('fileId') fileId: string,
    @Headers(REASON_HEADER.toLowerCase()) reason: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const id = knownId(fileId, 'fileId');
    const file = await withReason(reason, (stated) => this.files.read(actor, id, stated));
    void reply.header('Content-Language', language).header('Vary', 'Accept-Language');
    return timelineResource(file, this.apiUrl, this.translations.for(language).message);
  }
}

/** A path that holds no id of ours leads nowhere. */
function knownId(id: string, field: string): string {
  if (!isUuid(id)) throw new Refused({ code: 'not-found', field });
  return id;
}

/** Reads with the reason of the header; what is refused of a reason is refused of the header. */
async function withReason<T>(
  header: string | undefined,
  read: (stated: StatedReason | undefined) => Promise<T>,
): Promise<T> {
  try {
    const stated = header === undefined ? undefined : parseStatedReason(header.replace(/^[^:]*/, innerCode));
    return await read(stated && orRefuse(stated));
  } catch (error) {
    if (!(error instanceof Refused) || !/^access-/.test(error.refusals[0].code)) throw error;
    throw new Refused({ ...error.refusals[0], field: REASON_HEADER });
  }
}
