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
const OF_COMMAND = ALL_FIELDS.filter((field) => !FIELDS_OF_STEP.liable.includes(field));

describe('the steps of an entry', () => {
  it('ask for each field once, and only for fields of the command', () => {
    expect(ALL_FIELDS.filter((field, index) => ALL_FIELDS.indexOf(field) !== index)).toEqual([]);
    const unknown = OF_COMMAND.filter((field) => {
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
    const after = (asksLiable: boolean): string[] => ENTRY_STEPS.map((step) => nextStep(step, asksLiable));
    // Who must pay is a page only where it is asked: an adult's entry has none to go through.
    expect(after(false)).toEqual(['facts', 'hearing', 'hearing', 'check', 'check']);
    expect(after(true)).toEqual(['facts', 'liable', 'hearing', 'check', 'check']);
  });

  it('are gone on with at the first that was not answered', () => {
    expect(openStep({}, false)).toBe('obligation');
    expect(openStep({ obligationCode: 'x' }, false)).toBe('facts');
    expect(openStep({ obligationCode: 'x', factsOn: '' }, false)).toBe('facts');
    expect(openStep({ obligationCode: 'x', factsOn: '2026-11-18' }, false)).toBe('hearing');
    expect(openStep({ obligationCode: 'x', factsOn: '2026-11-18', hearingKind: 'heard' }, false)).toBe('check');
    expect(openStep({ obligationCode: 'x', factsOn: '2026-11-18' }, true)).toBe('liable');
    expect(openStep({ obligationCode: 'x', factsOn: '2026-11-18', party1Id: 'p' }, true)).toBe('hearing');
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
  const obligation = (subject: string) => OBLIGATIONS_2016.find((each) => each.subject === subject);
  const ofCrossing = obligation('border-crossing');
  const ofPresence = obligation('presence-report');
  const ofDocument = obligation('document-at-border');
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
    // R2.8: why a representative was not heard is asked only where the minor spoke alone.
    const spoke = { hearingKind: 'heard', hearingRepresentativeWaiver: 'Abroad.' };
    for (const alone of [spoke, { ...spoke, hearingHeard: 'person' }, { ...spoke, hearingHeard: 'lawyer' }])
      expect(countingAnswers(alone, undefined)).toEqual(alone);
    for (const other of [{ hearingKind: 'heard', hearingHeard: 'representative' }, { hearingKind: 'waived' }])
      expect(countingAnswers({ ...spoke, ...other }, undefined)).toEqual(other);
    expect(countingAnswers({ decisionLanguage: 'fr', outcome: 'no-fine' }, undefined)).toEqual({ outcome: 'no-fine' });
    const document = { documentDefect: 'none-held', documentExpiredOn: '2026-01-01', crossingPointCode: 'sea-ostend' };
    expect(countingAnswers(document, ofDocument)).toEqual({
      documentDefect: 'none-held',
      crossingPointCode: 'sea-ostend',
    });
    expect(countingAnswers({ ...crossing, crossingSite: 'elsewhere' }, ofCrossing)).toEqual({
      crossingSite: 'elsewhere',
    });
  });
});

const DOCUMENTS = ['41-4-document-at-border', '41-document-in-territory'];
const OF_CITIZENS = [
  '4bis-1-border-crossing',
  ...DOCUMENTS,
  '41bis-report-presence',
  '42-4-registration-certificate',
  '42octies-collection-article',
];
const OF_FAMILY = [
  '4bis-1-border-crossing',
  ...DOCUMENTS,
  '41bis-report-presence',
  '42-4-residence-card',
  '42quinquies-permanent-residence-card',
  '42octies-collection-article',
];

describe('the obligations offered (R1.0.5, R1.0.6)', () => {
  it.each([
    ['belgian', []],
    ['eu-citizen', OF_CITIZENS],
    ['family-of-belgian', OF_FAMILY],
    ['family-of-eu-citizen', OF_FAMILY],
    // Until a family member is named, what binds through one is offered too.
    ['withdrawal-agreement', OF_FAMILY],
    ['other-foreigner', OF_FAMILY],
  ] as const)('to %s: %j', (category, codes) => {
    expect(offeredObligations(OBLIGATIONS_2016, category).map(({ code }) => code)).toEqual(codes);
  });

  it('R1.0.6: to a third-country national whose sponsor is one too: what binds every foreigner', () => {
    const offered = offeredObligations(OBLIGATIONS_2016, 'other-foreigner', true);
    expect(offered.map(({ code }) => code)).toEqual(['4bis-1-border-crossing']);
  });

  it('are never for a Belgian, whatever the catalogue', () => {
    expect(OFFENDER_CATEGORIES).toContain('belgian');
    expect(offeredObligations(OBLIGATIONS_2016, 'belgian')).toEqual([]);
  });
});
