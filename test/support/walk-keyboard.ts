import type { Page } from 'playwright-core';

/** More steps of the Tab key than any page has places to stop at. */
const STOPS_MAX = 120;

/** What one step of a walk cost: keys that lead somewhere or choose, and characters that say something. */
export interface Keystrokes {
  readonly step: string;
  readonly navigation: number;
  readonly typed: number;
}

/** Somebody without a mouse: Tab, arrows, typing, space and Enter, nothing else. Counts every key. */
export class Keyboard {
  private readonly counts: { step: string; navigation: number; typed: number }[] = [];

  constructor(private readonly page: Page) {}

  /** What each step has cost so far. */
  get keystrokes(): readonly Keystrokes[] {
    return this.counts;
  }

  /** From here on the keys are counted for this step. */
  begin(step: string): void {
    this.counts.push({ step, navigation: 0, typed: 0 });
  }

  /** By the link that comes first on every page. */
  async skipToMain(): Promise<void> {
    await this.key('Tab');
    await this.key('Enter');
  }

  /** Answers fields by name, in the order of the page. */
  async answer(answers: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, value] of Object.entries(answers)) {
      await this.tabTo(`main [name="${name}"]`);
      const kind = await this.told<string>('active.type');
      if (kind === 'radio') await this.choose(value);
      else if (kind === 'select-one') await this.select(value);
      else await this.type(value);
    }
  }

  /** Writes over what the field that has the focus holds. */
  async type(text: string): Promise<void> {
    if (await this.told<boolean>(`active.value !== ''`)) await this.key('ControlOrMeta+A');
    await this.write(text);
  }

  /** Goes to a button or a link and presses Enter; answers when the next page is there. */
  async press(selector: string): Promise<void> {
    await this.tabTo(selector);
    await this.enter();
  }

  /** Enter where the focus is; answers when the next page is there. */
  async enter(): Promise<void> {
    await Promise.all([this.page.waitForEvent('load'), this.key('Enter')]);
  }

  /** Enter on a link that leads to another place of the same page. */
  async jump(): Promise<void> {
    await this.key('Enter');
  }

  /**
   * The access key of a link: the letter with Alt held. A real keyboard sends its letter along, which is what the browser
   * looks at; `press` leaves the letter out when Alt is held. Answers when the next page is there.
   */
  async accessKey(letter: string): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    const key = {
      modifiers: 1,
      key: letter,
      code: `Key${letter.toUpperCase()}`,
      windowsVirtualKeyCode: letter.toUpperCase().charCodeAt(0),
    };
    const loaded = this.page.waitForEvent('load');
    await this.page.keyboard.down('Alt');
    await session.send('Input.dispatchKeyEvent', { type: 'keyDown', text: letter, unmodifiedText: letter, ...key });
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
    await this.page.keyboard.up('Alt');
    await loaded;
    this.counted();
  }

  /** Marks a box, or unmarks it. */
  async tick(selector: string): Promise<void> {
    await this.tabTo(selector);
    await this.key('Space');
  }

  /** Tab, or with Shift backwards, until the focus is there. */
  async tabTo(selector: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    for (let stops = 0; !(await this.told<boolean>(`active.matches(${JSON.stringify(selector)})`)); stops++) {
      if (stops > STOPS_MAX) throw new Error(`Tab never reaches ${selector}`);
      await this.key(key);
    }
  }

  /** One of several, by the arrows; the space bar takes the one that has the focus already. */
  private async choose(value: string): Promise<void> {
    for (let steps = 0; (await this.told<string>('active.value')) !== value; steps++) {
      if (steps > 300) throw new Error(`the arrows never reach ${value}`);
      await this.key('ArrowDown');
    }
    if (await this.told<boolean>(`active.type === 'radio' && !active.checked`)) await this.key('Space');
  }

  /** One of a list, by the first letters of its name. */
  private async select(value: string): Promise<void> {
    const label = await this.told<string>(
      `[...active.options].find((each) => each.value === ${JSON.stringify(value)})?.text ?? ''`,
    );
    for (const letter of label) {
      if ((await this.told<string>('active.value')) === value) return;
      await this.write(letter);
    }
    if ((await this.told<string>('active.value')) !== value) throw new Error(`typing never reaches ${label}`);
  }

  private async write(text: string): Promise<void> {
    await this.page.keyboard.type(text);
    const now = this.counts.at(-1);
    if (now !== undefined) now.typed += Array.from(text).length;
  }

  private async key(keys: string): Promise<void> {
    await this.page.keyboard.press(keys);
    this.counted();
  }

  private counted(): void {
    const now = this.counts.at(-1);
    if (now !== undefined) now.navigation += 1;
  }

  /** What the page says of the element that has the focus. */
  private told<T>(expression: string): Promise<T> {
    return this.page.evaluate<T>(`((active) => ${expression})(document.activeElement)`);
  }
}

/** The counts as a table for people, with their sums. */
export function keystrokeTable(title: string, keystrokes: readonly Keystrokes[]): string {
  const sum = (of: 'navigation' | 'typed'): number => keystrokes.reduce((total, each) => total + each[of], 0);
  const rows = [...keystrokes, { step: 'total', navigation: sum('navigation'), typed: sum('typed') }];
  const line = (step: string, navigation: string, typed: string): string =>
    `| ${step.padEnd(28)} | ${navigation.padStart(10)} | ${typed.padStart(6)} |`;
  return [
    title,
    line('step', 'navigation', 'typed'),
    line('-'.repeat(28), '-'.repeat(10), '-'.repeat(6)),
    ...rows.map(({ step, navigation, typed }) => line(step, String(navigation), String(typed))),
  ].join('\n');
}
