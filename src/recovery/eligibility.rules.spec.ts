import fc from 'fast-check';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { explainEligibility, recallCauseOf, type EligibilityFacts, type RecoveryHold } from './eligibility.rules';

const appeal = (isLate: boolean): RecoveryHold => ({
  kind: 'appeal',
  from: legalDate('2027-04-12'),
  reason: 'lodged',
  isLate,
});
const facts = (holds: readonly RecoveryHold[], changes: Partial<EligibilityFacts> = {}): EligibilityFacts => ({
  decisionState: 'notified',
  notifiedOn: legalDate('2027-02-03'),
  isTold: true,
  isTakenOver: false,
  outstandingCents: cents(20_000),
  smallRestCents: cents(500),
  hasRemedies: true,
  noAppeal: { finalOn: legalDate('2027-04-03') },
  judgmentFinalOn: undefined,
  struckOutOn: undefined,
  othersOpen: undefined,
  hasAct: true,
  patienceDays: 0,
  holds,
  missingData: [],
  isOffered: false,
  givenUp: undefined,
  today: legalDate('2027-04-19'),
  ...changes,
});
const unmet = (given: EligibilityFacts): string[] =>
  explainEligibility(given)
    .lines.filter(({ isMet }) => !isMet)
    .map(({ check }) => check);

describe('an appeal, in time or late, and the transfer to FPS Finance (D8, R7.8, R4.1)', () => {
  it('D8, R7.8: an appeal that was known when the early transfer was approved recalls nothing; one of after does', () => {
    const approvedAt = new Date('2027-04-13T10:00:00Z');
    const known = { ...appeal(false), recordedAt: new Date('2027-04-12T10:00:00Z') };
    const later = { ...appeal(false), recordedAt: new Date('2027-04-14T10:00:00Z') };
    expect(recallCauseOf([known], approvedAt)).toBeUndefined();
    expect(recallCauseOf([known])).toBe('timely-appeal');
    expect(recallCauseOf([known, later], approvedAt)).toBe('timely-appeal');
  });

  it('D8: an open appeal keeps the fine here, late or not, since the court decides', () => {
    for (const isLate of [true, false]) {
      expect(unmet(facts([appeal(isLate)]))).toEqual(['no-appeal']);
      expect(explainEligibility(facts([appeal(isLate)])).isReady).toBe(false);
    }
    expect(explainEligibility(facts([])).isReady).toBe(true);
  });

  it('R7.8: only one in time calls back what stands there; a late one leaves it', () => {
    expect(recallCauseOf([appeal(false)])).toBe('timely-appeal');
    expect(recallCauseOf([appeal(true)])).toBeUndefined();
    expect(recallCauseOf([appeal(true), appeal(false)])).toBe('timely-appeal');
    expect(recallCauseOf([])).toBeUndefined();
  });

  it('R7.8, R7.9: beside a late appeal every other hold recalls as if there were none (property)', () => {
    const others = fc.constantFrom<RecoveryHold['kind']>('deposit', 'deposit-announced', 'payment-proof', 'flag', 'manual', 'proposal'); // prettier-ignore
    const holds = fc.array(others.map((kind): RecoveryHold => ({ kind, from: legalDate('2027-03-01'), reason: 'x' })));
    fc.assert(
      fc.property(holds, (given) => {
        expect(recallCauseOf([appeal(true), ...given])).toBe(recallCauseOf(given));
        expect(recallCauseOf([...given, appeal(false)])).toBe('timely-appeal');
      }),
    );
  });

  it('R7.3: nothing goes without the paper that is sent, the decision or the judgment, however early', () => {
    const without = facts([], { hasAct: false });
    expect(unmet(without)).toEqual(['act']);
    expect(explainEligibility(without)).toMatchObject({ isReady: false, isReadyEarly: false });
    const lineOf = (given: EligibilityFacts): unknown => explainEligibility(given).lines.find(({ check }) => check === 'act'); // prettier-ignore
    expect(lineOf(without)).toMatchObject({ code: 'decision', rule: 'R7.3' });
    expect(lineOf(facts([], { hasAct: false, judgmentFinalOn: legalDate('2027-04-01') }))).toMatchObject({ code: 'judgment', isMet: false }); // prettier-ignore
  });

  it('D21: after a judgment the others who must pay keep their month', () => {
    const judged = {
      judgmentFinalOn: legalDate('2027-04-01'),
      noAppeal: { refusal: { code: 'deposit-appeal-stands' } },
    };
    expect(unmet(facts([], judged))).toEqual([]);
    const others = facts([], { ...judged, othersOpen: { code: 'deposit-addressee-untold', params: { count: 1 } } });
    const [line] = explainEligibility(others).lines.filter(({ isMet }) => !isMet);
    expect(line).toMatchObject({
      check: 'window',
      code: 'deposit-addressee-untold',
      params: { count: 1 },
      rule: 'D21',
    });
  });

  it('D9: an appeal that was struck out keeps nothing here, and leaves the decision to be sent', () => {
    const struckOut = {
      struckOutOn: legalDate('2027-04-01'),
      noAppeal: { refusal: { code: 'deposit-appeal-stands' } },
    };
    expect(explainEligibility(facts([], struckOut))).toMatchObject({ isReady: true, payload: 'decision' });
  });

  it('R3.1, D27: what reached nobody is not transferred, however early', () => {
    const untold = facts([], { isTold: false, noAppeal: { refusal: { code: 'deposit-window-not-started' } } });
    expect(unmet(untold)).toEqual(['notified', 'window']);
    expect(explainEligibility(untold)).toMatchObject({ isReady: false, isReadyEarly: false });
  });

  it('R7.8: what an earlier administration notified has run its month, though nobody can say until when: it can go early', () => {
    const notStarted = { noAppeal: { refusal: { code: 'deposit-window-not-started' } } };
    const { lines, isReadyEarly } = explainEligibility(facts([], { ...notStarted, isTakenOver: true }));
    const window = lines.find(({ check }) => check === 'window');
    expect([window?.code, window?.params, isReadyEarly]).toEqual(['way-unknown', { on: '2027-02-03' }, true]);
    const own = explainEligibility(facts([], notStarted)).lines.find(({ check }) => check === 'window');
    expect(own?.code).toBe('deposit-window-not-started');
  });

  it('trap 12, R7.8: an early transfer passes over the window and an open appeal, never over a hold about the money or the person', () => {
    const early = facts([appeal(true)], { noAppeal: { refusal: { code: 'deposit-window-open' } } });
    expect(explainEligibility(early)).toMatchObject({ isReady: false, isReadyEarly: true });
    const deposit: RecoveryHold = { kind: 'deposit', from: legalDate('2027-03-01'), reason: 'held' };
    expect(explainEligibility(facts([appeal(true), deposit])).isReadyEarly).toBe(false);
  });
});

describe('a fine whose claim FPS Finance ended (R7.7, R7.8)', () => {
  const ended = (as: 'irrecoverable' | 'prescribed'): Partial<EligibilityFacts> => ({
    givenUp: { as, on: legalDate('2027-04-18') },
  });

  it('R7.7: time-barred there, it does not go again, not even early', () => {
    const given = facts([], ended('prescribed'));
    expect(unmet(given)).toEqual(['not-given-up']);
    expect(explainEligibility(given)).toMatchObject({ isReady: false, isReadyEarly: false });
    expect(explainEligibility(given).lines.find(({ check }) => check === 'not-given-up')).toMatchObject({
      code: 'prescribed',
      params: { on: '2027-04-18' },
    });
  });

  it('R7.8: irrecoverable there, it goes again only with a reason that another person approves', () => {
    const given = facts([], ended('irrecoverable'));
    expect(unmet(given)).toEqual(['not-given-up']);
    expect(explainEligibility(given)).toMatchObject({ isReady: false, isReadyEarly: true });
  });
});
