import { ProposeCorrection } from '../../src/corrections/corrections.commands';
import { CorrectionsService } from '../../src/corrections/corrections.service';
import type { DecisionId, PersonId } from '../../src/kernel/ids';
import type { MergeField } from '../../src/merges/merge.rules';
import type { MergeId } from '../../src/merges/merges.repository';
import { MergesService } from '../../src/merges/merges.service';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import type { UserActor } from '../support/actors';
import { CROSSING, FineDesk, TODAY } from '../support/fine-desk';
import { LiableSteps } from '../support/liable-steps';
import { booksHoldAfterEach } from '../support/proven-books';

jest.setTimeout(120_000);

describe('what stands beneath a merge and beneath its undoing (R1.1, R2.12, D10)', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let signatory: UserActor;
  let merges: MergesService;
  let steps: LiableSteps;

  beforeAll(async () => {
    desk = await FineDesk.open();
    [agent, signatory] = [await desk.actor('agent.border'), await desk.actor('signatory.border')];
    merges = desk.app.app.get(MergesService);
    steps = new LiableSteps(desk, agent);
  });
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const recordOf = async (id: PersonId) => (await desk.app.app.get(PersonsService).read(agent, id)).person;
  const propose = async (one: PersonId, two: PersonId, takenFields: readonly MergeField[]): Promise<MergeId> => {
    const [{ version }, { version: mergedVersion }] = [await recordOf(one), await recordOf(two)];
    const command = { mergedId: two, version, mergedVersion, takenFields, reason: 'Même passeport présenté.' };
    return (await merges.propose(agent, one, command)).mergeId;
  };
  const merge = async (one: PersonId, two: PersonId, takenFields: readonly MergeField[]): Promise<MergeId> => {
    const id = await propose(one, two, takenFields);
    await merges.confirm(signatory, id, { version: 1 });
    return id;
  };
  const undo = async (id: MergeId): Promise<unknown> =>
    merges.undo(await desk.actor('deputy.border'), id, { version: 2, reason: 'Deux personnes, après vérification.' });
  const signed = async (personId: PersonId, offence: object = CROSSING): Promise<DecisionId> =>
    (await steps.signed(await steps.enter(personId, {}, offence))).decisionId;
  const seenOf = async (id: DecisionId) => (await desk.decisions.read(agent, id)).decision;

  it('R2.12: a correction signed since counts as signed since: the record never says less than the act in force', async () => {
    const one = await desk.person({ familyName: 'Dupomtel' });
    const two = await desk.person({ familyName: 'Dupontel', birthDate: '12/03/1986' });
    const decisionId = await signed(one);
    desk.goTo('2026-11-21');
    const id = await merge(one, two, ['familyName', 'birthDate']);
    desk.goTo('2026-11-22');
    const corrections = desk.app.app.get(CorrectionsService);
    const { version, number } = await seenOf(decisionId);
    const command = parseCommand(ProposeCorrection, {
      reason: 'Faute de frappe.',
      evidence: 'Copie du passeport.',
      effect: 'no-effect',
      effectReason: 'Examiné.',
      version,
      familyName: 'Dupontel',
      birthDate: '12/03/1986',
    });
    const { correctionId } = await corrections.propose(agent, decisionId, command);
    await corrections.sign(signatory, correctionId, { version: 1 });
    await expect(undo(id)).rejects.toMatchObject({
      refusals: [{ code: 'merge-undo-identity-named', rule: 'R2.12', params: { files: number } }],
    });
    expect(await recordOf(one)).toMatchObject({ familyName: 'Dupontel', birthDate: { year: 1986 } });
  });
});
