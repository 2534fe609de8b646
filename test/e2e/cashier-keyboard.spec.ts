import type { Browser } from 'playwright-core';
import type { MovementId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { startTestApp, type TestApp } from '../support/app';
import { openBrowser } from '../support/browser';
import { CashierTill } from '../support/cashier-till';
import { credit } from '../support/coda-builder';
import { bearer } from '../support/sign-in';
import { Walk } from '../support/walk';
import { Keyboard } from '../support/walk-keyboard';
import { booksHoldAfterEach, booksOf } from '../support/proven-books';

jest.setTimeout(180_000);

describe('the cashier’s page by keyboard alone', () => {
  let app: TestApp;
  let browser: Browser;
  let till: CashierTill;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.moveTo(new Date('2026-09-30T09:00:00Z'));
    await ensureReferenceData(app.transactions, app.config);
    till = await CashierTill.open(app, await bearer(app, 'cashier'));
    browser = await openBrowser();
  });
  booksHoldAfterEach(() => booksOf(app));
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  async function stateOf(id: MovementId): Promise<unknown> {
    const [row] = await app.dataSource.query<object[]>(
      `SELECT m.state, m.allocated_cents::int AS booked, u.subject AS owner
       FROM movement m LEFT JOIN user_account u ON u.id = m.owner_id WHERE m.id = $1`,
      [id],
    );
    return row;
  }

  it.each(['fr', 'nl'] as const)(
    'takes proposals up, back and together, and goes on at the next row: %s',
    async (language) => {
      const SURE = '/suspense?group=sure&owner=nobody';
      const ids = [await till.proposed(91), await till.proposed(90), await till.proposed(88)].map(({ id }) => id);
      const desk = await openDesk(language, SURE);
      const { walk, keyboard } = desk;
      const [first, second] = await desk.rows(ids);
      await walk.look('desk');

      await keyboard.press(`#movement-${first} .app-desk__accept`);
      expect(await desk.place()).toEqual({ address: SURE, focus: `movement-${second}` });
      expect(await stateOf(first)).toMatchObject({ state: 'booked', booked: 20_000 });
      await walk.look('desk-accepted');

      await keyboard.tabTo('.app-undo__button', 'Shift+Tab');
      await keyboard.enter();
      expect(await desk.place()).toEqual({ address: SURE, focus: `movement-${first}` });
      expect(await stateOf(first)).toMatchObject({ state: 'suspense', booked: 0 });
      await walk.look('desk-undone');

      await keyboard.tick(`#tick-${first}`);
      await keyboard.tick(`#tick-${second}`);
      await keyboard.tabTo('.app-bulk__button', 'Shift+Tab');
      await keyboard.enter();
      expect(walk.path).toBe('/suspense/acceptances');
      await walk.look('acceptances');
      await keyboard.press('main form[action="/suspense/acceptances"] button');
      expect((await desk.place()).address).toBe(SURE);
      for (const id of [first, second]) expect(await stateOf(id)).toMatchObject({ state: 'booked', booked: 20_000 });
      expect(await desk.rows(ids)).toEqual(ids.filter((id) => id !== first && id !== second));
      await walk.look('desk-accepted-together');
      expect(walk.faults).toEqual([]);
      await walk.close();
    },
  );

  it.each(['fr', 'nl'] as const)('splits, says what is no fine, and takes a payment in hand: %s', async (language) => {
    const NONE = '/suspense?group=none';
    const fines = [await till.fines.build(), await till.fines.build()];
    const payer = { name: 'EXEMPLE SANS MOTIF' };
    const ids = await till.bring([
      credit({ communication: 'DEUX AMENDES', amountCents: cents(40_000), counterparty: payer }),
      credit({ communication: 'COTISATION', counterparty: payer }),
      credit({ communication: 'MERCI', counterparty: payer }),
    ]);
    const [both, levy, mine] = ids as [MovementId, MovementId, MovementId];
    const desk = await openDesk(language, NONE);
    const { walk, keyboard } = desk;
    const order = await desk.rows(ids);
    const after = (id: MovementId): string => `movement-${order[order.indexOf(id) + 1] ?? ''}`;
    expect(order).toEqual([both, levy, mine]);

    await keyboard.press(`#movement-${both} th a`);
    await walk.look('movement');
    await keyboard.press(`main a[href^="/suspense/${both}/split"]`);
    await keyboard.answer({
      'shares.0.decisionNumber': fines[0]!.number,
      'shares.0.amount': '200',
      'shares.1.decisionNumber': fines[1]!.number,
      'shares.1.amount': '200',
    });
    await walk.look('split');
    await keyboard.press('button[value=book]:not(.app-default-submit)');
    expect(await desk.place()).toEqual({ address: NONE, focus: after(both) });
    expect(await stateOf(both)).toMatchObject({ state: 'booked', booked: 40_000 });
    await walk.look('desk-split');

    await keyboard.press(`#movement-${levy} th a`);
    await keyboard.press(`main a[href^="/suspense/${levy}/verdict"]`);
    await keyboard.answer({ kind: 'other-levy' });
    await walk.look('verdict');
    await keyboard.press('main form button:not(.govuk-button--secondary, .app-default-submit)');
    expect(await desk.place()).toEqual({ address: NONE, focus: after(levy) });
    expect(await stateOf(levy)).toMatchObject({ state: 'not-a-fine' });

    await keyboard.press(`#movement-${mine} th a`);
    await keyboard.press(`main form[action="/suspense/${mine}/owner"] button`);
    expect(await stateOf(mine)).toMatchObject({ state: 'suspense', owner: 'cashier' });
    await walk.look('owned');
    expect(walk.faults).toEqual([]);
    await walk.close();
  });

  async function openDesk(language: 'fr' | 'nl', address: string) {
    const walk = await Walk.open(app, browser, language);
    await walk.signInAs('cashier');
    await walk.goTo(address);
    return {
      walk,
      keyboard: new Keyboard(walk.page),
      /** Those of the movements that are listed, in the order of the page. */
      rows: async (ids: readonly MovementId[]): Promise<[MovementId, MovementId]> => {
        const shown = await walk.page.evaluate<string[]>(
          `[...document.querySelectorAll('.app-desk__row')].map(({ id }) => id)`,
        );
        const listed = shown.flatMap((row) => ids.filter((id) => row === `movement-${id}`));
        return listed as [MovementId, MovementId];
      },
      place: async (): Promise<{ readonly address: string; readonly focus: string }> => {
        const { pathname, search } = new URL(walk.page.url());
        return { address: pathname + search, focus: await walk.page.evaluate<string>('document.activeElement.id') };
      },
    };
  }
});
