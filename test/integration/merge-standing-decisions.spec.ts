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
import { OBLIGATION_CASES } from '../support/obligation-cases';
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

  describe('R1.1: a fine for a visa that was missing, to which the nationality decides', () => {
    const VISA = {
      ...OBLIGATION_CASES.find(({ code }) => code === '41-4-document-at-border')!.offence,
      documentDefect: 'visa-missing',
      documentRequired: 'passport-and-visa',
      sponsorNationality: 'BE',
      reportReference: 'PV-41',
    };
    const refusedWith = async (decisionId: DecisionId): Promise<object> => ({
      refusals: [{ code: 'merge-changes-visa', rule: 'R1.1', params: { files: (await seenOf(decisionId)).number } }],
    });

    it('another nationality is not put beneath it, and the preview says so', async () => {
      const [one, two] = [await desk.person({ nationality: 'MA' }), await desk.person({ nationality: 'US' })];
      const refusal = await refusedWith(await signed(one, VISA));
      const shown = await desk.app.transactions.view(agent, async (tx) => {
        const outlook = await merges.preview(tx, one, two, ['nationality']);
        tx.recordAccess({ operation: 'merge.read', reason: 'identity', personIds: [one, two] });
        return outlook;
      });
      expect(shown).toMatchObject(refusal);
      await expect(propose(one, two, ['nationality'])).rejects.toMatchObject(refusal);
      await merge(one, two, []);
    });

    it('neither when the fine is that of the record which is joined to another', async () => {
      const [one, two] = [await desk.person({ nationality: 'US' }), await desk.person({ nationality: 'MA' })];
      const refusal = await refusedWith(await signed(two, VISA));
      await expect(propose(one, two, [])).rejects.toMatchObject(refusal);
      await merge(one, two, ['nationality']);
    });

    it('beneath a fine of the same article for another document it is', async () => {
      const [one, two] = [await desk.person({ nationality: 'DZ' }), await desk.person({ nationality: 'MA' })];
      await signed(one);
      await merge(one, two, ['nationality']);
    });
  });
});
