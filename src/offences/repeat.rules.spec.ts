import fc from 'fast-check';
import { DECISION_STATES, type DecisionState } from '../decisions/decision.rules';
import type { DecisionId, DepartmentId, OffenceId, PersonId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import type { Article } from './obligation.rules';
import {
  checkContinuingBreach,
  checkDuplicate,
  CONTINUING_BREACH_CONDITIONS,
  continuingBreachConditions,
  continuingFinding,
  repeatOrder,
  type ContinuingBreach,
  type DecisionInOrder,
  type EarlierFine,
  type NewFacts,
  type OffenceOnFile,
} from './repeat.rules';

const day = legalDate;
const decision = (
  id: string,
  state: DecisionState,
  signedOn?: string,
  article: Article = '41bis',
): DecisionInOrder => ({
  id: id as DecisionId,
  article,
  state,
  ...(signedOn !== undefined && { signedAt: new Date(`${signedOn}T10:00:00Z`), number: id }),
});

describe('the order of repeat decisions (R6.1, D10)', () => {
  const draft = decision('new', 'draft');

  it('is the first without others, and counts signed and notified ones of the article', () => {
    expect(repeatOrder(draft, []).order).toBe(1);
    const others = [
      decision('a', 'notified', '2026-01-10'),
      decision('b', 'signed', '2026-02-10'),
      decision('c', 'notified', '2026-01-11', '4bis'),
    ];
    expect(repeatOrder(draft, others)).toMatchObject({ order: 3, counted: [{ id: 'a' }, { id: 'b' }], dropped: [] });
  });

  it('annulled, withdrawn and cancelled ones drop out with the reason, and so does what is not signed', () => {
    const others = [
      decision('a', 'annulled', '2026-01-10'),
      decision('b', 'withdrawn', '2026-01-11'),
      decision('c', 'cancelled'),
      decision('d', 'submitted'),
      decision('e', 'notified', '2026-01-12'),
    ];
    const result = repeatOrder(draft, others);
    expect(result.order).toBe(2);
    expect(result.dropped.map((each) => `${each.decision.id} ${each.reason}`)).toEqual([
      'a annulled',
      'b withdrawn',
      'c cancelled',
      'd not-signed',
    ]);
  });

  it('leaves a decision its place when later ones are signed, and moves it up when an earlier one is annulled', () => {
    const second = decision('b', 'notified', '2026-02-10');
    const others = [decision('a', 'notified', '2026-01-10'), second, decision('c', 'signed', '2026-03-10')];
    expect(repeatOrder(second, others).order).toBe(2);
    expect(repeatOrder(second, [decision('a', 'annulled', '2026-01-10'), ...others.slice(1)]).order).toBe(1);
  });

  it('gives every standing decision of a person its own place, without a hole, also within one batch (property)', () => {
    const standing = fc.constantFrom(...DECISION_STATES);
    const date = fc.constantFrom('2026-01-10', '2026-01-11', '2026-01-12');
    fc.assert(
      fc.property(fc.array(fc.tuple(standing, date), { maxLength: 12 }), (drawn) => {
        const all = drawn.map(([state, signedOn], index) =>
          decision(
            `n${String(index).padStart(2, '0')}`,
            state,
            ['draft', 'submitted', 'cancelled'].includes(state) ? undefined : signedOn,
          ),
        );
        const counting = all.filter((each) => each.state === 'signed' || each.state === 'notified');
        const orders = counting.map((each) => repeatOrder(each, all).order).sort((one, other) => one - other);
        expect(orders).toEqual(counting.map((_, index) => index + 1));
      }),
    );
  });
});

describe('duplicates (D22, R6.5)', () => {
  const onFile: OffenceOnFile = {
    id: 'offence' as OffenceId,
    personId: 'person' as PersonId,
    obligationCode: '4bis-1-border-crossing',
    factsOn: day('2026-05-20'),
    state: 'recorded',
  };

  it('refuses same person, obligation and day, with the one on file', () => {
    for (const state of ['recorded', 'closed'] as const) {
      expect(checkDuplicate(onFile, [{ ...onFile, state }])).toMatchObject({
        ok: false,
        refusal: { code: 'duplicate-offence', field: 'factsOn', rule: 'D22', params: { offenceId: 'offence' } },
      });
    }
  });

  it.each([
    ['void', { state: 'void' as const }],
    ['another day', { factsOn: day('2026-05-21') }],
    ['another obligation', { obligationCode: '41bis-report-presence' }],
    ['another person', { personId: 'other' as PersonId }],
  ])('%s is no duplicate', (_, change) => {
    expect(checkDuplicate(onFile, [{ ...onFile, ...change }]).ok).toBe(true);
  });
});

describe('another fine while the breach goes on (D10, R6.3, trap 21)', () => {
  const breach: ContinuingBreach = {
    earlierNotifiedOn: day('2026-03-01'),
    factsOn: day('2026-05-20'),
    earlierReportReference: 'PV 1',
    reportReference: 'PV 2',
    heardOn: day('2026-05-20'),
    supervisorReason: 'Warned twice, no answer.',
  };
  const unmet = (change: Partial<ContinuingBreach>): string[] =>
    continuingBreachConditions({ ...breach, ...change })
      .filter((each) => !each.met)
      .map((each) => each.condition);

  it('lists all conditions in order', () => {
    expect(continuingBreachConditions(breach)).toEqual(
      CONTINUING_BREACH_CONDITIONS.map((condition) => ({ condition, met: true })),
    );
  });

  it.each([
    [{ factsOn: day('2026-03-01') }, ['new-facts']],
    [{ reportReference: 'PV 1' }, ['new-facts']],
    [{ reportReference: ' ' }, ['new-facts']],
    [{ heardOn: day('2026-05-19') }, ['heard-again']],
    [{ supervisorReason: ' ' }, ['supervisor-approved']],
  ])('%j leaves %j unmet', (change, expected) => {
    expect(unmet(change)).toEqual(expected);
  });

  it('trap 21: nothing is new while the earlier one is not notified', () => {
    const facts: ContinuingBreach = {
      factsOn: breach.factsOn,
      earlierReportReference: 'PV 1',
      reportReference: 'PV 2',
      supervisorReason: '',
    };
    expect(continuingBreachConditions(facts).filter((each) => each.met)).toEqual([]);
  });

  const earlier = (change: Partial<EarlierFine> = {}): EarlierFine => ({
    decisionId: 'earlier' as DecisionId,
    offenceId: 'offence' as OffenceId,
    departmentId: 'department' as DepartmentId,
    state: 'notified',
    reportReference: 'PV 1',
    beganOn: day('2026-01-10'),
    factsOn: day('2026-02-20'),
    notifiedOn: day('2026-03-01'),
    ...change,
  });
  const facts: NewFacts = {
    beganOn: day('2026-01-10'),
    factsOn: day('2026-05-20'),
    reportReference: 'PV 2',
    heardOn: day('2026-05-20'),
  };

  it('trap 21: another day of entry does not make it another breach; a later entry, or compliance, does', () => {
    const found = (change: Partial<NewFacts>, before = earlier()): string | undefined =>
      continuingFinding({ ...facts, ...change }, [before])?.earlier.decisionId;
    expect(found({})).toBe('earlier');
    expect(found({ beganOn: day('2026-02-20') })).toBe('earlier');
    expect(found({ beganOn: day('2025-12-01') })).toBe('earlier');
    expect(found({ beganOn: day('2026-02-21') })).toBeUndefined();
    expect(found({ beganOn: day('2026-02-10') }, earlier({ compliedOn: day('2026-02-05') }))).toBeUndefined();
    // Found out of order: what ended before the other began is not that breach.
    expect(found({ beganOn: day('2025-10-01'), factsOn: day('2026-01-09') })).toBeUndefined();
  });

  it('follows the last fine of the breach, and is measured against each of them', () => {
    const last = earlier({
      decisionId: 'last' as DecisionId,
      factsOn: day('2026-04-01'),
      notifiedOn: day('2026-05-01'),
    });
    const other = earlier({
      decisionId: 'other' as DecisionId,
      beganOn: day('2026-06-01'),
      factsOn: day('2026-07-01'),
    });
    expect(continuingFinding(facts, [last, earlier(), other])?.earlier.decisionId).toBe('last');
    const late = continuingFinding({ ...facts, factsOn: day('2026-04-20'), heardOn: day('2026-04-20') }, [
      last,
      earlier(),
    ]);
    expect(checkContinuingBreach(late)).toEqual([
      { code: 'continuing-breach', field: 'reportReference', rule: 'D10', params: { condition: 'new-facts' } },
    ]);
    expect(checkContinuingBreach(undefined)).toEqual([]);
  });

  it('trap 21: no second fine without all four conditions, whatever the days (property)', () => {
    const anyDay = fc
      .date({ min: new Date('2026-01-01'), max: new Date('2026-03-31'), noInvalidDate: true })
      .map((date) => day(date.toISOString().slice(0, 10)));
    const anyReport = fc.constantFrom('PV 1', 'PV 2', 'PV 3');
    const fine = fc.record({
      factsOn: anyDay,
      report: anyReport,
      notifiedOn: fc.option(anyDay),
      heardOn: fc.option(anyDay),
    });
    const beganOn = day('2025-12-01');
    const { notifiedOn: _notifiedOn, ...unnotified } = earlier();
    fc.assert(
      fc.property(fc.array(fine, { maxLength: 12 }), fc.string(), (attempts, reason) => {
        const fined: EarlierFine[] = [];
        for (const [index, { factsOn, report, notifiedOn, heardOn }] of attempts.entries()) {
          const finding = continuingFinding(
            { beganOn, factsOn, reportReference: report, ...(heardOn && { heardOn }) },
            fined,
            reason,
          );
          const isFined = finding === undefined || finding.conditions.every(({ met }) => met);
          if (isFined && fined.length > 0) {
            expect(reason.trim()).not.toBe('');
            expect(heardOn !== null && heardOn >= factsOn).toBe(true);
            for (const before of fined) {
              expect(before.notifiedOn !== undefined && before.notifiedOn < factsOn).toBe(true);
              expect(before.reportReference).not.toBe(report);
            }
          }
          if (isFined)
            fined.push({
              ...unnotified,
              decisionId: String(index) as DecisionId,
              beganOn,
              factsOn,
              reportReference: report,
              ...(notifiedOn !== null && { notifiedOn }),
            });
        }
      }),
    );
  });
});
