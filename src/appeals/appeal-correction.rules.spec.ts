import { legalDate } from '../kernel/legal-date';
import {
  checkCorrectable,
  decideCorrection,
  type AppealEntries,
  type AppealToCorrect,
} from './appeal-correction.rules';

describe('an appeal put right (R4.1)', () => {
  const entries: AppealEntries = {
    lodgedOn: legalDate('2027-01-15'),
    learnedOn: legalDate('2027-01-20'),
    courtCode: 'brussels-french',
    divisionCode: '',
    docketNumber: '27/1/A',
  };
  const appeal: AppealToCorrect = {
    entries,
    lines: [{ decisionId: 'one', state: 'pending', closedOn: null }],
    judgments: [],
  };
  const decided = (change: Partial<AppealEntries>, stands: Partial<AppealToCorrect> = {}): unknown => {
    const outcome = decideCorrection({ ...entries, ...change }, { ...appeal, ...stands });
    return outcome.ok ? outcome.value : `${outcome.refusal.field ?? ''}: ${outcome.refusal.code}`;
  };
  const lodgedOn = legalDate('2027-01-16');

  it('R4.1: says which entries change, and refuses a correction that changes none', () => {
    expect(decided({ lodgedOn, courtCode: 'liege' })).toEqual(['lodgedOn', 'courtCode']);
    expect(decided({ docketNumber: '27/2/A' })).toEqual(['docketNumber']);
    expect(decided({})).toBe('lodgedOn: appeal-correction-unchanged');
  });

  it('R4.1: neither takes a number away nor gives one before the court does', () => {
    expect(decided({ docketNumber: '' })).toBe('docketNumber: required');
    const waiting = {
      entries: { ...entries, docketNumber: '' },
      lines: [{ decisionId: 'one', state: 'lodged', closedOn: null }],
    } as const;
    expect(decided({}, waiting)).toBe('docketNumber: appeal-correction-roll');
  });

  it('R4.3: is lodged on the day of what followed at the latest; a judgment that was refused followed nothing', () => {
    const judgments = [
      { decisionId: 'one', state: 'refused', judgedOn: legalDate('2027-01-15') },
      { decisionId: 'one', state: 'recorded', judgedOn: lodgedOn },
    ] as const;
    expect(decided({ lodgedOn }, { judgments })).toEqual(['lodgedOn']);
    expect(decided({ lodgedOn: legalDate('2027-01-17') }, { judgments })).toBe(
      'lodgedOn: appeal-correction-after-judgment',
    );
    const lines = [
      ...appeal.lines,
      { decisionId: 'two', state: 'withdrawn', closedOn: legalDate('2027-01-15') },
    ] as const;
    expect(decided({ lodgedOn }, { lines })).toBe('lodgedOn: appeal-correction-after-withdrawal');
  });

  it('R4.4: stays as it is once a judgment took effect, or nothing of it is open', () => {
    for (const state of ['confirmed', 'replaced'] as const)
      expect(decided({ lodgedOn }, { judgments: [{ decisionId: 'one', state, judgedOn: lodgedOn }] })).toBe(
        ': appeal-correction-judged',
      );
    const lines = [{ decisionId: 'one', state: 'withdrawn', closedOn: lodgedOn }] as const;
    expect(decided({ lodgedOn }, { lines })).toBe(': appeal-correction-closed');
    expect(checkCorrectable(appeal).ok).toBe(true);
  });

  it('R4.1, R4.4: one decision that was judged or withdrawn does not keep the day of the other from being put right', () => {
    const judgments = [{ decisionId: 'two', state: 'confirmed', judgedOn: lodgedOn }] as const;
    const lines = [...appeal.lines, { decisionId: 'two', state: 'final', closedOn: lodgedOn }] as const;
    expect(decided({ lodgedOn }, { lines, judgments })).toEqual(['lodgedOn']);
    const mistaken = [...appeal.lines, { decisionId: 'two', state: 'mistaken', closedOn: entries.lodgedOn }] as const;
    expect(decided({ lodgedOn }, { lines: mistaken })).toEqual(['lodgedOn']);
  });

  it('R4.1: the number is put right at any time, and given where the court never told it', () => {
    const judgments = [{ decisionId: 'one', state: 'confirmed', judgedOn: lodgedOn }] as const;
    const lines = [{ decisionId: 'one', state: 'final', closedOn: lodgedOn }] as const;
    const judged = { lines, judgments, entries: { ...entries, docketNumber: '' } };
    expect(decided({}, judged)).toEqual(['docketNumber']);
    expect(decided({ lodgedOn }, judged)).toBe(': appeal-correction-judged');
  });
});
