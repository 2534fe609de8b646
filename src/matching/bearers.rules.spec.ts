import fc from 'fast-check';
import { birthDateToIso } from '../kernel/birth-date';
import { nameTokens } from '../kernel/person-name';
import { paymentCorpus } from '../../test/support/payment-corpus';
import { CrowdedDays, type BornOnDay, type BornPersons } from './bearers.rules';
import { evidenceOf } from './evidence.rules';
import { allKeys, FineIndex, keysOf, namePairs, type FineToMatch } from './fine-index.rules';
import type { MatchOutcome } from './match-outcome.types';
import { matchMovement } from './matching.rules';
import { pairsBesides } from './named-besides.rules';
import { hasSurname, markedName, mayStandIn, nameTextOf, nameWordsOf, wordsAgreement } from './name-agreement.rules';

const POLICY = { thresholdPercent: 95, smallRestCents: 0 } as Parameters<typeof matchMovement>[2];

interface BornPerson {
  readonly personId: BornOnDay['personIds'][number];
  readonly birthDate: string;
  readonly surname: string;
  readonly firstNames: string;
  readonly hasOtherNames: boolean;
}

function bornPersons(fines: readonly FineToMatch[]): BornPerson[] {
  return fines.flatMap(({ parties }) =>
    parties.flatMap(({ personId, birthDate, surname, firstNames, otherNames = [] }) =>
      birthDate === undefined
        ? []
        : [
            {
              personId: personId,
              birthDate: birthDateToIso(birthDate),
              surname,
              firstNames,
              hasOtherNames: otherNames.length > 0,
            },
          ],
    ),
  );
}

function byDay(born: readonly BornPerson[]): BornOnDay[] {
  return [...new Set(born.map(({ birthDate }) => birthDate))].map((birthDate) => {
    const persons = born.filter((each) => each.birthDate === birthDate);
    return {
      birthDate,
      personIds: persons.map(({ personId }) => personId),
      surnames: persons.map(({ surname }) => surname),
      firstNames: persons.map(({ firstNames }) => firstNames),
      withOtherNames: persons.filter(({ hasOtherNames }) => hasOtherNames).map(({ personId }) => personId),
    };
  });
}

/** All of them read for one batch. */
function read(born: readonly BornPerson[]): BornPersons {
  const days = byDay(born);
  return new CrowdedDays().withRead(
    days.map(({ birthDate }) => birthDate),
    days,
  );
}

describe('whose fines have to be read for a birth date (trap 25)', () => {
  it('changes no outcome: whoever is left out would neither be booked on nor, for want of the surname, proposed by the date', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { fines, payments } = paymentCorpus(seed, 40);
        const born = bornPersons(fines);
        for (const { movement } of payments) {
          const evidence = evidenceOf(movement);
          const persons = read(born);
          const [named, bearers] = [new Set(persons.withNames([evidence])), new Set(persons.withSurname([evidence]))];
          const meant = new Set([
            ...evidence.references,
            ...evidence.decisionNumbers,
            ...evidence.earlierNumbers,
          ] as string[]);
          const readOf = (those: ReadonlySet<string>): FineToMatch[] =>
            fines.filter(
              ({ reference, number, parties }) =>
                meant.has(reference) || meant.has(number) || parties.some(({ personId }) => those.has(personId)),
            );
          // Where names alone would book, whoever else the text names is read as well.
          const matchOf = (those: ReadonlySet<string>): MatchOutcome => {
            const index = new FineIndex(readOf(those));
            const pairs = new Set(pairsBesides(matchMovement(movement, index, POLICY, evidence), evidence, index));
            const besides = fines.filter((fine) =>
              fine.parties.some(({ surname, firstNames }) =>
                namePairs([...nameTokens(surname), ...nameTokens(firstNames)]).some((pair) => pairs.has(pair)),
              ),
            );
            return matchMovement(movement, new FineIndex(new Set([...readOf(those), ...besides])), POLICY, evidence);
          };
          const [few, fewest] = [matchOf(bearers), matchOf(named)];
          const all = matchMovement(movement, new FineIndex(fines), POLICY, evidence);
          if (all.outcome === 'booked' || few.outcome === 'booked') expect(few).toEqual(all);
          else expect(few.reason.code).toBe(all.reason.code);
          if (all.outcome === 'booked' || fewest.outcome === 'booked') expect(fewest).toEqual(all);
          else expect(fewest.reason.code).toBe(all.reason.code);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('the glance at a name passes over nobody who bears it', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { fines, payments } = paymentCorpus(seed, 30);
        const parties = fines.flatMap((fine) => fine.parties);
        for (const { names: text } of payments.map(({ movement }) => evidenceOf(movement))) {
          const bearers = parties.filter(({ surname, firstNames }) =>
            hasSurname(text, nameWordsOf(surname, firstNames)),
          );
          expect(bearers.filter(({ surname }) => !mayStandIn(text, markedName(surname)))).toEqual([]);
          const named = parties.filter(
            ({ surname, firstNames }) => wordsAgreement(text, nameWordsOf(surname, firstNames)).firstName !== 'none',
          );
          expect(named.filter(({ firstNames }) => !mayStandIn(text, markedName(firstNames)))).toEqual([]);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('nor does it in texts and names of few letters, which are alike in every way that the comparison forgives', () => {
    const word = fc.string({
      unit: fc.constantFrom(...'a b c d h k s t u w 2'.split(' ')),
      minLength: 1,
      maxLength: 10,
    });
    const names = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(names, names, word, fc.constantFrom(' ', '', '\n'), (surname, other, firstName, gap) => {
        const [text, far] = [nameTextOf(`${other}${gap}${firstName} ${surname.slice(0, -1)}`), nameTextOf(other)];
        for (const each of [text, far, nameTextOf(surname), nameTextOf(`x${surname}${firstName}`)]) {
          const name = nameWordsOf(surname, firstName);
          if (hasSurname(each, name)) expect(mayStandIn(each, markedName(surname))).toBe(true);
          if (wordsAgreement(each, name).firstName !== 'none')
            expect(mayStandIn(each, markedName(firstName))).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('finds the same persons batch by batch, and reads those of a crowded day once', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 7 }), (seed, size) => {
        const { fines, payments } = paymentCorpus(seed, 30);
        const born = bornPersons(fines);
        const crowded = new CrowdedDays();
        const asked: string[] = [];
        for (let from = 0; from < payments.length; from += size) {
          const texts = payments.slice(from, from + size).map(({ movement }) => evidenceOf(movement));
          const dates = allKeys(texts.map(keysOf)).birthDates;
          const unread = crowded.unread(dates);
          asked.push(...unread.filter((date) => date.length < 10 || date.endsWith('-01-01')));
          const on = (days: readonly string[]): BornOnDay[] =>
            byDay(born.filter(({ birthDate }) => days.includes(birthDate)));
          const [known, fresh] = [crowded.withRead(dates, on(unread)), new CrowdedDays().withRead(dates, on(dates))];
          expect(new Set(known.withNames(texts))).toEqual(new Set(fresh.withNames(texts)));
          expect(new Set(known.withSurname(texts))).toEqual(new Set(fresh.withSurname(texts)));
        }
        expect(asked).toEqual([...new Set(asked)]);
      }),
      { numRuns: 30 },
    );
  });

  it('always reads whoever has other names on file', () => {
    const person = {
      personId: 'p' as BornPerson['personId'],
      birthDate: '1987-03-12',
      surname: 'Exemple',
      firstNames: 'Alix',
    };
    const text = evidenceOf(paymentCorpus(1, 1).payments[0]?.movement ?? paymentCorpus(2, 2).payments[0]!.movement);
    expect(read([{ ...person, hasOtherNames: true }]).withNames([text])).toEqual(['p']);
    expect(read([{ ...person, hasOtherNames: false }]).withSurname([text])).toEqual([]);
  });
});
