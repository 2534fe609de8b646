import fc from 'fast-check';
import { addDays } from '../kernel/legal-calendar';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import { HEARING_MEANS } from '../hearings/hearing.rules';
import { checkAskedFields } from './asked-fields.rules';
import { DOCUMENT_DEFECTS, DOCUMENT_FINDING_PLACES, DOCUMENTS_REQUIRED } from './document.rules';
import { LEGAL_REVIEW_GROUNDS } from './legal-review.rules';
import { obligationDeadline } from './obligation-deadline.rules';
import { binds, EXEMPTIONS, OBLIGATIONS_2016 } from './obligation.rules';
import { checkOffence, NEVER_OFFENCES, offenderCategory, type OffenceFacts, type Offender } from './offence.rules';
import { standingOf } from './standing.view';

const TODAY = legalDate('2026-06-01');
const days = fc.integer({ min: -1500, max: 30 }).map((offset) => addDays(TODAY, offset));
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const texts = fc.oneof(fc.constant('Gent'), fc.string({ maxLength: 12 }));

/** Facts of every kind at once, whether the obligation asks for them or not. */
const facts: fc.Arbitrary<OffenceFacts> = fc
  .record({
    factsOn: days,
    factsAt: maybe(fc.constantFrom('09:00', '23:15', '25:99')),
    reportOn: maybe(days),
    ground: maybe(fc.constantFrom(...Object.keys(NEVER_OFFENCES))),
    border: maybe(fc.constantFrom('external', 'internal')),
    crossingDirection: maybe(fc.constantFrom('entry', 'exit')),
    crossingSite: maybe(fc.constantFrom('authorised-point', 'elsewhere')),
    crossingPointCode: maybe(fc.constantFrom('known', 'ended', 'unknown')),
    statedHours: maybe(fc.record({ opensAt: texts, closesAt: texts, source: texts })),
    entryOn: maybe(days),
    entryEvidence: maybe(texts),
    documentRequired: maybe(fc.constantFrom(...DOCUMENTS_REQUIRED)),
    documentDefect: maybe(fc.constantFrom(...DOCUMENT_DEFECTS)),
    documentFoundAt: maybe(fc.constantFrom(...DOCUMENT_FINDING_PLACES)),
    documentExpiredOn: maybe(days),
    residenceCardNumber: maybe(texts),
    cardExpiresOn: maybe(days),
    municipality: maybe(texts),
    compliedOn: maybe(days),
    exemption: maybe(fc.constantFrom('none', ...EXEMPTIONS)),
    groundReason: maybe(texts),
    hearing: maybe(
      fc.oneof(
        fc.record({ kind: fc.constant('heard'), on: days, means: fc.constantFrom(...HEARING_MEANS), statement: texts }),
        fc.record({ kind: fc.constant('waived'), waiverReason: texts }),
      ),
    ),
    forceMajeure: maybe(texts),
    discretion: maybe(texts),
    outcome: maybe(fc.constantFrom('fine', 'no-fine')),
  })
  .map(
    (given) =>
      Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as unknown as OffenceFacts,
  );
const nationalities = fc.constantFrom('BE', 'FR', 'NO', 'CH', 'GB', 'MA', 'stateless', 'unknown');
const people: fc.Arbitrary<Offender> = fc
  .record({
    kind: fc.constantFrom('natural', 'natural', 'legal'),
    nationality: nationalities,
    withdrawalAgreement: fc.boolean(),
    birthDate: maybe(fc.constantFrom({ year: 1987 }, { year: 2015, month: 3, day: 1 }, { year: 2008 })),
    sponsorNationality: maybe(nationalities),
  })
  .map(
    (given) =>
      Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as unknown as Offender,
  );
const obligations = fc.constantFrom(...OBLIGATIONS_2016);
const point = (code: string, validTo: LegalDate | null) => ({
  code,
  validFrom: legalDate('2016-07-24'),
  validTo,
  hours: [],
});
const PARAMETERS = {
  crossingPoints: [point('known', null), point('ended', legalDate('2024-12-31'))],
  hearingTermDays: 10,
};

describe('any facts under any obligation (properties)', () => {
  it('are judged without throwing, each refusal with its field and its rule', () => {
    fc.assert(
      fc.property(facts, obligations, people, (given, obligation, person) => {
        const checked = checkOffence(given, obligation, person, PARAMETERS, TODAY);
        if (checked.ok) return;
        for (const refusal of checked.refusals) {
          expect(refusal.field).toMatch(/^[a-zA-Z]+$/);
          expect(refusal.rule).toMatch(/^(?:R[0-9.]+|D[0-9]+)$/);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('are a fine only of whom the obligation binds, collected by its own basis (trap 3, trap 20)', () => {
    fc.assert(
      fc.property(facts, obligations, people, (given, obligation, person) => {
        const checked = checkOffence({ ...given, outcome: 'fine' }, obligation, person, PARAMETERS, TODAY);
        if (!checked.ok) return;
        const { offenderCategory: category, collectionBasis, article, legalReviewGround: ground } = checked.value;
        expect(category).toBe(offenderCategory(person, given.factsOn));
        expect(binds(obligation, category)).toBe(true);
        expect(collectionBasis).toBe(article === '4bis' ? '4bis' : '42octies');
        expect(ground === undefined || LEGAL_REVIEW_GROUNDS.includes(ground)).toBe(true);
        if (article === '42octies') expect(ground).toBe('collection-article');
      }),
      { numRuns: 2000 },
    );
  });

  it('have a standing that never asks for what is missing', () => {
    const answers = fc.record(
      { factsOn: texts, entryOn: texts, cardExpiresOn: texts, border: fc.constantFrom('external', 'internal') },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(answers, obligations, people, (typed, obligation, person) => {
        const { against } = standingOf(typed, obligation, person, PARAMETERS, TODAY);
        expect(against.map(({ code }) => code)).not.toContain('required');
      }),
    );
  });

  it('trap 2: an amount is a field that no obligation asks for, and no command has', () => {
    for (const obligation of OBLIGATIONS_2016) {
      expect(Object.keys(obligation).filter((field) => /amount|cents|euro/i.test(field))).toEqual([]);
      expect(checkAskedFields({ place: 'Gent' }, obligation)).toEqual([]);
    }
  });
});

/** A second way to the same days, by plain day numbers and no calendar library. */
const DAY_MS = 86_400_000;
const utc = (date: LegalDate): Date => new Date(`${date}T00:00:00Z`);
const dateOf = (moment: number): LegalDate => new Date(moment).toISOString().slice(0, 10) as LegalDate;

/** Easter Sunday by the anonymous Gregorian method. */
function easter(year: number): number {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  return Date.UTC(year, month - 1, ((h + l - 7 * m + 114) % 31) + 1);
}

function isRestDay(moment: number): boolean {
  const date = new Date(moment);
  if (date.getUTCDay() === 0 || date.getUTCDay() === 6) return true;
  const fixed = ['01-01', '05-01', '07-21', '08-15', '11-01', '11-11', '12-25'];
  const sunday = easter(date.getUTCFullYear());
  const moving = [1, 39, 50].map((offset) => sunday + offset * DAY_MS);
  return fixed.includes(dateOf(moment).slice(5)) || moving.includes(moment);
}

function offRestDays(moment: number): number {
  let day = moment;
  while (isRestDay(day)) day += DAY_MS;
  return day;
}

describe('the deadlines, counted a second time by hand (properties)', () => {
  const starts = fc.integer({ min: 0, max: 40 * 365 }).map((offset) => addDays(legalDate('2016-07-24'), offset));
  const lastDay = (delay: Parameters<typeof obligationDeadline>[0], start: LegalDate): LegalDate | undefined =>
    obligationDeadline(delay, start).lastLawfulDay;

  it('R1.2, D17, trap 19: ten working days after entry', () => {
    fc.assert(
      fc.property(starts, (entered) => {
        let day = utc(entered).getTime();
        for (let left = 10; left > 0;) if (!isRestDay((day += DAY_MS))) left -= 1;
        expect(lastDay({ kind: 'working-days', workingDays: 10 }, entered)).toBe(dateOf(day));
      }),
      { numRuns: 500 },
    );
  });

  it('R1.2, R1.1.10, D24, trap 19: three calendar months after entry, off the rest days', () => {
    fc.assert(
      fc.property(starts, (entered) => {
        const first = new Date(utc(entered).getTime() + DAY_MS);
        const [year, month, date] = [first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate()];
        // The same day number three months on: the eve of it; where there is none, the last day of that month.
        const lastOfMonth = Date.UTC(year, month + 4, 0);
        const eve = Date.UTC(year, month + 3, date) - DAY_MS;
        const end = date > new Date(lastOfMonth).getUTCDate() ? lastOfMonth : eve;
        expect(lastDay({ kind: 'months', months: 3 }, entered)).toBe(dateOf(offRestDays(end)));
      }),
      { numRuns: 500 },
    );
  });

  it('R1.1.9, D24: the card through its last day, off the rest days', () => {
    fc.assert(
      fc.property(starts, (expires) => {
        expect(lastDay({ kind: 'before-expiry' }, expires)).toBe(dateOf(offRestDays(utc(expires).getTime())));
      }),
      { numRuns: 500 },
    );
  });
});
