import { Controller, Get, Inject, Param, UseGuards } from '@nestjs/common';
import type { Config } from '../platform/config/config';
import { NoQueryGuard } from '../platform/http/no-query.guard';
import { codeOf, knownList, listedCodes } from '../platform/http/reference-data';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { LANGUAGES } from '../ui/language';
import { Translations } from '../ui/translator';
import { CODE_LISTS, CODES, type CodeList } from './finance-codes.view';

/** A code with its name in every language. */
interface CodeEntry {
  readonly code: string;
  readonly name: Readonly<Record<string, string>>;
}

/** The lists of codes that the interface to FPS Finance uses, each code named. They hold nothing about anybody, so that no look at them is noted. */
@Controller('api/recovery/v1/refData')
@UseGuards(NoQueryGuard)
export class FinanceCodesApiController {
  private readonly url: string;

  constructor(
    private readonly translations: Translations,
    @Inject(CONFIG) config: Config,
  ) {
    this.url = `${config.publicUrl}/api/recovery/v1/refData`;
  }

  @Get()
  @Requires('claim.read')
  lists(): object {
    return { self: this.url, items: listedCodes(this.url, CODE_LISTS.map((code) => ({ code }))) }; // prettier-ignore
  }

  @Get(':list')
  @Requires('claim.read')
  list(@Param('list') name: string): object {
    const list = knownList(CODE_LISTS, name);
    const self = `${this.url}/${list}`;
    return { self, items: listedCodes(self, this.entries(list)) };
  }

  @Get(':list/:code')
  @Requires('claim.read')
  code(@Param('list') name: string, @Param('code') code: string): object {
    const list = knownList(CODE_LISTS, name);
    return codeOf(`${this.url}/${list}`, this.entries(list), code);
  }

  private entries(list: CodeList): CodeEntry[] {
    return CODES[list].map(({ code, key }) => ({
      code,
      name: Object.fromEntries(LANGUAGES.map((language) => [language, this.translations.for(language).t(key)])),
    }));
  }
}
