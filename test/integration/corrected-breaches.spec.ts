import { ProposeCorrection } from '../../src/corrections/corrections.commands';
import type { CorrectionId } from '../../src/corrections/corrections.repository';
import { CorrectionsService } from '../../src/corrections/corrections.service';
import type { DecisionId, PersonId } from '../../src/kernel/ids';
import { MergesService } from '../../src/merges/merges.service';
import { HandOverDecision } from '../../src/notifications/notifications.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import type { UserActor } from '../support/actors';
import { FineDesk, PRESENCE, TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

jest.setTimeout(120_000);

const LATER = '2026-11-23';
const WHY = { reason: 'Faute de frappe.', evidence: 'Copie du passeport.', effectReason: 'Le délai est examiné.' };

/** Two fines of one breach, each of a record of its own, which then turn out to be records of one person (D10, R6.1). */
describe('corrections of a fine that another one of the same breach precedes', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let signatory: UserActor;
  let corrections: CorrectionsService;
  let persons: PersonsService;
  let person: PersonId;
  let decisionId: DecisionId;

  beforeAll(async () => {
    desk = await FineDesk.open();
    [agent, signatory] = [await desk.actor('agent.residence'), await desk.actor('signatory.residence')];
    corrections = desk.app.app.get(CorrectionsService);
    persons = desk.app.app.get(PersonsService);
  });
  beforeEach(async () => {
    desk.goTo(TODAY);
    const merged = await desk.person({ nationality: 'FR' });
    person = await desk.person({ nationality: 'FR' });
    await posted(person, '2026-11-17');
    decisionId = await posted(merged, '2026-11-18');
    desk.goTo(LATER);
    await joined(person, merged);
  });
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const versionOf = async (id: DecisionId): Promise<number> => (await desk.decisions.read(agent, id)).decision.version;

  async function posted(personId: PersonId, factsOn: string): Promise<DecisionId> {
    const named = { ...PRESENCE, factsOn, reportReference: `PV-${factsOn}` };
    const id = (await desk.enter(agent, personId, named)).decisionId!;
    const draft = { version: 1, language: 'fr', motivation: 'Motivation propre à ce cas.' };
    const { version } = await desk.decisions.editAndSubmit(agent, id, draft);
    const signed = await desk.decisions.sign(signatory, id, { version });
    await desk.notifications.post(agent, id, { version: signed.version, postedOn: TODAY, postingReference: 'RP 1' });
    return id;
  }

  async function joined(one: PersonId, mergedId: PersonId): Promise<void> {
    const merges = desk.app.app.get(MergesService);
    const command = { mergedId, version: 1, mergedVersion: 1, takenFields: [], reason: 'Même passeport présenté.' };
    const { mergeId } = await merges.propose(agent, one, command);
    await merges.confirm(await desk.actor('signatory.border'), mergeId, { version: 1 });
  }

  const propose = async (changes: object): Promise<CorrectionId> => {
    const version = await versionOf(decisionId);
    const command = parseCommand(ProposeCorrection, { ...WHY, effect: 'no-effect', version, ...changes });
    return (await corrections.propose(agent, decisionId, command)).correctionId;
  };
  const signed = async (changes: object): Promise<CorrectionId> => {
    const id = await propose(changes);
    await corrections.sign(signatory, id, { version: 1 });
    return id;
  };

  it('R2.5, D10: its address is put right, and its month runs from the right one', async () => {
    const id = await signed({ addressLine: 'Rue Imaginaire 11', effect: 'new-window' });
    expect((await persons.read(agent, person)).person.addressLine).toBe('Rue Imaginaire 11');
    const command = parseCommand(HandOverDecision, {
      version: await versionOf(decisionId),
      handedOverOn: LATER,
      receipt: 'signed',
    });
    await corrections.notify(agent, id, { channel: 'hand', command });
    expect(
      await desk.rows('SELECT acted_on, last_day FROM notification WHERE decision_id = $1 AND superseded_by IS NULL', [
        decisionId,
      ]),
    ).toEqual([{ acted_on: LATER, last_day: '2026-12-23' }]);
  });

  it('R1.0.7, R1.0.5: its birth date is put right, but to no child’s, and its nationality to no Belgian’s', async () => {
    expect(await refusalsOf(propose({ birthDate: '12/03/2010' }))).toContain('birthDate: correction-makes-minor');
    expect(await refusalsOf(propose({ nationality: 'BE' }))).not.toEqual([]);
    await signed({ birthDate: '12/03/1986' });
    expect((await persons.read(agent, person)).person.birthDate).toEqual({ year: 1986, month: 3, day: 12 });
  });
});
