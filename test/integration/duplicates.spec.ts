import { DuplicatesService } from '../../src/merges/duplicates.service';
import { PersonPapersService } from '../../src/persons/person-papers.service';
import { AddAlias, AddDocument } from '../../src/persons/persons.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { SoundKeys } from '../../src/persons/sound-keys.service';
import { parseCommand } from '../../src/platform/http/fields';
import { systemActor } from '../../src/platform/jobs/jobs';
import type { UserActor } from '../support/actors';
import { FineDesk } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

const PASSPORT = {
  kind: 'passport',
  number: '12AB34567',
  issuer: 'MAR',
  seenBy: 'Inspecteur Exemple',
  seenAtPlace: 'Nieuwpoort',
  seenOn: '2026-11-18',
};

describe('persons alike: compared, told apart, found (R6.1, trap 25)', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let duplicates: DuplicatesService;
  let persons: PersonsService;
  let papers: PersonPapersService;
  let soundKeys: SoundKeys;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
    duplicates = desk.app.app.get(DuplicatesService);
    persons = desk.app.app.get(PersonsService);
    papers = desk.app.app.get(PersonPapersService);
    soundKeys = desk.app.app.get(SoundKeys);
  }, 60_000);
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  describe('pairs to compare', () => {
    it('shows records alike with their score, until they are told apart', async () => {
      const one = await desk.person({ familyName: 'Semblançay', givenNames: 'Youssef' });
      const two = await desk.person({ familyName: 'Semblansay', givenNames: 'Yusuf' });
      const shown = async (): Promise<boolean> =>
        (await duplicates.pairs(agent)).some(
          (pair) => [one, two].includes(pair.one.id) && [one, two].includes(pair.other.id),
        );
      // Registered with a reason, they are known to be two people.
      expect(await shown()).toBe(false);
      const { score, signs, distinctReason } = await duplicates.compare(agent, one, two);
      expect(score).toBeGreaterThanOrEqual(60);
      expect(signs.map(({ code }) => code)).toContain('names-alike');
      expect(distinctReason === undefined || distinctReason.length > 0).toBe(true);
      await duplicates.declareDistinct(agent, one, two, 'Comparées au guichet.');
      expect(await shown()).toBe(false);
    });

    it('are exported to their end, however many they are', async () => {
      const one = await desk.person({ familyName: 'Innombrable', givenNames: 'Exemple' });
      const records = 65;
      await desk.rows(
        `INSERT INTO person SELECT (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'office_file_number', NULL))).* FROM person p, generate_series(2, $2) WHERE p.id = $1`,
        [one, records],
      );
      const named = (await desk.app.transactions.view(agent, (tx) => duplicates.every(tx))).filter((pair) =>
        [pair.one, pair.other].every(({ displayName }) => displayName.includes('Innombrable')),
      );
      expect(named).toHaveLength((records * (records - 1)) / 2);
      await desk.rows(`UPDATE person SET merged_into = $1 WHERE family_name = 'Innombrable' AND id <> $1`, [one]);
    });

    it('the same document on another record asks for a confirmation', async () => {
      const [one, two] = [await desk.person(), await desk.person()];
      const command = parseCommand(AddDocument, { ...PASSPORT, number: 'ZZ 900-1' });
      await papers.addDocument(agent, one, command);
      await expect(refusalsOf(papers.addDocument(agent, one, command))).resolves.toEqual([
        'number: document-already-recorded',
      ]);
      const same = { ...PASSPORT, number: 'zz9001' };
      await expect(refusalsOf(papers.addDocument(agent, two, parseCommand(AddDocument, same)))).resolves.toEqual([
        'otherPerson: document-of-another-person',
      ]);
      await papers.addDocument(agent, two, parseCommand(AddDocument, { ...same, otherPerson: true }));
      expect((await duplicates.compare(agent, one, two)).signs.map(({ code }) => code)).toContain('document-same');
    });
  });

  it('an ended name stays on record and is still found; it ends once', async () => {
    const id = await desk.person();
    const alias = parseCommand(AddAlias, { kind: 'former-name', familyName: 'Jadiswester', source: 'Déclaration' });
    const added = await papers.addAlias(agent, id, alias);
    await papers.endAlias(agent, id, added.id, { reason: 'Erreur de saisie.' });
    await expect(refusalsOf(papers.endAlias(agent, id, added.id, { reason: 'Encore.' }))).resolves.toEqual([
      ': paper-already-ended',
    ]);
    expect((await persons.search(agent, { names: 'Jadiswester' })).hits.map((hit) => hit.id)).toEqual([id]);
    expect((await papers.read(agent, id)).aliases[0]?.endReason).toBe('Erreur de saisie.');
  });

  it('trap 25: a record older than the keys of sound is given them at the start, once', async () => {
    const id = await desk.person({ familyName: 'Zherebtsovski', givenNames: 'Nikolaj' });
    await desk.rows(`UPDATE person SET sound_keys = '{}' WHERE id = $1`, [id]);
    const keys = (): Promise<unknown> => desk.rows('SELECT sound_keys, version FROM person WHERE id = $1', [id]);
    expect(await soundKeys.fill(systemActor('test'))).toBeGreaterThan(0);
    const filled = await keys();
    expect(filled).toMatchObject([{ sound_keys: [expect.any(String), expect.any(String)], version: 1 }]);
    expect(await soundKeys.fill(systemActor('test'))).toBe(0);
    expect(await keys()).toEqual(filled);
    expect((await persons.search(agent, { names: 'Jerebtsowsky' })).hits.map((hit) => hit.id)).toContain(id);
  });

  it('trap 25: is found by another transliteration, swapped and cut off', async () => {
    const id = await desk.person({ familyName: 'Chtcherbakowski', givenNames: 'Mohammed' });
    for (const names of ['Shcherbakovski', 'Muhamad Shtcherbakovski', 'Mohammed Chtcherbakow', 'Chtcherb'])
      expect((await persons.search(agent, { names })).hits.map((hit) => hit.id)).toContain(id);
  });
});
