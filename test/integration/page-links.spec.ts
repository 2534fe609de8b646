import { DemonstrationSeed } from '../../src/demonstration/demonstration-seed';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { isApiPath } from '../../src/platform/http/request-context';
import { startTestApp, type TestApp } from '../support/app';
import { addressesOf, AT_THE_DOOR, NOT_A_PAGE, PAGE_VISITS, type PageVisit } from '../support/page-visits';
import { guardedRoutes } from '../support/route-matrix';
import { signIn, type TestBrowser } from '../support/sign-in';

jest.setTimeout(300_000);

/** Pages that a form leads to, since they need what is chosen in it; and why no link can. */
const BEHIND_A_FORM: Readonly<Record<string, string>> = {
  '/suspense/acceptances': 'shows the payments that were ticked',
  '/files/:fileId/reason': 'is asked on the way to the file of a colleague',
  '/suspense/:movementId/undoing':
    'is linked from a payment that the bank took back, of which the demonstration has none',
  '/hearing-invitations/:invitationId':
    'is linked from an entry and its file once an invitation went out: the demonstration has none',
  '/refund-batches/:batchId/file': 'is linked from a released batch, of which the demonstration has none',
  '/sign-in': 'is where whoever is not signed in arrives',
};

/** Pages that hold the links of what only some files have. */
const MORE_VISITS: readonly PageVisit[] = [
  {
    route: '/decisions/:decisionId/corrections/new',
    as: 'agent.border',
    rows: 'SELECT decision_id AS "decisionId" FROM decision_correction',
  },
  { route: '/persons/:personId', as: 'cashier', rows: 'SELECT id AS "personId" FROM person LIMIT 1' },
  {
    route: '/suspense/:movementId',
    as: 'cashier',
    rows: 'SELECT movement_id AS "movementId" FROM allocation WHERE reversed_at IS NULL LIMIT 1',
  },
  { route: '/refund-batches/:batchId', as: 'treasurer', rows: 'SELECT id AS "batchId" FROM refund_batch' },
  { route: '/parameters', as: 'treasurer' },
  {
    route: '/decisions/:decisionId/proofs',
    as: 'agent.border',
    rows: 'SELECT decision_id AS "decisionId" FROM payment_proof',
  },
];

/** Ids, codes and numbers in an address stand for the parameters of its route; the route with fewest of them is meant. */
function routeOf(address: string, routes: readonly string[]): string | undefined {
  const path = address.replace(/[?#].*$/, '');
  const fitting = routes.filter((route) => new RegExp(`^${route.replace(/:[A-Za-z]+/g, '[^/]+')}$`).test(path));
  return fitting.sort((one, other) => one.split(':').length - other.split(':').length)[0];
}

describe('the pages of the product and the links between them', () => {
  let app: TestApp;
  let routes: readonly string[];
  /** By route, one page that links to it. */
  const linkedFrom = new Map<string, string>();
  const astray: string[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    await ensureReferenceData(app.transactions, app.config);
    await new DemonstrationSeed(app.app, app.clock).fill();
    const pages = guardedRoutes(app).filter(({ method, path }) => method === 'GET' && !isApiPath(path));
    routes = pages.map(({ path }) => path);
    const browsers = new Map<string, TestBrowser>();
    const account = { iban: 'BE71 0961 2345 6769', bic: 'GKCCBEBB', holder: 'Specimen', validFrom: '01/01/2040' };
    await (await signIn(app, 'administrator')).submit('/parameters/accounts/new', { purpose: 'payment', ...account });
    for (const visit of [...PAGE_VISITS, ...MORE_VISITS]) {
      const browser = browsers.get(visit.as) ?? (await signIn(app, visit.as));
      browsers.set(visit.as, browser);
      for (const address of await addressesOf(app, visit)) await lookAt(browser, address, visit.route);
    }
  }, 300_000);
  afterAll(() => app.close());

  async function lookAt(browser: TestBrowser, address: string, own: string): Promise<void> {
    const { $ } = await browser.get(address);
    const hrefs = $('a[href]')
      .toArray()
      .map((link) => $(link).attr('href') ?? '');
    const asked = $('form[method="get"][action]').toArray().map((form) => $(form).attr('action') ?? ''); // prettier-ignore
    for (const href of [...hrefs, ...asked].filter((each) => each.startsWith('/'))) {
      const route = routeOf(href, routes);
      if (route === undefined) {
        if (!isApiPath(href) && !href.startsWith('/assets/')) astray.push(`${own} links to ${href}`);
      } else if (route !== own && !linkedFrom.has(route)) linkedFrom.set(route, own);
    }
  }

  it('reach every page from another one, by whoever may open it', () => {
    const known = [...AT_THE_DOOR, ...Object.keys(BEHIND_A_FORM)];
    const pages = routes.filter((route) => !known.includes(route) && !route.startsWith('/sign-in/'));
    expect(pages.filter((route) => !linkedFrom.has(route))).toEqual([]);
  });

  it('lead from each list to the same list as CSV, for whoever may take it out', async () => {
    const auditor = await signIn(app, 'auditor');
    const lists: Readonly<Record<string, string | readonly string[]>> = {
      '/': 'fines',
      '/persons': 'persons',
      '/statements': 'statements',
      '/suspense': 'payments&state=suspense',
      '/refunds?state=proposed': 'refunds&state=proposed',
      '/write-offs': 'writeOffs',
      '/deposits': 'deposits',
      '/appeals': 'appeals',
      '/recovery': 'recoverable',
      '/recovery?list=waiting': 'recoverable&state=waiting',
      '/recovery/batches': 'transfers',
      '/recovery/reconciliation': ['claims', 'claimsToSee', 'holdingDifferences', 'claimMessages&state=quarantined'],
      '/appeals/windows-to-check': 'windowsToCheck',
      '/deposits/reconciliation': 'depositDifferences',
      '/refund-batches': 'refundBatches',
      '/take-over': 'takeoverFiles',
      '/administration/users': 'users',
      '/persons/duplicates': 'duplicates',
    };
    for (const [address, list] of Object.entries(lists)) {
      const { $, status } = await auditor.get(address);
      const found = $('a[href^="/exports?"]')
        .toArray()
        .map((link) => $(link).attr('href'));
      expect([address, status, found]).toEqual([address, 200, [list].flat().map((each) => `/exports?list=${each}`)]);
    }
    const { $ } = await auditor.get('/exports?list=refunds&state=proposed');
    expect([$('input[name=list]:checked').val(), $('select[name="state.refunds"]').val()]).toEqual([
      'refunds',
      'proposed',
    ]);
  });

  it('lead to addresses that the product answers', () => {
    expect([...new Set(astray)]).toEqual([]);
  });

  it('need no exception for a page that is linked by now', () => {
    expect(Object.keys(BEHIND_A_FORM).filter((route) => linkedFrom.has(route) || !routes.includes(route))).toEqual([]);
    expect(Object.keys(NOT_A_PAGE).filter((route) => !routes.includes(route))).toEqual([]);
  });
});
