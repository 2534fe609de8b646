import { Module } from '@nestjs/common';
import { LedgerChecksWebController } from './ledger-checks.web.controller';
import { LedgerRepository } from './ledger.repository';
import { LedgerService } from './ledger.service';
import { LedgerVerificationRepository } from './ledger-verification.repository';
import { LedgerVerification } from './ledger-verification.service';

/** Accounts and postings; no verbs of the law. */
@Module({
  controllers: [LedgerChecksWebController],
  providers: [LedgerRepository, LedgerService, LedgerVerificationRepository, LedgerVerification],
  exports: [LedgerService, LedgerVerification],
})
export class LedgerModule {}
