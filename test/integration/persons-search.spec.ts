import fc from 'fast-check';
import type { PersonId } from '../../src/kernel/ids';
import { nameTokens } from '../../src/kernel/person-name';
import { parseCommand } from '../../src/platform/http/fields';
import { systemActor } from '../../src/platform/jobs/jobs';
import { NAMES_SIMILARITY, WORD_SIMILARITY } from '../../src/persons/person-search.rules';
import { RegisterPerson, SearchPersons } from '../../src/persons/persons.commands';
import { PersonsRepository, searchStatement } from '../../src/persons/persons.repository';
import { PersonsService, type PersonVersion } from '../../src/persons/persons.service';
import { openTestGround, type TestGround, type UserActor } from '../support/actors';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';

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

const LETTERS = Array.from("abcdeéñłßøœüijklmnorstuvzÖ '-");

describe('search for a person', () => {
  let ground: TestGround;
  let persons: PersonsService;
  let agent: UserActor;

  beforeAll(async () => {
    ground = await openTestGround();
    persons = new PersonsService(ground.transactions, new PersonsRepository());
    agent = ground.actor('agent.border');
  });
  afterAll(() => ground.close());

  const registerNew = (changes: Record<string, unknown>): Promise<PersonVersion> =>
    persons.register(
      agent,
      parseCommand(RegisterPerson, { ...ADA, ...changes, notDuplicate: true, notDuplicateReason: 'compared' }),
    );
  const found = async (typed: Record<string, unknown>, actor: UserActor = agent): Promise<PersonId[]> =>
    (await persons.search(actor, parseCommand(SearchPersons, typed))).hits.map(({ id }) => id);
  const rows = <Row>(sql: string): Promise<Row[]> =>
    ground.transactions.view(systemActor('test'), (tx) => tx.query<Row>(sql));

  const cases: [stored: Record<string, string>, typed: string][] = [
    [{ familyName: 'Muñoz Ejemplo', givenNames: 'José' }, 'jose munoz'],
    [{ familyName: 'van der Berg', givenNames: 'Pieternel' }, 'Vanderberg'],
    [{ familyName: 'Vandenvoorbeeld', givenNames: 'Griet' }, 'van den Voorbeeld'],
    [{ familyName: 'Vandenvoorbeeld', givenNames: 'Gudrun' }, 'Gudrun Van den Voorbeeld'],
    [{ familyName: 'Beispielmüller', givenNames: 'Änne' }, 'Beispielmueller'],
    [{ familyName: 'Kowalska-Przykład', givenNames: 'Łucja' }, 'przyklad lucja'],
    [{ familyName: 'Fernández Ensayo', givenNames: 'Íñigo' }, 'Fernandes inigo'],
    [{ familyName: 'Schmidtmuster', givenNames: 'Jörg' }, 'Schmitdmuster'],
    [
      { familyName: 'Παπαδόπουλος', givenNames: 'Ηλίας', latinFamilyName: 'Papadopoulos', latinGivenNames: 'Ilias' },
      'ΠΑΠΑΔΟΠΟΥΛΟΣ',
    ],
    [
      { familyName: 'Παπαδόπουλος', givenNames: 'Ηλίας', latinFamilyName: 'Papadopoulos', latinGivenNames: 'Ilias' },
      'Papadopulos Ilias',
    ],
    [{ familyName: 'Nguyễn', givenNames: 'Thị Ví Dụ' }, 'nguyen thi vi du'],
    [{ familyName: "D'Hondt-Proef", givenNames: 'Ann' }, 'dhondt proef'],
  ];
  it.each(cases)('%j is found by %j', async (stored, typed) => {
    const { id } = await registerNew(stored);
    await expect(found({ names: typed })).resolves.toContain(id);
  });

  it('comes near when nobody has each of the words, and says so', async () => {
    const { id } = await registerNew({ familyName: 'Benhaddou', givenNames: 'Soumaya' });
    const result = await persons.search(agent, { names: 'Soumaya Khadija Fatima Zahra Benhaddou' });
    expect(result).toMatchObject({ approximate: true, more: false });
    expect(result.hits.map((hit) => hit.id)).toContain(id);
  });

  it('finds by birth date as precisely as it is known, by Office file number, by national number', async () => {
    const exact = await registerNew({
      familyName: 'Datée',
      birthDate: '07/08/1971',
      officeFileNumber: 'X-900',
      nationalNumber: nationalNumber('710807001'),
    });
    const monthOnly = await registerNew({ familyName: 'Mensuelle', birthDate: '08/1971' });
    const yearOnly = await registerNew({ familyName: 'Annuelle', birthDate: '1971' });
    const ids = async (birthDate: string) => new Set(await found({ birthDate }));
    await expect(ids('07/08/1971')).resolves.toEqual(new Set([exact.id, monthOnly.id, yearOnly.id]));
    await expect(ids('08/08/1971')).resolves.toEqual(new Set([monthOnly.id, yearOnly.id]));
    await expect(ids('09/1971')).resolves.toEqual(new Set([yearOnly.id]));
    await expect(found({ officeFileNumber: 'X-900' })).resolves.toEqual([exact.id]);
    await expect(found({ nationalNumber: nationalNumber('710807001') })).resolves.toEqual([exact.id]);
    await expect(found({ names: 'Datée', officeFileNumber: 'X-901' })).resolves.toEqual([]);
  });

  it('by national number is a permission', async () => {
    await expect(
      refusalsOf(found({ nationalNumber: nationalNumber('710807001') }, ground.actor('cashier'))),
    ).resolves.toEqual([': missing-permission']);
  });

  it('records what was looked for and how many were found, and no national number', async () => {
    await found({ names: 'Personne Nulle-Part', nationalNumber: nationalNumber('710807001') });
    const [look] = await rows<{ operation: string; criteria: unknown; hits: number }>(
      'SELECT operation, criteria, hits FROM access_log ORDER BY position DESC LIMIT 1',
    );
    expect(look).toEqual({
      operation: 'person.search',
      criteria: {
        names: 'Personne Nulle-Part',
        nationalNumber: `••.••.••-•••.${nationalNumber('710807001').slice(9)}`,
      },
      hits: 0,
    });
  });

  it('finds a person by each word of the own names (property)', async () => {
    const name = fc
      .string({ unit: fc.constantFrom(...LETTERS), minLength: 2, maxLength: 24 })
      .filter((text) => nameTokens(text).length > 0 && /\p{L}/u.test(text));
    await fc.assert(
      fc.asyncProperty(name, name, async (familyName, givenNames) => {
        const { id } = await registerNew({ familyName, givenNames, birthDate: '1931' });
        for (const word of nameTokens(`${familyName} ${givenNames}`)) {
          expect(await found({ names: word, birthDate: '1931' })).toContain(id);
        }
        await runSql(
          ground.database.superuserUrl,
          `DELETE FROM person_distinct WHERE '${id}' IN (person_id, other_id); DELETE FROM person WHERE id = '${id}'`,
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('search among 20 000 persons', () => {
  let ground: TestGround;

  beforeAll(async () => {
    ground = await openTestGround();
    const { departmentId, id } = ground.actor('agent.border');
    // Names of eight letters from sixteen syllables, as alike and as different as real ones.
    await runSql(
      ground.database.superuserUrl,
      `CREATE FUNCTION pg_temp.word(seed text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
         SELECT string_agg((ARRAY['ba','mo','ri','ta','ne','lo','ku','sa','di','fe','go','hu','ja','pe','vi','wo'])[1 + get_byte(decode(md5(seed), 'hex'), i) % 16], '')
         FROM generate_series(0, 3) AS i $$;
       INSERT INTO person (id, department_id, kind, family_name, given_names, latin_family_name, latin_given_names, search_key, birth_year,
         birth_month, birth_day, nationality, sex, language, office_file_number, created_by, created_at, updated_at)
       SELECT gen_random_uuid(), '${departmentId}', 'natural', f, g, f, g, f || ' ' || g, 1950 + n % 50, 1 + n % 12, 1 + n % 28,
         'FR', 'x', 'fr', 'T-' || n, '${id}', now(), now()
       FROM (SELECT n, pg_temp.word('f' || n) AS f, pg_temp.word('g' || n) AS g FROM generate_series(1, 20000) AS n) AS names`,
    );
    await runSql(ground.database.superuserUrl, 'ANALYZE person');
  });
  afterAll(() => ground.close());

  const plan = (criteria: Parameters<typeof searchStatement>[0]): Promise<string> =>
    ground.transactions.view(systemActor('test'), async (tx) => {
      await new PersonsRepository().prepareSearch(tx, criteria);
      const { sql, parameters } = searchStatement(criteria);
      const lines = await tx.query<Record<'QUERY PLAN', string>>(`EXPLAIN ${sql}`, parameters);
      return lines.map((line) => line['QUERY PLAN']).join('\n');
    });

  it.each([
    ['one word', { words: ['bamorita'], similarity: WORD_SIMILARITY }],
    ['two words', { words: ['bamorita', 'kusadife'], similarity: WORD_SIMILARITY }],
    ['names as a whole', { names: 'bamorita kusadife', similarity: NAMES_SIMILARITY }],
  ])('%s is served by the trigram index', async (_what, criteria) => {
    const explained = await plan({ ...criteria, limit: 51 });
    expect(explained).toContain('ix_person_search_key');
    expect(explained).not.toContain('Seq Scan');
  });

  it('a birth date and an Office file number by theirs', async () => {
    await expect(plan({ birthDate: { year: 1987, month: 3, day: 12 }, similarity: 1, limit: 51 })).resolves.toContain(
      'ix_person_birth',
    );
    await expect(plan({ officeFileNumber: 'X-1', similarity: 1, limit: 51 })).resolves.toContain(
      'ix_person_office_file_number',
    );
  });
});
