import { OBLIGATIONS_2016, OFFENDER_CATEGORIES } from '../offences/obligation.rules';
import { EnterOffence } from './entry.commands';
import {
  countingAnswers,
  ENTRY_STEPS,
  FIELDS_OF_STEP,
  isToldAt,
  nextStep,
  offeredObligations,
  openStep,
  stepOf,
} from './entry.rules';
import { foldArguments } from '../hearings/hearing-form.rules';
import { parseCommand } from '../platform/http/fields';

const ALL_FIELDS = ENTRY_STEPS.flatMap((step) => FIELDS_OF_STEP[step]);

describe('the steps of an entry', () => {
  it('ask for each field once, and only for fields of the command', () => {
    expect(ALL_FIELDS.filter((field, index) => ALL_FIELDS.indexOf(field) !== index)).toEqual([]);
    const unknown = ALL_FIELDS.filter((field) => {
      try {
        parseCommand(EnterOffence, foldArguments({ [field]: 'x' }));
        return false;
      } catch (error) {
        return (error as { refusals: { code: string }[] }).refusals.some(({ code }) => code === 'unknown-field');
      }
    });
    expect(unknown).toEqual([]);
  });

  it('follow one another to the check', () => {
    expect(ENTRY_STEPS.map(nextStep)).toEqual(['facts', 'hearing', 'check', 'check']);
  });

  it('are gone on with at the first that was not answered', () => {
    expect(openStep({})).toBe('obligation');
    expect(openStep({ obligationCode: 'x' })).toBe('facts');
    expect(openStep({ obligationCode: 'x', factsOn: '' })).toBe('facts');
    expect(openStep({ obligationCode: 'x', factsOn: '2026-11-18' })).toBe('hearing');
    expect(openStep({ obligationCode: 'x', factsOn: '2026-11-18', hearingKind: 'heard' })).toBe('check');
  });

  it('are told what stands against them and those before, and nothing of those to come', () => {
    expect(stepOf('nationality')).toBe('obligation');
    expect(stepOf('person')).toBe('obligation');
    expect(isToldAt('facts', 'person')).toBe(true);
    expect(isToldAt('facts', 'factsOn')).toBe(true);
    expect(isToldAt('facts', 'hearingKind')).toBe(false);
    expect(isToldAt('facts', undefined)).toBe(false);
    expect(isToldAt('check', 'colour')).toBe(true);
  });
});

describe('the answers that count', () => {
  const [ofCrossing, ofPresence] = OBLIGATIONS_2016;
  const crossing = { crossingSite: 'authorised-point', crossingPointCode: 'sea-ostend', statedOpensAt: '06:00' };

  it('are not blank, and belong to the obligation', () => {
    const answers = { ...crossing, entryOn: '2026-10-01', place: '  ', factsOn: '2026-11-18', ground: 'none' };
    expect(countingAnswers(answers, ofCrossing)).toEqual({ ...crossing, factsOn: '2026-11-18' });
    expect(countingAnswers(answers, ofPresence)).toEqual({ entryOn: '2026-10-01', factsOn: '2026-11-18' });
  });

  it('are not ruled out by another answer', () => {
    const heard = { hearingOn: '2026-11-18', hearingWaiverReason: 'Fled.' };
    expect(countingAnswers({ ...heard, hearingKind: 'heard' }, undefined)).toEqual({
      hearingKind: 'heard',
      hearingOn: '2026-11-18',
    });
    expect(countingAnswers({ ...heard, hearingKind: 'waived' }, undefined)).toEqual({
      hearingKind: 'waived',
      hearingWaiverReason: 'Fled.',
    });
    expect(countingAnswers({ decisionLanguage: 'fr', outcome: 'no-fine' }, undefined)).toEqual({ outcome: 'no-fine' });
    expect(countingAnswers({ ...crossing, crossingSite: 'elsewhere' }, ofCrossing)).toEqual({
      crossingSite: 'elsewhere',
    });
  });
});

describe('the obligations offered (R1.0.5, R1.0.6)', () => {
  it.each([
    ['belgian', []],
    ['eu-citizen', ['4bis', '41bis']],
    ['family-of-belgian', ['4bis', '41bis']],
    ['family-of-eu-citizen', ['4bis', '41bis']],
    // Until a family member is named, what binds through one is offered too.
    ['other-foreigner', ['4bis', '41bis']],
  ] as const)('to %s: %j', (category, articles) => {
    expect(offeredObligations(OBLIGATIONS_2016, category).map(({ article }) => article)).toEqual(articles);
  });

  it('are never for a Belgian, whatever the catalogue', () => {
    expect(OFFENDER_CATEGORIES).toContain('belgian');
    expect(offeredObligations(OBLIGATIONS_2016, 'belgian')).toEqual([]);
  });
});
