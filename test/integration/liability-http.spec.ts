import type { PersonId } from '../../src/kernel/ids';
import { ADDRESS, CROSSING, FineDesk, TODAY } from '../support/fine-desk';
import { FIRM, LiableSteps, MINOR } from '../support/liable-steps';
import { signIn, type Answer, type TestBrowser } from '../support/sign-in';
import { booksHoldAfterEach } from '../support/proven-books';

/** Every page here is used as a browser without script does. */
describe('the pages on who must pay', () => {
  let desk: FineDesk;
  let browser: TestBrowser;
  let steps: LiableSteps;

  beforeAll(async () => {
    desk = await FineDesk.open();
    desk.app.clock.release();
    browser = await signIn(desk.app, 'agent.border');
    await browser.get('/language?to=en&from=/help');
    desk.goTo(TODAY);
    steps = new LiableSteps(desk, await desk.actor('agent.border'));
  }, 60_000);
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const pathOf = (url: string): string => new URL(url).pathname;
  const answers = (fields: readonly string[]): Record<string, string> =>
    Object.fromEntries(fields.map((field) => [field, CROSSING[field] ?? '']));
  const FACTS = ['factsAt', 'place', 'border', 'crossingDirection', 'crossingSite', 'crossingPointCode'].concat(
    ['statedOpensAt', 'statedClosesAt', 'statedHoursSource', 'facts', 'evidence'],
    ['reportingAuthority', 'reportReference'],
  );
  const DAYS = { factsOn: '18/11/2026', reportOn: '18/11/2026' };
  const PROCEDURE = [
    'hearingKind',
    'hearingMeans',
    'hearingStatement',
    'hearingAnswer',
    'forceMajeure',
    'discretion',
    'outcome',
  ];

  /** The answer to the facts: the page after them. */
  async function afterFacts(personId: PersonId): Promise<Answer> {
    const start = `/offences/new?person=${personId}`;
    const first = { obligationCode: '4bis-1-border-crossing', ground: 'none' };
    const { url } = await browser.submit(start, first, '/offences/new');
    return browser.submit(pathOf(url), { ...answers(FACTS), ...DAYS, action: 'next' });
  }

  it('an adult goes from the facts to the hearing, with a way to name a carrier or a lawyer', async () => {
    const { url, $ } = await afterFacts(await desk.person());
    expect(pathOf(url)).toMatch(/\/hearing$/);
    expect($(`main a[href="${pathOf(url).replace('hearing', 'liable')}"]`).length).toBeGreaterThan(0);
  });

  it('R1.0.7, trap 6: for a minor the parent is looked for, added and recorded', async () => {
    const mother = await desk.person({ familyName: 'Meredemineur' });
    const { url } = await afterFacts(await desk.person(MINOR));
    const path = pathOf(url);
    expect(path).toMatch(/\/liable$/);
    const alone = await browser.submit(path, { action: 'next' });
    expect(alone.url).toMatch(/\/liable\?told$/);
    expect(alone.$('.govuk-error-summary').text()).toContain('cannot be the debtor');

    const role = { addRole: 'legal-representative' };
    const found = await browser.submit(path, { ...role, addName: 'Meredemineur', action: 'next' });
    expect(found.$(`input[name="addId"][value="${mother}"]`)).toHaveLength(1);
    const nobody = await browser.submit(path, { ...role, addName: 'Personneainsi', action: 'find' });
    expect(nobody.$('main').text()).toContain('Nobody of that name');
    const added = await browser.submit(path, { ...role, addId: mother, action: 'add' });
    expect(added.$('fieldset legend a').first().attr('href')).toBe(`/persons/${mother}`);

    const unfounded = await browser.submit(path, { party1Basis: '', action: 'next' });
    expect(unfounded.$('#party1Basis-error').text()).not.toBe('');
    const hearing = await browser.submit(path, { party1Basis: 'Mère, acte de naissance.', action: 'next' });
    expect(pathOf(hearing.url)).toMatch(/\/hearing$/);
    const check = await browser.submit(pathOf(hearing.url), {
      ...answers(PROCEDURE),
      hearingOn: '18/11/2026',
      hearingHeard: 'representative',
      hearingHeardName: 'Meredemineur, mère',
      action: 'next',
    });
    expect(check.$('main').text()).toContain('Mère, acte de naissance.');
    const recorded = await browser.submit(pathOf(check.url), {});
    expect(pathOf(recorded.url)).toMatch(/^\/decisions\//);
    const rows = await desk.rows('SELECT capacity FROM liable_party WHERE person_id = $1', [mother]);
    expect(rows).toEqual([{ capacity: 'legal-representative' }]);
  });

  it('D23: asks a person to decide where the birth date leaves majority open', async () => {
    const { url, $ } = await afterFacts(await desk.person({ birthDate: '2008' }));
    expect($('input[name="majorityDecided"]')).toHaveLength(2);
    const next = await browser.submit(pathOf(url), {
      majorityDecided: 'adult',
      majorityReason: 'Permis de conduire.',
      action: 'next',
    });
    expect(pathOf(next.url)).toMatch(/\/hearing$/);
  });

  it('a person registered on the way is offered on the way back', async () => {
    const { url } = await afterFacts(await desk.person(MINOR));
    const path = pathOf(url);
    const form = {
      familyName: 'Nouveaututeur',
      givenNames: 'Ada',
      birthDate: '12/03/1980',
      nationality: 'BE',
      sex: 'female',
      language: 'fr',
      notDuplicate: 'yes',
    };
    const back = await browser.submit(`/persons/new?returnTo=${path}`, form, '/persons/new');
    expect(back.url).toContain(`${path}?chosen=`);
    expect(back.$('input[name="addId"]')).toHaveLength(1);
    const elsewhere = await browser.submit('/persons/new?returnTo=//evil.example/x', form, '/persons/new');
    expect(pathOf(elsewhere.url)).toMatch(/^\/persons\//);
  });

  it('before the signature who must pay is corrected on a page of the file', async () => {
    const line = await desk.person({ ...FIRM, familyName: 'Lignes Pages sa' });
    const { offenceId } = await steps.enter(await desk.person(ADDRESS), {});
    const path = `/files/${offenceId}/liability`;
    expect((await browser.get(`/files/${offenceId}`)).$(`a[href="${path}"]`)).toHaveLength(1);
    const named = await browser.submit(path, { addRole: 'carrier', addId: line, action: 'add' });
    expect(named.$('input[name="party1Id"]').attr('value')).toBe(line);
    const filled = { party1Id: line, party1Capacity: 'carrier' };
    const refused = await browser.submit(path, { ...filled, party1Basis: '', action: 'keep' });
    expect(refused.$('#party1Basis-error').text()).not.toBe('');
    const kept = await browser.submit(path, { ...filled, party1Basis: 'Aucun contrôle.', action: 'keep' });
    expect(pathOf(kept.url)).toBe(`/files/${offenceId}`);
    expect(kept.$('main').text()).toContain('Aucun contrôle.');
    expect(await steps.debtors({ offenceId })).toHaveLength(2);
  });

  it('D34: a flag is recorded, shown on person and file, and lifted', async () => {
    const person = await desk.person();
    const { offenceId } = await steps.enter(person, {});
    const path = `/persons/${person}/flags`;
    const refused = await browser.submit(path, { kind: 'insolvency', since: '1/1/2030', evidence: 'x' });
    expect(refused.$('#since-error').text()).toContain('cannot be later');
    const flag = { kind: 'insolvency', since: '01/11/2026', evidence: 'Jugement du 1er novembre.' };
    const recorded = await browser.submit(path, flag);
    expect(recorded.$('main').text()).toContain('Jugement du 1er novembre.');
    for (const page of [`/persons/${person}`, `/files/${offenceId}`])
      expect((await browser.get(page)).$('.app-alert').text()).toContain('Recovery is held');
    const again = await browser.submit(path, flag, path);
    expect(again.$('#kind-error').text()).toContain('stands already');
    const [row] = await desk.rows<{ id: string }>('SELECT id FROM person_flag WHERE person_id = $1', [person]);
    const lifting = await browser.submit(path, { reason: 'Clôture.' }, `${path}/${row?.id ?? ''}/lifting`);
    expect(lifting.$('main').text()).toContain('Clôture.');
    expect((await browser.get(`/persons/${person}`)).$('.app-alert')).toHaveLength(0);
    await expect(desk.rows('DELETE FROM person_flag WHERE person_id = $1', [person])).rejects.toThrow();
    await expect(
      desk.rows(`UPDATE person_flag SET evidence = 'other' WHERE person_id = $1`, [person]),
    ).rejects.toMatchObject({ constraint: 'ck_person_flag_history' });
  });
});
