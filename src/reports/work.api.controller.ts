import { Controller, Get, Inject } from '@nestjs/common';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { WorkService } from './work.service';
import { workResource } from './work.view';

/** Work to do, for screens other than ours. */
@Controller('api/fines/v1/work')
export class WorkApiController {
  constructor(
    private readonly work: WorkService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Requires('work.read')
  async list(@CurrentActor() actor: Actor): Promise<Readonly<Record<string, unknown>>> {
    return workResource(await this.work.list(actor, 'own'), `${this.config.publicUrl}/api/fines/v1`);
  }
}
