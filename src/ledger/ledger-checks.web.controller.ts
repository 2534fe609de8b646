import { Controller, Get } from '@nestjs/common';
import type { Actor } from '../platform/database/transactions';
import { page, type PageResult } from '../platform/http/page-result';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { LedgerVerification } from './ledger-verification.service';

/** What the nightly proof of the books found. */
@Controller('ledger/checks')
export class LedgerChecksWebController {
  constructor(private readonly verification: LedgerVerification) {}

  @Get()
  @Requires('ledger.read')
  async list(@CurrentActor() actor: Actor): Promise<PageResult> {
    return page('ledger/checks', { checks: await this.verification.last(actor) });
  }
}
