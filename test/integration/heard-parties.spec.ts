import type { Entered } from '../../src/entry/entry.service';
import type { PersonId } from '../../src/kernel/ids';
import { PersonCommand } from '../../src/persons/persons.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import type { UserActor } from '../support/actors';
import { CROSSING, FineDesk, TODAY, type Changes } from '../support/fine-desk';
import { LiableSteps, MINOR, parentOf } from '../support/liable-steps';
import { readPdf } from '../support/pdf-reader';
import { booksHoldAfterEach } from '../support/proven-books';
import { signIn } from '../support/sign-in';

const ADULT = '01/02/2000';
const WHY_ALONE = 'Les parents, joints par téléphone, ont renoncé à être entendus.';
const ALONE = 'entendue sans son représentant';

/** The hearing of a fine is that of whoever had to be heard, whatever the birth date said meanwhile (R2.8, R1.0.7, trap 8). */
describe('whose hearing carries a fine', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let steps: LiableSteps;
  let persons: PersonsService;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
    steps = new LiableSteps(desk, agent);
    persons = desk.app.app.get(PersonsService);
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const born = async (id: PersonId, birthDate: string): Promise<void> => {
    const { form, person } = await persons.read(agent, id);
    await persons.correct(agent, id, person.version, parseCommand(PersonCommand, { ...form, birthDate }));
  };
  const answersOf = (offence: Changes): Record<string, string> =>
    Object.fromEntries(Object.entries(offence).filter(([, value]) => value)) as Record<string, string>;
  const letterOf = async ({ decisionId }: Entered): Promise<string> =>
    (await readPdf(await desk.decisions.preview(agent, decisionId!))).text.replace(/\s+/g, ' ');

  describe('R2.7: why the representative of a minor was not heard', () => {
    it('is told of a minor who spoke alone, not where the representative spoke', async () => {
      const parties = { liableParties: [parentOf(await desk.person())] };
      const entering = async (changes: Changes): Promise<string> =>
        letterOf(await steps.enter(await desk.person(MINOR), parties, { ...CROSSING, ...changes }));
      const alone = await entering({ hearingRepresentativeWaiver: WHY_ALONE });
      expect(alone).toContain(ALONE);
      expect(alone).toContain(WHY_ALONE);
      const spoken = { hearingHeard: 'representative', hearingHeardName: 'Zoé Exemple, mère' };
      expect(await entering({ ...spoken, hearingRepresentativeWaiver: WHY_ALONE })).not.toContain(ALONE);
    });

    it('leaves the entry once the birth date makes the person an adult, and is not in the letter', async () => {
      const [child, mother] = [await desk.person(MINOR), await desk.person()];
      const party = { party1Id: mother, party1Capacity: 'legal-representative', party1Basis: 'Mère.' };
      const typed = { ...answersOf({ ...CROSSING, hearingRepresentativeWaiver: WHY_ALONE }), ...party };
      const { draftId } = await desk.drafts.begin(agent, child, typed);
      const browser = await signIn(desk.app, 'agent.border');
      const check = async (): Promise<string> => (await browser.get(`/entry/${draftId}/check`)).text;
      expect(await check()).toContain('renoncé');
      await born(child, ADULT);
      await desk.drafts.save(agent, { draftId, version: 1 }, { party1Id: '' });
      expect(await check()).not.toContain('renoncé');
      expect((await browser.get(`/entry/${draftId}/hearing`)).text).not.toContain('renoncé');
      const entered = await desk.drafts.enterDraft(agent, { draftId, version: 2 });
      expect(await desk.entry.offence(agent, entered.offenceId)).toMatchObject({
        offence: { hearingRepresentativeWaiver: '' },
      });
      const text = await letterOf(entered);
      for (const said of [ALONE, WHY_ALONE]) expect(text).not.toContain(said);
    });

    it('given over the API of an adult, is not in the letter', async () => {
      const entered = await desk.enter(agent, await desk.person(), {
        ...CROSSING,
        hearingRepresentativeWaiver: WHY_ALONE,
      });
      expect(await letterOf(entered)).not.toContain(WHY_ALONE);
    });
  });
});
