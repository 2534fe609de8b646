import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { AuditModule } from '../audit/audit.module';
import { DecisionsModule } from '../decisions/decisions.module';
import { DocumentsModule } from '../documents/documents.module';
import { LedgerModule } from '../ledger/ledger.module';
import { ReportsModule } from '../reports/reports.module';
import { PaperPeople } from './paper-people.service';
import { PaymentPapersApiController } from './payment-papers.api.controller';
import { PaymentPapersService } from './payment-papers.service';
import { PaymentPapersWebController } from './payment-papers.web.controller';

/** What the Office gives out of its books about the payments of a fine: receipts and certificates. */
@Module({
  imports: [AccessModule, AuditModule, DecisionsModule, DocumentsModule, LedgerModule, ReportsModule],
  controllers: [PaymentPapersWebController, PaymentPapersApiController],
  providers: [PaymentPapersService, PaperPeople],
})
export class PaymentPapersModule {}
