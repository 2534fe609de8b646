import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { isLegalDate, legalDate, type LegalDate } from '../kernel/legal-date';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink } from '../platform/http/api-links';
import { codeOf, knownList, listedCodes } from '../platform/http/reference-data';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { Refused } from '../platform/refused';
import { REFERENCE_LISTS, referenceItems, type ReferenceList } from './parameter.view';
import { ParametersService } from './parameters.service';

/** The law's codes and values as they were in force on a day (`?on=YYYY-MM-DD`, by default today). */
@Controller('api/fines/v1/refData')
export class ParametersApiController {
  constructor(
    private readonly parameters: ParametersService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get(':list')
  @Requires('parameter.read')
  async list(@CurrentActor() actor: Actor, @Param('list') name: string, @Query('on') on?: string): Promise<object> {
    const list = knownList(REFERENCE_LISTS, name);
    const inForce = await this.parameters.inForce(actor, dayIn(on));
    const items = listedCodes(this.urlOf(list), referenceItems(list, inForce));
    return { self: `${this.urlOf(list)}?on=${inForce.on}`, on: inForce.on, items };
  }

  @Get(':list/:code')
  @Requires('parameter.read')
  async item(
    @CurrentActor() actor: Actor,
    @Param('list') name: string,
    @Param('code') code: string,
    @Query('on') on?: string,
  ): Promise<object> {
    const list = knownList(REFERENCE_LISTS, name);
    return codeOf(this.urlOf(list), referenceItems(list, await this.parameters.inForce(actor, dayIn(on))), code);
  }

  private urlOf(list: ReferenceList): string {
    return apiLink(this.config, `/refData/${list}`);
  }
}

/** Refuses `not-a-day` on `on`. */
function dayIn(text: string | undefined): LegalDate | undefined {
  if (text === undefined || text === '') return undefined;
  if (!isLegalDate(text)) throw new Refused({ code: 'not-a-day', field: 'on' });
  return legalDate(text);
}
