import type { Browser } from 'playwright-core';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import type { RunningJobs } from '../../src/platform/jobs/jobs';
import { TestClock } from '../../src/platform/clock/clock';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { credit, statementDraft, StatementChain } from '../support/coda-builder';
import { startTestApp, type TestApp } from '../support/app';
import { openBrowser } from '../support/browser';
import { startWorker, Walk, type WalkLanguage } from '../support/walk';
import { WALK_ANSWERS, WALK_STARTS } from '../support/walk-answers';

jest.setTimeout(120_000);

describe.each<WalkLanguage>(['fr', 'nl'])('every page in the life of a fine (%s)', (language) => {
  const typed = WALK_ANSWERS[language];
  let app: TestApp;
  let browser: Browser;
  let worker: RunningJobs;
  let walk: Walk;
  let isLost = false;
  let personPath: string;
  let filePath: string;
  let bytes: Uint8Array;
  let decisionPath: string;

  beforeAll(async () => {
    const clock = new TestClock();
    clock.moveTo(WALK_STARTS);
    app = await startTestApp({ clock });
    await ensureReferenceData(app.transactions, app.config);
    worker = await startWorker(app);
    browser = await openBrowser();
    walk = await Walk.open(app, browser, language);
  });
  afterAll(async () => {
    await browser.close();
    await worker.stop();
    await app.close();
  });

  /** A stretch of one way: who got lost on an earlier one goes no further; what was seen amiss fails it. */
  function stretch(name: string, body: () => Promise<void>): void {
    it(name, async () => {
      if (isLost) throw new Error('an earlier stretch did not lead to its end');
      isLost = true;
      await body();
      isLost = false;
      expect(walk.faults.splice(0)).toEqual([]);
    });
  }

  stretch('leads through the sign-in to an empty home page', async () => {
    await walk.goTo('/');
    await walk.look('sign-in');
    await walk.signInAs(typed.agent);
    await walk.look('home-empty');
  });

  stretch('finds nobody, and says so', async () => {
    await walk.goTo('/persons');
    await walk.look('person-search');
    await walk.submit();
    await walk.look('person-search-refused');
    await walk.fill({ names: typed.person.familyName });
    await walk.submit();
    await walk.look('person-search-nothing');
  });

  stretch('registers a person: first refused with what was typed kept, then known', async () => {
    await walk.goTo('/persons/new?kind=legal');
    await walk.look('firm-new');
    await walk.goTo('/persons/new');
    await walk.look('person-new');
    const { familyName, birthDate, ...others } = typed.person;
    await walk.fill({ ...others, birthDate: '31/02/1979' });
    await walk.submit();
    expect(await walk.focused()).toContain('govuk-error-summary');
    expect(await walk.page.inputValue('[name=birthDate]')).toBe('31/02/1979');
    expect(await walk.page.inputValue('[name=givenNames]')).toBe(others.givenNames);
    await walk.look('person-new-refused');
    await walk.page.click('.govuk-error-summary a');
    expect(await walk.focused()).toBe('familyName');
    await walk.fill({ familyName, birthDate });
    await walk.submit();
    personPath = walk.path;
    await walk.look('person');
  });

  stretch('shows a likely duplicate beside what was typed, and takes it when the agent has compared', async () => {
    await walk.goTo('/persons/new');
    await walk.fill(typed.person);
    await walk.submit();
    expect(walk.path).toBe('/persons/new');
    await walk.look('person-duplicate');
    await walk.fill({ notDuplicate: 'yes', notDuplicateReason: 'Comparé : une autre personne.' });
    await walk.submit();
    expect(walk.path).toMatch(/^\/persons\/[0-9a-f-]{36}$/);
    await walk.follow('a[href$="/edit"]');
    await walk.look('person-edit');
    await walk.fill({ familyName: `${typed.person.familyName}-Deux` });
    await walk.submit();
    await walk.goTo('/persons');
    await walk.fill({ names: typed.person.familyName });
    await walk.submit();
    await walk.look('person-search-found');
    expect(await walk.page.locator('#found tbody tr').count()).toBe(2);
  });

  stretch('enters an offence step by step, refused at the check until everything is answered', async () => {
    await walk.goTo('/offences/new');
    await walk.look('entry-choose-person');
    await walk.goTo(personPath);
    await walk.follow('main a[href^="/offences/new"]');
    await walk.look('entry-obligation');
    await walk.submit();
    await walk.look('entry-obligation-refused');
    await walk.fill({ obligationCode: typed.offence, ground: 'none' });
    await walk.submit({ button: 'next' });
    await walk.look('entry-facts');
    await walk.submit({ button: 'next' });
    await walk.look('entry-facts-refused');
    await walk.fill(typed.facts);
    await walk.submit({ button: 'stay' });
    await walk.look('entry-facts-kept');
    await walk.submit({ button: 'next' });
    await walk.look('entry-hearing');
    const { discretion = '', ...hearing } = typed.hearing;
    await walk.fill(hearing);
    await walk.submit({ button: 'stay' });
    await walk.follow('.app-steps a[href$="/check"]');
    await walk.look('entry-check-refused');
    await walk.follow('.govuk-error-summary a');
    await walk.fill({ discretion });
    await walk.submit({ button: 'next' });
    await walk.look('entry-check');
    await walk.submit({ action: '/check' });
    decisionPath = walk.path;
    expect(decisionPath).toMatch(/^\/decisions\//);
    await walk.look('decision-draft');
  });

  stretch('refuses an empty motivation, keeps one, and hands the decision over for signature', async () => {
    await walk.fill({ motivation: '' });
    await walk.submit({ action: decisionPath, button: 'submit' });
    await walk.look('decision-motivation-refused');
    await walk.fill({ motivation: typed.motivation });
    await walk.submit({ action: decisionPath, button: 'save' });
    await walk.look('decision-saved');
    await walk.goTo('/');
    await walk.look('home-draft');
    await walk.goTo(decisionPath);
    await walk.submit({ action: decisionPath, button: 'submit' });
    filePath = walk.path;
    expect(filePath).toMatch(/^\/files\//);
    await walk.look('file-submitted');
  });

  stretch('returns the decision with a reason, and the agent hands it over again', async () => {
    await walk.signOut();
    await walk.look('signed-out');
    await walk.signInAs(typed.signatory);
    await walk.look('home-signatory');
    await walk.goTo('/decisions/to-sign');
    await walk.look('to-sign');
    await walk.follow('.app-sign h2 a');
    await walk.look('decision-to-sign');
    await walk.unfold('details:has(form[action$="/return"]) summary');
    await walk.submit({ action: '/return' });
    await walk.look('decision-return-refused');
    await walk.fill({ reason: typed.returnReason });
    await walk.submit({ action: '/return' });
    await walk.look('file-returned');
    await walk.becomes(typed.agent);
    await walk.look('home-returned');
    await walk.goTo(decisionPath);
    await walk.look('decision-returned');
    await walk.fill({ motivation: `${typed.motivation}\n\n${typed.returnReason}` });
    await walk.submit({ action: decisionPath, button: 'submit' });
    expect(walk.path).toBe(filePath);
  });

  stretch('signs, and opens the letter as a PDF', async () => {
    await walk.becomes(typed.signatory);
    await walk.goTo(decisionPath);
    await walk.submit({ action: '/signature' });
    expect(walk.path).toBe(filePath);
    await walk.look('file-signed');
    expect(await walk.download('a[href^="/documents/"]')).toMatch(/^%PDF-1\./);
    await walk.goTo('/decisions/to-sign');
    await walk.look('to-sign-empty');
    await walk.goTo(decisionPath);
    await walk.look('decision-signed');
  });

  stretch('records how the person was told, after showing what the law makes of it', async () => {
    await walk.becomes(typed.agent);
    await walk.look('home-to-notify');
    await walk.goTo(filePath);
    await walk.follow('.app-next a');
    await walk.look('notification-choose');
    await walk.submit();
    await walk.look('notification-refused');
    await walk.fill(typed.notification);
    await walk.submit();
    await walk.look('notification-check');
    expect(await walk.words()).toMatch(typed.derivation);
    await walk.submit();
    expect(walk.path).toBe(filePath);
    await walk.look('file-notified');
    await walk.goTo(personPath);
    await walk.look('person-with-fine');
  });

  stretch(
    'takes in a statement: the first needs its opening confirmed, a payment is recognised, another waits',
    async () => {
      await walk.goTo(filePath);
      const reference = /\+{3}(\d{3})\/(\d{4})\/(\d{5})\+{3}/.exec(await walk.words()) ?? [];
      bytes = statementPaying(reference.slice(1).join(''));
      await walk.becomes('cashier');
      await walk.look('home-cashier-empty');
      await walk.goTo('/statements');
      await walk.look('statements-empty');
      await walk.submit();
      await walk.look('statements-refused');
      await walk.upload('file', 'releve-1.cod', bytes);
      await walk.submit();
      await walk.look('statement-needs-opening');
      await walk.submit({ action: '/opening' });
      await walk.until('#movements a[href^="/files/"]');
      await walk.look('statement-booked');
      await walk.goTo('/statements');
      await walk.upload('file', 'releve-1.cod', bytes);
      await walk.submit();
      await walk.look('statement-again');
      await walk.goTo('/statements');
      await walk.look('statements');
      await walk.goTo('/');
      await walk.look('home-cashier');
    },
  );

  stretch('books by hand what was not recognised, takes it back with a reason, and books it again', async () => {
    await walk.goTo(filePath);
    await walk.look('file-partly-paid');
    const [decisionNumber = ''] = /[A-Z]{3}-\d{4}-\d{6}-\d{2}/.exec(await walk.words()) ?? [];
    await walk.goTo('/suspense');
    await walk.look('suspense');
    await walk.follow('[id^=group-] tbody a');
    const movementPath = walk.path;
    await walk.look('movement');
    await walk.fill({ choice: 'other', decisionNumber: 'BIF-1' });
    await walk.submit();
    await walk.look('movement-refused');
    await walk.fill({ choice: 'other', decisionNumber });
    await walk.submit();
    await walk.look('booking');
    await walk.submit();
    await walk.look('booked');
    await walk.goTo(movementPath);
    await walk.follow('main a[href*="/reversals/"]');
    await walk.look('reversal');
    await walk.submit();
    await walk.look('reversal-refused');
    await walk.fill({ reason: typed.returnReason });
    await walk.submit();
    await walk.look('movement-taken-back');
    await walk.goTo(movementPath);
    await walk.fill({ choice: 'other', decisionNumber });
    await walk.submit();
    await walk.submit();
    await walk.goTo('/suspense');
    await walk.look('suspense-empty');
    await walk.becomes(typed.agent);
    await walk.goTo(filePath);
    await walk.look('file-settled');
    await walk.unfold('.app-figure summary');
    await walk.look('file-settled-explained');
  });

  stretch('shows the law as data, and an account that one enters and another confirms', async () => {
    await walk.goTo('/parameters');
    await walk.look('parameters');
    await walk.becomes('administrator');
    await walk.look('home-administrator');
    await walk.goTo('/parameters/accounts/new');
    await walk.look('account-new');
    await walk.submit();
    await walk.look('account-refused');
    await walk.fill({
      purpose: 'payment',
      iban: 'BE71 0961 2345 6769',
      bic: 'GKCCBEBB',
      holder: 'Exemple',
      validFrom: '01/01/2027',
    });
    await walk.submit();
    await walk.becomes('treasurer');
    await walk.goTo('/parameters');
    await walk.look('parameters-treasurer');
    await walk.follow('main a[href$="/confirmation"]');
    await walk.look('account-confirmation');
  });

  stretch(
    'tells what is not there and what is not allowed, helps, and keeps the page when the language changes',
    async () => {
      for (const path of [
        '/help',
        '/accessibility',
        '/no-such-page',
        '/decisions/to-sign',
        '/files/01900000-0000-7000-8000-0000000000aa',
      ]) {
        await walk.goTo(path);
        await walk.look(path.slice(1).replace(/\W+/g, '-'));
      }
      await walk.goTo('/persons');
      await walk.follow('.app-languages a[lang=de]');
      expect(walk.path).toBe('/persons');
      expect(await walk.page.locator('html').getAttribute('lang')).toBe('de');
      await walk.follow(`.app-languages a[lang=${language}]`);
      expect(walk.path).toBe('/persons');
    },
  );
});

/** Two credits: three quarters of the fine with its communication, one quarter with nothing that tells whose it is. */
function statementPaying(reference: string): Uint8Array {
  const on = { entryOn: legalDate('2026-03-02'), valueOn: legalDate('2026-03-02') };
  return new StatementChain(statementDraft()).next(
    [
      credit({
        ...on,
        amountCents: cents(15_000),
        communication: { kind: 'structured', type: '101', text: reference },
      }),
      credit({ ...on, amountCents: cents(5_000), communication: 'AMENDE', counterparty: { name: 'SOCIETE EXEMPLE' } }),
    ],
    legalDate('2026-03-02'),
  );
}
