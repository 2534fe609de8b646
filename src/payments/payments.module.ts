import { Module } from '@nestjs/common';
import { ClaimsModule } from '../claims/claims.module';
import { LedgerModule } from '../ledger/ledger.module';
import { ParametersModule } from '../parameters/parameters.module';
import { RefundsModule } from '../refunds/refunds.module';
import { StatementsModule } from '../statements/statements.module';
import { AllocationsRepository } from './allocations.repository';
import { Bookings } from './bookings.service';
import { FinesToMatchRepository } from './fines-to-match.repository';
import { PaymentsApiController } from './payments.api.controller';
import { PaymentsService } from './payments.service';
import { PayerAccountsApiController } from './payer-accounts.api.controller';
import { PayerAccountsRepository } from './payer-accounts.repository';
import { PayerAccountsService } from './payer-accounts.service';
import { PayerAccountsWebController } from './payer-accounts.web.controller';
import { StatementMatching } from './statement-matching.service';
import { SuspenseService } from './suspense.service';
import { BookingRecords } from './booking-records.service';
import { BookingReversal } from './booking-reversal.service';
import { UndoingApiController } from './undoing.api.controller';
import { UndoingRepository } from './undoing.repository';
import { UndoingReversalsRepository } from './undoing-reversals.repository';
import { UndoingReversals } from './undoing-reversals.service';
import { Undoing } from './undoing.service';
import { UndoingWebController } from './undoing.web.controller';

/** From a movement to the fine it pays: matching, booking, suspense, reversal. */
@Module({
  imports: [ClaimsModule, LedgerModule, ParametersModule, RefundsModule, StatementsModule],
  controllers: [
    PaymentsApiController,
    UndoingWebController,
    UndoingApiController,
    PayerAccountsWebController,
    PayerAccountsApiController,
  ],
  providers: [
    FinesToMatchRepository,
    AllocationsRepository,
    BookingRecords,
    BookingReversal,
    Bookings,
    StatementMatching,
    PaymentsService,
    SuspenseService,
    UndoingRepository,
    Undoing,
    UndoingReversalsRepository,
    UndoingReversals,
    PayerAccountsRepository,
    PayerAccountsService,
  ],
  exports: [Bookings, PaymentsService, SuspenseService, StatementMatching, Undoing, UndoingReversals],
})
export class PaymentsModule {}
