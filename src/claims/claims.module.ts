import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module';
import { ClaimsRepository } from './claims.repository';
import { ClaimsService } from './claims.service';

/** What stands with FPS Finance, and the feed of it; everything else about recovery is above it. */
@Module({ imports: [LedgerModule], providers: [ClaimsRepository, ClaimsService], exports: [ClaimsService] })
export class ClaimsModule {}
