import { ProposeCorrection } from '../../src/corrections/corrections.commands';
import { CorrectionsService } from '../../src/corrections/corrections.service';
import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
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

  it('D10, R6.1: a decision signed since stands in the way as long as it stands; withdrawn, it counts nothing any more', async () => {
    const [one, two] = [await desk.person(), await desk.person({ familyName: 'Autreexemple' })];
    const own = await signed(two, { ...CROSSING, factsOn: '2026-11-16', reportReference: 'PV-16' });
    const id = await merge(one, two, ['familyName']);
    desk.goTo('2026-11-21');
    const since = await signed(one);
    await expect(undo(id)).rejects.toMatchObject({
      refusals: [{ code: 'merge-undo-order-counted' }, { code: 'merge-undo-identity-named' }],
    });
    const desks = desk.app.app.get(WithdrawalDesk);
    const reason = 'La décision vise une autre personne, par erreur.';
    await desks.propose(agent, since, { version: (await seenOf(since)).version, reason });
    await desks.withdraw(signatory, since, { version: (await seenOf(since)).version });
    await undo(id);
    const [file] = await desk.rows(
      `SELECT o.person_id AS id FROM decision d JOIN offence o ON o.id = d.offence_id WHERE d.id = $1`,
      [own],
    );
    expect(file).toEqual({ id: two });
  });
});
