import { Global, Logger, Module } from '@nestjs/common';
import type { Config } from '../platform/config/config';
import { PAGE_RENDERER } from '../platform/http/page.interceptor';
import { ERROR_TEXTS } from '../platform/http/refusal.filter';
import { CONFIG } from '../platform/platform.module';
import { InformationWebController } from './information.web.controller';
import { LOCALES_FOLDER, Pages } from './pages';
import { RequestPages } from './request-pages';
import { Translations } from './translator';

/** In production a missing text is logged and its key shown; elsewhere it throws. */
function loadTranslations(config: Config): Translations {
  const logger = new Logger(Translations.name);
  const onMissing = (problem: string): void => logger.error(problem);
  return new Translations({
    folder: LOCALES_FOLDER,
    onMissing: config.environment === 'production' ? onMissing : undefined,
  });
}

/** Texts and pages for every module, and what the platform needs of them. */
@Global()
@Module({
  controllers: [InformationWebController],
  providers: [
    { provide: Translations, useFactory: loadTranslations, inject: [CONFIG] },
    { provide: Pages, useFactory: (translations: Translations) => new Pages(translations), inject: [Translations] },
    {
      provide: RequestPages,
      useFactory: (pages: Pages, translations: Translations, config: Config) =>
        new RequestPages(pages, translations, config.environment),
      inject: [Pages, Translations, CONFIG],
    },
    { provide: PAGE_RENDERER, useExisting: RequestPages },
    { provide: ERROR_TEXTS, useExisting: RequestPages },
  ],
  exports: [Translations, Pages, PAGE_RENDERER, ERROR_TEXTS],
})
export class UiModule {}
