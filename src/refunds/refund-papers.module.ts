import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { DecisionsModule } from '../decisions/decisions.module';
import { DocumentsModule } from '../documents/documents.module';
import { RefundPapersRepository } from './refund-papers.repository';
import { RefundPapers } from './refund-papers.service';

/** The letters about refunds. A module of its own: decisions propose refunds, and these letters are made from decisions. */
@Module({
  imports: [AccessModule, DecisionsModule, DocumentsModule],
  providers: [RefundPapersRepository, RefundPapers],
  exports: [RefundPapers],
})
export class RefundPapersModule {}
