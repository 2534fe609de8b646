import type { Browser } from 'playwright-core';
import { axeViolations, openBrowser } from '../support/browser';

// The instrument itself: a check that never fails would let every page pass.
describe('the browser of the end-to-end tests', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });

  afterAll(() => browser.close());

  it('finds nothing against a sound page and names the element of a faulty one, also under a strict policy', async () => {
    const page = await browser.newPage();
    const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`;
    const around = (body: string): string =>
      `<!doctype html><html lang="en"><head>${policy}<title>Fine</title></head><body><main><h1>Fine</h1>${body}</main></body></html>`;
    await page.setContent(around('<p>Paid.</p>'));
    expect(await axeViolations(page)).toEqual([]);
    await page.setContent(around('<img id="seal" src="seal.png">'));
    expect(await axeViolations(page)).toEqual([expect.stringMatching(/^image-alt \(critical\): .* — #seal: /)]);
  });
});
