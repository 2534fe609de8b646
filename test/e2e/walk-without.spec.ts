import type { Browser } from 'playwright-core';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { TestClock } from '../../src/platform/clock/clock';
import { startTestApp, type TestApp } from '../support/app';
import { openBrowser } from '../support/browser';
import { Walk } from '../support/walk';
import { WALK_ANSWERS, WALK_STARTS } from '../support/walk-answers';
import { Keyboard } from '../support/walk-keyboard';

jest.setTimeout(120_000);

const typed = WALK_ANSWERS.fr;

describe('the main path without what most people have', () => {
  let app: TestApp;
  let browser: Browser;

  beforeAll(async () => {
    const clock = new TestClock();
    clock.moveTo(WALK_STARTS);
    app = await startTestApp({ clock });
    await ensureReferenceData(app.transactions, app.config);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  it('works without script, from the person to the submitted decision', async () => {
    const walk = await Walk.open(app, browser, 'fr', false);
    await walk.signInAs(typed.agent);
    await walk.goTo('/persons/new');
    await walk.fill(typed.person);
    await walk.submit();
    await walk.follow('main a[href^="/offences/new"]');
    await walk.fill({ obligationCode: typed.offence, ground: 'none' });
    await walk.submit({ button: 'next' });
    await walk.fill(typed.facts);
    await walk.submit({ button: 'next' });
    await walk.fill(typed.hearing);
    await walk.submit({ button: 'next' });
    await walk.submit({ action: '/check' });
    const decisionPath = walk.path;
    await walk.fill({ motivation: typed.motivation });
    await walk.submit({ action: decisionPath, button: 'submit' });
    expect(walk.path).toMatch(/^\/files\//);
    expect(await walk.words()).toContain('En attente d’une signature');
    await walk.close();
  });

  it('works with the keyboard alone, from the person to the drafted decision', async () => {
    const walk = await Walk.open(app, browser, 'fr');
    await walk.signInAs(typed.agent);
    await walk.goTo('/persons/new');
    const keyboard = new Keyboard(walk.page);
    await keyboard.skipToMain();
    await keyboard.answer({ ...typed.person, familyName: 'Exemple-Clavier', birthDate: '04/10/1980' });
    await keyboard.press('main form button:not(.govuk-button--secondary, .app-default-submit)');
    await keyboard.press('main a[href^="/offences/new"]');
    await keyboard.answer({ obligationCode: typed.offence });
    await keyboard.press('button[value=next]:not(.app-default-submit)');
    await keyboard.answer(typed.facts);
    await keyboard.press('button[value=next]:not(.app-default-submit)');
    await keyboard.answer(typed.hearing);
    await keyboard.press('button[value=next]:not(.app-default-submit)');
    await keyboard.press('main form[action$="/check"] button');
    expect(walk.path).toMatch(/^\/decisions\//);
    expect(walk.faults).toEqual([]);
    await walk.close();
  });
});
