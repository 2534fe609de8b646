import { newId, type PersonId } from '../../src/kernel/ids';
import { withIdempotency } from '../../src/platform/http/preconditions';
import { parseCommand } from '../../src/platform/http/fields';
import { systemActor } from '../../src/platform/jobs/jobs';
import { PersonCommand, RegisterPerson, SearchPersons } from '../../src/persons/persons.commands';
import { PersonsRepository } from '../../src/persons/persons.repository';
import { PersonsService, type PersonVersion } from '../../src/persons/persons.service';
import { openTestGround, type TestGround, type UserActor } from '../support/actors';
import { refusalsOf } from '../support/refusals';

const ADA = {
  kind: 'natural',
  familyName: 'Exemple',
  givenNames: 'Ada',
  birthDate: '12/03/1987',
  nationality: 'FR',
  sex: 'female',
  language: 'fr',
};

/** A national number with its check digits, from the first nine figures of somebody born before 2000. */
function nationalNumber(nine: string): string {
  return nine + String(97 - (Number(nine) % 97)).padStart(2, '0');
}

describe('persons', () => {
  let ground: TestGround;
  let persons: PersonsService;
  let agent: UserActor;

  beforeAll(async () => {
    ground = await openTestGround();
    ground.clock.stopAt(new Date('2026-11-22T10:00:00Z'));
    persons = new PersonsService(ground.transactions, new PersonsRepository());
    agent = ground.actor('agent.border');
  });
  afterAll(() => ground.close());

  const register = (changes: Record<string, unknown> = {}, actor: UserActor = agent): Promise<PersonVersion> =>
    // Commands are parsed at once, so that a malformed one rejects like a refused one.
    Promise.resolve().then(() => persons.register(actor, parseCommand(RegisterPerson, { ...ADA, ...changes })));
  const registerNew = (changes: Record<string, unknown>): Promise<PersonVersion> =>
    register({ ...changes, notDuplicate: true, notDuplicateReason: 'compared, another person' });
  const found = async (typed: Record<string, unknown>, actor: UserActor = agent): Promise<PersonId[]> =>
    (await persons.search(actor, parseCommand(SearchPersons, typed))).hits.map(({ id }) => id);
  const rows = <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> =>
    ground.transactions.view(systemActor('test'), (tx) => tx.query<Row>(sql, parameters));

  describe('registration', () => {
    it('keeps the person, an event without names, and the version', async () => {
      const { id, version } = await register({ familyName: 'Registre' });
      const file = await persons.read(agent, id);
      expect(version).toBe(1);
      expect(file.person).toMatchObject({
        familyName: 'Registre',
        birthDate: { year: 1987, month: 3, day: 12 },
        version: 1,
      });
      const [event] = await rows<{ type: string; detail: unknown; commitment: Buffer | null; department_id: string }>(
        'SELECT type, detail, commitment, department_id FROM event_log WHERE subject_id = $1',
        [id],
      );
      expect(event).toMatchObject({ type: 'person.registered', department_id: agent.departmentId });
      expect(event?.commitment).toHaveLength(32);
      expect(JSON.stringify(event?.detail)).not.toMatch(/Registre|Ada|1987/);
    });

    it('happens once for a key, however often it is sent', async () => {
      const keyed = withIdempotency(agent, 'one-registration', 'POST /persons', { once: true });
      const command = parseCommand(RegisterPerson, { ...ADA, familyName: 'Unefois' });
      const both = await Promise.all([persons.register(keyed, command), persons.register(keyed, command)]);
      expect(both[0]).toEqual(both[1]);
      await expect(found({ names: 'Unefois' })).resolves.toHaveLength(1);
    });

    it('asks for the permission', async () => {
      await expect(refusalsOf(register({}, ground.actor('cashier')))).resolves.toEqual([': missing-permission']);
      const without = { ...agent, permissions: new Set(['person.read', 'person.write']) };
      await expect(refusalsOf(register({ nationalNumber: '85073003328' }, without))).resolves.toEqual([
        ': missing-permission',
      ]);
    });

    it('refuses a national number that somebody has, also when two give it at once', async () => {
      const nationalNumber = '85.07.30-033.28';
      const outcomes = await Promise.all(
        ['Premier', 'Second'].map((familyName) => refusalsOf(register({ familyName, nationalNumber }))),
      );
      expect(outcomes.flat()).toEqual(['nationalNumber: national-number-taken']);
      await expect(refusalsOf(register({ familyName: 'Troisième', nationalNumber }))).resolves.toEqual([
        'nationalNumber: national-number-taken',
      ]);
    });
  });

  describe('bad input', () => {
    const nameOf5000 = 'é'.repeat(5000);
    it.each([
      [{ familyName: 'Du\u0000pont' }, 'familyName: control-characters'],
      [{ familyName: 'Du\u202epont' }, 'familyName: control-characters'],
      [{ familyName: nameOf5000 }, 'familyName: too-long'],
      [{ familyName: '   ' }, 'familyName: required'],
      [{ familyName: '12345' }, 'familyName: name-without-letter'],
      [{ familyName: ['a'] }, 'familyName: not-a-text'],
      [{ familyName: 'محمد' }, 'latinFamilyName: name-latin-form-needed'],
      [{ birthDate: '31/02/1990' }, 'birthDate: birth-date-impossible'],
      [{ birthDate: '23/11/2026' }, 'birthDate: birth-date-in-future'],
      [{ nationality: 'BEL' }, 'nationality: nationality-unknown-code'],
      [{ nationalNumber: '85073003329' }, 'nationalNumber: national-number-check'],
      [{ shoeSize: '42' }, 'shoeSize: unknown-field'],
      [{ version: 1 }, 'version: unknown-field'],
      [{ withdrawalAgreement: 'yes' }, 'withdrawalAgreement: not-yes-or-no'],
    ])('%j is refused by name and nothing is kept', async (changes, refusal) => {
      const [before] = await rows<{ n: string }>('SELECT count(*) AS n FROM person');
      await expect(refusalsOf(registerNew(changes))).resolves.toEqual([refusal]);
      await expect(rows('SELECT count(*) AS n FROM person')).resolves.toEqual([before]);
    });

    it('takes names in any script', async () => {
      for (const [familyName, latinFamilyName] of [
        ['Παράδειγμα', 'Paradeigma'],
        ['مثال', 'Mithal'],
        ['例子', 'Lizi'],
        ['उदाहरण', 'Udaharan'],
      ]) {
        const { id } = await registerNew({ familyName, latinFamilyName });
        await expect(found({ names: familyName })).resolves.toContain(id);
        await expect(found({ names: latinFamilyName })).resolves.toContain(id);
      }
    });
  });

  describe('likely duplicates (trap 25)', () => {
    it('asks for a deliberate confirmation, and names who is there', async () => {
      const { id } = await register({ familyName: 'García Muestra', givenNames: 'José' });
      const again = register({ familyName: 'Garcia Muestra', givenNames: 'Jose', birthDate: '1987' });
      await expect(again).rejects.toMatchObject({
        refusals: [{ code: 'likely-duplicate', field: 'notDuplicate', params: { count: 1, personIds: id } }],
      });
      const other = await registerNew({ familyName: 'Garcia Muestra', givenNames: 'Jose', birthDate: '1987' });
      const [event] = await rows<{ detail: { notDuplicateOf: string[] } }>(
        'SELECT detail FROM event_log WHERE subject_id = $1',
        [other.id],
      );
      expect(event?.detail.notDuplicateOf).toEqual([id]);
    });

    it.each([
      [
        'another transliteration',
        { familyName: 'Mohammed', givenNames: 'Youssef' },
        { familyName: 'Mohamed', givenNames: 'Yousef' },
      ],
      [
        'the order of the names',
        { familyName: 'Tran', givenNames: 'Van Mau' },
        { familyName: 'Van Mau', givenNames: 'Tran' },
      ],
      [
        'fewer names',
        { familyName: 'Ribeiro Amostra', givenNames: 'Maria Fernanda' },
        { familyName: 'Amostra', givenNames: 'Maria' },
      ],
      [
        'more names',
        { familyName: 'Voorbeeldsen', givenNames: 'Jan' },
        { familyName: 'Voorbeeldsen', givenNames: 'Jan Pieter Paul' },
      ],
    ])('forgives %s', async (_what, one, other) => {
      await registerNew(one);
      await expect(refusalsOf(register(other))).resolves.toEqual(['notDuplicate: likely-duplicate']);
    });

    it('is no duplicate with a birth date that cannot be the same', async () => {
      await registerNew({ familyName: 'Jumelle', givenNames: 'Une', birthDate: '05/1990' });
      await expect(
        refusalsOf(register({ familyName: 'Jumelle', givenNames: 'Une', birthDate: '06/1990' })),
      ).resolves.toEqual([]);
    });

    it('is one with the same Office file number, whatever the names', async () => {
      await registerNew({ familyName: 'Dossier', officeFileNumber: 'BO-4711' });
      await expect(
        refusalsOf(register({ familyName: 'Zzyzx', givenNames: 'Q', officeFileNumber: 'BO-4711' })),
      ).resolves.toEqual(['notDuplicate: likely-duplicate']);
    });
  });

  describe('correction', () => {
    it('writes a new version and says which fields changed', async () => {
      const { id } = await registerNew({ familyName: 'Corrigé', officeFileNumber: '100' });
      const command = parseCommand(PersonCommand, { ...ADA, familyName: 'Corrigée', birthDate: '03/1987' });
      await expect(persons.correct(agent, id, 1, command)).resolves.toEqual({ id, version: 2 });
      const [event] = await rows<{ detail: unknown }>(
        `SELECT detail FROM event_log WHERE subject_id = $1 AND type = 'person.corrected'`,
        [id],
      );
      expect(event?.detail).toEqual({
        version: 2,
        cause: 'correction',
        fields: ['familyName', 'latinFamilyName', 'birthDate', 'officeFileNumber'],
      });
      await expect(found({ names: 'Corrigée', birthDate: '1987-03-25' })).resolves.toContain(id);
    });

    it('R6: of two who correct what they saw at the same time, one wins and the other is told', async () => {
      const { id } = await registerNew({ familyName: 'Concurrence' });
      const correct = (givenNames: string) =>
        refusalsOf(
          persons.correct(agent, id, 1, parseCommand(PersonCommand, { ...ADA, familyName: 'Concurrence', givenNames })),
        );
      const outcomes = await Promise.all([correct('Une'), correct('Deux')]);
      expect(outcomes.flat()).toEqual([': changed-since-read']);
      await expect(persons.read(agent, id)).resolves.toMatchObject({ person: { version: 2 } });
    });

    it('without the permission leaves the national number as it is', async () => {
      const { id } = await registerNew({ familyName: 'Numérotée', nationalNumber: nationalNumber('870312001') });
      const without = { ...agent, permissions: new Set(['person.read', 'person.write']) };
      const change = (changes: Record<string, unknown>) =>
        persons.correct(without, id, 1, parseCommand(PersonCommand, { ...ADA, familyName: 'Renumérotée', ...changes }));
      await expect(refusalsOf(change({ nationalNumber: '85073003328' }).catch(rethrow))).resolves.toEqual([
        ': missing-permission',
      ]);
      await change({});
      await expect(persons.read(agent, id)).resolves.toMatchObject({
        nationalNumber: `87.03.12-001.${nationalNumber('870312001').slice(9)}`,
      });
      await expect(persons.read(without, id)).resolves.toMatchObject({
        nationalNumber: `••.••.••-•••.${nationalNumber('870312001').slice(9)}`,
      });
    });

    it('does not turn a person into a firm, nor correct who is not there', async () => {
      const { id } = await registerNew({ familyName: 'Physique' });
      const firm = parseCommand(PersonCommand, { kind: 'legal', familyName: 'Physique SA', language: 'fr' });
      await expect(refusalsOf(persons.correct(agent, id, 1, firm))).resolves.toEqual(['kind: person-kind-fixed']);
      await expect(refusalsOf(persons.correct(agent, newId(), 1, firm))).resolves.toEqual([': not-found']);
    });
  });

  describe('reading (D32)', () => {
    it('is open to every department and recorded with its reason', async () => {
      const { id } = await registerNew({ familyName: 'Visible' });
      await persons.read(ground.actor('agent.residence'), id);
      await persons.read(agent, id);
      const looks = await rows<{ operation: string; reason: string }>(
        'SELECT operation, reason FROM access_log WHERE person_ids @> ARRAY[$1::uuid] ORDER BY position',
        [id],
      );
      expect(looks).toEqual([
        { operation: 'person.read', reason: 'identity' },
        { operation: 'person.read', reason: 'own-case' },
      ]);
    });

    it('gives other modules the identity without the national number, and a lock', async () => {
      const { id } = await registerNew({ familyName: 'Identité', nationalNumber: nationalNumber('930518223') });
      const [identity, locked] = await ground.transactions.view(systemActor('test'), async (tx) => [
        await persons.identity(tx, id),
        await persons.lock(tx, id),
      ]);
      expect(identity).toEqual(locked);
      expect(identity).toMatchObject({ familyName: 'Identité', nationality: 'FR', version: 1 });
      expect(JSON.stringify(identity)).not.toContain('930518223');
    });
  });
});

function rethrow(error: unknown): never {
  throw error;
}
