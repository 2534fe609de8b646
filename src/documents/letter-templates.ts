import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_BREAK, withFixedSpaces } from '../kernel/fixed-spaces';
import { isLegalDate, type LegalDate } from '../kernel/legal-date';
import type { PrintedLanguage, RichText, TextRun } from './letter-content';

/** The letters that have a template; each has a file per language and version, of the same keys. */
interface TemplateFiles {
  decision: typeof import('../../templates/letters/decision/fr.json');
  receipt: typeof import('../../templates/letters/receipt/fr.json');
  correction: typeof import('../../templates/letters/correction/fr.json');
  'hearing-invitation': typeof import('../../templates/letters/hearing-invitation/fr.json');
  'information-copy': typeof import('../../templates/letters/information-copy/en.json');
  marks: typeof import('../../templates/letters/marks/fr.json');
  'deposit-letter': typeof import('../../templates/letters/deposit-letter/fr.json');
  'payment-receipt': typeof import('../../templates/letters/payment-receipt/fr.json');
  'payment-certificate': typeof import('../../templates/letters/payment-certificate/fr.json');
  'refund-letter': typeof import('../../templates/letters/refund-letter/fr.json');
  'refund-refusal': typeof import('../../templates/letters/refund-refusal/fr.json');
  'refund-request-form': typeof import('../../templates/letters/refund-request-form/fr.json');
  withdrawal: typeof import('../../templates/letters/withdrawal/fr.json');
}

export type TemplateName = keyof TemplateFiles;

type KeysOf<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${KeysOf<T[K]>}` }[keyof T & string];

/** Keys of a template's texts, `payment.heading`. A key that no longer exists does not compile. */
export type TextKey<Name extends TemplateName> = KeysOf<TemplateFiles[Name]['texts']>;

/** What may stand for a `{{param}}`: text as it is (never read for marks), or text with its own look. */
export type TextParams = Readonly<Record<string, string | number | RichText>>;

/** Raised for a template that lacks a key, a value or is not in force: a defect of the template or its caller. */
export class LetterTemplateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LetterTemplateError';
  }
}

interface TextTree {
  readonly [key: string]: string | TextTree;
}

export interface TemplateFile {
  readonly template: string;
  readonly language: string;
  readonly version: string;
  /** First day on which letters use it. */
  readonly validFrom: string;
  /** Last day; without one it is in force until a later version takes over. */
  readonly validTo?: string;
  /** Says whose wording it is; printed nowhere. */
  readonly status: string;
  /** The keys that restate the law and await the legal service's certified wording. */
  readonly forLegalService: readonly string[];
  readonly texts: TextTree;
  /** Passages that a drafter may take over and completes, by obligation (motivation-blocks.ts). */
  readonly blocks?: Readonly<Record<string, readonly string[]>>;
}

/** In which languages each letter must have its template: an act in all three (D14), its information copy in English alone (trap 22). */
export const TEMPLATE_LANGUAGES: Readonly<Record<TemplateName, readonly PrintedLanguage[]>> = {
  decision: ['fr', 'nl', 'de'],
  receipt: ['fr', 'nl', 'de'],
  'information-copy': ['en'],
  marks: ['fr', 'nl', 'de', 'en'],
  withdrawal: ['fr', 'nl', 'de'],
  'hearing-invitation': ['fr', 'nl', 'de'],
  correction: ['fr', 'nl', 'de'],
  'deposit-letter': ['fr', 'nl', 'de'],
  'payment-receipt': ['fr', 'nl', 'de'],
  'payment-certificate': ['fr', 'nl', 'de'],
  'refund-letter': ['fr', 'nl', 'de'],
  'refund-refusal': ['fr', 'nl', 'de'],
  'refund-request-form': ['fr', 'nl', 'de'],
};

export const TEMPLATE_NAMES = Object.keys(TEMPLATE_LANGUAGES) as TemplateName[];

const FOLDER = join(__dirname, '..', '..', 'templates', 'letters');

const read = new Map<string, readonly TemplateFile[]>();

/**
 * Every version of a template in a language, the oldest first: the files `<language>.json` and `<language>.<version>.json` of
 * its folder, read once per process. Throws a LetterTemplateError when there is none, when one is of another template or
 * language, has no first day, or when two are in force on one day.
 */
export function templateVersions(
  name: TemplateName,
  language: PrintedLanguage,
  folder = FOLDER,
): readonly TemplateFile[] {
  const key = join(folder, name, language);
  const known = read.get(key);
  if (known) return known;
  const versions = filesIn(join(folder, name))
    .filter((file) => file === `${language}.json` || (file.startsWith(`${language}.`) && file.endsWith('.json')))
    .map((file) => JSON.parse(readFileSync(join(folder, name, file), 'utf8')) as TemplateFile)
    .sort((one, other) => (one.validFrom < other.validFrom ? -1 : 1));
  checkVersions(versions, `${name}/${language}`);
  read.set(key, versions);
  return versions;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function checkVersions(versions: readonly TemplateFile[], name: string): void {
  if (versions.length === 0) throw new LetterTemplateError(`no template ${name}`);
  versions.forEach((file, index) => {
    if (`${file.template}/${file.language}` !== name)
      throw new LetterTemplateError(`${file.template}/${file.language} lies where ${name} belongs`);
    if (!isLegalDate(file.validFrom) || (file.validTo !== undefined && !isLegalDate(file.validTo)))
      throw new LetterTemplateError(`${name} ${file.version} does not say from when to when it is in force`);
    const before = versions[index - 1];
    if (before && (before.validTo === undefined || before.validTo >= file.validFrom))
      throw new LetterTemplateError(`${name} has two versions in force on ${file.validFrom}`);
  });
}

/** The version in force on a day. Throws a LetterTemplateError when there is none. */
export function templateFile(name: TemplateName, language: PrintedLanguage, on: LegalDate): TemplateFile {
  const found = templateVersions(name, language).find((file) => isTemplateInForce(file, on));
  if (found === undefined) throw new LetterTemplateError(`${name}/${language} is not in force on ${on}`);
  return found;
}

export function isTemplateInForce({ validFrom, validTo }: TemplateFile, on: LegalDate): boolean {
  return validFrom <= on && (validTo === undefined || on <= validTo);
}

/**
 * Refuses to go on with a template that lacks a translation: in each of its languages the same versions from the same day,
 * with the same keys, none of them empty. Throws a LetterTemplateError that names what is missing; asked at start.
 */
export function checkLetterTemplates(folder = FOLDER): void {
  for (const name of TEMPLATE_NAMES) {
    const [first, ...others] = TEMPLATE_LANGUAGES[name].map((language) => templateVersions(name, language, folder));
    if (first === undefined) continue;
    const wanted = first.map(shapeOf);
    for (const versions of others) {
      versions.map(shapeOf).forEach((shape, index) => compareShapes(wanted[index], shape));
      if (versions.length !== wanted.length)
        throw new LetterTemplateError(`${name} has not the same versions in each language`);
    }
  }
}

interface TemplateShape {
  readonly name: string;
  readonly version: string;
  readonly keys: readonly string[];
}

function shapeOf(file: TemplateFile): TemplateShape {
  const leaves = textsOf(file.texts);
  const name = `${file.template}/${file.language} ${file.version}`;
  const empty = leaves.find(([, text]) => text.trim() === '');
  if (empty) throw new LetterTemplateError(`${name} has an empty text ${empty[0]}`);
  return { name, version: `${file.version} from ${file.validFrom}`, keys: leaves.map(([key]) => key) };
}

function compareShapes(wanted: TemplateShape | undefined, own: TemplateShape): void {
  if (wanted === undefined) return;
  if (wanted.version !== own.version) throw new LetterTemplateError(`${own.name} is not version ${wanted.version}`);
  const missing =
    wanted.keys.find((key) => !own.keys.includes(key)) ?? own.keys.find((key) => !wanted.keys.includes(key));
  if (missing !== undefined)
    throw new LetterTemplateError(`${own.name} and ${wanted.name} differ in the text ${missing}`);
}

/** `[['appeal.court', 'text']]`, in the order of the file. */
export function textsOf(tree: TextTree, prefix = ''): [key: string, text: string][] {
  return Object.entries(tree).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + name, value]] : textsOf(value, `${prefix}${name}.`),
  );
}

/**
 * The texts of one template in one language: looked up by key, with every `{{param}}` filled in, `**bold**` understood, and `[[fr|words]]` said to
 * be in another language, so that a voice reads them in that.
 */
export class LetterTexts<Name extends TemplateName> {
  /** `fr 1`, language and version: printed in the foot, so that a letter says which wording it has. */
  readonly label: string;
  readonly version: string;
  private readonly name: string;

  constructor(private readonly file: TemplateFile) {
    this.name = `${file.template}/${file.language}`;
    this.version = file.version;
    this.label = `${file.language} ${file.version}`;
  }

  /** A text without looks, for headings and labels. */
  plain(key: TextKey<Name>, params: TextParams = {}): string {
    return this.rich(key, params)
      .map((run) => run.text)
      .join('');
  }

  /** A text with its bold passages. Throws a LetterTemplateError for a missing key or value. */
  rich(key: TextKey<Name>, params: TextParams = {}): RichText {
    const text = this.lookUp(key);
    return text.split('**').flatMap((passage, index) => this.fill(passage, index % 2 === 1, key, params));
  }

  private lookUp(key: string): string {
    let node: string | TextTree | undefined = this.file.texts;
    for (const part of key.split('.')) node = typeof node === 'object' ? node[part] : undefined;
    if (typeof node !== 'string') throw new LetterTemplateError(`${this.name} has no text ${key}`);
    if (node.trim() === '') throw new LetterTemplateError(`${this.name} has an empty text ${key}`);
    return withFixedSpaces(node, this.file.language);
  }

  private fill(passage: string, bold: boolean, key: string, params: TextParams): TextRun[] {
    return passage.split(/(\{\{\w+\}\}|\[\[[a-z]{2}\|[^\]]+\]\])/).flatMap((part): TextRun[] => {
      const [, language, words] = /^\[\[([a-z]{2})\|([^\]]+)\]\]$/.exec(part) ?? [];
      if (language !== undefined && words !== undefined) return [{ ...run(words, bold), language }];
      const name = /^\{\{(\w+)\}\}$/.exec(part)?.[1];
      if (name === undefined) return part === '' ? [] : [run(part, bold)];
      const value = params[name];
      if (value === undefined) throw new LetterTemplateError(`${this.name} ${key} wants a value for ${name}`);
      if (typeof value === 'object') return value.map((own) => (bold ? { ...own, bold: true } : own));
      return [run(String(value), bold)];
    });
  }
}

function run(text: string, bold: boolean): TextRun {
  return bold ? { text, bold: true } : { text };
}

/** The texts in force on a day. */
export function letterTexts<Name extends TemplateName>(
  name: Name,
  language: PrintedLanguage,
  on: LegalDate,
): LetterTexts<Name> {
  return new LetterTexts<Name>(templateFile(name, language, on));
}

const LONG_DATE: Readonly<Record<PrintedLanguage, Intl.DateTimeFormat>> = {
  fr: new Intl.DateTimeFormat('fr-BE', { dateStyle: 'long', timeZone: 'UTC' }),
  nl: new Intl.DateTimeFormat('nl-BE', { dateStyle: 'long', timeZone: 'UTC' }),
  de: new Intl.DateTimeFormat('de-BE', { dateStyle: 'long', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }),
};

/** `2026-03-01` → `1er mars 2026`, `1 maart 2026`, `1. März 2026`, in one piece. */
export function longDate(date: LegalDate, language: PrintedLanguage): string {
  const text = LONG_DATE[language].format(new Date(`${date}T00:00:00Z`)).replaceAll(' ', NO_BREAK);
  return language === 'fr' ? text.replace(/^1(?=\D)/, '1er') : text;
}
