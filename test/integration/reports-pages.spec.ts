import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { CaseAccess } from '../../src/audit/case-access.service';
import { CaseHandsRepository } from '../../src/audit/case-hands.repository';
import { FileMoneyRepository } from '../../src/reports/file-money.repository';
import { FileRefundsRepository } from '../../src/reports/file-refunds.repository';
import { FileTimelineRepository } from '../../src/reports/file-timeline.repository';
import { FileRepository } from '../../src/reports/file.repository';
import { FileHolds } from '../../src/reports/file-holds.service';
import { FileService } from '../../src/reports/file.service';
import { COLLEAGUE_REASONS } from '../../src/audit/access-reason.rules';
import { WorkRepository } from '../../src/reports/work.repository';
import { WorkService } from '../../src/reports/work.service';
import { Form } from '../../src/ui/form';
import { LANGUAGES, type Language } from '../../src/ui/language';
import { ASSETS_FOLDER, LOCALES_FOLDER, Pages } from '../../src/ui/pages';
import { Translations } from '../../src/ui/translator';
import { openTestGround, type TestGround, type UserActor } from '../support/actors';
import { axeViolations, openBrowser } from '../support/browser';
import { FileBuilder } from '../support/file-builder';
import { proofHoldsOn } from '../support/proof-holds';
import { appealFilesOn } from '../support/appeal-files';

/** Pages by name, each rendered from rows of the database as the controllers do. */
type Render = (language: Language) => Promise<string>;

jest.setTimeout(180_000);

describe('home page, file and the question before it', () => {
  let ground: TestGround;
  let browser: Browser;
  let pages: Pages;
  const renders = new Map<string, Render>();

  beforeAll(async () => {
    ground = await openTestGround();
    ground.clock.stopAt(new Date('2026-11-22T09:00:00Z'));
    browser = await openBrowser();
    // No `onMissing`: a missing text or value throws.
    pages = new Pages(new Translations({ folder: LOCALES_FOLDER }));
    await fill();
  });
  afterAll(async () => {
    await browser.close();
    await ground.close();
  });

  function render(template: string, actor: UserActor, language: Language, data: Record<string, unknown>): string {
    return pages.render(
      `${template}.njk`,
      {
        language,
        path: '/',
        user: { displayName: 'Exemple Frontière', roles: actor.roles, department: 'Inspection aux frontières' },
        permissions: actor.permissions,
        csrfToken: 'token',
        once: 'once-once',
        demonstration: true,
        productVersion: '0.0.0',
      },
      data,
    );
  }

  async function fill(): Promise<void> {
    const builder = new FileBuilder(ground.dataSource);
    const files = new FileService(
      ground.transactions,
      new FileRepository(),
      new FileMoneyRepository(),
      new FileRefundsRepository(),
      new FileTimelineRepository(),
      new CaseAccess(ground.transactions, new CaseHandsRepository()),
      new FileHolds(proofHoldsOn(ground), appealFilesOn(ground)),
    );
    const work = new WorkService(ground.transactions, new WorkRepository());
    const [agent, signatory, cashier] = [
      ground.actor('agent.border'),
      ground.actor('signatory.border'),
      ground.actor('cashier'),
    ];
    const settled = await builder.file({
      agent,
      returned: {
        by: signatory,
        on: '2026-10-13',
        reason: 'La motivation ne répond pas à la déclaration de l’intéressée.',
      },
      signed: { by: signatory, on: '2026-10-14', counter: 1 },
      notified: { on: '2026-10-23', mode: 'post' },
    });
    await builder.payment(settled, { cashier, on: '2026-10-29', sequence: 211, amountCents: 15_000 });
    await builder.payment(settled, {
      cashier,
      on: '2026-11-03',
      sequence: 214,
      amountCents: 5_000,
      motive: 'Même payeur, solde annoncé par courriel.',
    });
    const partly = await builder.file({
      agent, familyName: 'VOORBEELD-LANGENAAM VAN DEN BERGE', givenNames: 'Bartholomeus Johannes',
      signed: { by: signatory, on: '2026-10-25', counter: 2 }, notified: { on: '2026-10-30', mode: 'hand', refused: true },
    }); // prettier-ignore
    await builder.payment(partly, { cashier, on: '2026-11-02', sequence: 213, amountCents: 12_345 });
    await builder.file({ agent, familyName: 'BEISPIEL', signed: { by: signatory, on: '2026-11-10', counter: 3 } });
    await builder.file({ agent, familyName: 'TE TEKENEN', draftedOn: '2026-11-12', submittedOn: '2026-11-13' });
    const returned = await builder.file({
      agent, familyName: 'À CORRIGER', draftedOn: '2026-11-18',
      returned: { by: signatory, on: '2026-11-20', reason: 'Indiquez l’heure exacte du débarquement.' },
    }); // prettier-ignore
    const closed = await builder.file({ agent, familyName: 'SANS AMENDE', outcome: 'no-fine' });
    await builder.movement({ cashier, on: '2026-10-02', sequence: 200, amountCents: 20_000 });
    await builder.movement(
      { cashier, on: '2026-11-20', sequence: 216, amountCents: 40_000 },
      { statementState: 'waiting', state: 'pending' },
    );

    const home =
      (actor: UserActor, canWiden: boolean): Render =>
      async (language) =>
        render('home/home', actor, language, { list: await work.list(actor, 'own'), scope: 'own', canWiden });
    const file =
      (actor: UserActor, id: string): Render =>
      async (language) =>
        render('file/file', actor, language, { file: await files.read(actor, id) });
    renders.set('home of an agent', home(agent, true));
    renders.set('home of a signatory', home(signatory, false));
    renders.set('home of a cashier', home(cashier, false));
    renders.set('home with nothing to do', home(ground.actor('dpo'), false));
    renders.set('file of a settled fine', file(agent, settled.offenceId));
    renders.set('file of a part payment', file(cashier, partly.offenceId));
    renders.set('file of a returned draft', file(agent, returned.offenceId));
    renders.set('file without a fine', file(agent, closed.offenceId));
    const cover = await new CaseAccess(ground.transactions, new CaseHandsRepository()).cover(
      ground.actor('deputy.border'),
      settled.offenceId,
    );
    const reason =
      (form: Form): Render =>
      (language) =>
        Promise.resolve(render('file/reason', agent, language, { cover, form, to: '/', reasons: COLLEAGUE_REASONS }));
    renders.set('question', reason(Form.fresh('file.reason')));
    renders.set(
      'question refused',
      reason(Form.refused('file.reason', { reason: 'other' }, [{ code: 'access-motive-needed', field: 'motive' }])),
    );
    renders.set('search without result', (language) =>
      Promise.resolve(render('file/found', agent, language, { reference: 'BIF-2026-000999-01' })),
    );
  }

  /** Opens HTML with the built stylesheet and script, as the server would send it. */
  async function open(html: string, width: number): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.route('**/*', (route) => {
      const url = new URL(route.request().url());
      if (url.pathname === '/') return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
      const body = readFileSync(path.join(ASSETS_FOLDER, path.basename(url.pathname)));
      const contentType =
        { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' }[path.extname(url.pathname)] ??
        'text/plain';
      return route.fulfill({ contentType, body });
    });
    await page.goto('http://office.test/');
    return page;
  }

  it.each(LANGUAGES)('have every text in %s, and no hole', async (language) => {
    for (const renderPage of renders.values()) {
      const html = await renderPage(language);
      expect(html).not.toMatch(/\{\{|undefined|\[object|NaN/);
    }
  });

  it('have no axe violation, every explanation unfolded', async () => {
    for (const [name, renderPage] of renders) {
      const page = await open(await renderPage('fr'), 1280);
      for (const details of await page.locator('details > summary').all()) await details.click();
      expect([name, ...(await axeViolations(page))]).toEqual([name]);
      await page.close();
    }
  });

  it.each(LANGUAGES)(
    'fit a telephone in %s without scrolling sideways',
    async (language) => {
      for (const [name, renderPage] of renders) {
        const page = await open(await renderPage(language), 390);
        expect([name, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([name, 390]);
        await page.close();
      }
    },
    60_000,
  );
});
