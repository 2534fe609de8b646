import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInstance, type FormatterModule, type i18n, type TOptions } from 'i18next';
import type { BirthDate } from '../kernel/birth-date';
import { withFixedSpaces } from '../kernel/fixed-spaces';
import { formatIban, type Iban } from '../kernel/iban';
import { cents, formatEuro } from '../kernel/money';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import { brusselsDayAndTime, countryName, formatBirthDay, formatDate, formatShortDate, instantOf } from './formats';
import { LANGUAGES, type Language } from './language';
import type { Message, MessageParams } from './message';

/** What a text file may hold: sentences, or named groups of them. */
export interface TextTree {
  readonly [name: string]: string | TextTree;
}

export interface TranslationsOptions {
  /** Folder with one subfolder per language and one JSON file per area; the file's name is the first part of its keys. */
  readonly folder: string;
  /** Told of each missing text instead of throwing: production shows the key rather than no page. */
  readonly onMissing?: ((problem: string) => void) | undefined;
}

/** The texts of one language. */
export interface Translator {
  readonly language: Language;
  readonly t: (key: string, params?: MessageParams) => string;
  readonly has: (key: string) => boolean;
  /** A sentence that carries its own key, or a refusal by its code. */
  readonly message: (message: Message) => string;
  readonly date: (date: LegalDate | string) => string;
  readonly shortDate: (date: LegalDate | string) => string;
  /** A birth date as far as it is known, or its interchange form. */
  readonly birthDate: (birthDate: BirthDate | string) => string;
  /** Day and time in Brussels. */
  readonly instant: (instant: Date | string) => string;
  readonly money: (amountCents: number) => string;
  readonly country: (code: string) => string;
}

const REFUSALS = 'refusal';

/** The endings that i18next gives to the forms of a sentence that counts. */
const PLURAL = /_(?:zero|one|two|few|many|other)$/;

/** What a placeholder may ask for after its comma. */
const FORMATS: Readonly<Record<string, (value: string, translator: Translator, params: MessageParams) => string>> = {
  date: (value, translator) => translator.date(value),
  shortDate: (value, translator) => translator.shortDate(value),
  instant: (value, translator) => translator.instant(value),
  money: (value, translator) => translator.money(Number(value)),
  iban: (value) => formatIban(value as Iban),
  country: (value, translator) => translator.country(value),
  state: (value, translator, params) => translator.t(`codes.state.${String(params['machine'])}.${value}`),
};

/** Any other name after the comma is a list of codes: `{{reason, restDay}}` is the text `codes.restDay.<reason>`. */
function codeOf(list: string): (value: string, translator: Translator) => string {
  return (value, translator) => translator.t(`codes.${list}.${value}`);
}

/** Values go in by `replace`, so that none of them is taken for an option of i18next; only `count` is both. */
function optionsFor(language: Language, params: MessageParams): TOptions {
  const count = params['count'];
  return { lng: language, replace: params, nest: false, ...(typeof count === 'number' ? { count } : {}) };
}

/** Reads `{language}/{area}.json` into one tree per language. */
export function readTexts(folder: string, language: Language): TextTree {
  const directory = path.join(folder, language);
  const files = readdirSync(directory).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(
    files.map((name) => [
      path.basename(name, '.json'),
      JSON.parse(readFileSync(path.join(directory, name), 'utf8')) as TextTree,
    ]),
  );
}

/** `{ a: { b: 'text' } }` → `[['a.b', 'text']]`. */
export function flattenTexts(tree: TextTree, prefix = ''): [key: string, text: string][] {
  return Object.entries(tree).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + name, value]] : flattenTexts(value, `${prefix}${name}.`),
  );
}

/**
 * Where each refusal's sentence is: an area declares `refusal: { code: sentence }`, and a code belongs to one area only
 * (locales.spec.ts), so that a rule needs to say the code and nothing about files.
 */
export function refusalKeys(texts: TextTree): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const [area, tree] of Object.entries(texts)) {
    const refusals = typeof tree === 'string' ? undefined : tree[REFUSALS];
    if (refusals === undefined || typeof refusals === 'string') continue;
    for (const code of Object.keys(refusals)) keys.set(code, `${area}.${REFUSALS}.${code}`);
  }
  return keys;
}

/** The texts as they are shown: with the spaces that no line end may cut. */
function printed(tree: TextTree, language: Language): TextTree {
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [
      name,
      typeof value === 'string' ? withFixedSpaces(value, language) : printed(value, language),
    ]),
  );
}

/** French counts millions with a plural form of its own; our sentences read the same as in the ordinary plural. */
function withMillions(tree: TextTree): TextTree {
  const filled: Record<string, string | TextTree> = {};
  for (const [name, value] of Object.entries(tree)) {
    filled[name] = typeof value === 'string' ? value : withMillions(value);
    if (name.endsWith('_other') && typeof value === 'string') filled[name.replace(/_other$/, '_many')] ??= value;
  }
  return filled;
}

/**
 * All texts in all languages. Strict unless `onMissing` is given: a missing text or value throws.
 * Placeholders take a format: `{{on, date}}`, `{{on, shortDate}}`, `{{at, instant}}`, `{{amountCents, money}}`,
 * `{{iban, iban}}`, `{{code, country}}`, `{{state, state}}` (a state of the machine given as `machine`), or the name of a
 * list of codes: `{{reason, restDay}}`.
 */
export class Translations {
  private readonly i18n: i18n;
  private readonly refusals: ReadonlyMap<string, string>;
  private readonly byLanguage: Readonly<Record<Language, Translator>>;

  constructor(private readonly options: TranslationsOptions) {
    const read = (language: Language): TextTree => printed(readTexts(options.folder, language), language);
    const texts: Readonly<Record<Language, TextTree>> = {
      fr: read('fr'),
      nl: read('nl'),
      de: read('de'),
      en: read('en'),
    };
    this.refusals = refusalKeys(texts.fr);
    this.byLanguage = {
      fr: this.translator('fr', texts.fr),
      nl: this.translator('nl', texts.nl),
      de: this.translator('de', texts.de),
      en: this.translator('en', texts.en),
    };
    this.i18n = createInstance().use(this.formatter());
    void this.i18n.init({
      resources: Object.fromEntries(
        Object.entries(texts).map(([language, tree]) => [language, { translation: withMillions(tree) }]),
      ),
      supportedLngs: LANGUAGES,
      lng: 'fr',
      fallbackLng: false,
      nsSeparator: false,
      initAsync: false,
      // Nunjucks escapes what it prints; escaping here as well would show entities to people.
      interpolation: { escapeValue: false, skipOnVariables: true },
      missingInterpolationHandler: (text: string, found: RegExpExecArray) =>
        this.missing(`no value for {{${found[1] ?? ''}}} in "${text}"`, ''),
    });
  }

  for(language: Language): Translator {
    return this.byLanguage[language];
  }

  /** The key of a refusal's sentence; undefined when no area declares the code. */
  refusalKey(code: string): string | undefined {
    return this.refusals.get(code);
  }

  private translator(language: Language, tree: TextTree): Translator {
    const keys = new Set(flattenTexts(tree).map(([key]) => key.replace(PLURAL, '')));
    const has = (key: string): boolean => keys.has(key);
    const t = (key: string, params: MessageParams = {}): string => {
      const options = optionsFor(language, params);
      if (!has(key)) return this.missing(`no text ${language}:${key}`, key);
      return this.i18n.t(key, options);
    };
    return {
      language,
      t,
      has,
      message: (message) => t('key' in message ? message.key : this.keyOfRefusal(message.code), message.params),
      date: (date) => formatDate(legalDate(date), language),
      shortDate: (date) => formatShortDate(legalDate(date), language),
      birthDate: (birthDate) => formatBirthDay(birthDate, language),
      instant: (instant) => {
        const { day, time } = brusselsDayAndTime(instantOf(instant));
        return t('ui.format.instant', { date: formatDate(day, language), time });
      },
      money: (amountCents) => formatEuro(cents(amountCents), language),
      country: (code) => countryName(language, code) ?? t(`codes.nationality.${code}`),
    };
  }

  private keyOfRefusal(code: string): string {
    return this.refusalKey(code) ?? `errors.${REFUSALS}.${code}`;
  }

  /** Our own, because i18next's formatter swallows what a format throws, and a wrong date must not pass in silence. */
  private formatter(): FormatterModule {
    return {
      type: 'formatter',
      init: () => undefined,
      add: () => undefined,
      addCached: () => undefined,
      format: (value: string | number | undefined, name, language, params) => {
        if (value === undefined || name === undefined) return value as string; // i18next then reports the missing value
        const format = FORMATS[name] ?? codeOf(name);
        return format(String(value), this.for(language as Language), (params ?? {}) as MessageParams);
      },
    };
  }

  private missing(problem: string, shown: string): string {
    if (!this.options.onMissing) throw new Error(problem);
    this.options.onMissing(problem);
    return shown;
  }
}
