import { Controller, Get, Query } from '@nestjs/common';
import type { Actor } from '../platform/database/transactions';
import { page, type PageResult } from '../platform/http/page-result';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { parseTypedDate, typedDate } from '../ui/date-input';
import { Form } from '../ui/form';
import { CatalogueService } from './catalogue.service';
import { NEVER_OFFENCES } from './offence.rules';

const DAY = 'law.catalogue.day';

/** The catalogue of obligations on a page: what binds whom, until when, and how sure that is (R1.1). */
@Controller('obligations')
export class CatalogueWebController {
  constructor(private readonly catalogue: CatalogueService) {}

  @Get()
  @Requires('parameter.read')
  async show(@CurrentActor() actor: Actor, @Query('on') typed?: string): Promise<PageResult> {
    const asked = typed ?? '';
    const day = parseTypedDate(asked);
    const refusals = asked !== '' && day === undefined ? [{ code: 'not-a-day', field: 'on' }] : [];
    const catalogue = await this.catalogue.on(actor, day);
    const form = Form.refused(DAY, { on: asked === '' ? typedDate(catalogue.on) : asked }, refusals);
    const never = Object.values(NEVER_OFFENCES);
    return page('obligations/catalogue', { catalogue, never, form }, refusals.length > 0 ? 400 : 200);
  }
}
