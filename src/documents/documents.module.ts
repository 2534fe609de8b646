import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { SealingModule } from '../sealing/sealing.module';
import { DocumentsController } from './documents.controller';
import { DocumentsRepository } from './documents.repository';
import { DocumentsService } from './documents.service';

/** Letters: text blocks, tagged PDF, storage. */
@Module({
  imports: [AuditModule, SealingModule],
  controllers: [DocumentsController],
  providers: [DocumentsRepository, DocumentsService],
  exports: [DocumentsService],
})
export class DocumentsModule {}
