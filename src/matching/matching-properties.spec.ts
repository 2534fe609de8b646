import fc from 'fast-check';
import { fine, movement, party } from '../../test/support/matching-builder';
import { cents } from '../kernel/money';
import { formatOgm } from '../kernel/ogm';
import { containsName, nameTokens } from '../kernel/person-name';
import { findBirthDates } from './birth-date-finder.rules';
import { evidenceOf } from './evidence.rules';
import {
  allKeys,
  FineIndex,
  keysOf,
  nameKeysOf,
  namePairs,
  type FineParty,
  type FineState,
  type FineToMatch,
} from './fine-index.rules';
import { matchMovement } from './matching.rules';

/** Few names, few dates and few persons, so that chance makes namesakes, twins, several fines and families. */
const somebody = fc
  .record({
    surname: fc.constantFrom('Exemple', 'Voorbeeld', 'Exemple Voorbeeld'),
    firstNames: fc.constantFrom('Alix', 'Bram', 'Alix Marie'),
    birthDate: fc.constantFrom('1987-03-12', '1990-01-01', '1987', '1987-03', '2000-12-31'),
    copy: fc.nat(1),
  })
  .map(({ surname, firstNames, birthDate, copy }) =>
    party(surname, firstNames, birthDate, `${surname}/${firstNames}/${birthDate}/${copy}`),
  );
const universe = fc
  .array(
    fc.record({
      parties: fc.array(somebody, { minLength: 1, maxLength: 2 }),
      state: fc.constantFrom<FineState>('signed', 'notified', 'notified', 'withdrawn', 'annulled'),
      outstandingCents: fc.constantFrom(0, 5_000, 20_000, 20_000).map(cents),
    }),
    { maxLength: 8 },
  )
  .map((drafts) => drafts.map(({ parties, ...changes }, index) => fine(index + 1, parties, changes)));
const piece = fc.constantFrom(
  'EXEMPLE',
  'VOORBEELD',
  'ALIX',
  'BRAM',
  'MARIE',
  '12/03/1987',
  '01/01/1990',
  '31.12.2000',
  'AMENDE',
  'VISA',
);
const wording = fc.tuple(
  fc.array(piece, { maxLength: 6 }),
  fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 2 }),
  fc.boolean(),
);

describe('properties', () => {
  it('books only on a fine whose evidence is unique, never more than is owed, whatever the order of the fines', () => {
    let bookings = 0;
    fc.assert(
      fc.property(
        universe,
        wording,
        fc.constantFrom(5_000, 20_000, 40_000),
        (all, [pieces, counters, asNumber], amount) => {
          const references = counters.map((counter) =>
            asNumber ? fine(counter, []).number : formatOgm(fine(counter, []).reference),
          );
          const text = [...references, ...pieces].join(' ') || 'AMENDE';
          const paid = movement({ communication: text, amountCents: cents(amount) });
          const outcome = matchMovement(paid, new FineIndex(all));
          expect(matchMovement(paid, new FineIndex([...all].reverse()))).toEqual(outcome);
          if (outcome.outcome !== 'booked') return;
          bookings += 1;
          const byId = new Map(all.map((each) => [each.decisionId, each]));
          const targets = outcome.shares.map(({ decisionId }) => byId.get(decisionId)!);
          expect(new Set(targets).size).toBe(targets.length);
          for (const [at, { amountCents, isAdvance }] of outcome.shares.entries()) {
            expect(amountCents).toBeLessThanOrEqual(targets[at]!.outstandingCents);
            expect(amountCents).toBeGreaterThan(0);
            expect(['signed', 'notified']).toContain(targets[at]!.state);
            expect(isAdvance).toBe(targets[at]!.state === 'signed');
          }
          const bookedCents = outcome.shares.reduce((sum, { amountCents }) => sum + amountCents, 0);
          expect(bookedCents + outcome.surplusCents).toBe(amount);
          if (targets.length > 1) expect(outcome.surplusCents).toBe(0);
          expect(outcome.confidence).toBeGreaterThanOrEqual(95);
          const byReference = all.filter(
            ({ number, reference }) => text.includes(number) || text.includes(formatOgm(reference)),
          );
          if (['structured-reference', 'decision-number', 'several-references'].includes(outcome.reason.code)) {
            expect(new Set(byReference)).toEqual(new Set(targets));
            return;
          }
          expect(references).toEqual([]);
          if (outcome.reason.code !== 'names-and-birth-date') return;
          const [target] = targets as [FineToMatch];
          // Told over the whole universe, without index: one person, one open fine, the whole debt.
          expect(references).toEqual([]);
          const { dates } = findBirthDates(text);
          const possible = all.flatMap((candidate) =>
            candidate.parties
              .filter(
                ({ surname, firstNames }) =>
                  containsName(text, surname.split(' ')[0]!) &&
                  firstNames.split(' ').some((name) => containsName(text, name)),
              )
              .filter(({ birthDate: { year, month, day } = { year: 0 } }) =>
                dates.some((date) => {
                  const [y, m, d] = date.split('-').map(Number);
                  return y === year && (month === undefined || m === month) && (day === undefined || d === day);
                }),
              )
              .map((who) => ({ candidate, who, personId: who.personId })),
          );
          // Whoever else may be meant is there by fewer of the same words, and not word for word or without a full birth date.
          const meant = possible.filter(({ candidate }) => candidate === target).map(({ who }) => who);
          const wordsOf = ({ surname, firstNames }: FineParty): string[] =>
            nameTokens(`${surname} ${firstNames}`).filter((word) => containsName(text, word));
          const isMeant = (id: string): boolean => meant.some(({ personId }) => personId === id);
          const rivals = possible.filter(
            ({ who }) =>
              !isMeant(who.personId) ||
              !meant.some((one) => one.birthDate?.day !== undefined || one.personId !== who.personId),
          );
          const isWordForWord = ({ surname, firstNames }: FineParty): boolean =>
            containsName(text, surname) && containsName(text, firstNames.split(' ')[0]!);
          for (const { who } of rivals) {
            const words = wordsOf(who);
            const stronger = meant.filter(
              (one) => isWordForWord(one) && words.every((word) => wordsOf(one).includes(word)),
            );
            expect(
              stronger.some(
                (one) =>
                  !isWordForWord(who) || (who.birthDate?.day === undefined && wordsOf(one).length > words.length),
              ),
            ).toBe(true);
          }
          const open = possible.filter(
            ({ candidate, who }) =>
              isMeant(who.personId) &&
              candidate.outstandingCents > 0 &&
              ['signed', 'notified'].includes(candidate.state),
          );
          expect(new Set(open.map(({ candidate }) => candidate.decisionId))).toEqual(new Set([target.decisionId]));
          expect(target.outstandingCents).toBe(amount);
        },
      ),
      { numRuns: 3_000 },
    );
    expect(bookings).toBeGreaterThan(100);
  });

  it('needs no fine beyond those under the movement’s keys', () => {
    fc.assert(
      fc.property(universe, wording, (all, [pieces]) => {
        const paid = movement({ communication: pieces.join(' ') || 'AMENDE' });
        const evidence = evidenceOf(paid);
        const keys = allKeys([keysOf(evidence), nameKeysOf(evidence)]);
        const loaded = all.filter(({ number, reference, parties }) => {
          const dates = parties.map(({ birthDate: { year, month, day } = { year: 0 } }) =>
            [year, month, day]
              .filter((part) => part !== undefined)
              .map((part) => part.toString().padStart(2, '0'))
              .join('-'),
          );
          return (
            keys.references.includes(reference) ||
            keys.decisionNumbers.includes(number) ||
            dates.some((date) => keys.birthDates.includes(date)) ||
            parties.some(({ surname, firstNames }) =>
              namePairs(nameTokens(`${surname} ${firstNames}`)).some((pair) => keys.namePairs.includes(pair)),
            )
          );
        });
        expect(matchMovement(paid, new FineIndex(loaded))).toEqual(matchMovement(paid, new FineIndex(all)));
      }),
      { numRuns: 500 },
    );
  });
});
