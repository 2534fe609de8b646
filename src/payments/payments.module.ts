import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module';
import { ParametersModule } from '../parameters/parameters.module';
import { RefundsModule } from '../refunds/refunds.module';
import { StatementsModule } from '../statements/statements.module';
import { AllocationsRepository } from './allocations.repository';
import { Bookings } from './bookings.service';
import { FinesToMatchRepository } from './fines-to-match.repository';
import { PaymentsApiController } from './payments.api.controller';
import { PaymentsService } from './payments.service';
import { StatementMatching } from './statement-matching.service';
import { SuspenseService } from './suspense.service';

/** From a movement to the fine it pays: matching, booking, suspense, reversal. */
@Module({
  imports: [LedgerModule, ParametersModule, RefundsModule, StatementsModule],
  controllers: [PaymentsApiController],
  providers: [
    FinesToMatchRepository,
    AllocationsRepository,
    Bookings,
    StatementMatching,
    PaymentsService,
    SuspenseService,
  ],
  exports: [Bookings, FinesToMatchRepository, PaymentsService, SuspenseService, StatementMatching],
})
export class PaymentsModule {}
