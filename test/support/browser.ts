import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** Quiet on a closed network, and able to run as root. Playwright adds headless mode and a fresh profile folder. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A headless Chromium: CHROMIUM_PATH (npm test sets it), else the first on PATH. The caller closes it. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: browserPath(), headless: true, args: FLAGS });
}

/**
 * What axe-core holds against the page as it stands (WCAG 2.2 A and AA, and good practice), one line for each element:
 * `rule (impact): help — selector: summary`. Works under any content security
 * policy; a page opened with scripts switched off cannot be examined. Every rule runs on every element: only the lines about what
 * is in order are not made, which take longer than the examination.
 */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const options = JSON.stringify({ runOnly: AXE_TAGS, resultTypes: ['violations'] });
  const found = await page.evaluate<AxeResults>(`axe.run(document, ${options})`);
  return found.violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map((node) => {
      const summary = (node.failureSummary ?? '').replace(/\s+/g, ' ');
      return `${id} (${impact ?? 'unrated'}): ${help} — ${node.target.join(' ')}: ${summary}`;
    }),
  );
}

function browserPath(): string {
  const named = process.env['CHROMIUM_PATH'];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = named ? [named] : NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = candidates.find(isProgram);
  if (found === undefined) {
    throw new Error(`No browser at ${candidates.join(', ')}: npm test installs one, or set CHROMIUM_PATH`);
  }
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
