import type { Browser } from 'playwright-core';
import { DemonstrationSeed } from '../../src/demonstration/demonstration-seed';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { isApiPath } from '../../src/platform/http/request-context';
import { startTestApp, type TestApp } from '../support/app';
import { openBrowser } from '../support/browser';
import { addressesOf, AT_THE_DOOR, NOT_A_PAGE, PAGE_VISITS } from '../support/page-visits';
import { guardedRoutes } from '../support/route-matrix';
import { Walk, type PageLanguage } from '../support/walk';

jest.setTimeout(480_000);

/** Every page that the running product has, with the files of the demonstration in it. */
describe('every page of the demonstration', () => {
  let app: TestApp;
  let browser: Browser;

  beforeAll(async () => {
    app = await startTestApp();
    await ensureReferenceData(app.transactions, app.config);
    await new DemonstrationSeed(app.app, app.clock).fill();
    browser = await openBrowser();
    await enterAccount();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  /** An account that waits for the treasurer, entered as an administrator does. */
  async function enterAccount(): Promise<void> {
    const walk = await Walk.open(app, browser, 'nl');
    await walk.signInAs('administrator');
    await walk.goTo('/parameters/accounts/new');
    const account = { iban: 'BE71 0961 2345 6769', bic: 'GKCCBEBB', holder: 'Specimen', validFrom: '01/01/2040' };
    await walk.fill({ purpose: 'payment', ...account });
    await walk.submit();
    await walk.close();
  }

  it('is known here: a route without a visit, or a visit without a route, fails', () => {
    const pages = guardedRoutes(app)
      .filter(({ method, path }) => method === 'GET' && !isApiPath(path))
      .map(({ path }) => path);
    const known = new Set([...PAGE_VISITS.map(({ route }) => route), ...AT_THE_DOOR, ...Object.keys(NOT_A_PAGE)]);
    expect(pages.filter((path) => !known.has(path))).toEqual([]);
    expect([...known].filter((path) => !pages.includes(path))).toEqual([]);
  });

  it.each<PageLanguage>(['fr', 'nl', 'de', 'en'])('is sound, whole and in its language: %s', async (language) => {
    const walk = await Walk.open(app, browser, language);
    await walk.goTo('/');
    await walk.glance('sign-in');
    let who: string | undefined;
    for (const visit of PAGE_VISITS) {
      if (who === undefined) await walk.signInAs(visit.as);
      else if (who !== visit.as) await walk.becomes(visit.as);
      who = visit.as;
      for (const address of await addressesOf(app, visit)) {
        const status = await walk.goTo(address);
        if (status !== 200) walk.faults.push(`${address} answered ${status}`);
        const arrived = walk.path + new URL(walk.page.url()).search;
        if (arrived !== address) walk.faults.push(`${address} led to ${arrived}`);
        await walk.glance(`${visit.as}-${visit.route.replace(/\W+/g, '-')}`);
      }
    }
    await walk.signOut();
    await walk.glance('signed-out');
    expect(walk.faults).toEqual([]);
    await walk.close();
  });
});
