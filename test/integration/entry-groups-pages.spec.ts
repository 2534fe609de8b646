import { CROSSING, FineDesk, TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { signIn, type TestBrowser } from '../support/sign-in';

/** Every page here is used as a browser without script does. */
describe('the pages of several entries', () => {
  let desk: FineDesk;
  let agent: TestBrowser;
  let colleague: TestBrowser;

  beforeAll(async () => {
    desk = await FineDesk.open();
    desk.app.clock.release();
    agent = await signIn(desk.app, 'agent.border');
    colleague = await signIn(desk.app, 'deputy.border');
    for (const browser of [agent, colleague]) await browser.get('/language?to=en&from=/help');
    desk.goTo(TODAY);
  }, 60_000);
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const answers = Object.fromEntries(
    Object.entries(CROSSING).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const pathOf = (url: string): string => new URL(url).pathname;

  /** An event with two persons, the second not heard yet; the path of its page. */
  async function event(): Promise<{ group: string; lead: string }> {
    const { draftId } = await desk.drafts.begin(await desk.actor('agent.border'), await desk.person(), answers);
    const personId = await desk.person();
    const { $ } = await agent.submit(`/entry/${draftId}/persons`, { personId }, `/entry/${draftId}/persons`);
    return { group: $('main a[href^="/entries/"]').attr('href') ?? '', lead: draftId };
  }

  it('says of each entry what it becomes or what is missing, and the total', async () => {
    const { group } = await event();
    const { $ } = await agent.get(group);
    expect($('#entries tbody tr')).toHaveLength(2);
    expect($('#entries tbody tr').eq(0).text()).toContain('Fine no. 1');
    expect($('#entries tbody tr').eq(1).find('a[href*="/hearing?told"]')).toHaveLength(1);
    expect($('.app-confirm').text()).toMatch(/200[.,]00/);
  });

  it('R1.1.11, R1.1.12: tells the agent of a carrier who is fined for the own crossing too', async () => {
    const border = await desk.actor('agent.border');
    const skipper = await desk.person({ familyName: 'Skipperimaginaire' });
    const passenger = {
      ...answers,
      party1Id: skipper,
      party1Capacity: 'carrier',
      party1Basis: 'Débarquement sans contrôle.',
      hearingCarrierWaiver: 'Le transporteur est sans siège connu.',
    };
    const { draftId } = await desk.drafts.begin(border, await desk.person(), passenger);
    await agent.submit(`/entry/${draftId}/persons`, { personId: skipper }, `/entry/${draftId}/persons`);
    const [own] = await desk.rows<{ id: string; group: string; version: number }>(
      'SELECT id, group_id AS group, version FROM offence_draft WHERE person_id = $1',
      [skipper],
    );
    const asCarrier = 'Skipperimaginaire, Ada, the carrier, is also fined for their own crossing';
    const asOffender = 'Skipperimaginaire, Ada also owes, as carrier, the fine of another person';
    const words = async (path: string): Promise<string> => (await agent.get(path)).$('main').text();
    expect(await words(`/entries/${own!.group}`)).not.toContain(asCarrier);
    await desk.drafts.save(border, { draftId: own!.id, version: own!.version }, answers);
    const together = await words(`/entries/${own!.group}`);
    expect([together.includes(asCarrier), together.includes(asOffender)]).toEqual([true, true]);
    const recorded = await desk.enter(border, skipper);
    expect(await words(`/entry/${draftId}/check`)).toContain(asCarrier);
    expect(recorded).toHaveProperty('decisionId');
  });

  it('refuses all at once with the entry, the field and the way to it, and keeps nothing', async () => {
    const { group } = await event();
    const { status, $ } = await agent.submit(group, { action: 'all' });
    expect(status).toBe(409);
    const lines = $('.govuk-error-summary__list a');
    expect(lines.eq(0).text()).toMatch(/^Entry 2 \(Exemple/);
    expect(lines.eq(0).attr('href')).toMatch(/^\/entry\/[0-9a-f-]+\/hearing\?told#/);
  });

  it('records what is complete once, however often the button is pressed, and keeps the other', async () => {
    const { group } = await event();
    const first = await agent.submit(group, { action: 'complete' });
    expect(pathOf(first.url)).toBe('/offences/new');
    expect(first.$('.govuk-notification-banner').text()).toContain('1 entry is recorded, 1 still waiting');
    expect((await agent.get(group)).status).toBe(404);
  });

  it('leads back from the person to the event, and from a draft of it to all of them', async () => {
    const { group, lead } = await event();
    const personId = await desk.person();
    const { $ } = await agent.get(`/offences/new?person=${personId}`);
    expect($(`main form[action="/entry/${lead}/persons"] [name="personId"]`).attr('value')).toBe(personId);
    expect(pathOf((await agent.get(`/entry/${lead}`)).url)).toBe(group);
  });

  it('removes one, and drops all', async () => {
    const { group } = await event();
    const { $ } = await agent.get(group);
    const remove = $('#entries tbody tr').eq(1).find('form').attr('action') ?? '';
    const version = $('#entries tbody tr').eq(1).find('[name="version"]').attr('value') ?? '';
    expect(pathOf((await agent.submit(group, { version }, remove)).url)).toBe('/offences/new');
    const again = await event();
    expect(pathOf((await agent.submit(again.group, {}, `${again.group}/drop`)).url)).toBe('/offences/new');
    expect((await agent.get(again.group)).status).toBe(404);
  });

  it('R2.13: remarks on facts that lie far back, and refuses nothing for it', async () => {
    const old = { ...answers, factsOn: '2026-03-02', reportOn: '2026-03-02' };
    const { draftId } = await desk.drafts.begin(await desk.actor('agent.border'), await desk.person(), old);
    const { $ } = await agent.get(`/entry/${draftId}/check`);
    expect($('.govuk-inset-text').text()).toContain('8 months');
    expect($('.govuk-error-summary')).toHaveLength(0);
  });

  it('D32: asks a colleague for the reason before the names of a group', async () => {
    const { group } = await event();
    const { $ } = await colleague.get(group);
    expect($('main [name="motive"]')).toHaveLength(1);
    expect($('#entries')).toHaveLength(0);
  });
});
