import { FIELDS_OF_STEP } from '../../src/entry/entry.rules';
import { fieldsNotAsked } from '../../src/offences/asked-fields.rules';
import { OBLIGATIONS_2016 } from '../../src/offences/obligation.rules';
import { OFFENCE_CODES } from '../../src/offences/offence.view';
import { withOutsideCodes } from '../../src/platform/http/outside-codes';
import type { UserActor } from '../support/actors';
import { ContractClient } from '../support/contract-client';
import {
  CROSSING,
  FineDesk,
  PRESENCE,
  PROCEDURE,
  REPORT,
  TODAY,
  type Changes,
  type PersonChanges,
} from '../support/fine-desk';
import { OBLIGATION_CASES } from '../support/obligation-cases';
import { refusalsOf } from '../support/refusals';
import { bearer, signIn } from '../support/sign-in';
import { runSql } from '../support/run-sql';
import { booksHoldAfterEach } from '../support/proven-books';

describe('every obligation of the catalogue', () => {
  let desk: FineDesk;
  let agent: UserActor;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const refused = async (offence: Changes, who: PersonChanges = {}): Promise<string[]> =>
    refusalsOf(desk.enter(agent, await desk.person(who), offence));
  const inSuperuserSql = async (statement: string): Promise<void> => {
    await runSql(desk.app.database.superuserUrl, statement);
  };
  const caseOf = (code: string): Changes => OBLIGATION_CASES.find((each) => each.code === code)!.offence;

  it('R1.1: is recorded once at least below', () => {
    expect(new Set(OBLIGATION_CASES.map(({ code }) => code))).toEqual(
      new Set(OBLIGATIONS_2016.map(({ code }) => code)),
    );
  });

  it.each(OBLIGATION_CASES.map((each) => [each.code, each] as const))(
    'R1.1: %s is recorded with its facts, up to the draft of its decision',
    async (_code, { person, offence, kept }) => {
      const { offenceId, decisionId } = await desk.enter(agent, await desk.person(person), offence);
      const file = await desk.recorded.read(agent, offenceId);
      expect(file.offence).toMatchObject(kept);
      const { decision } = await desk.decisions.read(agent, decisionId!);
      expect(decision).toMatchObject({ state: 'draft', amountCents: 20_000 });
    },
  );

  it.each(OBLIGATION_CASES.map((each) => [each.code, each] as const))(
    'R1.1: %s is recorded and read over the API, as its contract says',
    async (_code, { person, offence, kept }) => {
      desk.app.clock.release();
      const api = new ContractClient(desk.app, await bearer(desk.app, 'agent.border'));
      desk.goTo(TODAY);
      const given = Object.fromEntries(Object.entries(offence).filter(([, value]) => value !== undefined));
      const body = { ...withOutsideCodes(given, OFFENCE_CODES), personId: await desk.person(person) };
      const recorded = await api.post('/offences', body);
      expect([recorded.status, recorded.body['decision']]).toEqual([201, expect.anything()]);
      const read = await api.get(`/offences/${String(recorded.body['id'])}`);
      const shown = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== null));
      expect(read.body).toMatchObject(withOutsideCodes(shown, OFFENCE_CODES));
    },
  );

  it('R1.1: the catalogue is read over the API with what each row rests on', async () => {
    desk.app.clock.release();
    const api = new ContractClient(desk.app, await bearer(desk.app, 'agent.border'));
    const { body } = await api.get('/refData/obligations');
    const items = body['items'] as { code: string; confidence: string; needsLegalReview: boolean }[];
    expect(items.map(({ code }) => code)).toEqual(OBLIGATIONS_2016.map(({ code }) => code));
    expect(items.find(({ code }) => code === '41-document-in-territory')).toMatchObject({ confidence: 'seenPartial' });
    expect(items.filter(({ needsLegalReview }) => needsLegalReview).map(({ code }) => code)).toEqual([
      '42octies-collection-article',
    ]);
  });

  it('trap 1: 42octies is a ground with its reason only, and always under a legal review (D1)', async () => {
    const octies = caseOf('42octies-collection-article');
    expect(await refused({ ...octies, groundReason: undefined }, { nationality: 'FR' })).toEqual([
      'groundReason: required',
    ]);
    expect(await refused(octies)).toEqual(['nationality: offender-not-concerned']);
    expect(await refused(octies, { nationality: 'BE' })).toEqual(['nationality: offender-belgian']);
  });

  describe('trap 1: 42octies doubles no fine of the day (R1.1.1)', () => {
    const octies = caseOf('42octies-collection-article');
    const doubled = ['factsOn: collection-article-doubles'];

    it('in either order, until the other fine is given up', async () => {
      const [one, other] = [await desk.person({ nationality: 'FR' }), await desk.person({ nationality: 'FR' })];
      const { decisionId } = await desk.enter(agent, one, PRESENCE);
      expect(await refusalsOf(desk.enter(agent, one, octies))).toEqual(doubled);
      await desk.decisions.cancel(agent, decisionId!, { version: 1, reason: 'Autre fondement choisi.' });
      await expect(desk.enter(agent, one, octies)).resolves.toHaveProperty('decisionId');
      await desk.enter(agent, other, octies);
      expect(await refusalsOf(desk.enter(agent, other, PRESENCE))).toEqual(doubled);
      await expect(desk.enter(agent, other, { ...PRESENCE, outcome: 'no-fine' })).resolves.toBeDefined();
    });

    it('of two at once one is told', async () => {
      const person = await desk.person({ nationality: 'FR' });
      const told = [octies, PRESENCE].map((offence) => refusalsOf(desk.enter(agent, person, offence)));
      expect((await Promise.all(told)).flat()).toEqual(doubled);
    });

    it('nor does the database keep two', async () => {
      const person = await desk.person({ nationality: 'FR' });
      await desk.enter(agent, person, octies);
      const { offenceId } = await desk.enter(agent, person, { ...PRESENCE, factsOn: '2026-11-17' });
      await expect(
        desk.rows(`UPDATE offence SET facts_on = '2026-11-18' WHERE id = $1`, [offenceId]),
      ).rejects.toMatchObject({ driverError: { constraint: 'ex_offence_collection_article' } });
    });
  });

  it.each(['amountCents', 'amount', 'fineAmount'])('trap 2: no amount is taken from anybody: %s', async (field) => {
    expect(await refused({ ...CROSSING, [field]: '15000' })).toEqual([`${field}: unknown-field`]);
  });

  it('trap 3: the collection basis follows the article, and the database takes no other', async () => {
    const { offenceId } = await desk.enter(agent, await desk.person());
    await expect(
      desk.rows(`UPDATE offence SET collection_basis = '42octies' WHERE id = $1`, [offenceId]),
    ).rejects.toMatchObject({ driverError: { constraint: 'ck_offence_collection_basis' } });
    expect(await refused({ ...CROSSING, collectionBasis: '42octies' })).toEqual(['collectionBasis: unknown-field']);
  });

  it.each([
    ['illegal stay', { ground: 'illegal-stay' }, ['ground: never-illegal-stay']],
    ['documents not shown (4bis § 2)', { ground: 'documents-not-shown' }, ['ground: never-documents-not-shown']],
    ['an internal border', { border: 'internal' }, ['border: internal-border']],
  ])('trap 4: nobody is fined for %s', async (_what, changes, expected) => {
    expect(await refused({ ...CROSSING, ...changes })).toEqual(expected);
  });

  it('trap 4: a document is not asked for at an internal border either (R1.1.8)', async () => {
    const atBorder = { ...caseOf('41-4-document-at-border'), border: 'internal' };
    expect(await refused(atBorder, { nationality: 'FR' })).toEqual(['border: internal-border']);
  });

  it('trap 5: no paper at the municipal counter is refused, and what a municipality found is reviewed (R1.1.6)', async () => {
    const territory = {
      ...caseOf('41-document-in-territory'),
      documentFoundAt: 'control',
      documentDefect: 'none-held',
      documentExpiredOn: undefined,
    };
    const french = { nationality: 'FR' };
    expect(await refused({ ...territory, documentFoundAt: 'municipal-counter' }, french)).toEqual([
      'documentFoundAt: never-no-paper-at-municipality',
    ]);
    expect(await refused({ ...territory, ground: 'no-paper-at-municipality' }, french)).toEqual([
      'ground: never-no-paper-at-municipality',
    ]);
    const onTheirForm = { ...territory, hearingMeans: 'municipal-form' };
    const { offenceId } = await desk.enter(agent, await desk.person(french), onTheirForm);
    expect((await desk.recorded.read(agent, offenceId)).offence.legalReviewGround).toBe('municipal-counter');
  });

  it('refuses hours that were open, and a point out of its dates', async () => {
    expect(await refused({ ...CROSSING, factsAt: '12:00' })).toEqual(['factsAt: crossing-point-open']);
    await inSuperuserSql(`UPDATE crossing_point SET valid_to = '2026-11-17' WHERE code = 'sea-nieuwpoort'`);
    expect(await refused(CROSSING)).toEqual(['crossingPointCode: crossing-point-not-in-force']);
    await inSuperuserSql(`UPDATE crossing_point SET valid_to = NULL WHERE code = 'sea-nieuwpoort'`);
    expect(await refused({ ...CROSSING, crossingPointCode: 'sea-atlantis' })).toEqual([
      'crossingPointCode: crossing-point-unknown',
    ]);
  });

  it('trap 19: an entry date without evidence, and 90 days for three months', async () => {
    const certificate = caseOf('42-4-registration-certificate');
    const french = { nationality: 'FR' };
    expect(await refused({ ...certificate, entryEvidence: undefined }, french)).toEqual(['entryEvidence: required']);
    // 90 days after 15 May are 13 August; the three months end on the 15th, a holiday, and move to the 17th.
    const early = { ...certificate, factsOn: '2026-08-17', reportOn: '2026-08-17', hearingOn: '2026-08-17' };
    expect(await refused(early, french)).toEqual(['factsOn: not-yet-an-offence']);
    expect(
      await refused({ ...early, factsOn: '2026-08-18', reportOn: '2026-08-18', hearingOn: '2026-08-18' }, french),
    ).toEqual([]);
  });

  it.each(OBLIGATIONS_2016.map(({ code }) => code))('R1.0.5: a Belgian never breaches %s', async (code) => {
    const { sponsorNationality: _sponsor, ...offence } = caseOf(code);
    expect(await refused(offence, { nationality: 'BE' })).toEqual(['nationality: offender-belgian']);
  });

  it.each([
    ['a British national without the agreement', { nationality: 'GB' }, {}, ['nationality: offender-not-concerned']],
    [
      'a British beneficiary of it',
      { nationality: 'GB', withdrawalAgreement: true },
      {},
      ['nationality: offender-not-concerned'],
    ],
    ['a Norwegian', { nationality: 'NO' }, {}, []],
    ['a Swiss', { nationality: 'CH' }, {}, []],
    ['the family of a Belgian', {}, { sponsorNationality: 'BE' }, []],
    ['the family of a Turk', {}, { sponsorNationality: 'TR' }, ['nationality: offender-not-concerned']],
  ])('trap 20: reporting one’s presence and %s', async (_who, who, changes, expected) => {
    expect(await refused({ ...PRESENCE, ...changes }, who)).toEqual(expected);
  });

  it('41bis names the municipality', async () => {
    expect(await refused({ ...PRESENCE, municipality: undefined }, { nationality: 'FR' })).toEqual([
      'municipality: municipality-missing',
    ]);
  });

  it('R1.1.9: a citizen of the Union is told that the permanent card is a choice', async () => {
    const { sponsorNationality: _sponsor, ...card } = caseOf('42quinquies-permanent-residence-card');
    expect(await refused(card, { nationality: 'FR' })).toEqual(['nationality: permanent-card-optional']);
  });

  it('R1.0.2: without a fine the case may rest on anything, and needs no review', async () => {
    const closed = { ...REPORT, ...PROCEDURE, obligationCode: '42octies-collection-article', outcome: 'no-fine' };
    const { offenceId, decisionId } = await desk.enter(agent, await desk.person({ nationality: 'BE' }), closed);
    expect(decisionId).toBeUndefined();
    expect((await desk.recorded.read(agent, offenceId)).offence).toMatchObject({
      legalReviewGround: null,
      state: 'closed',
    });
  });

  it.each(OBLIGATION_CASES.map((each) => [each.code, each] as const))(
    'R1.1: %s is asked for on its page what it needs and nothing else, without script and with native fields only',
    async (_code, { person, offence }) => {
      desk.app.clock.release();
      const browser = await signIn(desk.app, 'agent.border');
      desk.goTo(TODAY);
      const { sponsorNationality = '', obligationCode = '' } = offence;
      const start = `/offences/new?person=${await desk.person(person)}`;
      const chosen = { obligationCode, sponsorNationality, ground: 'none' };
      const { $, url } = await browser.submit(start, chosen, '/offences/new');
      const asked = FIELDS_OF_STEP.facts.filter((field) => $(`main [name="${field}"]`).length > 0);
      const needed = Object.keys(offence).filter((field) => FIELDS_OF_STEP.facts.includes(field));
      const obligation = OBLIGATIONS_2016.find(({ code }) => code === obligationCode);
      expect(needed.filter((field) => !asked.includes(field))).toEqual([]);
      expect(asked.filter((field) => fieldsNotAsked(obligation).has(field))).toEqual([]);
      expect(
        $('main [tabindex]:not([tabindex="-1"]), main [onclick], main [role="button"]:not(a, button)'),
      ).toHaveLength(0);
      const facts = Object.fromEntries(needed.map((field) => [field, offence[field] ?? '']));
      const { pathname } = new URL(url);
      const next = await browser.submit(pathname, { ...facts, action: 'next' }, pathname);
      expect([next.$('.govuk-error-summary').text(), new URL(next.url).pathname]).toEqual([
        '',
        pathname.replace('facts', 'hearing'),
      ]);
    },
  );

  describe('on its page', () => {
    it('shows who, until when, how sure, and the history, of a chosen day', async () => {
      await inSuperuserSql(`UPDATE obligation SET valid_to = '2026-06-30' WHERE code = '41bis-report-presence'`);
      await inSuperuserSql(
        `INSERT INTO obligation (id, code, article, definition, valid_from)
         SELECT gen_random_uuid(), code, article, jsonb_set(definition, '{delay,workingDays}', '12'), '2026-07-01'
         FROM obligation WHERE code = '41bis-report-presence'`,
      );
      desk.app.clock.release();
      const browser = await signIn(desk.app, 'agent.border');
      await browser.get('/language?to=en&from=/help');
      const { $, status } = await browser.get('/obligations?on=20/11/2026');
      expect(status).toBe(200);
      expect(
        $('main h2[id]')
          .toArray()
          .map((each) => $(each).attr('id')),
      ).toEqual(expect.arrayContaining(OBLIGATIONS_2016.map(({ code }) => code)));
      const text = (code: string, page = $): string => page(`section[aria-labelledby="${code}"]`).text();
      expect(text('41bis-report-presence')).toContain('12 working days');
      expect(text('41bis-report-presence')).toContain('deadline');
      expect(text('42octies-collection-article')).toContain('always, with a signatory’s reasoned approval');
      const earlier = await browser.get('/obligations?on=30/06/2026');
      expect(text('41bis-report-presence', earlier.$)).toContain('10 working days');
      const before = await browser.get('/obligations?on=23/07/2016');
      expect(before.text).toContain('No obligation was in force on that day.');
      expect((await browser.get('/obligations?on=31/02/2026')).status).toBe(400);
      await inSuperuserSql(`DELETE FROM obligation WHERE code = '41bis-report-presence' AND valid_from = '2026-07-01'`);
      await inSuperuserSql(`UPDATE obligation SET valid_to = NULL WHERE code = '41bis-report-presence'`);
    });
  });
});
