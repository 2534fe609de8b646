import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module';
import { ParametersModule } from '../parameters/parameters.module';
import { PaymentsModule } from '../payments/payments.module';
import { RefundsModule } from '../refunds/refunds.module';
import { StatementsModule } from '../statements/statements.module';
import { BookingWebController } from './booking.web.controller';
import { CashierApiController } from './cashier.api.controller';
import { DeskRepository } from './desk.repository';
import { DeskService } from './desk.service';
import { DeskWebController } from './desk.web.controller';
import { MovementDesk } from './movement-desk.service';
import { OwnersRepository } from './owners.repository';
import { OwnersService } from './owners.service';
import { ProposalsService } from './proposals.service';
import { RemittancesRepository } from './remittances.repository';
import { RemittancesService } from './remittances.service';
import { RemittancesWebController } from './remittances.web.controller';
import { ReturnsService } from './returns.service';
import { SharedBookings } from './shared-bookings.service';
import { VerbsWebController } from './verbs.web.controller';
import { VerdictsRepository } from './verdicts.repository';
import { VerdictsService } from './verdicts.service';

/** Where a cashier works off what the matching could not book: proposals, splits, verdicts, owners, returns. */
@Module({
  imports: [LedgerModule, ParametersModule, PaymentsModule, RefundsModule, StatementsModule],
  controllers: [
    DeskWebController,
    BookingWebController,
    VerbsWebController,
    RemittancesWebController,
    CashierApiController,
  ],
  providers: [
    DeskRepository,
    DeskService,
    MovementDesk,
    OwnersRepository,
    OwnersService,
    ProposalsService,
    RemittancesRepository,
    RemittancesService,
    ReturnsService,
    SharedBookings,
    VerdictsRepository,
    VerdictsService,
  ],
})
export class CashierModule {}
