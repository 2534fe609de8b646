import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { AuditModule } from '../audit/audit.module';
import { ClaimsModule } from '../claims/claims.module';
import { FallenDepositsModule } from '../deposits/fallen-deposits.module';
import { DocumentsModule } from '../documents/documents.module';
import { LedgerModule } from '../ledger/ledger.module';
import { ParametersModule } from '../parameters/parameters.module';
import { BankReports } from './bank-reports.service';
import { ClaimsRepository } from './claims.repository';
import { OrderRejection } from './order-rejection.service';
import { RefundBatchesRepository } from './refund-batches.repository';
import { RefundBatchesWebController } from './refund-batches.web.controller';
import { RefundList } from './refund-list.service';
import { RefundRequestsApiController } from './refund-requests.api.controller';
import { RefundRequestsWebController } from './refund-requests.web.controller';
import { RefundsApiController } from './refunds.api.controller';
import { RefundsWebController } from './refunds.web.controller';
import { WriteOffsApiController } from './write-offs.api.controller';
import { WriteOffsWebController } from './write-offs.web.controller';
import { RefundBatches } from './refund-batches.service';
import { RefundPapersRepository } from './refund-papers.repository';
import { PayeeLetters } from './payee-letters.service';
import { RefundOrdersRepository } from './refund-orders.repository';
import { RefundOrders } from './refund-orders.service';
import { RefundProposalsRepository } from './refund-proposals.repository';
import { CountedRefunds } from './counted-refunds.service';
import { FallenClaims } from './fallen-claims.service';
import { RefundProposals } from './refund-proposals.service';
import { RefundRequestsRepository } from './refund-requests.repository';
import { RefundRequestsService } from './refund-requests.service';
import { RefundSettlement } from './refund-settlement.service';
import { RefundsRepository } from './refunds.repository';
import { RefundsService } from './refunds.service';
import { SettlementReversals } from './settlement-reversal.service';
import { SettlementReversalsRepository } from './settlement-reversals.repository';
import { StatementRefunds } from './statement-refunds.service';
import { StoppedRefundsRepository } from './stopped-refunds.repository';
import { StoppedRefunds } from './stopped-refunds.service';
import { TakenBackRefunds } from './taken-back-refunds.service';
import { LapsedWriteOffs } from './lapsed-write-offs.service';
import { RevivedWriteOffs } from './revived-write-offs.service';
import { WriteOffsRepository } from './write-offs.repository';
import { WriteOffsService } from './write-offs.service';

/** Money that goes back: proposed, prepared, approved by another, ordered, settled by the debit on a statement (R5); claims given up. */
@Module({
  imports: [
    AccessModule,
    AuditModule,
    ClaimsModule,
    DocumentsModule,
    FallenDepositsModule,
    LedgerModule,
    ParametersModule,
  ],
  controllers: [
    RefundsWebController,
    RefundBatchesWebController,
    WriteOffsWebController,
    RefundRequestsWebController,
    RefundsApiController,
    RefundRequestsApiController,
    WriteOffsApiController,
  ],
  providers: [
    RefundList,
    RefundProposalsRepository,
    RefundProposals,
    FallenClaims,
    RefundsRepository,
    RefundsService,
    RefundOrdersRepository,
    RefundOrders,
    OrderRejection,
    RefundSettlement,
    SettlementReversalsRepository,
    SettlementReversals,
    PayeeLetters,
    StatementRefunds,
    StoppedRefundsRepository,
    CountedRefunds,
    StoppedRefunds,
    TakenBackRefunds,
    RefundBatchesRepository,
    RefundBatches,
    BankReports,
    ClaimsRepository,
    RefundPapersRepository,
    RefundRequestsRepository,
    RefundRequestsService,
    WriteOffsRepository,
    WriteOffsService,
    LapsedWriteOffs,
    RevivedWriteOffs,
  ],
  exports: [
    FallenClaims,
    LapsedWriteOffs,
    RevivedWriteOffs,
    RefundProposals,
    RefundSettlement,
    StatementRefunds,
    StoppedRefunds,
    TakenBackRefunds,
  ],
})
export class RefundsModule {}
