import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { LedgerModule } from '../ledger/ledger.module';
import { ParametersModule } from '../parameters/parameters.module';
import { BankReports } from './bank-reports.service';
import { ClaimsRepository } from './claims.repository';
import { RefundBatchesRepository } from './refund-batches.repository';
import { RefundBatches } from './refund-batches.service';
import { RefundOrdersRepository } from './refund-orders.repository';
import { RefundOrders } from './refund-orders.service';
import { RefundProposalsRepository } from './refund-proposals.repository';
import { RefundProposals } from './refund-proposals.service';
import { RefundRequestsRepository } from './refund-requests.repository';
import { RefundRequestsService } from './refund-requests.service';
import { RefundSettlement } from './refund-settlement.service';
import { RefundsRepository } from './refunds.repository';
import { RefundsService } from './refunds.service';
import { WriteOffsRepository } from './write-offs.repository';
import { WriteOffsService } from './write-offs.service';

/** Money that goes back: proposed, prepared, approved by another, ordered, settled by the debit on a statement (R5); claims given up. */
@Module({
  imports: [AuditModule, LedgerModule, ParametersModule],
  providers: [
    RefundProposalsRepository,
    RefundProposals,
    RefundsRepository,
    RefundsService,
    RefundOrdersRepository,
    RefundOrders,
    RefundSettlement,
    RefundBatchesRepository,
    RefundBatches,
    BankReports,
    ClaimsRepository,
    RefundRequestsRepository,
    RefundRequestsService,
    WriteOffsRepository,
    WriteOffsService,
  ],
  exports: [RefundProposals, RefundSettlement],
})
export class RefundsModule {}
