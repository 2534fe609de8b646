import fc from 'fast-check';
import { birthDateToIso } from '../kernel/birth-date';
import { paymentCorpus } from '../../test/support/payment-corpus';
import { BornPersons, type BornPerson } from './bearers.rules';
import { evidenceOf } from './evidence.rules';
import { FineIndex, type FineToMatch } from './fine-index.rules';
import { matchMovement } from './matching.rules';
import { hasSurname, markedSurname, mayHaveSurname, nameWordsOf } from './name-agreement.rules';

const POLICY = { thresholdPercent: 95, smallRestCents: 0 } as Parameters<typeof matchMovement>[2];

function bornPersons(fines: readonly FineToMatch[]): BornPerson[] {
  return fines.flatMap(({ parties }) =>
    parties.flatMap(({ personId, birthDate, surname, firstNames, otherNames = [] }) =>
      birthDate === undefined
        ? []
        : [
            {
              personId,
              birthDate: birthDateToIso(birthDate),
              surname,
              firstNames,
              hasOtherNames: otherNames.length > 0,
            },
          ],
    ),
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
          const persons = new BornPersons(born);
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
          const few = matchMovement(movement, new FineIndex(readOf(bearers)), POLICY, evidence);
          const fewest = matchMovement(movement, new FineIndex(readOf(named)), POLICY, evidence);
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

  it('the glance at a surname passes over nobody who bears it', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { fines, payments } = paymentCorpus(seed, 30);
        const parties = fines.flatMap((fine) => fine.parties);
        for (const { names: text } of payments.map(({ movement }) => evidenceOf(movement))) {
          const bearers = parties.filter(({ surname, firstNames }) =>
            hasSurname(text, nameWordsOf(surname, firstNames)),
          );
          expect(bearers.filter(({ surname }) => !mayHaveSurname(text, markedSurname(surname)))).toEqual([]);
        }
      }),
      { numRuns: 20 },
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
    expect(new BornPersons([{ ...person, hasOtherNames: true }]).withNames([text])).toEqual(['p']);
    expect(new BornPersons([{ ...person, hasOtherNames: false }]).withSurname([text])).toEqual([]);
  });
});
