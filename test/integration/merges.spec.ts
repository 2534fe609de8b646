import fc from 'fast-check';
import type { MergeField } from '../../src/merges/merge.rules';
import { MERGE_FIELD_NAMES } from '../../src/merges/merge.rules';
import type { MergeId } from '../../src/merges/merges.repository';
import { MergesService } from '../../src/merges/merges.service';
import { PersonFlagsService } from '../../src/liability/person-flags.service';
import type { DecisionId, PersonId } from '../../src/kernel/ids';
import { PersonPapersService } from '../../src/persons/person-papers.service';
import { AddAlias, AddDocument, PersonCommand } from '../../src/persons/persons.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import { DecisionsService } from '../../src/decisions/decisions.service';
import { RepeatOrders } from '../../src/decisions/repeat-orders.service';
import type { UserActor } from '../support/actors';
import { LiableSteps } from '../support/liable-steps';
import { ADDRESS, CROSSING, FineDesk, PRESENCE, TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
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
  ...[
    'offence',
    'liable_party',
    'mandate',
    'offence_draft',
    'notification',
    'notification_attempt',
    'person_alias',
    'person_document',
    'decision',
  ].map((table) => `SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY to_jsonb(t)::text`),
  'SELECT id, sha256 FROM document ORDER BY id',
];

/** Refused when both have it (the same file, the same offence), said of both and kept, or what stays with its record. */
const ONCE_PER_PERSON = [
  ...['pk_liable_party', 'pk_mandate', 'pk_person_distinct', 'pk_person_version', 'uq_document_copy'],
  ...['uq_notification_current', 'uq_offence_duplicate', 'uq_payer_account_standing', 'uq_person_flag_standing'],
  ...['uq_person_merge_merged', 'uq_person_merge_survivor'],
];

describe('records of one person (R6.1, D22, trap 25)', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let other: UserActor;
  let signatory: UserActor;
  let merges: MergesService;
  let persons: PersonsService;
  let papers: PersonPapersService;

  beforeAll(async () => {
    desk = await FineDesk.open();
    [agent, other] = [await desk.actor('agent.border'), await desk.actor('deputy.border')];
    signatory = await desk.actor('signatory.border');
    merges = desk.app.app.get(MergesService);
    persons = desk.app.app.get(PersonsService);
    papers = desk.app.app.get(PersonPapersService);
  });
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
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
    merges.undo(other, id, { version: 2, reason: 'Deux personnes, après vérification.' });

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

  it('D10: the order of fines counts both while they are one; after the undoing each counts its own again', async () => {
    const [one, two] = [await desk.person(), await desk.person()];
    await signedFor(one, '2026-11-16');
    await signedFor(two, '2026-11-17');
    const drafted = async (factsOn: string): Promise<DecisionId> =>
      (await desk.enter(agent, one, { ...CROSSING, factsOn, reportReference: `PV-${factsOn}` })).decisionId!;
    const orderOf = (id: DecisionId): Promise<number> =>
      desk.app.transactions.view(agent, async (tx) => {
        const found = await desk.app.app.get(DecisionsService).find(tx, id);
        return (await desk.app.app.get(RepeatOrders).orderOf(tx, found)).order;
      });
    const id = await merge(one, two);
    const next = await drafted('2026-11-18');
    expect(await orderOf(next)).toBe(3);
    await undo(id);
    expect(await orderOf(next)).toBe(2);
    const { version } = await desk.submitted(next);
    await desk.decisions.sign(signatory, next, { version });
    expect((await desk.decisions.read(agent, next)).decision.repeatOrder).toBe(2);
  });

  it('D10: a decision signed while they are one keeps the order that its letter says', async () => {
    const [one, two] = [await desk.person(), await desk.person()];
    await signedFor(one, '2026-11-16');
    await signedFor(two, '2026-11-17');
    const id = await merge(one, two);
    desk.goTo('2026-11-21');
    const third = await signedFor(one, '2026-11-18');
    expect((await desk.decisions.read(agent, third)).decision.repeatOrder).toBe(3);
    await expect(refusalsOf(undo(id))).resolves.toEqual([': merge-undo-order-counted']);
  });

  it('R2.10: a mandate goes with its person, whether they act or are acted for, and comes back', async () => {
    const steps = new LiableSteps(desk, agent);
    const [one, two, lawyer, sameLawyer] = [
      await desk.person(),
      await desk.person(),
      await desk.person(ADDRESS),
      await desk.person(ADDRESS),
    ];
    const mandate = { kind: 'lawyer', reference: 'M-7', givenOn: '2026-11-19', electsDomicile: true };
    const entered = await steps.enter(two, {
      mandates: [{ ...mandate, personId: sameLawyer, representedId: two }],
    });
    await steps.signed(entered);
    const mandates = async (): Promise<unknown> =>
      (await steps.partiesOf(entered)).mandates.map(({ mandatary, representedId }) => [mandatary.id, representedId]);
    const before = await snapshot();
    const represented = await merge(one, two);
    const acting = await merge(lawyer, sameLawyer);
    expect(await mandates()).toEqual([[lawyer, one]]);
    await undo(acting);
    expect(await mandates()).toEqual([[sameLawyer, one]]);
    await undo(represented);
    expect(await snapshot()).toBe(before);
    await expect(refusalsOf(propose(two, sameLawyer))).resolves.toEqual(['mergedId: merge-same-file']);
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
    it('to whoever confirmed it (four eyes), here and in the database', async () => {
      const id = await merge(await desk.person(), await desk.person());
      const command = { version: 2, reason: 'Deux personnes, après vérification.' };
      await expect(refusalsOf(merges.undo(signatory, id, command))).resolves.toEqual([': merge-undo-own-confirmation']);
      expect((await merges.read(signatory, id)).isOwn).toBe(true);
      const byHand = desk.rows(
        `UPDATE person_merge SET state = 'undone', undone_by = decided_by, undone_at = now(), undo_reason = 'x' WHERE id = $1`,
        [id],
      );
      await expect(byHand).rejects.toMatchObject({ constraint: 'ck_person_merge_undo_eyes' });
      expect((await merges.read(agent, id)).isOwn).toBe(false);
      await merges.undo(agent, id, command);
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

  it('R1.0.7: who is named in the answers of an entry in progress is followed, and comes back', async () => {
    const [one, two] = [await desk.person(), await desk.person()];
    const child = await desk.person({ birthDate: '19/11/2010' });
    const answers = { party1Id: two, party1Capacity: 'legal-representative', party1Basis: 'Mère.', mandate1Id: two };
    const { draftId } = await desk.drafts.begin(agent, child, answers);
    const before = await snapshot();
    const id = await merge(one, two);
    const followed = { ...answers, party1Id: one, mandate1Id: one };
    expect((await desk.drafts.draft(agent, draftId)).draft.answers).toEqual(followed);
    await undo(id);
    expect(await snapshot()).toBe(before);

    const again = await merge(one, two);
    await desk.drafts.save(agent, { draftId, version: 1 }, { party1Id: child });
    await expect(refusalsOf(undo(again))).resolves.toEqual([': merge-undo-rows-changed']);
  });

  it('D34: what is said of both already stands once, and of each again after the undoing', async () => {
    const [one, two] = [await desk.person(), await desk.person()];
    const flags = desk.app.app.get(PersonFlagsService);
    for (const id of [one, two])
      await flags.record(agent, id, { kind: 'insolvency', since: '2026-10-01', evidence: 'Jugement du 01/10/2026.' });
    await flags.record(agent, two, { kind: 'death', since: '2026-11-01', evidence: 'Acte de décès 11/2026.' });
    const kindsOf = async (id: PersonId): Promise<string[]> =>
      (await flags.read(agent, id)).flags.map(({ kind }) => kind).sort();
    const id = await merge(one, two);
    expect(await kindsOf(one)).toEqual(['death', 'insolvency']);
    await undo(id);
    expect([await kindsOf(one), await kindsOf(two)]).toEqual([['insolvency'], ['death', 'insolvency']]);
  });

  it('whatever a person may have only once is looked at before it moves', async () => {
    const once = await desk.rows<{ index: string }>(
      `SELECT DISTINCT i.indexrelid::regclass::text AS index FROM pg_index i JOIN pg_constraint c ON c.conrelid = i.indrelid AND c.contype = 'f'
         AND c.confrelid = 'person'::regclass AND c.conkey[1] = ANY(i.indkey::int2[]) WHERE i.indisunique ORDER BY 1`,
    );
    expect(once.map(({ index }) => index)).toEqual(ONCE_PER_PERSON);
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
        'notification_attempt',
        'offence',
        'offence_draft',
        'person_alias',
        'person_document',
      ]),
    );
  });
});
