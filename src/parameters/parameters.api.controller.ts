import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { isLegalDate, legalDate, type LegalDate } from '../kernel/legal-date';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink } from '../platform/http/api-links';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { Refused } from '../platform/refused';
import { REFERENCE_LISTS, referenceItems, type ReferenceItem, type ReferenceList } from './parameter.view';
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
    const list = knownList(name);
    const inForce = await this.parameters.inForce(actor, dayIn(on));
    const items = referenceItems(list, inForce).map((item) => ({ href: this.linkOf(list, item), ...item }));
    return { self: apiLink(this.config, `/refData/${list}?on=${inForce.on}`), on: inForce.on, items };
  }

  @Get(':list/:code')
  @Requires('parameter.read')
  async item(
    @CurrentActor() actor: Actor,
    @Param('list') name: string,
    @Param('code') code: string,
    @Query('on') on?: string,
  ): Promise<object> {
    const list = knownList(name);
    const found = referenceItems(list, await this.parameters.inForce(actor, dayIn(on))).find(
      (item) => item.code === code,
    );
    if (found === undefined) throw new Refused({ code: 'not-found' });
    return { self: this.linkOf(list, found), ...found };
  }

  private linkOf(list: ReferenceList, { code }: ReferenceItem): string {
    return apiLink(this.config, `/refData/${list}/${code}`);
  }
}

function knownList(name: string): ReferenceList {
  const list = REFERENCE_LISTS.find((each) => each === name);
  if (list === undefined) throw new Refused({ code: 'not-found' });
  return list;
}

/** Refuses `not-a-day` on `on`. */
function dayIn(text: string | undefined): LegalDate | undefined {
  if (text === undefined || text === '') return undefined;
  if (!isLegalDate(text)) throw new Refused({ code: 'not-a-day', field: 'on' });
  return legalDate(text);
}
