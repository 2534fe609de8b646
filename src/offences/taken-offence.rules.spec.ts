import fc from 'fast-check';
import type { Nationality } from '../kernel/country';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import type { Offender } from './offence.rules';
import { ARTICLES, FINES_IN_FORCE_FROM, OBLIGATIONS_2016, type Article } from './obligation.rules';
import { checkTakenOffender, isTakenOver, possibleDays } from './taken-offence.rules';

const on = legalDate('2026-01-20');
const offender = (nationality: string, changes: Partial<Offender> = {}): Offender => ({
  kind: 'natural',
  nationality: nationality as Nationality,
  withdrawalAgreement: false,
  ...changes,
});
const refused = (article: Article, person: Offender, days: readonly LegalDate[] = [on]): string[] => {
  const obligations = OBLIGATIONS_2016.filter((each) => each.article === article);
  return checkTakenOffender(
    person,
    days.map((day) => ({ on: day, obligations })),
  ).map(({ code }) => code);
};

describe('a fine that was taken over, as far as it can be judged', () => {
  it('is told by its obligation, which is not on file', () => {
    expect([isTakenOver({ obligationCode: null }), isTakenOver({ obligationCode: '4bis-1-border-crossing' })]).toEqual([
      true,
      false,
    ]);
  });

  it('has the day on file, or else every one from the first fines to the notification', () => {
    expect(possibleDays(on, legalDate('2026-01-29'))).toEqual([on]);
    expect(possibleDays(null, on)).toEqual([FINES_IN_FORCE_FROM, on]);
    expect(possibleDays(null, FINES_IN_FORCE_FROM)).toEqual([FINES_IN_FORCE_FROM]);
  });

  it('R1.0.5, R1.0.7: is nobody’s whom no article binds, whichever it is (property)', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ARTICLES), (article) => {
        expect(refused(article, offender('BE'))).toEqual(['offender-belgian']);
        expect(refused(article, offender('BE', { kind: 'legal' }))).toEqual(['offender-not-natural']);
        expect(refused(article, offender('unknown'))).toEqual([]);
      }),
    );
  });

  it('trap 20: can be that of family, which is not on file; of a citizen of the Union only where the article binds one', () => {
    const articles = ARTICLES.filter((each) => each !== '42octies');
    expect(articles.filter((each) => refused(each, offender('MA')).length > 0)).toEqual([]);
    expect(articles.filter((each) => refused(each, offender('FR')).length > 0)).toEqual(['42quinquies']);
    expect(refused('42quinquies', offender('FR'))).toEqual(['offender-not-concerned']);
    expect(refused('42', offender('GB', { withdrawalAgreement: true }))).toEqual([]);
  });

  it('R1.0.5: a Briton was a citizen of the Union until 2020, and may have been when the day is not on file', () => {
    const british = offender('GB');
    expect(refused('42quinquies', british, [legalDate('2020-06-01')])).toEqual(['offender-not-concerned']);
    expect(refused('42quinquies', british, [FINES_IN_FORCE_FROM, on])).toEqual([]);
  });
});
