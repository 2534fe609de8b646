import { demonstrateYear } from '../../src/demonstrate-year';
import type { YearStoryCode } from '../../src/demonstration-year/year-acts.types';
import type { FineStanding } from '../../src/demonstration-year/year-look';
import { YearOffice } from '../../src/demonstration-year/year-office';
import { YEAR_STORIES } from '../../src/demonstration-year/year-stories';
import { tellYear } from '../../src/demonstration-year/year-teller.view';
import { YEAR, YearWalk, type PlayedStep, type PlayedStory } from '../../src/demonstration-year/year-walk';
import { systemActor } from '../../src/platform/jobs/jobs';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { LANGUAGES } from '../../src/ui/language';
import { LOCALES_FOLDER } from '../../src/ui/pages';
import { Translations } from '../../src/ui/translator';
import { startTestApp, type TestApp } from '../support/app';
import { booksHoldAfterEach, booksOf } from '../support/proven-books';

/** The end of a fine: state, owed, paid, held, given back (cents), last day of the window, its order. */
type End = readonly [string, number, number, number, number, string, number | undefined];

const ENDS: Readonly<Record<YearStoryCode, readonly End[]>> = {
  // 14 January is a Thursday: from 15 January to 14 February, a Sunday.
  paid: [['notified', 0, 20_000, 0, 0, '2027-02-15', 1]],
  'deposit-lost': [['notified', 0, 20_000, 0, 0, '2027-02-18', 1]],
  // To 20 February, a Saturday.
  'deposit-won': [['annulled', 0, 0, 0, 20_000, '2027-02-22', 1]],
  'late-appeal': [['notified', 0, 20_000, 0, 0, '2027-03-03', 1]],
  'learned-late': [['notified', 0, 20_000, 0, 0, '2027-03-10', 1]],
  annulled: [['annulled', 0, 0, 0, 8_000, '2027-03-17', 1]],
  // To 4 April, a Sunday.
  minor: [['notified', 0, 20_000, 0, 0, '2027-04-05', 1]],
  // To 10 April, a Saturday, for the person; the carrier was told two days later, to 12 April, a Monday (D21).
  carrier: [['notified', 0, 20_000, 0, 0, '2027-04-12', 1]],
  repeat: [
    ['annulled', 0, 0, 0, 0, '2027-05-05', 1],
    ['notified', 0, 20_000, 0, 0, '2027-06-07', 1],
  ],
  // Presented on 29 April: to 29 May, a Saturday.
  'returned-letter': [['notified', 0, 20_000, 0, 0, '2027-05-31', 1]],
  overpaid: [['notified', 0, 20_000, 0, 5_000, '2027-06-14', 1]],
  'request-4bis': [['notified', 0, 0, 0, 20_000, '2027-06-21', 1]],
  recovered: [['notified', 0, 20_000, 0, 0, '2027-07-09', 1]],
};

describe('a year of fines, played through the product', () => {
  let app: TestApp;
  let played: PlayedStory[];

  beforeAll(async () => {
    app = await startTestApp();
    const office = new YearOffice(app.app, app.clock);
    office.goTo('2027-01-01');
    await ensureReferenceData(app.transactions, app.config);
    played = await new YearWalk(office).play(YEAR_STORIES);
  }, 180_000);
  booksHoldAfterEach(() => booksOf(app));
  afterAll(() => app.close());

  const stepsOf = (code: YearStoryCode): readonly PlayedStep[] =>
    played.find(({ story }) => story.code === code)?.steps ?? [];
  const stepOn = (code: YearStoryCode, on: string): PlayedStep => {
    const found = stepsOf(code).find(({ step }) => step.on === on);
    if (found === undefined) throw new Error(`${code} has nothing on ${on}`);
    return found;
  };
  const fineOn = (code: YearStoryCode, on: string): FineStanding => stepOn(code, on).standings[0]!;
  const remarksOn = (code: YearStoryCode, on: string): string[] => stepOn(code, on).remarks.map((each) => each.code);
  const endsOf = (code: YearStoryCode): End[] =>
    (stepsOf(code).at(-1)?.standings ?? []).map((end): End => [end.state, end.owedCents, end.paidCents, end.heldCents, end.refundedCents, end.lastDay ?? '', end.order]); // prettier-ignore

  it.each(Object.keys(ENDS) as YearStoryCode[])('%s ends as it must', (code) => {
    expect(endsOf(code)).toEqual(ENDS[code]);
  });

  it('D7, trap 13: proposes by itself, the margin having passed, to let a deposit go to the State, and counts nothing as paid before', () => {
    expect(remarksOn('deposit-lost', '2027-03-22')).toEqual(['release-to-state']);
    expect(fineOn('deposit-lost', '2027-03-22')).toMatchObject({ owedCents: 20_000, paidCents: 0, heldCents: 20_000 });
    expect(fineOn('deposit-lost', '2027-03-23').deposits).toEqual(['released-to-state']);
  });

  it('R4.4: proposes by itself to give the deposit back when the judgment is confirmed', () => {
    expect(remarksOn('deposit-won', '2027-02-17')).toEqual(['appeal-in-time']);
    expect(remarksOn('deposit-won', '2027-05-11')).toEqual(['release-to-debtor']);
    expect(stepsOf('deposit-won').at(-1)?.standings[0]?.deposits).toEqual(['released-to-debtor']);
  });

  it('R4.1, R7.8: a late appeal is flagged, and recalls nothing, not in the nights after it either', () => {
    expect(remarksOn('late-appeal', '2027-04-16')).toEqual(['appeal-late']);
    expect(fineOn('late-appeal', '2027-04-19').claim).toBe('acknowledged');
    expect(stepsOf('late-appeal').at(-1)?.standings[0]?.claim).toBe('closed');
  });

  it('R7.8: an appeal in time that is learned late recalls at once; the judgment makes the fine ready again', () => {
    expect(remarksOn('learned-late', '2027-04-12')).toEqual(['ready']);
    expect(remarksOn('learned-late', '2027-04-20')).toEqual(['appeal-in-time', 'recall']);
    expect(remarksOn('learned-late', '2027-06-22')).toEqual(['ready']);
  });

  it('trap 17: an annulment recalls what lies with FPS Finance, and what was paid here is proposed to go back', () => {
    expect(remarksOn('annulled', '2027-05-03')).toEqual(['payment-told']);
    expect(remarksOn('annulled', '2027-09-07')).toEqual(['refund', 'recall']);
    expect(fineOn('annulled', '2027-09-07')).toMatchObject({
      owedCents: 0,
      toRefundCents: 8_000,
      claim: 'recall-asked',
    });
  });

  it('R6.1: the second fine of a person becomes the first when the first is annulled', () => {
    expect(stepOn('repeat', '2027-05-03').standings.map(({ order }) => order)).toEqual([1, 2]);
    expect(stepOn('repeat', '2027-08-24').remarks).toEqual([
      { code: 'order-changed', params: { earlier: 2, order: 1 } },
    ]);
  });

  it('trap 7: two who answer for one fine owe it once', () => {
    expect(fineOn('carrier', '2027-03-12').owedCents).toBe(20_000);
  });

  it('D27: a letter that came back opens no window, and a corrected day moves the one that another opened', () => {
    expect(fineOn('returned-letter', '2027-04-21').lastDay).toBeUndefined();
    expect(stepOn('returned-letter', '2027-05-12').remarks).toEqual([
      { code: 'window-moved', params: { earlier: '2027-05-28', lastDay: '2027-05-31' } },
    ]);
  });

  it('D27: the new address is on record before the letter leaves again', async () => {
    const acts = stepsOf('returned-letter').map(({ step }) => step.act);
    expect(acts.slice(acts.indexOf('come-back'))).toEqual(['come-back', 'move', 'send', 'present', 'correct-day', 'pay']); // prettier-ignore
    const [person] = await app.transactions.view(systemActor('test'), (tx) =>
      tx.query<{ address: string }>(
        `SELECT address_line || ', ' || postal_code || ' ' || municipality AS address FROM person WHERE family_name = 'Imaginaire'`,
        [],
      ),
    );
    expect(stepOn('returned-letter', '2027-04-23').params).toEqual(person);
  });

  it('D9: is ready for FPS Finance when the margin is over, not before, and is collected in parts', () => {
    expect(fineOn('recovered', '2027-08-02').isReady).toBe(false);
    expect(fineOn('recovered', '2027-08-09').isReady).toBe(true);
    expect(fineOn('recovered', '2027-10-04')).toMatchObject({ owedCents: 8_000, paidCents: 12_000, claim: 'in-recovery' }); // prettier-ignore
    expect(stepsOf('recovered').at(-1)?.standings[0]?.claim).toBe('closed');
  });

  it.each(LANGUAGES)('is told in %s without a text or a value missing', (language) => {
    const problems: string[] = [];
    const onMissing = (problem: string): void => void problems.push(problem);
    const text = tellYear(new Translations({ folder: LOCALES_FOLDER, onMissing }).for(language), played, YEAR);
    expect(problems).toEqual([]);
    expect(text).not.toMatch(/year\.|\{\{|undefined/);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(125);
  });

  it('is refused in production by name, and for a language that nobody here speaks', async () => {
    await expect(demonstrateYear(['--year'], { APP_ENV: 'production' })).rejects.toThrow('APP_ENV is "production"');
    await expect(demonstrateYear(['--year', '--language', 'xx'], {})).rejects.toThrow('fr, nl, de, en');
  });
});
