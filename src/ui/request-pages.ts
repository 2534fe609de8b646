import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from '../kernel/outcome';
import type { Config } from '../platform/config/config';
import type { PageRenderer } from '../platform/http/page.interceptor';
import type { Flash } from '../platform/http/page-result';
import type { ErrorTexts } from '../platform/http/refusal.filter';
import { CONFIG } from '../platform/platform.module';
import { refusalMessage } from './message';
import type { PageContext } from './page-context';
import { Pages } from './pages';
import { Translations } from './translator';
import { newId } from '../kernel/ids';
import { LANGUAGES, type Language } from './language';

const PRODUCT_VERSION = '0.1.0';

/** Joins the platform's requests to the pages: fills the layout's context in one place, and gives errors their page and words. */
@Injectable()
export class RequestPages implements PageRenderer, ErrorTexts {
  constructor(
    private readonly pages: Pages,
    private readonly translations: Translations,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  render(
    template: string,
    data: Readonly<Record<string, unknown>>,
    request: FastifyRequest,
    reply: FastifyReply,
    flash: Flash | undefined,
  ): string {
    const csrfToken = request.session === undefined ? '' : reply.generateCsrf();
    return this.pages.render(`${template}.njk`, this.contextOf(request, csrfToken, flash), {
      once: newId<string>(),
      ...data,
    });
  }

  page(status: number, refusals: readonly Refusal[], request: FastifyRequest): string {
    const context = this.contextOf(request, '', undefined);
    const sentences = refusals.map((refusal) =>
      this.translations.for(context.language).message(refusalMessage(refusal)),
    );
    return this.pages.renderError(status, context, sentences);
  }

  sentence(refusal: Refusal, language: string): string {
    const known = LANGUAGES.includes(language as Language) ? (language as Language) : 'en';
    return this.translations.for(known).message(refusalMessage(refusal));
  }

  private contextOf(request: FastifyRequest, csrfToken: string, flash: Flash | undefined): PageContext {
    const context = request.context;
    const language = context?.language ?? 'fr';
    const actor = context?.actor;
    const person = context?.person;
    return {
      language,
      path: request.url,
      user: person && {
        displayName: person.displayName,
        roles: person.roles,
        department: person.departmentName[language],
      },
      permissions: actor !== undefined && actor.kind !== 'system' ? actor.permissions : new Set(),
      csrfToken,
      flash: flash && { kind: flash.kind, message: { key: flash.key, params: flash.params } },
      demonstration: this.config.environment !== 'production',
      productVersion: PRODUCT_VERSION,
    };
  }
}
