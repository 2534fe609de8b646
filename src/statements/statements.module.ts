import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module';
import { MovementsRepository } from './movements.repository';
import { MovementsService } from './movements.service';
import { StatementAcceptance } from './statement-acceptance.service';
import { StalledMatching } from './stalled-matching.service';
import { StatementsApiController } from './statements.api.controller';
import { StatementsRepository } from './statements.repository';
import { StatementsService } from './statements.service';
import { StatementsWebController } from './statements.web.controller';

/** Bank statements: bytes in, movements out. */
@Module({
  imports: [LedgerModule],
  controllers: [StatementsWebController, StatementsApiController],
  providers: [
    StatementsRepository,
    MovementsRepository,
    StatementAcceptance,
    StatementsService,
    MovementsService,
    StalledMatching,
  ],
  exports: [StatementsService, MovementsService, StalledMatching],
})
export class StatementsModule {}
