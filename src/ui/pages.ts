import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Environment, FileSystemLoader } from 'nunjucks';
import { formatEnterpriseNumber } from '../kernel/enterprise-number';
import { formatIban, parseIban } from '../kernel/iban';
import { amountInField, countryChoices, dayInField, issuerName, languageName } from './formats';
import { LANGUAGES, LANGUAGE_NAMES, type Language } from './language';
import { navigationFor } from './navigation';
import type { PageContext } from './page-context';
import type { Translations, Translator } from './translator';

/** The folder of package.json, from the sources and from the build alike. */
export const PROJECT_ROOT = path.resolve(__dirname, '../..');

/** Where the texts of the product lie. */
export const LOCALES_FOLDER = path.join(PROJECT_ROOT, 'templates/locales');

/** Where scripts/build-assets.mjs puts what the browser loads; served under `/assets/`. */
export const ASSETS_FOLDER = path.join(PROJECT_ROOT, 'dist/assets');

const TEMPLATE_FOLDERS = [
  path.join(PROJECT_ROOT, 'templates/web'),
  path.join(PROJECT_ROOT, 'node_modules/govuk-frontend/dist'),
];

/** Statuses that have a page of their own; any other failure shows the page of 500. */
const ERROR_STATUSES = [400, 401, 403, 404, 409, 412, 413, 415, 429, 500, 503];

/** Texts of a choice list. */
export interface Choice {
  readonly value: string;
  readonly text: string;
}

/**
 * Turns a template and its data into HTML. One nunjucks environment per language, so that the globals `t`, `date`,
 * `money` … are bound to a language and macros need no context to speak it.
 * Printing a value that is missing throws: a page with a hole in it is a defect.
 */
export class Pages {
  private readonly environments: Readonly<Record<Language, Environment>>;

  constructor(translations: Translations) {
    const asset = assetPath(ASSETS_FOLDER);
    const make = (language: Language): Environment => environmentFor(translations.for(language), asset);
    this.environments = { fr: make('fr'), nl: make('nl'), de: make('de'), en: make('en') };
  }

  /** The whole page; `data` is what the template names, beside `page`, `can` and `navigation`, which every page has. */
  render(template: string, page: PageContext, data: Readonly<Record<string, unknown>> = {}): string {
    try {
      return this.environments[page.language].render(template, {
        ...data,
        page,
        can: (permission: string) => page.permissions.has(permission),
        navigation: navigationFor(page.permissions, page.path),
      });
    } catch (error) {
      // Nunjucks repeats the template's name once per enclosing block; only what it says last tells what is wrong.
      const said = error instanceof Error ? error.message.trim().split('\n') : [];
      throw new Error(`${template} in ${page.language}: ${said.at(-1)?.trim() ?? ''}`, { cause: error });
    }
  }

  /**
   * The page of a failed request. `details` are sentences about this very request (a refusal's text), `reference` is what
   * the person can quote to the help desk.
   */
  renderError(status: number, page: PageContext, details: readonly string[] = [], reference = ''): string {
    const shown = ERROR_STATUSES.includes(status) ? status : 500;
    return this.render('error/error.njk', page, { status: shown, details, reference });
  }
}

function environmentFor(translator: Translator, asset: (name: string) => string): Environment {
  const environment = new Environment(new FileSystemLoader(TEMPLATE_FOLDERS), {
    autoescape: true,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  const { language, t } = translator;
  const texts = {
    t,
    hasText: translator.has,
    message: translator.message,
    date: translator.date,
    shortDate: translator.shortDate,
    instant: translator.instant,
    money: translator.money,
    birthDate: translator.birthDate,
    iban: formatIban,
    account: accountText,
    enterpriseNumber: formatEnterpriseNumber,
    upperFirst: (text: string) => text.charAt(0).toLocaleUpperCase(language) + text.slice(1),
    dayInField: (value: string) => dayInField(value, language),
    amountInField: (value: string) => amountInField(value, language),
    country: translator.country,
    issuer: (code: string) => issuerName(language, code),
    languageName: (code: string) => languageName(language, code),
  };
  for (const [name, value] of Object.entries(texts)) {
    environment.addGlobal(name, value);
    environment.addFilter(name, value);
  }
  environment.addGlobal('asset', asset);
  environment.addGlobal('language', language);
  environment.addGlobal('languages', languageChoices());
  environment.addGlobal('countryChoices', () => countryChoices(language));
  environment.addGlobal('codeChoices', (list: string, codes: readonly string[]): Choice[] =>
    codes.map((value) => ({ value, text: t(`codes.${list}.${value}`) })),
  );
  environment.addGlobal('textChoices', (group: string, codes: readonly string[]): Choice[] =>
    codes.map((value) => ({ value, text: t(`${group}.${value}`) })),
  );
  environment.addGlobal('isoInstant', (value: Date | string) =>
    typeof value === 'string' ? value : value.toISOString(),
  );
  return environment;
}

/** An account as a bank gave it: an IBAN in groups of four, any other as it stands. */
function accountText(account: string): string {
  const iban = parseIban(account);
  return iban.ok ? formatIban(iban.value) : account;
}

function languageChoices(): Choice[] {
  return LANGUAGES.map((value) => ({ value, text: LANGUAGE_NAMES[value] }));
}

/**
 * The public path of an asset. Before the first build there is no manifest and names stand without hash;
 * with a manifest an unknown name throws.
 */
function assetPath(folder: string): (name: string) => string {
  const manifestFile = path.join(folder, 'manifest.json');
  if (!existsSync(manifestFile)) return (name) => `/assets/${name}`;
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Readonly<Record<string, string>>;
  return (name) => {
    const file = manifest[name];
    if (file === undefined) throw new Error(`no asset ${name}`);
    return `/assets/${file}`;
  };
}
