import fc from 'fast-check';
import type { UserId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import { nextState, unreachableStates } from '../kernel/state-machine';
import {
  checkLetterLanguage,
  checkMotivation,
  DECISION_MACHINE,
  DECISION_STATES,
  DECISION_VERBS,
  decideCancel,
  decideReturn,
  decideSign,
  decideSubmit,
  MOTIVATION_MAX_LENGTH,
  type DecisionToSign,
  type DecisionVerb,
  type DraftToSubmit,
  type SignatureDelegation,
  type SignatureDelegationId,
} from './decision.rules';

const day = legalDate;
const drafter = 'drafter' as UserId;
const signatory = 'signatory' as UserId;

const codeOf = (
  outcome: { ok: true } | { ok: false; refusal: { code: string; field?: string; rule?: string } },
): string =>
  outcome.ok
    ? 'accepted'
    : [outcome.refusal.field, outcome.refusal.code, outcome.refusal.rule].filter(Boolean).join(' ');

describe('checkMotivation', () => {
  it('R2.4: refuses a text in which a passage of the template still has a gap', () => {
    expect(codeOf(checkMotivation('Il ressort du rapport que […].'))).toBe('motivation motivation-incomplete R2.4');
    expect(codeOf(checkMotivation('Il ressort du rapport que la porte était fermée.'))).toBe('accepted');
  });
});

describe('DECISION_MACHINE', () => {
  it('reaches every state', () => {
    expect(unreachableStates(DECISION_MACHINE)).toEqual([]);
    expect(Object.keys(DECISION_MACHINE.transitions).sort()).toEqual([...DECISION_STATES].sort());
  });

  it('has the transitions of the law and no other', () => {
    const accepted = DECISION_STATES.flatMap((state) =>
      DECISION_VERBS.flatMap((verb) => {
        const next = nextState(DECISION_MACHINE, state, verb);
        return next.ok ? [`${state} ${verb} ${next.value}`] : [];
      }),
    );
    expect(accepted).toEqual([
      'draft submit submitted',
      'draft cancel cancelled',
      'submitted return draft',
      'submitted sign signed',
      'signed notify notified',
      'signed withdraw withdrawn',
      'notified withdraw withdrawn',
      'notified annul annulled',
      'annulled reinstate notified',
    ]);
  });

  it('is never notified without having been submitted and signed before, and ends for good (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...DECISION_VERBS), { maxLength: 30 }), (verbs) => {
        const done: DecisionVerb[] = [];
        let state = DECISION_MACHINE.initial;
        for (const verb of verbs) {
          const next = nextState(DECISION_MACHINE, state, verb);
          if (!next.ok) continue;
          expect(['cancelled', 'withdrawn']).not.toContain(state);
          // R4.6: only a later judgment takes an annulment back.
          if (state === 'annulled') expect(verb).toBe('reinstate');
          state = next.value;
          done.push(verb);
        }
        const first = done.filter((verb) => verb !== 'annul' && verb !== 'reinstate');
        if (state === 'notified') expect(first.slice(-3)).toEqual(['submit', 'sign', 'notify']);
        if (state === 'cancelled') expect(done).not.toContain('sign');
      }),
    );
  });
});

describe('submitting (R2.4, D14, D25)', () => {
  const draft: DraftToSubmit = {
    state: 'draft',
    motivation: 'The person crossed at 23:15, after the closing hour.',
    language: 'fr',
    spokenLanguage: 'fr',
    languageReason: '',
  };

  it('hands a draft to the signatories', () => {
    expect(decideSubmit({ ...draft, motivation: ' First line.\r\nSecond line. ' })).toEqual({
      ok: true,
      value: { state: 'submitted', motivation: 'First line.\nSecond line.', language: 'fr', languageReason: '' },
    });
  });

  it.each([
    ['', 'motivation required R2.4'],
    [' \n\t\u00a0 ', 'motivation required R2.4'],
    ['a\u0000b', 'motivation control-characters R2.4'],
    ['a\u001bb', 'motivation control-characters R2.4'],
    ['a\ud800b', 'motivation control-characters R2.4'],
    ['a\u202eb', 'motivation control-characters R2.4'],
    ['x'.repeat(MOTIVATION_MAX_LENGTH + 1), 'motivation too-long R2.4'],
    ['x'.repeat(MOTIVATION_MAX_LENGTH), 'accepted'],
    ['Línea\tuno\nδύο\n三 😀', 'accepted'],
  ])('R2.4: motivation %#', (motivation, expected) => {
    expect(codeOf(decideSubmit({ ...draft, motivation }))).toBe(expected);
    expect(codeOf(checkMotivation(motivation))).toBe(expected);
  });

  it.each([
    ['fr', 'fr', '', 'accepted'],
    ['de', 'de', '', 'accepted'],
    ['de', 'de', 'because', 'languageReason language-reason-not-needed D25'],
    ['en', 'en', 'because', 'language language-of-act D14'],
    ['ar', 'ar', '', 'language language-of-act D14'],
    ['FR', 'fr', '', 'language language-of-act D14'],
    ['fr', 'ar', '', 'languageReason language-reason-missing D25'],
    ['nl', 'fr', '  ', 'languageReason language-reason-missing D25'],
    ['nl', 'ar', 'An interpreter for Dutch was there.', 'accepted'],
    ['nl', 'ar', 'x'.repeat(2_001), 'languageReason too-long D25'],
  ])('trap 22: letter in %s for a person who speaks %s (reason %j): %s', (language, spoken, reason, expected) => {
    expect(codeOf(checkLetterLanguage(language, spoken, reason))).toBe(expected);
  });

  it.each(DECISION_STATES.filter((state) => state !== 'draft'))('refuses one that is %s', (state) => {
    expect(codeOf(decideSubmit({ ...draft, state }))).toBe('illegal-transition');
  });
});

describe('signing (R2.2, trap 23)', () => {
  const delegation = (validFrom: string, validTo: string | null, article = '4bis'): SignatureDelegation => ({
    id: `${article} from ${validFrom}` as SignatureDelegationId,
    userId: signatory,
    article: article as SignatureDelegation['article'],
    reference: `DM ${validFrom}`,
    validFrom: day(validFrom),
    validTo: validTo === null ? null : day(validTo),
  });
  const submitted: DecisionToSign = {
    state: 'submitted',
    article: '4bis',
    authorIds: [drafter],
    signerId: signatory,
    signedOn: day('2026-05-21'),
    delegations: [delegation('2026-01-01', null)],
    needsLegalReview: false,
  };

  it('names the delegation under which it is signed', () => {
    expect(decideSign(submitted)).toEqual({
      ok: true,
      value: { state: 'signed', signedOn: '2026-05-21', delegationId: '4bis from 2026-01-01' },
    });
  });

  it('four eyes: never by one who drafted or submitted it', () => {
    expect(codeOf(decideSign({ ...submitted, authorIds: [signatory] }))).toBe('signer-drafted R2.2');
    expect(codeOf(decideSign({ ...submitted, authorIds: [drafter, signatory] }))).toBe('signer-drafted R2.2');
  });

  it.each([
    [[], 'delegation-missing R2.2'],
    [[delegation('2026-01-01', null, '41bis')], 'delegation-missing R2.2'],
    [[delegation('2026-01-01', '2026-05-20')], 'delegation-ended R2.2'],
    [[delegation('2027-01-01', null), delegation('2026-01-01', '2026-05-20')], 'delegation-ended R2.2'],
    [[delegation('2026-05-22', null)], 'delegation-not-in-force R2.2'],
    [[delegation('2026-01-01', '2026-05-21')], 'accepted'],
    [[delegation('2026-05-21', '2026-05-21')], 'accepted'],
    [[delegation('2025-01-01', '2025-12-31'), delegation('2026-01-01', null)], 'accepted'],
    [[{ ...delegation('2026-01-01', null), userId: drafter }], 'delegation-missing R2.2'],
  ])('delegations %#: %s', (delegations, expected) => {
    expect(codeOf(decideSign({ ...submitted, delegations }))).toBe(expected);
  });

  it('trap 1, D1: a disputed ground, 42octies among them, needs the supervisor’s reason', () => {
    const reviewed = { ...submitted, needsLegalReview: true };
    expect(codeOf(decideSign(reviewed))).toBe('legalReviewReason legal-review-missing D1');
    expect(codeOf(decideSign({ ...reviewed, legalReviewReason: ' ' }))).toBe(
      'legalReviewReason legal-review-missing D1',
    );
    expect(codeOf(decideSign({ ...reviewed, legalReviewReason: '.' }))).toBe('legalReviewReason reason-too-short D1');
    expect(codeOf(decideSign({ ...reviewed, legalReviewReason: 'Advice of 20 May 2026.' }))).toBe('accepted');
  });

  it.each(DECISION_STATES.filter((state) => state !== 'submitted'))('refuses one that is %s', (state) => {
    expect(codeOf(decideSign({ ...submitted, state }))).toBe('illegal-transition');
  });
});

describe('returning and cancelling', () => {
  const hands = { authorIds: ['drafter' as UserId], returnerId: 'signatory' as UserId };

  it('D33: an author returns nothing', () => {
    const authors = { ...hands, authorIds: [...hands.authorIds, hands.returnerId] };
    expect(codeOf(decideReturn({ state: 'submitted', reason: 'Not what was said.', ...authors }))).toBe(
      'returner-drafted D33',
    );
  });

  it('a return goes back to the draft with its reason', () => {
    expect(decideReturn({ state: 'submitted', reason: ' Say which train. ', ...hands })).toEqual({
      ok: true,
      value: { state: 'draft', reason: 'Say which train.' },
    });
    expect(codeOf(decideReturn({ state: 'submitted', reason: ' ', ...hands }))).toBe('reason required R2.7');
    expect(codeOf(decideReturn({ state: 'draft', reason: 'Not what was said.', ...hands }))).toBe('illegal-transition');
  });

  it('only a draft is cancelled, with a reason', () => {
    expect(codeOf(decideCancel({ state: 'draft', reason: 'Recorded twice.' }))).toBe('accepted');
    expect(codeOf(decideCancel({ state: 'draft', reason: '' }))).toBe('reason required R2.7');
    for (const state of DECISION_STATES.filter((each) => each !== 'draft')) {
      expect(codeOf(decideCancel({ state, reason: 'Not what was said.' }))).toBe('illegal-transition');
    }
  });
});
