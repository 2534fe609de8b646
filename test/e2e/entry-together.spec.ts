import type { Browser } from 'playwright-core';
import { openBrowser } from '../support/browser';
import { CROSSING, FineDesk, PRESENCE } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { Walk, type PageLanguage } from '../support/walk';

jest.setTimeout(240_000);

type Answers = Record<string, string>;
const FACTS = ['factsOn', 'factsAt', 'place', 'border', 'crossingDirection', 'crossingSite', 'crossingPointCode', 'statedOpensAt', 'statedClosesAt', 'statedHoursSource', 'facts', 'evidence', 'reportingAuthority', 'reportReference', 'reportOn']; // prettier-ignore
const HEARING = ['hearingKind', 'hearingOn', 'hearingMeans', 'hearingStatement', 'hearingAnswer', 'forceMajeure', 'discretion', 'outcome']; // prettier-ignore
const PRESENCE_FACTS = ['entryOn', 'entryEvidence', 'municipality', 'exemption', 'facts', 'evidence'];

const some = (from: Readonly<Record<string, string | undefined>>, fields: readonly string[]): Answers =>
  Object.fromEntries(fields.map((field) => [field, from[field] ?? '']));

describe('the pages of several entries', () => {
  let desk: FineDesk;
  let browser: Browser;

  beforeAll(async () => {
    desk = await FineDesk.open();
    browser = await openBrowser();
  });
  booksHoldAfterEach(() => desk);
  afterAll(async () => {
    await browser.close();
    await desk.close();
  });

  it.each(['fr', 'de'] as const)(
    'offences of one person, then persons of one event: %s',
    async (language: PageLanguage) => {
      const name = { fr: 'Exemple-Vol', de: 'Beispiel-Flug' }[language as 'fr' | 'de'];
      for (const givenNames of ['Ada', 'Boris', 'Chloé'])
        await desk.person({ familyName: name, givenNames, nationality: 'FR' });
      const walk = await Walk.open(desk.app, browser, language);
      await walk.signInAs('agent.border');

      await walk.goTo('/offences/new');
      await walk.fill({ names: `${name} Ada` });
      await walk.submit({ action: '/offences/new/persons' });
      await walk.look('choose-person');
      await walk.follow('main a[data-focus-here]');
      await walk.fill({ obligationCode: CROSSING['obligationCode']!, ground: 'none' });
      await walk.submit({ button: 'next' });
      expect(await walk.focused()).toBe('factsOn');
      await walk.fill(some(CROSSING, FACTS));
      await walk.look('facts');
      await walk.submit({ button: 'next' });
      await walk.fill(some(CROSSING, HEARING));
      await walk.look('hearing');
      await walk.submit({ button: 'next' });
      await walk.look('check');

      await walk.submit({ action: '/offences' });
      await walk.fill({ obligationCode: PRESENCE['obligationCode']!, ground: 'none' });
      await walk.look('second-obligation');
      await walk.submit({ button: 'next' });
      await walk.follow('.app-steps a[href$="/check"]');
      await walk.look('second-check');
      await walk.follow('main a[href^="/entries/"]');
      const group = walk.path;
      await walk.look('offences-incomplete');
      await walk.follow('main a[href*="/facts"]');
      await walk.fill(some(PRESENCE, PRESENCE_FACTS));
      await walk.submit({ button: 'next' });
      await walk.fill({ forceMajeure: 'Aucune.', discretion: 'Manquement distinct.', outcome: 'fine' });
      await walk.submit({ button: 'next' });
      await walk.goTo(group);
      expect(await walk.words()).toMatch(/400[.,\s]*00/);
      await walk.look('offences-complete');

      await walk.follow('main a[href$="/persons"]');
      await walk.fill({ names: name });
      await walk.submit({ action: '/search' });
      await walk.page.check('main input[name="personId"] >> nth=1');
      await walk.page.check('main input[name="personId"] >> nth=2');
      await walk.look('add-persons');
      await walk.submit({ action: '/persons' });
      await walk.goTo(group);
      await walk.look('persons');
      await walk.goTo('/offences/new');
      await walk.look('drafts');
      await walk.goTo(group);
      await walk.submit({ action: group, button: 'complete' });
      await walk.look('partly-recorded');
      expect(walk.faults).toEqual([]);
      await walk.close();
    },
  );
});
