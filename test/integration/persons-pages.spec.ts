import { ProposeCorrection } from '../../src/corrections/corrections.commands';
import { CorrectionsService } from '../../src/corrections/corrections.service';
import type { PersonId } from '../../src/kernel/ids';
import { MergesService } from '../../src/merges/merges.service';
import { PersonPapersService } from '../../src/persons/person-papers.service';
import { AddAlias, AddDocument } from '../../src/persons/persons.commands';
import { parseCommand } from '../../src/platform/http/fields';
import { carrierOf, FIRM, LiableSteps } from '../support/liable-steps';
import { FineDesk } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { signIn } from '../support/sign-in';

jest.setTimeout(120_000);

describe('the pages on persons and corrections', () => {
  let desk: FineDesk;
  let person: PersonId;
  let pages: string[];

  beforeAll(async () => {
    desk = await FineDesk.open();
    const agent = await desk.actor('agent.border');
    const { get } = { get: desk.app.app.get.bind(desk.app.app) };
    person = await desk.person({ familyName: 'Exemple-Long', givenNames: 'Ada Louise', municipality: 'Gand' });
    const other = await desk.person({ familyName: 'Exemple Longue', givenNames: 'Ada', officeFileNumber: '1234567' });
    const alias = { kind: 'former-name', familyName: 'Πρώην', latinFamilyName: 'Proin', source: 'Rapport PV-1' };
    const added = await get(PersonPapersService).addAlias(agent, person, parseCommand(AddAlias, alias));
    const seen = { seenBy: 'Inspecteur Exemple', seenAtPlace: 'Nieuwpoort', seenOn: '2026-11-18' };
    const passport = { kind: 'passport', number: '12AB34567', issuer: 'MAR', expiresOn: '2030-01-01', ...seen };
    await get(PersonPapersService).addDocument(agent, person, parseCommand(AddDocument, passport));
    const command = { mergedId: other, version: 1, mergedVersion: 1, takenFields: [], reason: 'Même passeport.' };
    const { mergeId } = await get(MergesService).propose(agent, person, command);
    const { decisionId, version } = await desk.signed();
    const texts = {
      reason: 'Faute de frappe.',
      evidence: 'Rapport.',
      effect: 'no-effect',
      effectReason: 'Aucun doute.',
    };
    const correction = parseCommand(ProposeCorrection, { version, place: 'Nieuport', ...texts });
    const { correctionId } = await get(CorrectionsService).propose(agent, decisionId, correction);
    pages = [
      '/persons/new',
      '/persons/new?kind=legal',
      '/persons',
      `/persons/${person}`,
      `/persons/${person}/aliases/new`,
      `/persons/${person}/documents/new`,
      `/persons/${person}/aliases/${added.id}/ending`,
      '/persons/duplicates',
      `/persons/${person}/duplicates`,
      `/persons/${person}/compare/${other}`,
      `/merges/${mergeId}`,
      `/decisions/${decisionId}/corrections/new`,
      `/corrections/${correctionId}`,
    ];
  });
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  it.each(['fr', 'nl', 'de', 'en'])('say everything in %s', async (language) => {
    const browser = await signIn(desk.app, 'agent.border');
    await browser.get(`/language?to=${language}&from=/`);
    for (const path of pages) {
      const { status, $ } = await browser.get(path);
      expect([path, status, $('html').attr('lang')]).toEqual([path, 200, language]);
      expect([path, $('h1').text().trim()]).not.toEqual([path, '']);
    }
  });

  it('D21: offers everybody whom the decision names to be put right', async () => {
    const agent = await desk.actor('agent.border');
    const line = await desk.person({ ...FIRM, familyName: 'Lignes de la Page' });
    const steps = new LiableSteps(desk, agent);
    const { decisionId } = await steps.signed(
      await steps.enter(await desk.person(), { liableParties: [carrierOf(line)] }),
    );
    const browser = await signIn(desk.app, 'agent.border');
    const path = `/decisions/${decisionId}/corrections/new`;
    const offered = (await browser.get(path)).$(`a[href="${path}?person=${line}"]`);
    expect(offered.text()).toBe('Lignes de la Page');
    const { $ } = await browser.get(`${path}?person=${line}`);
    expect($('input[name="personId"]').attr('value')).toBe(line);
    expect($('main').text()).toContain('Lignes de la Page');
  });

  it('offers the Latin form of a name without keeping anything', async () => {
    const browser = await signIn(desk.app, 'agent.border');
    const typed = {
      kind: 'natural',
      familyName: 'Παπαδόπουλος',
      givenNames: 'محمد',
      language: 'fr',
      action: 'suggest',
    };
    const { $, status } = await browser.submit('/persons/new', typed);
    expect(status).toBe(200);
    expect([$('[name=latinFamilyName]').attr('value'), $('[name=latinGivenNames]').attr('value')]).toEqual([
      'Papadopoulos',
      'Mohamed',
    ]);
    expect(await desk.rows(`SELECT 1 FROM person WHERE family_name = 'Παπαδόπουλος'`)).toEqual([]);
  });

  it('marks what differs between two records in words, and tells them apart', async () => {
    const browser = await signIn(desk.app, 'agent.border');
    const [one, two] = [await desk.person({ postalCode: '9000' }), await desk.person({ postalCode: '8000' })];
    const { $ } = await browser.get(`/persons/${one}/compare/${two}`);
    expect($('#fields .govuk-tag').first().text()).toMatch(/diff/);
    const said = { action: 'distinct', reason: 'Deux guichets.', version: '1', mergedVersion: '1' };
    const after = await browser.submit(`/persons/${one}/compare/${two}`, said);
    expect(new URL(after.url).pathname).toBe('/persons/duplicates');
  });
});
