import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { DocumentsModule } from '../documents/documents.module';
import { ParametersModule } from '../parameters/parameters.module';
import { ProofHoldsService } from './proof-holds.service';
import { ProofsApiController } from './proofs.api.controller';
import { ProofsRepository } from './proofs.repository';
import { ProofsWebController } from './proofs.web.controller';

/** Proofs of payment that were shown before the money stands on a statement. */
@Module({
  imports: [AuditModule, DocumentsModule, ParametersModule],
  controllers: [ProofsWebController, ProofsApiController],
  providers: [ProofsRepository, ProofHoldsService],
  exports: [ProofHoldsService],
})
export class ProofHoldsModule {}
