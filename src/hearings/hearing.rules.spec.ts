import fc from 'fast-check';
import { addDays, addWorkingDays, compareDates } from '../kernel/legal-calendar';
import { legalDate } from '../kernel/legal-date';
import { checkHearing, heardOn, type HeardHearing, type Hearing, type HearingInvitation } from './hearing.rules';

const FACTS_ON = legalDate('2026-05-18');
const TODAY = legalDate('2026-06-30');

const heard: HeardHearing = {
  kind: 'heard',
  on: legalDate('2026-05-20'),
  means: 'interview',
  statement: 'I came by boat at night.',
  argumentsRaised: 'not-raised',
};
const invitation: Required<HearingInvitation> = {
  on: legalDate('2026-05-19'),
  means: 'registered-mail',
  evidence: 'RR 123',
  to: 'written',
  for: legalDate('2026-06-10'),
};

function findings(hearing: Hearing | undefined, today = TODAY): string[] {
  return checkHearing(hearing, { factsOn: FACTS_ON, today, termDays: 10 }).map(
    ({ code, field = '' }) => `${field} ${code}`,
  );
}

describe('the hearing (R2.8, trap 8)', () => {
  it('trap 8: no decision without one, and a waiver only with its reason', () => {
    expect(findings(undefined)).toEqual(['hearingKind hearing-missing']);
    expect(findings({ kind: 'waived', waiverReason: ' ' })).toEqual(['hearingWaiverReason required']);
    expect(findings({ kind: 'waived', waiverReason: '.' })).toEqual(['hearingWaiverReason reason-too-short']);
    expect(findings({ kind: 'waived', waiverReason: 'Left without an address.' })).toEqual([]);
    expect(findings(heard)).toEqual([]);
  });

  it('trap 8: each argument has its answer, each answer its argument', () => {
    const given = (argument: string, answer: string): Hearing => ({
      ...heard,
      argumentsRaised: 'raised',
      arguments: [{ argument, answer }],
    });
    expect(findings(given('I did not know the hours.', 'They are displayed.'))).toEqual([]);
    expect(findings(given('I did not know the hours.', '  '))).toEqual([
      'hearingArguments.0.answer argument-without-answer',
    ]);
    expect(findings(given('', 'They are displayed.'))).toEqual(['hearingArguments.0.argument answer-without-argument']);
    expect(
      findings({ kind: 'waived', waiverReason: 'Fled the country.', arguments: [{ argument: 'I', answer: 'You' }] }),
    ).toEqual(['hearingArguments hearing-not-held']);
  });

  it('trap 8: what was said has its answer, or the agent says that nothing was argued', () => {
    const { argumentsRaised: _raised, ...open } = heard;
    const unanswered = ['hearingArgumentsRaised statement-without-answer'];
    expect(findings(open)).toEqual(unanswered);
    expect(findings({ ...open, answer: ' ' })).toEqual(unanswered);
    expect(findings({ ...open, argumentsRaised: 'raised' })).toEqual(unanswered);
    expect(findings({ ...open, answer: 'The hours are displayed.' })).toEqual([]);
    expect(findings({ ...open, argumentsRaised: 'not-raised' })).toEqual([]);
    expect(findings({ ...heard, arguments: [{ argument: 'I', answer: 'You' }] })).toEqual([
      'hearingArgumentsRaised arguments-not-raised',
    ]);
  });

  it('trap 8: silence counts only after an invitation with its proof, once its last day is over', () => {
    const silent = (given?: HearingInvitation): Hearing =>
      given ? { kind: 'invited-no-answer', invitation: given } : { kind: 'invited-no-answer' };
    expect(findings(silent())).toEqual([
      'hearingInvitedOn required',
      'hearingInvitationMeans required',
      'hearingInvitedTo required',
      'hearingInvitedFor required',
      'hearingInvitationEvidence required',
    ]);
    expect(findings(silent({ ...invitation, evidence: '' }))).toEqual(['hearingInvitationEvidence required']);
    expect(findings(silent(invitation), invitation.for)).toEqual(['hearingInvitedFor hearing-term-running']);
    expect(findings(silent(invitation), legalDate('2026-06-11'))).toEqual([]);
  });

  it('trap 8: silence counts after the term of the Office, days of the post included', () => {
    const silent = (means: 'by-hand' | 'ordinary-mail', term: string): string[] =>
      findings({ kind: 'invited-no-answer', invitation: { ...invitation, means, for: legalDate(term) } });
    // Tuesday 19 May 2026 by hand: ten days end on 29 May. By post it arrives on Friday 22 May: they end on 1 June.
    expect(silent('by-hand', '2026-05-20')).toEqual(['hearingInvitedFor hearing-term-short']);
    expect(silent('by-hand', '2026-05-28')).toEqual(['hearingInvitedFor hearing-term-short']);
    expect(silent('by-hand', '2026-05-29')).toEqual([]);
    expect(silent('ordinary-mail', '2026-05-31')).toEqual(['hearingInvitedFor hearing-term-short']);
    expect(silent('ordinary-mail', '2026-06-01')).toEqual([]);
    // Whoever came was heard, however short the term.
    expect(findings({ ...heard, invitation: { ...invitation, for: legalDate('2026-05-20') } })).toEqual([]);
  });

  it('has an invitation whole or none, in the order of the days', () => {
    expect(findings({ ...heard, invitation: { to: 'interview' } })).toEqual([
      'hearingInvitedOn required',
      'hearingInvitationMeans required',
      'hearingInvitedFor required',
    ]);
    const at = (on: string, term = '2026-06-10'): Hearing => ({
      ...heard,
      invitation: { ...invitation, on: legalDate(on), for: legalDate(term) },
    });
    expect(findings(at('2026-05-17'))).toEqual(['hearingInvitedOn invitation-before-facts']);
    expect(findings(at('2026-07-01', '2026-07-10'))).toEqual([
      'hearingInvitedOn invitation-in-future',
      'hearingOn hearing-before-invitation',
    ]);
    expect(findings(at('2026-05-19', '2026-05-19'))).toEqual(['hearingInvitedFor term-before-invitation']);
  });

  it('names whoever spoke for the person, and the language in which it was said', () => {
    expect(findings({ ...heard, heard: 'representative' })).toEqual(['hearingHeardName required']);
    expect(findings({ ...heard, heard: 'lawyer', heardName: 'Me Exemple' })).toEqual([]);
    expect(findings({ ...heard, language: 'xx' })).toEqual(['hearingLanguage language-unknown']);
    expect(findings({ ...heard, language: 'ar' })).toEqual([]);
  });

  it('trap 8: whatever the days, silence is never taken for a hearing before its term is over', () => {
    const anyDay = fc
      .date({ min: new Date('2026-05-18'), max: new Date('2026-08-31'), noInvalidDate: true })
      .map((date) => legalDate(date.toISOString().slice(0, 10)));
    fc.assert(
      fc.property(anyDay, anyDay, anyDay, (on, term, today) => {
        const silent: Hearing = { kind: 'invited-no-answer', invitation: { ...invitation, on, for: term } };
        const isLong = compareDates(addDays(addWorkingDays(on, 3), 10), term) <= 0;
        const isOver = isLong && compareDates(term, today) < 0;
        expect(checkHearing(silent, { factsOn: FACTS_ON, today, termDays: 10 }).length === 0).toBe(isOver);
        expect(heardOn(silent)).toBe(term);
      }),
    );
  });
});
