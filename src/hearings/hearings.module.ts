import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { AuditModule } from '../audit/audit.module';
import { DocumentsModule } from '../documents/documents.module';
import { HearingInvitationsController } from './hearing-invitations.controller';
import { HearingInvitationsRepository } from './hearing-invitations.repository';
import { HearingInvitations } from './hearing-invitations.service';

/** Hearing before deciding: its rules, and the letters that invite to it. */
@Module({
  imports: [AccessModule, AuditModule, DocumentsModule],
  controllers: [HearingInvitationsController],
  providers: [HearingInvitationsRepository, HearingInvitations],
  exports: [HearingInvitations],
})
export class HearingsModule {}
