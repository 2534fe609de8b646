import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { DemonstrationSubject } from '../../src/access/demonstration-users';
import { JOB_HANDLERS, startJobs, type JobHandler, type RunningJobs } from '../../src/platform/jobs/jobs';
import type { TestApp } from './app';
import { axeViolations } from './browser';
import { foreignWords } from './page-words';

/** Every page must fit both: a desk, and a telephone or a desk enlarged to 320 %. */
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

const LOCALES = { fr: 'fr-BE', nl: 'nl-BE', de: 'de-BE', en: 'en-GB' } as const;
/** The languages in which pages are looked at. */
export type PageLanguage = keyof typeof LOCALES;
/** The languages in which somebody goes the whole way. */
export type WalkLanguage = 'fr' | 'nl';

/** A text key that nobody translated: three names joined by dots, not an address, a host or a number. */
const RAW_KEY = /(?<![\w@/.-])[a-z][A-Za-z]*(?:\.[A-Za-z][\w-]*){2,}(?![\w@/-])/g;

/** HTML that somebody would read instead of seeing what it makes. */
const MARKUP = /<\/?[a-z]+(?: [a-z-]+="[^"]*")*>/;

/** What sticks out of the window to the right; runs in the page. Tables may scroll inside their frame. */
const STICKING_OUT = `(() => {
  const limit = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= limit) return [];
  const outside = [...document.querySelectorAll('body *')].filter(
    (each) => each.getBoundingClientRect().right > limit + 1 && each.closest('.app-table-wrap') === null,
  );
  return outside.map((each) => each.tagName.toLowerCase() + '.' + each.className).slice(-3);
})()`;

/** Somebody before a browser: goes through the pages and looks at each, keeping what is wrong. */
export class Walk {
  /** What was found against the pages so far, one line each; a test expects none. */
  readonly faults: string[] = [];
  private seen = 0;

  private constructor(
    readonly app: TestApp,
    readonly language: PageLanguage,
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async open(app: TestApp, browser: Browser, language: PageLanguage, withScript = true): Promise<Walk> {
    const context = await browser.newContext({
      locale: LOCALES[language],
      viewport: WIDE,
      javaScriptEnabled: withScript,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(8_000);
    const walk = new Walk(app, language, context, page);
    page.on('pageerror', (error) => walk.faults.push(`script: ${error.message}`));
    page.on('console', (message) => {
      // What a browser says of a refused form or a page that is not there is no fault of the page.
      // Nor is the style that a picture is taken with.
      const isOfPicture = takesPictures() && message.text().startsWith('Applying inline style');
      if (message.type() === 'error' && !isOfPicture && !message.text().startsWith('Failed to load resource'))
        walk.faults.push(`console: ${message.text()}`);
    });
    return walk;
  }

  close(): Promise<void> {
    return this.context.close();
  }

  /** Opens an address; answers its HTTP status. */
  async goTo(path: string): Promise<number> {
    return (await this.page.goto(this.app.url + path))?.status() ?? 0;
  }

  /** Where the browser is, without host and query. */
  get path(): string {
    return new URL(this.page.url()).pathname;
  }

  /** Through the sign-in page, as this person; ends on the home page. */
  async signInAs(subject: DemonstrationSubject): Promise<void> {
    await this.goTo('/');
    await this.page.click(`button[value="${subject}"]`);
    await this.page.waitForURL(`${this.app.url}/`);
    // Each demonstration user has a language; the walk stays in its own.
    if ((await this.page.locator('html').getAttribute('lang')) !== this.language)
      await this.follow(`.app-languages a[lang="${this.language}"]`);
  }

  async signOut(): Promise<void> {
    await this.page.click('form[action="/sign-out"] button');
    await this.page.waitForURL(/signed-out/);
  }

  /** Signs out and in again as somebody else. */
  async becomes(subject: DemonstrationSubject): Promise<void> {
    await this.signOut();
    await this.signInAs(subject);
  }

  /** Fills fields by name: text into inputs, the value of a choice into radio buttons, boxes and lists. */
  async fill(answers: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, value] of Object.entries(answers)) {
      const field = this.page.locator(`main [name="${name}"]:not([type=hidden])`);
      const type = (await field.first().getAttribute('type')) ?? '';
      if (type === 'radio' || type === 'checkbox') await this.page.check(`main [name="${name}"][value="${value}"]`);
      else if ((await this.page.locator(`main select[name="${name}"]`).count()) > 0) await field.selectOption(value);
      else await field.fill(value);
    }
  }

  /** Presses the button of the form with this action (or of the first form of the page), and waits for the next page. */
  async submit(options: { readonly action?: string; readonly button?: string } = {}): Promise<void> {
    const form = options.action === undefined ? 'main form' : `main form[action$="${options.action}"]`;
    const value = options.button === undefined ? '' : `[value="${options.button}"]`;
    const buttons = this.page.locator(`${form} button${value}:not(.app-default-submit)`);
    const main = buttons.and(this.page.locator(':not(.govuk-button--secondary)'));
    const pressed = options.button === undefined && (await main.count()) > 0 ? main : buttons;
    await Promise.all([this.page.waitForEvent('load'), pressed.first().click()]);
  }

  async follow(selector: string): Promise<void> {
    await Promise.all([this.page.waitForEvent('load'), this.page.locator(selector).first().click()]);
  }

  /** The words of the main part. */
  async words(): Promise<string> {
    const text = await this.page.locator('main').innerText();
    // A day stays with its month at the end of a line; whoever reads sees a space.
    return text.replace(/(\d\.?)\u00a0(?=\p{L})/gu, '$1 ');
  }

  /** Chooses a file for a field, as from a disk. */
  upload(field: string, name: string, bytes: Uint8Array): Promise<void> {
    const file = { name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) };
    return this.page.setInputFiles(`main [name="${field}"]`, file);
  }

  /** Opens the page anew until it shows this, as somebody does who waits for a job. */
  async until(selector: string): Promise<void> {
    for (let tries = 0; (await this.page.locator(selector).count()) === 0; tries++) {
      if (tries > 40) throw new Error(`${this.path} never showed ${selector}`);
      await this.page.waitForTimeout(200);
      await this.page.reload();
    }
  }

  /** What has the focus: the name of a field, else the class of an element. */
  focused(): Promise<string> {
    return this.page.evaluate<string>('document.activeElement.name || document.activeElement.className');
  }

  /** Unfolds everything that is folded behind these. */
  async unfold(summaries: string): Promise<void> {
    for (const summary of await this.page.locator(summaries).all()) await summary.click();
  }

  /** The first bytes, as text, of what a link leads to. */
  async download(selector: string): Promise<string> {
    const href = (await this.page.locator(selector).first().getAttribute('href')) ?? '';
    const answer = await this.context.request.get(this.app.url + href);
    return (await answer.body()).subarray(0, 100).toString('latin1');
  }

  /** A lighter look: words, language, title and both widths; beside French and Dutch, foreign words and accessibility. */
  async glance(name: string): Promise<void> {
    const { language } = this;
    const faults = [...(await this.wordFaults()), ...(await this.widthFaults('wide'))];
    if (language === 'de' || language === 'en')
      faults.push(...(await foreignWords(this.page, language)), ...(await axeViolations(this.page)));
    await this.picture(`${name}-1280`);
    await this.page.setViewportSize(NARROW);
    faults.push(...(await this.widthFaults('narrow')));
    await this.picture(`${name}-390`);
    await this.page.setViewportSize(WIDE);
    this.faults.push(...faults.map((fault) => `${name} (${this.path}): ${fault}`));
  }

  /** Looks at the page as it stands: accessibility, width, language, title, untranslated texts. Takes a picture if wanted. */
  async look(name: string): Promise<void> {
    const faults = [
      ...(await this.wordFaults()),
      ...(await axeViolations(this.page)),
      ...(await this.widthFaults('wide')),
    ];
    await this.picture(`${name}-1280`);
    await this.page.setViewportSize(NARROW);
    faults.push(...(await this.widthFaults('narrow')));
    await this.picture(`${name}-390`);
    await this.page.setViewportSize(WIDE);
    this.faults.push(...faults.map((fault) => `${name} (${this.path}): ${fault}`));
  }

  private async wordFaults(): Promise<string[]> {
    const lang = await this.page.locator('html').getAttribute('lang');
    const title = await this.page.title();
    const text = await this.page.locator('body').innerText();
    const values = await this.page.locator('.app-summary .govuk-summary-list__value').allTextContents();
    return [
      ...(lang === this.language ? [] : [`the page says lang="${lang}"`]),
      ...(/^.{3,} – .{3,}$/.test(title) ? [] : [`the title is "${title}"`]),
      ...[...`${title}\n${text}`.matchAll(RAW_KEY)].map(([key]) => `the text ${key} is not translated`),
      ...(/\{\{|undefined|\[object|.{0,40}\bNaN\b/.exec(text) ?? []).map((hole) => `the page says "${hole}"`),
      ...(MARKUP.exec(text) ?? []).map((markup) => `the page shows its own markup: ${markup}`),
      ...(values.some((value) => value.trim() === '') ? ['a row has no value'] : []),
    ];
  }

  private async widthFaults(size: string): Promise<string[]> {
    const wide = await this.page.evaluate<string[]>(STICKING_OUT);
    return wide.map((element) => `${element} sticks out (${size})`);
  }

  private async picture(name: string): Promise<void> {
    const folder = process.env['WALK_PICTURES'];
    if (folder === undefined || !takesPictures()) return;
    mkdirSync(join(folder, this.language), { recursive: true });
    const order = String(++this.seen).padStart(3, '0');
    await this.page.screenshot({ path: join(folder, this.language, `${order}-${name}.png`), fullPage: true });
  }
}

function takesPictures(): boolean {
  return (process.env['WALK_PICTURES'] ?? '') !== '';
}

/** The worker of the product, as `npm start` runs it beside the pages. */
export function startWorker(app: TestApp): Promise<RunningJobs> {
  return startJobs(app.database.url, app.app.get<readonly JobHandler[]>(JOB_HANDLERS), new Logger('jobs'));
}
