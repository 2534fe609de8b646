import fc from 'fast-check';
import { DuplicatesService } from '../../src/merges/duplicates.service';
import type { MergeField } from '../../src/merges/merge.rules';
import { MERGE_FIELD_NAMES } from '../../src/merges/merge.rules';
import type { MergeId } from '../../src/merges/merges.repository';
import { MergesService } from '../../src/merges/merges.service';
import type { DecisionId, PersonId } from '../../src/kernel/ids';
import { PersonPapersService } from '../../src/persons/person-papers.service';
import { AddAlias, AddDocument, PersonCommand } from '../../src/persons/persons.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import type { UserActor } from '../support/actors';
import { CROSSING, FineDesk, PRESENCE, TODAY } from '../support/fine-desk';
import { refusalsOf } from '../support/refusals';

jest.setTimeout(120_000);

const PASSPORT = {
  kind: 'passport',
  number: '12AB34567',
  issuer: 'MAR',
  seenBy: 'Inspecteur Exemple',
  seenAtPlace: 'Nieuwpoort',
  seenOn: '2026-11-18',
};

/** What a merge may touch, ordered; a person's version and the time of its last writing go on counting. */
const TABLES: readonly string[] = [
  `SELECT to_jsonb(p) - 'version' - 'updated_at' AS row FROM person p ORDER BY id`,
  ...['offence', 'liable_party', 'offence_draft', 'notification', 'person_alias', 'person_document', 'decision'].map(
    (table) => `SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY to_jsonb(t)::text`,
  ),
  'SELECT id, sha256 FROM document ORDER BY id',
];

describe('records of one person (R6.1, D22, trap 25)', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let other: UserActor;
  let signatory: UserActor;
  let merges: MergesService;
  let duplicates: DuplicatesService;
  let persons: PersonsService;
  let papers: PersonPapersService;

  beforeAll(async () => {
    desk = await FineDesk.open();
    [agent, other] = [await desk.actor('agent.border'), await desk.actor('deputy.border')];
    signatory = await desk.actor('signatory.border');
    merges = desk.app.app.get(MergesService);
    duplicates = desk.app.app.get(DuplicatesService);
    persons = desk.app.app.get(PersonsService);
    papers = desk.app.app.get(PersonPapersService);
  });
  beforeEach(() => desk.goTo(TODAY));
  afterAll(() => desk.close());

  const versionOf = async (id: PersonId): Promise<number> => (await persons.read(agent, id)).person.version;
  const snapshot = async (): Promise<string> => JSON.stringify(await Promise.all(TABLES.map((sql) => desk.rows(sql))));

  const propose = async (one: PersonId, two: PersonId, takenFields: readonly MergeField[] = []): Promise<MergeId> => {
    const [version, mergedVersion] = [await versionOf(one), await versionOf(two)];
    const command = { mergedId: two, version, mergedVersion, takenFields, reason: 'Même passeport présenté.' };
    return (await merges.propose(agent, one, command)).mergeId;
  };
  const merge = async (one: PersonId, two: PersonId, takenFields: readonly MergeField[] = []): Promise<MergeId> => {
    const id = await propose(one, two, takenFields);
    await merges.confirm(signatory, id, { version: 1 });
    return id;
  };
  const undo = (id: MergeId): Promise<unknown> =>
    merges.undo(agent, id, { version: 2, reason: 'Deux personnes, après vérification.' });

  /** A signed decision of a person under the presence obligation, on a day of its own. */
  async function signedFor(personId: PersonId, factsOn = '2026-11-18'): Promise<DecisionId> {
    const { decisionId } = await desk.enter(agent, personId, {
      ...CROSSING,
      factsOn,
      reportReference: `PV-${factsOn}`,
    });
    const { version } = await desk.submitted(decisionId);
    await desk.decisions.sign(signatory, decisionId!, { version });
    return decisionId!;
  }

  it('moves files, names and documents, is found by either name, and the undoing restores exactly', async () => {
    const [one, two] = [
      await desk.person({ familyName: 'Exemple Premier' }),
      await desk.person({ familyName: 'Autrement' }),
    ];
    await signedFor(one, '2026-11-17');
    await signedFor(two, '2026-11-18');
    await papers.addAlias(
      agent,
      two,
      parseCommand(AddAlias, { kind: 'spelling', familyName: 'Otremeng', source: 'PV' }),
    );
    await papers.addDocument(agent, two, parseCommand(AddDocument, PASSPORT));
    const before = await snapshot();
    const id = await merge(one, two, ['nationalNumber', 'familyName']);

    const file = await persons.read(agent, one);
    expect(file.person.familyName).toBe('Autrement');
    expect(file.fines).toHaveLength(2);
    expect((await persons.read(agent, two)).person.mergedInto).toBe(one);
    for (const names of ['Autrement', 'Otremeng', 'Exemple Premier'])
      expect((await persons.search(agent, { names })).hits.map((hit) => hit.id)).toContain(one);
    const byDocument = await persons.search(agent, { documentNumber: '12-AB-34567' });
    expect(byDocument.hits.map((hit) => hit.id)).toEqual([one]);

    await undo(id);
    expect(await snapshot()).toBe(before);
    expect((await merges.read(agent, id)).merge.state).toBe('undone');
  });

  it('merge and undoing are nothing together, whatever is taken (property)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray([...MERGE_FIELD_NAMES]), fc.boolean(), async (taken, withFile) => {
        const [one, two] = [await desk.person({ postalCode: '8000' }), await desk.person({ officeFileNumber: '77' })];
        if (withFile) await desk.enter(agent, two, { ...PRESENCE, outcome: 'no-fine' });
        await papers.addAlias(
          agent,
          one,
          parseCommand(AddAlias, { kind: 'pseudonym', familyName: 'Alias', source: 'PV' }),
        );
        const before = await snapshot();
        await undo(
          await merge(
            one,
            two,
            taken.filter((field) => !['enterpriseNumber', 'legalForm', 'registerNumber'].includes(field)),
          ),
        );
        expect(await snapshot()).toBe(before);
      }),
      { numRuns: 8 },
    );
  });

  it('D10: the order of fines counts both from then on', async () => {
    const [one, two] = [await desk.person(), await desk.person()];
    await signedFor(one, '2026-11-16');
    await signedFor(two, '2026-11-17');
    await merge(one, two);
    const third = await signedFor(one, '2026-11-18');
    expect((await desk.decisions.read(agent, third)).decision.repeatOrder).toBe(3);
  });

  describe('is refused', () => {
    it('to whoever proposed it (four eyes), here and in the database', async () => {
      const id = await propose(await desk.person(), await desk.person());
      await expect(refusalsOf(merges.confirm(agent, id, { version: 1 }))).resolves.toEqual([': merge-own-proposal']);
      const byHand = desk.rows(
        `UPDATE person_merge SET state = 'merged', decided_by = proposed_by, decided_at = now() WHERE id = $1`,
        [id],
      );
      await expect(byHand).rejects.toMatchObject({ constraint: 'ck_person_merge_four_eyes' });
      await merges.refuse(other, id, { version: 1, reason: 'Non.' });
      await expect(refusalsOf(merges.confirm(other, id, { version: 2 }))).resolves.toEqual([': illegal-transition']);
    });

    it('D22: when the same obligation and day would stand twice, naming the files', async () => {
      const [one, two] = [await desk.person(), await desk.person()];
      await signedFor(one);
      await signedFor(two);
      await expect(propose(one, two)).rejects.toMatchObject({
        refusals: [
          {
            code: 'merge-duplicate-offence',
            rule: 'D22',
            params: { files: expect.stringMatching(/BIF-2026-\d{6}-\d{2}, BIF-2026/) as string },
          },
        ],
      });
    });

    it('while a decision is drafted or waits for a signature', async () => {
      const [one, two] = [await desk.person(), await desk.person()];
      await desk.enter(agent, two);
      await expect(refusalsOf(propose(one, two))).resolves.toEqual(['mergedId: merge-decision-open']);
    });

    it('between two national numbers, between a person and a firm, with itself', async () => {
      const number = (nine: string): string => nine + String(97 - (Number(nine) % 97)).padStart(2, '0');
      const one = await desk.person({ nationalNumber: number('870312003') });
      const two = await desk.person({ nationalNumber: number('870312005') });
      await expect(refusalsOf(propose(one, two))).resolves.toEqual(['mergedId: merge-national-numbers-differ']);
      const firm = await desk.person({
        kind: 'legal',
        familyName: 'Exemple Cargo',
        givenNames: '',
        birthDate: '',
        sex: '',
      });
      await expect(refusalsOf(propose(one, firm))).resolves.toEqual(['mergedId: merge-kinds-differ']);
      await expect(refusalsOf(propose(one, one))).resolves.toEqual(['mergedId: merge-same-record']);
    });

    it('when a record changed since it was compared', async () => {
      const [one, two] = [await desk.person(), await desk.person()];
      const id = await propose(one, two);
      const { form } = await persons.read(agent, two);
      await persons.correct(agent, two, 1, parseCommand(PersonCommand, { ...form, municipality: 'Gand' }));
      await expect(refusalsOf(merges.confirm(other, id, { version: 1 }))).resolves.toEqual([': changed-since-read']);
    });
  });

  describe('the undoing is refused', () => {
    it('after the record was changed', async () => {
      const [one, two] = [await desk.person(), await desk.person()];
      const id = await merge(one, two);
      const { form } = await persons.read(agent, one);
      await persons.correct(agent, one, 2, parseCommand(PersonCommand, { ...form, municipality: 'Gand' }));
      await expect(refusalsOf(undo(id))).resolves.toEqual([': merge-undo-person-changed']);
    });

    it('D10: after a decision was signed whose order counts what was merged', async () => {
      const [one, two] = [await desk.person(), await desk.person()];
      await signedFor(two, '2026-11-16');
      const id = await merge(one, two);
      desk.goTo('2026-11-21');
      await signedFor(one, '2026-11-18');
      await expect(refusalsOf(undo(id))).resolves.toEqual([': merge-undo-order-counted']);
    });

    it('after the surviving record was itself merged; that one first', async () => {
      const [one, two, three] = [await desk.person(), await desk.person(), await desk.person()];
      const first = await merge(one, two);
      const second = await merge(three, one);
      expect(await refusalsOf(undo(first))).toContain(': merge-undo-merged-on');
      await undo(second);
    });
  });

  describe('two at once', () => {
    it('confirm: one merges, the other is told', async () => {
      const id = await propose(await desk.person(), await desk.person());
      const outcomes = await Promise.all(
        [other, signatory].map((actor) => refusalsOf(merges.confirm(actor, id, { version: 1 }))),
      );
      expect(outcomes.flat()).toEqual([': illegal-transition']);
    });

    it('undo: one undoes, the other is told', async () => {
      const id = await merge(await desk.person(), await desk.person());
      const outcomes = await Promise.all([refusalsOf(undo(id)), refusalsOf(undo(id))]);
      expect(outcomes.flat()).toEqual([': illegal-transition']);
    });

    it('propose: crosswise proposals do not both stand', async () => {
      const [one, two] = [await desk.person(), await desk.person()];
      const outcomes = await Promise.all([refusalsOf(propose(one, two)), refusalsOf(propose(two, one))]);
      expect(outcomes.flat()).toEqual(['mergedId: merge-already-proposed']);
    });

    it('an offence recorded while its person is merged lands on neither record unseen', async () => {
      const [one, two] = [await desk.person(), await desk.person()];
      const id = await propose(one, two);
      const [merged, entered] = await Promise.all([
        refusalsOf(merges.confirm(signatory, id, { version: 1 })),
        refusalsOf(desk.enter(agent, two)),
      ]);
      expect([...merged, ...entered]).toHaveLength(1);
      const stray = await desk.rows(
        'SELECT 1 FROM offence o JOIN person p ON p.id = o.person_id WHERE p.merged_into IS NOT NULL',
      );
      expect(stray).toEqual([]);
    });
  });

  it('every table that points at a person moves, or stays on purpose', async () => {
    const pointing = await desk.rows<{ table: string }>(
      `SELECT DISTINCT conrelid::regclass::text AS table FROM pg_constraint WHERE contype = 'f' AND confrelid = 'person'::regclass ORDER BY 1`,
    );
    const kept = ['person', 'person_distinct', 'person_merge', 'person_version'];
    const moving = pointing.map(({ table }) => table).filter((table) => !kept.includes(table));
    expect(moving).toEqual(
      expect.arrayContaining([
        'liable_party',
        'notification',
        'offence',
        'offence_draft',
        'person_alias',
        'person_document',
      ]),
    );
  });

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

  it('trap 25: is found by another transliteration, swapped and cut off', async () => {
    const id = await desk.person({ familyName: 'Chtcherbakowski', givenNames: 'Mohammed' });
    for (const names of ['Shcherbakovski', 'Muhamad Shtcherbakovski', 'Mohammed Chtcherbakow', 'Chtcherb'])
      expect((await persons.search(agent, { names })).hits.map((hit) => hit.id)).toContain(id);
  });
});
