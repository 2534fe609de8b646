import { Controller, Get, Query } from '@nestjs/common';
import type { Actor } from '../platform/database/transactions';
import { page, type PageResult } from '../platform/http/page-result';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { WorkService } from './work.service';

/** The home page: what waits for whoever is signed in. */
@Controller()
export class WorkWebController {
  constructor(private readonly work: WorkService) {}

  @Get()
  @Requires('work.read')
  async home(@CurrentActor() actor: Actor, @Query('scope') asked?: string): Promise<PageResult> {
    const scope = asked === 'department' ? 'department' : 'own';
    const list = await this.work.list(actor, scope);
    // Only who has own cases can choose between them and those of the department.
    const canWiden = actor.kind === 'user' && actor.permissions.has('decision.draft');
    return page('home/home', { list, scope, canWiden });
  }
}
