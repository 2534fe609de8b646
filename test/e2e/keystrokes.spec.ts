import { writeFileSync } from 'node:fs';
import type { Browser, BrowserContext } from 'playwright-core';
import { actorOf } from '../../src/access/actor';
import { UsersService } from '../../src/access/users.service';
import { newId } from '../../src/kernel/ids';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { RegisterPerson } from '../../src/persons/persons.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import { systemActor } from '../../src/platform/jobs/jobs';
import { TestClock } from '../../src/platform/clock/clock';
import { startTestApp, type TestApp } from '../support/app';
import { openBrowser } from '../support/browser';
import { Walk, type WalkLanguage } from '../support/walk';
import { WALK_ANSWERS, WALK_STARTS } from '../support/walk-answers';
import { Keyboard, keystrokeTable, type Keystrokes } from '../support/walk-keyboard';

jest.setTimeout(120_000);

/** More keys than this to get about, from the home page to the drafted decision, and the way has become longer. */
const NAVIGATION_MAX = 48;

/** Tells every mouse and pointer event of every page that a device caused; a key on a button makes a click without one. */
const MOUSE_WATCH = `for (const type of ['mousedown', 'mousemove', 'pointerdown', 'touchstart', 'wheel'])
  addEventListener(type, () => tellMouse(type), { capture: true });
addEventListener('click', (event) => { if (event.detail > 0) tellMouse('click'); }, { capture: true });`;

describe('a standard fine by keyboard alone', () => {
  let app: TestApp;
  let browser: Browser;
  const tables: string[] = [];

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
    // npm run keystrokes prints what is written here.
    const file = process.env['KEYSTROKES_FILE'];
    if (file !== undefined && file !== '') writeFileSync(file, `${tables.join('\n\n')}\n`);
  });

  it.each(['fr', 'nl'] as const)(
    'from the home page to the recorded draft decision, without the mouse: %s',
    async (language) => {
      const typed = WALK_ANSWERS[language];
      await registered(app, typed.person);
      const walk = await Walk.open(app, browser, language);
      await walk.signInAs(typed.agent);
      await walk.goTo('/');
      const mouse = await watchMouse(walk.page.context());

      const keyboard = new Keyboard(walk.page);
      keyboard.begin('person');
      await keyboard.accessKey('n');
      await keyboard.type(`${typed.person.familyName} ${typed.person.givenNames}`);
      await keyboard.enter();
      await keyboard.enter();
      keyboard.begin('obligation');
      await keyboard.answer({ obligationCode: typed.offence });
      await keyboard.enter();
      keyboard.begin('facts and evidence');
      await keyboard.answer(typed.facts);
      await keyboard.enter();
      keyboard.begin('hearing and discretion');
      // The language of the decision is the person's own unless somebody says otherwise (D14).
      const { decisionLanguage: _own, ...hearing } = typed.hearing;
      await keyboard.answer(hearing);
      await keyboard.enter();
      keyboard.begin('check and record');
      await keyboard.jump();
      await keyboard.press('main form[action$="/check"] button');

      expect(walk.path).toMatch(/^\/decisions\//);
      expect(mouse).toEqual([]);
      expect(walk.faults).toEqual([]);
      tables.push(keystrokeTable(`${typed.offence} (${language})`, keyboard.keystrokes));
      expect(navigation(keyboard.keystrokes)).toBeLessThanOrEqual(NAVIGATION_MAX);
      await walk.close();
    },
  );
});

function navigation(keystrokes: readonly Keystrokes[]): number {
  return keystrokes.reduce((total, each) => total + each.navigation, 0);
}

/** Somebody who is on file already. */
async function registered(app: TestApp, person: (typeof WALK_ANSWERS)[WalkLanguage]['person']): Promise<void> {
  const users = app.app.get(UsersService);
  const user = await app.transactions.view(systemActor('test'), (tx) => users.bySubject(tx, 'agent.border'));
  if (user === undefined) throw new Error('no agent to register with');
  const actor = actorOf(user, { remoteAddress: '192.0.2.1', traceId: newId() });
  const command = parseCommand(RegisterPerson, { kind: 'natural', ...person, notDuplicate: true });
  await app.app.get(PersonsService).register(actor, command);
}

/** The mouse events of every page from now on, by their types. */
async function watchMouse(context: BrowserContext): Promise<string[]> {
  const seen: string[] = [];
  await context.exposeBinding('tellMouse', (_source, type: string) => void seen.push(type));
  await context.addInitScript(MOUSE_WATCH);
  return seen;
}
