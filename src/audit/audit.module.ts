import { Module } from '@nestjs/common';
import { AuditRepository } from './audit.repository';
import { AuditService } from './audit.service';
import { CaseAccess } from './case-access.service';
import { CaseHandsRepository } from './case-hands.repository';

/** What happened, and why somebody may look. */
@Module({
  providers: [AuditRepository, AuditService, CaseHandsRepository, CaseAccess],
  exports: [AuditService, CaseAccess],
})
export class AuditModule {}
