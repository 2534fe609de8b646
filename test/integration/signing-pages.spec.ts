import { load, type CheerioAPI } from 'cheerio';
import type { DecisionId, PersonId } from '../../src/kernel/ids';
import { PersonFlagsService } from '../../src/liability/person-flags.service';
import type { DecisionResult } from '../../src/decisions/decisions.service';
import { CROSSING, FineDesk, TODAY } from '../support/fine-desk';
import { LiableSteps, MINOR, parentOf } from '../support/liable-steps';
import { signIn, type TestBrowser } from '../support/sign-in';
import { booksHoldAfterEach } from '../support/proven-books';

/** Every page here is used as a browser without script does. */
describe('the pages of the signatory', () => {
  let desk: FineDesk;
  let agent: TestBrowser;
  let signatory: TestBrowser;

  beforeAll(async () => {
    desk = await FineDesk.open();
    desk.app.clock.release();
    agent = await signIn(desk.app, 'agent.border');
    signatory = await signIn(desk.app, 'signatory.border');
    for (const browser of [agent, signatory]) await browser.get('/language?to=en&from=/help');
    desk.goTo(TODAY);
  }, 60_000);
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const LIST = '/decisions/to-sign';

  /** The whole form of the list as a browser would post it, nothing ticked. */
  const fieldsOf = ($: CheerioAPI): Record<string, string> => {
    const form = $(`form[action="${LIST}"]`);
    const hidden = form
      .find('input[type=hidden]')
      .toArray()
      .map((input) => [$(input).attr('name'), $(input).attr('value')]);
    const texts = form
      .find('textarea')
      .toArray()
      .map((input) => [$(input).attr('name'), '']);
    return Object.fromEntries([...hidden, ...texts]) as Record<string, string>;
  };
  const stateOf = async (id: DecisionId): Promise<string> => {
    const [row] = await desk.rows<{ state: string }>('SELECT state FROM decision WHERE id = $1', [id]);
    return row?.state ?? '';
  };
  /** Ticks: URLSearchParams of a record hold one value of a name, so several go as pairs. */
  async function tick(fields: Record<string, string>, ids: readonly string[]): Promise<CheerioAPI> {
    const body = new URLSearchParams(fields);
    for (const id of ids) body.append('chosen', id);
    const response = await signatory.request(LIST, { method: 'POST', body });
    expect(response.status).toBe(200);
    return load(await response.text());
  }

  it('shows everything that a signature rests on, for each decision', async () => {
    const { decisionId } = await desk.submitted();
    const { $ } = await signatory.get(LIST);
    const card = $(`#decision-${decisionId}`).text();
    for (const words of [
      'Entrée de nuit',
      'Journal de bord',
      'Je ne connaissais pas',
      'Les heures sont affichées',
      'Aucune n’est invoquée',
      'Premier manquement',
      'Motivation propre à ce cas',
      'Exemple',
      '€200.00',
      'French',
    ])
      expect(card).toContain(words);
    expect($(`#decision-${decisionId} a[href="/decisions/${decisionId}/preview.pdf"]`)).toHaveLength(1);
  });

  it('D10: shows the order that a signature of now gives, and whom the act names with birth date and address', async () => {
    const person = await desk.person();
    const border = await desk.actor('agent.border');
    const first = await desk.enter(border, person);
    const second = await desk.enter(border, person, { ...CROSSING, factsOn: '2026-11-17' });
    const { version } = await desk.submitted(first.decisionId);
    await desk.submitted(second.decisionId);
    await desk.decisions.sign(await desk.actor('signatory.border'), first.decisionId!, { version });
    const card = (await signatory.get(LIST)).$(`#decision-${second.decisionId}`).text().replace(/\s+/g, ' ');
    for (const words of ['fine no. 2', '12/03/1987', 'Morocco', 'Rue Imaginaire 1, 1000 Bruxelles'])
      expect(card).toContain(words);
    expect((await signatory.get(`/decisions/${second.decisionId}`)).text).toContain('fine no. 2');
  });

  describe('D34: a death on file', () => {
    const SAID = {
      fr: 'tenu au paiement, est décédé le 18 novembre 2026',
      nl: 'die tot betaling gehouden is, overleden op 18 november 2026',
      de: 'zahlungspflichtig, am 18. November 2026 verstorben',
      en: 'who must pay, died on 18 November 2026',
    };
    const die = async (personId: PersonId, since: string): Promise<unknown> =>
      desk.app.app
        .get(PersonFlagsService)
        .record(await desk.actor('agent.border'), personId, { kind: 'death', since, evidence: 'Acte 12/2026.' });
    const noticeOn = async (path: string, within = 'body'): Promise<string> =>
      (await signatory.get(path)).$(`${within} .app-alert`).text().replace(/\s+/g, ' ');

    it('on the day of the facts is told with its meaning, in four languages, to whoever decides and signs', async () => {
      const person = await desk.person();
      const { decisionId } = await desk.enter(await desk.actor('agent.border'), person);
      const { version } = await desk.submitted(decisionId);
      await die(person, '2026-11-18');
      for (const [language, said] of Object.entries(SAID)) {
        await signatory.get(`/language?to=${language}&from=/help`);
        expect(await noticeOn(`/decisions/${decisionId}`)).toContain(said);
        expect(await noticeOn(LIST, `#decision-${decisionId}`)).toContain(said);
      }
      await desk.decisions.sign(await desk.actor('signatory.border'), decisionId!, { version });
      expect(await noticeOn(`/decisions/${decisionId}`)).toContain('does not go to recovery');
    });

    it('of a minor after the facts is told as of one who owes nothing', async () => {
      const agentOfBorder = await desk.actor('agent.border');
      const [child, mother] = [await desk.person(MINOR), await desk.person()];
      const { decisionId } = await new LiableSteps(desk, agentOfBorder).enter(child, {
        liableParties: [parentOf(mother)],
      });
      await desk.submitted(decisionId);
      expect(await noticeOn(LIST, `#decision-${decisionId}`)).toBe('');
      await die(child, '2026-11-19');
      expect(await noticeOn(`/decisions/${decisionId}`)).toContain('Others must pay');
    });

    it('before the facts, found out after the entry, is told as what stops the signature', async () => {
      const person = await desk.person();
      const { decisionId } = await desk.enter(await desk.actor('agent.border'), person);
      await desk.submitted(decisionId);
      await die(person, '2026-11-10');
      expect(await noticeOn(`/decisions/${decisionId}`)).toContain('cannot be signed');
    });
  });

  it('signs several that are ticked, each by itself: one that changed meanwhile stops none of the others', async () => {
    const [one, stale, two] = [await desk.submitted(), await desk.submitted(), await desk.submitted()] as const;
    const left = await desk.submitted();
    const fields = fieldsOf((await signatory.get(LIST)).$);
    await desk.decisions.returnToDrafter(await desk.actor('deputy.border'), stale.decisionId, {
      version: stale.version,
      reason: 'Voir la pièce 2 du dossier.',
    });
    const $ = await tick(fields, [one.decisionId, stale.decisionId, two.decisionId]);
    const lines = $('[role=status] li')
      .toArray()
      .map((line) => $(line).text());
    expect(lines).toHaveLength(3);
    expect(lines.filter((line) => /signed under number BIF-2026-\d{6}-\d{2}/.test(line))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('nothing signed'))).toHaveLength(1);
    const states = await Promise.all([one, stale, two, left].map(({ decisionId }) => stateOf(decisionId)));
    expect(states).toEqual(['signed', 'draft', 'signed', 'submitted']);
    expect($(`#decision-${left.decisionId}`)).toHaveLength(1);
    expect($(`#decision-${one.decisionId}`)).toHaveLength(0);
    // The same form again, as by a double click: the same numbers, nothing twice.
    const again = await tick(fields, [one.decisionId, two.decisionId]);
    expect(again('[role=status]').text()).toContain('signed under number');
  });

  it('signs the one whose button is pressed, and returns one with its reason, in place', async () => {
    const [one, back] = [await desk.submitted(), await desk.submitted()] as const;
    const { $ } = await signatory.get(LIST);
    const signed = await signatory.post(LIST, { ...fieldsOf($), [`sign.${one.decisionId}`]: 'yes' });
    expect(signed.$('[role=status]').text()).toContain('signed under number');
    const fields = fieldsOf(signed.$);
    const refused = await signatory.post(LIST, { ...fields, [`return.${back.decisionId}`]: 'yes' });
    expect(refused.$(`#reason-${back.decisionId}-error`).text()).toContain('Fill in');
    const reason = { [`reason.${back.decisionId}`]: 'Répondez à l’argument.', [`return.${back.decisionId}`]: 'yes' };
    const returned = await signatory.post(LIST, { ...fieldsOf(refused.$), ...reason });
    expect(returned.$('[role=status]').text()).toContain('returned to the drafter');
    expect([await stateOf(one.decisionId), await stateOf(back.decisionId)]).toEqual(['signed', 'draft']);
  });

  it('trap 1, D1: a disputed ground is signed only with a reasoned approval, which is kept and shown', async () => {
    const { decisionId } = await desk.submitted();
    const dispute = (isDisputed: boolean): Promise<unknown> =>
      desk.rows(
        `UPDATE obligation SET definition = jsonb_set(definition, '{needsLegalReview}', $1::jsonb) WHERE code = '4bis-1-border-crossing'`,
        [String(isDisputed)],
      );
    await dispute(true);
    try {
      const { $ } = await signatory.get(LIST);
      const bare = await signatory.post(LIST, { ...fieldsOf($), [`sign.${decisionId}`]: 'yes' });
      expect(bare.$(`#legalReviewReason-${decisionId}-error`).text()).toContain('reasoned approval');
      expect(await stateOf(decisionId)).toBe('submitted');
      const reasoned = {
        [`legalReviewReason.${decisionId}`]: 'Avis juridique du 19 novembre.',
        [`sign.${decisionId}`]: 'yes',
      };
      await signatory.post(LIST, { ...fieldsOf(bare.$), ...reasoned });
    } finally {
      await dispute(false);
    }
    const [row] = await desk.rows(
      'SELECT legal_review_reason, legal_review_by = signed_by AS by_signer, legal_review_at = signed_at AS at_signature FROM decision WHERE id = $1',
      [decisionId],
    );
    expect(row).toEqual({ legal_review_reason: 'Avis juridique du 19 novembre.', by_signer: true, at_signature: true });
    expect((await signatory.get(`/decisions/${decisionId}`)).text).toContain('Avis juridique du 19 novembre.');
  });

  it('D33: says by whom a letter is sealed, and takes scans of paper beside it', async () => {
    const { decisionId } = await desk.signed();
    const page = `/decisions/${decisionId}`;
    expect((await agent.get(page)).text).toContain('Sealed by DEMONSTRATION - not a real seal');
    const action = `${page}/scans`;
    const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(99), Buffer.from([0xff, 0xd9])]);
    const text = await agent.upload(page, action, { name: 'signed.pdf', bytes: Buffer.from('not a PDF') });
    expect([text.status, text.$('#file-error').text()]).toEqual([
      400,
      expect.stringContaining('PDF, PNG, JPEG and TIFF'),
    ]);
    const script = Buffer.from('%PDF-1.4\n1 0 obj << /S /JavaScript >> endobj\n%%EOF');
    expect((await agent.upload(page, action, { name: 'x.pdf', bytes: script })).$('#file-error').text()).toContain(
      'JavaScript',
    );
    const kept = await agent.upload(page, action, { name: 'x.png', bytes: jpeg });
    expect(kept.$('.govuk-notification-banner--success')).toHaveLength(1);
    expect((await agent.upload(page, action, { name: 'y.jpg', bytes: jpeg })).$('#file-error').text()).toContain(
      'already attached',
    );
    const rows = await desk.rows<{ id: string; media_type: string }>(
      `SELECT id, media_type FROM document WHERE decision_id = $1 AND kind = 'scan'`,
      [decisionId],
    );
    expect(rows.map(({ media_type }) => media_type)).toEqual(['image/jpeg']);
    expect((await agent.request(`/documents/${rows[0]!.id}`)).headers.get('Content-Type')).toBe('image/jpeg');
    const draft = await desk.draft();
    const early = await agent.request(`/api/fines/v1/decisions/${draft}/scans`, { method: 'POST' });
    expect(early.status).toBeGreaterThanOrEqual(400);
  });

  it('R2.12: a withdrawal is proposed on its page, waits on the work list, and is decided by another person', async () => {
    const signed: DecisionResult = await desk.signed();
    const page = `/decisions/${signed.decisionId}/withdrawal`;
    const empty = await agent.submit(page, { reason: ' ' }, `${page}/proposal`);
    expect([empty.status, empty.$('#reason-error').text()]).toEqual([400, expect.stringContaining('Fill in')]);
    const proposed = await agent.submit(page, { reason: 'Erreur sur la personne.' }, `${page}/proposal`);
    expect(proposed.$('.govuk-notification-banner').text()).toContain('A signatory decides');
    expect(proposed.text).toContain('Withdrawal proposed');
    expect((await agent.get(page)).$(`form[action="${page}"]`)).toHaveLength(0);
    const home = await signatory.get('/?scope=department');
    expect(home.$(`a[href="${page}"]`).length).toBeGreaterThan(0);
    const decide = await signatory.get(page);
    expect(decide.$('.app-confirm').text()).toContain('can no longer be notified');
    const withdrawn = await signatory.submit(page, {}, page);
    expect(withdrawn.$('.govuk-notification-banner').text()).toContain('is withdrawn');
    expect(withdrawn.text).toContain('Erreur sur la personne.');
    expect(withdrawn.text).toContain('Decision withdrawn by the Office');
    const after = await signatory.get(page);
    expect([after.$('.app-confirm').length, after.$('form textarea').length]).toEqual([0, 0]);
  });

  it('R2.12: a proposal is rejected with a reason, and the decision stays as it is', async () => {
    const { decisionId } = await desk.signed();
    const page = `/decisions/${decisionId}/withdrawal`;
    await agent.submit(page, { reason: 'Erreur sur la personne.' }, `${page}/proposal`);
    const rejected = await signatory.submit(page, { reason: 'Le rapport est exact.' }, `${page}/refusal`);
    expect(rejected.$('.govuk-notification-banner').text()).toContain('stays as it is');
    expect((await agent.get(page)).text).toContain('Le rapport est exact.');
    expect(await stateOf(decisionId)).toBe('signed');
  });
});
