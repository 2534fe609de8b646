import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import type { Config } from '../platform/config/config';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink } from '../platform/http/api-links';
import { camelCase } from '../platform/http/problem';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { givenEntries } from './entries-together.commands';
import { EntriesTogether, type EnteredTogether } from './entries-together.service';

/** Several offences at once over the API: of one person (R6.4), or one event with several persons (R1.1.12). */
@Controller('api/fines/v1/entries')
export class EntriesApiController {
  constructor(
    private readonly together: EntriesTogether,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** 200, not 201: several things are made, each with its own place. */
  @Post()
  @HttpCode(200)
  @Requires('offence.record')
  async record(@CurrentCall() call: ApiCall): Promise<object> {
    const { entries, totalCents } = await this.together.enter(call.once(), givenEntries(call.body));
    return { entries: entries.map((entry) => this.entryJson(entry)), totalCents };
  }

  private entryJson({ offenceId, decisionId, repeatOrder, amountCents, refusals }: EnteredTogether): object {
    const reference = (path: string, id: string): object => ({ href: apiLink(this.config, `/${path}/${id}`), id });
    return {
      ...(offenceId !== undefined && { offence: reference('offences', offenceId) }),
      ...(decisionId !== undefined && { decision: reference('decisions', decisionId) }),
      ...(repeatOrder !== undefined && { repeatOrder }),
      ...(amountCents !== undefined && { amountCents }),
      ...(refusals.length > 0 && {
        refusals: refusals.map(({ code, field, rule }) => ({
          code: camelCase(code),
          ...(field !== undefined && { pointer: field }),
          ...(rule !== undefined && { rule }),
        })),
      }),
    };
  }
}
