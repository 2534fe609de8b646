import { Controller, Get, Param } from '@nestjs/common';
import type { DocumentId } from '../kernel/ids';
import type { Actor } from '../platform/database/transactions';
import { idParameter } from '../platform/http/fields';
import { file, type PageResult } from '../platform/http/page-result';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { DocumentsService } from './documents.service';

/** The bytes of a letter, for pages and for the API alike. */
@Controller()
export class DocumentsController {
  constructor(private readonly documents: DocumentsService) {}

  @Get(['documents/:documentId', 'api/fines/v1/documents/:documentId/content'])
  @Requires('document.read')
  async content(@CurrentActor() actor: Actor, @Param('documentId') documentId: string): Promise<PageResult> {
    const document = await this.documents.read(actor, idParameter<DocumentId>(documentId));
    const { kind, language, mediaType, bytes, sha256Hex } = document;
    return file(bytes, mediaType, `${kind}-${language}.${mediaType.split('/')[1] ?? 'pdf'}`, sha256Hex);
  }
}
