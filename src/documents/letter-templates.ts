import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LegalDate } from '../kernel/legal-date';
import type { LetterLanguage, RichText, TextRun } from './letter-content';

/** The letters that have a template; each has one file per language, of the same keys. */
interface TemplateFiles {
  decision: typeof import('../../templates/letters/decision/fr.json');
  receipt: typeof import('../../templates/letters/receipt/fr.json');
  correction: typeof import('../../templates/letters/correction/fr.json');
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
  /** Says whose wording it is; printed nowhere. */
  readonly status: string;
  /** The keys that restate the law and await the legal service's certified wording. */
  readonly forLegalService: readonly string[];
  readonly texts: TextTree;
}

const read = new Map<string, TemplateFile>();

/** The file of a template in a language, read once per process. Throws a LetterTemplateError when there is none (D14). */
export function templateFile(name: TemplateName, language: LetterLanguage): TemplateFile {
  const path = join(__dirname, '..', '..', 'templates', 'letters', name, `${language}.json`);
  const known = read.get(path);
  if (known) return known;
  if (!existsSync(path)) throw new LetterTemplateError(`no template ${name}/${language}`);
  const file = JSON.parse(readFileSync(path, 'utf8')) as TemplateFile;
  read.set(path, file);
  return file;
}

/** The texts of one template in one language: looked up by key, with every `{{param}}` filled in and `**bold**` understood. */
export class LetterTexts<Name extends TemplateName> {
  /** `fr 1`, language and version: printed in the foot, so that a letter says which wording it has. */
  readonly label: string;
  private readonly name: string;

  constructor(
    private readonly file: TemplateFile,
    on: LegalDate,
  ) {
    if (file.validFrom > on)
      throw new LetterTemplateError(`${file.template}/${file.language} is not in force on ${on}`);
    this.name = `${file.template}/${file.language}`;
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
    return withFixedSpaces(node, this.file.language);
  }

  private fill(passage: string, bold: boolean, key: string, params: TextParams): TextRun[] {
    return passage.split(/(\{\{\w+\}\})/).flatMap((part): TextRun[] => {
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
  language: LetterLanguage,
  on: LegalDate,
): LetterTexts<Name> {
  return new LetterTexts<Name>(templateFile(name, language), on);
}

const NO_BREAK = '\u00a0';

/** Spaces that no line end may cut: before French double punctuation, inside quotation marks, between a numbering and its number. */
function withFixedSpaces(text: string, language: string): string {
  const numbered = text.replace(/(articles?|artikel|point|punt|punkt|§§?|n°|nr\.) (?=[\d{§])/gi, `$1${NO_BREAK}`);
  return language === 'fr' ? numbered.replace(/ ([:;?!»])/g, `${NO_BREAK}$1`).replace(/« /g, `«${NO_BREAK}`) : numbered;
}

const LONG_DATE: Readonly<Record<LetterLanguage, Intl.DateTimeFormat>> = {
  fr: new Intl.DateTimeFormat('fr-BE', { dateStyle: 'long', timeZone: 'UTC' }),
  nl: new Intl.DateTimeFormat('nl-BE', { dateStyle: 'long', timeZone: 'UTC' }),
  de: new Intl.DateTimeFormat('de-BE', { dateStyle: 'long', timeZone: 'UTC' }),
};

/** `2026-03-01` → `1er mars 2026`, `1 maart 2026`, `1. März 2026`, in one piece. */
export function longDate(date: LegalDate, language: LetterLanguage): string {
  const text = LONG_DATE[language].format(new Date(`${date}T00:00:00Z`)).replaceAll(' ', NO_BREAK);
  return language === 'fr' ? text.replace(/^1(?=\D)/, '1er') : text;
}
