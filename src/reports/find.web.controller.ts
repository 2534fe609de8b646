import { Body, Controller, Post } from '@nestjs/common';
import type { Actor } from '../platform/database/transactions';
import { page, redirect, type PageResult } from '../platform/http/page-result';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { FinesService } from './fines.service';

/** The search box in the navigation: a decision number or structured communication opens its file, anything else is a name. */
@Controller('find')
export class FindWebController {
  constructor(private readonly fines: FinesService) {}

  @Post()
  @Requires('person.read')
  async find(@CurrentActor() actor: Actor, @Body() body: Readonly<Record<string, unknown>>): Promise<PageResult> {
    const typed = (typeof body['text'] === 'string' ? body['text'] : '').trim().slice(0, 200);
    const found = await this.fines.find(actor, typed);
    if (found.kind === 'file') return redirect(`/files/${found.fileId}`);
    return page('file/found', { typed, found });
  }
}
