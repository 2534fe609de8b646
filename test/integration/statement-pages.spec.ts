import { DEMONSTRATION_DEPARTMENTS } from '../../src/access/demonstration-users';
import { newId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { systemActor } from '../../src/platform/jobs/jobs';
import { startTestApp, type TestApp } from '../support/app';
import { credit, OFFICE_IBAN, StatementChain, statementDraft } from '../support/coda-builder';
import { booksHoldAfterEach, booksOf } from '../support/proven-books';
import { signIn, type Answer, type TestBrowser } from '../support/sign-in';

describe('pages of statements before the books of their account are open', () => {
  let app: TestApp;
  let browser: TestBrowser;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.stopAt(new Date('2026-09-30T09:00:00Z'));
    await app.transactions.run(systemActor('test'), async (tx) => {
      const id = newId<string>();
      await tx.query(
        `INSERT INTO bank_account (id, department_id, purpose, iban, bic, holder, state, confirmation_reference, valid_from)
         VALUES ($1, $2, 'payment', $3, 'PCHQBEBB', 'OFFICE DES ETRANGERS', 'confirmed', 'test', '2016-01-01')
         ON CONFLICT ON CONSTRAINT uq_bank_account_iban DO NOTHING`,
        [id, DEMONSTRATION_DEPARTMENTS.OFF, OFFICE_IBAN],
      );
      tx.record({ type: 'account.entered', subjectKind: 'bank-account', subjectId: id });
    });
    browser = await signIn(app, 'cashier');
  });
  booksHoldAfterEach(() => booksOf(app));
  afterAll(() => app.close());

  const upload = (name: string, bytes: Uint8Array): Promise<Answer> =>
    browser.upload('/statements', '/statements', { name, bytes });
  const pathOf = ({ url }: Answer): string => new URL(url).pathname;

  it('lead from a later one to the earliest, which opens the books or is given up with a reason', async () => {
    const old = new StatementChain(statementDraft({ sequenceNumber: 9 }));
    const strayed = await upload('old.cod', old.next([credit()], legalDate('2025-09-01')));
    const chain = new StatementChain();
    const [one, two] = [1, 2].map((day) => chain.next([credit()], legalDate(`2026-09-0${day}`)));
    const later = await upload('two.cod', two!);
    expect(later.$(`main a[href="${pathOf(strayed)}"]`)).toHaveLength(1);
    expect(later.$('form[action$=opening]')).toHaveLength(0);
    expect(strayed.$('form[action$=opening]')).toHaveLength(1);
    expect(strayed.$('#confirm-heading, #refusal-heading')).toHaveLength(2);
    const action = `${pathOf(strayed)}/refusal`;
    const bare = await browser.submit(pathOf(strayed), { reason: '' }, action);
    expect([bare.status, bare.$('details[open] form[action$=refusal]').length]).toEqual([400, 1]);
    const refused = await browser.submit(pathOf(strayed), { reason: 'Of the years before.' }, action);
    expect(refused.$('main').text()).toContain('Of the years before.');
    const first = await upload('one.cod', one!);
    expect((await browser.get(pathOf(later))).$(`main a[href="${pathOf(first)}"]`)).toHaveLength(1);
    const opened = await browser.submit(pathOf(first), {}, `${pathOf(first)}/opening`);
    expect(opened.$('form[action$=opening], form[action$=refusal]')).toHaveLength(0);
    expect((await browser.get(pathOf(later))).$('#progress')).toHaveLength(1);
  });
});
