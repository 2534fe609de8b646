import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import type { Config } from '../platform/config/config';
import type { PageRenderer } from '../platform/http/page.interceptor';
import type { Flash } from '../platform/http/page-result';
import type { ErrorTexts } from '../platform/http/refusal.filter';
import { isLanguage } from './language';
import { refusalMessage } from './message';
import type { PageContext } from './page-context';
import { PROJECT_ROOT, type Pages } from './pages';
import type { Translations } from './translator';

const { version } = JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'package.json'), 'utf8')) as { version: string };

/** What the platform asks of the pages: it knows requests, `Pages` knows only contexts. */
export class RequestPages implements PageRenderer, ErrorTexts {
  constructor(
    private readonly pages: Pages,
    private readonly translations: Translations,
    private readonly environment: Config['environment'],
  ) {}

  render(
    template: string,
    data: Readonly<Record<string, unknown>>,
    request: FastifyRequest,
    reply: FastifyReply,
    flash: Flash | undefined,
  ): string {
    // Who is not signed in has nothing to post, and a token would make a session for every passer-by.
    const csrfToken = request.context?.person ? reply.generateCsrf() : '';
    return this.pages.render(`${template}.njk`, this.contextFor(request, csrfToken, flash), data);
  }

  sentence(refusal: Refusal, language: string): string {
    return this.translations.for(isLanguage(language) ? language : 'fr').message(refusalMessage(refusal));
  }

  page(status: number, refusals: readonly Refusal[], request: FastifyRequest): string {
    const context = this.contextFor(request, '', undefined);
    const details = refusals.map((refusal) => this.sentence(refusal, context.language));
    return this.pages.renderError(status, context, details, request.id);
  }

  /** A request that failed before anyone knew who asks has no context; its page is then that of a stranger. */
  private contextFor(request: FastifyRequest, csrfToken: string, flash: Flash | undefined): PageContext {
    const { person, actor, language = 'fr' } = request.context ?? {};
    return {
      language,
      path: request.url,
      user: person && {
        displayName: person.displayName,
        roles: person.roles,
        department: person.departmentName[language],
      },
      permissions: actor !== undefined && 'permissions' in actor ? actor.permissions : new Set(),
      csrfToken,
      once: newId<string>(),
      flash,
      demonstration: this.environment !== 'production',
      productVersion: version,
    };
  }
}
