import type { DecisionId, PersonId } from '../../src/kernel/ids';
import type { MergeField } from '../../src/merges/merge.rules';
import type { MergeId } from '../../src/merges/merges.repository';
import { MergesService } from '../../src/merges/merges.service';
import { PersonCommand } from '../../src/persons/persons.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import { MergesWebController } from '../../src/merges/merges.web.controller';
import type { UserActor } from '../support/actors';
import { ADDRESS, CROSSING, FineDesk, TODAY, type PersonChanges } from '../support/fine-desk';
import { LiableSteps, MINOR, parentOf, type Named } from '../support/liable-steps';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

jest.setTimeout(120_000);

describe('a mistaken merge is taken apart though the record was changed since (trap 25)', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let other: UserActor;
  let signatory: UserActor;
  let merges: MergesService;
  let persons: PersonsService;

  beforeAll(async () => {
    desk = await FineDesk.open();
    [agent, other] = [await desk.actor('agent.border'), await desk.actor('deputy.border')];
    signatory = await desk.actor('signatory.border');
    merges = desk.app.app.get(MergesService);
    persons = desk.app.app.get(PersonsService);
  });
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const read = async (id: PersonId) => (await persons.read(agent, id)).person;
  const merge = async (one: PersonId, two: PersonId, takenFields: readonly MergeField[] = []): Promise<MergeId> => {
    const [{ version }, { version: mergedVersion }] = [await read(one), await read(two)];
    const command = { mergedId: two, version, mergedVersion, takenFields, reason: 'Même passeport présenté.' };
    const { mergeId } = await merges.propose(agent, one, command);
    await merges.confirm(signatory, mergeId, { version: 1 });
    return mergeId;
  };
  const undo = (id: MergeId): Promise<unknown> =>
    merges.undo(other, id, { version: 2, reason: 'Deux personnes, après vérification.' });
  const change = async (id: PersonId, changes: object): Promise<unknown> => {
    const { form, person } = await persons.read(agent, id);
    return persons.correct(agent, id, person.version, parseCommand(PersonCommand, { ...form, ...changes }));
  };

  it('an address and a language given since stay with the record; what the merge took goes back, the other record is as it was', async () => {
    const [one, two] = [
      await desk.person({ ...ADDRESS, familyName: 'Restexemple' }),
      await desk.person({ ...ADDRESS, familyName: 'Revientexemple', birthDate: '01/02/1990', municipality: 'Liège' }),
    ];
    const other = await read(two);
    const id = await merge(one, two, ['familyName', 'birthDate', 'addressLine']);
    await change(one, { addressLine: 'Rue Nouvelle 3', municipality: 'Gand', language: 'nl' });
    await undo(id);
    expect(await read(one)).toMatchObject({
      familyName: 'Restexemple',
      birthDate: { year: 1987, month: 3, day: 12 },
      addressLine: 'Rue Nouvelle 3',
      municipality: 'Gand',
      language: 'nl',
    });
    const { version: _now, ...restored } = await read(two);
    const { version: _then, ...before } = other;
    expect(restored).toEqual(before);
  });

  it('a change of identity refuses it, and the page says which, side by side; put back, it can be undone', async () => {
    const [one, two] = [await desk.person({ familyName: 'Gardexemple' }), await desk.person()];
    const id = await merge(one, two);
    await change(one, { familyName: 'Changexemple', latinFamilyName: 'Changexemple', municipality: 'Gand' });
    await expect(undo(id)).rejects.toMatchObject({
      refusals: [{ code: 'merge-undo-person-changed', params: { fields: 'familyName' } }],
    });
    const shown = await desk.app.app.get(MergesWebController).show(other, id);
    expect(shown).toMatchObject({
      data: {
        changes: [
          { field: 'familyName', then: { text: 'Gardexemple' }, now: { text: 'Changexemple' }, isIdentity: true },
          { field: 'addressLine', isIdentity: false },
        ],
      },
    });
    await change(one, { familyName: 'Gardexemple', latinFamilyName: 'Gardexemple' });
    await undo(id);
    expect(await read(one)).toMatchObject({ familyName: 'Gardexemple', municipality: 'Gand' });
  });

  it('of two merges into one record the later one is taken apart first', async () => {
    const [one, two, three] = [await desk.person(), await desk.person(), await desk.person()];
    const first = await merge(one, two);
    const second = await merge(one, three);
    expect(await refusalsOf(undo(first))).toEqual([': merge-undo-merged-later']);
    await undo(second);
    await undo(first);
    expect((await merges.read(agent, first)).merge.state).toBe('undone');
  });

  it('with a change in the same moment: it is seen, or comes after', async () => {
    const [one, two] = [await desk.person({ familyName: 'Momentexemple' }), await desk.person()];
    const id = await merge(one, two);
    const outcomes = await Promise.all([refusalsOf(undo(id)), refusalsOf(change(one, { municipality: 'Gand' }))]);
    expect(outcomes[0]).toEqual([]);
    const changed = outcomes[1].length === 0;
    expect((await read(one)).municipality === 'Gand').toBe(changed);
  });

  describe('R2.12, trap 6: what was signed since about who the record says somebody is', () => {
    const number = async (id: DecisionId): Promise<string> => (await desk.decisions.read(agent, id)).decision.number!;
    /** A decision that is signed a day after the merge. */
    async function signedSince(personId: PersonId, named: Named = {}): Promise<DecisionId> {
      desk.goTo('2026-11-21');
      const steps = new LiableSteps(desk, agent);
      return (await steps.signed(await steps.enter(personId, named, CROSSING))).decisionId;
    }
    const merged = async (
      one: PersonChanges,
      two: PersonChanges,
      taken: readonly MergeField[],
    ): Promise<{ readonly survivor: PersonId; readonly id: MergeId }> => {
      const survivor = await desk.person(one);
      return { survivor, id: await merge(survivor, await desk.person(two), taken) };
    };
    const obstaclesOn = async (id: MergeId): Promise<unknown> => {
      const shown = await desk.app.app.get(MergesWebController).show(other, id);
      return 'data' in shown ? shown.data['obstacles'] : undefined;
    };

    it('an undoing that makes the fined person a child is refused with the file, on the page before too', async () => {
      const { survivor, id } = await merged({ birthDate: '01/02/2012' }, { birthDate: '01/02/1990' }, ['birthDate']);
      expect(await obstaclesOn(id)).toEqual([]);
      const params = { files: await number(await signedSince(survivor)) };
      const refusals = [
        { code: 'merge-undo-identity-named', rule: 'R2.12', params },
        { code: 'merge-undo-decision-unlawful', rule: 'R1.0.7', params },
      ];
      expect(await obstaclesOn(id)).toMatchObject(refusals);
      await expect(undo(id)).rejects.toMatchObject({ refusals });
      expect(await read(survivor)).toMatchObject({ birthDate: { year: 1990 } });
    });

    it.each<[string, MergeField, PersonChanges, PersonChanges, boolean]>([
      ['R1.0.5: a nationality, Belgian even', 'nationality', { nationality: 'BE' }, { nationality: 'MA' }, true],
      ['R1.0.5: a nationality of the same rules', 'nationality', { nationality: 'DZ' }, { nationality: 'MA' }, false],
      ['a name that the letter prints', 'familyName', { familyName: 'Avantexemple' }, {}, false],
    ])('%s', async (_what, field, one, two, isUnlawful) => {
      const { survivor, id } = await merged(one, two, [field]);
      await signedSince(survivor);
      expect(await refusalsOf(undo(id))).toEqual([
        ': merge-undo-identity-named',
        ...(isUnlawful ? [': merge-undo-decision-unlawful'] : []),
      ]);
    });

    it('R1.0.7: of a parent who pays for a child', async () => {
      const parent = { familyName: 'Parentexemple', birthDate: '01/02/2012' };
      const { survivor, id } = await merged(parent, { birthDate: '01/02/1980' }, ['birthDate']);
      const child = await desk.person({ ...MINOR, familyName: 'Enfantexemple' });
      await signedSince(child, { liableParties: [parentOf(survivor)] });
      expect(await refusalsOf(undo(id))).toEqual([': merge-undo-identity-named', ': merge-undo-decision-unlawful']);
    });

    it('an address that was taken goes back though a decision was signed since; a decision of before hinders nothing', async () => {
      const one = await desk.person({ ...ADDRESS, familyName: 'Dejaexemple' });
      const steps = new LiableSteps(desk, agent);
      await steps.signed(await steps.enter(one, {}, { ...CROSSING, factsOn: '2026-11-17', reportReference: 'PV-17' }));
      const id = await merge(one, await desk.person({ municipality: 'Gand' }), ['addressLine']);
      await signedSince(one);
      await undo(id);
      expect(await read(one)).toMatchObject({ municipality: 'Bruxelles' });
    });

    it.each(['the offender', 'a parent'])(
      'with a signature in the same moment: one of the two is refused (%s)',
      async (whose) => {
        const { survivor, id } = await merged({ birthDate: '01/02/2012' }, { birthDate: '01/02/1980' }, ['birthDate']);
        desk.goTo('2026-11-21');
        const parties = { liableParties: [parentOf(survivor)] };
        const [personId, named] = whose === 'a parent' ? [await desk.person(MINOR), parties] : [survivor, {}];
        const { decisionId } = await new LiableSteps(desk, agent).enter(personId, named, CROSSING);
        const { version } = await desk.submitted(decisionId);
        const outcomes = await Promise.all([
          refusalsOf(desk.decisions.sign(signatory, decisionId!, { version })),
          refusalsOf(undo(id)),
        ]);
        expect(outcomes.filter((refusals) => refusals.length === 0)).toHaveLength(1);
      },
    );
  });

  it('of a record of which a version is missing the page tells less, and the undoing is refused', async () => {
    const [one, two] = [await desk.person(), await desk.person({ familyName: 'Absentexemple' })];
    const id = await merge(one, two, ['familyName']);
    await desk.rows(`UPDATE person_merge SET survivor_version = survivor_version + 7 WHERE id = $1`, [id]);
    expect((await merges.read(other, id)).joined).toBeUndefined();
    expect(await refusalsOf(undo(id))).toEqual([': merge-undo-version-missing']);
  });
});
