import type { PersonId } from '../../src/kernel/ids';
import type { MergeField } from '../../src/merges/merge.rules';
import type { MergeId } from '../../src/merges/merges.repository';
import { MergesService } from '../../src/merges/merges.service';
import { PersonCommand } from '../../src/persons/persons.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import { MergesWebController } from '../../src/merges/merges.web.controller';
import type { UserActor } from '../support/actors';
import { ADDRESS, FineDesk, TODAY } from '../support/fine-desk';
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
});
