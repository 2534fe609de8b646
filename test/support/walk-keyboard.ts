import type { Page } from 'playwright-core';

/** More steps of the Tab key than any page has places to stop at. */
const STOPS_MAX = 120;

/** Somebody without a mouse: Tab, arrows, typing, space and Enter, nothing else. */
export class Keyboard {
  constructor(private readonly page: Page) {}

  /** By the link that comes first on every page. */
  async skipToMain(): Promise<void> {
    await this.page.keyboard.press('Tab');
    await this.page.keyboard.press('Enter');
  }

  /** Answers fields by name, in the order of the page. */
  async answer(answers: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, value] of Object.entries(answers)) {
      await this.tabTo(`main [name="${name}"]`);
      const kind = await this.told<string>('active.type');
      if (kind === 'radio' || kind === 'select-one') await this.choose(value);
      else {
        await this.page.keyboard.press('ControlOrMeta+A');
        await this.page.keyboard.type(value);
      }
    }
  }

  /** Goes to a button or a link and presses Enter; answers when the next page is there. */
  async press(selector: string): Promise<void> {
    await this.tabTo(selector);
    await Promise.all([this.page.waitForEvent('load'), this.page.keyboard.press('Enter')]);
  }

  private async tabTo(selector: string): Promise<void> {
    for (let stops = 0; !(await this.told<boolean>(`active.matches(${JSON.stringify(selector)})`)); stops++) {
      if (stops > STOPS_MAX) throw new Error(`Tab never reaches ${selector}`);
      await this.page.keyboard.press('Tab');
    }
  }

  /** One of several, by the arrows; the space bar takes the one that has the focus already. */
  private async choose(value: string): Promise<void> {
    for (let steps = 0; (await this.told<string>('active.value')) !== value; steps++) {
      if (steps > 300) throw new Error(`the arrows never reach ${value}`);
      await this.page.keyboard.press('ArrowDown');
    }
    if (await this.told<boolean>(`active.type === 'radio' && !active.checked`)) await this.page.keyboard.press('Space');
  }

  /** What the page says of the element that has the focus. */
  private told<T>(expression: string): Promise<T> {
    return this.page.evaluate<T>(`((active) => ${expression})(document.activeElement)`);
  }
}
