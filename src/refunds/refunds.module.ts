import { Module } from '@nestjs/common';
import { RefundProposalsRepository } from './refund-proposals.repository';
import { RefundProposals } from './refund-proposals.service';

/** Money that goes back: proposed, prepared, approved by another, ordered, settled by the debit on a statement (R5). */
@Module({
  providers: [RefundProposalsRepository, RefundProposals],
  exports: [RefundProposals],
})
export class RefundsModule {}
