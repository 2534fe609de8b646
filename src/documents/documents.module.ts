import { Module, type OnModuleInit } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { SealingModule } from '../sealing/sealing.module';
import { DocumentsController } from './documents.controller';
import { DocumentsRepository } from './documents.repository';
import { DocumentsService } from './documents.service';
import { EvidenceRepository } from './evidence.repository';
import { EvidenceService } from './evidence.service';
import { checkLetterTemplates } from './letter-templates';

/** Letters: text blocks, tagged PDF, storage, and the files that people bring. */
@Module({
  imports: [AuditModule, SealingModule],
  controllers: [DocumentsController],
  providers: [DocumentsRepository, DocumentsService, EvidenceRepository, EvidenceService],
  exports: [DocumentsService, EvidenceService],
})
export class DocumentsModule implements OnModuleInit {
  /** A template without one of its translations stops the program at start, not a signatory at a signature. */
  onModuleInit(): void {
    checkLetterTemplates();
  }
}
