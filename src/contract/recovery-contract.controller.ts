import { Controller, Get, Inject, UseGuards } from '@nestjs/common';
import type { Config } from '../platform/config/config';
import { NoQueryGuard } from '../platform/http/no-query.guard';
import type { PageResult } from '../platform/http/page-result';
import { Open } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { ContractFile } from './contract-file';

/** The contract with FPS Finance, where whoever connects a system looks for it first. */
@Controller('api/recovery/v1/doc')
@UseGuards(NoQueryGuard)
export class RecoveryContractController {
  private readonly contract: ContractFile;

  constructor(@Inject(CONFIG) config: Config) {
    this.contract = new ContractFile('openapi-recovery.yaml', config.publicUrl);
  }

  @Get('openapi.yaml')
  @Open()
  yaml(): PageResult {
    return this.contract.served();
  }
}
