import fc from 'fast-check';
import type { PersonId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import {
  besideOthers,
  carriedToOffence,
  carriedToPerson,
  isNeverShared,
  OFFENCES_MAX,
  ordersTogether,
  PERSONS_MAX,
  takenOver,
  tooManyTogether,
  type EntryBeside,
} from './entry-group.rules';

const person = (id: string): PersonId => id as PersonId;

const beside = (changes: Partial<EntryBeside> = {}): EntryBeside => ({
  position: 2,
  personId: person('a'),
  obligationCode: '4bis-1-border-crossing',
  article: '4bis',
  factsOn: legalDate('2026-11-18'),
  outcome: 'fine',
  ...changes,
});

describe('what two entries share', () => {
  const answers = {
    obligationCode: 'x',
    factsOn: '2026-11-18',
    facts: 'F',
    hearingKind: 'heard',
    hearingStatement: 'S',
    hearingInvitedOn: '2026-11-01',
    forceMajeure: 'none',
    discretion: 'D',
    exemption: 'none',
    entryOn: '2026-10-01',
    place: '',
  };

  it('of one person: event, person and hearing, never what is weighed for each decision (R1.0.2, R1.1.2, R6.4)', () => {
    const { factsOn, hearingKind, hearingStatement, hearingInvitedOn, entryOn } = answers;
    expect(carriedToOffence(answers)).toEqual({ factsOn, hearingKind, hearingStatement, hearingInvitedOn, entryOn });
  });

  it('of one person: neither silence nor an invitation, which asked about one obligation (R2.8, trap 8)', () => {
    const { factsOn, hearingStatement, entryOn } = answers;
    const invited = { ...answers, hearingStatement: '' };
    expect(carriedToOffence({ ...invited, hearingKind: 'invited-no-answer' })).toEqual({ factsOn, entryOn });
    expect(carriedToOffence({ ...answers, hearingKind: '' })).toEqual({ factsOn, hearingStatement, entryOn });
  });

  it('of one person: who must pay for them, but no carrier, who answers for one crossing (R1.0.7, R1.1.11)', () => {
    const named = { party1Id: 'a', party1Capacity: 'legal-representative', party2Id: 'b', party2Capacity: 'carrier' };
    const { party1Id, party1Capacity } = named;
    expect(carriedToOffence(named)).toEqual({ party1Id, party1Capacity });
    expect(carriedToPerson(named)).toEqual({});
  });

  it('of one event: event and breach, never the hearing of somebody else (R1.1.12, R2.8, trap 8)', () => {
    const { obligationCode, factsOn, facts } = answers;
    expect(carriedToPerson(answers)).toEqual({ obligationCode, factsOn, facts });
    const model = { personId: person('a'), answers };
    expect(takenOver(model, { personId: person('b'), answers: { obligationCode: 'x' } })).toEqual({ factsOn, facts, obligationCode }); // prettier-ignore
    expect(takenOver(model, { personId: person('b'), answers: { obligationCode: 'y' } })).toEqual({ factsOn });
    expect(takenOver(model, { personId: person('a'), answers: { obligationCode: 'x' } })).toEqual({ factsOn });
  });

  it('R1.1.12, R2.8, trap 8: hearing and weighing are of one person, whichever way they come', () => {
    const fields = ['hearingKind', 'hearingInvitedOn', 'forceMajeureRaised', 'forceMajeure', 'discretion', 'outcome'];
    for (const field of fields) {
      expect(isNeverShared(field)).toBe(true);
      expect(carriedToPerson({ [field]: 'x' })).toEqual({});
    }
    for (const field of ['factsOn', 'facts', 'obligationCode', 'liableParties'])
      expect(isNeverShared(field)).toBe(false);
  });
});

describe('an entry beside those before it', () => {
  const codes = (entry: EntryBeside, ...before: EntryBeside[]): string[] =>
    besideOthers(entry, before).map(({ code }) => code);

  it('D22, R6.5: is refused as a second one of the same person, obligation and day, fine or not', () => {
    expect(codes(beside(), beside({ position: 1 }))).toEqual(['duplicate-in-group']);
    expect(codes(beside({ outcome: 'no-fine' }), beside({ position: 1 }))).toEqual(['duplicate-in-group']);
    expect(codes(beside(), beside({ position: 1, factsOn: legalDate('2026-11-17') }))).toEqual([]);
    expect(codes(beside(), beside({ position: 1, personId: person('b') }))).toEqual([]);
    expect(codes(beside(), beside({ position: 1, obligationCode: '41-4-document-at-border' }))).toEqual([]);
  });

  it('D10, trap 21: is refused as another day of a breach that began on the same day', () => {
    const breach = (beganOn: string, factsOn = '2026-11-18'): Pick<EntryBeside, 'breach' | 'factsOn'> => ({
      factsOn: legalDate(factsOn),
      breach: { beganOn: legalDate(beganOn), factsOn: legalDate(factsOn) },
    });
    const earlier = beside({ position: 1, ...breach('2026-10-01', '2026-11-17') });
    expect(codes(beside(breach('2026-10-01')), earlier)).toEqual(['continuing-in-group']);
    expect(codes(beside({ ...breach('2026-10-01'), outcome: 'no-fine' }), earlier)).toEqual([]);
    expect(codes(beside(breach('2026-10-01')), { ...earlier, outcome: 'no-fine' })).toEqual([]);
    // Another day of entry for the same time is the same breach, as it is on file; one after the finding is not.
    expect(codes(beside(breach('2026-10-02')), earlier)).toEqual(['continuing-in-group']);
    expect(codes(beside(breach('2026-11-18')), earlier)).toEqual([]);
  });

  it('R1.1.1, trap 1: 42octies and another fine of the person for the day are never two fines, in either order', () => {
    const octies = beside({ obligationCode: '42octies-collection-article', article: '42octies' });
    const first = (entry: EntryBeside): EntryBeside => ({ ...entry, position: 1 });
    expect(codes(octies, first(beside()))).toEqual(['collection-article-in-group']);
    expect(codes(beside(), first(octies))).toEqual(['collection-article-in-group']);
    expect(codes(octies, first(beside({ outcome: 'no-fine' })))).toEqual([]);
    expect(codes({ ...octies, outcome: 'no-fine' }, first(beside()))).toEqual([]);
    expect(codes(octies, first(beside({ factsOn: legalDate('2026-11-17') })))).toEqual([]);
    expect(codes(octies, first(beside({ personId: person('b') })))).toEqual([]);
  });
});

describe('the order of fines in a group', () => {
  it('D10: counts those before under the same article of the same person, and nothing else', () => {
    const entries = fc.array(
      fc.record({ personId: fc.constantFrom(person('a'), person('b')), article: fc.constantFrom('4bis', '41') }),
    );
    fc.assert(
      fc.property(entries, fc.nat(5), (drawn, earlier) => {
        const orders = ordersTogether(drawn.map((each) => ({ ...each, orderAlone: earlier + 1 })));
        expect(orders).toEqual(
          drawn.map(
            ({ personId, article }, index) =>
              earlier +
              1 +
              drawn.slice(0, index).filter((other) => other.personId === personId && other.article === article).length,
          ),
        );
      }),
    );
  });
});

describe('how many are recorded in one go', () => {
  it('refuses more offences of a person, or more persons, than one page can be checked for', () => {
    const persons = Array.from({ length: PERSONS_MAX }, (_, index) => person(String(index)));
    const offences = Array.from({ length: OFFENCES_MAX }, () => person('0'));
    expect(tooManyTogether(persons)).toBeUndefined();
    expect(tooManyTogether(offences)).toBeUndefined();
    expect(tooManyTogether([...persons, person('x')])).toMatchObject({ code: 'too-many-persons' });
    expect(tooManyTogether([...offences, person('0')])).toMatchObject({ code: 'too-many-offences' });
  });
});
